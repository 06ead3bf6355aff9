//! The checks of `e10_mailbox.rs`. You don't need to change this file; it is no secret.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::thread;

use probes::{Driver, DropCounter, WakerProbe};
use step02_waker::block_on;
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order, wrong};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e10_mailbox.rs"]
mod exercise;

use exercise::{Reader, Writer, mailbox};

const NOBODY_BLOCKS: &str = "Nothing here may block the thread: a half that has to \
                             wait says `Pending`, and is polled again when it is woken.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e10_mailbox",
    "step02-waker/exercises/e10_mailbox.rs",
    include_str!("../notes/e10_mailbox.md"),
    &[
        Check::new("a letter goes in, and comes out", in_and_out, NOBODY_BLOCKS),
        Check::new(
            "the reader waits for a letter, and is woken by it",
            reader_waits,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "the writer waits for the place, and is woken when it is free",
            writer_waits,
            NOBODY_BLOCKS,
        )
        .section("book/src/step02.md#oneshot"),
        Check::new(
            "of several polls, the last one's waker counts",
            latest_waker,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "the writer goes away, and the reader is told",
            writer_goes,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "the last letter can be read after its writer is gone",
            last_letter,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "the reader goes away, and the writer gets its letter back",
            reader_goes,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "a letter that nobody will read goes with the reader",
            unread,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "who gives up waiting takes nothing along but its own letter",
            gives_up,
            NOBODY_BLOCKS,
        ),
        Check::new(
            "a waker may use the mailbox, and finds what it was woken for",
            reads_from_the_waker,
            "The writer put a letter in and called the reader's waker, and this waker \
             polled the reader. It never got an answer: it waits for the lock that \
             the writer holds until the waker returns.",
        )
        .section("book/src/step02.md#oneshot")
        .means(&[(When::Hang, codes::BORROW_ACROSS_WAKE)]),
        Check::new(
            "two threads hand on a hundred letters",
            two_threads,
            "Two loops sleep, one on each thread, and each waits for the other. \
             Whoever changes the mailbox has to wake the other half.",
        ),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Polls a send that shouldn't have to wait.
fn send<T>(writer: &mut Writer<T>, letter: T) -> Poll<Result<(), T>> {
    Driver::new("the writer", writer.send(letter)).poll()
}

/// Polls a receive that shouldn't have to wait.
fn receive<T>(reader: &mut Reader<T>) -> Poll<Option<T>> {
    Driver::new("the reader", reader.receive()).poll()
}

/// Drops a half, whether or not it has a `Drop` by now.
fn goes_away<T>(half: T) {
    drop(half);
}

fn in_and_out() -> Outcome {
    let (mut writer, mut reader) = mailbox();
    for letter in ["from Ada", "from Grace"] {
        let sent = send(&mut writer, letter);
        ensure!(
            sent == Poll::Ready(Ok(())),
            codes::WRONG_OUTPUT,
            "the mailbox is empty, so `send` is Ready(Ok(())) at its first poll",
            "{sent:?}",
        );
        let received = receive(&mut reader);
        ensure!(
            received == Poll::Ready(Some(letter)),
            codes::WRONG_OUTPUT,
            "Ready(Some({letter:?}))",
            "{received:?}",
        );
    }
    Ok(())
}

fn reader_waits() -> Outcome {
    let (mut writer, mut reader) = mailbox();
    let mut waiting = Driver::new("the reader", reader.receive());
    waiting.woken_by("the writer, when it puts a letter in");
    let first = waiting.poll();
    ensure!(
        first.is_pending(),
        codes::NO_EVENT,
        "Pending: there is no letter, and the writer is still there",
        "{first:?}",
    );
    left_its_waker(&waiting, "the reader")?;
    let _ = send(&mut writer, "from Ada");
    let wakes = waiting.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "there is a letter, and the reader is woken",
        "it was woken {wakes}×",
    );
    let received = waiting.poll();
    ensure!(
        received == Poll::Ready(Some("from Ada")),
        codes::VALUE_LOST,
        "Ready(Some(\"from Ada\"))",
        "{received:?}",
    );
    let held = waiting.held();
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "no clone of the reader's waker is kept after Ready",
        "{held} of them",
    );
    Ok(())
}

fn writer_waits() -> Outcome {
    let (mut writer, mut reader) = mailbox();
    let _ = send(&mut writer, "from Ada");
    let mut waiting = Driver::new("the writer", writer.send("from Grace"));
    waiting.woken_by("the reader, when it takes the letter out");
    let second = waiting.poll();
    ensure!(
        !matches!(second, Poll::Ready(Err(_))),
        codes::BACK_PRESSURE,
        "Pending: the mailbox is full, and the reader is there and will make room",
        "{second:?}",
    );
    if second.is_ready() {
        let first = receive(&mut reader);
        wrong!(
            codes::VALUE_LOST,
            "Pending: the letter from Ada is in the only place",
            "{second:?}, and the reader got {first:?}",
        );
    }
    left_its_waker(&waiting, "the writer")?;
    let first = receive(&mut reader);
    ensure!(
        first == Poll::Ready(Some("from Ada")),
        codes::VALUE_LOST,
        "Ready(Some(\"from Ada\"))",
        "{first:?}",
    );
    let wakes = waiting.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "the place is free, and the writer is woken",
        "it was woken {wakes}×",
    );
    let second = waiting.poll();
    ensure!(
        second == Poll::Ready(Ok(())),
        codes::WRONG_OUTPUT,
        "Ready(Ok(())): the place is free",
        "{second:?}",
    );
    let second = receive(&mut reader);
    ensure!(
        second == Poll::Ready(Some("from Grace")),
        codes::VALUE_LOST,
        "Ready(Some(\"from Grace\"))",
        "{second:?}",
    );
    Ok(())
}

/// What a half has to do before it says `Pending`.
fn left_its_waker<F: Future>(waiting: &Driver<F>, who: &str) -> Outcome {
    let (wakes, held) = (waiting.wakes(), waiting.held());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "{who} is not woken before the other half has done something",
        "it was woken {wakes}× during its poll",
    );
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "one clone of the waker of {who} is kept",
        "none is",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    const POLLS: usize = 10;
    let (mut writer, mut reader) = mailbox();
    let mut waiting = Driver::new("the reader", reader.receive());
    for _ in 0..POLLS {
        let _ = waiting.poll();
    }
    let held = waiting.held();
    ensure!(
        held == 1,
        codes::WAKER_PILE,
        "one clone of the reader's waker is kept after {POLLS} polls",
        "{held} clones are alive",
    );
    let moved = WakerProbe::new("the reader's new loop");
    let _ = waiting.poll_with(&moved);
    let _ = send(&mut writer, "from Ada");
    let wakes = moved.wakes();
    ensure!(
        wakes > 0,
        codes::LATEST_WAKER,
        "the reader has moved to a new loop, and that is woken",
        "the new one was woken {wakes}×",
    );
    drop(waiting);
    let mut waiting = Driver::new("the writer", writer.send("from Grace"));
    let moved = WakerProbe::new("the writer's new loop");
    let _ = waiting.poll();
    let _ = waiting.poll_with(&moved);
    let _ = receive(&mut reader);
    let wakes = moved.wakes();
    ensure!(
        wakes > 0,
        codes::LATEST_WAKER,
        "the writer has moved to a new loop, and that is woken",
        "the new one was woken {wakes}×",
    );
    Ok(())
}

fn writer_goes() -> Outcome {
    let (writer, mut reader) = mailbox::<&str>();
    let mut waiting = Driver::new("the reader", reader.receive());
    waiting.woken_by("the writer, when it is dropped");
    let _ = waiting.poll();
    goes_away(writer);
    let wakes = waiting.wakes();
    ensure!(
        wakes > 0,
        codes::DROP_SILENT,
        "the writer was dropped, and the waiting reader is woken",
        "it was woken {wakes}×",
    );
    let end = waiting.poll();
    ensure!(
        end == Poll::Ready(None),
        codes::DROP_SILENT,
        "Ready(None): no letter will ever come",
        "{end:?}",
    );
    Ok(())
}

fn last_letter() -> Outcome {
    let (mut writer, mut reader) = mailbox();
    let _ = send(&mut writer, "from Ada");
    goes_away(writer);
    let letter = receive(&mut reader);
    ensure!(
        letter == Poll::Ready(Some("from Ada")),
        codes::VALUE_LOST,
        "Ready(Some(\"from Ada\")): it was put in before the writer went away",
        "{letter:?}",
    );
    for _ in 0..2 {
        let end = receive(&mut reader);
        ensure!(
            end == Poll::Ready(None),
            codes::DROP_SILENT,
            "Ready(None), however often the reader asks: the writer is gone",
            "{end:?}",
        );
    }
    Ok(())
}

fn reader_goes() -> Outcome {
    let (mut writer, reader) = mailbox();
    let _ = send(&mut writer, "from Ada");
    let mut waiting = Driver::new("the writer", writer.send("from Grace"));
    waiting.woken_by("the reader, when it is dropped");
    let _ = waiting.poll();
    goes_away(reader);
    let wakes = waiting.wakes();
    ensure!(
        wakes > 0,
        codes::DROP_SILENT,
        "the reader was dropped, and the waiting writer is woken",
        "it was woken {wakes}×",
    );
    let back = waiting.poll();
    ensure!(
        back.is_ready(),
        codes::DROP_SILENT,
        "Ready(Err(\"from Grace\")): nobody will ever take a letter",
        "{back:?}",
    );
    ensure!(
        back == Poll::Ready(Err("from Grace")),
        codes::VALUE_LOST,
        "Ready(Err(\"from Grace\")): nobody will ever take a letter",
        "{back:?}",
    );
    drop(waiting);
    let back = send(&mut writer, "from Alan");
    ensure!(
        back == Poll::Ready(Err("from Alan")),
        codes::VALUE_LOST,
        "the reader is gone, so `send` gives each letter back",
        "{back:?}",
    );
    let (mut writer, reader) = mailbox();
    goes_away(reader);
    let back = send(&mut writer, "from Ada");
    ensure!(
        back == Poll::Ready(Err("from Ada")),
        codes::VALUE_LOST,
        "the mailbox is empty and the reader is gone: `send` gives the letter back",
        "{back:?}",
    );
    Ok(())
}

fn unread() -> Outcome {
    let letters = DropCounter::new("the letter in the mailbox");
    let (mut writer, reader) = mailbox();
    let _ = send(&mut writer, letters.guard());
    goes_away(reader);
    let alive = letters.alive();
    ensure!(
        alive == 0,
        codes::UNREAD_KEPT,
        "the reader was dropped, and the unread letter with it",
        "the mailbox holds it still, as long as the writer lives",
    );
    Ok(())
}

fn gives_up() -> Outcome {
    let (mut writer, mut reader) = mailbox();
    // A reader that waits, and then doesn't.
    let _ = receive(&mut reader);
    let _ = send(&mut writer, "from Ada");
    // A writer that waits, and then doesn't.
    let _ = send(&mut writer, "from Grace");
    let first = receive(&mut reader);
    let sent = send(&mut writer, "from Alan");
    let second = receive(&mut reader);
    let expected = [Poll::Ready(Some("from Ada")), Poll::Ready(Some("from Alan"))];
    ensure!(
        sent == Poll::Ready(Ok(())) && [first, second] == expected,
        codes::VALUE_LOST,
        "a send of the letter from Grace was dropped while it waited; the reader gets \
         the one from Ada, and then the one from Alan",
        "it gets {first:?}; `send` says {sent:?}; it gets {second:?}",
    );
    Ok(())
}

type Received = Poll<Option<&'static str>>;

/// Lets a reader wait, and then does something to the writer that wakes it. The reader is
/// polled inside that wake: returns what it gets.
fn polled_in_wake(then: impl FnOnce(Writer<&'static str>)) -> Option<Received> {
    let (writer, mut reader) = mailbox();
    let receiving = Box::pin(async move { reader.receive().await });
    let receiving = Arc::new(Mutex::new(receiving));
    let eager = WakerProbe::new("the reader, which is polled when woken");
    let received = Arc::new(Mutex::new(None));
    let (again, result) = (receiving.clone(), received.clone());
    eager.on_wake(move || {
        let mut cx = Context::from_waker(Waker::noop());
        let mut receiving = again.lock().expect("nobody panics");
        let poll = receiving.as_mut().poll(&mut cx);
        result.lock().expect("nobody panics").get_or_insert(poll);
    });
    eager.context(|cx| {
        let mut receiving = receiving.lock().expect("nobody panics");
        let _ = receiving.as_mut().poll(cx);
    });
    then(writer);
    received.lock().expect("nobody panics").take()
}

fn reads_from_the_waker() -> Outcome {
    let received = polled_in_wake(|mut writer| {
        let _ = send(&mut writer, "from Ada");
    });
    found_in_wake(received, Poll::Ready(Some("from Ada")))?;
    let received = polled_in_wake(goes_away);
    found_in_wake(received, Poll::Ready(None))
}

fn found_in_wake(received: Option<Received>, should: Received) -> Outcome {
    let Some(received) = received else {
        wrong!(codes::NOT_WOKEN, "the reader is woken", "it isn't");
    };
    ensure!(
        received == should,
        codes::WAKE_TOO_EARLY,
        "the reader is polled inside its wake, and gets {should:?}",
        "it got {received:?}",
    );
    Ok(())
}

fn two_threads() -> Outcome {
    const LETTERS: usize = 100;
    let (mut writer, mut reader) = mailbox();
    let writing = thread::spawn(move || {
        block_on(async {
            for number in 1..=LETTERS {
                if writer.send(number).await.is_err() {
                    return;
                }
            }
        });
    });
    let received = block_on(async {
        let mut received = Vec::new();
        while let Some(number) = reader.receive().await {
            received.push(number);
        }
        received
    });
    writing.join().expect("the writer doesn't panic");
    let letter = |number: usize| format!("letter {number}");
    same_order(
        codes::VALUE_LOST,
        (1..=LETTERS).map(letter),
        received.into_iter().map(letter),
    )
}
