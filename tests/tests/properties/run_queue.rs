//! The run queue of step 4 against a queue of names.

use std::collections::VecDeque;
use std::panic::Location;
use std::task::Poll;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use step04_spawn::{Key, RunQueue};

#[derive(Clone, Debug)]
enum Op {
    /// Spawn a task.
    Insert,
    /// Wake any task that ever was.
    Wake(Index),
    /// Run a turn: what each poll says, and whom it wakes on the way.
    Turn(Vec<(bool, Vec<Index>)>),
}

fn ops() -> impl Strategy<Value = Vec<Op>> {
    let poll = (any::<bool>(), vec(any::<Index>(), 0..3));
    let op = prop_oneof![
        3 => Just(Op::Insert),
        4 => any::<Index>().prop_map(Op::Wake),
        2 => vec(poll, 1..8).prop_map(Op::Turn),
    ];
    vec(op, 0..80)
}

/// What the queue should do: names in a queue, each at most once.
#[derive(Default)]
struct Model {
    ready: VecDeque<usize>,
    over: Vec<bool>,
}

impl Model {
    fn wake(&mut self, name: usize) {
        if !self.over[name] && !self.ready.contains(&name) {
            self.ready.push_back(name);
        }
    }
}

fn agree(ops: Vec<Op>) -> Result<(), TestCaseError> {
    let (queue, here) = (RunQueue::enter(), Location::caller());
    let mut keys: Vec<Key> = vec![queue.main()];
    let mut model = Model { ready: VecDeque::from([0]), over: vec![false] };
    let mut unborn = VecDeque::new();
    for op in ops {
        match op {
            Op::Insert => {
                queue.insert(Box::pin(async {}), here);
                // Its key shows in the turn that it comes with.
                unborn.push_back(model.over.len());
                model.ready.push_back(model.over.len());
                model.over.push(false);
            }
            Op::Wake(index) => {
                let name = index.index(keys.len());
                queue.wake(keys[name]);
                model.wake(name);
            }
            Op::Turn(polls) => {
                let mut turn = Vec::new();
                queue.take(&mut turn);
                let expected: Vec<_> = model.ready.drain(..).collect();
                prop_assert_eq!(turn.len(), expected.len());
                for (key, name) in turn.iter().zip(&expected) {
                    if unborn.front() == Some(name) {
                        unborn.pop_front();
                        keys.push(*key);
                    }
                    prop_assert_eq!(*key, keys[*name]);
                }
                let mut left: VecDeque<_> = expected.into();
                let mut polls = polls.iter().cycle();
                while let Some(name) = left.pop_front() {
                    let (done, wakes) = polls.next().expect("it goes round");
                    let wakes: Vec<_> =
                        wakes.iter().map(|index| index.index(keys.len())).collect();
                    let polled = queue.run(keys[name], here, || {
                        wakes.iter().for_each(|other| queue.wake(keys[*other]));
                        if *done { Poll::Ready(()) } else { Poll::Pending }
                    });
                    // A task may be woken in its last poll: then its key comes up
                    // once more, and finds nothing to poll.
                    prop_assert_eq!(polled.is_ready(), *done && !model.over[name]);
                    if model.over[name] {
                        continue;
                    }
                    for other in wakes {
                        // Those of this turn that are still to come are queued already.
                        if !left.contains(&other) {
                            model.wake(other);
                        }
                    }
                    model.over[name] = *done;
                }
            }
        }
        prop_assert_eq!(queue.is_idle(), model.ready.is_empty());
    }
    Ok(())
}

#[test]
fn the_run_queue_agrees_with_a_queue_of_names() {
    crate::hold("the run queue and a queue of names", 2_000, &ops(), agree);
}
