//! Verdict: E-BLOCKS-LOOP
//!
//! Waits on a condvar as one would between threads. The loop of the sender stands still,
//! and with it perhaps the receiver.

use std::sync::Mutex;
use std::sync::mpsc::{self, SyncSender};

pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    let (sender, receiver) = mpsc::sync_channel(capacity);
    (Sender { sender }, Receiver { receiver: Mutex::new(receiver) })
}

#[derive(Clone)]
pub struct Sender<T> {
    sender: SyncSender<T>,
}

pub struct Receiver<T> {
    receiver: Mutex<mpsc::Receiver<T>>,
}

impl<T> Sender<T> {
    pub async fn send(&self, value: T) -> Result<(), T> {
        self.sender.send(value).map_err(|error| error.0)
    }
}

impl<T> Receiver<T> {
    pub async fn recv(&mut self) -> Option<T> {
        self.receiver.get_mut().unwrap().recv().ok()
    }
}
