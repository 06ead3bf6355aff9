use super::{results, usual};
use crate::report::markdown;
use crate::report::markdown::escape;
use crate::results::{Absent, WorkloadResult};

#[test]
fn all_rows_of_a_table_have_as_many_cells() {
    let mut all = results(vec![usual()]);
    all.workloads[0].entrants[0].note = Some("a | b\n| c \\| d".into());
    all.absent =
        vec![Absent { entrant: "|".into(), workload: None, why: "||\r\n|".into() }];
    let text = markdown(&all);
    let mut rows = 0;
    for table in text.split("\n\n").filter(|block| block.starts_with('|')) {
        let cells = |line: &str| {
            assert!(line.starts_with("| ") && line.ends_with(" |"), "{line}");
            line.replace("\\\\", "").replace("\\|", "").matches('|').count()
        };
        let header = cells(table.lines().next().expect("a table has a first line"));
        for line in table.trim_end().lines() {
            assert_eq!(cells(line), header, "{line}");
            rows += 1;
        }
    }
    // Three rows and two of the header in each table, but for the long two.
    assert_eq!(rows, (7 + 2) + (1 + 2) + (5 + 2) + (1 + 2), "{text}");
}

#[test]
fn characters_with_a_meaning_lose_it() {
    assert_eq!(escape("a|b*c_d`e<f>"), "a\\|b\\*c\\_d\\`e\\<f\\>");
    assert_eq!(escape("\\|"), "\\\\\\|");
    assert_eq!(escape("one\r\ntwo"), "one  two");
    assert_eq!(escape("yields-100: 1.5 µs ×2"), "yields-100: 1.5 µs ×2");
}

#[test]
fn the_command_cannot_leave_its_block() {
    let mut all = results(Vec::new());
    all.command = "echo ```\n````".into();
    assert!(markdown(&all).contains("\n`````text\necho ```\n````\n`````\n"));
}

#[test]
fn a_quick_run_says_so() {
    let mut all = results(vec![usual()]);
    assert!(!markdown(&all).contains("quick"));
    all.quick = true;
    assert!(markdown(&all).contains("**This was a quick run"));
}

#[test]
fn figures_come_from_the_results() {
    let workload = WorkloadResult { aim: Some(3.0), ..usual() };
    let text = markdown(&results(vec![workload]));
    assert!(text.contains("21.0\u{a0}ns"), "no line ends before the unit");
    let text = text.replace('\u{a0}', " ");
    assert!(
        text.starts_with("# Results\n\nThis file is written by the command below")
    );
    for part in [
        "The run had 3 rounds.",
        "| yields-100 | 21.0 ns ±2.4% | 10.5 ns ±2.4% | smol 42.0 ns | 2.00× | 4.00× | \
         ≥ 1.50× | met |",
        "must ≥ 1.50×; aim ≥ 3.00×",
        "| smol | 42.0 ns | ±2.4% | is the best peer |  |",
        "| allocator | an allocator |",
    ] {
        assert!(text.contains(part), "{part} in\n{text}");
    }
}
