//! Free `block_on` functions: there is no runtime to create or to keep.

use crate::entrant::Entrant;

/// Makes an entrant of a function.
macro_rules! bare {
    ($type:ident, $name:literal, ours: $ours:literal, $block_on:path) => {
        #[doc = concat!("`", stringify!($block_on), "`.")]
        pub(crate) struct $type;

        impl Entrant for $type {
            const NAME: &'static str = $name;
            const OURS: bool = $ours;

            type Spawner = ();

            fn new() -> Self {
                Self
            }

            fn spawner(&self) {}

            fn block_on<F>(&mut self, future: F) -> F::Output
            where
                F: Future<Output: Send + 'static> + 'static,
            {
                $block_on(future)
            }
        }
    };
}

bare!(Step01, "step01", ours: true, step01_poll::block_on);
bare!(Step02, "step02", ours: true, step02_waker::block_on);
bare!(Pollster, "pollster", ours: false, pollster::block_on);
bare!(FuturesLite, "futures-lite", ours: false, futures_lite::future::block_on);
bare!(FuturesBlockOn, "futures", ours: false, futures::executor::block_on);
bare!(AsyncIo, "async-io", ours: false, async_io::block_on);
