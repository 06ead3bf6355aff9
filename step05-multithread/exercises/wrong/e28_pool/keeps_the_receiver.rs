//! Verdict: E-ONE-AT-A-TIME
//!
//! Shares the end of a channel behind a lock, and takes a job and runs it in one
//! `while let`. Until the job is over, no other thread comes to the channel.

use std::panic::{AssertUnwindSafe, catch_unwind};

use step05_multithread::oneshot;

use super::sync::mpsc;
use super::sync::{Arc, Mutex};
use super::thread;

type Job = Box<dyn FnOnce() + Send>;

pub struct Pool {
    jobs: Option<mpsc::Sender<Job>>,
    threads: Vec<thread::JoinHandle<()>>,
}

impl Pool {
    pub fn new(most: usize) -> Self {
        let (jobs, receiver) = mpsc::channel::<Job>();
        let receiver = Arc::new(Mutex::new(receiver));
        let threads = (0..most).map(|_| {
            let receiver = receiver.clone();
            thread::spawn(move || {
                while let Ok(job) = receiver.lock().unwrap().recv() {
                    let _ = catch_unwind(AssertUnwindSafe(job));
                }
            })
        });
        Self { threads: threads.collect(), jobs: Some(jobs) }
    }

    pub fn spawn_blocking<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (sender, receiver) = oneshot::channel();
        let job: Job = Box::new(move || drop(sender.send(job())));
        self.jobs.as_ref().unwrap().send(job).unwrap();
        receiver
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        drop(self.jobs.take());
        for thread in self.threads.drain(..) {
            thread.join().unwrap();
        }
    }
}
