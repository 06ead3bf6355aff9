use std::cell::Cell;

thread_local! {
    static RUNNING: Cell<bool> = const { Cell::new(false) };
}

/// The mark that a loop runs on this thread, from [`Running::enter`] to its drop.
///
/// One running loop per thread, as in asyncio: a second one would block the first,
/// and with it every future that the first one runs.
///
/// # Examples
///
/// ```
/// use step02_waker::Running;
///
/// let running = Running::enter();
/// assert!(std::panic::catch_unwind(Running::enter).is_err());
/// drop(running);
/// drop(Running::enter());
/// ```
#[derive(Debug)]
#[must_use = "the thread counts as free again when this is dropped"]
pub struct Running {
    /// Not `Send`: the mark is this thread's.
    _here: std::marker::PhantomData<*const ()>,
}

impl Running {
    /// Marks this thread as running a loop.
    ///
    /// # Panics
    ///
    /// When a loop is running on this thread already.
    ///
    /// ```
    /// let _running = step02_waker::Running::enter();
    /// assert!(step02_waker::Running::is_here());
    /// ```
    #[track_caller]
    pub fn enter() -> Self {
        let nested = RUNNING.replace(true);
        assert!(
            !nested,
            "`block_on` was called inside a running loop and would block it: \
             `.await` the future instead, or give it a thread of its own"
        );
        Self { _here: std::marker::PhantomData }
    }

    /// Whether a loop is running on this thread.
    ///
    /// ```
    /// use step02_waker::Running;
    ///
    /// assert!(!Running::is_here());
    /// let _running = Running::enter();
    /// assert!(Running::is_here());
    /// ```
    #[must_use]
    pub fn is_here() -> bool {
        RUNNING.get()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.set(false);
    }
}
