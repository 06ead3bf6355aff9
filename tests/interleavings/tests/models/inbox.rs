//! Step 4's `Inbox`.

use interleavings::sync::Arc;
use interleavings::sync::atomic::{AtomicBool, Ordering::Relaxed};
use interleavings::{Precious, explore, thread};

use super::steps::step02_waker::Parker;
use super::steps::step04_spawn::Inbox;

/// A loop that parks whenever it has taken its mail gets all messages.
pub(crate) fn no_message_is_overslept() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        for message in ["a", "b"] {
            let inbox = Arc::clone(&inbox);
            thread::spawn(move || inbox.post(message));
        }
        let (mut all, mut mail) = (Vec::new(), Vec::new());
        while all.len() < 2 {
            parker.park();
            inbox.take(&mut mail);
            all.append(&mut mail);
        }
    });
}

/// As the loops do it: one that is busy looks into the inbox without having parked.
pub(crate) fn a_busy_loop_oversleeps_nothing_either() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let there = Arc::clone(&inbox);
        thread::spawn(move || (0..2).for_each(|message| there.post(message)));
        let (mut all, mut mail) = (Vec::new(), Vec::new());
        inbox.take(&mut mail);
        all.append(&mut mail);
        while all.len() < 2 {
            parker.park();
            inbox.take(&mut mail);
            all.append(&mut mail);
        }
        assert_eq!(all, [0, 1]);
    });
}

pub(crate) fn only_the_first_message_unparks() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let threads = [1, 2].map(|message| {
            let inbox = Arc::clone(&inbox);
            thread::spawn(move || inbox.post(message))
        });
        parker.park();
        assert!(!inbox.is_empty(), "unparked, and sees no mail");
        for thread in threads {
            thread.join().expect("it doesn't panic");
        }
        interleavings::deadline::allow();
        let woken = parker.park_until(std::time::Instant::now());
        assert!(!woken, "unparked by a message that wasn't the first");
    });
}

/// Who doesn't post, since the message is there already, is heard nevertheless: what
/// it wrote before is seen by whoever takes that message.
pub(crate) fn a_superfluous_message_is_as_good_as_posted() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let flags = Arc::new([AtomicBool::new(false), AtomicBool::new(false)]);
        for index in 0..2 {
            let (inbox, flags) = (Arc::clone(&inbox), Arc::clone(&flags));
            thread::spawn(move || {
                flags[index].store(true, Relaxed);
                inbox.post_unless("look", |last| *last == "look");
            });
        }
        let mut mail = Vec::new();
        while !flags.iter().all(|flag| flag.load(Relaxed)) {
            parker.park();
            inbox.take(&mut mail);
            assert!(mail.len() <= 1, "a superfluous message was posted");
            mail.clear();
        }
    });
}

pub(crate) fn a_message_for_a_loop_that_ends_is_dropped_once() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let weak = Arc::downgrade(&inbox);
        let (message, watch) = Precious::new();
        let thread = thread::spawn(move || {
            if let Some(inbox) = weak.upgrade() {
                inbox.post(message);
            }
        });
        let mut mail = Vec::new();
        inbox.take(&mut mail);
        drop((inbox, mail));
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "a message is dropped once");
    });
}

/// By whoever posts it, or by the loop: nobody waits until the inbox itself is gone.
pub(crate) fn a_message_for_an_inbox_that_is_closed_is_dropped_once() {
    explore(|| {
        let parker = Parker::new();
        let inbox = Arc::new(Inbox::new(parker.waker()));
        let (message, watch) = Precious::new();
        let there = Arc::clone(&inbox);
        let thread = thread::spawn(move || there.post(message));
        inbox.close();
        thread.join().expect("it doesn't panic");
        assert_eq!(watch.drops(), 1, "a message is dropped once");
        assert!(inbox.is_empty(), "closed, and has mail");
    });
}
