//! What becomes of a panic that goes no further.

use std::panic::panic_any;
use std::rc::Rc;
use std::sync::Arc;

use step03_timers::contain;

/// Throws something else when it is dropped.
struct Explosive(
    #[expect(dead_code, reason = "it is only there to be dropped")] Arc<()>,
);

impl Drop for Explosive {
    fn drop(&mut self) {
        panic_any("once more");
    }
}

#[test]
fn what_a_contained_panic_threw_is_dropped() {
    let thrown = Arc::new(());
    contain(|| panic_any(Arc::clone(&thrown)));
    assert_eq!(Arc::strong_count(&thrown), 1);
}

#[test]
fn what_was_thrown_may_panic_when_it_is_dropped() {
    let thrown = Arc::new(());
    contain(|| panic_any(Explosive(Arc::clone(&thrown))));
    assert_eq!(Arc::strong_count(&thrown), 1);
}

#[test]
fn what_doesnt_panic_runs_to_its_end() {
    let done = Rc::new(());
    contain(|| drop(Rc::clone(&done)));
    assert_eq!(Rc::strong_count(&done), 1);
}
