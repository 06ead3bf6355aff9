//! Exercise 18: a timer wheel that does what a sorted list does.
//!
//! The wheel of step 3 has eleven levels. The oldest and plainest wheel has one: a ring of
//! slots, 64 say. Tick 0 is slot 0, tick 63 is slot 63, tick 64 is slot 0 again, and so
//! round and round. A timer goes into the slot of its deadline, whichever round that is
//! in. When the time moves on, a hand goes round, as that of a clock. In each slot that it
//! passes, what is due comes out, and what is for a later round stays.
//!
//! What comes out, and in which order, has to be the same as with a list that is kept
//! sorted. The last check plays thousands of random operations against such a list.
//!
//! But it should cost less. To set a timer must not cost more because there are many
//! others, and to move the time on by a million ticks must not take a million steps.
//!
//! To write: what a `Wheel` holds, and its four functions. To reread: "The timers are a
//! wheel" in `book/src/step03.md`. Check it with `cargo learn check e18_wheel`.

/// A moment, as a number of milliseconds since the wheel was made.
pub type Tick = u64;

/// Deadlines, each with what is to happen then.
pub struct Wheel<T> {
    // Yours. `T` has to be in it, so for now:
    what: Vec<T>,
}

impl<T> Wheel<T> {
    /// A wheel without timers, at tick 0.
    pub fn new() -> Self {
        todo!()
    }

    /// Sets a timer. If its deadline has passed, the next call of `advance` takes it out.
    pub fn set(&mut self, deadline: Tick, what: T) {
        todo!()
    }

    /// The earliest deadline in the wheel, if there is any. This may look at everything.
    pub fn next_deadline(&self) -> Option<Tick> {
        todo!()
    }

    /// Moves the time on to `now`, which is never less than it was. Takes out all that is
    /// due by then, the earliest first, and equal deadlines in the order of setting.
    pub fn advance(&mut self, now: Tick) -> Vec<T> {
        todo!()
    }
}
