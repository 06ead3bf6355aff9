//! Timers against a list that is sorted whenever it is asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use step03_timers::{Clock, TimerKey, Timers};
use tests::probes::{Count, waker_fn};

#[derive(Clone, Debug)]
enum Op {
    /// Set a timer so many milliseconds from now; few values, so that many are equal.
    Set(u64),
    /// Set one that is centuries away.
    SetFar,
    /// Cancel one of those that were ever set.
    Cancel(prop::sample::Index),
    /// Give one of those another waker.
    Update(prop::sample::Index),
    /// Let so many milliseconds pass, and fire.
    Advance(u64),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let op = prop_oneof![
        4 => (0..40_u64).prop_map(Op::Set),
        1 => Just(Op::SetFar),
        2 => any::<prop::sample::Index>().prop_map(Op::Cancel),
        1 => any::<prop::sample::Index>().prop_map(Op::Update),
        2 => (0..30_u64).prop_map(Op::Advance),
    ];
    vec(op, 0..120)
}

/// A timer as the list knows it. The list is in the order of setting.
struct Entry {
    key: TimerKey,
    deadline: Duration,
    /// What its waker writes down.
    says: usize,
    live: bool,
}

fn agree(ops: Vec<Op>) -> Result<(), TestCaseError> {
    let clock = Clock::new_virtual();
    let start = clock.now();
    let timers = Timers::enter(clock.clone());
    let fired = Arc::new(Mutex::new(Vec::new()));
    let (mut made, dropped) = (0, Count::new());
    let mut waker = || {
        made += 1;
        let (says, fired, guard) = (made, Arc::clone(&fired), dropped.on_drop());
        let waker = waker_fn(move || {
            let _guard = &guard;
            fired.lock().expect("nobody panics").push(says);
        });
        (says, waker)
    };
    let mut list: Vec<Entry> = Vec::new();
    for op in ops {
        let now = clock.now() - start;
        match op {
            Op::Set(_) | Op::SetFar => {
                let far = Duration::from_secs(500 * 365 * 24 * 60 * 60);
                let ms = if let Op::Set(ms) = op {
                    Duration::from_millis(ms)
                } else {
                    far
                };
                let (says, waker) = waker();
                let key = timers.insert(start + now + ms, waker);
                list.push(Entry { key, deadline: now + ms, says, live: true });
            }
            Op::Cancel(index) if !list.is_empty() => {
                let entry = index.get_mut(&mut list);
                timers.cancel(entry.key);
                entry.live = false;
            }
            Op::Update(index) if !list.is_empty() => {
                let entry = index.get_mut(&mut list);
                let (says, waker) = waker();
                prop_assert_eq!(timers.update(entry.key, &waker), entry.live);
                if entry.live {
                    entry.says = says;
                }
            }
            Op::Cancel(_) | Op::Update(_) => {}
            Op::Advance(ms) => {
                let now = now + Duration::from_millis(ms);
                clock.advance_to(start + now);
                timers.fire_due();
                let mut due: Vec<_> = list
                    .iter_mut()
                    .filter(|it| it.live && it.deadline <= now)
                    .collect();
                due.sort_by_key(|entry| entry.deadline); // stable: equal ones stay
                let expected: Vec<_> = due.iter().map(|entry| entry.says).collect();
                due.iter_mut().for_each(|entry| entry.live = false);
                let fired =
                    std::mem::take(&mut *fired.lock().expect("nobody panics"));
                prop_assert_eq!(fired, expected);
            }
        }
        let next =
            list.iter().filter(|it| it.live).map(|it| start + it.deadline).min();
        prop_assert_eq!(timers.next_deadline(), next);
    }
    drop(timers);
    prop_assert_eq!(dropped.get(), made, "each waker is dropped once");
    Ok(())
}

#[test]
fn timers_agree_with_a_sorted_list() {
    crate::hold("timers and a sorted list", 2_000, &ops(), agree);
}

#[test]
fn a_million_timers_fire_in_order() {
    const TIMERS: u64 = 1_000_000;
    let clock = Clock::new_virtual();
    let start = clock.now();
    let timers = Timers::enter(clock.clone());
    let last = Arc::new(Mutex::new((0, 0)));
    for number in 0..TIMERS {
        // A walk through 0..100,000 in which each is met ten times.
        let millis = number * 7_919 % 100_000;
        let last = Arc::clone(&last);
        let waker = waker_fn(move || {
            let mut last = last.lock().expect("nobody panics");
            assert!(*last < (millis, number + 1), "{last:?} before {millis}");
            *last = (millis, number + 1);
        });
        timers.insert(start + Duration::from_millis(millis), waker);
    }
    clock.advance_to(start + Duration::from_secs(100));
    timers.fire_due();
    assert_eq!(timers.next_deadline(), None);
    // 99,999 came up last, and at its tenth and last time.
    let last = *last.lock().expect("no waker panicked");
    assert_eq!((last.0, last.1 > TIMERS - 100_000), (99_999, true));
    tests::say::say("properties", &format!("{TIMERS} timers fired in order"));
}
