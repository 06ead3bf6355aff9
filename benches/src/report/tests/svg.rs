use super::{entrant, odd, results, usual, workload};
use crate::report::svg;
use crate::results::{Unit, WorkloadResult};

/// Checks that all elements are closed in order and that no text has stray markup.
fn assert_well_formed(svg: &str) {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let (tag, text) = piece.split_once('>').expect("each tag has an end");
        assert!(!text.contains('>'), "{piece}");
        let name = tag.trim_start_matches('/').split([' ', '/']).next();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), name, "{piece}");
        } else if !tag.ends_with('/') {
            open.extend(name);
        }
        assert!(!tag.contains("NaN") && !tag.contains("inf"), "{tag}");
        assert!(tag.matches('"').count().is_multiple_of(2), "{tag}");
        for entity in text.split('&').skip(1) {
            let (name, _) = entity.split_once(';').expect("each entity has an end");
            assert!(["amp", "lt", "gt", "quot", "#39"].contains(&name), "{entity}");
        }
    }
    assert!(open.is_empty(), "{open:?}");
    assert!(!svg.contains("\n\n"), "a blank line would end a block of Markdown");
}

#[test]
fn chart_is_well_formed_whatever_the_names_are() {
    let mut odd_names = usual();
    odd_names.title = "<script> & \"]]>\" \n\n 'x' \u{0}".into();
    odd_names.entrants[3].name = "<peer&>".into();
    let no_entrants = WorkloadResult { entrants: Vec::new(), ..odd_names.clone() };
    assert_well_formed(&svg(&results(vec![usual(), odd_names, no_entrants])));
    assert_well_formed(&svg(&results(Vec::new())));
    assert_well_formed(&svg(&results(odd())));
}

#[test]
fn description_says_the_figures_in_words() {
    let workload = WorkloadResult { must_step04: Some(9.0), ..usual() };
    let svg = svg(&results(vec![workload]));
    let sentence = "100 tasks yield: to the best peer, smol, step05 is at 2.00 times \
        and step04 is at 4.00 times; step05 must be at least 1.50 times; step04 must \
        be at least 9.00 times.";
    assert!(svg.contains(sentence), "{svg}");
    assert!(svg.contains("<title>"));
    assert!(svg.contains("best\u{a0}peer\u{a0}smol\u{a0}42.0\u{a0}ns"));
}

#[test]
fn workloads_without_a_ratio_are_named_below() {
    let alone = WorkloadResult {
        title: "Alone".into(),
        ..workload(Unit::NanosPerOp, None, vec![entrant("step05", &[1.0])])
    };
    let absent = WorkloadResult {
        title: "Absent".into(),
        ..workload(Unit::NanosPerOp, None, vec![entrant("tokio", &[1.0])])
    };
    let svg = svg(&results(vec![alone, usual(), absent]));
    assert!(svg.contains(">Not shown: Alone (no peer was measured)</text>"));
    assert!(svg.contains(">Not shown: Absent (neither step was measured)</text>"));
    // One in the legend, and one for the workload that is shown.
    assert_eq!(svg.matches("<rect class=\"step05\"").count(), 2);
}

#[test]
fn a_must_in_bytes_is_marked_as_a_ratio() {
    let mark = |unit, must| {
        let entrants = vec![entrant("step05", &[80.0]), entrant("tokio", &[160.0])];
        let svg = svg(&results(vec![workload(unit, must, entrants)]));
        let mut marks =
            svg.lines().filter(|line| line.contains("class=\"must\" d="));
        marks.nth(1).map(str::to_string)
    };
    let at_two = mark(Unit::NanosPerOp, Some(2.0));
    assert!(at_two.is_some());
    assert_eq!(mark(Unit::Bytes, Some(80.0)), at_two);
    assert_eq!(mark(Unit::NanosPerOp, None), None);
}
