use super::choice::Choice;
use super::rests::Rest;
use super::walk::Walk;
use crate::story::{EventId, PollId, Story};

/// How long things are along the time axis, in points.
pub(super) struct Measures<'a> {
    /// A poll's share of its turn; its block stands in the middle.
    pub(super) slot: &'a dyn Fn(PollId) -> f64,
    /// The least length of a poll's block.
    pub(super) block: &'a dyn Fn(PollId) -> f64,
    /// The least length of a turn.
    pub(super) turn: &'a dyn Fn(usize) -> f64,
    /// Where a poll may begin at the earliest.
    pub(super) floor: &'a dyn Fn(PollId) -> f64,
    /// A rest's length.
    pub(super) rest: &'a dyn Fn(&Rest) -> f64,
    /// What is left out, within a turn and otherwise.
    pub(super) gap: [f64; 2],
    /// The least length of a queued bar.
    pub(super) queued: f64,
    /// Between a turn's ends and its polls, and between two turns.
    pub(super) pad: [f64; 2],
    /// After the last event.
    pub(super) tail: f64,
}

/// Where each event stands along the time axis: turns are magnified, each poll to a
/// fixed length, and the rests between them are to scale.
pub(super) struct Axis {
    pub(super) places: Vec<f64>,
    /// The turns that are drawn.
    pub(super) turns: Vec<TurnPlace>,
    /// The rests that are drawn, and where they begin and end.
    pub(super) rests: Vec<(Rest, [f64; 2])>,
    /// Where something is left out.
    pub(super) gaps: Vec<Gap>,
    pub(super) length: f64,
}

/// A turn, and where it begins and ends.
#[derive(Clone, Copy)]
pub(super) struct TurnPlace {
    pub(super) turn: usize,
    pub(super) at: [f64; 2],
}

/// Polls that aren't drawn, one after the other.
#[derive(Clone)]
pub(super) struct Gap {
    pub(super) from: EventId,
    pub(super) until: EventId,
    pub(super) at: [f64; 2],
    /// The first of them and the last.
    pub(super) polls: [PollId; 2],
    /// How many polls, with those that were only counted.
    pub(super) count: u64,
    /// Whether all are of one turn.
    pub(super) within_turn: bool,
}

impl Axis {
    pub(super) fn new(
        story: &Story<'_>,
        choice: &Choice,
        rests: &[Rest],
        measures: &Measures<'_>,
    ) -> Self {
        Walk::new(story, choice, measures).along(rests)
    }

    /// Where an event stands.
    pub(super) fn place(&self, event: EventId) -> f64 {
        self.places.get(event).copied().unwrap_or(self.length)
    }

    /// Where something begins that begins with an event: after the gap, if it's in one.
    pub(super) fn begin(&self, event: EventId) -> f64 {
        self.gap(event).map_or_else(|| self.place(event), |gap| gap.at[1])
    }

    /// A stretch that begins with an event, cut where turns begin, and for each piece
    /// the event since which it holds: a page shows it as far as the run has come.
    pub(super) fn pieces(
        &self,
        story: &Story<'_>,
        since: EventId,
        [from, until]: [f64; 2],
    ) -> Vec<(EventId, [f64; 2])> {
        let begins = self.turns.iter().map(|place| {
            (story.polls[story.turns[place.turn].polls[0]].begin, place.at[0])
        });
        let mut pieces = vec![(since, [from, until])];
        for (event, at) in begins {
            let Some((_, last)) = pieces.last_mut() else { break };
            if event <= since || at >= until {
                continue;
            }
            if at <= from {
                // It begins in the middle of the stretch, in this turn or after it.
                pieces = vec![(event, [from, until])];
            } else {
                last[1] = at;
                pieces.push((event, [at, until]));
            }
        }
        pieces
    }

    /// The gap that an event is in.
    pub(super) fn gap(&self, event: EventId) -> Option<&Gap> {
        let after = self.gaps.partition_point(|gap| gap.from <= event);
        let gap = self.gaps.get(after.checked_sub(1)?)?;
        (event <= gap.until).then_some(gap)
    }
}
