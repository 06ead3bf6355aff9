//! Exercise 27: a bounded channel.
//!
//! A task on one loop makes loaves, a task on another sells them. If the baker is the
//! quicker one, a channel without a bound holds more and more. So this one has a
//! capacity: when it is full, to send is to wait. That is called back-pressure.
//!
//! Write the fields, the two functions, and what happens when a half goes away. Any
//! number of senders may wait at the same time; there is one receiver.
//!
//! Reread `book/src/step02.md#idea` for a channel of one value, and
//! `book/src/step05.md#loop` for what goes from loop to loop. Check it with
//! `cargo learn check e27_bounded`.

/// Makes a channel that holds up to `capacity` values, which is at least one.
pub fn bounded<T>(capacity: usize) -> (Sender<T>, Receiver<T>) {
    todo!()
}

/// Puts values in. Clones put them in the same channel.
pub struct Sender<T> {
    // Yours to fill. (It has to have a `T` somewhere, or it doesn't compile.)
    value: T,
}

/// Takes values out. When it goes, what is in the channel is dropped.
pub struct Receiver<T> {
    // Yours to fill. (It has to have a `T` somewhere, or it doesn't compile.)
    value: T,
}

impl<T> Sender<T> {
    /// Puts a value in; waits while the channel is full.
    ///
    /// To drop this future while it waits is to send nothing.
    ///
    /// # Errors
    ///
    /// Gives the value back when the receiver is gone, or goes while it waits.
    pub async fn send(&self, value: T) -> Result<(), T> {
        todo!()
    }
}

impl<T> Receiver<T> {
    /// Takes the value that has been in the channel for longest; waits while there is
    /// none. `None` when there is none, and all senders are gone.
    pub async fn recv(&mut self) -> Option<T> {
        todo!()
    }
}

impl<T> Clone for Sender<T> {
    fn clone(&self) -> Self {
        todo!()
    }
}

impl<T> Drop for Sender<T> {
    fn drop(&mut self) {
        todo!()
    }
}

impl<T> Drop for Receiver<T> {
    fn drop(&mut self) {
        todo!()
    }
}
