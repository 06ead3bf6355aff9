//! What can be said of the pages as they are written.

use std::fs;

use crate::loops::LOOPS;
use crate::pages::{Block, Book, Page, Problem, include};
use crate::timelines::drawn_by;

/// mdBook lets a missing file or part pass, with a line in its log.
pub(crate) fn includes_find_something(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for page in book.pages() {
        for (line, text) in page.lines().filter(|(_, text)| text.contains("{{#")) {
            let what = match include(text) {
                None => {
                    Some("a directive is one include, on a line of its own".into())
                }
                Some((file, part)) => {
                    match fs::read_to_string(book.src().join(file)) {
                        Err(error) => Some(format!("can't include {file}: {error}")),
                        Ok(text) if text.trim().is_empty() => {
                            Some(format!("{file} is empty"))
                        }
                        Ok(text) => part
                            .filter(|part| !is_part(part, &text))
                            .map(|part| format!("{file} has no part {part}")),
                    }
                }
            };
            problems.extend(what.map(|what| page.problem(line, what)));
        }
    }
    problems
}

/// Whether `part` is an anchor in the text, or a range of its lines.
fn is_part(part: &str, text: &str) -> bool {
    let is_line = |number: &str| {
        number.is_empty()
            || number.parse().is_ok_and(|n| (1..=text.lines().count()).contains(&n))
    };
    part.split(':').all(is_line)
        || text
            .lines()
            .map(|line| line.trim_end().trim_end_matches("-->").trim_end())
            .any(|line| line.ends_with(&format!("ANCHOR: {part}")))
}

/// No code is copied by hand, and every output is that of the command above it.
pub(crate) fn blocks_are_included(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for page in book.pages() {
        let blocks = page.blocks();
        for block in &blocks {
            let extension = match block.language {
                "console" => continue,
                "rust" => "rs",
                "python" => "py",
                "text" if block.file().is_some_and(is_drawing) => "txt",
                "text" => "out",
                "diff" => "diff",
                other => {
                    let what = format!("no block is in the language {other:?}");
                    problems.push(page.problem(block.line, what));
                    continue;
                }
            };
            let file = block.file();
            if !file.is_some_and(|file| file.ends_with(&format!(".{extension}"))) {
                let what =
                    format!("this block should include one .{extension} file");
                problems.push(page.problem(block.line, what));
            }
        }
        for pair in blocks.windows(2) {
            problems.extend(wrong_output(&page, &pair[0], &pair[1]));
        }
    }
    problems
}

fn is_drawing(file: &str) -> bool {
    file.starts_with("timelines/")
}

fn wrong_output(
    page: &Page,
    shown: &Block<'_>,
    output: &Block<'_>,
) -> Option<Problem> {
    let expected = match (shown.language, output.language) {
        ("console", "text") if drawn_by(shown).is_none() => {
            let (package, example) = example_of(shown.body.first()?)?;
            format!("../../{package}/examples/{example}.out")
        }
        ("python", "text") => shown.file()?.replace(".py", ".out"),
        _ => return None,
    };
    (output.file() != Some(expected.as_str())).then(|| {
        page.problem(output.line, format!("the output here should be {expected}"))
    })
}

/// The package and the example that a command names.
fn example_of(command: &str) -> Option<(&str, &str)> {
    let (package, kind, name) = target_of(command)?;
    (kind == "--example").then_some((package, name))
}

/// The package, the kind of program (`--example` or `--bin`), and its name.
fn target_of(command: &str) -> Option<(&str, &str, &str)> {
    let mut words = command.split_whitespace();
    words.find(|word| *word == "-p")?;
    Some((words.next()?, words.next()?, words.next()?))
}

/// The program that checks an exercise.
fn exercise(package: &str, name: &str) -> Option<String> {
    let page = package.strip_suffix("-exercises")?;
    let (_, file, _) = LOOPS.iter().find(|(it, ..)| *it == page)?;
    Some(format!("{}/exercises/checks/{name}.rs", file.split('/').next()?))
}

pub(crate) fn commands_name_programs(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for page in book.pages() {
        for (line, text) in page.lines() {
            for command in text.split("cargo run").skip(1) {
                let command = command.split('`').next().unwrap_or(command);
                let is_there = |file: String| book.root.join(file).is_file();
                let exists = match target_of(command) {
                    Some((package, "--example", name)) => {
                        is_there(format!("{package}/examples/{name}.rs"))
                    }
                    Some((package, "--bin", name)) => {
                        is_there(format!("{package}/src/bin/{name}.rs"))
                            || is_there(format!("{package}/src/bin/{name}/main.rs"))
                            || is_there(exercise(package, name).unwrap_or_default())
                    }
                    Some((package, "--", _)) => {
                        is_there(format!("tools/{package}/src/main.rs"))
                    }
                    _ => false,
                };
                if !exists {
                    let what = format!("`cargo run{command}` names no program");
                    problems.push(page.problem(line, what));
                }
            }
        }
    }
    problems
}

pub(crate) fn pages_are_in_the_summary(book: &Book) -> Vec<Problem> {
    let summary = book.read("book/src/SUMMARY.md").expect("the book has a summary");
    let is_missing = |page: &Page| !summary.contains(&format!("({})", page.name));
    let pages = book.pages().into_iter().filter(is_missing);
    pages
        .map(|page| page.problem(1, "SUMMARY.md doesn't link to this page"))
        .collect()
}
