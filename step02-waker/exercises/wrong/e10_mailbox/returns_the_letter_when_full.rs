//! Verdict: E-BACK-PRESSURE
//!
//! Gives the letter back when the mailbox is full, as `try_send` of other channels does.

use std::future::poll_fn;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
struct State<T> {
    letter: Option<T>,
    writer_gone: bool,
    reader_gone: bool,
    writer: Option<Waker>,
    reader: Option<Waker>,
}
type Shared<T> = Arc<Mutex<State<T>>>;
pub fn mailbox<T>() -> (Writer<T>, Reader<T>) {
    let shared = Arc::new(Mutex::new(State {
        letter: None,
        writer_gone: false,
        reader_gone: false,
        writer: None,
        reader: None,
    }));
    (Writer { shared: shared.clone() }, Reader { shared })
}
pub struct Writer<T> {
    shared: Shared<T>,
}
impl<T> Writer<T> {
    pub async fn send(&mut self, letter: T) -> Result<(), T> {
        let mut letter = Some(letter);
        poll_fn(|cx| {
            let mut s = self.shared.lock().unwrap();
            if s.reader_gone || s.letter.is_some() {
                return Poll::Ready(Err(letter.take().unwrap()));
            }
            if s.letter.is_some() {
                s.writer = Some(cx.waker().clone());
                return Poll::Pending;
            }
            s.letter = letter.take();
            let waker = s.reader.take();
            drop(s);
            if let Some(w) = waker {
                w.wake()
            }
            Poll::Ready(Ok(()))
        })
        .await
    }
}
impl<T> Drop for Writer<T> {
    fn drop(&mut self) {
        let mut s = self.shared.lock().unwrap();
        s.writer_gone = true;
        let w = s.reader.take();
        drop(s);
        if let Some(w) = w {
            w.wake()
        }
    }
}
pub struct Reader<T> {
    shared: Shared<T>,
}
impl<T> Reader<T> {
    pub async fn receive(&mut self) -> Option<T> {
        poll_fn(|cx| {
            let mut s = self.shared.lock().unwrap();
            if let Some(letter) = s.letter.take() {
                let waker = s.writer.take();
                drop(s);
                if let Some(w) = waker {
                    w.wake()
                }
                return Poll::Ready(Some(letter));
            }
            if s.writer_gone {
                return Poll::Ready(None);
            }
            s.reader = Some(cx.waker().clone());
            Poll::Pending
        })
        .await
    }
}
impl<T> Drop for Reader<T> {
    fn drop(&mut self) {
        let mut s = self.shared.lock().unwrap();
        s.reader_gone = true;
        let w = s.writer.take();
        let l = s.letter.take();
        drop(s);
        drop(l);
        if let Some(w) = w {
            w.wake()
        }
    }
}
