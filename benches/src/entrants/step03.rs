use std::time::Duration;

use step03_timers::Clock;

use crate::entrant::{Entrant, Sleep, VirtualTime};

/// Step 3: one future, and timers.
pub(crate) struct Step03(Clock);

impl Entrant for Step03 {
    const NAME: &'static str = "step03";
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
        step03_timers::block_on_with(self.0.clone(), future)
    }
}

impl Sleep for Step03 {
    type Sleep = step03_timers::Sleep;

    fn sleep(duration: Duration) -> Self::Sleep {
        step03_timers::sleep(duration)
    }
}

impl VirtualTime for Step03 {
    fn new_virtual() -> Self {
        Self(Clock::new_virtual())
    }
}
