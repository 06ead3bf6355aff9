//! Hints, one at a time.

use crate::course::Exercise;
use crate::state::Lines;

/// How many hints an exercise has, besides those for a mistake.
const ALL: usize = 3;

/// A hint that has been given.
#[derive(Debug)]
pub(crate) struct Hint {
    pub(crate) heading: String,
    /// Markdown.
    pub(crate) text: String,
    /// What is left after it.
    pub(crate) after: String,
    /// The details of the line `hints` that notes it.
    pub(crate) noted: String,
}

/// The next hint: the one for the mistake that was found last, if it has one that
/// hasn't been given, or else the next of the three.
pub(crate) fn next(exercise: &Exercise, lines: &Lines) -> Option<Hint> {
    let name = &exercise.name;
    let given = lines.get("hints", name).unwrap_or_default();
    let mut words = given.split_whitespace();
    let count = words.next().and_then(|it| it.parse().ok()).unwrap_or(0).min(ALL);
    let codes: Vec<&str> = words.collect();
    let verdict = lines.get("verdict", name).unwrap_or_default();
    let code = verdict.split_whitespace().nth(1);
    let left = |count: usize| match ALL - count {
        0 => "That was the last one.".to_string(),
        1 => "There is one more.".into(),
        left => format!("There are {left} more."),
    };
    if let Some(code) = code.filter(|code| !codes.contains(code))
        && let Some(text) = exercise.notes.hint(code)
    {
        let all = [codes.as_slice(), &[code]].concat().join(" ");
        return Some(Hint {
            heading: format!("A hint for {code}"),
            text: text.into(),
            after: left(count),
            noted: format!("{count} {all}"),
        });
    }
    let number = (count + 1).min(ALL);
    let mut text = exercise.notes.hint(&number.to_string())?.to_string();
    if number == ALL {
        text.push_str(&format!("\n\nRead again: `{}`", exercise.notes.section));
    }
    Some(Hint {
        heading: format!("Hint {number} of {ALL}"),
        text,
        after: left(number),
        noted: format!("{number} {}", codes.join(" ")).trim_end().into(),
    })
}
