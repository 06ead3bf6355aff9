//! A limit in real time for whatever might hang: a lost wake is a failed test, not
//! a stuck run.

use std::panic::resume_unwind;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

/// Far more than any test takes, also on a machine that is busy.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs `body` on a thread of its own, and panics if it isn't done within the limit.
/// A panic of `body` passes through.
///
/// A thread that hangs is left behind, and ends with the process.
///
/// # Panics
///
/// When the limit is reached.
///
/// ```
/// assert_eq!(tests::limit::within_limit(|| 7), 7);
/// ```
pub fn within_limit<T: Send + 'static>(
    body: impl FnOnce() -> T + Send + 'static,
) -> T {
    within(LIMIT, body)
}

/// Like [`within_limit`], with a limit of the caller's choice.
///
/// # Panics
///
/// When the limit is reached.
///
/// ```
/// let forever = || loop { std::thread::park() };
/// let limit = std::time::Duration::from_millis(1);
/// let hung = std::panic::catch_unwind(|| tests::limit::within(limit, forever));
/// assert!(hung.is_err());
/// ```
pub fn within<T: Send + 'static>(
    limit: Duration,
    body: impl FnOnce() -> T + Send + 'static,
) -> T {
    crate::on_purpose::keep_quiet();
    let (sender, receiver) = channel();
    let name = thread::current().name().map(str::to_owned);
    let thread = thread::Builder::new().name(name.unwrap_or_default());
    let thread = thread.spawn(move || {
        let output = body();
        // Nobody is waiting any more if the limit was reached.
        let _ = sender.send(output);
    });
    let thread = thread.expect("the system has a thread for a test");
    match receiver.recv_timeout(limit) {
        Ok(output) => {
            // What the thread still has to drop belongs to the test.
            match thread.join() {
                Ok(()) => output,
                Err(panic) => resume_unwind(panic),
            }
        }
        Err(RecvTimeoutError::Disconnected) => match thread.join() {
            Ok(()) => unreachable!("it sends its output, or panics"),
            Err(panic) => resume_unwind(panic),
        },
        Err(RecvTimeoutError::Timeout) => {
            panic!("no end within {limit:?}: a wake was lost, or a loop is stuck")
        }
    }
}
