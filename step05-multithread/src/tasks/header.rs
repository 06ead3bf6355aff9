//! What the two owners of a task's block tell each other.
//!
//! In step 4 a task is five allocations, because its parts have several owners: itself,
//! its future, what the handle waits for, how it aborts, the waker. Here it is one
//! *block* with two owners: the loop has a [`Task`](crate::task::Task), and somebody has
//! a [`JoinHandle`](crate::JoinHandle). To spawn and to join is to ask for memory once,
//! and to wait for a task is one atomic operation on either side.
//!
//! The argument for it:
//!
//! - Until the task is over, its future is touched by the `Task` alone, which stays on
//!   one thread from the first poll on.
//! - The word `joiner` changes by atomic swaps only. The `Task` swaps in `OVER` when the
//!   output is written: once, and as the last thing it does with the block. From then on
//!   that belongs to the handle. But if the handle has swapped in `DETACHED` before, it
//!   has nothing more to do with the block, and the `Task` is the last owner.
//! - So either the handle has seen `OVER`, or the `Task` has seen `DETACHED`. Who has
//!   seen that takes the output, and frees the block.
//!
//! ```text
//!   joiner:  NOBODY ──poll──> a waker ──poll──> another waker     (the handle)
//!               │                │
//!               ├────drop────────┴──> DETACHED ──finish──> freed by the task
//!               └────finish──────┴──> OVER ──poll or drop──> freed by the handle
//! ```

use std::panic::Location;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::task::{Poll, Waker};

use super::memory::{self, Class};
use crate::address::Address;

/// What every block begins with.
pub(crate) struct Header {
    pub(crate) vtable: &'static Vtable,
    pub(crate) spawned_at: &'static Location<'static>,
    /// `NOBODY`, `OVER`, `DETACHED`; or the waker of the handle's latest poll, as an
    /// [`Address`] (odd), or as a pointer to a box (a multiple of 8).
    pub(crate) joiner: AtomicPtr<Waker>,
    /// The task's [`Address`]; or `ABORTED`.
    pub(crate) place: AtomicU64,
}

pub(crate) const NOBODY: *mut Waker = ptr::without_provenance_mut(0);
pub(crate) const OVER: *mut Waker = ptr::without_provenance_mut(2);
pub(crate) const DETACHED: *mut Waker = ptr::without_provenance_mut(4);

/// No loop has the task yet, or it is a blocking job: there is nobody to wake.
pub(crate) const NOWHERE: u64 = Address::NOWHERE.to_word();
/// A handle asked the task to end.
pub(crate) const ABORTED: u64 = 0;

/// What has to be done by somebody who knows the type of the future.
pub(crate) struct Vtable {
    /// Polls the future, or cancels it if the task was aborted. When that is `Ready`,
    /// there is an output in its place.
    pub(crate) poll: unsafe fn(NonNull<Header>) -> Poll<()>,
    /// Drops the future, whatever happens. Then there is an output in its place, too.
    pub(crate) cancel: unsafe fn(NonNull<Header>),
    pub(crate) drop_output: unsafe fn(NonNull<Header>),
    /// Where the stage is, from the beginning of the block.
    pub(crate) stage: usize,
    pub(crate) class: Class,
}

impl Header {
    #[inline]
    pub(crate) fn is_over(&self) -> bool {
        // Acquire: pairs with the Release of the swap in `finish`.
        self.joiner.load(Ordering::Acquire) == OVER
    }

    /// Lets `waker` be called when the task is over, instead of the one before.
    /// Returns whether it is over already.
    #[inline]
    pub(crate) fn register(&self, waker: &Waker) -> bool {
        let latest = match Address::of(waker) {
            Some(address) => {
                let latest = word(address);
                if self.joiner.load(Ordering::Relaxed) == latest {
                    return false;
                }
                latest
            }
            // Never the one before, even if that was in the same place: `finish` may have
            // dropped it.
            None => boxed(waker),
        };
        let before = self.swap_joiner(latest);
        before != NOBODY && self.replaced(before)
    }

    /// What `register` has to do if somebody was there before.
    #[cold]
    fn replaced(&self, before: *mut Waker) -> bool {
        let is_over = before == OVER;
        // Put back first: if the waker's destructor panics, the handle is dropped next.
        let dropped = if is_over { self.swap_joiner(OVER) } else { before };
        // SAFETY: with the swap it became ours; or nobody else has seen it.
        unsafe { drop_waker(dropped) };
        is_over
    }

    /// The handle's swap.
    pub(crate) fn swap_joiner(&self, latest: *mut Waker) -> *mut Waker {
        // Release and Acquire: pair with those of the swap in `finish`.
        self.joiner.swap(latest, Ordering::AcqRel)
    }
}

/// The word for the waker of one of our tasks.
#[inline]
fn word(address: Address) -> *mut Waker {
    ptr::without_provenance_mut(address.to_word() as usize)
}

/// The word for any other waker.
#[cold]
fn boxed(waker: &Waker) -> *mut Waker {
    Box::into_raw(Box::new(waker.clone()))
}

/// Drops the waker that a word stands for.
///
/// # Safety
///
/// It is the caller's alone; or there is none: the word is `NOBODY`.
pub(crate) unsafe fn drop_waker(word: *mut Waker) {
    if word != NOBODY && Address::from_word(word.addr() as u64).is_none() {
        // SAFETY: so it is the box.
        drop(unsafe { Box::from_raw(word) });
    }
}

/// # Safety
///
/// The caller is the last owner, and there is nothing in the stage any more.
#[inline]
pub(crate) unsafe fn free(block: NonNull<Header>) {
    // SAFETY: as the caller says. (The header has nothing to drop.)
    unsafe { memory::free(block.cast(), &block.as_ref().vtable.class) };
}
