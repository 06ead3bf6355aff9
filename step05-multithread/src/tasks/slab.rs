//! Memory for sixteen tasks, in one piece.
//!
//! Tasks that are spawned one after the other are mostly woken one after the other, too.
//! So they shall lie side by side, also where the heap is in pieces, and a processor that
//! fetches one is on its way to the next. A task that lives on keeps back the memory of
//! fifteen others at most.
//!
//! The argument: a block has one owner at a time, who gives it up once, and each counts
//! down by one. So with the last, the slab is nobody's.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::array;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many blocks a slab has. (One of its own for each, where a sanitizer looks for what
/// is used after it was freed: it only knows what the allocator knows.)
pub(crate) const BLOCKS: usize = if cfg!(fresh_memory) { 1 } else { 16 };

/// What a slab begins with. The blocks are behind it, each with a pointer to it in front.
struct Slab {
    /// How many of the blocks haven't been given up.
    blocks: AtomicUsize,
}

type Front = NonNull<Slab>;

/// Returns the blocks of a new slab, side by side in this order. Each is for something
/// with this layout.
///
/// # Panics
///
/// Unless the layout's size is a multiple of a pointer's, and its alignment no larger.
pub(crate) fn cut(block: Layout) -> [NonNull<u8>; BLOCKS] {
    let fits = block.size().is_multiple_of(size_of::<Front>())
        && block.align() <= align_of::<Front>();
    assert!(fits, "a pointer has its place between two blocks");
    let slab = ask_for(layout(block)).cast::<Slab>();
    // SAFETY: it is ours, and has room for this.
    unsafe { slab.write(Slab { blocks: AtomicUsize::new(BLOCKS) }) };
    array::from_fn(|number| {
        // SAFETY: there is room for all the blocks behind it.
        unsafe {
            let front = slab.add(1).byte_add(number * stride(block)).cast::<Front>();
            front.write(slab);
            front.add(1).cast()
        }
    })
}

/// Gives a block up. The slab goes back to the allocator with the last.
///
/// # Safety
///
/// It is the caller's, from a slab with blocks of this layout.
pub(crate) unsafe fn give_up(memory: NonNull<u8>, block: Layout) {
    // SAFETY: `cut` has put that in front of it; and until the block is given up, the
    // slab is there.
    unsafe {
        let slab = memory.cast::<Front>().sub(1).read();
        // Release: what was done with the block comes before this. Acquire: and before
        // the slab goes, what was done with the others. (They pair with each other.)
        if slab.as_ref().blocks.fetch_sub(1, Ordering::AcqRel) == 1 {
            dealloc(slab.cast().as_ptr(), layout(block));
        }
    }
}

/// Asks the allocator for memory.
///
/// # Panics
///
/// If it is to have no size.
pub(crate) fn ask_for(layout: Layout) -> NonNull<u8> {
    assert_ne!(layout.size(), 0, "there is something to put into it");
    // SAFETY: it has a size.
    let memory = NonNull::new(unsafe { alloc(layout) });
    memory.unwrap_or_else(|| handle_alloc_error(layout))
}

/// From one block to the next.
fn stride(block: Layout) -> usize {
    size_of::<Front>() + block.size()
}

fn layout(block: Layout) -> Layout {
    let size = size_of::<Slab>() + BLOCKS * stride(block);
    Layout::from_size_align(size, align_of::<Slab>()).expect("it is small")
}
