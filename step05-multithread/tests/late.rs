//! What comes too late for its loop.

use step05_multithread::Runtime;

/// Panics when it is dropped.
struct Explosive;

impl Drop for Explosive {
    fn drop(&mut self) {
        panic!("on purpose");
    }
}

#[test]
fn a_future_that_panics_as_it_is_refused_still_leaves_its_handle() {
    let runtime = Runtime::new(1);
    let handle = runtime.handle(0);
    runtime.shutdown();
    let explosive = Explosive;
    let task = handle.spawn(async move { drop(explosive) });
    let joined = Runtime::new(1).block_on(task);
    assert!(joined.unwrap_err().is_cancelled());
}
