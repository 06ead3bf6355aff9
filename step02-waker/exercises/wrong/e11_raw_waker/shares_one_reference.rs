//! Verdict: E-RAW-WAKER-COUNT
//!
//! Leaves the counting to the library, and all clones share one reference to the bell.

use std::sync::Arc;
use std::task::{Wake, Waker};

pub fn waker_of<F>(bell: Arc<F>) -> Waker
where
    F: Fn() + Send + Sync + 'static,
{
    Waker::from(Arc::new(Ringer { bell }))
}

struct Ringer<F> {
    bell: Arc<F>,
}

impl<F: Fn() + Send + Sync + 'static> Wake for Ringer<F> {
    fn wake(self: Arc<Self>) {
        (self.bell)();
    }
}
