use std::time::Duration;

use super::axis::{Axis, Gap};
use super::choice::Choice;
use super::text::{counted, grouped};
use crate::recording::{ClockKind, Kind};
use crate::story::{EventId, Story};
use crate::words::spoken;

/// What is left out, in lines of a few words.
pub(super) fn gap(story: &Story<'_>, gap: &Gap) -> Vec<String> {
    let [first, last] = gap.polls.map(|poll| story.polls[poll].turn);
    // A turn of which something is drawn isn't left out.
    let is_begun = story.turns[first].polls.first() < Some(&gap.polls[0]);
    let is_ended = story.turns[last].polls.last() > Some(&gap.polls[1]);
    let from = first + usize::from(is_begun);
    let until = (last + 1).saturating_sub(usize::from(is_ended));
    let polls = counted(gap.count, "poll");
    let number = |turn: usize| grouped(story.turns[turn].number as u64);
    match until.saturating_sub(from) {
        0 => vec![polls, "left out".to_owned()],
        1 => vec![format!("turn {}", number(from)), "left out:".to_owned(), polls],
        turns if story.several_threads() => {
            vec![counted(turns as u64, "turn"), "left out:".to_owned(), polls]
        }
        _ => {
            let turns = format!("turns {} to", number(from));
            vec![turns, format!("{} left out:", number(until - 1)), polls]
        }
    }
}

/// What the drawing isn't, in sentences.
pub(super) struct Notice<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) choice: &'a Choice,
    pub(super) axis: &'a Axis,
    /// Points for a nanosecond of rest.
    pub(super) scale: Option<f64>,
    /// The longest rest that is drawn longer than it is.
    pub(super) has_short_rests: bool,
    /// A row or a column.
    pub(super) lane: &'static str,
    /// Wide or tall.
    pub(super) length: &'static str,
}

impl Notice<'_> {
    pub(super) fn sentences(&self) -> Vec<String> {
        let story = self.story;
        let mut all = Vec::new();
        if story.recording.events.is_empty() {
            all.push("Nothing was recorded: there is no event.".to_owned());
        } else if story.polls.is_empty() {
            all.push("No task was ever polled.".to_owned());
        } else {
            all.push(self.scale());
        }
        if self.has_short_rests {
            all.push(
                "Some rests are drawn longer than they are, for room.".to_owned(),
            );
        }
        let tasks = self.choice.tasks_left_out();
        if tasks > 0 {
            let have = if tasks == 1 { "has" } else { "have" };
            let more = match tasks {
                1 => "1 task more".to_owned(),
                _ => format!("{} tasks more", grouped(tasks as u64)),
            };
            all.push(format!("{more} {have} no {} here.", self.lane));
        }
        if self.axis.gaps.iter().any(|gap| gap.within_turn) {
            all.push("“+1” is a poll in a turn that isn't drawn.".to_owned());
        }
        let hidden = self.axis.gaps.iter().map(|gap| gap.count).sum::<u64>();
        if hidden > 0 {
            let polls: u64 = story.polls.iter().map(|poll| 1 + poll.again).sum();
            let (hidden, polls) = (grouped(hidden), grouped(polls));
            all.push(format!("In all, {hidden} of {polls} polls aren't drawn."));
        }
        let within = (0..story.polls.len()).filter(|&poll| {
            let outer = story.polls[poll].within;
            !self.choice.polls[poll] && outer.is_some_and(|it| self.choice.polls[it])
        });
        match within.count() as u64 {
            0 => {}
            1 => all.push("1 poll within another isn't drawn.".to_owned()),
            many => all.push(format!(
                "{} polls within others aren't drawn.",
                grouped(many)
            )),
        }
        match story.recording.dropped {
            0 => {}
            1 => all.push("1 event more wasn't kept.".to_owned()),
            many => all.push(format!("{} events more weren't kept.", grouped(many))),
        }
        all
    }

    /// What is to scale.
    fn scale(&self) -> String {
        let story = self.story;
        let events = &story.recording.events;
        let length = events.last().map_or(Duration::ZERO, crate::Event::time);
        let to_scale = match (tick(self.scale), story.several_threads()) {
            (None, _) => "Time isn't to scale: ".to_owned(),
            (Some(tick), false) => {
                format!("Between turns, time is to scale, {}; ", tick_in_words(tick))
            }
            (Some(tick), true) => {
                format!(
                    "While all threads park, time is to scale, {}; ",
                    tick_in_words(tick)
                )
            }
        };
        let long = self.length;
        let polls = match story.recording.clock {
            ClockKind::Virtual => "and none passes in them".to_owned(),
            ClockKind::Real => {
                let outer = story.polls.iter().filter(|poll| poll.within.is_none());
                let took = outer.filter_map(|poll| {
                    Some(story.time(poll.end?) - story.time(poll.begin))
                });
                let took: Duration = took.sum();
                format!("all took {} of {}", spoken(took), spoken(length))
            }
        };
        format!("{to_scale}each poll is drawn as {long} as any other, {polls}.")
            .replace("and none passes in them", "and no time passes in it")
    }
}

/// The time between two ticks, if there is a scale: a round number that leaves room
/// between them.
pub(super) fn tick(scale: Option<f64>) -> Option<u64> {
    const SECOND: u64 = 1_000_000_000;
    let powers = (0..10).map(|power| 10_u64.pow(power));
    let below = powers.flat_map(|power| [1, 2, 5].map(|it| it * power));
    let below = below.filter(|&tick| tick <= SECOND);
    let above = [2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600];
    let above = above.map(|tick| tick * SECOND);
    let days = (0..14).map(|power| 86_400 * SECOND * (1 << power));
    let scale = scale?;
    below.chain(above).chain(days).find(|&tick| tick as f64 * scale >= 15.0)
}

/// `1 tick = 1 s`.
pub(super) fn tick_in_words(tick: u64) -> String {
    format!("1 tick = {}", spoken(Duration::from_nanos(tick)))
}

/// The ticks from one time to another, in nanoseconds.
pub(super) fn ticks(
    tick: Option<u64>,
    from: u64,
    until: u64,
) -> impl Iterator<Item = u64> {
    const MOST: u64 = 200;
    let step = tick.unwrap_or(u64::MAX).max(1);
    let first = from.div_ceil(step);
    let last = (until / step).min(first.saturating_add(MOST));
    let ticks = (first..=last).filter_map(move |number| number.checked_mul(step));
    ticks.filter(move |&tick| (from..=until).contains(&tick))
}

/// The run in words, with a sentence for every turn; of a long run, for the first and
/// the last.
pub(super) fn description(story: &Story<'_>) -> String {
    const MOST: usize = 60;
    const FIRST: usize = 24;
    const LAST: usize = 8;
    let turns = story.turns.len();
    let is_told =
        |turn: usize| turns <= MOST || turn < FIRST || turn >= turns - LAST;
    let begin = |turn: usize| story.polls[story.turns[turn].polls[0]].begin;
    let mut said: Vec<(EventId, String)> = Vec::new();
    for turn in (0..turns).filter(|&turn| is_told(turn)) {
        said.push((begin(turn), turn_in_words(story, turn)));
    }
    let (mut hidden, mut hidden_until) = (EventId::MAX, 0);
    if turns > MOST {
        (hidden, hidden_until) = (begin(FIRST), begin(turns - LAST));
        let left_out = &story.turns[FIRST..turns - LAST];
        let polls = left_out.iter().flat_map(|turn| &turn.polls);
        let polls: u64 = polls.map(|&poll| 1 + story.polls[poll].again).sum();
        let (turns, polls) =
            (counted(left_out.len() as u64, "turn"), counted(polls, "poll"));
        said.push((hidden, format!("Here {turns} are left out: {polls}.")));
    }
    let parks = story.parks.iter();
    let parks = parks.filter(|it| it.from < hidden || it.from >= hidden_until);
    said.extend(parks.map(|park| (park.from, story.park_in_words(park))));
    said.sort_by_key(|&(from, _)| from);
    let mut words = vec![format!("{}.", story.summary())];
    words.extend(said.into_iter().map(|(_, sentence)| sentence));
    words.join(" ")
}

/// What happens in a turn and what the program says in it, without the turn's number.
pub(super) fn turn_without_head(story: &Story<'_>, turn: usize) -> String {
    const MOST: usize = 6;
    let it = &story.turns[turn];
    let first = it.polls.iter().take(MOST);
    let mut words = match it.polls.len() {
        0..=MOST => {
            let polls = first.map(|&poll| story.poll_in_words(poll));
            polls.collect::<Vec<_>>().join("; ") + "."
        }
        all => {
            let names =
                first.map(|&poll| story.name_in_words(story.polls[poll].task));
            let names = names.collect::<Vec<_>>().join(", ");
            format!("{names} and {} more are polled.", grouped((all - MOST) as u64))
        }
    };
    for &poll in it.polls.iter().take(MOST) {
        let poll = &story.polls[poll];
        let until = poll.end.unwrap_or(poll.begin);
        for event in &story.recording.events[poll.begin..until] {
            if let Kind::Note(note) = &event.kind
                && event.thread == poll.thread
            {
                words += &format!(" It says “{note}”.");
            }
        }
    }
    words
}

/// A turn's sentence, if it isn't too long for anybody to hear it out.
fn turn_in_words(story: &Story<'_>, turn: usize) -> String {
    const MOST: usize = 12;
    let it = &story.turns[turn];
    if it.polls.len() <= MOST {
        return story.turn_in_words(turn);
    }
    let names: Vec<_> = it.polls[..MOST]
        .iter()
        .map(|&poll| story.name_in_words(story.polls[poll].task))
        .collect();
    let on = story.on_thread(it.thread);
    let at = spoken(story.time(story.polls[it.polls[0]].begin));
    format!(
        "Turn {}{on}, at {at}: {} and {} more are polled.",
        grouped(it.number as u64),
        names.join(", "),
        grouped((it.polls.len() - MOST) as u64)
    )
}
