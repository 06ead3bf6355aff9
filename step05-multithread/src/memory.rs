//! Memory for tasks, used again.
//!
//! A program that spawns a million tasks has some of them at a time, of a few sizes.
//! What one leaves, the next can have, without asking the allocator. Each thread
//! keeps what was freed on it, sorted by size, until it ends: a *free list* for each
//! size, where each block has the address of the next one in it.
//!
//! The argument: what is in a list was given up by its owner ([`free`]), is at least as
//! large as a [`Link`], and is in one list, once.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::ptr::NonNull;

/// Blocks come in sizes of `16 n + 8` bytes: with the 8 bytes that an allocator
/// commonly has in front of each, that leaves no gaps.
const STEP: usize = 16;
const CLASSES: usize = 64;

/// How many bytes each thread keeps.
const MOST_KEPT: usize = 128 << 20;

struct Kept {
    bytes: Cell<usize>,
    /// By size.
    lists: [Cell<Option<NonNull<Link>>>; CLASSES],
}

struct Link {
    next: Option<NonNull<Link>>,
}

thread_local! {
    static KEPT: Kept = const {
        Kept { bytes: Cell::new(0), lists: [const { Cell::new(None) }; CLASSES] }
    };
}

/// Returns memory with this layout, of any content.
#[inline]
pub(crate) fn allocate(layout: Layout) -> NonNull<u8> {
    let (class, layout) = class(layout);
    // The thread may be ending, and its locals gone.
    let kept = KEPT.try_with(|kept| {
        let list = kept.lists.get(class)?;
        let block = list.get()?;
        // SAFETY: it is in the list, and leaves it here.
        list.set(unsafe { block.as_ref().next });
        kept.bytes.set(kept.bytes.get() - layout.size());
        Some(block.cast())
    });
    kept.ok().flatten().unwrap_or_else(|| {
        // SAFETY: no class has the size 0.
        let memory = NonNull::new(unsafe { alloc(layout) });
        memory.unwrap_or_else(|| handle_alloc_error(layout))
    })
}

/// Gives memory back.
///
/// # Safety
///
/// It is the caller's, who got it from [`allocate`] with this layout.
#[inline]
pub(crate) unsafe fn free(memory: NonNull<u8>, layout: Layout) {
    let (class, layout) = class(layout);
    let kept = KEPT.try_with(|kept| {
        let bytes = kept.bytes.get() + layout.size();
        let list = kept.lists.get(class).filter(|_| bytes <= MOST_KEPT)?;
        let block = memory.cast::<Link>();
        // SAFETY: it is the caller's, and large enough.
        unsafe { block.write(Link { next: list.get() }) };
        list.set(Some(block));
        kept.bytes.set(bytes);
        Some(())
    });
    if !matches!(kept, Ok(Some(()))) {
        // SAFETY: that is the layout that `allocate` asked for.
        unsafe { dealloc(memory.as_ptr(), layout) };
    }
}

/// The class of a layout, and the layout that all of the class have. Those that are too
/// large, or aligned to more than a pointer is, have a class that isn't kept.
#[inline]
fn class(layout: Layout) -> (usize, Layout) {
    let class = layout.size().next_multiple_of(8) / STEP;
    if layout.align() > align_of::<Link>() || class >= CLASSES {
        return (usize::MAX, layout);
    }
    let size = class * STEP + 8;
    (class, Layout::from_size_align(size, 8).expect("it is small"))
}

impl Drop for Kept {
    fn drop(&mut self) {
        for (class, list) in self.lists.iter().enumerate() {
            let size = class * STEP + 8;
            let layout = Layout::from_size_align(size, 8).expect("it is small");
            while let Some(block) = list.get() {
                // SAFETY: it is in the list, and leaves it here.
                unsafe {
                    list.set(block.as_ref().next);
                    dealloc(block.cast().as_ptr(), layout);
                }
            }
        }
    }
}
