//! Each chapter lists its step's exercises, and says how to check one.

use std::fs;

use crate::loops::LOOPS;
use crate::pages::{Book, Page, Problem, problem};

/// The heading under which they are.
const HEADING: &str = "## Exercises {#exercises}";

/// The exercises of the step that has this file, in order.
fn exercises(book: &Book, file: &str) -> Vec<String> {
    let step = file.split('/').next().expect("a file is in a folder");
    let skeletons = book.root.join(step).join("exercises/skeletons");
    let Ok(folder) = fs::read_dir(skeletons) else { return Vec::new() };
    let mut names: Vec<String> = folder
        .map(|entry| entry.expect("the folder can be listed").file_name())
        .map(|name| name.into_string().expect("exercises have names in ASCII"))
        .filter_map(|name| name.strip_suffix(".rs").map(str::to_owned))
        .collect();
    names.sort();
    names
}

/// The rows of the table below the heading: line, and the exercise that is named there.
fn listed(page: &Page) -> Vec<(usize, &str)> {
    let section = page.lines().skip_while(|(_, text)| *text != HEADING).skip(1);
    let section = section.take_while(|(_, text)| !text.starts_with("## "));
    let rows = section.filter_map(|(line, text)| {
        Some((line, text.strip_prefix("| `")?.split_once(".rs` | ")?.0))
    });
    rows.collect()
}

pub(crate) fn exercises_are_listed(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, file, _) in LOOPS {
        let pages = book.pages();
        let Some(page) = pages.iter().find(|it| it.name == format!("{name}.md"))
        else {
            problems.push(problem(
                "book/src/SUMMARY.md",
                1,
                format!("no {name}.md"),
            ));
            continue;
        };
        let (there, listed) = (exercises(book, file), listed(page));
        for (line, name) in &listed {
            if !there.iter().any(|exercise| exercise == name) {
                problems.push(page.problem(*line, format!("there is no {name}")));
            }
        }
        let mut rows = listed.iter().map(|(_, name)| *name);
        for exercise in &there {
            if !rows.any(|name| name == exercise) {
                let what = format!("{exercise} isn't listed here, in its place");
                problems.push(page.problem(page.line_of(HEADING), what));
                break;
            }
        }
        if listed.len() > there.len() {
            let what = format!("{} are listed, of {}", listed.len(), there.len());
            problems.push(page.problem(page.line_of(HEADING), what));
        }
        let first = there.first().map_or("", String::as_str);
        for command in [
            format!("cargo learn check {first}"),
            format!("cargo run -p {name}-exercises --bin {first}"),
        ] {
            if !page.lines().any(|(_, text)| text == command) {
                let what = format!("it doesn't say `{command}`");
                problems.push(page.problem(page.line_of(HEADING), what));
            }
        }
    }
    problems
}

/// The exercises send their readers to `book/src/stepNN.md#section`: each is there.
pub(crate) fn sections_are_there(book: &Book) -> Vec<Problem> {
    let pages = book.pages();
    let is_there = |section: &str| {
        let (name, id) = section.split_once('#')?;
        let page = pages.iter().find(|page| page.name == name)?;
        let ends = format!("{{#{id}}}");
        page.lines().find(|(_, it)| it.starts_with('#') && it.ends_with(&ends))
    };
    let mut problems = Vec::new();
    for (_, file, _) in LOOPS {
        let step = file.split('/').next().expect("a file is in a folder");
        for folder in ["checks", "notes", "skeletons"] {
            let folder = format!("{step}/exercises/{folder}");
            let Ok(files) = fs::read_dir(book.root.join(&folder)) else { continue };
            for entry in files {
                let name = entry.expect("the folder can be listed").file_name();
                let file = format!("{folder}/{}", name.to_string_lossy());
                let text = book.read(&file).unwrap_or_default();
                for (line, text) in (1..).zip(text.lines()) {
                    for rest in text.split("book/src/").skip(1) {
                        let is_part = |c: char| {
                            c.is_ascii_alphanumeric() || "#.-_".contains(c)
                        };
                        let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
                        let section = rest[..end].trim_end_matches('.');
                        if section.contains('#') && is_there(section).is_none() {
                            let what = format!("the book has no {section}");
                            problems.push(problem(&file, line, what));
                        }
                    }
                }
            }
        }
    }
    problems
}
