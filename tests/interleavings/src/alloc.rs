//! What the steps use of `std::alloc`. Loom says when memory is given back twice, or
//! never; and when it is given back while somebody may still be at it, if a model has
//! said that they were ([`touch`]).

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub use std::alloc::{Layout, handle_alloc_error};

use loom::cell::UnsafeCell;

/// What is in memory that was given back, to be seen by who looks nevertheless.
const GONE: u8 = 0xa5;

/// What was asked for, by address. (Of all models that run at the same time.)
static MEMORY: Mutex<BTreeMap<usize, Piece>> = Mutex::new(BTreeMap::new());

#[derive(Clone)]
struct Piece {
    size: usize,
    cell: Arc<Cell>,
}

struct Cell(UnsafeCell<()>);

// SAFETY: loom says when it is read and written at the same time.
unsafe impl Send for Cell {}
// SAFETY: as above.
unsafe impl Sync for Cell {}

/// `std::alloc::alloc`.
///
/// # Safety
///
/// As for that.
pub unsafe fn alloc(layout: Layout) -> *mut u8 {
    // SAFETY: as the caller says.
    let memory = unsafe { loom::alloc::alloc(layout) };
    let cell = Arc::new(Cell(UnsafeCell::new(())));
    locked().insert(memory.addr(), Piece { size: layout.size(), cell });
    memory
}

/// `std::alloc::dealloc`.
///
/// # Safety
///
/// As for that.
pub unsafe fn dealloc(memory: *mut u8, layout: Layout) {
    let piece = locked().remove(&memory.addr());
    if let Some(piece) = piece {
        piece.cell.0.with_mut(|_memory| ());
    }
    // SAFETY: as the caller says, it is theirs, and has the layout.
    unsafe {
        memory.write_bytes(GONE, layout.size());
        loom::alloc::dealloc(memory, layout);
    }
}

/// What loom takes for a look into the memory that this is a part of.
///
/// # Panics
///
/// If it was given back.
pub fn touch<T>(part: *const T) {
    let memory = locked();
    let before = memory.range(..=part.addr()).next_back();
    let piece = before.filter(|(start, piece)| part.addr() < *start + piece.size);
    let piece = piece.map(|(_, piece)| piece.clone());
    drop(memory);
    piece.expect("it was asked for").cell.0.with(|_memory| ());
}

fn locked() -> MutexGuard<'static, BTreeMap<usize, Piece>> {
    MEMORY.lock().unwrap_or_else(PoisonError::into_inner)
}
