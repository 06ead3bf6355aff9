use super::axis::Axis;
use super::choice::Choice;
use super::pen::Pen;
use super::plan::Plan;
use super::text::width;
use crate::recording::{Kind, Outcome};
use crate::story::{By, Fate, State, Story};

/// What the shapes mean: of those that are drawn.
pub(super) fn draw(
    pen: &mut Pen,
    story: &Story<'_>,
    choice: &Choice,
    axis: &Axis,
    top: f64,
    room: f64,
) -> f64 {
    draw_entries(pen, &entries(story, choice, axis), top, room)
}

/// The same for two drawings.
pub(super) fn draw_all(
    pen: &mut Pen,
    plans: &[Plan<'_>; 2],
    top: f64,
    room: f64,
) -> f64 {
    let [above, below] =
        plans.each_ref().map(|plan| entries(plan.story, &plan.choice, &plan.axis));
    let more = below.into_iter().filter(|entry| !above.contains(entry));
    let all: Vec<_> = above.iter().copied().chain(more).collect();
    draw_entries(pen, &all, top, room)
}

/// The blocks of polls that end so.
pub(super) fn draw_outcomes(
    pen: &mut Pen,
    outcomes: &[Outcome],
    top: f64,
    room: f64,
) -> f64 {
    let entries: Vec<_> = outcomes
        .iter()
        .map(|&outcome| {
            let words = match outcome {
                Outcome::Pending => "polled: pending",
                Outcome::Ready => "polled: ready",
                Outcome::Panicked => "polled: panicked",
            };
            (Shape::Polled(Some(outcome)), words)
        })
        .collect();
    draw_entries(pen, &entries, top, room)
}

fn draw_entries(
    pen: &mut Pen,
    entries: &[(Shape, &'static str)],
    top: f64,
    room: f64,
) -> f64 {
    let mut at = [0.0, top];
    let mut legend = Pen::new(false);
    for &(shape, words) in entries {
        let needs = shape_width(shape) + 7.0 + width(words, 11.5);
        if at[0] > 0.0 && at[0] + needs > room {
            at = [0.0, at[1] + 26.0];
        }
        draw_shape(&mut legend, shape, at);
        legend.text("s", at[0] + shape_width(shape) + 7.0, at[1] + 4.0, words);
        at[0] += needs + 14.0;
    }
    pen.out += &legend.out;
    at[1] + 14.0
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Polled(Option<Outcome>),
    Ended(Fate),
    Queued,
    Asleep,
    Lost,
    Fork,
    Timer,
    Thread,
    Wake,
    Says,
}

fn entries(
    story: &Story<'_>,
    choice: &Choice,
    axis: &Axis,
) -> Vec<(Shape, &'static str)> {
    let drawn = || (0..story.polls.len()).filter(|&poll| choice.polls[poll]);
    let ends_in =
        |outcome| drawn().any(|it| story.polls[it].outcome == Some(outcome));
    let lives = || choice.rows.iter().map(|row| &story.lives[row.task]);
    let fate = |fate| lives().any(|life| life.fate == fate);
    let state = |state| {
        lives().any(|life| {
            !(life.never_queued && state == State::Queued)
                && life.spans.iter().any(|span| span.state == state)
        })
    };
    let wakes = |is: fn(By) -> bool| {
        story.wakes.iter().any(|wake| {
            is(wake.by)
                && choice.row_of[wake.task].is_some()
                && axis.gap(wake.event).is_none()
        })
    };
    let is_fork =
        |row: &super::choice::Row| story.recording.tasks[row.task].parent.is_some();
    let events = &story.recording.events;
    let all = [
        (
            ends_in(Outcome::Pending),
            Shape::Polled(Some(Outcome::Pending)),
            "polled: pending",
        ),
        (
            ends_in(Outcome::Ready),
            Shape::Polled(Some(Outcome::Ready)),
            "polled: ready",
        ),
        (
            ends_in(Outcome::Panicked),
            Shape::Polled(Some(Outcome::Panicked)),
            "polled: panicked",
        ),
        (fate(Fate::Finished), Shape::Ended(Fate::Finished), "finished"),
        (fate(Fate::Cancelled), Shape::Ended(Fate::Cancelled), "cancelled"),
        (fate(Fate::Panicked), Shape::Ended(Fate::Panicked), "ended by a panic"),
        (state(State::Queued), Shape::Queued, "in the run queue"),
        (state(State::Asleep), Shape::Asleep, "asleep"),
        (
            lives().any(|life| life.lost.is_some()),
            Shape::Lost,
            "lost: nobody can wake it",
        ),
        (choice.rows.iter().any(is_fork), Shape::Fork, "spawns"),
        (wakes(|by| by == By::Timer), Shape::Timer, "a timer fires"),
        (
            wakes(|by| matches!(by, By::Thread(_))),
            Shape::Thread,
            "another thread wakes",
        ),
        (wakes(|_| true), Shape::Wake, "a wake"),
        (
            events.iter().any(|event| matches!(event.kind, Kind::Note(_))),
            Shape::Says,
            "the program says",
        ),
    ];
    let present = all.into_iter().filter(|&(is_there, ..)| is_there);
    present.map(|(_, shape, words)| (shape, words)).collect()
}

fn shape_width(shape: Shape) -> f64 {
    match shape {
        Shape::Polled(_) | Shape::Fork | Shape::Wake => 20.0,
        Shape::Ended(_) | Shape::Says => 8.0,
        Shape::Queued | Shape::Asleep => 24.0,
        Shape::Lost => 38.0,
        Shape::Timer => 16.0,
        Shape::Thread => 12.0,
    }
}

fn draw_shape(pen: &mut Pen, shape: Shape, [x, y]: [f64; 2]) {
    let mut path = pen.path();
    match shape {
        Shape::Polled(outcome) => {
            pen.bar("run", [x, x + 20.0], y, 20.0, 4.0);
            super::life::glyph(pen, outcome, [x + 10.0, y], false);
        }
        Shape::Ended(fate) => super::life::end_mark(pen, fate, [x + 4.0, y], 11.0),
        Shape::Queued => {
            path.line([x, y], [x + 24.0, y]);
            pen.draw("queued", &path);
            pen.draw("stripe", &path);
        }
        Shape::Asleep => {
            path.line([x, y], [x + 24.0, y]);
            pen.draw("asleep", &path);
        }
        Shape::Lost => {
            path.line([x, y], [x + 38.0, y]);
            pen.draw("lost", &path);
        }
        Shape::Fork => {
            path.to('M', &[[x + 4.0, y - 10.0]]);
            path.to('L', &[[x + 4.0, y - 2.0]]);
            path.to('Q', &[[x + 4.0, y + 4.0], [x + 10.0, y + 4.0]]);
            path.to('L', &[[x + 18.0, y + 4.0]]);
            pen.draw("fork", &path);
        }
        Shape::Timer => {
            path.shape([x + 8.0, y - 8.0], "l8 8l-8 8l-8 -8z");
            pen.draw("tip", &path);
        }
        Shape::Thread => {
            path.shape([x, y - 6.0], "h12v12h-12z");
            pen.draw("tip", &path);
        }
        Shape::Wake => {
            path.line([x, y], [x + 13.0, y]);
            pen.draw("wake", &path);
            let mut tip = pen.path();
            tip.tip([x + 20.0, y], [1.0, 0.0]);
            pen.draw("tip", &tip);
        }
        Shape::Says => {
            path.shape([x, y - 5.0], "l7 5l-7 5z");
            pen.draw("says", &path);
        }
    }
}
