//! Exercise 10: a mailbox, with a waker for each half and futures by hand.

use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

/// Creates a mailbox. It is empty. The halves may be on different threads.
pub fn mailbox<T>() -> (Writer<T>, Reader<T>) {
    let place = Arc::new(Mutex::new(Place {
        letter: None,
        reader: None,
        writer: None,
        reader_gone: false,
        writer_gone: false,
    }));
    (Writer { place: Arc::clone(&place) }, Reader { place })
}

struct Place<T> {
    letter: Option<T>,
    reader: Option<Waker>,
    writer: Option<Waker>,
    reader_gone: bool,
    writer_gone: bool,
}

/// The half that puts letters in.
pub struct Writer<T> {
    place: Arc<Mutex<Place<T>>>,
}

impl<T> Writer<T> {
    /// Waits until the mailbox is empty, and puts `letter` in.
    ///
    /// # Errors
    ///
    /// Gives the letter back when the reader is gone: nobody would ever take it.
    pub async fn send(&mut self, letter: T) -> Result<(), T> {
        Send { place: &self.place, letter: Some(letter) }.await
    }
}

struct Send<'a, T> {
    place: &'a Mutex<Place<T>>,
    letter: Option<T>,
}

// The letter is moved, never pinned.
impl<T> Unpin for Send<'_, T> {}

impl<T> Future for Send<'_, T> {
    type Output = Result<(), T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let letter = self.letter.take().expect("it is polled until it is ready");
        let mut place = self.place.lock().unwrap();
        if place.reader_gone {
            return Poll::Ready(Err(letter));
        }
        if place.letter.is_some() {
            match &mut place.writer {
                Some(waker) => waker.clone_from(cx.waker()),
                none => *none = Some(cx.waker().clone()),
            }
            drop(place);
            self.letter = Some(letter);
            return Poll::Pending;
        }
        place.letter = Some(letter);
        place.writer = None;
        let reader = place.reader.take();
        drop(place);
        if let Some(waker) = reader {
            waker.wake();
        }
        Poll::Ready(Ok(()))
    }
}

impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        let mut place = self.place.lock().unwrap();
        place.writer_gone = true;
        place.writer = None;
        let reader = place.reader.take();
        drop(place);
        if let Some(waker) = reader {
            waker.wake();
        }
    }
}

/// The half that takes letters out. When it goes away, a letter that it has not taken
/// goes with it.
pub struct Reader<T> {
    place: Arc<Mutex<Place<T>>>,
}

impl<T> Reader<T> {
    /// Waits until there is a letter, and takes it. `None` when the writer is gone and
    /// there is no letter left.
    pub async fn receive(&mut self) -> Option<T> {
        std::future::poll_fn(|cx| self.poll_receive(cx)).await
    }

    fn poll_receive(&mut self, cx: &mut Context<'_>) -> Poll<Option<T>> {
        let mut place = self.place.lock().unwrap();
        match place.letter.take() {
            Some(letter) => {
                place.reader = None;
                let writer = place.writer.take();
                drop(place);
                if let Some(waker) = writer {
                    waker.wake();
                }
                Poll::Ready(Some(letter))
            }
            None if place.writer_gone => Poll::Ready(None),
            None => {
                place.reader = Some(cx.waker().clone());
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        let mut place = self.place.lock().unwrap();
        place.reader_gone = true;
        place.reader = None;
        let letter = place.letter.take();
        let writer = place.writer.take();
        drop(place);
        if let Some(waker) = writer {
            waker.wake();
        }
        drop(letter);
    }
}
