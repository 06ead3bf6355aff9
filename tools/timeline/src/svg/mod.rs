//! Drawings of a run as SVG.
//!
//! They can stand in a file of their own or in the middle of a page: they have no ids
//! and no blank lines, and their stylesheet holds for nothing else. What is told by a
//! colour is also told by a shape.

mod choice;
mod rests;

mod axis;
mod walk;

mod arrows;
mod life;
mod pen;
mod text;

mod panel;
mod plan;
mod queue;
mod threads;
mod wide;

mod narrow;

mod columns;
mod compare;
mod strip;

mod document;
mod legend;
mod style;
mod words;

use crate::compare::Comparison;
use crate::story::Story;
use pen::Pen;

/// The run from left to right, 750 points wide: a row for each task.
///
/// ```
/// use timeline::{Recorder, Story, svg};
///
/// let recorder = Recorder::new("a yield");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// let drawing = svg::wide(&Story::new(&recording));
/// assert!(drawing.starts_with("<svg "));
/// assert!(drawing.contains("main, woken by itself, is polled and finished"));
/// ```
#[must_use]
pub fn wide(story: &Story<'_>) -> String {
    let label = document::label(story);
    wide::drawing(story, Pen::new(false))
        .document(&label, &words::description(story))
}

/// The run from the top down, as wide as a phone: a column for each task, and each
/// turn's sentence beside it.
///
/// ```
/// use timeline::{Recorder, Story, svg};
///
/// let recorder = Recorder::new("a yield");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// let drawing = svg::narrow(&Story::new(&recording));
/// assert!(drawing.contains("viewBox=\"0 0 350 "));
/// ```
#[must_use]
pub fn narrow(story: &Story<'_>) -> String {
    let label = document::label(story);
    narrow::drawing(story, Pen::new(true))
        .document(&label, &words::description(story))
}

/// Both of them in one: what has less than 620 points of width shows
/// [`narrow`](narrow()), and otherwise [`wide`](wide()).
///
/// That is the window's width if the drawing is a file of its own. In the middle of a
/// page it's the width of the element around it whose style is
/// `container-type: inline-size`, or the window's if there is none.
///
/// ```
/// use timeline::{Recorder, Story, svg};
///
/// let recording = Recorder::new("nothing").finish();
/// let story = Story::new(&recording);
/// assert!(svg::figure(&story).contains("@container(max-width:619.9px)"));
/// ```
#[must_use]
pub fn figure(story: &Story<'_>) -> String {
    let wide = wide::drawing(story, Pen::new(false));
    let narrow = narrow::drawing(story, Pen::new(true));
    let label = document::label(story);
    document::either(&label, &words::description(story), &wide, &narrow)
}

/// The same for a page that steps through the run: each shape says in `data-from` since
/// which event it holds.
pub(crate) fn dated_figure(story: &Story<'_>) -> String {
    let wide = wide::drawing(story, Pen::dated(false));
    let narrow = narrow::drawing(story, Pen::dated(true));
    let label = document::label(story);
    document::either(&label, &words::description(story), &wide, &narrow)
}

/// The run in frames, for print: one for each poll, with who is polled, who waits in
/// the thread's run queue, whom a timer will wake, and who else is asleep.
///
/// ```
/// use timeline::{Recorder, Story, svg};
///
/// let recorder = Recorder::new("a yield");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// let strip = svg::strip(&Story::new(&recording));
/// assert_eq!(strip.matches(">polled</text>").count(), 2);
/// ```
#[must_use]
pub fn strip(story: &Story<'_>) -> String {
    let label = document::label(story);
    strip::drawing(story).document(&label, &words::description(story))
}

/// Two runs, one above the other, with what is alike at the same places, and a jagged
/// line where they differ for the first time: see [`Comparison`]. Where there are less
/// than 620 points of width, it shows the polls of both as two columns.
///
/// ```
/// use step01_poll::{RoundRobin, yield_now};
/// use timeline::{Recorder, Story, svg};
///
/// let run = |order: [&str; 2]| {
///     let recorder = Recorder::new("two in a queue");
///     let mut queue = RoundRobin::new();
///     for name in order {
///         queue.push(recorder.task(name, yield_now()));
///     }
///     queue.run();
///     recorder.finish()
/// };
/// let (ab, ba) = (run(["a", "b"]), run(["b", "a"]));
/// let (ab, ba) = (Story::new(&ab), Story::new(&ba));
/// assert!(svg::compare(&ab, &ba).contains(">first difference</text>"));
/// assert!(!svg::compare(&ab, &ab).contains("first difference"));
/// ```
#[must_use]
pub fn compare(above: &Story<'_>, below: &Story<'_>) -> String {
    let comparison = Comparison::new(above, below);
    let [a, b] = [above, below].map(|story| &story.recording.title);
    let label = format!("{a}, and below it {b}");
    let description = format!(
        "{} Above: {} Below: {}",
        comparison.in_words(above, below),
        words::description(above),
        words::description(below)
    );
    let wide = compare::drawing([above, below], &comparison);
    let narrow = columns::drawing([above, below], &comparison);
    document::either(&label, &description, &wide, &narrow)
}
