//! A limit on memory that works on every system: an allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::process;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::record;

struct Limited {
    held: AtomicUsize,
    most: AtomicUsize,
}

#[global_allocator]
static ALLOCATOR: Limited =
    Limited { held: AtomicUsize::new(0), most: AtomicUsize::new(usize::MAX) };

/// From now on, the process may hold this many bytes more. When it asks for more than
/// that, it leaves a record and aborts.
pub(crate) fn set(bytes: usize) {
    // Relaxed, here and below: whoever is a little late is stopped a little later.
    let held = ALLOCATOR.held.load(Ordering::Relaxed);
    ALLOCATOR.most.store(held.saturating_add(bytes), Ordering::Relaxed);
}

impl Limited {
    fn more(&self, bytes: usize) {
        let held = self.held.fetch_add(bytes, Ordering::Relaxed);
        if held.saturating_add(bytes) > self.most.load(Ordering::Relaxed) {
            // It must not end in another call of ours.
            record::write_without_memory(b"memory 0\n\n");
            process::abort();
        }
    }

    fn less(&self, bytes: usize) {
        self.held.fetch_sub(bytes, Ordering::Relaxed);
    }
}

// SAFETY: the system's allocator does the work, with the very arguments we were given;
// we only count, and counting neither allocates nor unwinds.
unsafe impl GlobalAlloc for Limited {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        self.more(layout.size());
        // SAFETY: the caller promises us what it has to promise there.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        self.more(layout.size());
        // SAFETY: the caller promises us what it has to promise there.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        self.less(layout.size());
        // SAFETY: the caller promises us what it has to promise there.
        unsafe { System.dealloc(block, layout) }
    }

    unsafe fn realloc(
        &self,
        block: *mut u8,
        layout: Layout,
        size: usize,
    ) -> *mut u8 {
        self.more(size);
        self.less(layout.size());
        // SAFETY: the caller promises us what it has to promise there.
        unsafe { System.realloc(block, layout, size) }
    }
}
