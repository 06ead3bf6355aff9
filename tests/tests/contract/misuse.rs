//! What can't work panics at once, with a sentence that says what to do instead: it
//! never hangs.

use std::time::Duration;

use tests::loops::{BlockOn, Spawns, Timed};
use tests::on_purpose::catch;
use tests::probes::poll_with;

table! { misuse:
    // Step 1 has no mark to tell by, and smol allows it: both block the outer loop.
    block_on_inside_block_on_panics: step02 step03 step04 step05 tokio;
    block_on_inside_a_task_panics: step04 step05 tokio;
    after_a_nested_block_on_the_outer_loop_goes_on:
        step02 step03 step04 step05 tokio;
    // smol's timers have a thread of their own, and need no loop.
    a_sleep_outside_a_loop_panics: step03 step04 step05 tokio;
    a_timeout_outside_a_loop_panics: step03 step04 step05 tokio;
    // In tokio it is the system's time then.
    the_time_outside_a_loop_panics: step03 step04 step05;
    an_interval_of_zero_panics: step03 step04 step05 tokio;
    spawn_outside_a_loop_panics: step04 step05 tokio;
    // The words are our own.
    the_sentences_name_what_to_do: step03 step04 step05;
    the_sentence_of_spawn_names_what_to_do: step04 step05;
}

/// What `f` says when it panics, which is at least a short sentence.
fn sentence<R>(f: impl FnOnce() -> R) -> String {
    let Err(message) = catch(f) else {
        panic!("it goes through, where a panic was promised")
    };
    assert!(message.split(' ').count() > 4, "{message}");
    message
}

pub(crate) fn block_on_inside_block_on_panics<L: BlockOn>() {
    L::block_on(async {
        sentence(|| L::block_on(async {}));
    });
}

pub(crate) fn block_on_inside_a_task_panics<L: Spawns>() {
    L::block_on(async {
        let task = L::spawn(async {
            sentence(|| L::block_on(async {}));
        });
        assert_eq!(task.await, Ok(()));
    });
}

pub(crate) fn after_a_nested_block_on_the_outer_loop_goes_on<L: BlockOn>() {
    for _ in 0..2 {
        let output = L::block_on(async {
            for _ in 0..2 {
                sentence(|| L::block_on(L::sleep(Duration::ZERO)));
                L::yield_now().await;
                L::sleep(Duration::from_micros(1)).await;
            }
            7
        });
        assert_eq!(output, 7);
    }
}

fn poll_outside<F: Future>(future: F) -> String {
    let mut future = Box::pin(future);
    sentence(|| poll_with(std::task::Waker::noop(), &mut future).is_ready())
}

pub(crate) fn a_sleep_outside_a_loop_panics<L: Timed>() {
    poll_outside(L::sleep(Duration::from_secs(1)));
    poll_outside(L::sleep(Duration::ZERO));
    poll_outside(L::sleep_until(std::time::Instant::now()));
    // Also where a loop ran before.
    L::block_on(async {});
    poll_outside(L::sleep(Duration::from_secs(1)));
}

pub(crate) fn a_timeout_outside_a_loop_panics<L: Timed>() {
    let never = std::future::pending::<()>();
    poll_outside(L::timeout(Duration::from_secs(1), never));
}

pub(crate) fn the_time_outside_a_loop_panics<L: Timed>() {
    sentence(L::now);
    L::block_on(async {});
    sentence(L::now);
}

pub(crate) fn an_interval_of_zero_panics<L: Timed>() {
    L::block_on(async {
        let message = catch(|| drop(L::interval(Duration::ZERO)));
        assert!(message.is_err());
    });
}

pub(crate) fn spawn_outside_a_loop_panics<L: Spawns>() {
    sentence(|| drop(L::spawn(async {})));
    L::block_on(async {});
    sentence(|| drop(L::spawn(async {})));
    let other = std::thread::spawn(|| sentence(|| drop(L::spawn(async {}))));
    other.join().expect("the panic was caught");
}

pub(crate) fn the_sentences_name_what_to_do<L: Timed>() {
    let nested = L::block_on(async { sentence(|| L::block_on(async {})) });
    assert!(nested.contains("`.await` the future instead"), "{nested}");
    for said in [poll_outside(L::sleep(Duration::ZERO)), sentence(L::now)] {
        assert!(said.contains("in a future that `block_on` runs"), "{said}");
    }
}

pub(crate) fn the_sentence_of_spawn_names_what_to_do<L: Spawns>() {
    let said = sentence(|| drop(L::spawn(async {})));
    assert!(said.contains("in a future that `block_on` runs"), "{said}");
}
