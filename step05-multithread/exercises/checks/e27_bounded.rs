//! The checks of `e27_bounded.rs`. You don't need to change this file; it is no
//! secret.

use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::Duration;

use probes::{Driver, DropCounter, WakerProbe};
use step05_multithread::Runtime;
use verdict::{Check, Exercise, Outcome, When, codes, ensure, same_order, wrong};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e27_bounded.rs"]
mod exercise;

use exercise::{Receiver, Sender, bounded};

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e27_bounded",
    "step05-multithread/exercises/e27_bounded.rs",
    include_str!("../notes/e27_bounded.md"),
    &[
        Check::new(
            "up to its capacity, values go in at once and come out in order",
            in_order,
            "Two values go into a channel that has room for two: there is nothing to \
             wait for.",
        ),
        Check::new(
            "when it is full, to send is to wait",
            full,
            "The channel is full. A task that sends waits for the receiver, which may \
             be a task of the same loop: so its poll must come back.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "a place that gets free wakes a sender that waits",
            place_gets_free,
            "The channel is full, and `send` and `recv` are each polled once.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "a value wakes the receiver that waits",
            value_comes,
            "The channel is empty, and `recv` and `send` are each polled once.",
        )
        .means(&[(When::Hang, codes::BLOCKS_LOOP)]),
        Check::new(
            "the waker of the latest poll counts, and no other is kept",
            latest_waker,
            "Each future is polled a few times.",
        ),
        Check::new(
            "several senders may wait, and each gets its place",
            several_wait,
            "Three senders wait. They are polled only when they were woken.",
        ),
        Check::new(
            "a sender that was woken and then dropped leaves its place to the next",
            woken_and_dropped,
            "Two senders wait. They are polled only when they were woken.",
        ),
        Check::new(
            "a sender that is dropped while it waits leaves nothing behind",
            dropped_in_line,
            "A sender waits, and is dropped.",
        ),
        Check::new(
            "without senders, the receiver gets what is left, and then `None`",
            senders_gone,
            "All senders are gone, and the receiver asks for more.",
        ),
        Check::new(
            "without a receiver, senders get their values back",
            receiver_gone,
            "The receiver is gone, so there is nothing to wait for.",
        ),
        Check::new(
            "a waker may use the channel",
            wakes_come_back,
            "A waker sends a value through the same channel. It waits for something that \
             the one who woke it still holds.",
        )
        .means(&[(When::Hang, codes::BORROW_ACROSS_WAKE)]),
        Check::new(
            "a task of one loop sends to a task of another",
            across_loops,
            "A task on one loop sends 100 values through a channel with room for 3, and \
             a task on another receives them. One of the two waits, and wasn't woken.",
        )
        // On a busy machine, each of its hundred waits is a time slice of somebody else.
        .deadline(Duration::from_secs(20)),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Sends what there is room for.
fn fill<T>(sender: &Sender<T>, values: impl IntoIterator<Item = T>) -> Outcome {
    for value in values {
        let mut sending =
            Driver::new("a `send` with room for it", sender.send(value));
        match sending.poll() {
            Poll::Ready(Ok(())) => {}
            Poll::Ready(Err(_)) => wrong!(
                codes::DROP_SILENT,
                "the receiver is there, so `send` takes the value",
                "it gave the value back"
            ),
            Poll::Pending => wrong!(
                codes::BACK_PRESSURE,
                "the channel isn't full, so `send` is ready at its first poll",
                "it is pending"
            ),
        }
    }
    Ok(())
}

fn take<T>(receiver: &mut Receiver<T>) -> Poll<Option<T>> {
    Driver::new("a `recv`", receiver.recv()).poll()
}

fn in_order() -> Outcome {
    let (sender, mut receiver) = bounded(2);
    fill(&sender, ["rye", "wheat"])?;
    let took = [take(&mut receiver), take(&mut receiver)];
    let came = took.map(|poll| match poll {
        Poll::Ready(Some(loaf)) => loaf,
        _ => "nothing",
    });
    same_order(codes::VALUE_LOST, ["rye", "wheat"], came)
}

fn full() -> Outcome {
    let (sender, mut receiver) = bounded(2);
    fill(&sender, ["rye", "wheat"])?;
    let mut third = Driver::new("the third `send`", sender.send("spelt"));
    ensure!(
        third.poll().is_pending(),
        codes::BACK_PRESSURE,
        "there is room for 2, so the third `send` is pending",
        "it is ready",
    );
    let wakes = third.wakes();
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "nothing has happened since, so its task isn't woken",
        "its task was woken {wakes}×",
    );
    drop(third);
    let (rye, wheat, none) =
        (take(&mut receiver), take(&mut receiver), take(&mut receiver));
    ensure!(
        (rye, wheat) == (Poll::Ready(Some("rye")), Poll::Ready(Some("wheat"))),
        codes::VALUE_LOST,
        "the first two values can be received",
        "{rye:?} and {wheat:?}",
    );
    ensure!(
        none.is_pending(),
        codes::BACK_PRESSURE,
        "the third `send` was dropped before it was ready, so nothing was sent",
        "the receiver gets {none:?}",
    );
    Ok(())
}

fn place_gets_free() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    fill(&sender, ["rye"])?;
    let mut second = Driver::new("the second `send`", sender.send("wheat"));
    second.woken_by("`recv`, which takes a value out and makes a place free");
    ensure!(
        second.poll().is_pending(),
        codes::BACK_PRESSURE,
        "there is room for 1, so the second `send` is pending",
        "it is ready",
    );
    let held = second.held();
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "it is pending, so a clone of its waker is kept",
        "none is kept",
    );
    let _ = take(&mut receiver);
    let wakes = second.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "a value was taken out, so the sender that waits is woken",
        "it was woken 0×",
    );
    let sent = second.poll();
    ensure!(
        sent == Poll::Ready(Ok(())),
        codes::BACK_PRESSURE,
        "there is room for its value now: `Ready(Ok(()))`",
        "{sent:?}",
    );
    let wheat = take(&mut receiver);
    ensure!(
        wheat == Poll::Ready(Some("wheat")),
        codes::VALUE_LOST,
        "the receiver gets \"wheat\"",
        "{wheat:?}",
    );
    // One place of two is enough.
    let (sender, mut receiver) = bounded(2);
    fill(&sender, ["rye", "wheat"])?;
    let mut third = Driver::new("the third `send`", sender.send("spelt"));
    let _ = (third.poll(), take(&mut receiver));
    let wakes = third.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "one of two values was taken out, so the sender that waits is woken",
        "it was woken 0×, and there is room",
    );
    Ok(())
}

fn value_comes() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    let mut next = Driver::new("`recv`", receiver.recv());
    next.woken_by("`send`, which puts a value in");
    ensure!(
        next.poll().is_pending(),
        codes::VALUE_LOST,
        "the channel is empty and the sender is there, so `recv` is pending",
        "it is ready",
    );
    let (held, wakes) = (next.held(), next.wakes());
    ensure!(
        held > 0,
        codes::NO_WAKER,
        "it is pending, so a clone of its waker is kept",
        "none is kept",
    );
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "nothing has happened since, so its task isn't woken",
        "its task was woken {wakes}×",
    );
    fill(&sender, ["rye"])?;
    let wakes = next.wakes();
    ensure!(
        wakes > 0,
        codes::NOT_WOKEN,
        "a value was put in, so the receiver that waits is woken",
        "it was woken 0×",
    );
    let rye = next.poll();
    ensure!(
        rye == Poll::Ready(Some("rye")),
        codes::VALUE_LOST,
        "the receiver gets \"rye\"",
        "{rye:?}",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    let (a, b) = (WakerProbe::new("A"), WakerProbe::new("B"));
    let mut next = Driver::new("`recv`", receiver.recv());
    let _ = (next.poll_with(&a), next.poll_with(&b));
    fill(&sender, ["rye"])?;
    let (to_a, to_b) = (a.wakes(), b.wakes());
    ensure!(
        to_b > 0,
        codes::LATEST_WAKER,
        "`recv` was polled with waker A, then with B: a value wakes B",
        "it woke A {to_a}×, B {to_b}×",
    );
    drop(next);
    let mut second = Driver::new("the second `send`", sender.send("wheat"));
    let _ = (second.poll_with(&a), second.poll_with(&b));
    for _ in 0..10 {
        let _ = second.poll_with(&b);
    }
    let held = a.held() + b.held();
    ensure!(
        held <= 1,
        codes::WAKER_PILE,
        "after a dozen polls of one `send`, one waker is kept",
        "{held} are kept",
    );
    let before = b.wakes();
    let _ = take(&mut receiver);
    let (to_a, to_b) = (a.wakes(), b.wakes() - before);
    ensure!(
        to_b > 0,
        codes::LATEST_WAKER,
        "`send` was polled with waker A, then with B: a free place wakes B",
        "it woke A {to_a}×, B {to_b}×",
    );
    Ok(())
}

/// Polls those that were woken, and receives, until nothing moves any more. Returns
/// what came.
fn run<'a>(
    senders: &mut [Driver<impl Future<Output = Result<(), &'a str>>>],
    receiver: &mut Receiver<&'a str>,
) -> Vec<&'a str> {
    let mut came = Vec::new();
    let mut polled_at = vec![0; senders.len()];
    loop {
        let mut moved = false;
        for (sender, polled_at) in senders.iter_mut().zip(&mut polled_at) {
            let wakes = sender.wakes();
            if wakes > *polled_at && sender.state() == probes::State::Pending {
                *polled_at = wakes;
                moved |= sender.poll().is_ready();
            }
        }
        if let Poll::Ready(Some(value)) = take(receiver) {
            came.push(value);
            moved = true;
        }
        if !moved {
            return came;
        }
    }
}

const LOAVES: [&str; 3] = ["wheat", "spelt", "oats"];

/// Three senders that wait, since the channel is full with rye.
fn three_wait(
    sender: &Sender<&'static str>,
) -> Result<
    Vec<Driver<impl Future<Output = Result<(), &'static str>>>>,
    verdict::Wrong,
> {
    fill(sender, ["rye"])?;
    let mut waiting = Vec::new();
    for loaf in LOAVES {
        let name = format!("the `send` of {loaf}");
        let mut sending = Driver::new(name, sender.send(loaf));
        sending.woken_by("a place that gets free");
        let _ = sending.poll();
        waiting.push(sending);
    }
    Ok(waiting)
}

fn several_wait() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    let mut waiting = three_wait(&sender)?;
    let mut came = run(&mut waiting, &mut receiver);
    came.sort_unstable();
    ensure!(
        came == ["oats", "rye", "spelt", "wheat"],
        codes::ONE_WAKER,
        "all four values come, for each of the three that wait is woken in the end",
        "only {came:?} came, and then nobody was woken any more",
    );
    Ok(())
}

fn woken_and_dropped() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    let mut waiting = three_wait(&sender)?;
    let rye = take(&mut receiver);
    let woken: Vec<usize> =
        (0..waiting.len()).filter(|&it| waiting[it].wakes() > 0).collect();
    // One of those that were woken for the place won't take it.
    let gone = woken.first().copied().unwrap_or_default();
    drop(waiting.remove(gone));
    let came = run(&mut waiting, &mut receiver);
    let missing: Vec<&str> = (0..LOAVES.len())
        .filter(|&it| it != gone && !came.contains(&LOAVES[it]))
        .map(|it| LOAVES[it])
        .collect();
    ensure!(
        rye == Poll::Ready(Some("rye")) && missing.is_empty(),
        codes::LOST_PLACE,
        "{LOAVES:?} wait, a place gets free, one of them is woken for it and is dropped: \
         the others still get their places",
        "nobody is woken any more, and {missing:?} waits",
    );
    Ok(())
}

fn dropped_in_line() -> Outcome {
    let (sender, mut receiver) = bounded(1);
    let loaves = DropCounter::new("the loaf that isn't sent");
    fill(&sender, [loaves.guard()])?;
    let mut second = Driver::new("the second `send`", sender.send(loaves.guard()));
    let _ = second.poll();
    let waker = second.waker_probe();
    drop(second);
    let (held, alive) = (waker.held(), loaves.alive());
    ensure!(
        held == 0,
        codes::WAKER_KEPT,
        "the `send` that waited was dropped, so its waker isn't kept",
        "{held} of its wakers are kept",
    );
    ensure!(
        alive == 1,
        codes::UNREAD_KEPT,
        "and its value is dropped: 1 is in the channel",
        "{alive} are alive",
    );
    drop(take(&mut receiver));
    drop((sender, receiver));
    let alive = loaves.alive();
    ensure!(
        alive == 0,
        codes::UNREAD_KEPT,
        "without both halves, no value is left",
        "{alive} are alive",
    );
    Ok(())
}

fn senders_gone() -> Outcome {
    let (sender, mut receiver) = bounded(2);
    let other = sender.clone();
    fill(&sender, ["rye"])?;
    drop(sender);
    fill(&other, ["wheat"])?;
    let got = (take(&mut receiver), take(&mut receiver));
    ensure!(
        got == (Poll::Ready(Some("rye")), Poll::Ready(Some("wheat"))),
        codes::VALUE_LOST,
        "one of two senders is gone, and both their values come",
        "{got:?}",
    );
    let mut next = Driver::new("`recv`", receiver.recv());
    next.woken_by("the drop of the last sender");
    let waits = next.poll();
    ensure!(
        waits.is_pending(),
        codes::DROP_SILENT,
        "one sender is left, so the receiver waits",
        "{waits:?}",
    );
    drop(other);
    let wakes = next.wakes();
    ensure!(
        wakes > 0,
        codes::DROP_SILENT,
        "the last sender is dropped, and that wakes the receiver",
        "it was woken 0×",
    );
    let end = next.poll();
    ensure!(
        end == Poll::Ready(None),
        codes::DROP_SILENT,
        "no more values will come: `Ready(None)`",
        "{end:?}",
    );
    drop(next);
    // What is in the channel when the last sender goes still comes.
    let (sender, mut receiver) = bounded(2);
    fill(&sender, ["rye"])?;
    drop(sender);
    let got = (take(&mut receiver), take(&mut receiver));
    ensure!(
        got == (Poll::Ready(Some("rye")), Poll::Ready(None)),
        codes::VALUE_LOST,
        "\"rye\" was sent before the last sender went: it comes, and then `None`",
        "{got:?}",
    );
    Ok(())
}

fn receiver_gone() -> Outcome {
    let (sender, receiver) = bounded(1);
    let other = sender.clone();
    fill(&sender, ["rye"])?;
    let mut first = Driver::new("a `send` that waits", sender.send("wheat"));
    let mut second = Driver::new("another `send` that waits", other.send("spelt"));
    for waiting in [&first, &second] {
        waiting.woken_by("the drop of the receiver");
    }
    let _ = (first.poll(), second.poll());
    drop(receiver);
    let wakes = (first.wakes(), second.wakes());
    ensure!(
        wakes.0 > 0 && wakes.1 > 0,
        codes::DROP_SILENT,
        "the receiver is dropped, and that wakes both senders that wait",
        "they were woken {wakes:?}×",
    );
    let ends = (first.poll(), second.poll());
    ensure!(
        ends == (Poll::Ready(Err("wheat")), Poll::Ready(Err("spelt"))),
        codes::DROP_SILENT,
        "they get their values back",
        "{ends:?}",
    );
    let late =
        Driver::new("a `send` without a receiver", sender.send("oats")).poll();
    ensure!(
        late == Poll::Ready(Err("oats")),
        codes::DROP_SILENT,
        "and so does whoever sends then: `Ready(Err(\"oats\"))`",
        "{late:?}",
    );
    drop((first, second));
    let loaves = DropCounter::new("the loaf in the channel");
    let (sender, receiver) = bounded(1);
    fill(&sender, [loaves.guard()])?;
    drop(receiver);
    let alive = loaves.alive();
    ensure!(
        alive == 0,
        codes::UNREAD_KEPT,
        "the receiver is gone, and the value that was in the channel is dropped",
        "it is still alive",
    );
    Ok(())
}

fn wakes_come_back() -> Outcome {
    let (sender, mut receiver) = bounded(2);
    let waker = WakerProbe::new("the receiver");
    let sent = Arc::new(Mutex::new(Vec::new()));
    // SAFETY: this check has one thread.
    let other = unsafe { Promised::fine(sender.clone()) };
    let seen = sent.clone();
    waker.on_wake(move || {
        let other = other.value();
        let poll = Driver::new("a `send` inside a wake", other.send("wheat")).poll();
        seen.lock().expect("nobody panics").push(poll);
    });
    let mut next = Driver::new("`recv`", receiver.recv());
    let _ = next.poll_with(&waker);
    fill(&sender, ["rye"])?;
    let sent = sent.lock().expect("nobody panics").clone();
    ensure!(
        sent == [Poll::Ready(Ok(()))],
        codes::NOT_WOKEN,
        "the wake sends \"wheat\", for which there is room",
        "{sent:?}",
    );
    // And the waker of a sender: when a place gets free, and when the receiver goes.
    for goes in [false, true] {
        let (sender, receiver) = bounded(1);
        let mut receiver = Some(receiver);
        fill(&sender, ["rye"])?;
        let waker = WakerProbe::new("a sender that waits");
        // SAFETY: this check has one thread.
        let other = Mutex::new(Some(unsafe { Promised::fine(sender.clone()) }));
        waker.on_wake(move || {
            // Once: what is dropped in here may wake this one again.
            let other = other.lock().expect("nobody panics").take();
            if let Some(other) = other {
                let other = other.value();
                let _ =
                    Driver::new("a `send` inside a wake", other.send("oats")).poll();
            }
        });
        let mut waits = Driver::new("a `send` that waits", sender.send("wheat"));
        let _ = waits.poll_with(&waker);
        if goes {
            receiver = None;
        }
        if let Some(receiver) = &mut receiver {
            let _ = take(receiver);
        }
        let wakes = waker.wakes();
        ensure!(
            wakes > 0,
            codes::NOT_WOKEN,
            "the answer has changed for the sender that waits, so it is woken",
            "it was woken 0×",
        );
    }
    Ok(())
}

fn across_loops() -> Outcome {
    const MANY: u32 = 100;
    let (sender, mut receiver) = bounded::<u32>(3);
    let is_send = probes::implements!(Sender<u32>: Send)
        && probes::implements!(Receiver<u32>: Send)
        && probes::is_send!(sender.send(0))
        && probes::is_send!(receiver.recv());
    ensure!(
        is_send,
        codes::NOT_SEND,
        "both halves are `Send`, and the futures of `send` and `recv` are, too",
        "one of them isn't",
    );
    // SAFETY: it is `Send`, as was asked just now, and it goes to one thread.
    let sender = unsafe { Promised::fine(sender) };
    let baker = thread::spawn(move || {
        let sender = sender.value();
        Runtime::new(1).block_on(async {
            for loaf in 0..MANY {
                if sender.send(loaf).await.is_err() {
                    break;
                }
            }
        });
    });
    let mut came = Vec::new();
    Runtime::new(1).block_on(async {
        while let Some(loaf) = receiver.recv().await {
            came.push(loaf);
        }
    });
    baker.join().expect("it doesn't panic");
    let count = came.len();
    ensure!(
        count == MANY as usize,
        codes::VALUE_LOST,
        "{MANY} values come",
        "{count} values",
    );
    let at = came.iter().zip(0..MANY).find(|(came, sent)| *came != sent);
    ensure!(
        at.is_none(),
        codes::VALUE_LOST,
        "the values come in the order in which they were sent",
        "first the other way (came, sent): {at:?}",
    );
    Ok(())
}

/// A value that may be on this thread, though the compiler wasn't asked. It would have
/// the last word, and there would be no verdict.
struct Promised<T>(T);

impl<T> Promised<T> {
    /// # Safety
    ///
    /// It stays on its thread, or may go where it goes.
    unsafe fn fine(value: T) -> Self {
        Self(value)
    }

    fn value(&self) -> &T {
        &self.0
    }
}

// SAFETY: see `fine`.
unsafe impl<T> Send for Promised<T> {}
// SAFETY: see `fine`.
unsafe impl<T> Sync for Promised<T> {}
