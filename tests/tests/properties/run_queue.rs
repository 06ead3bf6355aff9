//! The run queue of step 4 against a queue of names.

use std::collections::VecDeque;
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
    let queue = RunQueue::new();
    let queue = queue.open(1);
    let mut keys = vec![Key::MAIN];
    let mut model = Model { ready: VecDeque::from([0]), over: vec![false] };
    for op in ops {
        match op {
            Op::Insert => {
                let name = model.over.len();
                keys.push(queue.insert(name).expect("the queue is open"));
                model.ready.push_back(name);
                model.over.push(false);
            }
            Op::Wake(index) => {
                let name = index.index(keys.len());
                queue.wake(keys[name]);
                model.wake(name);
            }
            Op::Turn(polls) => {
                let mut turn = queue.take();
                let mut left = std::mem::take(&mut model.ready);
                let mut polls = polls.iter().cycle();
                while let Some((key, task)) = queue.next(&mut turn) {
                    let (done, wakes) = polls.next().expect("it goes round");
                    let wakes: Vec<_> =
                        wakes.iter().map(|index| index.index(keys.len())).collect();
                    let wake =
                        || wakes.iter().for_each(|other| queue.wake(keys[*other]));
                    let (name, done) = match task {
                        None => {
                            assert_eq!(key, Key::MAIN);
                            wake();
                            (0, false) // its loop would end
                        }
                        Some(name) => {
                            assert_eq!(key, keys[name]);
                            queue.run(key, name, |_name| {
                                wake();
                                if *done { Poll::Ready(()) } else { Poll::Pending }
                            });
                            (name, *done)
                        }
                    };
                    prop_assert_eq!(left.pop_front(), Some(name));
                    for other in wakes {
                        // Those of this turn that are still to come are queued already.
                        if !left.contains(&other) {
                            model.wake(other);
                        }
                    }
                    if done {
                        model.over[name] = true;
                        model.ready.retain(|other| *other != name);
                    }
                }
                prop_assert!(left.is_empty());
            }
        }
        // Of a task that is over, the queue may still have the slot.
        prop_assert!(!queue.is_idle() || model.ready.is_empty());
    }
    Ok(())
}

#[test]
fn the_run_queue_agrees_with_a_queue_of_names() {
    crate::hold("the run queue and a queue of names", 2_000, &ops(), agree);
}
