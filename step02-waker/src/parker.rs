use std::sync::Arc;
use std::task::{Wake, Waker};
use std::time::Instant;

use parking_lot::{Condvar, Mutex};

/// Puts a thread to sleep until its [`waker`](Parker::waker) is called.
///
/// A wake that finds nobody asleep is remembered, and the next park returns at
/// once; many such wakes are remembered as one. The same contract as
/// [`std::thread::park`], but the token belongs to this value and not to the
/// thread, so other code that parks the thread can't take it away.
///
/// # Examples
///
/// ```
/// let parker = step02_waker::Parker::new();
/// parker.waker().wake();
/// parker.waker().wake();
/// parker.park(); // returns at once, and uses up both wakes
/// assert!(!parker.park_until(std::time::Instant::now()));
/// ```
#[derive(Debug)]
pub struct Parker {
    token: Arc<Token>,
}

/// What a parker shares with its wakers.
#[derive(Debug)]
struct Token {
    /// Woken since the last park returned.
    woken: Mutex<bool>,
    changed: Condvar,
}

impl Parker {
    /// Creates a parker that nobody has woken yet.
    ///
    /// ```
    /// let parker = step02_waker::Parker::new();
    /// assert!(!parker.park_until(std::time::Instant::now()));
    /// ```
    #[must_use]
    pub fn new() -> Self {
        let (woken, changed) = (Mutex::new(false), Condvar::new());
        let token = Arc::new(Token { woken, changed });
        Self { token }
    }

    /// Returns a waker that ends the current park, or else the next one. It may be
    /// called from any thread, also when the parker is gone.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// let parker = step02_waker::Parker::new();
    /// let waker = parker.waker();
    /// std::thread::spawn(move || waker.wake());
    /// assert!(parker.park_until(Instant::now() + Duration::from_secs(60)));
    /// ```
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker::from(Arc::clone(&self.token))
    }

    /// Blocks the thread until it is woken.
    ///
    /// ```
    /// let parker = step02_waker::Parker::new();
    /// parker.waker().wake();
    /// parker.park(); // returns at once, and uses the wake up
    /// assert!(!parker.park_until(std::time::Instant::now()));
    /// ```
    pub fn park(&self) {
        let mut woken = self.token.woken.lock();
        while !*woken {
            self.token.changed.wait(&mut woken);
        }
        *woken = false;
    }

    /// Blocks the thread until it is woken or `deadline` has come, and returns
    /// whether it was woken.
    ///
    /// ```
    /// use std::time::{Duration, Instant};
    ///
    /// let parker = step02_waker::Parker::new();
    /// let deadline = Instant::now() + Duration::from_millis(5);
    /// assert!(!parker.park_until(deadline));
    /// assert!(Instant::now() >= deadline);
    /// ```
    pub fn park_until(&self, deadline: Instant) -> bool {
        let mut woken = self.token.woken.lock();
        while !*woken {
            if self.token.changed.wait_until(&mut woken, deadline).timed_out() {
                break;
            }
        }
        std::mem::take(&mut *woken)
    }
}

impl Default for Parker {
    fn default() -> Self {
        Self::new()
    }
}

impl Wake for Token {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // The mark is set under the lock that `park` holds from its look at the
        // mark until it sleeps, so no wake falls between the two.
        let was_woken = std::mem::replace(&mut *self.woken.lock(), true);
        if !was_woken {
            self.changed.notify_one();
        }
    }
}
