use std::time::Duration;

use step04_spawn::Clock;

use crate::entrant::{Entrant, Sleep, Spawn, VirtualTime};

/// Step 4: one loop, with tasks.
pub(crate) struct Step04(Clock);

impl Entrant for Step04 {
    const NAME: &'static str = "step04";
    const OURS: bool = true;

    type Spawner = ();

    fn new() -> Self {
        Self(Clock::real())
    }

    fn spawner(&self) {}

    fn block_on<F>(&mut self, future: F) -> F::Output
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        step04_spawn::block_on_with(self.0.clone(), future)
    }
}

impl Spawn for Step04 {
    type Task<T: Send + 'static> = step04_spawn::JoinHandle<T>;

    fn spawn<F>(_: &(), future: F) -> Self::Task<F::Output>
    where
        F: Future<Output: Send + 'static> + 'static,
    {
        step04_spawn::spawn(future)
    }
}

impl Sleep for Step04 {
    type Sleep = step04_spawn::Sleep;

    fn sleep(duration: Duration) -> Self::Sleep {
        step04_spawn::sleep(duration)
    }
}

impl VirtualTime for Step04 {
    fn new_virtual() -> Self {
        Self(Clock::new_virtual())
    }
}
