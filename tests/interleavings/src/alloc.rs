//! What the steps use of `std::alloc`. Loom says when memory is given back twice, or
//! never.

pub use std::alloc::{Layout, handle_alloc_error};

pub use loom::alloc::alloc;

/// What is in memory that was given back, to be seen by who looks nevertheless.
const GONE: u8 = 0xa5;

/// `std::alloc::dealloc`.
///
/// # Safety
///
/// As for that.
pub unsafe fn dealloc(memory: *mut u8, layout: Layout) {
    // SAFETY: as the caller says, it is theirs, and has the layout.
    unsafe {
        memory.write_bytes(GONE, layout.size());
        loom::alloc::dealloc(memory, layout);
    }
}
