//! Storms: tasks that yield, sleep, wait, panic and spawn at random, while their
//! handles are joined, aborted and dropped at random. Whatever happens, each future,
//! each output and each waker is dropped exactly once, on the thread where it ran.

use std::future::pending;
use std::sync::{Arc, Mutex};
use std::task::Context;
use std::thread::{self, ThreadId};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use step05_multithread::{Clock, JoinHandle, Runtime, sleep, yield_now};
use tests::limit::within_limit;
use tests::on_purpose::panic_with;
use tests::probes::{Count, waker_fn};

#[derive(Clone, Copy, Debug)]
enum Act {
    Yield,
    Sleep(u8),
    Panic,
    Forever,
}

#[derive(Clone, Copy, Debug)]
enum Fate {
    Join,
    Abort,
    AbortAndJoin,
    Detach,
    /// Polled once with a waker of somebody else, and then dropped.
    Glance,
}

#[derive(Clone, Debug)]
struct Task {
    on_loop: usize,
    acts: Vec<Act>,
    /// Main yields so often between the spawn and the fate.
    pause: u8,
    fate: Fate,
}

fn storm() -> impl Strategy<Value = Vec<Task>> {
    let act = prop_oneof![
        4 => Just(Act::Yield),
        3 => (0..5_u8).prop_map(Act::Sleep),
        1 => Just(Act::Panic),
        1 => Just(Act::Forever),
    ];
    let fate = prop_oneof![
        Just(Fate::Join),
        Just(Fate::Abort),
        Just(Fate::AbortAndJoin),
        Just(Fate::Detach),
        Just(Fate::Glance),
    ];
    let task = (0..3_usize, vec(act, 0..6), 0..4_u8, fate);
    let task = task.prop_map(|(on_loop, acts, pause, fate)| Task {
        on_loop,
        acts,
        pause,
        fate,
    });
    vec(task, 0..30)
}

/// Counts what is made and what is dropped, and remembers who dropped on the wrong
/// thread.
#[derive(Clone, Default)]
struct Ledger {
    made: Count,
    dropped: Count,
    strays: Arc<Mutex<Vec<&'static str>>>,
}

/// Something that must be dropped once, and on the thread where it was first used.
struct Entry {
    what: &'static str,
    home: Option<ThreadId>,
    ledger: Ledger,
}

impl Ledger {
    fn entry(&self, what: &'static str) -> Entry {
        self.made.add();
        Entry { what, home: None, ledger: self.clone() }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.ledger.dropped.add();
        if self.home.is_some_and(|home| home != thread::current().id()) {
            self.ledger.strays.lock().expect("nobody panics").push(self.what);
        }
    }
}

async fn run(mut future: Entry, acts: Vec<Act>) -> Entry {
    future.home = Some(thread::current().id());
    for act in acts {
        match act {
            Act::Yield => yield_now().await,
            Act::Sleep(millis) => sleep(Duration::from_millis(millis.into())).await,
            Act::Panic => panic_with("a storm"),
            Act::Forever => pending().await,
        }
    }
    // An output goes to whoever joins, so it may end on any thread.
    future.ledger.entry("output")
}

async fn meet(
    fate: Fate,
    mut handle: JoinHandle<Entry>,
    ends: bool,
    ledger: &Ledger,
) {
    match fate {
        Fate::Join if ends => drop(handle.await),
        Fate::AbortAndJoin => {
            handle.abort();
            drop(handle.await);
        }
        Fate::Abort => handle.abort(),
        Fate::Glance => {
            let kept = ledger.entry("waker");
            let waker = waker_fn(move || assert_eq!(kept.what, "waker"));
            let handle = std::pin::Pin::new(&mut handle);
            let _either = handle.poll(&mut Context::from_waker(&waker));
        }
        Fate::Join | Fate::Detach => drop(handle),
    }
}

fn balances(clock: fn() -> Clock, tasks: Vec<Task>) -> Result<(), TestCaseError> {
    let ledger = Ledger::default();
    let books = ledger.clone();
    within_limit(move || {
        let runtime = Runtime::with_clock(3, clock());
        runtime.block_on(async {
            for Task { on_loop, acts, pause, fate } in tasks {
                let ends = !acts.iter().any(|act| matches!(act, Act::Forever));
                let task = run(books.entry("future"), acts);
                let handle = runtime.handle(on_loop).spawn(task);
                for _ in 0..pause {
                    yield_now().await;
                }
                meet(fate, handle, ends, &books).await;
            }
        });
    });
    prop_assert_eq!(ledger.made.get(), ledger.dropped.get());
    let strays = ledger.strays.lock().expect("nobody panics").clone();
    prop_assert!(strays.is_empty(), "dropped on another thread: {:?}", strays);
    Ok(())
}

#[test]
fn in_a_storm_on_a_virtual_clock_all_is_dropped_once_and_at_home() {
    let property = |tasks| balances(Clock::new_virtual, tasks);
    crate::hold("storms on three loops, virtual clock", 300, &storm(), property);
}

#[test]
fn in_a_storm_on_the_real_clock_all_is_dropped_once_and_at_home() {
    let property = |tasks| balances(Clock::real, tasks);
    crate::hold("storms on three loops, real clock", 100, &storm(), property);
}
