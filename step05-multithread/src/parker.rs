use std::hint::spin_loop;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::task::{Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use parking_lot::{Condvar, Mutex};

/// How long a thread looks out for a wake before it sleeps.
///
/// To put a thread to sleep and to wake it up again takes the system far longer than it
/// takes to see a mark that another core has set. So where wakes are frequent, it pays
/// to stay up for a while.
const WINDOW: Duration = Duration::from_micros(50);

/// How often it looks before it lets others have its core for a moment: the thread that
/// it waits for may have no other. The first time soon, and then not so often.
const GLANCES: [u32; 2] = [16, 128];

/// After so many times in vain it hardly looks out any more, so that an idle thread uses
/// no core.
const PATIENCE: u32 = 4;

/// How late a thread that sleeps may be woken for a deadline: so it wakes up once for all
/// the deadlines of a millisecond. (tokio's timers are as precise as that.)
const SLACK: Duration = Duration::from_millis(1);

/// Puts a thread to sleep until it is woken, like step 2's parker; but before it
/// sleeps, it looks out for a wake for a while, if that has paid off lately.
#[derive(Debug)]
pub(crate) struct Parker {
    bell: Arc<Bell>,
    /// How many times in a row to look out was in vain, or would have been. (Only the
    /// thread that parks asks for it: Relaxed.)
    in_vain: AtomicU32,
}

/// What a parker shares with its wakers.
#[derive(Debug)]
struct Bell {
    /// It has rung since the last answer.
    rung: AtomicBool,
    /// Held from the look at the bell until the thread sleeps.
    lock: Mutex<()>,
    rings: Condvar,
}

impl Parker {
    pub(crate) fn new() -> Self {
        let (lock, rings) = (Mutex::new(()), Condvar::new());
        let bell = Bell { rung: AtomicBool::new(false), lock, rings };
        Self { bell: Arc::new(bell), in_vain: AtomicU32::new(0) }
    }

    /// Returns a waker that ends the current park, or else the next one.
    pub(crate) fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.bell))
    }

    /// Blocks the thread until it is woken, or until `deadline`; if it sleeps, maybe a
    /// millisecond longer, however soon that is.
    pub(crate) fn park(&self, deadline: Option<Instant>) {
        if self.bell.answer() {
            return;
        }
        let start = Instant::now();
        let window = start + WINDOW;
        let in_vain = self.in_vain.load(Ordering::Relaxed);
        // Once more after 4, 8, 16, … times in vain: times may have changed.
        if in_vain < PATIENCE || in_vain.is_power_of_two() {
            let end = deadline.map_or(window, |deadline| deadline.min(window));
            let rung = self.look_out(end);
            if rung || end < window {
                self.look_back(rung);
                return;
            }
        }
        let rung = self.bell.sleep(deadline.map(|deadline| deadline + SLACK));
        self.look_back(rung && Instant::now() < window + WINDOW);
    }

    /// Looks out until the bell rings, or until `end`. Returns whether it has rung.
    fn look_out(&self, end: Instant) -> bool {
        let [mut glances, more_glances] = GLANCES;
        loop {
            for _ in 0..glances {
                if self.bell.answer() {
                    return true;
                }
                spin_loop();
            }
            if Instant::now() >= end {
                return false;
            }
            thread::yield_now();
            glances = more_glances;
        }
    }

    fn look_back(&self, paid_off: bool) {
        let in_vain = self.in_vain.load(Ordering::Relaxed);
        let in_vain = if paid_off { 0 } else { in_vain.saturating_add(1) };
        self.in_vain.store(in_vain, Ordering::Relaxed);
    }
}

impl Bell {
    /// Whether it has rung since the last answer.
    fn answer(&self) -> bool {
        // Acquire: pairs with the Release in `wake_by_ref`.
        self.rung.load(Ordering::Relaxed) && self.rung.swap(false, Ordering::Acquire)
    }

    /// Sleeps until it rings, or until `deadline`. Returns whether it has rung.
    fn sleep(&self, deadline: Option<Instant>) -> bool {
        let mut lock = self.lock.lock();
        while !self.answer() {
            let Some(deadline) = deadline else {
                self.rings.wait(&mut lock);
                continue;
            };
            if self.rings.wait_until(&mut lock, deadline).timed_out() {
                return self.answer();
            }
        }
        true
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // Release: pairs with the Acquire in `answer`.
        if !self.rung.swap(true, Ordering::Release) {
            // Between its look at the bell and its sleep, a thread has the lock.
            drop(self.lock.lock());
            self.rings.notify_one();
        }
    }
}
