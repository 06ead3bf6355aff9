use super::panel::Panel;
use super::pen::Pen;
use super::text::{bold_width, counted, grouped, width};
use crate::recording::{ClockKind, ThreadId};
use crate::words::spoken;

/// How high a thread's lane is.
const LANE: f64 = 33.0;
/// Durations of turns stand below the tabs.
const DURATIONS: f64 = 16.0;

impl Panel<'_> {
    /// Where the lanes of the threads end.
    pub(super) fn threads_end(&self) -> f64 {
        let lanes = self.plan.threads.len().max(1) as f64;
        let gaps = self.plan.axis.gaps.iter().any(|gap| !gap.within_turn);
        let durations = if self.has_durations() { DURATIONS } else { 0.0 };
        self.top + (lanes * LANE + durations).max(if gaps { 46.0 } else { 0.0 })
    }

    fn has_durations(&self) -> bool {
        self.plan.story.recording.clock == ClockKind::Real
            && self.plan.threads.len() == 1
    }
}

/// Draws a lane for each thread: a tab for each turn, parks dotted between them.
pub(super) fn draw(panel: &Panel<'_>, pen: &mut Pen, bottom: f64) {
    let plan = panel.plan;
    for (lane, &thread) in plan.threads.iter().enumerate() {
        let across = panel.top + LANE * lane as f64 + 13.0;
        tabs(panel, pen, thread, across, bottom);
        parks(panel, pen, thread, across);
        let turns = plan.story.turns.iter().filter(|turn| turn.thread == thread);
        let turns = counted(turns.count() as u64, "turn");
        match plan.threads.len() {
            1 => {
                let parks = counted(plan.story.parks.len() as u64, "park");
                let both = format!("{turns}, {parks}");
                let fits = width(&both, 11.5) <= plan.left - 8.0;
                let below = if fits { both } else { turns };
                panel.title(pen, across, "the thread", &below);
            }
            _ => {
                let name = &plan.story.recording.threads[thread];
                panel.title(pen, across, name, &turns);
            }
        }
    }
}

fn tabs(
    panel: &Panel<'_>,
    pen: &mut Pen,
    thread: ThreadId,
    across: f64,
    bottom: f64,
) {
    let plan = panel.plan;
    let story = plan.story;
    for place in &plan.axis.turns {
        let turn = &story.turns[place.turn];
        let at =
            [place.at[0].max(panel.window[0]), place.at[1].min(panel.window[1])];
        if turn.thread != thread || at[1] - at[0] < 3.0 {
            continue;
        }
        let at = at.map(|at| at + panel.offset);
        let middle = f64::midpoint(at[0], at[1]);
        let begin = story.polls[turn.polls[0]].begin;
        pen.since = Some(begin);
        if plan.threads.len() == 1 {
            let (top, high) = (panel.top, bottom - panel.top);
            pen.bar("band", at, top + high / 2.0, high, 5.0);
        }
        pen.bar("run", at, across, 26.0, 5.0);
        let number = grouped(turn.number as u64);
        let long = format!("turn {number}");
        let room = at[1] - at[0] - 6.0;
        let is_first = place.turn == plan.axis.turns[0].turn;
        let words = [long, number].into_iter();
        // All but the first are numbers, unless there is plenty of room.
        let mut words = words.skip(usize::from(!is_first && room < 60.0));
        let words = words.find(|words| bold_width(words, 12.0) <= room);
        if let Some(words) = words {
            pen.text("o m", middle, across + 4.5, &words);
        }
        if panel.has_durations()
            && let Some(last) = turn.polls.last()
            && let Some(end) = story.polls[*last].end
        {
            pen.since = Some(end);
            let words = spoken(story.time(end) - story.time(begin));
            if width(&words, 11.5) <= at[1] - at[0] + 2.0 {
                pen.text("s m", middle, across + 29.0, &words);
            }
        }
    }
    pen.since = None;
}

fn parks(panel: &Panel<'_>, pen: &mut Pen, thread: ThreadId, across: f64) {
    let plan = panel.plan;
    let mut dots = pen.path();
    let mut drawn: Vec<_> = plan.axis.turns.clone();
    drawn.retain(|place| plan.story.turns[place.turn].thread == thread);
    for park in plan.story.parks.iter().filter(|park| park.thread == thread) {
        let from = plan.axis.begin(park.from).max(panel.window[0]);
        let until = plan.axis.place(park.until).min(panel.window[1]);
        if until - from < 8.0 {
            continue;
        }
        // From tab to tab.
        let before = drawn.iter().filter(|it| it.at[0] <= from).map(|it| it.at[1]);
        let after = drawn.iter().map(|it| it.at[0]).filter(|&at| at > from);
        let from = before.fold(from, f64::max);
        let until = after.fold(until, f64::min);
        let (from, until) = (from + panel.offset, until + panel.offset);
        let length = spoken(park.length(plan.story));
        let room = until - from - 8.0;
        let words = [format!("parked {length}"), length];
        let words = words.iter().find(|words| width(words, 11.5) <= room);
        let middle = f64::midpoint(from, until);
        pen.since = Some(park.from);
        let half = words.map_or(0.0, |words| {
            pen.text("s m", middle, across + 4.0, words);
            width(words, 11.5) / 2.0 + 6.0
        });
        if room / 2.0 - half > 6.0 {
            // From both ends inwards, so that the dots stand alike at both.
            dots.since(park.from);
            dots.line([from + 7.0, across], [middle - half, across]);
            dots.line([until - 7.0, across], [middle + half, across]);
        }
    }
    pen.since = None;
    pen.draw("park", &dots);
}
