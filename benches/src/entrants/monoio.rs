//! monoio, on its two drivers.

use std::time::Duration;

use monoio::task::JoinHandle;
use monoio::time::TimeDriver;
use monoio::{IoUringDriver, LegacyDriver, Runtime, RuntimeBuilder};

use super::started;
use crate::entrant::{Entrant, Sleep, Spawn};

/// The smallest ring that monoio makes: it has to fit in what may be locked.
const ENTRIES: u32 = 256;

/// Makes an entrant of a driver.
macro_rules! monoio {
    ($type:ident, $name:literal, $driver:ty) => {
        #[doc = concat!("monoio on its `", stringify!($driver), "`.")]
        pub(crate) struct $type(Runtime<TimeDriver<$driver>>);

        impl Entrant for $type {
            const NAME: &'static str = $name;

            type Spawner = ();

            fn new() -> Self {
                let builder = RuntimeBuilder::<$driver>::new().enable_timer();
                let runtime = builder.with_entries(ENTRIES).build();
                Self(started(runtime))
            }

            fn spawner(&self) {}

            fn block_on<F>(&mut self, future: F) -> F::Output
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                self.0.block_on(future)
            }
        }

        impl Spawn for $type {
            type Task<T: Send + 'static> = JoinHandle<T>;

            fn spawn<F>(_: &(), future: F) -> JoinHandle<F::Output>
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                monoio::spawn(future)
            }
        }

        impl Sleep for $type {
            type Sleep = monoio::time::Sleep;

            fn sleep(duration: Duration) -> Self::Sleep {
                monoio::time::sleep(duration)
            }
        }
    };
}

monoio!(MonoioUring, "monoio", IoUringDriver);
monoio!(MonoioLegacy, "monoio-legacy", LegacyDriver);
