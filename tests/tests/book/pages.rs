//! The book as it stands in its folder: pages, blocks, includes.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder that holds `book/` and, beside it, the crates that it shows.
pub(crate) struct Book {
    pub(crate) root: PathBuf,
}

/// Something that is wrong, and where.
#[derive(Debug)]
pub(crate) struct Problem {
    file: String,
    line: usize,
    what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

pub(crate) fn problem(file: &str, line: usize, what: impl Into<String>) -> Problem {
    Problem { file: file.to_owned(), line, what: what.into() }
}

pub(crate) struct Page {
    /// Below `book/src`.
    pub(crate) name: String,
    pub(crate) text: String,
}

impl Page {
    pub(crate) fn problem(&self, line: usize, what: impl Into<String>) -> Problem {
        problem(&format!("book/src/{}", self.name), line, what)
    }

    /// The lines, numbered from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The first line that contains `needle`, or 1.
    pub(crate) fn line_of(&self, needle: &str) -> usize {
        self.lines().find(|(_, line)| line.contains(needle)).map_or(1, |(n, _)| n)
    }

    /// The fenced blocks.
    pub(crate) fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks: Vec<Block<'_>> = Vec::new();
        let mut open = false;
        for (line, text) in self.lines() {
            if let Some(language) = text.trim_start().strip_prefix("```") {
                open = !open;
                if open {
                    blocks.push(Block { line, language, body: Vec::new() });
                }
            } else if let Some(block) = blocks.last_mut().filter(|_| open) {
                block.body.push(text);
            }
        }
        blocks
    }

    /// Whether a fenced block shows this file, given as the page would name it.
    pub(crate) fn shows(&self, file: &str) -> bool {
        self.blocks().iter().any(|block| block.file() == Some(file))
    }
}

pub(crate) struct Block<'a> {
    pub(crate) line: usize,
    pub(crate) language: &'a str,
    pub(crate) body: Vec<&'a str>,
}

impl<'a> Block<'a> {
    /// The file that the block shows, if it is one include and nothing else.
    pub(crate) fn file(&self) -> Option<&'a str> {
        match self.body[..] {
            [line] => Some(include(line)?.0),
            _ => None,
        }
    }
}

/// Splits a line that is one `{{#include file:part}}` and nothing else.
pub(crate) fn include(line: &str) -> Option<(&str, Option<&str>)> {
    let target = line.strip_prefix("{{#include ")?.strip_suffix("}}")?;
    Some(match target.split_once(':') {
        Some((file, part)) => (file, Some(part)),
        None => (target, None),
    })
}

impl Book {
    pub(crate) fn src(&self) -> PathBuf {
        self.root.join("book/src")
    }

    /// Every page, also those that the summary forgets, but not the summary.
    pub(crate) fn pages(&self) -> Vec<Page> {
        let mut names: Vec<String> = fs::read_dir(self.src())
            .expect("the book has sources")
            .map(|entry| entry.expect("the folder can be listed").file_name())
            .map(|name| name.into_string().expect("pages have names in ASCII"))
            .filter(|name| name.ends_with(".md") && name != "SUMMARY.md")
            .collect();
        names.sort();
        let page = |name: String| Page {
            text: fs::read_to_string(self.src().join(&name)).expect("it is a file"),
            name,
        };
        names.into_iter().map(page).collect()
    }

    pub(crate) fn read(&self, file: impl AsRef<Path>) -> std::io::Result<String> {
        fs::read_to_string(self.root.join(file))
    }
}
