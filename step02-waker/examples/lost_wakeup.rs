//! A wake-up that comes at the worst moment: the sleeper has looked for it, and isn't
//! asleep yet. A careless parker loses it, a `Parker` can't.

use std::sync::atomic::{AtomicBool, Ordering::SeqCst};
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};
use step02_waker::Parker;

const HALF_A_SECOND: Duration = Duration::from_millis(500);

#[derive(Default)]
struct Careless {
    woken: AtomicBool, // looked at without the lock: that is the mistake
    lock: Mutex<()>,
    changed: Condvar,
}

impl Careless {
    fn wake(&self) {
        self.woken.store(true, SeqCst);
        self.changed.notify_one();
    }
}

fn main() {
    example_args::nothing_to_draw();
    let (careless, deadline) = (Careless::default(), Instant::now() + HALF_A_SECOND);
    if !careless.woken.load(SeqCst) {
        careless.wake(); // the worst moment: nobody is waiting yet
        careless.changed.wait_until(&mut careless.lock.lock(), deadline);
    }
    println!("careless: slept to the deadline: {}", Instant::now() >= deadline);

    let (parker, deadline) = (Parker::new(), Instant::now() + HALF_A_SECOND);
    parker.waker().wake(); // a lock leaves no moment between the look and the sleep
    parker.park_until(deadline);
    println!("Parker:   slept to the deadline: {}", Instant::now() >= deadline);
}
