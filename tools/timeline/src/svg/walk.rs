use super::axis::{Axis, Gap, Measures, TurnPlace};
use super::choice::Choice;
use super::rests::Rest;
use crate::recording::{Kind, Outcome, TaskId, ThreadId};
use crate::story::{By, EventId, PollId, Story};

/// One way along all events, which gives each its place.
pub(super) struct Walk<'a> {
    story: &'a Story<'a>,
    choice: &'a Choice,
    measures: &'a Measures<'a>,
    axis: Axis,
    at: f64,
    /// Room that is due before the next poll or rest.
    due: f64,
    /// The turns whose last poll is over; the room after it belongs to them.
    ending: Vec<TurnPlace>,
    /// For each thread, the turn it is in.
    turns: Vec<Option<TurnPlace>>,
    /// For each thread, its polls, the innermost last.
    open: Vec<Vec<Open>>,
    next_poll: PollId,
    gap: Option<Gap>,
    /// Where the next poll's slot may begin, and where the next turn may.
    free: [f64; 2],
    /// For each poll, whether the next one ends the gap that it is in.
    ends_gap: Vec<bool>,
    /// For each poll, whether it is the last of its turn that is drawn.
    ends_turn: Vec<bool>,
    last_was_drop: bool,
}

/// A poll that is going on.
struct Open {
    task: TaskId,
    poll: PollId,
    /// `None` if it isn't drawn.
    begin: Option<f64>,
    wakes: usize,
}

/// Between two wakes in one poll, and how many of them get room of their own.
const BETWEEN_WAKES: f64 = 5.0;
const WAKES_APART: usize = 8;
/// An end bar's share, and what an inner poll keeps from the ends of its outer one.
const END_BAR: f64 = 5.0;
const WITHIN: f64 = 5.0;

impl<'a> Walk<'a> {
    pub(super) fn new(
        story: &'a Story<'a>,
        choice: &'a Choice,
        measures: &'a Measures<'a>,
    ) -> Self {
        let threads = story.recording.threads.len();
        let mut ends_gap = vec![false; story.polls.len()];
        let mut before = None;
        for poll in 0..story.polls.len() {
            if story.polls[poll].within.is_some() {
                continue;
            }
            if let Some(before) = before.filter(|_| choice.polls[poll]) {
                ends_gap[before] = true;
            }
            before = Some(poll);
        }
        let mut ends_turn = vec![false; story.polls.len()];
        for turn in &story.turns {
            let last = turn.polls.iter().rev().find(|&&poll| choice.polls[poll]);
            if let Some(&last) = last {
                ends_turn[last] = true;
            }
        }
        Self {
            story,
            choice,
            measures,
            axis: Axis {
                places: Vec::with_capacity(story.recording.events.len()),
                turns: Vec::new(),
                rests: Vec::new(),
                gaps: Vec::new(),
                length: 0.0,
            },
            at: 0.0,
            due: 0.0,
            ending: Vec::new(),
            turns: vec![None; threads],
            open: (0..threads).map(|_| Vec::new()).collect(),
            next_poll: 0,
            gap: None,
            free: [0.0; 2],
            ends_gap,
            ends_turn,
            last_was_drop: false,
        }
    }

    pub(super) fn along(mut self, rests: &[Rest]) -> Axis {
        let events = &self.story.recording.events;
        let mut rests = rests.iter().peekable();
        let mut resting: Option<(Rest, [f64; 2])> = None;
        for (event, it) in events.iter().enumerate() {
            if let Some((rest, [from, until])) = resting {
                let share = it.at - events[rest.from].at;
                let share = share as f64 / rest.nanos as f64;
                self.at = from + (until - from) * share;
                if event == rest.until {
                    resting = None;
                }
            }
            let place = self.step(event, it.thread, &it.kind);
            self.axis.places.push(place);
            let is_drop = matches!(it.kind, Kind::Drop(_));
            self.last_was_drop = is_drop;
            if let Some(&rest) = rests.next_if(|rest| rest.from == event)
                && self.gap.is_none()
            {
                self.settle();
                let until = self.at + (self.measures.rest)(&rest);
                resting = Some((rest, [self.at, until]));
                self.axis.rests.push((rest, [self.at, until]));
            }
        }
        self.end_gap(events.len());
        self.settle();
        for turn in std::mem::take(&mut self.turns).into_iter().flatten() {
            self.end_turn(TurnPlace { at: [turn.at[0], self.at], ..turn });
        }
        self.axis.turns.sort_unstable_by_key(|place| place.turn);
        self.axis.length = self.at.max(self.free[1]) + self.measures.tail;
        self.axis
    }

    fn step(&mut self, event: EventId, thread: ThreadId, kind: &Kind) -> f64 {
        match kind {
            Kind::Poll(task) => self.begin(event, thread, *task),
            Kind::End(end) => {
                let is_over = end.outcome != Outcome::Pending;
                self.end(event, thread, end.task, is_over)
            }
            Kind::Wake(task) => self.wake(event, thread, *task),
            Kind::Drop(task) if self.choice.row_of[*task].is_some() => {
                let is_due = !self.last_was_drop && self.gap.is_none();
                self.at += if is_due { END_BAR } else { 0.0 };
                self.at
            }
            _ => self.at,
        }
    }

    fn begin(&mut self, event: EventId, thread: ThreadId, task: TaskId) -> f64 {
        let poll = self.next_poll;
        self.next_poll += 1;
        let it = &self.story.polls[poll];
        let is_drawn = self.choice.polls[poll];
        let mut begin = None;
        if is_drawn && it.within.is_some() {
            begin = Some(self.at + WITHIN);
        } else if is_drawn {
            self.settle();
            self.end_gap(event);
            let it = self.begin_outer(poll, thread);
            begin = Some(it);
        } else if it.within.is_none() {
            self.add_to_gap(event, poll);
        }
        self.at = begin.map_or(self.at, |at| at + WITHIN);
        self.open[thread].push(Open { task, poll, begin, wakes: 0 });
        begin.unwrap_or(self.at)
    }

    fn begin_outer(&mut self, poll: PollId, thread: ThreadId) -> f64 {
        let it = &self.story.polls[poll];
        let Measures { pad: [inside, outside], queued, .. } = *self.measures;
        self.at = self.at.max(self.free[0]);
        let turn = self.turns[thread];
        if turn.is_none_or(|turn| turn.turn != it.turn) {
            if let Some(turn) = turn {
                self.end_turn(TurnPlace { at: [turn.at[0], self.at], ..turn });
            }
            self.at = (self.at + outside).max(self.free[1]);
        }
        let slot = (self.measures.slot)(poll);
        let block = (self.measures.block)(poll);
        let lead = (slot - block).max(0.0) / 2.0;
        let is_new = turn.is_none_or(|turn| turn.turn != it.turn);
        let first = self.at + if is_new { inside } else { 0.0 };
        let ready = match it.cause {
            Some(wake) => Some((self.story.wakes[wake].event, queued)),
            None => self.story.lives[it.task]
                .spawned
                .filter(|_| self.story.lives[it.task].polls.first() == Some(&poll))
                .map(|spawned| (spawned, queued + 8.0)),
        };
        let ready = ready.map_or(0.0, |(event, room)| {
            self.axis.places.get(event).copied().unwrap_or(0.0) + room
        });
        let begin = (first + lead).max(ready).max((self.measures.floor)(poll));
        if is_new {
            let from = self.at.max(begin - lead - inside);
            let turn = TurnPlace { turn: it.turn, at: [from, from] };
            self.turns[thread] = Some(turn);
            self.free[1] = from + (self.measures.turn)(it.turn);
        }
        self.free[0] = begin + block + lead;
        begin
    }

    fn end(
        &mut self,
        event: EventId,
        thread: ThreadId,
        task: TaskId,
        is_over: bool,
    ) -> f64 {
        let open = &mut self.open[thread];
        let Some(place) = open.iter().rposition(|open| open.task == task) else {
            return self.at;
        };
        let Open { poll, begin, .. } = open.swap_remove(place);
        open.truncate(place);
        let is_outer = self.story.polls[poll].within.is_none();
        let Some(begin) = begin else {
            if is_outer && self.ends_gap[poll] {
                self.end_gap(event);
            }
            return self.at;
        };
        let block = (self.measures.block)(poll);
        let end = (begin + block).max(self.at);
        self.at = end;
        if is_outer {
            let bar = if is_over { END_BAR } else { 0.0 };
            self.free[0] = self.free[0].max(end);
            self.due = (self.free[0] - end).max(bar);
            if self.ends_turn[poll] {
                self.ending.extend(self.turns[thread].take());
            }
        } else {
            self.at += WITHIN;
        }
        end
    }

    fn wake(&mut self, event: EventId, thread: ThreadId, task: TaskId) -> f64 {
        let is_drawn = self.choice.row_of[task].is_some() && self.gap.is_none();
        if let Some(open) = self.open[thread].last_mut() {
            open.wakes += 1;
            let has_room = open.begin.is_some() && open.wakes <= WAKES_APART;
            let place = self.at;
            if has_room && is_drawn {
                self.at += BETWEEN_WAKES;
            }
            return place;
        }
        if !is_drawn {
            return self.at;
        }
        let by = self.story.wake_at(Some(event)).map(|wake| wake.by);
        match by {
            Some(By::EndOf(_)) => self.at += 2.0,
            _ if self.open.iter().all(Vec::is_empty) => self.settle(),
            _ => {}
        }
        self.at
    }

    /// Gives the room that is due, and ends the turns that it belongs to.
    fn settle(&mut self) {
        let pad = self.measures.pad[0];
        self.at += self.due;
        self.due = 0.0;
        let ending = std::mem::take(&mut self.ending);
        if !ending.is_empty() {
            self.at += pad;
        }
        for turn in ending {
            let [from, _] = turn.at;
            let least = from + (self.measures.turn)(turn.turn);
            self.at = self.at.max(least);
            self.end_turn(TurnPlace { at: [from, self.at], ..turn });
        }
    }

    fn end_turn(&mut self, turn: TurnPlace) {
        self.axis.turns.push(turn);
    }

    fn add_to_gap(&mut self, event: EventId, poll: PollId) {
        let (turn, count) =
            (self.story.polls[poll].turn, 1 + self.story.polls[poll].again);
        if let Some(gap) = &mut self.gap {
            gap.polls[1] = poll;
            gap.count += count;
            gap.within_turn &= self.story.polls[gap.polls[0]].turn == turn;
            return;
        }
        let is_begun = self.axis.turns.iter().chain(&self.ending);
        let mut is_begun = is_begun.chain(self.turns.iter().flatten());
        let within_turn = is_begun.any(|place| place.turn == turn);
        self.settle();
        self.gap = Some(Gap {
            from: event,
            until: event,
            at: [self.at; 2],
            polls: [poll; 2],
            count,
            within_turn,
        });
    }

    fn end_gap(&mut self, event: EventId) {
        let Some(mut gap) = self.gap.take() else { return };
        let begun = self.turns.iter().flatten();
        let turn = self.story.polls[gap.polls[0]].turn;
        let goes_on = begun.map(|turn| turn.turn).any(|it| it == turn);
        let next = self.next_turn();
        let is_one = self.story.polls[gap.polls[1]].turn == turn;
        gap.within_turn =
            is_one && (gap.within_turn || goes_on || next == Some(turn));
        let length = self.measures.gap[usize::from(!gap.within_turn)];
        let from = self.at.max(self.free[0]);
        gap.at = [from, from + length];
        gap.until =
            event.saturating_sub(usize::from(event > gap.from)).max(gap.from);
        self.at = gap.at[1];
        self.free[0] = self.at;
        self.axis.gaps.push(gap);
    }

    /// The turn of the first drawn poll that is still to come.
    fn next_turn(&self) -> Option<usize> {
        let next = (self.next_poll.saturating_sub(1)..self.story.polls.len())
            .find(|&poll| self.choice.polls[poll])?;
        Some(self.story.polls[next].turn)
    }
}
