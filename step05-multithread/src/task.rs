//! A task in one piece of memory: its future, then its output, and what the loop and
//! the join handle tell each other.
//!
//! In step 4 a task is five allocations, because its parts have several owners: itself,
//! its future, what the handle waits for, how it aborts, the waker. Here it is one
//! *block* with two owners: the loop has a [`Task`], and somebody has a [`JoinHandle`].
//! To spawn and to join is to ask for memory once, and to wait for a task is one atomic
//! operation on either side.
//!
//! The argument for it:
//!
//! - Until the task is over, its future is touched by the [`Task`] alone, which stays
//!   on one thread from the first poll on. ([`SendTask`] is how it gets there.)
//! - The word `joiner` changes by atomic swaps only. The [`Task`] swaps in `OVER` when
//!   the output is written: once, and as the last thing it does with the block. From
//!   then on that belongs to the handle. But if the handle has swapped in `DETACHED`
//!   before, it has nothing more to do with the block, and the [`Task`] is the last
//!   owner.
//! - So either the handle has seen `OVER`, or the [`Task`] has seen `DETACHED`. Who has
//!   seen that takes the output, and frees the block.
//!
//! ```text
//!   joiner:  NOBODY ──poll──> a waker ──poll──> another waker     (the handle)
//!               │                │
//!               ├────drop────────┴──> DETACHED ──finish──> freed by the task
//!               └────finish──────┴──> OVER ──poll or drop──> freed by the handle
//! ```

use std::fmt;
use std::marker::PhantomData;
use std::mem::{self, ManuallyDrop};
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::Pin;
use std::ptr::{self, NonNull};
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};

use step03_timers::contain;
use step04_spawn::JoinError;

use crate::address::Address;
use crate::memory::{self, Class};
use crate::run_queue::RunQueue;

/// What every block begins with.
struct Header {
    vtable: &'static Vtable,
    spawned_at: &'static Location<'static>,
    /// `NOBODY`, `OVER`, `DETACHED`; or the waker of the handle's latest poll, as an
    /// [`Address`] (odd), or as a pointer to a box (a multiple of 8).
    joiner: AtomicPtr<Waker>,
    /// The task's [`Address`]; or `ABORTED`.
    place: AtomicU64,
}

impl Header {
    #[inline]
    fn is_over(&self) -> bool {
        // Acquire: pairs with the Release of the swap in `finish`.
        self.joiner.load(Ordering::Acquire) == OVER
    }

    /// Lets `waker` be called when the task is over, instead of the one before.
    /// Returns whether it is over already.
    fn register(&self, waker: &Waker) -> bool {
        let latest = Joiner::new(waker).into_word();
        // Of two boxes, none is the other, even if it is where the other was: `finish`
        // may have dropped that one.
        if Address::from_word(latest.addr() as u64).is_some()
            && self.joiner.load(Ordering::Relaxed) == latest
        {
            return false;
        }
        let before = self.swap_joiner(latest);
        let is_over = before == OVER;
        let dropped = if is_over { self.swap_joiner(OVER) } else { before };
        // SAFETY: with the swap it became ours; or nobody else has seen it.
        unsafe { Joiner::drop_word(dropped) };
        is_over
    }

    /// The handle's swap.
    #[inline]
    fn swap_joiner(&self, latest: *mut Waker) -> *mut Waker {
        // Relaxed: which loop it is matters only on the thread that has the task.
        let address = Address::from_word(self.place.load(Ordering::Relaxed));
        if address.is_some_and(Address::is_at_home) {
            // The task ends on this thread, which is here: nothing comes between.
            let before = self.joiner.load(Ordering::Relaxed);
            self.joiner.store(latest, Ordering::Relaxed);
            return before;
        }
        // Release and Acquire: pair with those of the swap in `finish`.
        self.joiner.swap(latest, Ordering::AcqRel)
    }
}

const NOBODY: *mut Waker = ptr::without_provenance_mut(0);
const OVER: *mut Waker = ptr::without_provenance_mut(2);
const DETACHED: *mut Waker = ptr::without_provenance_mut(4);

/// No loop has the task yet, or it is a blocking job: there is nobody to wake.
const NOWHERE: u64 = Address::NOWHERE.to_word();
/// A handle asked the task to end.
const ABORTED: u64 = 0;

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

/// What has to be done by somebody who knows the type of the future.
struct Vtable {
    /// Polls the future, or cancels it if the task was aborted. When that is `Ready`,
    /// there is an output in its place.
    poll: unsafe fn(NonNull<Header>) -> Poll<()>,
    /// Drops the future, whatever happens. Then there is an output in its place, too.
    cancel: unsafe fn(NonNull<Header>),
    drop_output: unsafe fn(NonNull<Header>),
    /// Where the stage is, from the beginning of the block.
    stage: usize,
    class: Class,
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
        memory::allocate(const { Class::of::<Block<F>>() }).cast::<Block<F>>();
    // SAFETY: the memory is ours, and has the layout.
    unsafe { block.write(Block { header, stage }) };
    let block = block.cast();
    (Task { block }, JoinHandle { block: Some(block), output: PhantomData })
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
        if joiner == DETACHED {
            // SAFETY: the handle is gone, so we are the last owner.
            unsafe {
                contain(|| (block.as_ref().vtable.drop_output)(block));
                free(block);
            }
        } else if joiner != NOBODY {
            // SAFETY: with the swap it became ours.
            contain(|| unsafe { Joiner::from_word(joiner) }.wake());
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

/// Who waits for a task.
enum Joiner {
    Task(Address),
    Foreign(Box<Waker>),
}

impl Joiner {
    fn new(waker: &Waker) -> Self {
        match Address::of(waker) {
            Some(address) => Self::Task(address),
            None => Self::Foreign(Box::new(waker.clone())),
        }
    }

    fn into_word(self) -> *mut Waker {
        match self {
            Self::Task(address) => {
                ptr::without_provenance_mut(address.to_word() as usize)
            }
            Self::Foreign(waker) => Box::into_raw(waker),
        }
    }

    /// # Safety
    ///
    /// The word was made by `into_word`, and is the caller's alone.
    unsafe fn from_word(word: *mut Waker) -> Self {
        match Address::from_word(word.addr() as u64) {
            Some(address) => Self::Task(address),
            // SAFETY: so it is the box.
            None => Self::Foreign(unsafe { Box::from_raw(word) }),
        }
    }

    /// # Safety
    ///
    /// As for `from_word`; or the word is `NOBODY`.
    unsafe fn drop_word(word: *mut Waker) {
        if word != NOBODY {
            // SAFETY: as the caller says.
            drop(unsafe { Self::from_word(word) });
        }
    }

    fn wake(self) {
        match self {
            Self::Task(address) => address.wake(),
            Self::Foreign(waker) => waker.wake(),
        }
    }
}

/// # Safety
///
/// The caller is the last owner, and there is nothing in the stage any more.
#[inline]
unsafe fn free(block: NonNull<Header>) {
    // SAFETY: as the caller says. (The header has nothing to drop.)
    unsafe { memory::free(block.cast(), block.as_ref().vtable.class) };
}

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
    fn detach(block: NonNull<Header>) {
        // SAFETY: until the swap, a part of the block is ours.
        let before = unsafe { block.as_ref() }.swap_joiner(DETACHED);
        if before == OVER {
            // SAFETY: it is over, and nobody asks any more.
            drop(unsafe { Self::take(block) });
        } else {
            // SAFETY: with the swap it became ours.
            unsafe { Joiner::drop_word(before) };
        }
    }

    /// # Safety
    ///
    /// The task is over, and this is the last time that anybody asks.
    #[inline]
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
        let header = self.header();
        let header =
            header.expect("this join handle has given its result: await it once");
        if !header.is_over() && !header.register(cx.waker()) {
            return Poll::Pending;
        }
        let block = self.block.take().expect("looked at above");
        // SAFETY: it is over, and `block` isn't ours any more.
        Poll::Ready(unsafe { Self::take(block) })
    }
}

impl<T> Drop for JoinHandle<T> {
    #[inline]
    fn drop(&mut self) {
        if let Some(block) = self.block.take() {
            Self::detach(block);
        }
    }
}

impl<T> fmt::Debug for JoinHandle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinHandle").field("finished", &self.is_finished()).finish()
    }
}
