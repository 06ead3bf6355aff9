//! Makes a program smaller for as long as something holds of it.

use std::collections::BTreeSet;

use tests::schedule::{MAIN, Millis, Op, Program};

/// Takes tasks and operations out of a program, and makes its times shorter, while
/// `first_that_fails` still finds one among the smaller ones. It gets many at once, so
/// that they can be run by one process.
pub(crate) fn shrink(
    mut program: Program,
    mut first_that_fails: impl FnMut(&[Program]) -> Option<usize>,
) -> Program {
    loop {
        let mut smaller = smaller(&program);
        smaller.retain(|program| program.check().is_ok());
        match first_that_fails(&smaller) {
            Some(index) => program = smaller.swap_remove(index),
            None => return program,
        }
    }
}

/// The smaller programs, the smallest first.
fn smaller(program: &Program) -> Vec<Program> {
    let tasks = || program.tasks.keys().filter(|task| *task != MAIN);
    let mut smaller: Vec<_> = tasks().map(|task| without(program, task)).collect();
    smaller.sort_by_key(Program::ops);
    for (task, ops) in &program.tasks {
        for size in [ops.len() / 2, ops.len() / 4, 1] {
            if size == 0 {
                continue;
            }
            for start in (0..ops.len()).step_by(size) {
                let mut fewer = program.clone();
                let ops = fewer.tasks.get_mut(task).expect("it has this task");
                ops.drain(start..ops.len().min(start + size));
                smaller.push(fewer);
            }
        }
    }
    smaller.extend(tasks().map(|task| merged(program, task)));
    smaller.extend(shorter(program));
    smaller
}

/// The program with a task's operations in the place where it was spawned.
fn merged(program: &Program, task: &str) -> Program {
    let mut merged = program.clone();
    let mut ops = merged.tasks.remove(task);
    for others in merged.tasks.values_mut() {
        let spawn = Op::Spawn(task.to_owned());
        if let Some(at) = others.iter().position(|op| *op == spawn) {
            others.splice(at..=at, ops.take().into_iter().flatten());
        }
        others.retain(|op| op.other() != Some(task));
    }
    merged
}

/// The program without a task, those that it spawns, and all that is said of them.
fn without(program: &Program, task: &str) -> Program {
    let mut gone = BTreeSet::from([task]);
    loop {
        let before = gone.len();
        for (spawner, ops) in &program.tasks {
            for op in ops {
                if let Op::Spawn(spawned) = op
                    && gone.contains(spawner.as_str())
                {
                    gone.insert(spawned);
                }
            }
        }
        if gone.len() == before {
            break;
        }
    }
    let mut smaller = program.clone();
    smaller.tasks.retain(|name, _| !gone.contains(name.as_str()));
    for ops in smaller.tasks.values_mut() {
        ops.retain(|op| op.other().is_none_or(|other| !gone.contains(other)));
    }
    smaller
}

/// The program with each of its times in turn as short as can be.
fn shorter(program: &Program) -> Vec<Program> {
    let mut shorter = Vec::new();
    for (task, ops) in &program.tasks {
        for (index, op) in ops.iter().enumerate() {
            for short in 1..=5 {
                let short = Millis::new(short).expect("a few milliseconds");
                let op = match op {
                    Op::Sleep(ms) if short < *ms => Op::Sleep(short),
                    Op::Wait { task, ms } if short < *ms => {
                        Op::Wait { task: task.clone(), ms: short }
                    }
                    _ => continue,
                };
                let mut program = program.clone();
                program.tasks.get_mut(task).expect("it has this task")[index] = op;
                shorter.push(program);
            }
        }
    }
    shorter
}

#[test]
fn what_is_left_is_what_fails() {
    // As if a loop went wrong whenever somebody cancels a task that sleeps.
    let fails = |program: &Program| {
        let ops = || {
            program
                .tasks
                .iter()
                .flat_map(|(task, ops)| ops.iter().map(move |op| (task, op)))
        };
        ops().any(|(_, op)| match op {
            Op::Cancel(other) => {
                ops().any(|(task, op)| task == other && matches!(op, Op::Sleep(_)))
            }
            _ => false,
        })
    };
    let mut seeds = (0..).map(tests::schedule::random_program);
    let program = seeds.find(|program| program.ops() > 200 && fails(program));
    let program = program.expect("there are many such programs");
    let smallest = shrink(program, |programs| programs.iter().position(fails));
    assert!(smallest.tasks.len() <= 4 && smallest.ops() <= 5, "{smallest:?}");
}
