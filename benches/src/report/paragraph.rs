//! Lines of text, for where nobody else wraps them.

use super::units;

/// Breaks a text into lines of at most `width` characters, between words if it can.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let is_break = |char: char| char.is_whitespace() && char != units::NBSP;
    for word in text.split(is_break).filter(|word| !word.is_empty()) {
        let chars: Vec<char> = word.chars().collect();
        for piece in chars.chunks(width.max(1)) {
            let line = lines.last_mut().expect("there is a first line");
            if line.is_empty() {
                line.extend(piece);
            } else if line.chars().count() + 1 + piece.len() <= width {
                line.push(' ');
                line.extend(piece);
            } else {
                lines.push(piece.iter().collect());
            }
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_never_too_long_and_lose_no_word() {
        let text = "a few words, anunusuallylongone, and é";
        for width in 1..50 {
            let lines = wrap(text, width);
            assert!(lines.iter().all(|line| line.chars().count() <= width));
            let squeezed = |text: &str| text.replace(' ', "");
            assert_eq!(squeezed(&lines.concat()), squeezed(text));
        }
        assert_eq!(wrap("two words", 5), ["two", "words"]);
        assert_eq!(wrap("a 12\u{a0}ns b", 6), ["a", "12\u{a0}ns", "b"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
