//! The checks of `e30_placement.rs`. You don't need to change this file; it is no
//! secret.

use std::process::ExitCode;

use probes::{Event, Probe};
use step05_multithread::{Handle, JoinHandle, Runtime, oneshot};
use verdict::{Check, Exercise, Outcome, codes, ensure, same_order};

#[allow(dead_code, unreachable_pub, unused_imports, unused_variables)]
#[path = "../e30_placement.rs"]
mod exercise;

use exercise::Placement;

pub(crate) const EXERCISE: Exercise = Exercise::new(
    "e30_placement",
    "step05-multithread/exercises/e30_placement.rs",
    include_str!("../notes/e30_placement.md"),
    &[
        Check::new("four equal tasks are two on each loop", one_by_one, NEVER_RAN),
        Check::new(
            "so are four that are spawned before any of them runs",
            all_at_once,
            NEVER_RAN,
        ),
        Check::new(
            "one task with work 3 weighs as much as three with work 1",
            by_their_work,
            NEVER_RAN,
        ),
        Check::new(
            "the work of a task that is over counts no more",
            over_is_over,
            NEVER_RAN,
        ),
        Check::new("nor does that of one that has panicked", panicked, NEVER_RAN),
        Check::new(
            "nor that of one that was aborted before its first poll",
            aborted,
            NEVER_RAN,
        ),
        Check::new(
            "tasks of all loops can share a placement",
            can_be_shared,
            "This check runs nothing.",
        ),
    ],
);

const NEVER_RAN: &str = "Each task of this check says on which loop it runs, and one of \
                         them never did. Has it been spawned on a loop, with the future \
                         that you were given?";

fn main() -> ExitCode {
    verdict::main(&EXERCISE)
}

/// Two loops, and a placement on them. The check runs on loop 0.
fn on_two_loops<F>(check: impl FnOnce(Placement) -> F) -> Outcome
where
    F: Future<Output = Outcome>,
{
    let runtime = Runtime::new(2);
    let loops = (0..2).map(|index| runtime.handle(index)).collect();
    runtime.block_on(check(Placement::new(loops)))
}

/// A task that runs until it is told to end.
struct Task {
    work: u32,
    end: Event<()>,
    joined: JoinHandle<()>,
    place: oneshot::Receiver<usize>,
}

impl Task {
    fn spawn(placement: &Placement, work: u32) -> Self {
        let (tell, place) = oneshot::channel();
        let (end, ends) =
            probes::event(format!("the end of a task with work {work}"));
        end.woken_by("the check, once the task has said on which loop it is");
        let joined = placement.spawn(work, async move {
            let _ = tell.send(Handle::current().index());
            ends.await;
        });
        Self { work, end, joined, place }
    }

    async fn place(&mut self) -> usize {
        (&mut self.place).await.expect("a task says on which loop it is")
    }

    async fn end(self) {
        self.end.complete(());
        self.joined.await.expect("it neither panics nor is aborted");
    }

    async fn event(&mut self) -> String {
        event(self.work, self.place().await)
    }
}

fn event(work: u32, place: usize) -> String {
    format!("work {work} on loop {place}")
}

fn one_by_one() -> Outcome {
    on_two_loops(|placement| async move {
        let (mut tasks, mut events) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            let mut task = Task::spawn(&placement, 1);
            events.push(task.event().await);
            tasks.push(task);
        }
        let expected = [0, 1, 0, 1].map(|place| event(1, place));
        same_order(codes::UNBALANCED, expected, events)
    })
}

fn all_at_once() -> Outcome {
    on_two_loops(|placement| async move {
        let mut tasks = [1; 4].map(|work| Task::spawn(&placement, work));
        let mut events = Vec::new();
        for task in &mut tasks {
            events.push(task.event().await);
        }
        let expected = [0, 1, 0, 1].map(|place| event(1, place));
        same_order(codes::COUNTED_LATE, expected, events)
    })
}

fn by_their_work() -> Outcome {
    on_two_loops(|placement| async move {
        let mut tasks = [3, 1, 1, 1, 2].map(|work| Task::spawn(&placement, work));
        let mut events = Vec::new();
        for task in &mut tasks {
            events.push(task.event().await);
        }
        let expected = [(3, 0), (1, 1), (1, 1), (1, 1), (2, 0)]
            .map(|(work, place)| event(work, place));
        same_order(codes::UNBALANCED, expected, events)
    })
}

fn over_is_over() -> Outcome {
    on_two_loops(|placement| async move {
        let mut long = Task::spawn(&placement, 2);
        let mut events = vec![long.event().await];
        // Each of them ends before the next one comes.
        for _ in 0..4 {
            let mut short = Task::spawn(&placement, 1);
            events.push(short.event().await);
            short.end().await;
        }
        let expected = [(2, 0), (1, 1), (1, 1), (1, 1), (1, 1)]
            .map(|(work, place)| event(work, place));
        same_order(codes::LOAD_KEPT, expected, events)
    })
}

fn panicked() -> Outcome {
    on_two_loops(|placement| async move {
        let unlucky = placement.spawn(5, async { panic!("the flour has run out") });
        let joined: Result<(), _> = unlucky.await;
        let is_panic = joined.is_err_and(|error| error.is_panic());
        ensure!(
            is_panic,
            codes::NO_GUARD,
            "the task panics, and its join handle says so",
            "its join handle says something else",
        );
        let place = Task::spawn(&placement, 1).place().await;
        ensure!(
            place == 0,
            codes::NO_GUARD,
            "work 5 on loop 0 has panicked, so both loops are idle: the next task goes \
             to loop 0",
            "it goes to loop {place}",
        );
        Ok(())
    })
}

fn aborted() -> Outcome {
    on_two_loops(|placement| async move {
        let unwanted = placement.spawn(5, async {});
        unwanted.abort();
        let joined = unwanted.await;
        let cancelled = joined.is_err_and(|error| error.is_cancelled());
        ensure!(
            cancelled,
            codes::NO_GUARD,
            "the task is aborted before its first poll, and its join handle says so",
            "its join handle says something else",
        );
        let probe = Probe::new("the future of a task that was aborted");
        let unwanted = placement.spawn(0, probe.wrap(async {}));
        unwanted.abort();
        let _ = unwanted.await;
        let (polls, dropped) = (probe.polls(), probe.is_dropped());
        ensure!(
            polls == 0 && dropped,
            codes::ABORT_UNSEEN,
            "`abort` of the join handle ends the task: its future is dropped, and never \
             polled",
            "polls: {polls}; dropped: {dropped}",
        );
        let place = Task::spawn(&placement, 1).place().await;
        ensure!(
            place == 0,
            codes::NO_GUARD,
            "work 5 on loop 0 was aborted, so both loops are idle: the next task goes \
             to loop 0",
            "it goes to loop {place}",
        );
        Ok(())
    })
}

fn can_be_shared() -> Outcome {
    let (send, sync) =
        (probes::implements!(Placement: Send), probes::implements!(Placement: Sync));
    ensure!(
        send && sync,
        codes::NOT_SEND,
        "`Placement` is `Send` and `Sync`",
        "`Send`: {send}, `Sync`: {sync}",
    );
    Ok(())
}
