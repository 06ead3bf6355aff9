//! What is said to the learner, wherever it is shown.

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::time::Duration;

use verdict::{Status, Verdict};

use crate::check::Report;
use crate::clock;
use crate::course::{Course, Exercise};
use crate::state::{Lines, Standing};
use crate::text::{BOLD, DIM, GREEN, RED, YELLOW, markdown, styled};

/// Verdicts are made for this many columns, and so is all else.
pub(crate) const COLUMNS: usize = 80;

/// The signs for what is done, skipped and open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Signs {
    pub(crate) done: &'static str,
    pub(crate) skipped: &'static str,
    pub(crate) open: &'static str,
    /// In a bar, for each exercise.
    pub(crate) bar: [&'static str; 3],
    pub(crate) rule: &'static str,
}

impl Signs {
    /// Letters only, where a terminal may have no more.
    pub(crate) fn find() -> Self {
        let set = |name| std::env::var(name).ok().filter(|it| !it.is_empty());
        let locale =
            set("LC_ALL").or_else(|| set("LC_CTYPE")).or_else(|| set("LANG"));
        let is_plain = set("TERM").is_some_and(|it| it == "linux" || it == "dumb")
            || locale.is_some_and(|it| {
                let it = it.to_lowercase();
                !it.contains("utf-8") && !it.contains("utf8")
            });
        if is_plain { Self::ASCII } else { Self::UNICODE }
    }

    const ASCII: Self =
        Self { done: "x", skipped: "-", open: ".", bar: ["#", "-", "."], rule: "-" };

    const UNICODE: Self =
        Self {
            done: "✓", skipped: "–", open: "·", bar: ["■", "▪", "□"], rule: "─"
        };
}

/// How many are done, how many skipped, and of how many.
pub(crate) fn counts(course: &Course, lines: &Lines) -> (usize, usize, usize) {
    let count = |wanted| {
        let all = course.exercises.iter();
        all.filter(|it| lines.standing(&it.name) == wanted).count()
    };
    (count(Standing::Done), count(Standing::Skipped), course.exercises.len())
}

/// The same in words.
pub(crate) fn counted(course: &Course, lines: &Lines) -> String {
    match counts(course, lines) {
        (done, 0, all) => format!("{done} of {all} done"),
        (done, skipped, all) => format!("{done} of {all} done, {skipped} skipped"),
    }
}

/// A sign for each exercise of a step.
pub(crate) fn bar(
    course: &Course,
    lines: &Lines,
    step: usize,
    signs: Signs,
    color: bool,
) -> String {
    let of_step = course.exercises.iter().filter(|it| it.step == step);
    of_step
        .map(|it| match lines.standing(&it.name) {
            Standing::Done => styled(GREEN, signs.bar[0], color),
            Standing::Skipped => styled(YELLOW, signs.bar[1], color),
            Standing::Open => styled(DIM, signs.bar[2], color),
        })
        .collect()
}

/// What is said at the first start.
pub(crate) fn welcome(course: &Course, exercise: &Exercise, color: bool) -> String {
    let file = styled(BOLD, &exercise.file(), color);
    let section = &exercise.notes.section;
    let count = course.exercises.len();
    let steps = course.steps.len();
    let title = styled(BOLD, "Welcome to Five Loops.", color);
    let red = styled(RED, "Red is expected.", color);
    format!(
        "{title}\n\n\
         You will learn how an async runtime works: by writing the parts of one. There\n\
         are {count} exercises in {steps} steps. Each is a file with a `todo!()` in it.\n\n\
         {red} Each exercise begins red, and it is right to save, see what the\n\
         verdict says, and try again. A verdict names the mistake, and what to reread.\n\
         Nobody counts how often.\n\n\
         Open this file in your editor:   {file}\n\
         What it is about is read in:     {section}\n"
    )
}

/// The course at a glance, for those without the screen.
pub(crate) fn overview(
    course: &Course,
    lines: &Lines,
    current: usize,
    signs: Signs,
    color: bool,
) -> String {
    let mut page = String::new();
    let widest = course.steps.iter().map(|it| it.title.chars().count()).max();
    let widest = widest.unwrap_or(0);
    for (index, step) in course.steps.iter().enumerate() {
        let title = &step.title;
        let bar = bar(course, lines, index, signs, color);
        writeln!(page, "{title:widest$}  {bar}").expect("a string has room");
    }
    let exercise = &course.exercises[current];
    let name = &exercise.name;
    let label = match lines.standing(name) {
        Standing::Done => "last",
        _ => "next",
    };
    let title = styled(BOLD, &format!("{name}: {}", exercise.notes.title), color);
    write!(
        page,
        "\n{counted}\n\n\
         {label:12}{title}\n\
         write       {file}\n\
         read first  {section}\n\
         then        cargo learn check\n",
        counted = counted(course, lines),
        file = exercise.file(),
        section = exercise.notes.section,
    )
    .expect("a string has room");
    page
}

/// What is said of a report.
pub(crate) fn report(
    course: &Course,
    index: usize,
    lines: &Lines,
    report: &Report,
    color: bool,
    columns: usize,
) -> String {
    let exercise = &course.exercises[index];
    match report {
        Report::NotCompiled(errors) => not_compiled(exercise, errors, color),
        Report::Trouble(what) => {
            format!("{} {what}\n", styled(RED, "error:", color))
        }
        Report::Cancelled => "It was stopped.\n".into(),
        Report::Verdict(verdict) if verdict.status == Status::Passed => {
            passed(course, index, lines, verdict, color, columns)
        }
        Report::Verdict(verdict) if verdict.status == Status::NotStarted => {
            let task = markdown(&exercise.notes.task, columns, color);
            format!("{}\n{task}", verdict.text(color))
        }
        Report::Verdict(verdict) => verdict.text(color),
    }
}

fn not_compiled(exercise: &Exercise, errors: &[String], color: bool) -> String {
    /// The first ones are what to mend; the others often go with them.
    const SHOWN: usize = 3;
    let title = format!("{}: it doesn't compile yet.", exercise.name);
    let mut page = styled(RED, &title, color) + "\n";
    page.push_str(match errors.len() {
        1 => "There is one error:\n\n",
        _ => "Mend the first error first: often the others go with it.\n\n",
    });
    for error in errors.iter().take(SHOWN) {
        page.push_str(error.trim_end());
        page.push_str("\n\n");
    }
    match errors.len().saturating_sub(SHOWN) {
        0 => {}
        1 => page.push_str("And one more error.\n"),
        more => {
            writeln!(page, "And {more} more errors.").expect("a string has room")
        }
    }
    page.trim_end().to_string() + "\n"
}

/// How long it took, and what helped.
fn effort(lines: &Lines, name: &str) -> Option<String> {
    let done = lines.get("done", name)?;
    let seconds = done.split_whitespace().nth(1)?.strip_suffix('s')?.parse().ok()?;
    let took = match seconds {
        0 => "less than a second".into(),
        _ => clock::words(Duration::from_secs(seconds)),
    };
    let mut text = format!("It took {took} from the first check");
    let hints = lines.get("hints", name).unwrap_or_default();
    let mut hints = hints.split_whitespace();
    let number: usize = hints.next().and_then(|it| it.parse().ok()).unwrap_or(0);
    match number + hints.count() {
        0 => {}
        1 => text.push_str(", with one hint"),
        more => write!(text, ", with {more} hints").expect("a string has room"),
    }
    if lines.get("solution", name).is_some() {
        text.push_str(", after a look at the solution");
    }
    Some(text + ".")
}

fn passed(
    course: &Course,
    index: usize,
    lines: &Lines,
    verdict: &Verdict,
    color: bool,
    columns: usize,
) -> String {
    let exercise = &course.exercises[index];
    let mut page = verdict.text(color);
    if let Some(effort) = effort(lines, &exercise.name) {
        page.push_str(&effort);
        page.push('\n');
    }
    if !exercise.notes.afterwards.is_empty() {
        page.push('\n');
        page.push_str(&markdown(&exercise.notes.afterwards, columns, color));
    }
    page.push('\n');
    page.push_str(&following(course, index, lines, color));
    page
}

/// The exercise to go on with: the next that is open, or else one that was skipped.
pub(crate) fn next(course: &Course, index: usize, lines: &Lines) -> Option<usize> {
    let all = course.exercises.len();
    let find = |wanted: Standing| {
        let mut others = (index + 1..all).chain(0..index);
        others.find(|&it| lines.standing(&course.exercises[it].name) == wanted)
    };
    find(Standing::Open).or_else(|| find(Standing::Skipped))
}

fn following(course: &Course, index: usize, lines: &Lines, color: bool) -> String {
    let Some(next) = next(course, index, lines) else {
        let line = "That was the last one: you have done the whole course.";
        let report = "`cargo learn report` writes down what you did.";
        return format!("{}\n{report}\n", styled(GREEN, line, color));
    };
    let exercise = &course.exercises[next];
    let name = styled(BOLD, &exercise.name, color);
    let mut page = format!("next        {name}: {}\n", exercise.notes.title);
    if exercise.step != course.exercises[index].step {
        let title = &course.steps[exercise.step].title;
        writeln!(page, "            in {title}").expect("a string has room");
    }
    writeln!(
        page,
        "reference   cargo learn solution {}",
        course.exercises[index].name
    )
    .expect("a string has room");
    page
}

/// A line for each exercise.
pub(crate) fn list(
    course: &Course,
    lines: &Lines,
    signs: Signs,
    color: bool,
) -> Vec<String> {
    let all = course.exercises.iter();
    all.map(|exercise| {
        let name = &exercise.name;
        let sign = match lines.standing(name) {
            Standing::Done => styled(GREEN, signs.done, color),
            Standing::Skipped => styled(YELLOW, signs.skipped, color),
            Standing::Open => signs.open.into(),
        };
        let word = match lines.standing(name) {
            Standing::Done => "done",
            Standing::Skipped => "skipped",
            Standing::Open => {
                let verdict = lines.get("verdict", name).unwrap_or_default();
                match verdict.split_whitespace().next() {
                    None | Some("not-started") => "",
                    Some(_) => "begun",
                }
            }
        };
        format!("{sign} {name:20} {word:8} {}", exercise.notes.title)
    })
    .collect()
}

/// The section of the book that a reference such as `book/src/step01.md#loop` names,
/// as Markdown.
pub(crate) fn section(root: &Path, reference: &str) -> Result<String, String> {
    let (file, id) = reference.split_once('#').unwrap_or((reference, ""));
    let path = root.join(file);
    let chapter = fs::read_to_string(&path)
        .map_err(|error| format!("{file} can't be read: {error}"))?;
    let mark = format!("{{#{id}}}");
    let level = |line: &str| line.bytes().take_while(|&it| it == b'#').count();
    let mut section = String::new();
    let mut depth = if id.is_empty() { 1 } else { 0 };
    let mut is_code = false;
    for line in chapter.lines() {
        if line.starts_with("```") {
            is_code = !is_code;
        }
        let heading = if is_code { 0 } else { level(line) };
        if depth == 0 && heading > 0 && line.contains(&mark) {
            depth = heading;
        } else if depth > 0 && !id.is_empty() && (1..=depth).contains(&heading) {
            break;
        }
        if depth > 0 {
            match included(&path, line) {
                Some(text) => section.push_str(&text),
                None => section.push_str(line),
            }
            section.push('\n');
        }
    }
    if section.is_empty() {
        return Err(format!("{file} has no section `#{id}`"));
    }
    Ok(section)
}

/// The text of a line `{{#include path:first:last}}`.
fn included(chapter: &Path, line: &str) -> Option<String> {
    let inside = line.trim().strip_prefix("{{#include ")?.strip_suffix("}}")?;
    let mut parts = inside.trim().split(':');
    let path = chapter.parent()?.join(parts.next()?);
    let text = fs::read_to_string(path).ok()?;
    let mut number = || parts.next().map(str::parse::<usize>);
    let (first, last) = match (number(), number()) {
        (None, _) => (1, usize::MAX),
        (Some(first), last) => {
            let first = first.ok()?;
            (first, last.map_or(Some(first), Result::ok)?)
        }
    };
    let lines = text.lines().skip(first - 1).take(last - first + 1);
    Some(lines.collect::<Vec<_>>().join("\n"))
}
