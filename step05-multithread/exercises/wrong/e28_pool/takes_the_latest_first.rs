//! Verdict: E-LIFO
//!
//! Takes the job that came last: it is at the end of the vector.

use step05_multithread::oneshot;

use super::sync::{Arc, Condvar, Mutex};
use super::thread;

/// A call that a thread can make without knowing what it returns.
type Job = Box<dyn FnOnce() + Send>;

struct Shared {
    jobs: Mutex<(Vec<Job>, bool)>,
    cv: Condvar,
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.shared.jobs.lock().unwrap().1 = true;
        self.shared.cv.notify_all();
        for w in self.workers.drain(..) {
            let _ = w.join();
        }
    }
}

/// Threads for calls that block.
pub struct Pool {
    shared: Arc<Shared>,
    workers: Vec<thread::JoinHandle<()>>,
}

impl Pool {
    /// A pool of at most `most` threads, which is at least one.
    ///
    /// To drop it is to say that no more jobs will come. Those that were handed in are
    /// run all the same, and then no thread of the pool is left.
    pub fn new(most: usize) -> Self {
        let shared = Arc::new(Shared {
            jobs: Mutex::new((Vec::new(), false)),
            cv: Condvar::new(),
        });
        let workers = (0..most)
            .map(|_| {
                let shared = shared.clone();
                thread::spawn(move || {
                    loop {
                        let mut g = shared.jobs.lock().unwrap();
                        while g.0.is_empty() && !g.1 {
                            g = shared.cv.wait(g).unwrap();
                        }
                        if g.0.is_empty() {
                            return;
                        }
                        let job = g.0.pop().unwrap();
                        drop(g);
                        let _ = std::panic::catch_unwind(
                            std::panic::AssertUnwindSafe(job),
                        );
                    }
                })
            })
            .collect();
        Pool { shared, workers }
    }

    /// Runs `job` on a thread of the pool, as soon as fewer than `most` are busy.
    /// Returns at once. What the job returns comes through the receiver; if it panics,
    /// the receiver is told that nothing will come.
    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (tx, rx) = oneshot::channel();
        let call = move || {
            let value = job();
            let _ = tx.send(value);
        };
        self.shared.jobs.lock().unwrap().0.push(Box::new(call));
        self.shared.cv.notify_one();
        rx
    }
}
