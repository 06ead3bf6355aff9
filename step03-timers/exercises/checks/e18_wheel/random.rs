//! Random operations, done by the learner's wheel and by a list that is kept sorted.

use std::fmt;

use verdict::{Code, Outcome, Wrong, codes, same_order};

use super::exercise::{Tick, Wheel};

/// Does some operations on both, and shows the first difference, with as few operations
/// before it as it takes. The same seed makes the same operations.
pub(super) fn compare(seed: u64) -> Outcome {
    let mut operations = operations(&mut Random::new(seed));
    let Some(first) = difference(&operations) else { return Ok(()) };
    operations.truncate(first.at + 1);
    shrink(&mut operations);
    let last = difference(&operations).expect("it differed when it was shrunk");
    let expected = words(&operations, &last.expected);
    match last.actual {
        Ok(actual) => same_order(last.code, expected, words(&operations, &actual)),
        Err(panic) => {
            let mut actual = expected.clone();
            let event = actual.last_mut().expect("there is one that panicked");
            *event = format!("it panicked: {panic}");
            let wrong = Wrong::new(codes::PANIC)
                .expected(expected.last().map_or("", String::as_str))
                .actual(format!("it panicked: {panic}"));
            Err(wrong.sequence(verdict::Sequence::new(expected, actual)))
        }
    }
}

#[derive(Clone, Copy)]
enum Operation {
    /// Sets a timer with this name.
    Set(Tick, Name),
    Advance(Tick),
    Next,
}

#[derive(Clone, Copy, Eq, PartialEq)]
struct Name(u32);

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Up to a hundred operations, around one moment that moves on.
fn operations(random: &mut Random) -> Vec<Operation> {
    let mut now: Tick = 0;
    let mut latest: Tick = 0;
    let mut operations = Vec::new();
    for name in 1..=1 + random.below(100) as u32 {
        operations.push(match random.below(8) {
            0..5 => {
                let deadline = match random.below(6) {
                    0 => now,
                    1 => latest,
                    2 => now.saturating_sub(random.below(20)),
                    3 => now + random.below(20),
                    4 => now + random.below(300),
                    _ => now + random.below(10) * 64,
                };
                latest = deadline;
                Operation::Set(deadline, Name(name))
            }
            5..7 => {
                now += match random.below(6) {
                    0 => 0,
                    1 | 2 => random.below(10),
                    3 => 62 + random.below(5),
                    4 => random.below(300),
                    _ => random.below(3_000),
                };
                Operation::Advance(now)
            }
            _ => Operation::Next,
        });
    }
    operations
}

/// What came of an operation.
#[derive(Clone, Eq, PartialEq)]
enum Outcomes {
    Nothing,
    Out(Vec<Name>),
    Next(Option<Tick>),
}

struct Difference {
    /// The operation, counted from 0.
    at: usize,
    code: Code,
    /// What came of each operation, up to that.
    expected: Vec<Outcomes>,
    /// The same, or the message of a panic.
    actual: Result<Vec<Outcomes>, String>,
}

fn difference(operations: &[Operation]) -> Option<Difference> {
    let mut list = List::default();
    let mut wheel = Wheel::new();
    let (mut expected, mut actual) = (Vec::new(), Vec::new());
    for (at, &operation) in operations.iter().enumerate() {
        let should = list.does(operation);
        expected.push(should.clone());
        let is = match verdict::catch(|| does(&mut wheel, operation)) {
            Ok(is) => is,
            Err(panic) => {
                let (code, actual) = (codes::PANIC, Err(panic.message));
                return Some(Difference { at, code, expected, actual });
            }
        };
        actual.push(is.clone());
        if is != should {
            let code = code(&operations[..=at], &should, &is);
            return Some(Difference { at, code, expected, actual: Ok(actual) });
        }
    }
    None
}

fn does(wheel: &mut Wheel<Name>, operation: Operation) -> Outcomes {
    match operation {
        Operation::Set(deadline, name) => {
            wheel.set(deadline, name);
            Outcomes::Nothing
        }
        Operation::Advance(now) => Outcomes::Out(wheel.advance(now)),
        Operation::Next => Outcomes::Next(wheel.next_deadline()),
    }
}

/// The model: timers, kept sorted.
#[derive(Default)]
struct List {
    timers: Vec<(Tick, Name)>,
}

impl List {
    fn does(&mut self, operation: Operation) -> Outcomes {
        let after = |moment| move |&(deadline, _): &(Tick, Name)| deadline <= moment;
        match operation {
            Operation::Set(deadline, name) => {
                let place = self.timers.partition_point(after(deadline));
                self.timers.insert(place, (deadline, name));
                Outcomes::Nothing
            }
            Operation::Advance(now) => {
                let due = self.timers.partition_point(after(now));
                Outcomes::Out(
                    self.timers.drain(..due).map(|(_, name)| name).collect(),
                )
            }
            Operation::Next => {
                Outcomes::Next(self.timers.first().map(|&(deadline, _)| deadline))
            }
        }
    }
}

/// What kind of difference it is.
fn code(operations: &[Operation], should: &Outcomes, is: &Outcomes) -> Code {
    let (Outcomes::Out(should), Outcomes::Out(is)) = (should, is) else {
        return codes::NEXT_DEADLINE;
    };
    let deadline = |name: &Name| {
        operations.iter().find_map(|operation| match operation {
            Operation::Set(deadline, other) if other == name => Some(*deadline),
            _ => None,
        })
    };
    let now = match operations.last() {
        Some(Operation::Advance(now)) => Some(*now),
        _ => None,
    };
    if let Some(more) = is.iter().find(|name| !should.contains(name)) {
        return match deadline(more) > now {
            true => codes::TOO_EARLY,
            false => codes::TIMER_KEPT,
        };
    }
    if should.iter().any(|name| !is.contains(name)) {
        return codes::TIMER_LATE;
    }
    if is.len() > should.len() {
        return codes::TIMER_KEPT;
    }
    match is.is_sorted_by_key(deadline) {
        true => codes::EQUAL_DEADLINES,
        false => codes::EARLIEST_FIRST,
    }
}

/// Leaves out every operation that the difference doesn't need.
fn shrink(operations: &mut Vec<Operation>) {
    loop {
        let before = operations.len();
        for at in (0..before).rev() {
            let left_out = operations.remove(at);
            if difference(operations).is_none() {
                operations.insert(at, left_out);
            }
        }
        // What comes after the first difference isn't needed either.
        if let Some(first) = difference(operations) {
            operations.truncate(first.at + 1);
        }
        if operations.len() == before {
            return;
        }
    }
}

/// Each operation, and what came of it.
fn words(operations: &[Operation], outcomes: &[Outcomes]) -> Vec<String> {
    let both = operations.iter().zip(outcomes);
    both.map(|(operation, outcome)| match (operation, outcome) {
        (Operation::Set(deadline, name), _) => format!("set {name} for {deadline}"),
        (Operation::Advance(now), Outcomes::Out(names)) => {
            let names: Vec<String> = names.iter().map(Name::to_string).collect();
            let names = if names.is_empty() { "-".into() } else { names.join(" ") };
            format!("advance to {now}: {names}")
        }
        (_, Outcomes::Next(next)) => format!("next deadline: {next:?}"),
        (Operation::Advance(_) | Operation::Next, _) => String::new(),
    })
    .collect()
}

/// SplitMix64: small, and the same everywhere.
pub(super) struct Random {
    state: u64,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// A number less than `end`. Some come up a little more often than others, which
    /// does no harm here.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (bits ^ (bits >> 31)) % end
    }
}
