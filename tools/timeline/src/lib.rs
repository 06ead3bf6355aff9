//! Records what an async runtime did, and draws it.
#![forbid(unsafe_code)]

mod recorder;
mod recording;
mod story;
mod words;

mod compare;
pub mod html;
pub mod svg;

mod chrome;
mod file;
mod text;

pub use chrome::chrome_trace;
pub use compare::Comparison;
pub use file::{FileError, Form, check, read, save, write};
pub use recorder::{MOST_EVENTS, Recorded, Recorder};
pub use recording::{
    ClockKind, Event, Kind, Outcome, PollEnd, ReadError, Recording, TaskId,
    TaskName, ThreadId, VERSION, WokenBy,
};
pub use story::{
    By, EventId, Fate, Life, Moment, Park, PollId, Polled, Span, State, Story, Turn,
    Woken,
};
pub use text::text;
pub use words::spoken;

/// Runs the example that the README has.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
