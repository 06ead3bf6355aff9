use std::hint::spin_loop;
use std::mem;
use std::panic::Location;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use step03_timers::Timers;
use step04_spawn::{Inbox, Key, SlowPolls};

use crate::Handle;
use crate::address::{self, Address};
use crate::handle::{Remote, Shared};
use crate::parker::Parker;
use crate::shared_time::EnteredTime;
use crate::tasks::memory;
use crate::tasks::run_queue::QUEUE;
use crate::tasks::task::SendTask;

/// What loops tell each other.
pub(crate) enum Message {
    /// Put this task in your run queue.
    Wake(Address),
    /// Here is a task for you.
    Spawn(SendTask),
}

/// Where other threads leave messages for a loop.
pub(crate) type Mailbox = Inbox<Message>;

/// How often a loop that got tasks, and has run them, pauses before it looks for more.
///
/// Who sends a task often sends several. A mailbox that one thread empties as fast as
/// another fills it is slow for both: each has to fetch it from the other's core, for
/// each task. In this fraction of a microsecond some gather, to be fetched together.
const PAUSES: u32 = 8;

/// One of the loops of a runtime. Whoever has it runs it; everybody else has a
/// [`Handle`].
pub(crate) struct EventLoop {
    parker: Parker,
    remote: Arc<Remote>,
}

impl EventLoop {
    #[track_caller]
    pub(crate) fn new(index: usize, shared: &Arc<Shared>) -> Self {
        let (parker, shared) = (Parker::new(), Arc::clone(shared));
        let inbox = Inbox::new(parker.waker());
        let remote =
            address::register(|number| Remote { index, number, inbox, shared });
        Self { parker, remote }
    }

    pub(crate) fn handle(&self) -> Handle {
        Handle::new(&self.remote)
    }

    /// Runs the loop on this thread until `future` is done.
    ///
    /// Six things differ from step 4: a waker is an address, the mail may bring new
    /// tasks, the queue polls the tasks itself, a loop with nothing to do first gives back
    /// memory, then lets more tasks gather if some came, and then it parks in its own way:
    /// with a virtual clock, by agreement with the others.
    #[track_caller]
    pub(crate) fn run<F: IntoFuture>(&self, future: F) -> F::Output {
        let Remote { number, inbox, shared, .. } = &*self.remote;
        let timers = Timers::enter(shared.clock.clone());
        let _time = EnteredTime::enter(shared.shared_time.clone());
        let _watching = SlowPolls::enter();
        let here = Location::caller();
        QUEUE.with(|queue| {
            let queue = queue.open(*number);
            let main_waker = Address::new(*number, Key::MAIN).waker();
            let mut main = pin!(future.into_future());
            let mut cx = Context::from_waker(&main_waker);
            let (mut mail, mut tasks_came) = (Vec::new(), false);
            loop {
                if queue.is_idle() && !memory::give_back() {
                    if mem::take(&mut tasks_came) {
                        (0..PAUSES).for_each(|_| spin_loop());
                    }
                    self.park(timers.next_deadline());
                }
                if !inbox.is_empty() {
                    inbox.take(&mut mail);
                    for message in mail.drain(..) {
                        match message {
                            Message::Wake(address) => queue.wake(address.task()),
                            Message::Spawn(task) => {
                                task.arrive(&queue);
                                tasks_came = true;
                            }
                        }
                    }
                }
                timers.fire_due();
                let mut turn = queue.take();
                while queue.run(&mut turn) {
                    let poll =
                        SlowPolls::watch(here, || main.as_mut().poll(&mut cx));
                    if let Poll::Ready(output) = poll {
                        return output;
                    }
                }
            }
        })
    }

    fn park(&self, deadline: Option<Instant>) {
        if let Some(time) = &self.remote.shared.shared_time {
            time.park(&self.parker, deadline, Some(&self.remote));
        } else {
            self.parker.park(deadline);
        }
    }
}

impl Drop for EventLoop {
    fn drop(&mut self) {
        address::unregister(&self.remote);
        self.remote.inbox.close();
    }
}
