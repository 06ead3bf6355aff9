//! Small programs that say in which order things happen, and a runner that runs them
//! on any loop: so loops can be compared with each other, and with CPython's asyncio.
//!
//! # A program
//!
//! is a JSON object with `tasks`, a list of operations for each task, and perhaps
//! `about`, a word to the reader. It begins and ends with the task `main`.
//!
//! ```
//! use tests::ours::Step04;
//! use tests::schedule::{Program, run};
//!
//! let program = Program::parse(r#"{
//!     "tasks": {
//!         "main": [{"spawn": "child"}, {"sleep": 3}, {"catch": "child"}],
//!         "child": [{"log": "hello"}, "yield", {"fail": "oh no"}]
//!     }
//! }"#)?;
//! assert_eq!(run::<Step04>(&program)?.lines, [
//!     "0 main starts",
//!     "0 main spawns child",
//!     "0 child starts",
//!     "0 child says hello",
//!     "0 child goes on",
//!     "0 child fails: oh no",
//!     "3 main wakes",
//!     "3 main catches child: it failed: oh no",
//!     "3 main ends",
//! ]);
//! # Ok::<(), String>(())
//! ```
//!
//! | operation | what it does | what it says when it is done |
//! |---|---|---|
//! | `{"log": "hello"}` | nothing | `says hello` |
//! | `{"sleep": 5}` | waits for 5 ms | `wakes` |
//! | `"yield"` | gives control back once | `goes on` |
//! | `{"spawn": "b"}` | starts the task `b` | `spawns b` |
//! | `{"join": "b"}` | waits for the end of `b`; fails if `b` has no output | `joins b` |
//! | `{"catch": "b"}` | waits for the end of `b` | `catches b: ` and what it gave |
//! | `{"wait": {"task": "b", "ms": 5}}` | the same for 5 ms at most | `waits for b: ` and what it gave, or `the time is up` |
//! | `{"cancel": "b"}` | asks `b` to end | `cancels b`, or `can't cancel b yet` if it isn't spawned |
//! | `{"fail": "oh no"}` | ends the task by a panic (an exception) | `fails: oh no` |
//!
//! A task also says that it `starts`, `ends`, or `is cancelled`; one that is
//! cancelled before it started says nothing. Each line has the milliseconds of virtual
//! time and the task in front. The last is the end of `main`.
//!
//! What can't be meant is refused before anything runs: see [`Program::parse`]. Each
//! task is spawned in exactly one place; one task at most waits for its end, since a
//! join handle has one owner. That task may not be the spawner, and may wait before
//! the other is spawned.
//!
//! # Deadlocks
//!
//! Circles of joins are refused. What is left is a task whose spawner ended, or waits,
//! before it came to spawn it. The loops would then park for ever, so the runner takes
//! notes of who waits for whom, and ends the run when everybody does. (The reference
//! for asyncio finds out in quite another way: its loop is about to block, and no
//! timer is set.)
//!
//! # Where asyncio and Rust rightly differ
//!
//! The traces are the same, line by line, since these differences are known:
//!
//! - **Cancelling** is an exception in asyncio, which a coroutine may catch and
//!   survive; in Rust the future is dropped. Here no task catches it. Both take effect
//!   in the task's own next turn, and not at once.
//! - **Cancelling a task that awaits another** cancels the other one, too, in asyncio:
//!   the request goes down the chain. In Rust a join handle is dropped, and its task
//!   runs on. `asyncio.shield` would prevent that, but it wakes the joiner a turn later
//!   than `await task`. So the reference awaits an object of its own that passes the
//!   wake-up on and keeps the request to itself; where nobody cancels the joiner, it is
//!   a plain `await task`.
//! - **A limited wait** is `asyncio.wait_for(asyncio.shield(task), ...)` there, which
//!   takes a turn more, and before Python 3.12 two. The reference uses the same object
//!   with a timer.
//! - **A wait that was given up** takes its callback back in asyncio. In Rust a join
//!   handle that is kept keeps the waker, too, so the end of its task later wakes who
//!   waited: one poll too many, by which it may learn of something else before its
//!   turn. So the runner waits with a waker that it can turn off.
//! - **Equal deadlines** fire in the order they were set here, in no particular order
//!   in asyncio, whose heap compares nothing else. Random programs have none.
//! - **A sleep** takes asyncio two turns to end: the timer completes a future, which
//!   schedules the task. In virtual time nothing else is ready in the first of them.
//! - **The end of `main`** ends asyncio's loop after the turn, and the steps' loops at
//!   once. What other tasks do after `main` has ended isn't compared.
//! - **`main`** stands in the queue like any task, in asyncio and from step 4 on, but
//!   not in tokio: see [`QueuedTokio`].
//!
//! **Read next:** `program.rs`, `notation.rs`, `check.rs`, `run.rs`, `record.rs`, `lineup.rs`,
//! `generate.rs`; and for asyncio, `tests/asyncio/reference.py`.

mod check;
mod notation;
mod program;

mod own_waker;
mod record;
mod report;
mod run;

mod lineup;

mod generate;

pub use generate::random_program;
pub use lineup::{Loop, QueuedTokio};
pub use program::{MAIN, Millis, Op, Program};
pub use report::{Ended, Report};
pub use run::run;
