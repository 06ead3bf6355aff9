//! glommio, which parks at once by default and can be told to spin first.

use std::time::Duration;

use glommio::timer::Timer;
use glommio::{LocalExecutor, LocalExecutorBuilder, Placement, Task};

use super::started;
use crate::entrant::{Entrant, Sleep, Spawn};

/// Both have to fit in what may be locked.
const RING_DEPTH: usize = 64;
const IO_MEMORY: usize = 64 << 10;

/// Longer than the shorter pauses of the workloads.
const SPIN: Duration = Duration::from_micros(100);

/// Makes an entrant of a placement: only an executor that is bound to a core spins.
macro_rules! glommio {
    ($type:ident, $name:literal, $placement:expr) => {
        #[doc = concat!("glommio as `", stringify!($placement), "`.")]
        pub(crate) struct $type(LocalExecutor);

        impl Entrant for $type {
            const NAME: &'static str = $name;

            type Spawner = ();

            fn new() -> Self {
                let builder = LocalExecutorBuilder::new($placement);
                let builder = builder.ring_depth(RING_DEPTH).io_memory(IO_MEMORY);
                let executor = builder.spin_before_park(SPIN).make();
                Self(started(executor))
            }

            fn spawner(&self) {}

            fn block_on<F>(&mut self, future: F) -> F::Output
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                self.0.run(future)
            }
        }

        impl Spawn for $type {
            type Task<T: Send + 'static> = Task<T>;

            fn spawn<F>(_: &(), future: F) -> Task<F::Output>
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                glommio::spawn_local(future)
            }

            fn detach<T: Send + 'static>(task: Task<T>) {
                drop(task.detach());
            }
        }

        impl Sleep for $type {
            type Sleep = Timer;

            fn sleep(duration: Duration) -> Timer {
                Timer::new(duration)
            }
        }
    };
}

glommio!(Glommio, "glommio", Placement::Unbound);
glommio!(GlommioSpin, "glommio-spin", Placement::Fixed(current_core()));

fn current_core() -> usize {
    // SAFETY: the call has no preconditions.
    let core = unsafe { libc::sched_getcpu() };
    usize::try_from(core).expect("Linux says on which core a thread is")
}
