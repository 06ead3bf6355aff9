//! What is given to `e03_letter.rs`.

use std::cell::RefCell;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};

/// The post: it carries letters, and writes down what happens.
#[derive(Clone, Debug)]
pub(crate) struct Post {
    log: Rc<RefCell<Vec<String>>>,
    /// How many polls each leg is pending.
    bicycle: usize,
    train: usize,
    /// The letter's own post has this, so that its drop can be seen.
    _end: Option<Rc<End>>,
}

/// Notes when the post that a letter has is dropped.
#[derive(Debug)]
struct End(Rc<RefCell<Vec<String>>>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.borrow_mut().push("the letter lets go of the post".to_owned());
    }
}

impl Post {
    /// A post whose legs are pending so many times.
    pub(super) fn new(bicycle: usize, train: usize) -> Self {
        Self { log: Rc::default(), bicycle, train, _end: None }
    }

    /// The one to give to a letter.
    pub(super) fn for_a_letter(&self) -> Self {
        let end = Rc::new(End(Rc::clone(&self.log)));
        Self { _end: Some(end), ..self.clone() }
    }

    /// What happened so far.
    pub(super) fn log(&self) -> Vec<String> {
        self.log.borrow().clone()
    }

    /// Writes it down.
    pub(crate) fn note(&self, what: &str) {
        self.log.borrow_mut().push(what.to_owned());
    }

    /// From the letter box to the post office.
    pub(crate) fn by_bicycle(&self) -> Leg {
        self.leg("bicycle", self.bicycle)
    }

    /// From city to city.
    pub(crate) fn by_train(&self) -> Leg {
        self.leg("train", self.train)
    }

    fn leg(&self, name: &'static str, pending: usize) -> Leg {
        self.note(&format!("the {name} sets off"));
        Leg { name, pending, arrived: false, log: Rc::clone(&self.log) }
    }
}

/// One leg of a letter's way.
#[derive(Debug)]
pub(crate) struct Leg {
    name: &'static str,
    pending: usize,
    arrived: bool,
    log: Rc<RefCell<Vec<String>>>,
}

impl Future for Leg {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<()> {
        let name = self.name;
        assert!(!self.arrived, "the {name} was polled again after it was ready");
        let answer = match self.pending.checked_sub(1) {
            Some(left) => {
                self.pending = left;
                Poll::Pending
            }
            None => {
                self.arrived = true;
                Poll::Ready(())
            }
        };
        let says = if answer.is_ready() { "ready" } else { "pending" };
        self.log.borrow_mut().push(format!("the {name} is {says}"));
        answer
    }
}

impl Drop for Leg {
    fn drop(&mut self) {
        self.log.borrow_mut().push(format!("the {} is put away", self.name));
    }
}
