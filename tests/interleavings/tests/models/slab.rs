//! Step 5's slab: blocks with an owner each, of which the last gives the memory back.

use std::ptr::NonNull;

use interleavings::alloc::{Layout, touch};
use interleavings::{explore, thread};

use super::steps::step05_multithread::tasks::slab;

const LAYOUT: Layout = Layout::new::<[u64; 2]>();

/// A block that may go to another thread.
struct Block(NonNull<u8>);

// SAFETY: it is the owner's.
unsafe impl Send for Block {}

impl Block {
    /// Works with it, and gives it up.
    fn use_up(self) {
        // SAFETY: it is ours, has room for this, and we don't have it any more.
        unsafe {
            self.0.cast::<u64>().write(7);
            touch(self.0.as_ptr());
            slab::give_up(self.0, LAYOUT);
        }
    }
}

pub(crate) fn a_slab_goes_with_its_last_block() {
    explore(|| {
        let blocks = slab::cut(LAYOUT).map(Block);
        let threads = blocks.map(|block| thread::spawn(move || block.use_up()));
        for thread in threads {
            thread.join().expect("it doesn't panic");
        }
    });
}

pub(crate) fn blocks_dont_overlap() {
    explore(|| {
        let [here, there] = slab::cut(LAYOUT);
        let distance = there.addr().get().abs_diff(here.addr().get());
        assert!(distance >= LAYOUT.size(), "they overlap");
        Block(here).use_up();
        // SAFETY: it is ours.
        unsafe { there.cast::<u64>().write(7) };
        Block(there).use_up();
    });
}
