//! Verdict: E-HANG
//!
//! Takes a channel for threads, which waits by blocking, and writes `async` before it.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

pub fn mailbox<T>() -> (Writer<T>, Reader<T>) {
    let (sender, receiver) = sync_channel(1);
    (Writer { sender }, Reader { receiver })
}

pub struct Writer<T> {
    sender: SyncSender<T>,
}

impl<T> Writer<T> {
    pub async fn send(&mut self, letter: T) -> Result<(), T> {
        self.sender.send(letter).map_err(|error| error.0)
    }
}

pub struct Reader<T> {
    receiver: Receiver<T>,
}

impl<T> Reader<T> {
    pub async fn receive(&mut self) -> Option<T> {
        self.receiver.recv().ok()
    }
}
