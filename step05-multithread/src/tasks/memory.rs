//! Memory for tasks, used again.
//!
//! A program that spawns a million tasks has some of them at a time, of a few sizes.
//! What one leaves, the next can have, without asking the allocator. Each thread keeps
//! what was freed on it in a *free list* for each size, where each block has the address
//! of the next one in it. Where there is none, [`slab`] has new ones. A loop that has
//! nothing else to do gives back all but a little, and a thread that ends, everything.
//!
//! The argument: what is in a list was given up by its owner ([`free`]), is at least as
//! large as a [`Link`], and is in one list, once.

use std::alloc::{Layout, dealloc};
use std::cell::Cell;
use std::iter;
use std::ptr::NonNull;

use super::run_queue::{QUEUE, RunQueue};
use super::slab;

/// Blocks come in sizes of `16 n + 8` bytes, with 8 more in front of each.
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
pub(crate) fn allocate(class: &Class) -> NonNull<u8> {
    KEPT.with(|kept| kept.take(class).unwrap_or_else(|| kept.allocate_new(class)))
}

/// Gives memory back.
///
/// # Safety
///
/// It is the caller's, who got it from [`allocate`] as of this kind.
#[inline]
pub(crate) unsafe fn free(memory: NonNull<u8>, class: &Class) {
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

/// # Safety
///
/// As for [`free`].
unsafe fn give_up(memory: NonNull<u8>, class: &Class) {
    // SAFETY: as the caller says; and that is where `allocate_new` has it from.
    unsafe {
        if class.list == LISTS {
            dealloc(memory.as_ptr(), class.layout);
        } else {
            slab::give_up(memory, class.layout);
        }
    }
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

    /// Whether the thread has a keeper. Whoever asks first gives it one; and it has none
    /// any more when its locals are gone.
    fn has_keeper(&self) -> bool {
        let is_kept = KEEPER.try_with(|_| ()).is_ok();
        self.limit.set(if is_kept { LITTLE } else { 0 });
        is_kept
    }

    /// Returns the first block of a new slab, and keeps the others.
    #[cold]
    fn allocate_new(&self, class: &Class) -> NonNull<u8> {
        if class.list == LISTS {
            return slab::ask_for(class.layout);
        }
        let [first, others @ ..] = slab::cut(class.layout);
        let is_kept = self.has_keeper();
        for block in others.into_iter().rev() {
            // SAFETY: it is of this class, and nobody has it yet.
            unsafe {
                if is_kept { self.put(block, class) } else { give_up(block, class) }
            }
        }
        first
    }

    /// # Safety
    ///
    /// As for [`free`].
    #[inline]
    unsafe fn put(&self, memory: NonNull<u8>, class: &Class) {
        let Some(list) = self.lists.get(class.list) else {
            // SAFETY: as the caller says.
            return unsafe { give_up(memory, class) };
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
        let is_busy = self.has_keeper() && QUEUE.with(RunQueue::is_open);
        let room = if is_busy { MUCH } else { self.limit.get() };
        // SAFETY: as the caller says.
        unsafe {
            if self.bytes.get() + class.layout.size() <= room {
                self.put(memory, class);
            } else {
                give_up(memory, class);
            }
        }
    }

    #[inline]
    fn take(&self, class: &Class) -> Option<NonNull<u8>> {
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
            iter::from_fn(move || Some((self.take(&class)?, class)))
        });
        for (block, class) in kept.take(blocks) {
            // SAFETY: it was in the list of this class.
            unsafe { give_up(block, &class) };
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
