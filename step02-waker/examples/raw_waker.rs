//! What is under `Waker`, once by hand: a pointer and four functions. `clone` adds
//! an owner, `wake` and `drop` each take one away: in the end the counts agree.

use std::sync::{Arc, atomic::AtomicUsize, atomic::Ordering::SeqCst};
use std::task::{RawWaker, RawWakerVTable, Waker};

// SAFETY of all four: `data` came from `Arc::into_raw` and stands for an owner.
static VTABLE: RawWakerVTable = RawWakerVTable::new(
    |data| {
        // SAFETY: as above; the clone is one more owner.
        unsafe { Arc::increment_strong_count(data.cast::<AtomicUsize>()) };
        RawWaker::new(data, &VTABLE)
    },
    |data| {
        // SAFETY: as above; to wake is to be used up.
        let wakes = unsafe { Arc::<AtomicUsize>::from_raw(data.cast()) };
        wakes.fetch_add(1, SeqCst);
    },
    // SAFETY: as above; to wake by reference is only to look.
    |data| _ = unsafe { &*data.cast::<AtomicUsize>() }.fetch_add(1, SeqCst),
    // SAFETY: as above; to drop is to be used up.
    |data| drop(unsafe { Arc::from_raw(data.cast::<AtomicUsize>()) }),
);

fn main() {
    example_args::nothing_to_draw();
    let wakes = Arc::new(AtomicUsize::new(0));
    let show = |when| println!("{when:<16} {} owners", Arc::strong_count(&wakes));
    // SAFETY: the functions of `VTABLE` keep the contract of `RawWaker`.
    let waker = unsafe { Waker::new(Arc::into_raw(wakes.clone()).cast(), &VTABLE) };
    show("one waker:");
    let second = waker.clone();
    show("and its clone:");
    second.wake();
    show("the clone woke:");
    waker.wake_by_ref();
    drop(waker);
    show("both are gone:");
    println!("woken {wakes:?} times");
}
