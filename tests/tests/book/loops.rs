//! The five loops: each on its page, and beside it the difference from the last.

use std::fs;

use similar::TextDiff;

use crate::pages::{Book, Problem, problem};

/// Where each loop is: page, file, function.
pub(crate) const LOOPS: [(&str, &str, &str); 5] = [
    ("step01", "step01-poll/src/block_on.rs", "block_on"),
    ("step02", "step02-waker/src/block_on.rs", "block_on"),
    ("step03", "step03-timers/src/block_on.rs", "block_on_with"),
    ("step04", "step04-spawn/src/block_on.rs", "block_on_with"),
    ("step05", "step05-multithread/src/event_loop.rs", "run"),
];

/// Cuts a function out of a source, without its docs and attributes: from the line
/// with its `fn` to the next line that is a closing brace at the same indent.
pub(crate) fn cut(source: &str, name: &str) -> Result<String, String> {
    let is_start = |line: &&str| {
        line.split_once("fn ").is_some_and(|(before, rest)| {
            !before.contains('/')
                && rest.strip_prefix(name).is_some_and(|r| r.starts_with(['<', '(']))
        })
    };
    let [start] = source.lines().filter(is_start).collect::<Vec<_>>()[..] else {
        return Err(format!("there isn't exactly one function `{name}`"));
    };
    let indent = &start[..start.len() - start.trim_start().len()];
    let (mut text, end) = (String::new(), format!("{indent}}}"));
    for line in source.lines().skip_while(|line| *line != start) {
        text += line.strip_prefix(indent).unwrap_or(line);
        text.push('\n');
        if line == end {
            return Ok(text);
        }
    }
    Err(format!("the function `{name}` has no end"))
}

/// The diffs that the sources give, each with the file that should hold it.
pub(crate) fn expected_diffs(book: &Book) -> Vec<(String, Result<String, String>)> {
    let cut_out = |(_, file, name): (&str, &str, &str)| {
        let source = book.read(file).map_err(|error| format!("{file}: {error}"))?;
        cut(&source, name).map_err(|error| format!("{file}: {error}"))
    };
    let diff = |last: (&str, &str, &str), this: (&str, &str, &str)| {
        let (old, new) = (cut_out(last)?, cut_out(this)?);
        let diff = TextDiff::from_lines(&old, &new);
        let mut diff = diff.unified_diff();
        Ok(diff
            .context_radius(old.lines().count() + new.lines().count())
            .header(last.1, this.1)
            .to_string())
    };
    LOOPS
        .windows(2)
        .map(|w| (format!("book/src/diffs/{}.diff", w[1].0), diff(w[0], w[1])))
        .collect()
}

pub(crate) fn diffs_are_up_to_date(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (file, expected) in expected_diffs(book) {
        let found = book.read(&file).unwrap_or_default();
        match expected {
            Err(error) => problems.push(problem(&file, 1, error)),
            Ok(expected) if expected != found => {
                let same = expected.lines().zip(found.lines());
                let line = same.take_while(|(a, b)| a == b).count() + 1;
                let what = "this isn't what the sources give: run \
                            `UPDATE_BOOK=1 cargo test -p tests --test book` to write it";
                problems.push(problem(&file, line, what));
            }
            Ok(_) => {}
        }
    }
    problems
}

pub(crate) fn write_diffs(book: &Book) {
    for (file, diff) in expected_diffs(book) {
        let diff = diff.expect("each loop is where LOOPS says");
        fs::write(book.root.join(file), diff).expect("the book can be written");
    }
}

pub(crate) fn loops_are_shown(book: &Book) -> Vec<Problem> {
    let pages = book.pages();
    let mut problems = Vec::new();
    for (step, (name, file, _)) in (1..).zip(LOOPS) {
        let Some(page) = pages.iter().find(|p| p.name == format!("{name}.md"))
        else {
            problems.push(problem(
                "book/src/SUMMARY.md",
                1,
                format!("no {name}.md"),
            ));
            continue;
        };
        let mut files = vec![format!("../../{file}")];
        files.extend((step > 1).then(|| format!("diffs/{name}.diff")));
        files.retain(|file| !page.shows(file));
        let what = files.iter().map(|file| format!("this page doesn't show {file}"));
        problems.extend(what.map(|what| page.problem(1, what)));
    }
    problems
}
