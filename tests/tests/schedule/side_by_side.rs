//! Two traces beside each other.

use std::fmt::Write;

use tests::schedule::Program;

/// Shows what two loops make of a program, with the first difference marked.
pub(crate) fn side_by_side(program: &Program, left: Trace, right: Trace) -> String {
    let json = serde_json::to_string_pretty(program).expect("a program is JSON");
    let mut text = format!("{json}\n\n");
    let lines = left.lines.iter().chain([&left.name]);
    let width = lines.map(|line| line.chars().count()).max().unwrap_or(0);
    let mut row = |mark: &str, left: &str, right: &str| {
        let row = format!("{mark:>2}  {left:width$}  {right}");
        writeln!(text, "{}", row.trim_end()).expect("a string takes any text");
    };
    row("", &left.name, &right.name);
    let difference = first_difference(&left.lines, &right.lines);
    for index in 0..left.lines.len().max(right.lines.len()) {
        let mark = if difference == Some(index) { ">>" } else { "" };
        let line =
            |trace: &Trace| trace.lines.get(index).cloned().unwrap_or_default();
        row(mark, &line(&left), &line(&right));
    }
    text
}

/// A loop's name, and what it printed.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub(crate) name: String,
    pub(crate) lines: Vec<String>,
}

/// The first line in which they differ.
fn first_difference(left: &[String], right: &[String]) -> Option<usize> {
    let longest = left.len().max(right.len());
    (0..longest).find(|index| left.get(*index) != right.get(*index))
}

#[test]
fn the_first_difference_is_marked() {
    let program = Program::parse(r#"{"tasks": {"main": ["yield"]}}"#);
    let trace = |name: &str, lines: &[&str]| Trace {
        name: name.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
    };
    let text = side_by_side(
        &program.expect("a program"),
        trace("here", &["0 main starts", "0 main goes on", "0 main ends"]),
        trace("there", &["0 main starts", "7 main goes on"]),
    );
    let rows: Vec<_> = text.lines().rev().take(4).collect();
    assert_eq!(
        rows,
        [
            "    0 main ends",
            ">>  0 main goes on  7 main goes on",
            "    0 main starts   0 main starts",
            "    here            there",
        ]
    );
}
