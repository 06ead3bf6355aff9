//! Exercise 21: a join handle that keeps the result.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

/// What the loop gets: it is polled to its end, whether or not anybody joins it.
pub type Task = Pin<Box<dyn Future<Output = ()>>>;

/// Waits for a task: a future of its output. To drop it is to detach the task.
pub struct JoinHandle<T> {
    /// This handle's own: the task only borrows it.
    seat: Rc<Seat>,
    shared: Rc<RefCell<Shared<T>>>,
}

/// Where a handle keeps the waker of its latest poll.
type Seat = Cell<Option<Waker>>;

enum Shared<T> {
    Running(Vec<Weak<Seat>>),
    Done(T),
}

/// Makes a task of `future`, and a handle for its output.
pub fn task<F>(future: F) -> (Task, JoinHandle<F::Output>)
where
    F: Future + 'static,
    F::Output: Clone,
{
    let shared = Rc::new(RefCell::new(Shared::Running(Vec::new())));
    let handle = JoinHandle::new(&shared);
    let task = async move {
        let output = future.await;
        if let Shared::Running(seats) = shared.replace(Shared::Done(output)) {
            WakeAll(seats);
        }
    };
    (Box::pin(task), handle)
}

/// Wakes all when it is dropped. Should a waker panic, the rest is woken while that
/// panic unwinds: it goes on to the loop.
struct WakeAll(Vec<Weak<Seat>>);

impl Drop for WakeAll {
    fn drop(&mut self) {
        let Some(seat) = self.0.pop() else { return };
        let _rest = WakeAll(std::mem::take(&mut self.0));
        if let Some(waker) = seat.upgrade().and_then(|seat| seat.take()) {
            waker.wake();
        }
    }
}

impl<T> JoinHandle<T> {
    fn new(shared: &Rc<RefCell<Shared<T>>>) -> Self {
        let seat = Rc::default();
        if let Shared::Running(seats) = &mut *shared.borrow_mut() {
            seats.push(Rc::downgrade(&seat));
        }
        Self { seat, shared: shared.clone() }
    }

    /// Whether the task is done.
    pub fn is_finished(&self) -> bool {
        matches!(*self.shared.borrow(), Shared::Done(_))
    }
}

impl<T: Clone> Future for JoinHandle<T> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match &*self.shared.borrow() {
            Shared::Done(output) => Poll::Ready(output.clone()),
            Shared::Running(_) => {
                self.seat.set(Some(cx.waker().clone()));
                Poll::Pending
            }
        }
    }
}

impl<T> Clone for JoinHandle<T> {
    fn clone(&self) -> Self {
        Self::new(&self.shared)
    }
}
