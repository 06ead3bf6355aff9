//! A task in one piece of memory: its header, and behind that its future, and then its
//! output. The argument for it is at the top of `header.rs`.

use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use step03_timers::contain;
use step04_spawn::JoinError;

use super::header::{DETACHED, Header, NOBODY, NOWHERE, OVER, Vtable, free};
use super::memory::{self, Class};
use super::run_queue::RunQueue;
use crate::JoinHandle;
use crate::address::Address;

#[repr(C)]
struct Block<F: Future> {
    header: Header,
    stage: Stage<F>,
}

/// Until the task is over, the future; from then on the output.
#[repr(C)]
union Stage<F: Future> {
    future: ManuallyDrop<F>,
    output: ManuallyDrop<Result<F::Output, JoinError>>,
}

impl<F: Future> Block<F> {
    const VTABLE: Vtable = Vtable {
        poll: Self::poll,
        cancel: Self::cancel,
        drop_output: Self::drop_output,
        stage: mem::offset_of!(Self, stage),
        class: Class::of::<Self>(),
    };

    /// # Safety
    ///
    /// The caller is the task's [`Task`], and the future is there.
    unsafe fn poll(block: NonNull<Header>) -> Poll<()> {
        // SAFETY: the header is shared by both owners.
        let place = unsafe { &block.as_ref().place };
        // Acquire: pairs with the Release in `abort`.
        let place = place.load(Ordering::Acquire);
        let Some(address) = Address::from_word(place) else {
            // SAFETY: as the caller says.
            unsafe { Self::replace(block, Err(JoinError::Cancelled)) };
            return Poll::Ready(());
        };
        let waker = address.waker();
        let mut cx = Context::from_waker(&waker);
        // SAFETY: nobody else touches the future, which stays where it is until it is
        // dropped.
        let future =
            unsafe { Pin::new_unchecked(&mut *Self::stage(block).cast::<F>()) };
        // The future may be left half-changed by a panic. It is never polled again,
        // and its destructor has to cope anyway.
        let poll = AssertUnwindSafe(|| future.poll(&mut cx));
        let result = match catch_unwind(poll) {
            Ok(Poll::Pending) => return Poll::Pending,
            Ok(Poll::Ready(output)) => Ok(output),
            Err(panic) => Err(JoinError::panicked(panic)),
        };
        // SAFETY: as the caller says.
        unsafe { Self::replace(block, result) };
        Poll::Ready(())
    }

    /// # Safety
    ///
    /// The caller is the task's [`Task`], and the future is there.
    unsafe fn cancel(block: NonNull<Header>) {
        let stage = Self::stage(block);
        // SAFETY: the future isn't touched again, so the stage is free.
        unsafe {
            contain(|| stage.cast::<F>().drop_in_place());
            stage
                .cast::<Result<F::Output, JoinError>>()
                .write(Err(JoinError::Cancelled));
        }
    }

    /// Drops the future, and writes the output where it was.
    ///
    /// # Safety
    ///
    /// The caller is the task's [`Task`], and the future is there.
    unsafe fn replace(
        header: NonNull<Header>,
        mut result: Result<F::Output, JoinError>,
    ) {
        let stage = Self::stage(header);
        // SAFETY: the future isn't touched again.
        let dropped = catch_unwind(AssertUnwindSafe(|| unsafe {
            stage.cast::<F>().drop_in_place();
        }));
        if let Err(panic) = dropped {
            // Of two panics, the first counts.
            let mut outvoted = Err(JoinError::panicked(panic));
            if !matches!(result, Err(JoinError::Panicked(_))) {
                mem::swap(&mut result, &mut outvoted);
            }
            contain(|| drop(outvoted));
        }
        // SAFETY: the future is gone, so the stage is free.
        unsafe { stage.cast::<Result<F::Output, JoinError>>().write(result) };
    }

    fn stage(header: NonNull<Header>) -> *mut Stage<F> {
        // SAFETY: the header is the beginning of its block.
        unsafe { &raw mut (*header.cast::<Self>().as_ptr()).stage }
    }

    /// # Safety
    ///
    /// The caller is the last owner, and the output is there.
    unsafe fn drop_output(header: NonNull<Header>) {
        let block = header.cast::<Self>().as_ptr();
        // SAFETY: as the caller says.
        unsafe { ManuallyDrop::drop(&mut (*block).stage.output) }
    }
}

/// The loop's side of a task. To drop it before the task is over is to drop the
/// future, and to tell the handle.
pub(crate) struct Task {
    block: NonNull<Header>,
}

/// Puts a future in a block of its own.
#[track_caller]
pub(crate) fn task<F: Future + 'static>(future: F) -> (Task, JoinHandle<F::Output>) {
    let header = Header {
        vtable: &Block::<F>::VTABLE,
        spawned_at: Location::caller(),
        joiner: AtomicPtr::new(NOBODY),
        place: AtomicU64::new(NOWHERE),
    };
    let stage = Stage { future: ManuallyDrop::new(future) };
    let block =
        memory::allocate(const { &Class::of::<Block<F>>() }).cast::<Block<F>>();
    // SAFETY: the memory is ours, and has the layout.
    unsafe { block.write(Block { header, stage }) };
    let block = block.cast();
    (Task { block }, JoinHandle::new(block))
}

impl Task {
    /// What it takes to poll the task.
    ///
    /// # Safety
    ///
    /// The task must be there until the poll is over, and it must not be over yet.
    #[inline]
    pub(crate) unsafe fn polling(&self) -> Polling {
        Polling { block: self.block }
    }

    /// The output is there: tells the handle, or frees the block.
    pub(crate) fn finish(self) {
        let block = ManuallyDrop::new(self).block;
        // SAFETY: a part of the block is ours, until the swap.
        let joiner = unsafe { &block.as_ref().joiner };
        // Release: pairs with the Acquire in `is_over` and `detach`, after which the
        // output is read. Acquire: pairs with the Release in `register` and `detach`.
        let joiner = joiner.swap(OVER, Ordering::AcqRel);
        match Address::from_word(joiner.addr() as u64) {
            // One of our tasks. Nothing foreign runs.
            Some(address) => address.wake(),
            None if joiner == NOBODY => {}
            // SAFETY: with the swap it became ours.
            None => unsafe { Self::finish_rarely(block, joiner) },
        }
    }

    /// # Safety
    ///
    /// The word is that of a foreign waker, and the caller's; or it is `DETACHED`.
    #[cold]
    unsafe fn finish_rarely(block: NonNull<Header>, joiner: *mut Waker) {
        if joiner == DETACHED {
            // SAFETY: the handle is gone, so we are the last owner.
            unsafe {
                contain(|| (block.as_ref().vtable.drop_output)(block));
                free(block);
            }
        } else {
            // SAFETY: as the caller says.
            contain(|| unsafe { Box::from_raw(joiner) }.wake());
        }
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        let block = self.block;
        // SAFETY: we are the task's `Task`, and it isn't over.
        unsafe { (block.as_ref().vtable.cancel)(block) };
        Self { block }.finish();
    }
}

/// A task that is to be polled.
#[derive(Clone, Copy)]
pub(crate) struct Polling {
    block: NonNull<Header>,
}

impl Polling {
    /// Where the task was spawned.
    #[inline]
    pub(crate) fn spawned_at(self) -> &'static Location<'static> {
        // SAFETY: the task is there.
        unsafe { self.block.as_ref().spawned_at }
    }

    /// Polls the task, or ends it if it was aborted. When that is `Ready`, the task is
    /// to [`finish`](Task::finish). Never panics.
    #[inline]
    pub(crate) fn poll(self) -> Poll<()> {
        // SAFETY: the task is there, and it isn't over.
        unsafe { (self.block.as_ref().vtable.poll)(self.block) }
    }
}

/// A task on its way to another thread.
pub(crate) struct SendTask(Task);

// SAFETY: `send_task` makes it, of a future that is `Send` and has an output that is.
unsafe impl Send for SendTask {}

/// Like [`task`], for a future that may go to another thread.
#[track_caller]
pub(crate) fn send_task<F>(future: F) -> (SendTask, JoinHandle<F::Output>)
where
    F: Future<Output: Send> + Send + 'static,
{
    let (task, handle) = task(future);
    (SendTask(task), handle)
}

impl SendTask {
    /// Gives the task to the loop on this thread, where it will stay.
    pub(crate) fn arrive(self, queue: &RunQueue) {
        let block = self.0.block;
        if let Some(address) = queue.insert(self.0) {
            // SAFETY: the task is in the queue, and so still in its block.
            let place = unsafe { &block.as_ref().place };
            // If it was aborted on the way, that stays. Relaxed: an address is all that
            // is handed over.
            let (address, order) = (address.to_word(), Ordering::Relaxed);
            let _ = place.compare_exchange(NOWHERE, address, order, order);
        }
    }

    /// Runs a task that has nothing to await.
    pub(crate) fn run(self) {
        // SAFETY: it is there until its poll is over.
        if unsafe { self.0.polling() }.poll().is_ready() {
            self.0.finish();
        }
    }
}
