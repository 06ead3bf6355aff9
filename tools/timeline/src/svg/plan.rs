use std::collections::BTreeSet;

use super::axis::{Axis, Measures};
use super::choice::{Choice, Limits};
use super::life::spinning_length;
use super::rests::{Rest, rests};
use super::text::{abbreviate, bold_width, width};
use crate::recording::{TaskId, ThreadId};
use crate::story::{By, Fate, PollId, Story};

/// How a wide drawing is laid out, before any of it is drawn.
pub(super) struct Plan<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) choice: Choice,
    pub(super) axis: Axis,
    /// The width of the column of names.
    pub(super) left: f64,
    /// The parts of the axis that stand below each other.
    pub(super) systems: Vec<[f64; 2]>,
    /// The threads that poll.
    pub(super) threads: Vec<ThreadId>,
    /// The threads that only wake.
    pub(super) wakers: Vec<ThreadId>,
    /// How wide a chip is at most.
    pub(super) chip: f64,
    /// Points for a nanosecond of rest, if there is one.
    pub(super) scale: Option<f64>,
    /// Whether some rest is too short to be drawn to scale.
    pub(super) has_short_rests: bool,
    /// Points after the last event.
    pub(super) tail: f64,
}

/// The width of the whole.
pub(super) const WIDTH: f64 = 750.0;
/// What a drawing has room for.
pub(super) const LIMITS: Limits = Limits { tasks: 24, polls: 96 };
/// The length of a poll's block.
const BLOCK: f64 = 20.0;
/// Between two turns.
const APART: f64 = 4.0;
const SHORTEST_REST: f64 = 14.0;
/// A rest that is any longer makes no drawing clearer, if it has more lines than one.
const LONGEST_REST: f64 = 260.0;
const CHIPS: [f64; 8] = [76.0, 66.0, 58.0, 50.0, 44.0, 38.0, 32.0, 26.0];

impl<'a> Plan<'a> {
    /// With the places at which some polls may begin at the earliest, if another
    /// drawing's are to stand above them.
    pub(super) fn new(
        story: &'a Story<'a>,
        choice: Choice,
        left: f64,
        style: &Given<'_>,
    ) -> Self {
        let rests = rests(story);
        let room = WIDTH - 6.0 - left;
        let tail = tail(story, &choice);
        let drawn = (0..story.polls.len()).filter(|&poll| {
            choice.polls[poll] && story.polls[poll].within.is_none()
        });
        let drawn = drawn.count();
        let axis = |chip: f64, least: f64, rest: &dyn Fn(&Rest) -> f64| {
            let slot = |poll: PollId| {
                let chip = chip_width(story.name(story.polls[poll].task), chip);
                (chip + 4.0).max(least)
            };
            let block = |poll: PollId| match story.polls[poll].again {
                0 => BLOCK,
                again => spinning_length(again),
            };
            Axis::new(
                story,
                &choice,
                &rests,
                &Measures {
                    slot: &slot,
                    block: &block,
                    turn: &|_| 0.0,
                    floor: style.floor,
                    rest,
                    gap: [34.0, 124.0],
                    queued: 10.0,
                    pad: [5.0, APART],
                    tail,
                },
            )
        };
        let flat = |chip: f64, least: f64| {
            let axis = axis(chip, least, &|_| 0.0);
            let rests: Vec<Rest> =
                axis.rests.iter().map(|&(rest, _)| rest).collect();
            (axis.length, rests)
        };
        let needs = |(length, rests): &(f64, Vec<Rest>)| {
            length + (rests.len() as f64 * 26.0).min(room / 3.0)
        };
        let least = BLOCK + 4.0;
        let hopeless = drawn as f64 * least > room;
        let chip = style.chip.unwrap_or_else(|| match hopeless {
            true => 46.0,
            false => CHIPS
                .into_iter()
                .find(|&chip| needs(&flat(chip, least)) <= room)
                .unwrap_or(46.0),
        });
        let (fixed, shown) = flat(chip, least);
        let is_one = fixed + shown.len() as f64 * SHORTEST_REST <= room;
        // Without rests to fill the width, the polls get somewhat more of it.
        let spare = (room * 0.8 - fixed) / drawn.max(1) as f64;
        let least = match shown.is_empty() && is_one && style.chip.is_none() {
            true => least + spare.clamp(0.0, 24.0),
            false => least,
        };
        let budget = match is_one {
            true => room - fixed,
            false => shown.len() as f64 * 40.0,
        };
        let mut scale = scale(&shown, budget, SHORTEST_REST);
        if !is_one {
            let longest = shown.iter().map(|rest| rest.nanos).max().unwrap_or(1);
            scale = scale.min(LONGEST_REST / longest as f64);
        }
        let scale = style.scale.unwrap_or(scale);
        let length = |rest: &Rest| {
            let scaled = rest.nanos as f64 * scale;
            scaled.max(SHORTEST_REST) + (style.more)(rest)
        };
        let axis = axis(chip, least, &length);
        let is_short = |rest: &Rest| {
            rest.nanos as f64 * scale < SHORTEST_REST || (style.more)(rest) > 1.0
        };
        let systems = systems(story, &choice, &axis, room);
        Self {
            story,
            left,
            systems,
            threads: threads(story),
            wakers: wakers(story),
            chip,
            scale: (!shown.is_empty()).then_some(scale),
            has_short_rests: shown.iter().any(is_short),
            choice,
            axis,
            tail,
        }
    }

    /// A task's name as it stands in a chip.
    pub(super) fn chip_name(&self, task: TaskId) -> String {
        abbreviate(self.story.name(task), 12.0, self.chip - 8.0)
    }

    /// The stretches of the axis where nothing stands but lines: there is room for
    /// words.
    pub(super) fn stretches(&self) -> Vec<[f64; 2]> {
        let end = self.axis.length;
        let rests = self.axis.rests.iter().map(|&(_, at)| at);
        rests.chain([[end - self.tail, end]]).collect()
    }
}

/// What another drawing asks of this one, when the two stand above each other.
#[derive(Clone, Copy)]
pub(super) struct Given<'a> {
    pub(super) floor: &'a dyn Fn(PollId) -> f64,
    /// What a rest gets beyond its own length.
    pub(super) more: &'a dyn Fn(&Rest) -> f64,
    pub(super) chip: Option<f64>,
    pub(super) scale: Option<f64>,
}

/// Nothing.
pub(super) const FREE: Given<'_> =
    Given { floor: &|_| 0.0, more: &|_| 0.0, chip: None, scale: None };

/// How wide the column of names has to be.
pub(super) fn left(story: &Story<'_>, choice: &Choice) -> f64 {
    let names = choice
        .rows
        .iter()
        .map(|row| bold_width(story.name(row.task), 13.0) + 10.0 * row.depth as f64);
    let threads = story.recording.threads.iter().map(|it| bold_width(it, 13.0));
    names.chain(threads).fold(98.0, f64::max).min(130.0) + 8.0
}

/// How wide a name's chip is.
pub(super) fn chip_width(name: &str, most: f64) -> f64 {
    let short = abbreviate(name, 12.0, most - 8.0);
    (width(&short, 12.0) + 8.0).clamp(18.0, most)
}

/// A bad end gets room for a word.
fn tail(story: &Story<'_>, choice: &Choice) -> f64 {
    let is_bad = choice.rows.iter().any(|row| {
        let life = &story.lives[row.task];
        life.lost.is_some() || matches!(life.fate, Fate::Cancelled | Fate::Panicked)
    });
    let is_short = story.polls.is_empty();
    match (is_short, is_bad) {
        (true, _) => 200.0,
        (_, true) => 84.0,
        _ => 8.0,
    }
}

fn threads(story: &Story<'_>) -> Vec<ThreadId> {
    let threads: BTreeSet<_> = story.turns.iter().map(|turn| turn.thread).collect();
    threads.into_iter().collect()
}

fn wakers(story: &Story<'_>) -> Vec<ThreadId> {
    let by = story.wakes.iter().filter_map(|wake| match wake.by {
        By::Thread(thread) => Some(thread),
        _ => None,
    });
    let threads: BTreeSet<_> = by.collect();
    threads.into_iter().take(4).collect()
}

/// The scale by which all rests together have a length, though none is shorter than
/// the shortest.
pub(super) fn scale(rests: &[Rest], length: f64, shortest: f64) -> f64 {
    let mut scale = 0.0_f64;
    // Each time round, more of them are known to be too short.
    for _ in 0..rests.len().min(60) + 1 {
        let is_short =
            |rest: &&Rest| scale > 0.0 && rest.nanos as f64 * scale < shortest;
        let short = rests.iter().filter(is_short).count() as f64;
        let long = rests.iter().filter(|rest| !is_short(rest));
        let nanos: f64 = long.map(|rest| rest.nanos as f64).sum();
        if nanos == 0.0 {
            break;
        }
        let next = (length - short * shortest) / nanos;
        if next <= 0.0 || next == scale {
            break;
        }
        scale = next;
    }
    scale
}

/// Cuts the axis where a turn begins, or else before a poll.
fn systems(
    story: &Story<'_>,
    choice: &Choice,
    axis: &Axis,
    room: f64,
) -> Vec<[f64; 2]> {
    let gaps = axis.gaps.iter().filter(|gap| !gap.within_turn);
    let starts = axis.turns.iter().map(|turn| turn.at[0] - APART - 0.05);
    let starts = starts.chain(gaps.map(|gap| gap.at[0]));
    let is_inside =
        |at: f64| axis.turns.iter().any(|turn| turn.at[0] < at && at < turn.at[1]);
    let starts: Vec<f64> = starts.filter(|&at| !is_inside(at)).collect();
    let is_drawn = |poll: &PollId| choice.polls[*poll];
    let polls = (0..story.polls.len()).filter(is_drawn);
    let polls: Vec<f64> =
        polls.map(|poll| axis.place(story.polls[poll].begin) - 6.0).collect();
    let mut systems = Vec::new();
    let mut from = 0.0;
    while axis.length - from > room + 1.0 {
        let last = |places: &[f64], least: f64| {
            let fits = |at: &&f64| **at > from + least && **at <= from + room;
            places.iter().filter(fits).copied().reduce(f64::max)
        };
        let until = last(&starts, room * 0.5)
            .or_else(|| last(&polls, room * 0.3))
            .unwrap_or(from + room);
        systems.push([from, until]);
        from = until;
    }
    systems.push([from, axis.length]);
    systems
}
