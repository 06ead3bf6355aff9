use std::thread;
use std::time::Duration;

use step03_timers::Timers;

/// Blocks the whole thread for `duration`, and so every task of its loop: what
/// `time.sleep` does to asyncio. Here to show what goes wrong; a task that wants to
/// wait awaits [`sleep`](step03_timers::sleep).
///
/// In a loop with a virtual clock, the time passes at once.
///
/// # Examples
///
/// ```
/// use std::time::Duration;
/// use step04_spawn::{Clock, block_on_with, block_thread, now};
///
/// block_on_with(Clock::new_virtual(), async {
///     let start = now();
///     block_thread(Duration::from_secs(1));
///     assert_eq!(now() - start, Duration::from_secs(1));
/// });
/// ```
pub fn block_thread(duration: Duration) {
    match Timers::try_current() {
        Some(timers) if timers.clock().is_virtual() => {
            timers.clock().advance_to(timers.clock().after(duration));
        }
        _ => thread::sleep(duration),
    }
}
