use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use step02_waker::Parker;
use step03_timers::Timers;
use step04_spawn::{Inbox, RunQueue};

use crate::Handle;
use crate::address::{self, Address};
use crate::handle::Shared;

/// What loops tell each other.
pub(crate) enum Message {
    /// Put this task in your run queue.
    Wake(Address),
    /// Here is a task for you, and where it was spawned.
    Spawn(Pin<Box<dyn Future<Output = ()> + Send>>, &'static Location<'static>),
}

/// Where other threads leave messages for a loop.
pub(crate) type Mailbox = Inbox<Message>;

/// One of the loops of a runtime. Whoever has it runs it; everybody else has a
/// [`Handle`].
pub(crate) struct EventLoop {
    parker: Parker,
    /// The one owner: with the loop ends its inbox, and nobody finds it any more.
    inbox: Arc<Mailbox>,
    handle: Handle,
}

impl EventLoop {
    pub(crate) fn new(index: usize, shared: &Arc<Shared>) -> Self {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let number = address::number_for(&inbox);
        let handle = Handle::new(index, number, &inbox, shared);
        Self { parker, inbox, handle }
    }

    pub(crate) fn handle(&self) -> &Handle {
        &self.handle
    }

    /// Runs the loop on this thread until `future` is done.
    ///
    /// Three things differ from step 4: a waker is an address, the mail may bring
    /// new tasks, and with a virtual clock the loops park by agreement.
    #[track_caller]
    pub(crate) fn run<F: IntoFuture>(&self, future: F) -> F::Output {
        let timers = Timers::enter(self.handle.shared().clock.clone());
        let _current = self.handle.enter();
        let number = self.handle.number();
        let queue = RunQueue::enter(move |_, key| Address::new(number, key).waker());
        let mut main = pin!(future.into_future());
        let (mut turn, mut mail) = (Vec::new(), Vec::new());
        loop {
            if queue.is_idle() {
                self.park(timers.next_deadline());
            }
            self.inbox.take(&mut mail);
            for message in mail.drain(..) {
                match message {
                    Message::Wake(address) => address.deliver(&queue),
                    Message::Spawn(task, spawned_at) => {
                        queue.insert(task, spawned_at)
                    }
                }
            }
            timers.fire_due();
            queue.take(&mut turn);
            for key in turn.drain(..) {
                if key != queue.main() {
                    queue.poll(key);
                } else if let Poll::Ready(output) = queue.poll_main(main.as_mut()) {
                    return output;
                }
            }
        }
    }

    fn park(&self, deadline: Option<Instant>) {
        match (&self.handle.shared().virtual_time, deadline) {
            (Some(time), _) => time.park(&self.parker, deadline, Some(&self.inbox)),
            (None, None) => self.parker.park(),
            (None, Some(deadline)) => {
                self.parker.park_until(deadline);
            }
        }
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        let mut unread = Vec::new();
        self.inbox.take(&mut unread);
        for message in unread {
            // It may hold a future, whose destructor is foreign and may panic.
            let _ = catch_unwind(AssertUnwindSafe(|| drop(message)));
        }
    }
}
