use std::thread;
use std::time::Duration;

use crate::oneshot;

/// Waits for `duration`, counted from the first poll, never shorter.
///
/// A thread of its own sleeps for it and then wakes the loop: simple, and a
/// thread for each sleep. When the future is dropped, that thread sleeps on, for
/// nothing.
///
/// # Panics
///
/// When the system has no more threads to give.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use step02_waker::{block_on, sleep};
///
/// let start = Instant::now();
/// block_on(sleep(Duration::from_millis(5)));
/// assert!(start.elapsed() >= Duration::from_millis(5));
/// ```
pub async fn sleep(duration: Duration) {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        thread::sleep(duration);
        // Nobody may be waiting any more, and that is fine.
        let _ = sender.send(());
    });
    receiver.await.expect("the helper thread sends before it ends");
}
