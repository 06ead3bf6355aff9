//! The checks of `e11_raw_waker.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::sync::{Arc, Mutex, Weak};
use std::task::Waker;
use std::{mem, thread};

use probes::DropCounter;
use verdict::{Check, Exercise, Outcome, codes, ensure};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e11_raw_waker.rs"]
mod exercise;

use exercise::waker_of;

const NOTHING_WAITS: &str = "Nothing here has to wait: all four functions of the table \
                             return at once.";

/// The example and what is said about it.
const SECTION: &str = "book/src/step02.md#raw-waker";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e11_raw_waker",
    "step02-waker/exercises/e11_raw_waker.rs",
    include_str!("../notes/e11_raw_waker.md"),
    &[
        Check::new("`wake_by_ref` rings the bell", rings, NOTHING_WAITS),
        Check::new(
            "a new waker owns the reference it was made from",
            owns_one,
            NOTHING_WAITS,
        )
        .section(SECTION),
        Check::new("`wake_by_ref` takes no reference", by_ref, NOTHING_WAITS)
            .section(SECTION),
        Check::new("`clone` takes one more", clone, NOTHING_WAITS).section(SECTION),
        Check::new(
            "to drop a waker gives its reference back",
            dropping,
            NOTHING_WAITS,
        )
        .section(SECTION),
        Check::new(
            "`wake` rings the bell, and gives its reference back",
            wake,
            NOTHING_WAITS,
        )
        .section(SECTION),
        Check::new("the bell is alive while it rings", alive, NOTHING_WAITS)
            .section(SECTION),
        Check::new(
            "a bell that panics leaves the counts right",
            panics,
            NOTHING_WAITS,
        ),
        Check::new(
            "each bell has its own wakers, and goes when they are gone",
            many_bells,
            NOTHING_WAITS,
        )
        .section(SECTION),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Nobody gives these back. So the bell stays where it is, even if wrong counts give
/// back more than they took.
const SPARE: usize = 20;

/// A bell that counts.
struct Tower<F> {
    bell: Arc<F>,
    rung: Arc<AtomicUsize>,
}

/// A bell, with something that happens when it is rung.
fn tower(then: impl Fn() + Send + Sync) -> Tower<impl Fn() + Send + Sync> {
    let rung = Arc::new(AtomicUsize::new(0));
    let count = rung.clone();
    let bell = Arc::new(move || {
        count.fetch_add(1, SeqCst);
        then();
    });
    for _ in 0..SPARE {
        mem::forget(bell.clone());
    }
    Tower { bell, rung }
}

impl<F: Fn() + Send + Sync + 'static> Tower<F> {
    fn waker(&self) -> Waker {
        waker_of(self.bell.clone())
    }

    /// How many references the wakers own. It is below zero if they gave back too many.
    fn owned(&self) -> isize {
        Arc::strong_count(&self.bell).cast_signed() - SPARE.cast_signed() - 1
    }

    fn rung(&self) -> usize {
        self.rung.load(SeqCst)
    }

    fn owned_should_be(&self, should: isize, when: &str) -> Outcome {
        let owned = self.owned();
        ensure!(
            owned == should,
            codes::RAW_WAKER_COUNT,
            "{when}: the wakers own {should} of the references",
            "they own {owned}",
        );
        Ok(())
    }

    fn rung_should_be(&self, should: usize, when: &str) -> Outcome {
        let rung = self.rung();
        ensure!(
            rung == should,
            codes::NOT_WOKEN,
            "{when}: the bell was rung {should}×",
            "it was rung {rung}×",
        );
        Ok(())
    }
}

fn rings() -> Outcome {
    let tower = tower(|| ());
    // It isn't dropped: that comes later.
    let waker = mem::ManuallyDrop::new(tower.waker());
    waker.wake_by_ref();
    tower.rung_should_be(1, "after one `wake_by_ref`")?;
    waker.wake_by_ref();
    tower.rung_should_be(2, "after another one")
}

fn owns_one() -> Outcome {
    let tower = tower(|| ());
    let _waker = mem::ManuallyDrop::new(tower.waker());
    tower.owned_should_be(1, "there is one waker")
}

fn by_ref() -> Outcome {
    let tower = tower(|| ());
    let waker = mem::ManuallyDrop::new(tower.waker());
    waker.wake_by_ref();
    waker.wake_by_ref();
    tower
        .owned_should_be(1, "there is one waker, and `wake_by_ref` was called twice")
}

fn clone() -> Outcome {
    let tower = tower(|| ());
    let waker = mem::ManuallyDrop::new(tower.waker());
    let one_more = mem::ManuallyDrop::new(waker.clone());
    tower.owned_should_be(2, "there are a waker and its clone")?;
    let _third = mem::ManuallyDrop::new(one_more.clone());
    tower.owned_should_be(3, "and a clone of the clone")?;
    one_more.wake_by_ref();
    tower.rung_should_be(1, "after `wake_by_ref` on the clone")
}

fn dropping() -> Outcome {
    let tower = tower(|| ());
    let waker = tower.waker();
    let one_more = waker.clone();
    drop(waker);
    tower.owned_should_be(1, "a waker was dropped, and its clone is left")?;
    drop(one_more);
    tower.owned_should_be(0, "both were dropped")
}

fn wake() -> Outcome {
    let tower = tower(|| ());
    let waker = tower.waker();
    let one_more = waker.clone();
    waker.wake();
    tower.rung_should_be(1, "after one `wake`")?;
    tower.owned_should_be(1, "`wake` used up a waker, and its clone is left")?;
    one_more.wake();
    tower.rung_should_be(2, "after `wake` on the clone")?;
    tower.owned_should_be(0, "`wake` used up both")
}

/// Also when the waker that rings it owns the last reference.
fn alive() -> Outcome {
    static SEEN: AtomicUsize = AtomicUsize::new(usize::MAX);
    type Bell = Box<dyn Fn() + Send + Sync>;
    let bell = Arc::new_cyclic(|bell: &Weak<Bell>| -> Bell {
        let bell = bell.clone();
        Box::new(move || {
            SEEN.store(bell.strong_count().saturating_sub(SPARE), SeqCst)
        })
    });
    for _ in 0..SPARE {
        mem::forget(bell.clone());
    }
    waker_of(bell).wake();
    let seen = SEEN.load(SeqCst);
    ensure!(
        seen == 1,
        codes::RAW_WAKER_COUNT,
        "the waker's own reference was the last, and it is given back after the call",
        "while the bell rang, {seen} references to it were left",
    );
    Ok(())
}

fn panics() -> Outcome {
    let tower = tower(|| panic!("the bell is cracked"));
    let waker = tower.waker();
    let caught = verdict::catch(|| waker.wake_by_ref());
    let (owned, passed_on) = (tower.owned(), caught.is_err());
    ensure!(
        owned == 1,
        codes::UNWIND_COUNT,
        "the bell panicked in `wake_by_ref`, and the waker owns its reference still: 1",
        "it owns {owned}",
    );
    ensure!(
        passed_on,
        codes::NOT_WOKEN,
        "the panic of the bell comes through `wake_by_ref`",
        "it doesn't",
    );
    let caught = verdict::catch(|| waker.wake());
    let (owned, passed_on) = (tower.owned(), caught.is_err());
    ensure!(
        owned == 0,
        codes::UNWIND_COUNT,
        "the bell panicked in `wake`, and the waker is used up: it owns 0",
        "it owns {owned}",
    );
    ensure!(
        passed_on,
        codes::NOT_WOKEN,
        "the panic of the bell comes through `wake`",
        "it doesn't",
    );
    Ok(())
}

fn many_bells() -> Outcome {
    let bells = DropCounter::new("the bells");
    let rung = Arc::new(Mutex::new(Vec::new()));
    let (first, second) = (rung.clone(), rung.clone());
    let guards = (bells.guard(), [bells.guard(), bells.guard()]);
    // Two types, and two sizes.
    let small = waker_of(Arc::new(move || {
        let _alive = &guards.0;
        first.lock().expect("nobody panics").push("small");
    }));
    let large = waker_of(Arc::new(move || {
        let _alive = &guards.1;
        second.lock().expect("nobody panics").push("large");
    }));
    small.wake_by_ref();
    let clone = large.clone();
    thread::spawn(move || clone.wake()).join().expect("the bell doesn't panic");
    small.wake();
    let rung = rung.lock().expect("nobody panics");
    ensure!(
        *rung == ["small", "large", "small"],
        codes::NOT_WOKEN,
        "the bells were rung in this order: small, large, small",
        "they were rung in this order: {rung:?}",
    );
    drop(large);
    let left = bells.alive();
    ensure!(
        left == 0,
        codes::RAW_WAKER_COUNT,
        "all wakers are gone, and so are both bells",
        "{left} of the 3 things that they held are left",
    );
    Ok(())
}
