//! What is broken, one thing at a time, and which model notices: reads
//! `mutations/*.diff`.
//!
//! A mutation begins with `##` and its name; `in`, `noticed by` and `says` say which
//! file it breaks, which model notices, and a part of what the model says then. What
//! follows are the changed places, with `@@` between them, as `diff` writes them.

use std::fs;
use std::path::Path;

use crate::adapt::replace_once;

/// One thing broken in the sources.
#[derive(Default)]
pub(crate) struct Mutation {
    pub(crate) name: String,
    pub(crate) file: String,
    /// The model, as `file::function`.
    pub(crate) noticed_by: String,
    pub(crate) says: String,
    /// Lines that are there, exactly once, and what is there instead.
    edits: Vec<(String, String)>,
}

/// Reads all mutations.
pub(crate) fn read(directory: &Path) -> Vec<Mutation> {
    let mut mutations = Vec::new();
    let mut files: Vec<_> = fs::read_dir(directory)
        .expect("the mutations are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    for file in files {
        let text = fs::read_to_string(&file).expect("it is UTF-8");
        let text = text.strip_prefix("## ").expect("it begins with a mutation");
        mutations.extend(text.split("\n## ").map(parse));
    }
    mutations
}

fn parse(text: &str) -> Mutation {
    let (name, text) = text.split_once('\n').expect("the name is a line");
    let mut mutation =
        Mutation { name: name.replace(' ', "_"), ..Default::default() };
    let mut edit = (String::new(), String::new());
    for line in text.lines() {
        if let Some(file) = line.strip_prefix("in ") {
            mutation.file = file.to_owned();
        } else if let Some(model) = line.strip_prefix("noticed by ") {
            mutation.noticed_by = model.to_owned();
        } else if let Some(says) = line.strip_prefix("says ") {
            mutation.says = says.to_owned();
        } else if line == "@@" {
            mutation.edits.push(std::mem::take(&mut edit));
        } else if let Some(both) = line.strip_prefix(' ') {
            edit.0 += &format!("\n{both}");
            edit.1 += &format!("\n{both}");
        } else if let Some(before) = line.strip_prefix('-') {
            edit.0 += &format!("\n{before}");
        } else if let Some(after) = line.strip_prefix('+') {
            edit.1 += &format!("\n{after}");
        } else {
            assert!(line.is_empty(), "the mutation `{name}` has a line `{line}`");
        }
    }
    mutation.edits.push(edit);
    mutation
}

impl Mutation {
    /// Breaks the text of its file.
    pub(crate) fn apply(&self, text: &str) -> String {
        let what = format!("the mutation `{}` of {}", self.name, self.file);
        // Each line is looked for with the ends of lines around it.
        let text = format!("\n{text}");
        self.edits.iter().fold(text, |text, (from, to)| {
            replace_once(&what, &text, &format!("{from}\n"), &format!("{to}\n"))
        })
    }
}
