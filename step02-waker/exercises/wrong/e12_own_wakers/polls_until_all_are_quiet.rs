//! Verdict: E-TURN-GROWS
//!
//! Goes round within one poll until nobody is woken any more: a child that wakes itself
//! again and again keeps the whole task there.

use std::future::poll_fn;
use std::sync::{
    Arc, Mutex,
    atomic::{AtomicBool, Ordering::SeqCst},
};
use std::task::{Context, Poll, Wake, Waker};
struct Bell {
    woken: AtomicBool,
    task: Arc<Mutex<Option<Waker>>>,
}
impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.woken.store(true, SeqCst);
        let task = self.task.lock().unwrap().clone();
        if let Some(t) = task {
            t.wake()
        }
    }
}
pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let task = Arc::new(Mutex::new(None));
    let mut children: Vec<_> = children
        .into_iter()
        .map(|c| {
            (
                Some(Box::pin(c)),
                Arc::new(Bell { woken: AtomicBool::new(true), task: task.clone() }),
                None,
            )
        })
        .collect();
    poll_fn(|cx| {
        *task.lock().unwrap() = Some(cx.waker().clone());
        let mut pending = false;
        while children.iter().any(|c| c.0.is_some() && c.1.woken.load(SeqCst)) {
            pending = false;
            for (child, bell, out) in &mut children {
                let Some(f) = child else { continue };
                if bell.woken.swap(false, SeqCst) {
                    let waker = Waker::from(bell.clone());
                    if let Poll::Ready(o) =
                        f.as_mut().poll(&mut Context::from_waker(&waker))
                    {
                        *out = Some(o);
                        *child = None;
                        continue;
                    }
                }
                pending = true;
            }
        }
        if children.iter().any(|c| c.0.is_some()) {
            pending = true
        }
        if pending { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    children.into_iter().map(|c| c.2.unwrap()).collect()
}
