//! The comparison can fail: other loops are told from asyncio within a few programs.

use std::time::Duration;

use tests::limit::within;
use tests::ours::Step04;
use tests::schedule::{Loop, Program};

use crate::agree::{lines, reference, say};
use crate::broken::{
    AbortsAtOnce, Broken, JoinsLate, LastInFirstOut, MainFirst, TokioMain,
    TokioYields,
};
use crate::shrink::shrink;
use crate::side_by_side::{Trace, side_by_side};

/// Within how many programs each has to be caught: there are as many recorded ones.
const WITHIN: usize = 100;

const LIMIT: Duration = Duration::from_secs(300);

/// After how many programs the loop differs from asyncio.
fn caught_after<L: Loop>() -> Option<usize> {
    within(LIMIT, || {
        let mut programs = reference().iter();
        programs.position(|it| lines::<L>(&it.program) != it.trace).map(|at| at + 1)
    })
}

fn is_caught<L: Loop>(what: &str) {
    let after = caught_after::<L>();
    let after = after.unwrap_or_else(|| panic!("{what}: no program tells"));
    say(&format!("{what}: caught after {after} programs"));
    assert!(after <= WITHIN, "{what}: caught after {after} programs only");
}

#[test]
fn a_queue_that_is_a_stack_is_caught() {
    is_caught::<Broken<LastInFirstOut>>("last in, first out");
}

#[test]
fn a_main_outside_the_queue_is_caught() {
    is_caught::<Broken<MainFirst>>("main first in every turn");
}

#[test]
fn an_abort_that_takes_effect_at_once_is_caught() {
    is_caught::<Broken<AbortsAtOnce>>("an abort that takes effect at once");
}

#[test]
fn a_join_that_takes_a_turn_more_is_caught() {
    is_caught::<Broken<JoinsLate>>("a join that takes a turn more");
}

#[test]
fn tokios_own_yield_is_told_from_asyncios() {
    is_caught::<TokioYields>("tokio's own yield_now");
}

#[test]
fn tokios_main_future_is_told_from_asyncios() {
    is_caught::<TokioMain>("tokio's own main future");
}

#[test]
fn the_same_loop_without_a_fault_is_not_caught() {
    assert_eq!(caught_after::<Broken<()>>(), None);
}

/// The smallest program that tells the loop from step 4.
fn smallest<L: Loop>() -> Program {
    within(LIMIT, || {
        let differs =
            |program: &Program| lines::<L>(program) != lines::<Step04>(program);
        let first = reference().iter().find(|it| differs(&it.program));
        let program = first.expect("one tells").program.clone();
        shrink(program, |programs| programs.iter().position(differs))
    })
}

#[test]
fn what_caught_it_is_made_small_and_shown() {
    let program = smallest::<Broken<AbortsAtOnce>>();
    assert_eq!(program.tasks.len(), 2, "{program:?}");
    assert!(program.ops() <= 5, "{program:?}");
    let trace = |name: &str, lines| Trace { name: name.to_owned(), lines };
    let text = side_by_side(
        &program,
        trace("at once", lines::<Broken<AbortsAtOnce>>(&program)),
        trace("step 4", lines::<Step04>(&program)),
    );
    let marked: Vec<_> =
        text.lines().filter(|line| line.starts_with(">>")).collect();
    assert_eq!(marked.len(), 1, "{text}");
    assert!(marked[0].contains("is cancelled"), "{text}");
}

#[test]
fn each_fault_is_shown_by_a_handful_of_operations() {
    let sizes = [
        smallest::<Broken<LastInFirstOut>>().ops(),
        smallest::<Broken<MainFirst>>().ops(),
        smallest::<Broken<JoinsLate>>().ops(),
        smallest::<TokioYields>().ops(),
        smallest::<TokioMain>().ops(),
    ];
    assert!(sizes.iter().all(|size| *size <= 6), "{sizes:?}");
}
