//! The learner's file once more, with loom's locks and threads.

#[allow(unused_imports)]
pub(super) use loom::thread;

#[allow(dead_code, unused_imports)]
pub(super) mod sync {
    pub(crate) use std::sync::{LockResult, PoisonError};

    pub(crate) use loom::sync::{Arc, Mutex, MutexGuard, RwLock, atomic};

    /// loom's, and what the standard library's can do besides.
    pub(crate) struct Condvar(loom::sync::Condvar);

    impl Condvar {
        pub(crate) fn new() -> Self {
            Self(loom::sync::Condvar::new())
        }

        pub(crate) fn wait<'a, T>(
            &self,
            guard: MutexGuard<'a, T>,
        ) -> LockResult<MutexGuard<'a, T>> {
            self.0.wait(guard)
        }

        pub(crate) fn wait_while<'a, T>(
            &self,
            mut guard: MutexGuard<'a, T>,
            mut condition: impl FnMut(&mut T) -> bool,
        ) -> LockResult<MutexGuard<'a, T>> {
            while condition(&mut guard) {
                guard = self.0.wait(guard)?;
            }
            Ok(guard)
        }

        pub(crate) fn notify_one(&self) {
            self.0.notify_one();
        }

        pub(crate) fn notify_all(&self) {
            self.0.notify_all();
        }
    }

    impl Default for Condvar {
        fn default() -> Self {
            Self::new()
        }
    }

    pub(crate) mod mpsc {
        pub(crate) use super::super::channel::{Receiver, Sender, channel};
    }
}

/// The standard library's channel, on loom's locks. (loom's own never ends when all
/// senders are gone.)
#[allow(dead_code)]
mod channel {
    use std::collections::VecDeque;
    use std::sync::mpsc::{RecvError, SendError, TryRecvError};

    use loom::sync::{Arc, Condvar, Mutex, MutexGuard};

    pub(crate) struct Sender<T>(Arc<Channel<T>>);

    pub(crate) struct Receiver<T>(Arc<Channel<T>>);

    struct Channel<T> {
        state: Mutex<State<T>>,
        changed: Condvar,
    }

    struct State<T> {
        values: VecDeque<T>,
        senders: usize,
        receiver_gone: bool,
    }

    pub(crate) fn channel<T>() -> (Sender<T>, Receiver<T>) {
        let state =
            State { values: VecDeque::new(), senders: 1, receiver_gone: false };
        let channel =
            Arc::new(Channel { state: Mutex::new(state), changed: Condvar::new() });
        (Sender(Arc::clone(&channel)), Receiver(channel))
    }

    impl<T> Channel<T> {
        fn lock(&self) -> MutexGuard<'_, State<T>> {
            self.state.lock().expect("nobody panics")
        }
    }

    impl<T> Sender<T> {
        pub(crate) fn send(&self, value: T) -> Result<(), SendError<T>> {
            let mut state = self.0.lock();
            if state.receiver_gone {
                return Err(SendError(value));
            }
            state.values.push_back(value);
            self.0.changed.notify_one();
            Ok(())
        }
    }

    impl<T> Receiver<T> {
        pub(crate) fn recv(&self) -> Result<T, RecvError> {
            let mut state = self.0.lock();
            loop {
                if let Some(value) = state.values.pop_front() {
                    return Ok(value);
                }
                if state.senders == 0 {
                    return Err(RecvError);
                }
                state = self.0.changed.wait(state).expect("nobody panics");
            }
        }

        pub(crate) fn try_recv(&self) -> Result<T, TryRecvError> {
            let mut state = self.0.lock();
            let gone = state.senders == 0;
            let none =
                if gone { TryRecvError::Disconnected } else { TryRecvError::Empty };
            state.values.pop_front().ok_or(none)
        }

        pub(crate) fn iter(&self) -> impl Iterator<Item = T> {
            std::iter::from_fn(|| self.recv().ok())
        }
    }

    impl<T> Clone for Sender<T> {
        fn clone(&self) -> Self {
            self.0.lock().senders += 1;
            Self(Arc::clone(&self.0))
        }
    }

    impl<T> Drop for Sender<T> {
        fn drop(&mut self) {
            self.0.lock().senders -= 1;
            self.0.changed.notify_all();
        }
    }

    impl<T> Drop for Receiver<T> {
        fn drop(&mut self) {
            let mut state = self.0.lock();
            state.receiver_gone = true;
            let values = std::mem::take(&mut state.values);
            drop(state);
            drop(values);
        }
    }
}

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../../e28_pool.rs"]
pub(super) mod exercise;
