use std::sync::{Arc, Mutex, Weak};

use crate::lock;

/// Something that can say in one line how it stands.
pub trait Describe: Send + Sync {
    /// Says how it stands, without blocking: `None` when somebody is at it just now,
    /// or when there is nothing to say.
    fn describe(&self) -> Option<String>;
}

static REGISTRY: Mutex<Vec<Weak<dyn Describe>>> = Mutex::new(Vec::new());

/// Lets [`explain`] know of one more.
///
/// The registry doesn't keep it alive. All probes of this crate do this themselves.
pub fn register<D: Describe + 'static>(known: &Arc<D>) {
    let known: Arc<dyn Describe> = known.clone();
    let mut registry = lock(&REGISTRY);
    // Now and then the dead are cleared out, so that a long run doesn't pile them up.
    if registry.len() == registry.capacity() {
        registry.retain(|other| other.strong_count() > 0);
    }
    registry.push(Arc::downgrade(&known));
}

/// Says how every probe of this process stands, a line for each, in the order in
/// which they were made.
///
/// It is meant for a watchdog, so it waits for nobody: a probe that is busy is left
/// out.
#[must_use]
pub fn explain() -> String {
    let all: Vec<_> = match REGISTRY.try_lock() {
        Ok(registry) => registry.iter().filter_map(Weak::upgrade).collect(),
        Err(_) => return String::new(),
    };
    let mut text = String::new();
    for line in all.iter().filter_map(|known| known.describe()) {
        text.push_str(&line);
        text.push('\n');
    }
    for known in all {
        // If we hold the last of it, dropping it might run others' code, and block.
        if Arc::strong_count(&known) == 1 {
            std::mem::forget(known);
        }
    }
    text
}
