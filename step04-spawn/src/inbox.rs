use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Waker;

use parking_lot::Mutex;
use step03_timers::contain;

/// Where other threads leave things for a loop. The first thing in an empty inbox
/// unparks the loop; the loop takes all that has come at once.
///
/// # Examples
///
/// ```
/// use step04_spawn::{Inbox, Parker};
///
/// let parker = Parker::new();
/// let inbox = Inbox::new(parker.waker());
/// std::thread::scope(|scope| {
///     scope.spawn(|| inbox.post("hello"));
///     parker.park();
/// });
/// let mut mail = Vec::new();
/// inbox.take(&mut mail);
/// assert_eq!(mail, ["hello"]);
/// ```
pub struct Inbox<M> {
    /// `None` when the loop has ended.
    mail: Mutex<Option<Vec<M>>>,
    /// There is mail. Lets the loop look without taking the lock, at each turn.
    has_mail: AtomicBool,
    unpark: Waker,
}

impl<M> Inbox<M> {
    /// Creates an empty inbox for the loop that `unpark` wakes.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::<u8>::new(std::task::Waker::noop().clone());
    /// assert!(inbox.is_empty());
    /// ```
    #[must_use]
    pub fn new(unpark: Waker) -> Self {
        let (mail, has_mail) =
            (Mutex::new(Some(Vec::new())), AtomicBool::new(false));
        Self { mail, has_mail, unpark }
    }

    /// Leaves a message, behind those that are there.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::new(std::task::Waker::noop().clone());
    /// inbox.post("hello");
    /// assert!(!inbox.is_empty());
    /// ```
    pub fn post(&self, message: M) {
        self.post_unless(message, |_last| false);
    }

    /// Like [`post`](Self::post), unless the message before it makes it
    /// superfluous. `superfluous` must not run foreign code.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::new(std::task::Waker::noop().clone());
    /// let mut mail = Vec::new();
    /// inbox.post_unless("wake", |last| *last == "wake");
    /// inbox.post_unless("wake", |last| *last == "wake");
    /// inbox.take(&mut mail);
    /// assert_eq!(mail, ["wake"]);
    /// ```
    pub fn post_unless(&self, message: M, superfluous: impl FnOnce(&M) -> bool) {
        let mut guard = self.mail.lock();
        let mail = guard.as_mut();
        let Some(mail) = mail.filter(|mail| !mail.last().is_some_and(superfluous))
        else {
            drop(guard);
            contain(|| drop(message)); // it may hold a future, which is foreign
            return;
        };
        mail.push(message);
        // Release: pairs with the Acquire in `is_empty`.
        let had_mail = self.has_mail.swap(true, Ordering::Release);
        drop(guard);
        // The loop is awake, or about to be, until it has taken all mail.
        if !had_mail {
            self.unpark.wake_by_ref();
        }
    }

    /// Swaps the mail with `empty`, which is empty. To be called whenever a park
    /// has ended, and else once a turn.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::new(std::task::Waker::noop().clone());
    /// let mut mail = Vec::new();
    /// inbox.post(1);
    /// inbox.post(2);
    /// inbox.take(&mut mail);
    /// assert_eq!(mail, [1, 2]);
    /// ```
    pub fn take(&self, empty: &mut Vec<M>) {
        let mut mail = self.mail.lock();
        // Relaxed: the lock orders it with `post`.
        self.has_mail.store(false, Ordering::Relaxed);
        if let Some(mail) = mail.as_mut() {
            std::mem::swap(mail, empty);
        }
    }

    /// Drops what is there, and from now on what comes.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::new(std::task::Waker::noop().clone());
    /// inbox.close();
    /// inbox.post("hello");
    /// assert!(inbox.is_empty());
    /// ```
    pub fn close(&self) {
        let mut mail = self.mail.lock();
        let left = mail.take();
        self.has_mail.store(false, Ordering::Relaxed);
        drop(mail);
        drop_all(left);
    }

    /// Whether no message is waiting.
    ///
    /// ```
    /// let inbox = step04_spawn::Inbox::<u8>::new(std::task::Waker::noop().clone());
    /// assert!(inbox.is_empty());
    /// ```
    #[must_use]
    pub fn is_empty(&self) -> bool {
        // Acquire: pairs with the Release in `post`.
        !self.has_mail.load(Ordering::Acquire)
    }
}

impl<M> Drop for Inbox<M> {
    fn drop(&mut self) {
        drop_all(self.mail.get_mut().take());
    }
}

fn drop_all<M>(mail: Option<Vec<M>>) {
    let Some(mail) = mail else { return };
    for message in mail {
        contain(|| drop(message)); // it may hold a future, which is foreign
    }
}

impl<M> fmt::Debug for Inbox<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inbox").field("is_empty", &self.is_empty()).finish()
    }
}
