//! The checks of `e16_deadline.rs`. You don't need to change this file; it is no secret.

use std::fmt::Debug;
use std::future::{pending, poll_fn, ready};
use std::process::ExitCode;
use std::task::Poll;
use std::time::{Duration, Instant};

use probes::{
    Driver, DropCounter, Probe, SimClock, TimerQueue, WakerProbe, event,
    ready_on_poll,
};
use verdict::{Check, Exercise, Outcome, When, codes, ensure};

// What isn't finished shouldn't warn of what isn't used yet.
#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e16_deadline.rs"]
mod exercise;

use exercise::{Ended, deadline};

const RETURNS: &str = "A poll of `deadline` asks both sides once, and returns: the clock moves only \
     after that.";

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e16_deadline",
    "step03-timers/exercises/e16_deadline.rs",
    include_str!("../notes/e16_deadline.md"),
    &[
        Check::new("who is ready before the deadline is in time", in_time, RETURNS),
        Check::new(
            "while it waits, a timer is set for the deadline",
            waits,
            RETURNS,
        )
        .deadline(Duration::from_secs(1))
        .means(&[(When::Hang, codes::TIMER_SLEEPS)]),
        Check::new("when the deadline comes first, it says so", elapses, RETURNS),
        Check::new("ready at the stroke is in time", at_the_stroke, RETURNS),
        Check::new("ready after the deadline is late, not lost", late, RETURNS),
        Check::new("with `Elapsed`, the future is gone", future_is_dropped, RETURNS),
        Check::new("with the result, the timer is gone", timer_is_dropped, RETURNS),
        Check::new("both sides wake whoever polled last", latest_waker, RETURNS),
        Check::new(
            "of two with the same deadline, the inner one tells",
            nested,
            RETURNS,
        ),
        Check::new("what counts is when the future is ready", slow_poll, RETURNS),
    ],
);

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// A classroom at ten o'clock; the exam ends at noon.
struct Classroom {
    clock: SimClock,
    queue: TimerQueue,
    noon: Instant,
}

const HOUR: Duration = Duration::from_secs(60 * 60);
const MINUTE: Duration = Duration::from_secs(60);

impl Classroom {
    fn new() -> Self {
        let clock = SimClock::new();
        let queue = TimerQueue::new(&clock);
        let noon = clock.now() + 2 * HOUR;
        Self { clock, queue, noon }
    }

    fn exam<'a, F: Future + 'a>(
        &'a self,
        student: F,
    ) -> Driver<impl Future<Output = Ended<F::Output>> + 'a> {
        let exam = deadline(&self.queue, self.noon, student);
        let exam = Driver::new("the exam", exam);
        exam.woken_by("the student, or the timer queue at noon");
        exam
    }

    fn is_noon(&self) {
        self.wait(2 * HOUR);
    }

    fn wait(&self, span: Duration) {
        self.clock.advance(span);
        self.queue.fire_due();
    }
}

fn say<T: Debug>(poll: Poll<Ended<T>>) -> String {
    match poll {
        Poll::Ready(ended) => format!("{ended:?}"),
        Poll::Pending => "Pending".into(),
    }
}

fn in_time() -> Outcome {
    let room = Classroom::new();
    let said = say(room.exam(ready("paper")).poll());
    ensure!(
        said == r#"InTime("paper")"#,
        codes::WRONG_OUTPUT,
        "ready at the first poll, at ten: InTime(\"paper\")",
        "{said}",
    );
    let student = Probe::new("the student who takes three polls");
    let ended = room.exam(student.wrap(ready_on_poll(3, "paper"))).run(10);
    let polls = student.polls();
    ensure!(
        ended == Some(Ended::InTime("paper")),
        codes::WRONG_OUTPUT,
        "ready at the third poll, at ten: Some(InTime(\"paper\"))",
        "{ended:?}, after {polls} polls of the future",
    );
    Ok(())
}

fn waits() -> Outcome {
    let room = Classroom::new();
    let mut exam = room.exam(pending::<()>());
    let said = say(exam.poll());
    ensure!(
        said == "Pending",
        codes::TOO_EARLY,
        "`Pending`: it is ten, and the student writes",
        "{said}",
    );
    let (timers, wakes) = (room.queue.len(), exam.wakes());
    ensure!(
        wakes == 0,
        codes::SELF_WAKE,
        "nothing has happened, so nobody is woken",
        "the task was woken within the poll: {wakes}×",
    );
    let next = room.queue.next_deadline();
    ensure!(
        next == Some(room.noon),
        codes::NO_TIMER,
        "a timer for noon",
        "no timer for noon; timers that are set: {timers}",
    );
    Ok(())
}

fn elapses() -> Outcome {
    let room = Classroom::new();
    let student = Probe::new("the student who never hands in");
    let mut exam = room.exam(student.wrap(pending::<()>()));
    let _ = exam.poll();
    room.is_noon();
    let wakes = exam.wakes();
    ensure!(wakes == 1, codes::NO_TIMER, "at noon, woken 1×", "woken {wakes}×");
    let said = say(exam.poll());
    ensure!(
        said == "Elapsed",
        codes::DUE_NOW,
        "it is exactly noon, and the student still writes: Elapsed",
        "{said}",
    );
    Ok(())
}

fn at_the_stroke() -> Outcome {
    let room = Classroom::new();
    let (hand, paper) = event("the paper");
    hand.woken_by("the student");
    let mut exam = room.exam(paper);
    let _ = exam.poll();
    hand.complete("paper");
    room.is_noon();
    let said = say(exam.poll());
    ensure!(
        said == r#"InTime("paper")"#,
        codes::TIE,
        "the paper is there, and it is exactly noon: InTime(\"paper\")",
        "{said}",
    );
    Ok(())
}

fn late() -> Outcome {
    let room = Classroom::new();
    let (hand, paper) = event("the paper");
    let mut exam = room.exam(paper);
    let _ = exam.poll();
    // The loop had something else to do until one minute past.
    room.clock.advance(2 * HOUR + MINUTE);
    hand.complete("paper");
    room.queue.fire_due();
    let said = say(exam.poll());
    ensure!(
        said != "Elapsed",
        codes::TIE,
        "at 12:01 the paper is there, and nobody has said `Elapsed` yet: Late(\"paper\")",
        "{said}",
    );
    ensure!(
        said == r#"Late("paper")"#,
        codes::LATENESS,
        "the paper is there at 12:01: Late(\"paper\")",
        "{said}",
    );
    let said = say(room.exam(ready("paper")).poll());
    ensure!(
        said == r#"Late("paper")"#,
        codes::TIE,
        "polled for the first time at 12:01, and ready: Late(\"paper\")",
        "{said}",
    );
    let ended = {
        let mut exam = room.exam(pending::<()>());
        match exam.poll() {
            // To give control back once is fine, with a wake to come.
            Poll::Pending => {
                room.queue.fire_due();
                exam.run(2)
            }
            Poll::Ready(ended) => Some(ended),
        }
    };
    ensure!(
        ended == Some(Ended::Elapsed),
        codes::DUE_NOW,
        "polled for the first time at 12:01, and pending: Some(Elapsed)",
        "{ended:?}",
    );
    Ok(())
}

fn future_is_dropped() -> Outcome {
    let room = Classroom::new();
    let pens = DropCounter::new("the pen of the student");
    let pen = pens.guard();
    let mut exam = room.exam(async move {
        let _pen = pen;
        pending::<()>().await;
    });
    let _ = exam.poll();
    room.is_noon();
    let said = say(exam.poll());
    let alive = pens.alive();
    ensure!(
        alive == 0,
        codes::NOT_DROPPED,
        "once it has said `Elapsed`, the future and all that it holds is dropped",
        "it said {said}, and what the future holds is still alive",
    );
    Ok(())
}

fn timer_is_dropped() -> Outcome {
    let room = Classroom::new();
    let (hand, paper) = event("the paper");
    let mut exam = room.exam(paper);
    let _ = exam.poll();
    hand.complete("paper");
    let said = say(exam.poll());
    let timers = room.queue.len();
    ensure!(
        timers == 0,
        codes::TIMER_KEPT,
        "the paper is handed in, and no timer is set any more",
        "it said {said}; timers still set: {timers}",
    );
    Ok(())
}

fn latest_waker() -> Outcome {
    let room = Classroom::new();
    let (a, b) = (WakerProbe::new("task A"), WakerProbe::new("task B"));
    let (hand, paper) = event::<()>("the paper");
    let mut exam = room.exam(paper);
    let _ = exam.poll_with(&a);
    let _ = exam.poll_with(&b);
    hand.wake();
    let by_paper = (a.wakes(), b.wakes());
    ensure!(
        by_paper == (0, 1),
        codes::LATEST_WAKER,
        "polled by A, then by B: the future wakes A and B (0, 1) times",
        "{by_paper:?} times",
    );
    room.is_noon();
    let by_both = (a.wakes(), b.wakes());
    ensure!(
        by_both == (0, 2),
        codes::LATEST_WAKER,
        "polled by A, then by B: with the timer at noon, they are woken (0, 2) times",
        "{by_both:?} times",
    );
    Ok(())
}

fn nested() -> Outcome {
    let room = Classroom::new();
    let inner = deadline(&room.queue, room.noon, pending::<()>());
    let mut exam = room.exam(inner);
    let _ = exam.poll();
    room.is_noon();
    let said = say(exam.poll());
    ensure!(
        said == "InTime(Elapsed)",
        codes::TIE,
        "a deadline at noon within a deadline at noon: InTime(Elapsed)",
        "{said}",
    );
    Ok(())
}

fn slow_poll() -> Outcome {
    let room = Classroom::new();
    room.wait(2 * HOUR - MINUTE);
    let said = say(room
        .exam(poll_fn(|_| {
            room.clock.advance(2 * MINUTE);
            Poll::Ready("paper")
        }))
        .poll());
    ensure!(
        said == r#"Late("paper")"#,
        codes::LATENESS,
        "a poll that begins at 11:59, and says `Ready` at 12:01: Late(\"paper\")",
        "{said}",
    );
    Ok(())
}
