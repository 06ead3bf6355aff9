use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs foreign code (a waker, a destructor) whose panic is to end here: it is no
/// reason for the loop to end, and the panic hook has reported it.
///
/// # Examples
///
/// ```
/// # std::panic::set_hook(Box::new(|_| {}));
/// let mut steps = Vec::new();
/// step03_timers::contain(|| {
///     steps.push("before");
///     panic!("this goes no further");
/// });
/// steps.push("after");
/// assert_eq!(steps, ["before", "after"]);
/// ```
pub fn contain(foreign: impl FnOnce()) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(foreign)) {
        // The destructor of what was thrown is foreign, too. If it throws once more,
        // that is left where it is.
        let again = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        mem::forget(again);
    }
}
