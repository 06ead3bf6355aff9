use std::fmt::Write;

use crate::words::turns_text_around;
pub(super) use crate::words::{count as counted, grouped};

/// A coordinate with one digit after the point at most: what is finer can't be seen,
/// and would differ between machines.
pub(super) fn round(number: f64) -> String {
    let tenths = (number * 10.0).round() as i64;
    match (tenths / 10, tenths % 10) {
        (whole, 0) => whole.to_string(),
        (0, part) if tenths < 0 => format!("-0.{}", -part),
        (whole, part) => format!("{whole}.{}", part.abs()),
    }
}

/// A name or a note as XML has it: what XML can't say is shown by a stand-in, and what
/// would turn the text around it from right to left is left out.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\0'..='\x1f' => {
                out.extend(char::from_u32(0x2400 + u32::from(c)));
            }
            '\x7f'..='\u{9f}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            // A page's line ends, which would look like a blank line in its source.
            '\u{2028}' | '\u{2029}' => out.push(' '),
            // Sentences have these around names; they end with the text they stand in.
            '\u{2068}' | '\u{2069}' => out.push(c),
            _ if turns_text_around(c) => {}
            _ => out.push(c),
        }
    }
    out
}

/// About how wide a text is. Somewhat more than it is in most typefaces: a label that
/// is left out is better than one that runs into another.
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(char_width).sum::<f64>() * size
}

/// The same in bold.
pub(super) fn bold_width(text: &str, size: f64) -> f64 {
    width(text, size) * 1.1
}

fn char_width(c: char) -> f64 {
    match c {
        'i' | 'j' | 'l' | '\'' | '|' => 0.29,
        ' ' | ',' | '.' | ':' | ';' => 0.33,
        '!' | '(' | ')' | '[' | ']' | 'f' | 't' | 'r' | '-' => 0.41,
        'm' | 'w' | 'M' | 'W' | '%' | '@' | '—' | '…' => 0.98,
        'A'..='Z' => 0.7,
        '0'..='9' => 0.64,
        '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200d}' | '\u{fe0f}' => 0.0,
        '\u{2068}' | '\u{2069}' => 0.0,
        '\u{1100}'.. => 1.2,
        _ => 0.61,
    }
}

/// The beginning of a text, as much of it as fits.
pub(super) fn shorten(text: &str, size: f64, room: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut left = room - char_width('…') * size;
    let fits = |c: &char| {
        left -= char_width(*c) * size;
        left >= 0.0
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.truncate(short.trim_end().len());
    short + "…"
}

/// What is left of a name in a place where only a letter or two fit: the number at its
/// end, which tells it from the others, or else its beginning.
pub(super) fn abbreviate(name: &str, size: f64, room: f64) -> String {
    if width(name, size) <= room {
        return name.to_owned();
    }
    let digits = name.chars().rev().take_while(char::is_ascii_digit).count();
    let number = &name[name.len() - digits..];
    if digits > 0 && width(number, size) <= room {
        return number.to_owned();
    }
    let short = shorten(name, size, room);
    match short.chars().count() {
        0..=3 => {
            let mut left = room;
            let fits = |c: &char| {
                left -= char_width(*c) * size;
                left >= 0.0
            };
            name.chars().take_while(fits).collect()
        }
        _ => short,
    }
}

/// Breaks a text into lines between words, and words that are too long anywhere. If
/// it needs more lines than `most`, the last one ends in dots.
pub(super) fn wrap(text: &str, size: f64, room: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split(' ') {
        let line = lines.last_mut().expect("there is one from the start");
        let space = if line.is_empty() { "" } else { " " };
        if width(line, size) + width(space, size) + width(word, size) <= room {
            let _ = write!(line, "{space}{word}");
        } else if width(word, size) <= room {
            lines.push(word.to_owned());
        } else {
            if !line.is_empty() {
                lines.push(String::new());
            }
            for c in word.chars() {
                let line = lines.last_mut().expect("there is one from the start");
                match width(line, size) + char_width(c) * size <= room {
                    true => line.push(c),
                    false => lines.push(c.to_string()),
                }
            }
        }
        if lines.len() > most {
            break;
        }
    }
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = shorten(&format!("{last} {}", "…".repeat(99)), size, room);
            last.truncate(last.trim_end_matches('…').trim_end().len());
            last.push('…');
        }
    }
    lines
}
