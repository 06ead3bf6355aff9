//! Verdict: E-RESULT-ORDER
//!
//! Collects the outputs as they come.

use std::mem;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Wake, Waker};

/// Runs all children at the same time. Returns their outputs, in the order of the
/// children.
pub async fn join_all<F: Future>(children: Vec<F>) -> Vec<F::Output> {
    let woken = Woken { task: None, numbers: (0..children.len()).collect() };
    let woken = Arc::new(Mutex::new(woken));
    let wakers = (0..children.len())
        .map(|number| {
            Waker::from(Arc::new(ChildWaker { number, woken: woken.clone() }))
        })
        .collect();
    JoinAll {
        left: children.len(),
        outputs: Vec::new(),
        children: children.into_iter().map(|child| Some(Box::pin(child))).collect(),
        wakers,
        woken,
    }
    .await
}

struct JoinAll<F: Future> {
    /// `None` once it is ready.
    children: Vec<Option<Pin<Box<F>>>>,
    wakers: Vec<Waker>,
    outputs: Vec<Option<F::Output>>,
    left: usize,
    woken: Arc<Mutex<Woken>>,
}

struct Woken {
    /// Where the join was polled last.
    task: Option<Waker>,
    /// Each at most once.
    numbers: Vec<usize>,
}

struct ChildWaker {
    number: usize,
    woken: Arc<Mutex<Woken>>,
}

impl Wake for ChildWaker {
    fn wake(self: Arc<Self>) {
        let mut woken = self.woken.lock().expect("nobody panics here");
        if woken.numbers.contains(&self.number) {
            return;
        }
        woken.numbers.push(self.number);
        let task = woken.task.clone();
        drop(woken);
        if let Some(task) = task {
            task.wake();
        }
    }
}

// Nothing in it is pinned in place: the children are in boxes.
impl<F: Future> Unpin for JoinAll<F> {}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        let latest = Some(cx.waker().clone());
        let (before, numbers) = {
            let mut woken = this.woken.lock().expect("nobody panics here");
            (mem::replace(&mut woken.task, latest), mem::take(&mut woken.numbers))
        };
        drop(before);
        for number in numbers {
            let Some(child) = &mut this.children[number] else { continue };
            let mut cx = Context::from_waker(&this.wakers[number]);
            if let Poll::Ready(output) = child.as_mut().poll(&mut cx) {
                this.outputs.push(Some(output));
                this.children[number] = None;
                this.left -= 1;
            }
        }
        if this.left > 0 {
            return Poll::Pending;
        }
        Poll::Ready(this.outputs.drain(..).flatten().collect())
    }
}
