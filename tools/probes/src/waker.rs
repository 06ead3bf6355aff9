use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Weak};
use std::task::{Context, Wake, Waker};
use std::thread::{self, ThreadId};

use crate::probe::describe_waker;
use crate::{Describe, lock, register};

/// A waker that counts: how often it was woken, and how many clones are alive.
///
/// ```
/// use std::task::Waker;
///
/// let probe = probes::WakerProbe::new("A");
/// let kept: Waker = probe.context(|cx| cx.waker().clone());
/// assert_eq!((probe.held(), probe.wakes()), (1, 0));
/// kept.wake(); // gives its clone back
/// assert_eq!((probe.held(), probe.wakes()), (0, 1));
/// ```
pub struct WakerProbe {
    target: Arc<Target>,
    /// What the registry knows, if it does.
    card: Option<Arc<Card>>,
}

/// Doesn't count as a clone of the waker.
struct Card {
    target: Weak<Target>,
}

/// What a clone of the waker holds.
struct Target {
    name: String,
    wakes: AtomicUsize,
    woken_on: Mutex<Vec<ThreadId>>,
    reaction: Mutex<Option<Arc<Reaction>>>,
}

type Reaction = dyn Fn() + Send + Sync;

/// Of more wakes than these, the thread isn't noted.
const THREADS_NOTED: usize = 1_000;

impl WakerProbe {
    /// A waker of which nobody holds a clone so far.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        let mut probe = Self::unregistered(name.into());
        let card = Arc::new(Card { target: Arc::downgrade(&probe.target) });
        register(&card);
        probe.card = Some(card);
        probe
    }

    pub(crate) fn unregistered(name: String) -> Self {
        let target = Target {
            name,
            wakes: AtomicUsize::new(0),
            woken_on: Mutex::default(),
            reaction: Mutex::default(),
        };
        Self { target: Arc::new(target), card: None }
    }

    /// Lends out a context with this waker. After the call, [`held`](Self::held) says
    /// how many clones were kept.
    pub fn context<R>(&self, f: impl FnOnce(&mut Context<'_>) -> R) -> R {
        let waker = self.waker();
        f(&mut Context::from_waker(&waker))
    }

    /// One more waker; it counts as [`held`](Self::held) while it lives.
    #[must_use]
    pub fn waker(&self) -> Waker {
        Waker::from(self.target.clone())
    }

    /// How often it was woken, through whichever clone.
    #[must_use]
    pub fn wakes(&self) -> usize {
        // Acquire: pairs with the Release in `wake_by_ref`, so that whoever sees the
        // wake also sees what came before it.
        self.target.wakes.load(Ordering::Acquire)
    }

    /// How many of its wakers are alive.
    #[must_use]
    pub fn held(&self) -> usize {
        Arc::strong_count(&self.target) - 1
    }

    /// The threads on which it was woken, in that order (the first thousand wakes).
    #[must_use]
    pub fn woken_on(&self) -> Vec<ThreadId> {
        lock(&self.target.woken_on).clone()
    }

    /// From now on, `reaction` runs inside each wake, once the wake is counted: it may
    /// poll, or wake others, or panic. It replaces the one before.
    pub fn on_wake(&self, reaction: impl Fn() + Send + Sync + 'static) {
        let before = lock(&self.target.reaction).replace(Arc::new(reaction));
        drop(before);
    }
}

impl Wake for Target {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        {
            let mut woken_on = lock(&self.woken_on);
            if woken_on.len() < THREADS_NOTED {
                woken_on.push(thread::current().id());
            }
        }
        // Release: pairs with the Acquire in `wakes`.
        self.wakes.fetch_add(1, Ordering::Release);
        let reaction = lock(&self.reaction).clone();
        if let Some(reaction) = reaction {
            reaction();
        }
    }
}

impl Describe for Card {
    fn describe(&self) -> Option<String> {
        // The probe's own doesn't count.
        let held = self.target.strong_count().checked_sub(1)?;
        let target = self.target.upgrade()?;
        let wakes = target.wakes.load(Ordering::Acquire);
        let told = describe_waker(held, Some(wakes));
        Some(format!("waker {}: {told}", target.name))
    }
}

impl fmt::Debug for WakerProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WakerProbe")
            .field("name", &self.target.name)
            .field("wakes", &self.wakes())
            .field("held", &self.held())
            .field("registered", &self.card.is_some())
            .finish_non_exhaustive()
    }
}

pub(crate) fn times(count: usize) -> String {
    match count {
        0 => "never".into(),
        1 => "once".into(),
        _ => format!("{count} times"),
    }
}
