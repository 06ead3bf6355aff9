//! A verdict as text, within 80 columns.

use crate::{Sequence, Status, Verdict};

const COLUMNS: usize = 80;
/// Where the text beside a label begins.
const INDENT: usize = 12;

pub(crate) fn text(verdict: &Verdict, color: bool) -> String {
    let mut page = Page { text: String::new(), color };
    let Verdict { exercise, passed, of, .. } = verdict;
    match verdict.status {
        Status::Passed => {
            page.title(GREEN, &format!("{exercise}: all {of} checks pass."));
        }
        Status::NotStarted => {
            page.title(BOLD, &format!("{exercise}: {}", verdict.title));
            page.paragraph(
                "Not started: it still says `todo!()`. That is as it should be.",
            );
            page.line("");
            page.label("write", verdict.file);
            page.label("read first", &verdict.section);
            page.label("then", &verdict.rerun());
        }
        Status::Unfinished => {
            page.title(BOLD, &format!("{exercise}: {passed} of {of} checks pass."));
            page.paragraph("The next one comes upon a `todo!()`, so go on:");
            page.line("");
            page.label("next", verdict.check.unwrap_or_default());
            page.label("write", verdict.file);
            page.label("then", &verdict.rerun());
        }
        Status::Failed => failed(&mut page, verdict),
    }
    if !verdict.output.is_empty() {
        page.line("");
        page.line("It printed:");
        output(&mut page, &verdict.output);
    }
    page.text
}

fn failed(page: &mut Page, verdict: &Verdict) {
    let Verdict { exercise, passed, of, .. } = verdict;
    let Some(code) = verdict.code else { return };
    page.title(RED, &format!("{exercise}: {}", code.id));
    page.paragraph(&format!("{passed} of {of} checks pass. The next one fails:"));
    page.line("");
    page.label("check", verdict.check.unwrap_or_default());
    page.label("expected", &verdict.expected);
    page.label("happened", &verdict.actual);
    if let Some(both) = &verdict.sequence {
        page.line("");
        sequence(page, both);
    }
    page.line("");
    page.paragraph(code.teaches);
    page.line("");
    page.label("reread", &verdict.section);
    page.label("then", &verdict.rerun());
}

/// How many events are shown before the first divergence, and how many from there.
const BEFORE: usize = 8;
const AFTER: usize = 6;

/// Two columns, and a mark where they part.
fn sequence(page: &mut Page, sequence: &Sequence) {
    const WIDTH: usize = (COLUMNS - 10) / 2;
    let part = sequence.divergence();
    let length = sequence.expected.len().max(sequence.actual.len());
    let first = part.unwrap_or(0).saturating_sub(BEFORE);
    let last = length.min(part.unwrap_or(0) + AFTER);
    page.line(&format!("{:8}{:WIDTH$}yours", "", "expected"));
    if first > 0 {
        page.line(&format!("{:8}({first} events, the same)", ""));
    }
    for at in first..last {
        let cell = |side: &[String]| match side.get(at) {
            Some(event) => shorten(event, WIDTH - 2),
            None => "-".into(),
        };
        let mark = if part == Some(at) { ">" } else { " " };
        let (left, right) = (cell(&sequence.expected), cell(&sequence.actual));
        let line = format!("{mark} {:>4}  {left:WIDTH$}{right}", at + 1);
        match part == Some(at) {
            true => page.title(RED, &line),
            false => page.line(&line),
        }
    }
    if last < length {
        page.line(&format!("{:8}({} events more)", "", length - last));
    }
}

fn shorten(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.into();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// The last lines of what was printed.
fn output(page: &mut Page, output: &str) {
    const LINES: usize = 20;
    let lines: Vec<&str> = output.lines().collect();
    let first = lines.len().saturating_sub(LINES);
    if first > 0 {
        page.line(&format!("  ({first} lines before)"));
    }
    for line in &lines[first..] {
        let plain: String = line.chars().filter(|c| !c.is_control()).collect();
        page.line(&format!("  {}", shorten(&plain, COLUMNS - 2)));
    }
}

const RED: &str = "\u{1b}[1;31m";
const GREEN: &str = "\u{1b}[1;32m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

struct Page {
    text: String,
    color: bool,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end());
        self.text.push('\n');
    }

    fn title(&mut self, style: &str, line: &str) {
        match self.color {
            true => self.line(&format!("{style}{line}{PLAIN}")),
            false => self.line(line),
        }
    }

    fn paragraph(&mut self, text: &str) {
        for line in wrap(text, COLUMNS) {
            self.line(&line);
        }
    }

    /// A label, and beside it a text that may have several lines; nothing without.
    fn label(&mut self, label: &str, text: &str) {
        let lines = text.lines().flat_map(|line| wrap(line, COLUMNS - INDENT));
        for (number, line) in lines.enumerate() {
            let label = if number == 0 { label } else { "" };
            self.line(&format!("{label:INDENT$}{line}"));
        }
    }
}

/// Breaks a line between words. What was indented stays so; what follows a bullet is
/// indented too.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let body = text.trim_start();
    let indent = text.len() - body.len();
    let hang = indent + if body.starts_with("- ") { 2 } else { 0 };
    let mut lines = Vec::new();
    let mut line = " ".repeat(indent);
    let mut empty = true;
    let room = width - hang;
    for word in body.split_whitespace().flat_map(|word| pieces(word, room)) {
        let more = word.chars().count() + usize::from(!empty);
        if !empty && line.chars().count() + more > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(&word);
        empty = false;
    }
    lines.push(line);
    lines
}

/// A word, such as a long path, in pieces that fit.
fn pieces(word: &str, room: usize) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    chars.chunks(room).map(|piece| piece.iter().collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_orders_stand_side_by_side() {
        let mut page = Page { text: String::new(), color: false };
        let both = Sequence::new(
            ["poll the kettle", "poll the toast", "the toast is done"],
            ["poll the kettle", "poll the kettle"],
        );
        sequence(&mut page, &both);
        let expected = "        expected                           yours
     1  poll the kettle                    poll the kettle
>    2  poll the toast                     poll the kettle
     3  the toast is done                  -
";
        assert_eq!(page.text, expected);
    }

    #[test]
    fn a_long_line_is_broken_between_words() {
        let lines = wrap("- one two three", 9);
        assert_eq!(lines, ["- one two", "  three"]);
    }
}
