//! Memory for tasks, used again.
//!
//! A program that spawns a million tasks has some of them at a time, of a few sizes.
//! What one leaves, the next can have, without asking the allocator. Each thread keeps
//! what was freed on it in a *free list* for each size, where each block has the address
//! of the next one in it. A loop that has nothing else to do gives back all but a little,
//! and a thread that ends, everything.
//!
//! The argument: what is in a list was given up by its owner ([`free`]), is at least as
//! large as a [`Link`], and is in one list, once.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::iter;
use std::ptr::NonNull;

use crate::run_queue::{QUEUE, RunQueue};

/// Blocks come in sizes of `16 n + 8` bytes: with the 8 bytes that an allocator
/// commonly has in front of each, that leaves no gaps.
const STEP: usize = 16;
const LISTS: usize = 64;

/// How many bytes a thread keeps of what is freed while a loop runs on it: enough for a
/// million small tasks.
const MUCH: usize = LITTLE << 7;

/// How many it keeps of what is freed at other times, and how many an idle loop leaves.
/// (None where a sanitizer looks for what is used after it was freed: it only knows what
/// the allocator knows.)
const LITTLE: usize = if cfg!(fresh_memory) { 0 } else { 1 << 20 };

/// How many blocks it gives back before it looks whether there is something to do.
const AT_ONCE: usize = 256;

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
    /// Up to so many bytes, nobody has to be asked: 0 until the thread has a `Keeper`.
    limit: Cell<usize>,
    lists: [Cell<Option<NonNull<Link>>>; LISTS],
}

struct Link {
    next: Option<NonNull<Link>>,
}

thread_local! {
    static KEPT: Kept = const { Kept::new() };
    static KEEPER: Keeper = const { Keeper };
}

/// Frees what is kept, when the thread ends.
struct Keeper;

/// Returns memory of that kind, with any content.
#[inline]
pub(crate) fn allocate(class: Class) -> NonNull<u8> {
    let kept = KEPT.with(|kept| kept.take(class));
    kept.unwrap_or_else(|| allocate_new(class.layout))
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
pub(crate) unsafe fn free(memory: NonNull<u8>, class: &'static Class) {
    KEPT.with(|kept| {
        // SAFETY: as the caller says.
        unsafe {
            if kept.bytes.get() + class.layout.size() <= kept.limit.get() {
                kept.put(memory, class);
            } else {
                kept.put_rarely(memory, class);
            }
        }
    });
}

/// Gives some of what is kept back to the allocator, if it is more than a little: for a
/// loop that has nothing else to do. Returns whether it was.
pub(crate) fn give_back() -> bool {
    KEPT.with(|kept| {
        let is_much = kept.bytes.get() > LITTLE;
        if is_much {
            kept.give_back(AT_ONCE);
        }
        is_much
    })
}

impl Kept {
    const fn new() -> Self {
        let (bytes, limit) = (Cell::new(0), Cell::new(0));
        Self { bytes, limit, lists: [const { Cell::new(None) }; LISTS] }
    }

    /// # Safety
    ///
    /// As for [`free`].
    #[inline]
    unsafe fn put(&self, memory: NonNull<u8>, class: &Class) {
        let Some(list) = self.lists.get(class.list) else {
            // SAFETY: that is the layout that `allocate` asked for.
            return unsafe { dealloc(memory.as_ptr(), class.layout) };
        };
        let block = memory.cast::<Link>();
        // SAFETY: it is the caller's, and large enough.
        unsafe { block.write(Link { next: list.replace(Some(block)) }) };
        self.bytes.set(self.bytes.get() + class.layout.size());
    }

    /// Keeps the memory, if there is room for it.
    ///
    /// # Safety
    ///
    /// As for [`free`].
    #[cold]
    unsafe fn put_rarely(&self, memory: NonNull<u8>, class: &Class) {
        // The thread may be ending, and its locals gone.
        let is_kept = KEEPER.try_with(|_| ()).is_ok();
        self.limit.set(if is_kept { LITTLE } else { 0 });
        let is_busy = is_kept && QUEUE.with(RunQueue::is_open);
        let room = if is_busy { MUCH } else { self.limit.get() };
        // SAFETY: as the caller says; and that is the layout that `allocate` asked for.
        unsafe {
            if self.bytes.get() + class.layout.size() <= room {
                self.put(memory, class);
            } else {
                dealloc(memory.as_ptr(), class.layout);
            }
        }
    }

    #[inline]
    fn take(&self, class: Class) -> Option<NonNull<u8>> {
        let list = self.lists.get(class.list)?;
        let block = list.get()?;
        // SAFETY: it is in the list, and leaves it here.
        list.set(unsafe { block.as_ref().next });
        self.bytes.set(self.bytes.get() - class.layout.size());
        Some(block.cast())
    }

    fn give_back(&self, blocks: usize) {
        let classes = (0..LISTS).map(Class::kept);
        let kept = classes.flat_map(|class| {
            iter::from_fn(move || Some((self.take(class)?, class.layout)))
        });
        for (block, layout) in kept.take(blocks) {
            // SAFETY: it was in a list, and all there have that layout.
            unsafe { dealloc(block.as_ptr(), layout) };
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        KEPT.with(|kept| {
            kept.limit.set(0);
            kept.give_back(usize::MAX);
        });
    }
}
