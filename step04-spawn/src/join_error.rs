use std::any::Any;
use std::fmt;

use parking_lot::Mutex;

/// Why a task has no output.
///
/// # Examples
///
/// ```
/// use step04_spawn::{block_on, spawn};
///
/// block_on(async {
///     let error = spawn(async { panic!("oh no") }).await.unwrap_err();
///     assert_eq!(error.to_string(), "the task panicked: oh no");
/// });
/// ```
#[derive(Debug)]
pub enum JoinError {
    /// The task was aborted, or was dropped when its loop ended.
    Cancelled,
    /// The task panicked.
    Panicked(Panic),
}

impl JoinError {
    /// The error of a task whose panic threw that.
    ///
    /// ```
    /// use step04_spawn::JoinError;
    ///
    /// let thrown = std::panic::catch_unwind(|| panic!("oh no")).unwrap_err();
    /// assert_eq!(JoinError::panicked(thrown).to_string(), "the task panicked: oh no");
    /// ```
    #[must_use]
    pub fn panicked(payload: Box<dyn Any + Send>) -> Self {
        Self::Panicked(Panic { payload: Mutex::new(payload) })
    }

    /// Whether the task was aborted, or was dropped when its loop ended.
    ///
    /// ```
    /// assert!(step04_spawn::JoinError::Cancelled.is_cancelled());
    /// ```
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        matches!(self, Self::Cancelled)
    }

    /// Whether the task panicked.
    ///
    /// ```
    /// assert!(!step04_spawn::JoinError::Cancelled.is_panic());
    /// ```
    #[must_use]
    pub fn is_panic(&self) -> bool {
        matches!(self, Self::Panicked(_))
    }
}

impl fmt::Display for JoinError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cancelled => f.write_str("the task was cancelled"),
            Self::Panicked(panic) => {
                write!(f, "the task panicked: {}", panic.message())
            }
        }
    }
}

impl std::error::Error for JoinError {}

/// The panic of a task.
///
/// ```
/// use step04_spawn::{JoinError, block_on, spawn};
///
/// let task = async { panic!("oh no") };
/// match block_on(async { spawn(task).await }) {
///     Err(JoinError::Panicked(panic)) => assert_eq!(panic.message(), "oh no"),
///     other => unreachable!("{other:?}"),
/// }
/// ```
pub struct Panic {
    /// A payload is `Send` but not `Sync`; behind a lock it is both, so that the
    /// error can be passed up with `?` wherever errors go.
    payload: Mutex<Box<dyn Any + Send>>,
}

impl Panic {
    /// What the panic said; if that wasn't text, a sentence about it.
    ///
    /// ```
    /// # use step04_spawn::{JoinError, block_on, spawn};
    /// # let task = async { std::panic::panic_any(7) };
    /// # let result: Result<(), _> = block_on(async { spawn(task).await });
    /// # let Err(JoinError::Panicked(panic)) = result else { unreachable!() };
    /// // after `std::panic::panic_any(7)`
    /// assert_eq!(panic.message(), "a panic without a message");
    /// ```
    #[must_use]
    pub fn message(&self) -> String {
        let payload = self.payload.lock();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
        text.unwrap_or("a panic without a message").to_owned()
    }

    /// What was given to the panic, for [`std::panic::resume_unwind`].
    ///
    /// ```
    /// # use step04_spawn::{JoinError, block_on, spawn};
    /// # let task = async { std::panic::panic_any(7) };
    /// # let result: Result<(), _> = block_on(async { spawn(task).await });
    /// # let Err(JoinError::Panicked(panic)) = result else { unreachable!() };
    /// // after `std::panic::panic_any(7)`
    /// assert_eq!(panic.into_payload().downcast_ref(), Some(&7));
    /// ```
    #[must_use]
    pub fn into_payload(self) -> Box<dyn Any + Send> {
        self.payload.into_inner()
    }
}

impl fmt::Debug for Panic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Panic").field(&self.message()).finish()
    }
}
