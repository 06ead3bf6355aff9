//! What the learner has done, in a text file that a person can read and mend.
//!
//! A line is `<what> <exercise> <details>`:
//!
//! | line | |
//! |---|---|
//! | `current e07_signal` | where the learner is |
//! | `started e07_signal <time>` | the first check |
//! | `verdict e07_signal failed E-NO-WAKER` | the last check |
//! | `hints e07_signal 2 E-NO-WAKER` | hints given: how many of the three, and which others |
//! | `asked e07_signal <time>` | asked for the solution before passing |
//! | `solution e07_signal <time>` | has seen it before passing |
//! | `skipped e07_signal <time>` | went on without passing |
//! | `done e07_signal <time> 124s` | passed, so long after the first check |
//!
//! Lines that it doesn't know stay as they are. So do the lines of exercises that
//! aren't there; if one was renamed, they count for the new name.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use std::{env, process, thread};

use crate::clock;
use crate::course::Course;

/// The name of the file, in the root of the workspace.
const FILE: &str = ".learn";

/// The state as it was read last.
#[derive(Debug)]
pub(crate) struct State {
    lines: Lines,
    /// The places to keep it, the best first.
    places: Vec<PathBuf>,
    /// The one that the lines are from.
    from: Option<PathBuf>,
    /// Why it isn't kept in the first place: to be said once.
    trouble: Option<String>,
    has_said: bool,
}

/// The lines of the file.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(crate) struct Lines {
    lines: Vec<String>,
    /// The exercises that have another name now.
    renamed: HashMap<String, String>,
}

/// How an exercise stands.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Standing {
    Open,
    Skipped,
    Done,
}

impl Lines {
    fn parse(text: &str, course: &Course) -> Self {
        let mut lines = Self {
            lines: text.lines().map(str::to_string).collect(),
            renamed: HashMap::new(),
        };
        for line in &lines.lines {
            let Some((_, name, _)) = split(line) else { continue };
            if course.exercises.iter().all(|it| it.name != name)
                && let Some(new) = course.renamed(name)
            {
                lines.renamed.insert(name.into(), new.into());
            }
        }
        lines
    }

    /// The details of a line, if it is there.
    pub(crate) fn get(&self, what: &str, name: &str) -> Option<&str> {
        let of = |is_it: &dyn Fn(&str) -> bool| {
            self.lines.iter().rev().filter_map(|line| split(line)).find_map(
                |(verb, of, details)| (verb == what && is_it(of)).then_some(details),
            )
        };
        let is_former =
            |of: &str| self.renamed.get(of).is_some_and(|new| new == name);
        of(&|of| of == name).or_else(|| of(&is_former))
    }

    /// The exercise of the last line of this kind.
    fn last(&self, what: &str) -> Option<&str> {
        let line = self.lines.iter().rev().filter_map(|line| split(line));
        let (_, name, _) = line.into_iter().find(|(verb, _, _)| *verb == what)?;
        Some(self.renamed.get(name).map_or(name, String::as_str))
    }

    /// Replaces a line, or adds it.
    pub(crate) fn set(&mut self, what: &str, name: &str, details: &str) {
        self.remove(what, name);
        self.lines.push(format!("{what} {name} {details}").trim_end().into());
    }

    pub(crate) fn remove(&mut self, what: &str, name: &str) {
        let renamed = &self.renamed;
        self.lines.retain(|line| {
            split(line).is_none_or(|(verb, of, _)| {
                let of = renamed.get(of).map_or(of, String::as_str);
                verb != what || of != name
            })
        });
    }

    /// The line `current`, of which there is one.
    pub(crate) fn set_current(&mut self, name: &str) {
        self.lines.retain(|line| split(line).is_none_or(|it| it.0 != "current"));
        self.lines.push(format!("current {name}"));
    }

    fn text(&self) -> String {
        self.lines.iter().flat_map(|line| [line, "\n"]).collect()
    }

    pub(crate) fn standing(&self, name: &str) -> Standing {
        if self.get("done", name).is_some() {
            Standing::Done
        } else if self.get("skipped", name).is_some() {
            Standing::Skipped
        } else {
            Standing::Open
        }
    }
}

/// A line's first two words, and the rest.
fn split(line: &str) -> Option<(&str, &str, &str)> {
    let (verb, rest) = line.trim().split_once(' ')?;
    let (name, details) = rest.split_once(' ').unwrap_or((rest, ""));
    (!verb.starts_with('#')).then_some((verb, name, details))
}

const HEADER: &str =
    "# Your progress in this course. `cargo learn` keeps lines it doesn't know.";

impl State {
    pub(crate) fn load(course: &Course) -> Self {
        let mut places = vec![course.root.join(FILE)];
        places.extend(elsewhere(&course.root));
        // A tree that was writable once may not be so now, and the other way round.
        let modified =
            |path: &&PathBuf| fs::metadata(path).and_then(|it| it.modified()).ok();
        let from = places.iter().filter(|it| it.is_file()).max_by_key(modified);
        let from = from.or(places.first()).cloned();
        let text = from.as_deref().map(read).unwrap_or_default();
        let lines = Lines::parse(&text, course);
        Self { lines, places, from, trouble: None, has_said: false }
    }

    /// Where it is kept now.
    pub(crate) fn path(&self) -> &Path {
        self.from.as_ref().unwrap_or(&self.places[0])
    }

    /// Reads it again, if it is kept anywhere.
    pub(crate) fn reload(&mut self, course: &Course) {
        if let Some(text) = fs::read(self.path()).ok().filter(|it| !it.is_empty()) {
            self.lines = Lines::parse(&String::from_utf8_lossy(&text), course);
        }
    }

    pub(crate) fn lines(&self) -> &Lines {
        &self.lines
    }

    /// Nobody has begun here.
    pub(crate) fn is_new(&self) -> bool {
        self.lines.lines.iter().all(|line| split(line).is_none())
    }

    /// The index of the exercise to do: where the learner is, or else the first that
    /// is still open.
    pub(crate) fn current(&self, course: &Course) -> usize {
        let all = &course.exercises;
        let named = self.lines.last("current");
        let named = named.and_then(|name| all.iter().position(|it| it.name == name));
        let open = all
            .iter()
            .position(|it| self.lines.standing(&it.name) == Standing::Open);
        named.or(open).unwrap_or(0)
    }

    /// Changes what is in the file now, which another instance may have changed.
    pub(crate) fn update(&mut self, course: &Course, change: impl Fn(&mut Lines)) {
        let mut trouble = None;
        for (number, place) in self.places.iter().enumerate() {
            // The lines of another place go along, when this one can be written now.
            let moved = self.from.as_ref() != Some(place);
            match write(place, course, moved.then_some(&self.lines), &change) {
                Ok(lines) => {
                    self.lines = lines;
                    self.from = Some(place.clone());
                    if number > 0 {
                        let why = trouble.unwrap_or_default();
                        let place = place.display();
                        self.trouble = Some(format!(
                            "{why}; your progress is kept in {place} instead"
                        ));
                    }
                    return;
                }
                Err(error) if trouble.is_none() => {
                    trouble = Some(format!(
                        "{} can't be written: {error}",
                        place.display()
                    ));
                }
                Err(_) => {}
            }
        }
        change(&mut self.lines);
        let why = trouble.unwrap_or_default();
        self.trouble =
            Some(format!("{why}; your progress is forgotten when this ends"));
    }

    /// Why the state isn't where it should be; the first time that it is asked.
    pub(crate) fn trouble(&mut self) -> Option<&str> {
        if std::mem::replace(&mut self.has_said, self.trouble.is_some()) {
            return None;
        }
        self.trouble.as_deref()
    }
}

/// Reads what can be read of it.
fn read(path: &Path) -> String {
    String::from_utf8_lossy(&fs::read(path).unwrap_or_default()).into_owned()
}

/// Reads, changes and replaces the file, under a lock: so nobody's lines are lost.
fn write(
    path: &Path,
    course: &Course,
    moved: Option<&Lines>,
    change: impl Fn(&mut Lines),
) -> io::Result<Lines> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let _lock = lock(&path.with_extension("lock"))?;
    let mut lines = match moved {
        Some(lines) => lines.clone(),
        None => Lines::parse(&read(path), course),
    };
    if lines.lines.is_empty() {
        lines.lines.push(HEADER.into());
    }
    change(&mut lines);
    // Whoever reads it meanwhile finds all of the old text, or all of the new.
    let new = path.with_extension(format!("{}.new", process::id()));
    fs::write(&new, lines.text())?;
    fs::rename(&new, path).inspect_err(|_| {
        // It is of no use to anybody.
        let _ = fs::remove_file(&new);
    })?;
    Ok(lines)
}

/// A lock that ends with the file's handle, and so with the process at the latest.
fn lock(path: &Path) -> io::Result<File> {
    /// Others hold it for a moment; on a network drive, it may not work at all.
    const PATIENCE: Duration = Duration::from_secs(2);
    let file = OpenOptions::new().create(true).append(true).open(path)?;
    let start = Instant::now();
    while let Err(fs::TryLockError::WouldBlock) = file.try_lock() {
        if start.elapsed() > PATIENCE {
            // Whoever holds it isn't writing, but stopped.
            break;
        }
        thread::sleep(Duration::from_millis(5));
    }
    Ok(file)
}

/// A file for this workspace among the user's own.
fn elsewhere(root: &Path) -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|it| !it.is_empty());
    let folder = set("XDG_STATE_HOME")
        .or_else(|| set("LOCALAPPDATA"))
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(set("HOME")?).join(".local/state")))?;
    // FNV-1a: workspaces have to differ, and the name has to last.
    let path = root.to_string_lossy();
    let hash = path.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    Some(folder.join("five-loops").join(format!("{hash:016x}.learn")))
}

/// Notes a verdict, and what follows from it.
pub(crate) fn note_verdict(
    lines: &mut Lines,
    name: &str,
    status: verdict::Status,
    code: Option<&str>,
) {
    let now = clock::now();
    if lines.get("started", name).is_none() {
        lines.set("started", name, &now);
    }
    let details = format!("{} {}", status.name(), code.unwrap_or_default());
    lines.set("verdict", name, &details);
    if status == verdict::Status::Passed && lines.get("done", name).is_none() {
        let started = lines.get("started", name).unwrap_or_default();
        let took = clock::between(started, &now).map_or(0, |it| it.as_secs());
        lines.set("done", name, &format!("{now} {took}s"));
        lines.remove("skipped", name);
    }
}

/// Begins an exercise anew.
pub(crate) fn forget(lines: &mut Lines, name: &str) {
    for what in ["done", "skipped", "verdict", "hints", "started", "asked"] {
        lines.remove(what, name);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::course::tests::course;

    const NAMES: [&str; 3] = ["e01_drive", "e02_map", "e03_join"];

    /// What an instance may do.
    #[derive(Clone, Debug)]
    enum Step {
        Verdict(usize, bool),
        Skip(usize),
        Hint(usize, usize),
        GoTo(usize),
    }

    fn steps() -> impl Strategy<Value = Vec<(bool, Step)>> {
        let name = 0..NAMES.len();
        let step = prop_oneof![
            (name.clone(), any::<bool>()).prop_map(|(it, ok)| Step::Verdict(it, ok)),
            name.clone().prop_map(Step::Skip),
            (name.clone(), 0..4_usize).prop_map(|(it, count)| Step::Hint(it, count)),
            name.prop_map(Step::GoTo),
        ];
        prop::collection::vec((any::<bool>(), step), 0..20)
    }

    fn take(lines: &mut Lines, step: &Step) {
        match *step {
            Step::Verdict(it, true) => {
                note_verdict(lines, NAMES[it], verdict::Status::Passed, None);
            }
            Step::Verdict(it, false) => {
                let failed = verdict::Status::Failed;
                note_verdict(lines, NAMES[it], failed, Some("E-HANG"));
            }
            Step::Skip(it) => lines.set("skipped", NAMES[it], "now"),
            Step::Hint(it, count) => {
                lines.set("hints", NAMES[it], &count.to_string());
            }
            Step::GoTo(it) => lines.set_current(NAMES[it]),
        }
    }

    /// The lines without the times in them.
    fn timeless(text: &str) -> Vec<String> {
        let is_time = |word: &&str| !word.starts_with("20") && !word.ends_with('s');
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| {
                line.split(' ').filter(is_time).collect::<Vec<_>>().join(" ")
            })
            .collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        /// Two instances, by turns, write what one would have.
        #[test]
        fn two_instances_are_as_good_as_one(steps in steps()) {
            let course = |folder: &Path| {
                let mut course = course(&NAMES);
                course.root = folder.to_owned();
                course
            };
            let both = tempfile::tempdir().expect("there is room");
            let both = course(both.path());
            let mut instances = [State::load(&both), State::load(&both)];
            let mut lines = Lines::default();
            for (which, step) in &steps {
                instances[usize::from(*which)].update(&both, |lines| take(lines, step));
                take(&mut lines, step);
            }
            let written = read(&both.root.join(FILE));
            prop_assert_eq!(timeless(&written), timeless(&lines.text()));
        }

        /// A file that ends anywhere is read as far as it goes, and nothing of it that
        /// has a meaning of its own is lost when it is written.
        #[test]
        fn a_file_may_end_anywhere(steps in steps(), end in 0.0..1.0) {
            let course = course(&NAMES);
            let mut whole = Lines::default();
            steps.iter().for_each(|(_, step)| take(&mut whole, step));
            let text = whole.text();
            // All of it is ASCII.
            let end = (text.len() as f64 * end) as usize;
            let mut lines = Lines::parse(&text[..end], &course);
            for name in NAMES {
                let was = whole.standing(name);
                let is = lines.standing(name);
                prop_assert!(is == was || is == Standing::Open || was == Standing::Done);
            }
            let kept: Vec<String> = text[..end].lines().map(str::to_string).collect();
            lines.set("future", "e01_drive", "x");
            prop_assert!(kept.iter().all(|line| lines.lines.contains(line)));
        }

        /// Whatever is in the file, it is no reason to panic.
        #[test]
        fn any_text_is_a_state(text in "[ -~\\n\u{e9}]{0,200}") {
            let course = course(&NAMES);
            let mut lines = Lines::parse(&text, &course);
            take(&mut lines, &Step::Verdict(0, true));
            prop_assert_eq!(lines.standing(NAMES[0]), Standing::Done);
            forget(&mut lines, NAMES[0]);
            prop_assert_eq!(lines.standing(NAMES[0]), Standing::Open);
        }
    }
}
