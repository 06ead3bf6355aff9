use std::collections::BTreeMap;

use fastrand::Rng;

use super::program::{MAIN, Millis, Op, Program};

/// Makes a random program: the same one for the same seed.
///
/// It has up to fifty tasks. Its deadlines needn't be distinct: the
/// [report](super::Report::distinct_deadlines) of a run tells.
///
/// ```
/// use tests::schedule::random_program;
///
/// assert_eq!(random_program(7), random_program(7));
/// random_program(7).check()?;
/// # Ok::<(), String>(())
/// ```
#[must_use]
pub fn random_program(seed: u64) -> Program {
    let mut rng = Rng::with_seed(seed);
    loop {
        // A circle of joins, or a join in front of its spawn: then another one.
        let program = attempt(&mut rng);
        if program.check().is_ok() {
            return program;
        }
    }
}

fn attempt(rng: &mut Rng) -> Program {
    // Small ones more often than large ones.
    let most = rng.usize(2..=50);
    let count = rng.usize(1..=most);
    let name = |task: usize| match task {
        0 => MAIN.to_owned(),
        _ => format!("t{task}"),
    };
    let busy = rng.usize(1..=6);
    let mut tasks: Vec<Vec<Op>> = Vec::new();
    for _ in 0..count {
        let ops = rng.usize(0..=busy);
        tasks.push((0..ops).map(|_| by_itself(rng)).collect());
    }
    // 0 makes a chain of tasks, 2 a bush.
    let shape = rng.u8(0..3);
    for task in 1..count {
        let parent = match shape {
            0 => task - rng.usize(1..=task.min(2)),
            1 => rng.usize(0..task),
            _ => rng.usize(0..task.min(4)),
        };
        insert(rng, &mut tasks[parent], 0, Op::Spawn(name(task)));
        relate(rng, &mut tasks, task, parent, &name(task));
    }
    // A main that ends at once shows nothing of its tasks.
    if rng.u8(0..4) > 0 {
        let longest = if rng.bool() { 200 } else { 5000 };
        tasks[0].push(Op::Sleep(some_time(rng, longest)));
    }
    let tasks: BTreeMap<_, _> =
        tasks.into_iter().enumerate().map(|(task, ops)| (name(task), ops)).collect();
    Program { about: None, tasks }
}

/// An operation that is about no other task.
fn by_itself(rng: &mut Rng) -> Op {
    match rng.u8(0..40) {
        0..14 => Op::Sleep(some_time(rng, 1000)),
        14..30 => Op::Yield,
        30..39 => Op::Log(rng.alphabetic().to_string()),
        _ => Op::Fail(rng.alphabetic().to_string()),
    }
}

/// What others have to do with a task: some wait for it, some cancel it.
fn relate(
    rng: &mut Rng,
    tasks: &mut [Vec<Op>],
    task: usize,
    parent: usize,
    name: &str,
) {
    let joiner = match rng.u8(0..10) {
        0..7 => Some(parent),
        7 => Some(rng.usize(0..tasks.len())).filter(|other| *other != task),
        _ => None,
    };
    if let Some(joiner) = joiner {
        let ops = &mut tasks[joiner];
        let mut from = after_spawn(ops, name);
        if rng.u8(0..3) == 0 {
            let ms = some_time(rng, 1000);
            from =
                1 + insert(rng, ops, from, Op::Wait { task: name.to_owned(), ms });
        }
        let end = match rng.u8(0..8) {
            0 => Some(Op::Join(name.to_owned())),
            1 => None,
            _ => Some(Op::Catch(name.to_owned())),
        };
        if let Some(end) = end {
            insert(rng, ops, from, end);
        }
    }
    for _ in 0..2 {
        let other = rng.usize(0..tasks.len());
        if rng.u8(0..4) == 0 && other != task {
            let from = after_spawn(&tasks[other], name);
            insert(rng, &mut tasks[other], from, Op::Cancel(name.to_owned()));
        }
    }
}

/// Where a task may first speak of another: after it has spawned it, if it does.
fn after_spawn(ops: &[Op], name: &str) -> usize {
    let is_spawn = |op: &Op| matches!(op, Op::Spawn(task) if task == name);
    ops.iter().position(is_spawn).map_or(0, |index| index + 1)
}

fn insert(rng: &mut Rng, ops: &mut Vec<Op>, from: usize, op: Op) -> usize {
    let index = rng.usize(from..=ops.len());
    ops.insert(index, op);
    index
}

fn some_time(rng: &mut Rng, longest: i64) -> Millis {
    Millis::new(rng.i64(1..=longest)).expect("between a millisecond and a second")
}
