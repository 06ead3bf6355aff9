use std::panic::Location;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use step02_waker::Parker;
use step03_timers::Timers;
use step04_spawn::{Inbox, RunQueue, Tasks};

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

impl Message {
    fn deliver(self, queue: &RunQueue) {
        match self {
            Self::Wake(address) => queue.wake(address.task()),
            Self::Spawn(task, spawned_at) => queue.insert(task, spawned_at),
        }
    }
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
    #[track_caller]
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
        let queue = RunQueue::enter();
        let waker = |task| Address::new(self.handle.number(), task).waker();
        let (main_waker, here) = (waker(queue.main()), Location::caller());
        let mut tasks = Tasks::default();
        let mut main = pin!(future.into_future());
        let mut cx = Context::from_waker(&main_waker);
        let (mut turn, mut mail) = (Vec::new(), Vec::new());
        loop {
            if queue.is_idle() {
                self.park(timers.next_deadline());
            }
            self.inbox.take(&mut mail);
            mail.drain(..).for_each(|message| message.deliver(&queue));
            timers.fire_due();
            queue.take(&mut turn);
            tasks.admit(&queue, waker);
            for key in turn.drain(..) {
                if key == queue.main() {
                    let poll = queue.run(key, here, || main.as_mut().poll(&mut cx));
                    if let Poll::Ready(output) = poll {
                        return output;
                    }
                } else {
                    tasks.poll(key, &queue);
                }
            }
        }
    }

    fn park(&self, deadline: Option<Instant>) {
        if let Some(time) = &self.handle.shared().shared_time {
            time.park(&self.parker, deadline, Some(&self.inbox));
        } else if let Some(deadline) = deadline {
            self.parker.park_until(deadline);
        } else {
            self.parker.park();
        }
    }
}
