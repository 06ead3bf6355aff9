use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use super::lineup::Loop;
use super::own_waker::with_own_waker;
use super::program::{MAIN, Op, Program};
use super::record::{Record, State};
use super::report::{Ended, Report};
use crate::loops::{Failure, Task};

/// Runs a program that is [checked](Program::check), and says what happened.
///
/// # Errors
///
/// A sentence, when the program has an operation that this loop hasn't.
///
/// ```
/// use tests::ours::Step04;
/// use tests::schedule::{Program, run};
///
/// let program = Program::parse(r#"{"tasks": {"main": [{"sleep": 5}]}}"#)?;
/// assert_eq!(run::<Step04>(&program)?.lines, ["0 main starts", "5 main wakes", "5 main ends"]);
/// # Ok::<(), String>(())
/// ```
pub fn run<L: Loop>(program: &Program) -> Result<Report, String> {
    can_run::<L>(program)?;
    let run = Rc::new(Run { program: program.clone(), record: Record::new(L::now) });
    L::run(main::<L>(Rc::clone(&run)));
    Ok(run.record.report())
}

/// What a join gives.
type Given = Result<String, Failure>;

/// Up to step 3, a loop has one future and no tasks.
fn can_run<L: Loop>(program: &Program) -> Result<(), String> {
    for (task, ops) in &program.tasks {
        for (index, op) in ops.iter().enumerate() {
            if !L::HAS_TASKS && op.other().is_some() {
                let op = op.name();
                return Err(format!(
                    "tasks.{task}[{index}]: this loop has no `{op}`: \
                     step 4 is the first one with tasks"
                ));
            }
        }
    }
    Ok(())
}

struct Run<L: Loop> {
    program: Program,
    record: Record<L::Handle>,
}

/// Runs `main`, until it ends or nobody can ever get on.
async fn main<L: Loop>(run: Rc<Run<L>>) {
    run.record.begin();
    let life = Life { run: Rc::clone(&run), task: MAIN.to_owned() };
    let mut main = pin!(body(life));
    poll_fn(|cx| {
        if run.record.is_deadlocked(cx) {
            return Poll::Ready(());
        }
        main.as_mut().poll(cx).map(|result| {
            run.record.end(if result.is_ok() { Ended::Well } else { Ended::Failed });
        })
    })
    .await;
}

/// What each task does. `Err` is the reason why it fails.
async fn body<L: Loop>(life: Life<L>) -> Result<String, String> {
    let Life { run, task } = &life;
    run.record.set(task, State::Started);
    run.record.line(task, "starts");
    for op in &run.program.tasks[task] {
        if let Err(reason) = run.step(task, op).await {
            run.record.line(task, &format!("fails: {reason}"));
            run.record.set(task, State::Over);
            return Err(reason);
        }
    }
    run.record.line(task, "ends");
    run.record.set(task, State::Over);
    Ok(format!("{task}'s output"))
}

/// Goes with a task's future: it is over when this is dropped, polled or not.
struct Life<L: Loop> {
    run: Rc<Run<L>>,
    task: String,
}

impl<L: Loop> Drop for Life<L> {
    fn drop(&mut self) {
        // One that was cancelled before its first poll has nothing to say: asyncio
        // doesn't run a line of it either.
        if self.run.record.is(&self.task, State::Started) {
            self.run.record.line(&self.task, "is cancelled");
        }
        self.run.record.set(&self.task, State::Over);
    }
}

impl<L: Loop> Run<L> {
    async fn step(self: &Rc<Self>, me: &str, op: &Op) -> Result<(), String> {
        let line = match op {
            Op::Log(text) => format!("says {text}"),
            Op::Sleep(ms) => {
                self.record.deadline(Duration::from(*ms));
                L::sleep(Duration::from(*ms)).await;
                "wakes".to_owned()
            }
            Op::Yield => {
                L::yield_now().await;
                "goes on".to_owned()
            }
            Op::Spawn(task) => {
                self.spawn(task);
                format!("spawns {task}")
            }
            Op::Join(task) => {
                let given = poll_fn(|cx| self.poll_end(me, task, cx)).await;
                given.map_err(|failure| match failure {
                    Failure::Cancelled => format!("{task} was cancelled"),
                    Failure::Panicked(_) => format!("{task} failed"),
                })?;
                format!("joins {task}")
            }
            Op::Catch(task) => {
                let given = poll_fn(|cx| self.poll_end(me, task, cx)).await;
                format!("catches {task}: {}", in_words(given))
            }
            Op::Wait { task, ms } => {
                let limit = Duration::from(*ms);
                self.record.deadline(limit);
                let end = poll_fn(|cx| self.poll_given(task, cx));
                let given = L::timeout(limit, with_own_waker(end)).await;
                let given = given.map_or("the time is up".to_owned(), in_words);
                format!("waits for {task}: {given}")
            }
            Op::Cancel(task) => {
                let is_there = self.record.with_handle(task, |handle| {
                    handle.abort();
                });
                match is_there {
                    Some(()) => self.record.cancelled(task),
                    None => {
                        return self.say(me, &format!("can't cancel {task} yet"));
                    }
                }
                format!("cancels {task}")
            }
            Op::Fail(reason) => return Err(reason.clone()),
        };
        self.say(me, &line)
    }

    fn say(&self, me: &str, line: &str) -> Result<(), String> {
        self.record.line(me, line);
        Ok(())
    }

    fn spawn(self: &Rc<Self>, task: &str) {
        let life = Life { run: Rc::clone(self), task: task.to_owned() };
        // The panic of a task that fails: this way it isn't reported by the hook.
        let future = async {
            body(life).await.unwrap_or_else(|reason| resume_unwind(Box::new(reason)))
        };
        self.record.set(task, State::Spawned);
        self.record.arrived(task, L::spawn(future));
    }

    /// The end of a task, and that its joiner can't get on without it.
    fn poll_end(&self, me: &str, task: &str, cx: &mut Context<'_>) -> Poll<Given> {
        let given = self.poll_given(task, cx);
        self.record.awaits(me, given.is_pending().then_some(task));
        given
    }

    /// What a task gave. One that isn't spawned yet may still be.
    fn poll_given(&self, task: &str, cx: &mut Context<'_>) -> Poll<Given> {
        if let Some(given) = self.record.given(task) {
            return Poll::Ready(given);
        }
        let poll = self.record.with_handle(task, |handle| pin!(handle).poll(cx));
        match poll {
            None => self.record.wake_when_spawned(task, cx.waker()),
            Some(Poll::Pending) => {}
            Some(Poll::Ready(given)) => {
                self.record.set_given(task, given.clone());
                return Poll::Ready(given);
            }
        }
        Poll::Pending
    }
}

fn in_words(given: Given) -> String {
    match given {
        Ok(output) => output,
        Err(Failure::Cancelled) => "it was cancelled".to_owned(),
        Err(Failure::Panicked(reason)) => format!("it failed: {reason}"),
    }
}
