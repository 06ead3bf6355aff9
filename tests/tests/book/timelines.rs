//! The drawings of runs: each is what the commands above it draw.

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tempfile::TempDir;

use crate::pages::{Block, Book, Problem, include, problem};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

/// The drawing that the last of these commands makes, if it makes one: its file's name.
pub(crate) fn drawn_by<'a>(block: &Block<'a>) -> Option<&'a str> {
    let mut words = block.body.last()?.split_whitespace().rev();
    let (file, option) = (words.next()?, words.next()?);
    let is_shown = file.ends_with(".svg") || file.ends_with(".txt");
    (is_shown && ["--timeline", "-o"].contains(&option)).then_some(file)
}

/// Runs the commands, and returns what is in the file then.
fn draw(block: &Block<'_>, file: &str) -> Result<String, String> {
    static DRAWN: Mutex<Option<HashMap<String, String>>> = Mutex::new(None);
    let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
    let drawn = drawn.get_or_insert_default();
    let commands = block.body.join("\n").replace("\\\n", "");
    if let Some(drawing) = drawn.get(&commands) {
        return Ok(drawing.clone());
    }
    let folder = TempDir::new().expect("there is room for a drawing");
    for command in commands.lines() {
        let words = command.strip_prefix("cargo run ");
        let words = words.ok_or_else(|| format!("`{command}` isn't a run"))?;
        // What it writes and reads back is in the folder.
        let words = words.split_whitespace().map(|word| {
            let is_ours = Path::new(word).extension().is_some();
            match is_ours && !word.contains('/') {
                true => folder.path().join(word).into_os_string(),
                false => word.into(),
            }
        });
        let output = Command::new(env!("CARGO"))
            .args(["run", "--quiet"])
            .args(words)
            .current_dir(ROOT)
            .output()
            .map_err(|error| format!("cargo can't be started: {error}"))?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Err(format!("`{command}` fails: {stderr}"));
        }
    }
    let drawing = fs::read_to_string(folder.path().join(file))
        .map_err(|error| format!("{file} isn't drawn: {error}"))?;
    drawn.insert(commands, drawing.clone());
    Ok(drawing)
}

fn path(file: &str) -> String {
    format!("book/src/timelines/{file}")
}

/// Calls `f` with each drawing of each page, and the problem if it can't be drawn.
fn for_each(book: &Book, mut f: impl FnMut(&str, Result<String, Problem>)) {
    for page in book.pages() {
        for block in page.blocks() {
            if let Some(file) = drawn_by(&block) {
                let drawing = draw(&block, file);
                let line = block.line + block.body.len();
                let drawing = drawing.map_err(|what| page.problem(line, what));
                f(file, drawing);
            }
        }
    }
}

pub(crate) fn write(book: &Book) {
    fs::create_dir_all(book.root.join(path(""))).expect("the book can be written");
    for_each(book, |file, drawing| {
        let drawing = drawing.unwrap_or_else(|problem| panic!("{problem}"));
        fs::write(book.root.join(path(file)), drawing).expect("it can be written");
    });
}

pub(crate) fn drawings_are_up_to_date(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for_each(book, |file, drawing| {
        let path = path(file);
        let found = book.read(&path).unwrap_or_default();
        match drawing {
            Err(problem) => problems.push(problem),
            Ok(drawing) if drawing != found => {
                let same = drawing.lines().zip(found.lines());
                let line = same.take_while(|(a, b)| a == b).count() + 1;
                let what = "this isn't what is drawn now: run \
                            `UPDATE_BOOK=1 cargo test -p tests --test book` to renew it";
                problems.push(problem(&path, line, what));
            }
            Ok(_) => {}
        }
    });
    problems
}

/// Below the commands that draw it, and nowhere else. An empty line would end the HTML.
pub(crate) fn drawings_are_shown(book: &Book) -> Vec<Problem> {
    let (mut problems, mut all) = (Vec::new(), BTreeSet::new());
    for page in book.pages() {
        for block in page.blocks() {
            let Some(file) = drawn_by(&block) else { continue };
            all.insert(file.to_owned());
            let mut below = page.lines().skip(block.line);
            let shown = below.find_map(|(_, text)| include(text));
            let expected = format!("timelines/{file}");
            if shown != Some((&expected, None)) {
                let what = format!("the next include isn't {expected}");
                problems.push(page.problem(block.line + block.body.len(), what));
            }
            let drawing = book.read(path(file)).unwrap_or_default();
            let empty = drawing.lines().position(|line| line.trim().is_empty());
            if let Some(line) = empty.filter(|_| file.ends_with(".svg")) {
                let what = "the empty line after this ends the HTML on the page";
                problems.push(problem(&path(file), line, what));
            }
        }
    }
    let folder = fs::read_dir(book.root.join(path(""))).expect("there are drawings");
    for entry in folder {
        let name = entry.expect("it can be listed").file_name();
        let name = name.into_string().expect("drawings have names in ASCII");
        if !all.contains(&name) {
            problems.push(problem(
                &path(&name),
                1,
                "no command on a page draws this",
            ));
        }
    }
    problems
}
