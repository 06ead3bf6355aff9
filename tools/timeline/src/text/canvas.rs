use unicode_width::UnicodeWidthChar;

/// Stands behind a letter that is two columns wide.
const COVERED: char = '\0';

/// Lines to be written on anywhere.
#[derive(Default)]
pub(super) struct Canvas {
    rows: Vec<Vec<char>>,
}

impl Canvas {
    /// Writes from a column on, over what is there.
    pub(super) fn write(&mut self, row: usize, column: usize, words: &str) {
        if self.rows.len() <= row {
            self.rows.resize(row + 1, Vec::new());
        }
        let row = &mut self.rows[row];
        let mut column = column;
        for letter in words.chars() {
            let width = letter.width().unwrap_or(0);
            if width == 0 {
                continue; // it would have to share a column
            }
            if row.len() < column + width {
                row.resize(column + width, ' ');
            }
            row[column] = letter;
            row[column + 1..column + width].fill(COVERED);
            column += width;
        }
    }

    /// Writes with the middle of the words above a column.
    pub(super) fn write_around(&mut self, row: usize, middle: usize, words: &str) {
        let column = middle.saturating_sub(width(words) / 2);
        self.write(row, column, words);
    }

    /// All rows, without spaces at their ends.
    pub(super) fn into_text(self) -> String {
        let mut text = String::new();
        for row in self.rows {
            let row: String = row.into_iter().filter(|&it| it != COVERED).collect();
            text += row.trim_end();
            text.push('\n');
        }
        text
    }
}

/// How many columns the words take.
pub(super) fn width(words: &str) -> usize {
    words.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// The words, or as many of their letters as fit and `…`.
pub(super) fn shortened(words: &str, most: usize) -> String {
    if width(words) <= most {
        return words.to_owned();
    }
    let (mut short, mut taken) = (String::new(), 1);
    for letter in words.chars() {
        taken += letter.width().unwrap_or(0);
        if taken > most {
            break;
        }
        short.push(letter);
    }
    short + "…"
}

/// The words on as many lines as they need.
pub(super) fn wrapped(words: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split(' ').filter(|word| !word.is_empty()) {
        let word = shortened(word, most);
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&word) <= most => {
                *line += " ";
                *line += &word;
            }
            _ => lines.push(word),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_letter_takes_two_columns() {
        let mut canvas = Canvas::default();
        canvas.write(0, 0, "│    │");
        canvas.write(0, 1, "안녕");
        assert_eq!(canvas.into_text(), "│안녕│\n");
        assert_eq!(shortened("안녕하세요", 5), "안녕…");
    }

    #[test]
    fn no_line_is_longer_than_it_may_be() {
        let lines = wrapped("spawns hello and an-incredibly-long-name", 11);
        assert_eq!(lines, ["spawns", "hello and", "an-incredi…"]);
    }
}
