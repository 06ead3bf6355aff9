//! What the steps use of `crossbeam`, with locks instead of its lock-free queues.

/// `crossbeam::channel`.
pub mod channel {
    use std::collections::VecDeque;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use crate::parking_lot::{Condvar, Mutex};

    #[derive(Debug)]
    struct Channel<T> {
        state: Mutex<State<T>>,
        changed: Condvar,
    }

    struct State<T> {
        queue: VecDeque<T>,
        disconnected: bool,
    }

    /// The half that gives. (Its own `Arc` counts the clones.)
    #[derive(Debug)]
    pub struct Sender<T>(Arc<LastSender<T>>);

    #[derive(Debug)]
    struct LastSender<T>(Arc<Channel<T>>);

    /// The half that takes.
    #[derive(Debug)]
    pub struct Receiver<T>(Arc<Channel<T>>);

    /// Makes a channel without a limit.
    #[must_use]
    pub fn unbounded<T>() -> (Sender<T>, Receiver<T>) {
        let state = State { queue: VecDeque::new(), disconnected: false };
        let state = Mutex::new(state);
        let channel = Arc::new(Channel { state, changed: Condvar::new() });
        let sender = Arc::new(LastSender(Arc::clone(&channel)));
        (Sender(sender), Receiver(channel))
    }

    impl<T> Sender<T> {
        /// Puts a value at the end of the queue.
        ///
        /// # Errors
        ///
        /// Never: in the one channel of the steps, who sends has a receiver.
        pub fn send(&self, value: T) -> Result<(), SendError> {
            let channel = &self.0.0;
            channel.state.lock().queue.push_back(value);
            channel.changed.notify_one();
            Ok(())
        }
    }

    impl<T> Clone for Sender<T> {
        fn clone(&self) -> Self {
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> Drop for LastSender<T> {
        fn drop(&mut self) {
            self.0.state.lock().disconnected = true;
            self.0.changed.notify_all();
        }
    }

    impl<T> Receiver<T> {
        /// Waits for a value; may [time out](crate::deadline) when there is none.
        ///
        /// # Errors
        ///
        /// When it timed out, or when there is no value and no sender.
        pub fn recv_timeout(&self, _limit: Duration) -> Result<T, RecvTimeoutError> {
            let mut state = self.0.state.lock();
            loop {
                if let Some(value) = state.queue.pop_front() {
                    return Ok(value);
                } else if state.disconnected {
                    return Err(RecvTimeoutError::Disconnected);
                }
                let wait = self.0.changed.wait_until(&mut state, Instant::now());
                if wait.timed_out() && state.queue.is_empty() {
                    return Err(RecvTimeoutError::Timeout);
                }
            }
        }

        /// Takes a value if there is one.
        ///
        /// # Errors
        ///
        /// When there is none.
        pub fn try_recv(&self) -> Result<T, TryRecvError> {
            self.0.state.lock().queue.pop_front().ok_or(TryRecvError)
        }
    }

    /// There was no receiver.
    #[derive(Clone, Copy, Debug)]
    pub struct SendError;

    /// There was no value.
    #[derive(Clone, Copy, Debug)]
    pub struct TryRecvError;

    /// Why no value came.
    #[derive(Clone, Copy, Debug)]
    pub enum RecvTimeoutError {
        /// It took too long.
        Timeout,
        /// There is no sender.
        Disconnected,
    }
}

/// `crossbeam::sync`.
pub mod sync {
    use std::sync::Arc;

    use crate::parking_lot::{Condvar, Mutex};

    /// Waits until all clones are dropped.
    #[derive(Debug)]
    pub struct WaitGroup(Arc<Group>);

    #[derive(Debug)]
    struct Group {
        members: Mutex<usize>,
        changed: Condvar,
    }

    impl WaitGroup {
        /// Makes a group of one.
        #[must_use]
        pub fn new() -> Self {
            let (members, changed) = (Mutex::new(1), Condvar::new());
            Self(Arc::new(Group { members, changed }))
        }

        /// Leaves the group, and waits until it is empty.
        pub fn wait(self) {
            let group = Arc::clone(&self.0);
            drop(self);
            let mut members = group.members.lock();
            while *members > 0 {
                group.changed.wait(&mut members);
            }
        }
    }

    impl Default for WaitGroup {
        fn default() -> Self {
            Self::new()
        }
    }

    impl Clone for WaitGroup {
        fn clone(&self) -> Self {
            *self.0.members.lock() += 1;
            Self(Arc::clone(&self.0))
        }
    }

    impl Drop for WaitGroup {
        fn drop(&mut self) {
            let mut members = self.0.members.lock();
            *members -= 1;
            if *members == 0 {
                self.0.changed.notify_all();
            }
        }
    }
}
