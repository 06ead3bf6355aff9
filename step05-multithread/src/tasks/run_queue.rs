//! The run queue of step 4, without moving anything or asking twice.
//!
//! Step 4 takes a task out of its slot for each poll and puts it back, and a `RefCell`
//! sees to it that nobody looks into the slots meanwhile. Here the slots are looked into
//! by [`RunQueue::with`] alone, for as long as a function takes that runs nothing
//! foreign: no waker, no destructor, no future. So nobody else can be looking into them
//! then, and what is polled may stay where it is.

use std::cell::{Cell, UnsafeCell};
use std::mem::{self, ManuallyDrop};
use std::ops::{Deref, RangeInclusive};

use step04_spawn::{Key, SlowPolls};

use super::task::{Polling, Task};
use crate::address::Address;

thread_local! {
    /// The tasks of the loop that runs on this thread. There is nothing to drop, so it is
    /// there for wakers up to the very end of the thread, and they needn't ask.
    pub(crate) static QUEUE: RunQueue = const { RunQueue::new() };
    static KEEPER: Keeper = const { Keeper };
}

/// Frees what the queue has kept, when the thread ends.
struct Keeper;

pub(crate) struct RunQueue {
    /// The number of the loop that has opened the queue, or `NO_LOOP`.
    loop_number: Cell<u16>,
    /// The loop has ended: there is no room for more tasks.
    closed: Cell<bool>,
    /// While the queue isn't open, there are none, but some memory for the next run.
    slots: UnsafeCell<ManuallyDrop<Vec<Slot>>>,
    /// The first of the free slots: those without a task that aren't in the queue. None is
    /// when the queue is closed.
    free: Cell<u32>,
    /// The first slot of the queue, and the last one; or `LAST`, both.
    first: Cell<u32>,
    last: Cell<u32>,
}

struct Slot {
    /// `None` for the main future, and for a task that is over.
    task: Option<Task>,
    /// How many tasks the slot has had before, modulo [`Address::GENERATIONS`].
    generation: u32,
    /// The slot after this one, in the queue or among the free ones; or `LAST`, or
    /// `NOWHERE`.
    next: u32,
}

const LAST: u32 = u32::MAX;
/// In neither list.
const NOWHERE: u32 = u32::MAX - 1;

/// No loop has this number.
const NO_LOOP: u16 = u16::MAX;

/// How many slots stay for the next run: as many as were needed, but at least and at most
/// so many.
const KEPT: RangeInclusive<usize> = 1 << 10..=1 << 20;

/// The slots to run in one turn: the first of them, or `LAST`.
pub(crate) struct Turn(u32);

impl RunQueue {
    const fn new() -> Self {
        Self {
            loop_number: Cell::new(NO_LOOP),
            closed: Cell::new(false),
            slots: UnsafeCell::new(ManuallyDrop::new(Vec::new())),
            free: Cell::new(LAST),
            first: Cell::new(LAST),
            last: Cell::new(LAST),
        }
    }

    /// Looks into the slots. `f` must run nothing foreign, nor call this.
    #[inline]
    fn with<R>(&self, f: impl FnOnce(&mut Vec<Slot>) -> R) -> R {
        // SAFETY: the queue is in a thread-local, so no other thread has it; and on this
        // one, nothing comes between the beginning and the end of `f`.
        f(unsafe { &mut *self.slots.get() })
    }

    /// Opens the queue for a loop, with the main future as its only entry.
    pub(crate) fn open(&self, loop_number: u16) -> OpenRunQueue<'_> {
        self.loop_number.set(loop_number);
        let main = self.insert_new(None);
        debug_assert_eq!(main, Some(Address::new(loop_number, Key::MAIN)));
        OpenRunQueue { queue: self }
    }

    /// Whether a loop has opened the queue, and not ended yet.
    #[inline]
    pub(crate) fn is_open(&self) -> bool {
        self.loop_number() != NO_LOOP
    }

    /// The number of that loop, if there is one.
    #[inline]
    pub(crate) fn loop_number(&self) -> u16 {
        self.loop_number.get()
    }

    /// Whether it was this loop that has opened the queue.
    #[inline]
    pub(crate) fn is_open_for(&self, loop_number: u16) -> bool {
        self.loop_number() == loop_number
    }

    /// Adds a task at the end of the queue, and returns its address; if there is no loop,
    /// or it has ended, drops it.
    #[inline]
    pub(crate) fn insert(&self, task: Task) -> Option<Address> {
        let slot = self.free.get();
        let is_there = self.with(|slots| (slot as usize) < slots.len()); // `LAST` isn't
        if !is_there {
            return self.insert_new(Some(task));
        }
        self.with(|slots| {
            let free = &mut slots[slot as usize];
            self.free.set(free.next);
            mem::forget(free.task.replace(task)); // there was none
            let generation = free.generation;
            self.push(slots, slot);
            Some(Address::new(self.loop_number(), Key { slot, generation }))
        })
    }

    /// Puts a task in the queue, unless it is there already, or over.
    #[inline]
    pub(crate) fn wake(&self, key: Key) {
        self.with(|slots| {
            if let Some(slot) = slots.get(key.slot as usize)
                && slot.next == NOWHERE
                && slot.generation == key.generation
            {
                self.push(slots, key.slot);
            }
        });
    }

    #[inline]
    pub(crate) fn is_idle(&self) -> bool {
        self.first.get() == LAST
    }

    /// Takes what is in the queue: to be run in this turn, first in, first out.
    #[inline]
    pub(crate) fn take(&self) -> Turn {
        self.last.set(LAST);
        Turn(self.first.replace(LAST))
    }

    /// Polls the tasks of a turn, up to where the main future has its place in it:
    /// returns whether it has one. From its place on, a wake queues a task again.
    #[inline]
    pub(crate) fn run(&self, turn: &mut Turn) -> bool {
        while turn.0 != LAST {
            let number = turn.0;
            let polling = self.with(|slots| {
                let slot = &mut slots[number as usize];
                turn.0 = mem::replace(&mut slot.next, NOWHERE);
                // SAFETY: until its poll is over, it stays in its slot.
                slot.task.as_ref().map(|task| unsafe { task.polling() })
            });
            match polling {
                Some(polling) if SlowPolls::are_watched() => {
                    self.poll_watched(number, polling);
                }
                Some(polling) => self.poll(number, polling),
                None if number == Key::MAIN.slot => return true,
                // It was woken in its last poll.
                None => self.with(|slots| self.set_free(slots, number)),
            }
        }
        false
    }

    #[inline]
    fn poll(&self, number: u32, polling: Polling) {
        if polling.poll().is_ready() {
            self.end(number);
        }
    }

    /// The watch may panic after the poll. By then a task that is over has ended.
    #[cold]
    fn poll_watched(&self, number: u32, polling: Polling) {
        SlowPolls::watch(polling.spawned_at(), || self.poll(number, polling));
    }

    /// Takes the task that is over out of its slot, and tells its handle.
    fn end(&self, number: u32) {
        let task = self.with(|slots| {
            let slot = &mut slots[number as usize];
            slot.generation = (slot.generation + 1) % Address::GENERATIONS;
            let task = slot.task.take();
            if slot.next == NOWHERE {
                self.set_free(slots, number);
            }
            task
        });
        if let Some(task) = task {
            task.finish();
        }
    }

    fn set_free(&self, slots: &mut [Slot], number: u32) {
        slots[number as usize].next = self.free.replace(number);
    }

    #[cold]
    fn insert_new(&self, task: Option<Task>) -> Option<Address> {
        if self.closed.get() || !self.is_open() {
            drop(task);
            return None;
        }
        let slot = self.with(|slots| u32::try_from(slots.len()).unwrap_or(u32::MAX));
        // Not while the slots are looked into: the panic drops the task.
        assert!(slot < Address::SLOTS, "a loop has room for 67,108,864 tasks");
        let generation = 0;
        self.with(|slots| {
            slots.push(Slot { task, generation, next: NOWHERE });
            self.push(slots, slot);
        });
        Some(Address::new(self.loop_number(), Key { slot, generation }))
    }

    #[inline]
    fn push(&self, slots: &mut [Slot], number: u32) {
        slots[number as usize].next = LAST;
        match slots.get_mut(self.last.replace(number) as usize) {
            Some(last) => last.next = number,
            None => self.first.set(number),
        }
    }
}

/// The queue is open, until this is dropped.
pub(crate) struct OpenRunQueue<'a> {
    queue: &'a RunQueue,
}

impl Deref for OpenRunQueue<'_> {
    type Target = RunQueue;

    #[inline]
    fn deref(&self) -> &RunQueue {
        self.queue
    }
}

impl Drop for OpenRunQueue<'_> {
    fn drop(&mut self) {
        let Self { queue } = self;
        queue.closed.set(true);
        queue.free.set(LAST);
        for number in 0..queue.with(|slots| slots.len()) {
            let task = queue.with(|slots| slots[number].task.take());
            drop(task); // its destructor is foreign code, which may spawn and wake
        }
        // The thread may be ending, and its locals gone.
        let is_kept = KEEPER.try_with(|_| ()).is_ok();
        queue.with(|slots| {
            let needed = slots.len().clamp(*KEPT.start(), *KEPT.end());
            slots.clear();
            slots.shrink_to(if is_kept { needed } else { 0 });
        });
        queue.first.set(LAST);
        queue.last.set(LAST);
        queue.closed.set(false);
        queue.loop_number.set(NO_LOOP);
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        QUEUE.with(|queue| queue.with(|slots| drop(mem::take(slots))));
    }
}
