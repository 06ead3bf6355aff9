use std::collections::{BTreeMap, BTreeSet};

use super::program::{MAIN, Op, Program};

/// What can be wrong with a program that is well-formed.
pub(super) fn check(program: &Program) -> Result<(), String> {
    if !program.tasks.contains_key(MAIN) {
        return Err("tasks: there is no task `main` to begin with".to_owned());
    }
    names(program)?;
    let spawned = spawned(program)?;
    everybody_is_spawned(program, &spawned)?;
    no_circle(&joiners(program, &spawned)?)
}

/// Where in a program.
#[derive(Clone, Copy)]
struct Place<'a> {
    task: &'a str,
    index: usize,
}

impl Place<'_> {
    fn wrong<T>(self, reason: &str) -> Result<T, String> {
        Err(format!("{}: {reason}", self.path()))
    }

    fn path(self) -> String {
        format!("tasks.{}[{}]", self.task, self.index)
    }
}

fn all_ops(program: &Program) -> impl Iterator<Item = (Place<'_>, &Op)> {
    program.tasks.iter().flat_map(|(task, ops)| {
        let ops = ops.iter().enumerate();
        ops.map(move |(index, op)| (Place { task, index }, op))
    })
}

fn names(program: &Program) -> Result<(), String> {
    for name in program.tasks.keys() {
        let is_good =
            |letter: char| letter.is_ascii_alphanumeric() || "_-".contains(letter);
        if name.is_empty() || !name.chars().all(is_good) {
            return Err(format!(
                "tasks: `{}` is no name: it takes letters, digits, `_` and `-`",
                name.escape_debug()
            ));
        }
    }
    for (place, op) in all_ops(program) {
        if let Op::Log(text) | Op::Fail(text) = op
            && text.chars().any(char::is_control)
        {
            return place.wrong("the text has to fit in one line");
        }
        let Some(other) = op.other() else { continue };
        let name = op.name();
        if !program.tasks.contains_key(other) {
            return place.wrong(&format!("there is no task `{other}` to {name}"));
        }
        if other == MAIN {
            return place.wrong(&format!("nobody can {name} `main`"));
        }
        if other == place.task {
            return place.wrong(&format!("a task can't {name} itself"));
        }
    }
    Ok(())
}

/// Where each task is spawned.
fn spawned(program: &Program) -> Result<BTreeMap<&str, Place<'_>>, String> {
    let mut spawned = BTreeMap::new();
    for (place, op) in all_ops(program) {
        if let Op::Spawn(task) = op
            && let Some(first) = spawned.insert(task.as_str(), place)
        {
            let first = first.path();
            return place.wrong(&format!("`{task}` is spawned at {first} already"));
        }
    }
    Ok(spawned)
}

fn everybody_is_spawned(
    program: &Program,
    spawned: &BTreeMap<&str, Place<'_>>,
) -> Result<(), String> {
    for (place, op) in all_ops(program) {
        if let Some(task) = op.other()
            && !spawned.contains_key(task)
        {
            let name = op.name();
            return place
                .wrong(&format!("nobody spawns the `{task}` that it would {name}"));
        }
    }
    let (mut reached, mut next) = (BTreeSet::from([MAIN]), vec![MAIN]);
    while let Some(spawner) = next.pop() {
        for op in &program.tasks[spawner] {
            if let Op::Spawn(task) = op
                && reached.insert(task)
            {
                next.push(task);
            }
        }
    }
    match program.tasks.keys().find(|task| !reached.contains(task.as_str())) {
        None => Ok(()),
        Some(task) if spawned.contains_key(task.as_str()) => Err(format!(
            "tasks.{task}: nobody that `main` spawns, at first or second hand, \
             spawns this task"
        )),
        Some(task) => Err(format!("tasks.{task}: nobody spawns this task")),
    }
}

/// Who waits for the end of each task without a limit, and where.
type Joiners<'a> = BTreeMap<&'a str, Place<'a>>;

fn joiners<'a>(
    program: &'a Program,
    spawned: &BTreeMap<&str, Place<'_>>,
) -> Result<Joiners<'a>, String> {
    let (mut owners, mut joiners) = (Joiners::new(), Joiners::new());
    for (place, op) in all_ops(program) {
        if let Some(task) = op.other() {
            let spawn = spawned[task];
            if spawn.task == place.task && spawn.index > place.index {
                let (name, spawn) = (op.name(), spawn.path());
                return place.wrong(&format!(
                    "it would {name} `{task}` before {spawn} spawns it"
                ));
            }
        }
        let Some(task) = op.awaits() else { continue };
        let owner = owners.entry(task).or_insert(place);
        if owner.task != place.task {
            let owner = owner.path();
            return place.wrong(&format!(
                "{owner} waits for `{task}` already: the handle of a task has one owner"
            ));
        }
        // A wait with a limit ends by itself.
        if !matches!(op, Op::Wait { .. }) {
            joiners.entry(task).or_insert(place);
        }
    }
    Ok(joiners)
}

/// Goes from each task to the one that waits for it, and so on: that has to end.
fn no_circle(joiners: &Joiners<'_>) -> Result<(), String> {
    let mut good = BTreeSet::new();
    for start in joiners.keys() {
        let (mut path, mut task) = (Vec::new(), *start);
        while let Some(place) = joiners.get(task)
            && good.insert(task)
        {
            path.push(task);
            task = place.task;
            if let Some(start) = path.iter().position(|it| *it == task) {
                let circle = path[start..].iter().rev().map(|it| format!("`{it}`"));
                let circle = circle.collect::<Vec<_>>().join(" waits for ");
                return place
                    .wrong(&format!("a circle: `{task}` waits for {circle}"));
            }
        }
    }
    Ok(())
}
