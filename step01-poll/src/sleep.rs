use std::time::{Duration, Instant};

use crate::yield_now;

/// Waits for `duration`, counted from the first poll, never shorter.
///
/// It looks at the clock at every poll and otherwise gives control back: busy
/// waiting, but other futures get their turns meanwhile.
///
/// # Examples
///
/// ```
/// use std::time::{Duration, Instant};
/// use step01_poll::{block_on, sleep};
///
/// let start = Instant::now();
/// block_on(sleep(Duration::from_millis(5)));
/// assert!(start.elapsed() >= Duration::from_millis(5));
/// ```
pub async fn sleep(duration: Duration) {
    let start = Instant::now();
    while start.elapsed() < duration {
        yield_now().await;
    }
}
