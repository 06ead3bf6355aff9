//! When a deadline passes.
//!
//! No time passes in a model. Instead, some thread of it [allows](allow) a time-out,
//! at any moment, like all that threads do; and the next wait that has a deadline,
//! whatever deadline that is, times out. One that nobody has allowed waits until it
//! is notified. Since a sleeper does nothing, it makes no difference to others that
//! it times out as it goes to sleep and not later.

use loom::sync::atomic::{AtomicUsize, Ordering};

loom::lazy_static! {
    static ref ALLOWED: AtomicUsize = AtomicUsize::new(0);
}

/// Lets one wait with a deadline time out: the next that begins.
pub fn allow() {
    // Relaxed, here and below: the passing of time orders nothing else.
    ALLOWED.fetch_add(1, Ordering::Relaxed);
}

/// Takes that back, for one wait. Returns whether it hasn't timed out yet.
pub fn disallow() -> bool {
    passes()
}

/// Whether the wait that begins now times out.
pub(crate) fn passes() -> bool {
    ALLOWED
        .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1))
        .is_ok()
}
