//! Memory for tasks, used again.
//!
//! A program that spawns a million tasks has some of them at a time, of a few sizes.
//! What one leaves, the next can have, without asking the allocator. Each thread keeps
//! what was freed on it, up to [`MOST_KEPT`], until it ends: in a *free list* for each
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
const LISTS: usize = 64;

/// How many bytes each thread keeps. (None where a sanitizer looks for what is used after
/// it was freed: it only knows what the allocator knows.)
const MOST_KEPT: usize = if cfg!(fresh_memory) { 0 } else { 1 << 20 };

/// A kind of block: its layout, and in which list it is kept.
#[derive(Clone, Copy)]
pub(crate) struct Class {
    layout: Layout,
    list: usize,
}

impl Class {
    /// The kind of block that there is room in for a `T`. Large ones, and those that are
    /// aligned to more than a pointer is, aren't kept.
    pub(crate) const fn of<T>() -> Self {
        let list = size_of::<T>().next_multiple_of(8) / STEP;
        if align_of::<T>() > align_of::<Link>() || list >= LISTS {
            return Self { layout: Layout::new::<T>(), list: LISTS };
        }
        Self::kept(list)
    }

    const fn kept(list: usize) -> Self {
        match Layout::from_size_align(list * STEP + 8, align_of::<Link>()) {
            Ok(layout) => Self { layout, list },
            Err(_) => panic!("all these sizes are small"),
        }
    }
}

struct Kept {
    bytes: Cell<usize>,
    lists: [Cell<Option<NonNull<Link>>>; LISTS],
}

struct Link {
    next: Option<NonNull<Link>>,
}

thread_local! {
    static KEPT: Kept = const {
        Kept { bytes: Cell::new(0), lists: [const { Cell::new(None) }; LISTS] }
    };
}

/// Returns memory of that kind, with any content.
#[inline]
pub(crate) fn allocate(class: Class) -> NonNull<u8> {
    // The thread may be ending, and its locals gone.
    let kept = KEPT.try_with(|kept| {
        let list = kept.lists.get(class.list)?;
        let block = list.get()?;
        // SAFETY: it is in the list, and leaves it here.
        list.set(unsafe { block.as_ref().next });
        kept.bytes.set(kept.bytes.get() - class.layout.size());
        Some(block.cast())
    });
    kept.ok().flatten().unwrap_or_else(|| allocate_new(class.layout))
}

#[cold]
fn allocate_new(layout: Layout) -> NonNull<u8> {
    // SAFETY: no class has the size 0.
    let memory = NonNull::new(unsafe { alloc(layout) });
    memory.unwrap_or_else(|| handle_alloc_error(layout))
}

/// Gives memory back.
///
/// # Safety
///
/// It is the caller's, who got it from [`allocate`] as of this kind.
#[inline]
pub(crate) unsafe fn free(memory: NonNull<u8>, class: Class) {
    let kept = KEPT.try_with(|kept| {
        let list = kept.lists.get(class.list)?;
        let bytes = kept.bytes.get() + class.layout.size();
        if bytes > MOST_KEPT {
            return None;
        }
        let block = memory.cast::<Link>();
        // SAFETY: it is the caller's, and large enough.
        unsafe { block.write(Link { next: list.replace(Some(block)) }) };
        kept.bytes.set(bytes);
        Some(())
    });
    if !matches!(kept, Ok(Some(()))) {
        // SAFETY: that is the layout that `allocate` asked for.
        unsafe { dealloc(memory.as_ptr(), class.layout) };
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for (number, list) in self.lists.iter().enumerate() {
            while let Some(block) = list.get() {
                // SAFETY: it is in the list, and leaves it here.
                unsafe {
                    list.set(block.as_ref().next);
                    dealloc(block.cast().as_ptr(), Class::kept(number).layout);
                }
            }
        }
    }
}
