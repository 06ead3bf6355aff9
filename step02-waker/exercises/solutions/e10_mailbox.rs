//! Exercise 10: a mailbox, a channel with one place.

use std::future::poll_fn;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

/// Creates a mailbox. It is empty. The halves may be on different threads.
pub fn mailbox<T>() -> (Writer<T>, Reader<T>) {
    let place = Place { letter: None, waiting: None, one_is_gone: false };
    let shared = Shared { place: Arc::new(Mutex::new(place)) };
    let also = Shared { place: shared.place.clone() };
    (Writer { shared }, Reader { shared: also })
}

struct Place<T> {
    letter: Option<T>,
    /// The waker of the half that waits: while there is a letter, that can only be the
    /// writer, and while there is none, only the reader.
    waiting: Option<Waker>,
    one_is_gone: bool,
}

/// What each half has.
struct Shared<T> {
    place: Arc<Mutex<Place<T>>>,
}

impl<T> Shared<T> {
    fn lock(&self) -> MutexGuard<'_, Place<T>> {
        self.place.lock().expect("nobody panics with this lock in hand")
    }
}

/// Opens the lock, and then wakes the half that waits.
fn wake_other<T>(mut place: MutexGuard<'_, Place<T>>) {
    let waiting = place.waiting.take();
    drop(place);
    if let Some(waker) = waiting {
        waker.wake();
    }
}

/// Leaves the waker, and opens the lock.
fn wait<T, R>(mut place: MutexGuard<'_, Place<T>>, cx: &Context<'_>) -> Poll<R> {
    let before = place.waiting.replace(cx.waker().clone());
    drop(place);
    drop(before);
    Poll::Pending
}

/// The half that puts letters in.
pub struct Writer<T> {
    shared: Shared<T>,
}

impl<T> Writer<T> {
    /// Waits until the mailbox is empty, and puts `letter` in.
    ///
    /// # Errors
    ///
    /// Gives the letter back when the reader is gone: nobody would ever take it.
    pub async fn send(&mut self, letter: T) -> Result<(), T> {
        let mut letter = Some(letter);
        poll_fn(|cx| {
            let mut place = self.shared.lock();
            if place.one_is_gone {
                let back = letter.take().expect("it is put in, or given back, once");
                return Poll::Ready(Err(back));
            }
            if place.letter.is_some() {
                return wait(place, cx);
            }
            place.letter = letter.take();
            wake_other(place);
            Poll::Ready(Ok(()))
        })
        .await
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        let mut place = self.shared.lock();
        place.one_is_gone = true;
        wake_other(place);
    }
}

/// The half that takes letters out. When it goes away, a letter that it has not taken
/// goes with it.
pub struct Reader<T> {
    shared: Shared<T>,
}

impl<T> Reader<T> {
    /// Waits until there is a letter, and takes it. `None` when the writer is gone and
    /// there is no letter left.
    pub async fn receive(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let mut place = self.shared.lock();
            if let Some(letter) = place.letter.take() {
                wake_other(place);
                return Poll::Ready(Some(letter));
            }
            if place.one_is_gone {
                return Poll::Ready(None);
            }
            wait(place, cx)
        })
        .await
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        let mut place = self.shared.lock();
        place.one_is_gone = true;
        // It is dropped last, when the lock is open: what is in it may do anything.
        let _unread = place.letter.take();
        wake_other(place);
    }
}
