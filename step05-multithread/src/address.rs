//! A waker that is a number.
//!
//! A waker is a data pointer and four functions. Here the pointer isn't one: its 64
//! bits say which loop of the process, which slot of that loop's tasks, and which
//! generation of that slot. Nothing is ever read through it, so nothing has to be kept
//! alive for it: to clone it is to copy it, to drop it is to forget it, and it may be
//! sent anywhere. That is the whole safety argument.
//!
//! In step 4 a waker is a counted reference. To clone that and to drop it are two
//! atomic operations, wherever a task waits for something; here they are none.
//!
//! What the number says may be out of date. That of a task that is over finds
//! another generation in the slot, and does nothing. One that is older than 2²⁵
//! generations, or than its loop's current run, may wake another task: a spurious
//! poll, which every future has to expect.

use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::Arc;
use std::task::{RawWaker, RawWakerVTable, Waker};

use parking_lot::RwLock;
use step04_spawn::Key;

use crate::event_loop::Message;
use crate::handle::Remote;
use crate::tasks::run_queue::QUEUE;

const _: () = assert!(usize::BITS == 64, "an address needs pointers of 64 bits");

const SLOT_BITS: u32 = 26;
const GENERATION_BITS: u32 = 25; // which leaves 12 for the loop, and 1 for the mark

/// The loops of this process, by number. One that is gone leaves its number free.
static LOOPS: RwLock<Vec<Option<Arc<Remote>>>> = RwLock::new(Vec::new());

static VTABLE: RawWakerVTable = RawWakerVTable::new(
    |data| Address::from_raw(data).into_raw(),
    wake,
    wake,
    |_data| {},
);

fn wake(data: *const ()) {
    Address::from_raw(data).wake();
}

/// Which task: loop (12 bits), slot (26 bits), generation (25 bits); and a 1, so that no
/// address can be taken for a pointer to a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Address(u64);

impl Address {
    /// How many slots a loop may have.
    pub(crate) const SLOTS: u32 = 1 << SLOT_BITS;
    /// How many tasks of a slot are told apart.
    pub(crate) const GENERATIONS: u32 = 1 << GENERATION_BITS;

    #[inline]
    pub(crate) fn new(loop_number: u16, task: Key) -> Self {
        debug_assert!(
            task.slot < Self::SLOTS && task.generation < Self::GENERATIONS
        );
        let address = u64::from(loop_number) << SLOT_BITS | u64::from(task.slot);
        let address = address << GENERATION_BITS | u64::from(task.generation);
        Self(address << 1 | 1)
    }

    fn loop_number(self) -> u16 {
        (self.0 >> (1 + GENERATION_BITS + SLOT_BITS)) as u16
    }

    /// The task's key in its loop's run queue.
    pub(crate) fn task(self) -> Key {
        let slot = (self.0 >> (1 + GENERATION_BITS)) as u32 % (1 << SLOT_BITS);
        let generation = (self.0 >> 1) as u32 % (1 << GENERATION_BITS);
        Key { slot, generation }
    }

    /// The address of no task: no loop has this number.
    pub(crate) const NOWHERE: Self = Self(u64::MAX);

    /// The address as a word that is no pointer: it is odd.
    pub(crate) const fn to_word(self) -> u64 {
        self.0
    }

    /// The address that a word is, if it is one.
    #[inline]
    pub(crate) fn from_word(word: u64) -> Option<Self> {
        (word % 2 == 1).then_some(Self(word))
    }

    /// The address that a waker is, if it is one of ours.
    pub(crate) fn of(waker: &Waker) -> Option<Self> {
        ptr::eq(waker.vtable(), &VTABLE).then(|| Self::from_raw(waker.data()))
    }

    /// Returns a waker for the task at this address. There is nothing to drop.
    #[inline]
    pub(crate) fn waker(self) -> ManuallyDrop<Waker> {
        // SAFETY: the functions of the vtable are thread-safe, and keep the contract
        // of `RawWaker` for a pointer that owns nothing and is never dereferenced.
        ManuallyDrop::new(unsafe { Waker::from_raw(self.into_raw()) })
    }

    #[inline]
    fn into_raw(self) -> RawWaker {
        let bits = usize::try_from(self.0).expect("pointers have 64 bits");
        RawWaker::new(ptr::without_provenance(bits), &VTABLE)
    }

    fn from_raw(data: *const ()) -> Self {
        Self(data.addr() as u64)
    }

    /// At home, puts the task in the run queue; elsewhere, writes to its loop.
    #[inline]
    pub(crate) fn wake(self) {
        QUEUE.with(|queue| {
            if queue.is_open_for(self.loop_number()) {
                queue.wake(self.task());
            } else {
                self.send();
            }
        });
    }

    #[cold]
    fn send(self) {
        let loops = LOOPS.read();
        if let Some(Some(there)) = loops.get(usize::from(self.loop_number())) {
            let message = Message::Wake(self);
            there.inbox.post_unless(message, |last| last.is_wake_of(self));
        }
    }
}

impl Message {
    fn is_wake_of(&self, address: Address) -> bool {
        matches!(self, Self::Wake(other) if *other == address)
    }
}

/// Returns the loop that has this number, if there is one.
pub(crate) fn find(loop_number: u16) -> Option<Arc<Remote>> {
    LOOPS.read().get(usize::from(loop_number))?.clone()
}

/// Makes a loop with the lowest number that is free.
///
/// # Panics
///
/// When all 4,095 numbers are taken.
#[track_caller]
pub(crate) fn register(make: impl FnOnce(u16) -> Remote) -> Arc<Remote> {
    let mut loops = LOOPS.write();
    let free = loops.iter().position(Option::is_none).unwrap_or(loops.len());
    let most = Address::NOWHERE.loop_number();
    assert!(
        free < usize::from(most),
        "a process has room for {most} loops at a time"
    );
    let number = u16::try_from(free).expect("a loop has 12 bits");
    let event_loop = Arc::new(make(number));
    if free == loops.len() {
        loops.push(None);
    }
    loops[free] = Some(Arc::clone(&event_loop));
    event_loop
}

/// Leaves the number of a loop to others.
pub(crate) fn unregister(event_loop: &Remote) {
    let gone = LOOPS.write()[usize::from(event_loop.number)].take();
    drop(gone);
}
