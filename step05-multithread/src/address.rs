//! A waker that is a number. All the `unsafe` of this crate is in this file.
//!
//! A waker is a data pointer and four functions. Here the pointer isn't one: its 64
//! bits say which loop of the process, which slot of that loop's tasks, and which
//! generation of that slot. Nothing is ever read through it, so nothing has to be
//! kept alive for it: to clone it is to copy it, to drop it is to forget it, and it
//! may be sent anywhere. That is the whole safety argument.
//!
//! What the number says may be out of date. That of a task that is over finds
//! another generation in the slot, and does nothing. One that is older than 2²⁶
//! generations, or than its loop's current run, may wake another task: a spurious
//! poll, which every future has to expect.

use std::cell::Cell;
use std::ptr;
use std::sync::{Arc, Weak};
use std::task::{RawWaker, RawWakerVTable, Waker};

use parking_lot::RwLock;
use step04_spawn::{Key, RunQueue};

use crate::event_loop::{Mailbox, Message};

const _: () = assert!(usize::BITS == 64, "an address needs pointers of 64 bits");

const LOOP_BITS: u32 = 12;
const SLOT_BITS: u32 = 26;
const GENERATION_BITS: u32 = 26;

/// The inbox of each loop of this process, by the loop's number. An inbox that is
/// gone leaves its number free.
static LOOPS: RwLock<Vec<Weak<Mailbox>>> = RwLock::new(Vec::new());

thread_local! {
    /// The number of the loop that runs on this thread.
    static HERE: Cell<Option<u16>> = const { Cell::new(None) };
}

/// Which task: loop (12 bits), slot (26 bits), generation (26 bits).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Address(u64);

impl Address {
    pub(crate) fn new(loop_number: u16, task: Key) -> Self {
        assert!(task.slot < 1 << SLOT_BITS, "a loop has room for 67,108,864 tasks");
        let slot = u64::from(task.slot) << GENERATION_BITS;
        let loop_number = u64::from(loop_number) << (SLOT_BITS + GENERATION_BITS);
        Self(loop_number | slot | u64::from(task.generation))
    }

    fn loop_number(self) -> u16 {
        (self.0 >> (SLOT_BITS + GENERATION_BITS)) as u16
    }

    /// The task's key in its loop's run queue.
    pub(crate) fn task(self) -> Key {
        let slot = (self.0 >> GENERATION_BITS) as u32 % (1 << SLOT_BITS);
        let generation = self.0 as u32 % (1 << GENERATION_BITS);
        Key { slot, generation }
    }

    /// Returns a waker for the task at this address.
    pub(crate) fn waker(self) -> Waker {
        // SAFETY: the functions of the vtable are thread-safe, and keep the contract
        // of `RawWaker` for a pointer that owns nothing and is never dereferenced.
        unsafe { Waker::from_raw(self.into_raw()) }
    }

    fn into_raw(self) -> RawWaker {
        static VTABLE: RawWakerVTable = RawWakerVTable::new(
            |data| Address::from_raw(data).into_raw(),
            |data| Address::from_raw(data).wake(),
            |data| Address::from_raw(data).wake(),
            |_data| {},
        );
        let bits = usize::try_from(self.0).expect("pointers have 64 bits");
        RawWaker::new(ptr::without_provenance(bits), &VTABLE)
    }

    fn from_raw(data: *const ()) -> Self {
        Self(data.addr() as u64)
    }

    /// At home, puts the task in the run queue; elsewhere, writes to its loop.
    fn wake(self) {
        let number = self.loop_number();
        if HERE.get() == Some(number) {
            RunQueue::with_current(|queue| queue.wake(self.task()));
        } else {
            let inbox =
                LOOPS.read().get(usize::from(number)).and_then(Weak::upgrade);
            if let Some(inbox) = inbox {
                inbox.post_unless(Message::Wake(self), |last| last.is_wake_of(self));
            }
        }
    }
}

impl Message {
    fn is_wake_of(&self, address: Address) -> bool {
        matches!(self, Self::Wake(other) if *other == address)
    }
}

/// Gives the loop with this inbox the lowest number that is free.
///
/// # Panics
///
/// When all 4,096 numbers are taken.
#[track_caller]
pub(crate) fn number_for(inbox: &Arc<Mailbox>) -> u16 {
    let mut loops = LOOPS.write();
    let gone = loops.iter().position(|inbox| inbox.strong_count() == 0);
    let free = gone.unwrap_or(loops.len());
    assert!(free < 1 << LOOP_BITS, "a process has room for 4,096 loops at a time");
    if free == loops.len() {
        loops.push(Weak::new());
    }
    loops[free] = Arc::downgrade(inbox);
    u16::try_from(free).expect("a loop has 12 bits")
}

/// The loop with this number runs on this thread, until this is dropped.
pub(crate) struct Here(());

impl Here {
    pub(crate) fn enter(loop_number: u16) -> Self {
        HERE.set(Some(loop_number));
        Self(())
    }
}

impl Drop for Here {
    fn drop(&mut self) {
        HERE.set(None);
    }
}
