//! A table for the terminal that wraps its cells to stay within a width.

use super::paragraph::wrap;

/// How far columns stand apart.
const GAP: usize = 2;

/// Writes a table of at most `width` columns, as far as cells can be wrapped.
///
/// Those columns whose names are in `right` are aligned to the right: figures are
/// easier to compare there. Without a header there is no line under it either.
pub(super) fn table<const COLUMNS: usize>(
    header: Option<&[&str; COLUMNS]>,
    rows: &[[String; COLUMNS]],
    right: &[&str],
    width: usize,
) -> String {
    let header = header.map(|header| header.map(String::from));
    let all: Vec<&[String; COLUMNS]> = header.iter().chain(rows).collect();
    let widths = fit(&all, width);
    let is_right = |at: usize| {
        header.as_ref().is_some_and(|header| right.contains(&&*header[at]))
    };
    let mut text = String::new();
    for (index, row) in all.iter().enumerate() {
        let cells: [Vec<String>; COLUMNS] =
            std::array::from_fn(|at| wrap(&row[at], widths[at]));
        let height = cells.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..height {
            let mut out = String::new();
            for (at, cell) in cells.iter().enumerate() {
                let (cell, width) = (cell.get(line).map_or("", |it| it), widths[at]);
                out += &match is_right(at) {
                    true => format!("{cell:>width$}"),
                    false => format!("{cell:<width$}"),
                };
                out += &" ".repeat(GAP);
            }
            text += &format!("{}\n", out.trim_end());
        }
        if index == 0 && header.is_some() {
            text += &format!("{}\n", "─".repeat(total(&widths)));
        }
    }
    text
}

/// Narrows columns until they fit, always the one in which that makes the fewest
/// lines for what it gains, and those in which it breaks a word last.
fn fit<const COLUMNS: usize>(
    rows: &[&[String; COLUMNS]],
    width: usize,
) -> Vec<usize> {
    let column = |at: usize| rows.iter().map(move |row| &*row[at]);
    let mut widths: Vec<usize> =
        (0..COLUMNS).map(|at| longest(&wrapped(column(at), width)).max(1)).collect();
    while total(&widths) > width {
        let narrower = (0..COLUMNS).filter(|&at| widths[at] > 1).map(|at| {
            let now = wrapped(column(at), widths[at]);
            let then = wrapped(column(at), widths[at] - 1);
            let narrow = longest(&then).max(1);
            let gain = widths[at] - narrow;
            let cost = then.len().saturating_sub(now.len()) as f64 / gain as f64;
            let breaks = narrow < longest_word(column(at));
            (at, narrow, breaks, cost)
        });
        let best =
            narrower.min_by(|(.., breaks, cost), (.., other_breaks, other)| {
                breaks.cmp(other_breaks).then(cost.total_cmp(other))
            });
        let Some((at, narrow, ..)) = best else { break };
        widths[at] = narrow;
    }
    widths
}

fn wrapped<'a>(cells: impl Iterator<Item = &'a str>, width: usize) -> Vec<String> {
    cells.flat_map(|cell| wrap(cell, width)).collect()
}

fn longest(lines: &[String]) -> usize {
    lines.iter().map(|line| line.chars().count()).max().unwrap_or(0)
}

fn longest_word<'a>(cells: impl Iterator<Item = &'a str>) -> usize {
    cells
        .flat_map(|cell| cell.split(' '))
        .map(|it| it.chars().count())
        .max()
        .unwrap_or(0)
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(cells: &[[&str; 2]]) -> Vec<[String; 2]> {
        cells.iter().map(|row| row.map(String::from)).collect()
    }

    #[test]
    fn figures_are_aligned_to_the_right() {
        let rows = rows(&[["one", "1"], ["two and", "1000"]]);
        let text = table(Some(&["name", "n"]), &rows, &["n"], 80);
        assert_eq!(
            text,
            "name        n\n─────────────\none         1\ntwo and  1000\n"
        );
    }

    #[test]
    fn the_column_that_wraps_best_is_narrowed() {
        let rows =
            rows(&[["a b", "words that wrap"], ["c d", "short"], ["e f", "g"]]);
        assert_eq!(
            table(None, &rows, &[], 15),
            "a b  words that\n     wrap\nc d  short\ne f  g\n"
        );
    }

    #[test]
    fn words_are_broken_last() {
        let rows = rows(&[["unbreakable", "a b"], ["", "c d"], ["", "e f"]]);
        let text = table(None, &rows, &[], 15);
        assert!(text.starts_with("unbreakable  a\n             b\n"), "{text}");
    }

    #[test]
    fn every_width_is_kept_that_has_room_for_a_letter_each() {
        let rows = rows(&[["anunbreakableword", "and some more words"], ["", "ü"]]);
        for width in 4..50 {
            let text = table(None, &rows, &[], width);
            assert!(
                text.lines().all(|line| line.chars().count() <= width),
                "{text}"
            );
        }
        assert_eq!(table::<2>(None, &[], &[], 0), "");
    }
}
