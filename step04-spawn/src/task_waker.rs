use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Weak};
use std::task::{Wake, Waker};

use crate::task::{QUEUE, Task};
use crate::{Inbox, Key, RunQueue};

/// What is behind a task's waker: which task it is, of which loop, and how to
/// reach that loop from elsewhere.
///
/// On the loop's own thread a wake is a push on the run queue, without a lock. On any
/// other, this very value goes into the loop's inbox; so a task that is queued
/// already may be polled once more than it was woken for, which no future minds.
pub(crate) struct TaskWaker {
    task: Key,
    /// What its loop calls itself.
    home: usize,
    /// In the inbox already: further wakes change nothing.
    posted: AtomicBool,
    /// Gone when the loop is; then there is nothing left to wake.
    inbox: Weak<Inbox<Arc<TaskWaker>>>,
}

impl TaskWaker {
    pub(crate) fn waker(task: Key, inbox: &Arc<Inbox<Arc<TaskWaker>>>) -> Waker {
        let home = Self::home(inbox);
        let (posted, inbox) = (AtomicBool::new(false), Arc::downgrade(inbox));
        Waker::from(Arc::new(TaskWaker { task, home, posted, inbox }))
    }

    /// What the loop with this inbox calls itself: where the inbox is. While there are
    /// wakers that know of it, no other one can be there.
    pub(crate) fn home(inbox: &Arc<Inbox<Arc<TaskWaker>>>) -> usize {
        Arc::as_ptr(inbox).addr()
    }

    /// A wake from elsewhere.
    #[cold]
    fn post(this: &Arc<Self>) {
        // Release: pairs with the Acquire in `deliver`.
        if !this.posted.swap(true, Ordering::Release)
            && let Some(inbox) = this.inbox.upgrade()
        {
            inbox.post(Arc::clone(this));
        }
    }

    /// Puts the task in the run queue: the end of a wake from another thread.
    pub(crate) fn deliver(&self, queue: &RunQueue<Task>) {
        // Acquire: pairs with the Release of each wake that found it posted, so that
        // the poll to come sees what those threads wrote. A swap, since a plain store
        // would cut the chain from those wakes to here.
        self.posted.swap(false, Ordering::Acquire);
        queue.wake(self.task);
    }
}

impl Wake for TaskWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    #[inline]
    fn wake_by_ref(self: &Arc<Self>) {
        // The thread may be ending, and its locals gone.
        let at_home = QUEUE.try_with(|queue| {
            let at_home = queue.id() == Some(self.home);
            if at_home {
                queue.wake(self.task);
            }
            at_home
        });
        if at_home != Ok(true) {
            Self::post(self);
        }
    }
}
