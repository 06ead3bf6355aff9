//! `JoinSet` against a list sorted by when its tasks end.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use step04_spawn::{Clock, JoinError, JoinSet, block_on_with, sleep, timeout};
use tests::on_purpose::{message, panic_with};

/// How a task ends, so many milliseconds after the start.
#[derive(Clone, Copy, Debug, PartialEq)]
enum End {
    Output,
    Panic,
    /// Never by itself: it is aborted when all others have ended.
    Abort,
}

fn tasks() -> impl Strategy<Value = Vec<(u64, End)>> {
    let end = prop_oneof![3 => Just(End::Output), 1 => Just(End::Panic), 1 => Just(End::Abort)];
    vec((0..20_u64, end), 0..40)
}

async fn task(number: usize, millis: u64, end: End) -> usize {
    match end {
        End::Abort => std::future::pending().await,
        _ => sleep(Duration::from_millis(millis)).await,
    }
    if end == End::Panic { panic_with("it was to") } else { number }
}

fn agree(tasks: Vec<(u64, End)>) -> Result<(), TestCaseError> {
    let mut expected: Vec<_> = tasks
        .iter()
        .enumerate()
        .filter(|(_, (_, end))| *end != End::Abort)
        .collect();
    expected.sort_by_key(|(_, (millis, _))| *millis); // stable: equal ones stay
    let aborted = tasks.len() - expected.len();
    block_on_with(Clock::new_virtual(), async {
        let mut set = JoinSet::new();
        for (number, (millis, end)) in tasks.iter().enumerate() {
            set.spawn(task(number, *millis, *end));
        }
        for (number, (_, end)) in &expected {
            // Waiting for a while and giving up loses nothing.
            let mut result = Err(step04_spawn::Elapsed);
            while result.is_err() {
                result = timeout(Duration::from_micros(700), set.join_next()).await;
            }
            match result {
                Ok(Some(Ok(output))) => {
                    prop_assert_eq!((output, *end), (*number, End::Output))
                }
                Ok(Some(Err(JoinError::Panicked(panic)))) => {
                    prop_assert_eq!(*end, End::Panic);
                    prop_assert_eq!(panic.message(), message("it was to"));
                }
                other => prop_assert!(false, "{:?}", other),
            }
        }
        prop_assert_eq!(set.len(), aborted);
        set.abort_all();
        for left in (0..aborted).rev() {
            let result = set.join_next().await;
            prop_assert!(matches!(result, Some(Err(JoinError::Cancelled))));
            prop_assert_eq!(set.len(), left);
        }
        prop_assert!(set.join_next().await.is_none());
        Ok(())
    })
}

#[test]
fn a_join_set_gives_its_results_in_the_order_of_their_ends() {
    crate::hold("join sets and a sorted list", 500, &tasks(), agree);
}
