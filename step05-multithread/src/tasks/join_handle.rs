//! The handle's side of a task. The argument for it is at the top of `header.rs`.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};

use step04_spawn::JoinError;

use super::header::{ABORTED, DETACHED, Header, OVER, drop_waker, free};
use crate::address::Address;

/// Waits for a task, and gives its output: a future. The task runs whether or not
/// it is awaited.
///
/// As in step 4, but it is nothing more than a pointer to the task's block.
///
/// # Errors
///
/// [`JoinError`] when the task was aborted, or panicked.
///
/// # Panics
///
/// When polled after it has given its result.
///
/// # Examples
///
/// ```
/// use step05_multithread::{Runtime, spawn};
///
/// Runtime::new(1).block_on(async {
///     let bad = spawn(async { panic!("oh no") });
///     assert!(bad.await.unwrap_err().is_panic());
/// });
/// ```
#[must_use = "dropping the handle detaches the task: use `drop` to say that you mean it"]
pub struct JoinHandle<T> {
    /// `None` when the result was given out.
    block: Option<NonNull<Header>>,
    output: PhantomData<T>,
}

// SAFETY: what is reached through it from another thread is the header, all of it
// atomic or never changed, and, when the task is over, the output, which is `Send`.
unsafe impl<T: Send> Send for JoinHandle<T> {}
// SAFETY: as above; and by shared reference only the header is reached.
unsafe impl<T: Send> Sync for JoinHandle<T> {}

impl<T> Unpin for JoinHandle<T> {}

impl<T> JoinHandle<T> {
    /// Makes the handle's side of a new block.
    pub(crate) fn new(block: NonNull<Header>) -> Self {
        Self { block: Some(block), output: PhantomData }
    }

    /// Asks the task to end: in its next turn its future is dropped instead of
    /// polled, and whoever joins it gets [`JoinError::Cancelled`]. A task that is
    /// done by then keeps its result.
    ///
    /// ```
    /// use step05_multithread::{Runtime, spawn};
    ///
    /// Runtime::new(1).block_on(async {
    ///     let task = spawn(std::future::pending::<()>());
    ///     task.abort();
    ///     assert!(task.await.unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort(&self) {
        let Some(header) = self.header() else { return };
        // Release: pairs with the Acquire in `Block::poll`.
        let place = header.place.swap(ABORTED, Ordering::Release);
        if let Some(address) = Address::from_word(place) {
            address.wake();
        }
    }

    /// Whether the task is over, in whatever way.
    ///
    /// ```
    /// use step05_multithread::{Runtime, spawn, yield_now};
    ///
    /// Runtime::new(1).block_on(async {
    ///     let task = spawn(async {});
    ///     assert!(!task.is_finished());
    ///     yield_now().await;
    ///     assert!(task.is_finished());
    /// });
    /// ```
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.header().is_none_or(Header::is_over)
    }

    /// Says where the task is, which no other thread can know of yet.
    pub(crate) fn set_place(&self, address: Address) {
        if let Some(header) = self.header() {
            header.place.store(address.to_word(), Ordering::Relaxed);
        }
    }

    #[inline]
    fn header(&self) -> Option<&Header> {
        // SAFETY: a part of the block is ours.
        self.block.as_ref().map(|block| unsafe { block.as_ref() })
    }

    /// Gives up the handle's part of the block.
    #[cold]
    fn detach(block: NonNull<Header>) {
        // SAFETY: until the swap, a part of the block is ours.
        let before = unsafe { block.as_ref() }.swap_joiner(DETACHED);
        if before == OVER {
            // SAFETY: it is over, and nobody asks any more.
            drop(unsafe { Self::take(block) });
        } else {
            // SAFETY: with the swap it became ours.
            unsafe { drop_waker(before) };
        }
    }

    /// # Safety
    ///
    /// The task is over, and this is the last time that anybody asks.
    #[inline(never)] // or else each poll in vain would make room for it
    unsafe fn take(block: NonNull<Header>) -> Result<T, JoinError> {
        // SAFETY: the block is ours alone by now, and the stage is the output.
        unsafe {
            let stage = block.byte_add(block.as_ref().vtable.stage);
            let output = stage.cast::<Result<T, JoinError>>().read();
            free(block);
            output
        }
    }
}

impl<T> Future for JoinHandle<T> {
    type Output = Result<T, JoinError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let block = self.block;
        let block =
            block.expect("this join handle has given its result: await it once");
        // SAFETY: a part of the block is ours.
        let header = unsafe { block.as_ref() };
        if !header.is_over() && !header.register(cx.waker()) {
            return Poll::Pending;
        }
        self.block = None;
        // SAFETY: it is over, and `block` isn't ours any more.
        Poll::Ready(unsafe { Self::take(block) })
    }
}

impl<T> Drop for JoinHandle<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(block) = self.block {
            Self::detach(block);
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
