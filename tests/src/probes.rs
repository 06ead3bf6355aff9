//! Futures, wakers and values that tell what happens to them.

use std::cell::RefCell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use parking_lot::Mutex;

/// What happened, line by line, on one thread.
#[derive(Clone, Debug, Default)]
pub struct Log {
    lines: Rc<RefCell<Vec<String>>>,
}

impl Log {
    /// An empty log.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a line.
    pub fn add(&self, line: impl Into<String>) {
        self.lines.borrow_mut().push(line.into());
    }

    /// All lines in one, with a space between.
    #[must_use]
    pub fn text(&self) -> String {
        self.lines.borrow().join(" ")
    }
}

/// Calls `f` when it is dropped.
pub struct OnDrop<F: FnOnce()> {
    f: Option<F>,
}

/// Returns a value that calls `f` when it is dropped.
#[must_use = "it is dropped at once if nobody holds it"]
pub fn on_drop<F: FnOnce()>(f: F) -> OnDrop<F> {
    OnDrop { f: Some(f) }
}

impl<F: FnOnce()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        if let Some(f) = self.f.take() {
            f();
        }
    }
}

impl<F: FnOnce()> std::fmt::Debug for OnDrop<F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OnDrop").finish_non_exhaustive()
    }
}

/// A number that only grows, shared by threads.
#[derive(Clone, Debug, Default)]
pub struct Count {
    number: Arc<AtomicUsize>,
}

impl Count {
    /// Zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// One more.
    pub fn add(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
    }

    /// How many so far.
    #[must_use]
    pub fn get(&self) -> usize {
        self.number.load(Ordering::SeqCst)
    }

    /// Counts when it is dropped.
    #[must_use = "it counts at once if nobody holds it"]
    pub fn on_drop(&self) -> OnDrop<impl FnOnce() + Send + 'static> {
        let count = self.clone();
        on_drop(move || count.add())
    }

    /// A waker that counts its calls.
    #[must_use]
    pub fn waker(&self) -> Waker {
        let count = self.clone();
        waker_fn(move || count.add())
    }
}

/// A waker that calls `f`.
#[must_use]
pub fn waker_fn(f: impl Fn() + Send + Sync + 'static) -> Waker {
    struct Call<F>(F);
    impl<F: Fn() + Send + Sync + 'static> Wake for Call<F> {
        fn wake(self: Arc<Self>) {
            (self.0)();
        }

        fn wake_by_ref(self: &Arc<Self>) {
            (self.0)();
        }
    }
    Waker::from(Arc::new(Call(f)))
}

/// A switch that futures wait for. It keeps the waker of the latest poll, and
/// counts the polls.
#[derive(Clone, Debug, Default)]
pub struct Switch {
    state: Arc<SwitchState>,
}

#[derive(Debug, Default)]
struct SwitchState {
    on: AtomicBool,
    polls: AtomicUsize,
    waker: Mutex<Option<Waker>>,
}

impl Switch {
    /// A switch that is off.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Waits until the switch is on.
    pub fn wait(&self) -> impl Future<Output = ()> + Send + use<> {
        let switch = self.clone();
        poll_fn(move |cx| switch.poll(cx))
    }

    fn poll(&self, cx: &Context<'_>) -> Poll<()> {
        self.state.polls.fetch_add(1, Ordering::SeqCst);
        let waker = cx.waker().clone();
        let replaced = self.state.waker.lock().replace(waker);
        drop(replaced);
        if self.state.on.load(Ordering::SeqCst) {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Turns the switch on, and wakes.
    pub fn turn_on(&self) {
        self.state.on.store(true, Ordering::SeqCst);
        self.wake();
    }

    /// Wakes, and changes nothing: a spurious wake unless the switch is on.
    pub fn wake(&self) {
        if let Some(waker) = self.waker() {
            waker.wake();
        }
    }

    /// The waker of the latest poll.
    #[must_use]
    pub fn waker(&self) -> Option<Waker> {
        self.state.waker.lock().clone()
    }

    /// How often it was polled.
    #[must_use]
    pub fn polls(&self) -> usize {
        self.state.polls.load(Ordering::SeqCst)
    }
}

/// Polls a future with this waker, once.
pub fn poll_with<F: Future + Unpin>(
    waker: &Waker,
    future: &mut F,
) -> Poll<F::Output> {
    Pin::new(future).poll(&mut Context::from_waker(waker))
}

/// Polls a future three times where once was asked for, and has it polled again at
/// once: a future that survives this survives any spurious wake.
pub async fn pestered<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut left = 20;
    poll_fn(move |cx| {
        for _ in 0..3 {
            if let Poll::Ready(output) = future.as_mut().poll(cx) {
                return Poll::Ready(output);
            }
        }
        if left > 0 {
            left -= 1;
            cx.waker().wake_by_ref();
        }
        Poll::Pending
    })
    .await
}
