//! The checks of `e28_pool.rs`. You don't need to change this file; it is no secret.

use std::mem::ManuallyDrop;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;
use std::time::Duration;
use std::{sync, thread};

use step05_multithread::{Runtime, oneshot};
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order};

#[allow(
    clippy::duplicate_mod,
    dead_code,
    unreachable_pub,
    unused_imports,
    unused_variables
)]
#[path = "../e28_pool.rs"]
mod exercise;
// As a path: this file is sometimes the root of a crate, sometimes a module.
#[path = "e28_pool/loom.rs"]
mod on_loom;

use exercise::Pool;
use on_loom::exercise::Pool as LoomPool;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e28_pool",
    "step05-multithread/exercises/e28_pool.rs",
    include_str!("../notes/e28_pool.md"),
    &[
        Check::new(
            "a job runs, and what it returns comes back",
            comes_back,
            "The check waits for what the job returns. No thread of the pool has run \
             the job, or its sender was kept.",
        ),
        Check::new(
            "a job runs on a thread of the pool, not on the caller's",
            runs_elsewhere,
            "The check waits for what the job returns.",
        ),
        Check::new(
            "a job can be handed in while another one runs",
            handed_in_meanwhile,
            "The pool has one thread, and a job that waits until a second one was \
             handed in. But `spawn_blocking` doesn't come back. What does it wait for \
             that the first one holds?",
        )
        .means(&[(When::Hang, codes::LOCK_ACROSS_JOB)]),
        Check::new(
            "two threads run two jobs side by side",
            side_by_side,
            "The pool may have two threads. The first job waits for the second one, \
             and no thread takes that.",
        )
        .means(&[(When::Hang, codes::ONE_AT_A_TIME)]),
        Check::new(
            "a job that panics takes only itself along",
            panics,
            "The pool has one thread. Its first job has panicked, and nobody runs the \
             second one.",
        )
        .means(&[(When::Hang, codes::JOB_PANIC)]),
        Check::new(
            "when the pool is dropped, its threads end",
            threads_end,
            "A job was run, the pool was dropped, and a thread of the pool waits for \
             jobs that never come. (If it doesn't even begin: are all locks and threads \
             those from `super`?)",
        )
        .deadline(MANY_ORDERS)
        .means(&[(When::Hang, codes::STILL_WAITS)]),
        Check::new(
            "a pool of one thread runs one job at a time",
            no_more_than_most,
            "The pool has one thread, and was given two jobs.",
        )
        .deadline(MANY_ORDERS)
        .means(&[(When::Hang, codes::LOST_JOB)]),
        Check::new(
            "jobs that wait are run in the order in which they came",
            first_in_first_out,
            "The pool has one thread, and was given four jobs. One of them is never run.",
        )
        .means(&[(When::Hang, codes::LOST_JOB)]),
        Check::new(
            "no order of what the threads do leaves a job without a thread",
            no_job_is_lost,
            "The pool has one thread, and was given two jobs, one after the other. One \
             of them is never run.",
        )
        .deadline(MANY_ORDERS)
        .means(&[(When::Hang, codes::LOST_JOB)]),
        Check::new(
            "jobs that wait when the pool is dropped are run",
            dropped_pool,
            "The pool has one thread, was given two jobs, and was dropped. One of them \
             is never run.",
        )
        .deadline(MANY_ORDERS)
        .means(&[(When::Hang, codes::LOST_WORK)]),
    ],
);

/// Loom sees by itself that all threads wait. This is for a machine that is busy.
const MANY_ORDERS: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Waits for what a job returns.
fn result<T>(receiver: oneshot::Receiver<T>) -> Option<T> {
    Runtime::new(1).block_on(receiver).ok()
}

/// A pool that isn't dropped: whether its threads end is a check of its own.
fn kept(most: usize) -> ManuallyDrop<Pool> {
    ManuallyDrop::new(Pool::new(most))
}

fn comes_back() -> Outcome {
    let pool = kept(2);
    let length = result(pool.spawn_blocking(|| "a long file".len()));
    ensure!(
        length == Some(11),
        codes::VALUE_LOST,
        "the receiver gets what the job returns, 11",
        "it gets {length:?}",
    );
    Ok(())
}

fn runs_elsewhere() -> Outcome {
    let pool = kept(2);
    let there = result(pool.spawn_blocking(|| thread::current().id()));
    let is_here = there == Some(thread::current().id());
    ensure!(
        !is_here,
        codes::BLOCKS_LOOP,
        "the job runs on another thread than the one that called `spawn_blocking`",
        "it runs on that thread",
    );
    Ok(())
}

fn handed_in_meanwhile() -> Outcome {
    let pool = kept(1);
    let (go, wait) = mpsc::channel();
    let (begun, begins) = mpsc::channel();
    let first = pool.spawn_blocking(move || {
        let _ = begun.send(());
        wait.recv().is_ok()
    });
    let _ = begins.recv();
    let second = pool.spawn_blocking(|| true);
    let _ = go.send(());
    let both = (result(first), result(second));
    ensure!(
        both == (Some(true), Some(true)),
        codes::VALUE_LOST,
        "both jobs return `true`",
        "{both:?}",
    );
    Ok(())
}

fn side_by_side() -> Outcome {
    let pool = kept(2);
    let (go, wait) = mpsc::channel();
    let first = pool.spawn_blocking(move || wait.recv().is_ok());
    let second = pool.spawn_blocking(move || go.send(()).is_ok());
    let both = (result(first), result(second));
    ensure!(
        both == (Some(true), Some(true)),
        codes::VALUE_LOST,
        "both jobs return `true`",
        "{both:?}",
    );
    Ok(())
}

fn first_in_first_out() -> Outcome {
    let pool = kept(1);
    let (go, wait) = mpsc::channel();
    let first = pool.spawn_blocking(move || wait.recv().is_ok());
    let (say, said) = mpsc::channel();
    let others = ["milk", "bread", "tea"].map(|name| {
        let say = say.clone();
        pool.spawn_blocking(move || say.send(name).is_ok())
    });
    let _ = go.send(());
    let _ = result(first);
    for other in others {
        let _ = result(other);
    }
    let said: Vec<_> = said.try_iter().collect();
    same_order(codes::LIFO, ["milk", "bread", "tea"], said)
}

fn panics() -> Outcome {
    let pool = kept(1);
    let first = pool.spawn_blocking(|| {
        // Not `panic!`, which would be told of as if it were the learner's.
        std::panic::resume_unwind(Box::new("the disk is full"));
    });
    let first: Option<()> = result(first);
    ensure!(
        first.is_none(),
        codes::JOB_PANIC,
        "the job panics, and its receiver hears that nothing will come",
        "it gets {first:?}",
    );
    let second = result(pool.spawn_blocking(|| 7));
    ensure!(
        second == Some(7),
        codes::JOB_PANIC,
        "the job after it returns 7",
        "its receiver gets {second:?}",
    );
    Ok(())
}

/// Counts the jobs that are done, and lets others wait for it.
#[derive(Clone)]
struct Done(loom::sync::Arc<(loom::sync::Mutex<usize>, loom::sync::Condvar)>);

impl Done {
    fn new() -> Self {
        let none = (loom::sync::Mutex::new(0), loom::sync::Condvar::new());
        Self(loom::sync::Arc::new(none))
    }

    fn one(&self) {
        *self.0.0.lock().expect("nobody panics") += 1;
        self.0.1.notify_all();
    }

    fn wait_for(&self, many: usize) {
        let mut done = self.0.0.lock().expect("nobody panics");
        while *done < many {
            done = self.0.1.wait(done).expect("nobody panics");
        }
    }
}

/// Runs a model in every order with at most `most` interruptions of a thread that
/// could go on.
fn explore(most: usize, model: impl Fn() + Send + Sync + 'static) {
    let mut builder = loom::model::Builder::new();
    builder.preemption_bound = Some(most);
    builder.check(model);
}

/// Nobody is interrupted: so no job is lost here, if it is by a race.
fn threads_end() -> Outcome {
    explore(0, || {
        let (pool, done) = (LoomPool::new(1), Done::new());
        let tell = done.clone();
        drop(pool.spawn_blocking(move || tell.one()));
        done.wait_for(1);
    });
    // And two of them: one job waits for the other, so each has a thread.
    explore(0, || {
        let (pool, second, done) = (LoomPool::new(2), Done::new(), Done::new());
        let (wait, tell) = (second.clone(), done.clone());
        drop(pool.spawn_blocking(move || {
            wait.wait_for(1);
            tell.one();
        }));
        let tell = done.clone();
        drop(pool.spawn_blocking(move || {
            second.one();
            tell.one();
        }));
        done.wait_for(2);
    });
    Ok(())
}

fn no_more_than_most() -> Outcome {
    static MOST: AtomicUsize = AtomicUsize::new(0);
    explore(1, || {
        let (pool, done) = (LoomPool::new(1), Done::new());
        let running = loom::sync::Arc::new(loom::sync::atomic::AtomicUsize::new(0));
        for _ in 0..2 {
            let (tell, running) = (done.clone(), running.clone());
            drop(pool.spawn_blocking(move || {
                let now = running.fetch_add(1, Ordering::SeqCst) + 1;
                MOST.fetch_max(now, Ordering::SeqCst);
                loom::thread::yield_now();
                running.fetch_sub(1, Ordering::SeqCst);
                tell.one();
            }));
        }
        done.wait_for(2);
    });
    let most = MOST.load(Ordering::SeqCst);
    ensure!(
        most == 1,
        codes::TOO_MANY_THREADS,
        "the pool may have 1 thread, and runs 2 jobs one after the other",
        "{most} ran at the same time",
    );
    Ok(())
}

fn no_job_is_lost() -> Outcome {
    explore(2, || {
        let (pool, done) = (LoomPool::new(1), Done::new());
        for _ in 0..2 {
            let tell = done.clone();
            drop(pool.spawn_blocking(move || tell.one()));
        }
        done.wait_for(2);
    });
    Ok(())
}

fn dropped_pool() -> Outcome {
    explore(2, || {
        let done = Done::new();
        {
            let pool = LoomPool::new(1);
            for _ in 0..2 {
                let tell = done.clone();
                drop(pool.spawn_blocking(move || tell.one()));
            }
        }
        done.wait_for(2);
    });
    Ok(())
}
