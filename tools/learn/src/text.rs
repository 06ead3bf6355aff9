//! Text for a terminal: widths, colours, and as much Markdown as the notes need.

use unicode_width::UnicodeWidthChar;

/// The styles that it uses.
pub(crate) const BOLD: &str = "\u{1b}[1m";
pub(crate) const DIM: &str = "\u{1b}[2m";
pub(crate) const RED: &str = "\u{1b}[1;31m";
pub(crate) const GREEN: &str = "\u{1b}[1;32m";
pub(crate) const YELLOW: &str = "\u{1b}[33m";
pub(crate) const CYAN: &str = "\u{1b}[36m";
const PLAIN: &str = "\u{1b}[0m";

/// Puts a text in a style, if there are to be colours.
pub(crate) fn styled(style: &str, text: &str, color: bool) -> String {
    match color {
        true => format!("{style}{text}{PLAIN}"),
        false => text.into(),
    }
}

/// A part of a styled text.
enum Part<'a> {
    /// It changes the style of what follows.
    Style(&'a str),
    Char(char),
}

/// The parts of a text. Of the control sequences, only styles are kept, so that
/// nothing in a learner's output can move the cursor.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let c = rest.chars().next()?;
            if let Some(sequence) = rest.strip_prefix("\u{1b}[") {
                let end = sequence.find(|c: char| c.is_ascii_alphabetic());
                let length = 2 + end.map_or(sequence.len(), |end| end + 1);
                let (part, after) = rest.split_at(length);
                rest = after;
                if part.ends_with('m') {
                    return Some(Part::Style(part));
                }
                continue;
            }
            rest = &rest[c.len_utf8()..];
            match c {
                '\t' => return Some(Part::Char(' ')),
                c if c.is_control() => {}
                c => return Some(Part::Char(c)),
            }
        }
    })
}

/// How many columns it takes.
pub(crate) fn width(text: &str) -> usize {
    parts(text).map(|part| part.width()).sum()
}

impl Part<'_> {
    fn width(&self) -> usize {
        match self {
            Part::Style(_) => 0,
            Part::Char(c) => c.width().unwrap_or(0),
        }
    }
}

/// Cuts each line into pieces that fit. Styles go on in the next piece.
pub(crate) fn fold(text: &str, columns: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut style = String::new();
    for line in text.lines() {
        let mut piece = style.clone();
        let mut used = 0;
        for part in parts(line) {
            match part {
                Part::Style(code) => {
                    if code == PLAIN || code == "\u{1b}[m" {
                        style.clear();
                    } else {
                        style.push_str(code);
                    }
                    piece.push_str(code);
                }
                Part::Char(c) => {
                    if used + part.width() > columns.max(2) {
                        close(&mut piece, &style);
                        lines.push(std::mem::replace(&mut piece, style.clone()));
                        used = 0;
                    }
                    used += part.width();
                    piece.push(c);
                }
            }
        }
        close(&mut piece, &style);
        lines.push(piece);
    }
    lines
}

fn close(piece: &mut String, style: &str) {
    if !style.is_empty() {
        piece.push_str(PLAIN);
    }
}

/// The beginning of one line, as much as fits.
pub(crate) fn cut(line: &str, columns: usize) -> String {
    if width(line) <= columns {
        return line.into();
    }
    let (mut text, mut used, mut is_styled) = (String::new(), 0, false);
    for part in parts(line) {
        match part {
            Part::Style(code) => {
                text.push_str(code);
                is_styled = code != PLAIN;
            }
            Part::Char(c) => {
                if used + part.width() + 1 > columns {
                    text.push('…');
                    break;
                }
                used += part.width();
                text.push(c);
            }
        }
    }
    if is_styled {
        text.push_str(PLAIN);
    }
    text
}

/// Breaks Markdown into lines, without what only a browser needs.
pub(crate) fn markdown(text: &str, columns: usize, color: bool) -> String {
    let mut page = String::new();
    let mut paragraph = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let start = line.trim_start();
        if start.starts_with("```") {
            flush(&mut page, &mut paragraph, columns, color);
            let code =
                lines.by_ref().take_while(|it| !it.trim_start().starts_with("```"));
            let code: Vec<&str> = code.collect();
            // Indented, if there is room.
            let widest = code.iter().map(|line| width(line)).max().unwrap_or(0);
            let indent = if widest + 4 <= columns { "    " } else { "" };
            for line in code {
                page.push_str(format!("{indent}{line}").trim_end());
                page.push('\n');
            }
            continue;
        }
        let begins = start.starts_with("- ") || start.starts_with('|');
        if start.is_empty() || start.starts_with('#') || begins {
            flush(&mut page, &mut paragraph, columns, color);
        }
        if start.is_empty() {
            if !page.is_empty() && !page.ends_with("\n\n") {
                page.push('\n');
            }
        } else if let Some(heading) =
            start.starts_with('#').then(|| start.trim_start_matches('#'))
        {
            let heading = heading.split("{#").next().unwrap_or_default().trim();
            page.push_str(&styled(BOLD, heading, color));
            page.push('\n');
        } else if !start.starts_with('<') {
            if !paragraph.is_empty() {
                paragraph.push(' ');
            }
            paragraph.push_str(start);
        }
    }
    flush(&mut page, &mut paragraph, columns, color);
    page.trim_end().to_string() + "\n"
}

fn flush(page: &mut String, paragraph: &mut String, columns: usize, color: bool) {
    let text = std::mem::take(paragraph);
    if text.is_empty() {
        return;
    }
    for line in wrap(&links(&text), columns) {
        page.push_str(&code(&line, color));
        page.push('\n');
    }
}

/// `[text](target)` becomes `text`.
fn links(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(middle) = rest.find("](") {
        let start = rest[..middle].rfind('[');
        let end = rest[middle..].find(')');
        let (Some(start), Some(end)) = (start, end) else { break };
        plain.push_str(&rest[..start]);
        plain.push_str(&rest[start + 1..middle]);
        rest = &rest[middle + end + 1..];
    }
    plain + rest
}

/// Colours what is between two backticks. Without colours, they stay.
fn code(line: &str, color: bool) -> String {
    if !color || line.matches('`').count() % 2 == 1 {
        return line.into();
    }
    let parts = line.split('`').enumerate();
    parts
        .map(|(index, part)| match index % 2 {
            0 => part.to_string(),
            _ => styled(CYAN, part, true),
        })
        .collect()
}

/// Breaks a paragraph between words; what follows a bullet is indented.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let hang = if text.starts_with("- ") { "  " } else { "" };
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.trim().is_empty() && width(&line) + 1 + width(word) > columns {
            lines.push(std::mem::replace(&mut line, hang.into()));
        }
        if !line.trim().is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_folded_and_its_style_goes_on() {
        let folded = fold("\u{1b}[31mabcdef\u{1b}[0mgh\n\nij", 4);
        let expected =
            ["\u{1b}[31mabcd\u{1b}[0m", "\u{1b}[31mef\u{1b}[0mgh", "", "ij"];
        assert_eq!(folded, expected);
    }

    #[test]
    fn nothing_but_styles_gets_through() {
        assert_eq!(fold("a\u{1b}[2Jb\u{7}c\u{1b}", 9), ["abc"]);
    }

    #[test]
    fn wide_letters_take_two_columns() {
        assert_eq!(width("日本 \u{1b}[1m語\u{1b}[0m"), 7);
        assert_eq!(cut("日本語", 5), "日本…");
        assert_eq!(cut("abc", 3), "abc");
    }

    #[test]
    fn markdown_becomes_lines() {
        let text = "## The loop {#loop}\n\nSee [`e01`](../e01.rs), and go\non to \
                    the next.\n\n- one two three\n- four\n\n```rust\nlet  x;\n```\n";
        let expected = "The loop\n\nSee `e01`, and go on\nto the next.\n\n\
                        - one two three\n- four\n\n    let  x;\n";
        assert_eq!(markdown(text, 20, false), expected);
    }
}
