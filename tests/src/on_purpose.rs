//! Panics that a test asks for, and that the output of the tests needn't show.

use std::any::Any;
use std::cell::Cell;
use std::panic::{
    AssertUnwindSafe, PanicHookInfo, catch_unwind, panic_any, set_hook, take_hook,
};
use std::sync::Once;

/// What a message starts with if its panic is on purpose.
const MARK: &str = "on purpose: ";

thread_local! {
    /// Every panic on this thread is expected for now.
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics that are on purpose out of the output, from now on.
pub fn keep_quiet() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let loud = take_hook();
        set_hook(Box::new(move |info| {
            if !QUIET.get() && !is_marked(info) {
                loud(info);
            }
        }));
    });
}

fn is_marked(info: &PanicHookInfo<'_>) -> bool {
    info.payload_as_str().is_some_and(|said| said.starts_with(MARK))
}

/// Panics, without a word on standard error.
///
/// ```
/// use tests::on_purpose::{catch, panic_with};
///
/// assert_eq!(catch(|| panic_with("oh no")), Err("on purpose: oh no".to_owned()));
/// ```
pub fn panic_with(message: &str) -> ! {
    panic_any(format!("{MARK}{message}"))
}

/// The message of [`panic_with`].
///
/// ```
/// assert_eq!(tests::on_purpose::message("oh no"), "on purpose: oh no");
/// ```
#[must_use]
pub fn message(message: &str) -> String {
    format!("{MARK}{message}")
}

/// Calls `f`, and returns the message of its panic if it panics.
///
/// # Errors
///
/// The message.
///
/// ```
/// assert_eq!(tests::on_purpose::catch(|| 7), Ok(7));
/// ```
pub fn catch<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    let outer = QUIET.replace(true);
    let result = catch_unwind(AssertUnwindSafe(f));
    QUIET.set(outer);
    result.map_err(|payload| message_of(&*payload))
}

/// What a panic said.
///
/// ```
/// let payload = std::panic::catch_unwind(|| std::panic::panic_any(7)).unwrap_err();
/// let said = tests::on_purpose::message_of(&*payload);
/// assert_eq!(said, "a panic without a message");
/// ```
#[must_use]
pub fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| payload.downcast_ref::<&str>().copied());
    text.unwrap_or("a panic without a message").to_owned()
}
