use super::*;
use crate::report::{Run, Trick, tricks};

fn run(name: &str, samples: &[f64]) -> Run {
    let workload = workload(Unit::NanosPerOp, None, vec![entrant(name, samples)]);
    Run { results: results(vec![workload]), entrant: name.to_string() }
}

fn table_of(pairs: Vec<[Run; 2]>) -> Vec<String> {
    let [name, instead] = ["a trick", "nothing"].map(String::from);
    let text = tricks(&[Trick { name, instead, pairs }], "the command");
    let rows = text.lines().filter(|line| line.contains("yields-100"));
    rows.map(str::to_owned).collect()
}

#[test]
fn what_a_trick_buys_is_the_median_of_the_rounds() {
    // The second round was slow for both, and in the third one sample was.
    let rows = table_of(vec![
        [run("step05", &[10.0]), run("step05", &[20.0])],
        [run("step05", &[70.0]), run("step05", &[140.0])],
        [run("step05", &[10.0, 11.0, 90.0]), run("step05", &[22.0])],
    ]);
    assert_eq!(
        rows,
        ["| a trick | yields-100 | 11.0\u{a0}ns | 22.0\u{a0}ns | 2.00× ±0.0% |"]
    );
}

#[test]
fn two_steps_are_compared_like_with_and_without() {
    let rows = table_of(vec![[run("step05", &[10.0]), run("step04", &[15.0])]]);
    assert_eq!(
        rows,
        ["| a trick | yields-100 | 10.0\u{a0}ns | 15.0\u{a0}ns | 1.50× |"]
    );
}

#[test]
fn a_run_without_figures_is_left_out() {
    let rows = table_of(vec![
        [run("step05", &[10.0]), run("step05", &[])],
        [run("step05", &[10.0]), run("step05", &[30.0])],
    ]);
    assert_eq!(
        rows,
        ["| a trick | yields-100 | 10.0\u{a0}ns | 30.0\u{a0}ns | 3.00× |"]
    );
    let nothing = table_of(vec![[run("step05", &[]), run("step05", &[])]]);
    assert_eq!(nothing, ["| a trick | yields-100 | – | – | – |"]);
}
