use std::collections::BTreeMap;

use super::choice::{Choice, Limits};
use super::document::Drawing;
use super::legend;
use super::panel::Panel;
use super::pen::Pen;
use super::plan::{FREE, Given, Plan, WIDTH, left};
use super::rests::Rest;
use super::text::wrap;
use super::wide::{head, rule};
use super::words::Notice;
use crate::compare::Comparison;
use crate::story::{EventId, PollId, Story};

/// Each of the two has half of the height.
const LIMITS: Limits = Limits { tasks: 12, polls: 48 };

/// One run above the other, with what is alike at the same places.
pub(super) fn drawing(stories: [&Story<'_>; 2], comparison: &Comparison) -> Drawing {
    let plans = plans(stories, comparison);
    let [above, below] = &plans;
    let longer = if above.axis.length >= below.axis.length { above } else { below };
    let mut pen = Pen::new(false);
    let mut top = 0.0;
    for line in wrap(&comparison.in_words(stories[0], stories[1]), 12.0, WIDTH, 8) {
        top += 16.0;
        pen.text("c", 0.0, top, &line);
    }
    top += 10.0;
    for &window in &longer.systems {
        for (plan, other) in plans.iter().zip([1, 0]) {
            // Nothing of it is left to draw in this line.
            if window[0] >= plan.axis.length {
                continue;
            }
            let number = 1 - other;
            top = head(&mut pen, plan.story, top, WIDTH);
            let difference = comparison.first_difference.map(|it| it[number]);
            let place = difference.and_then(|poll| place(plan, poll));
            let place = place.filter(|at| window[0] <= *at && *at < window[1]);
            top += if place.is_some() { 16.0 } else { 0.0 };
            let panel = Panel::new(plan, window, top);
            let end = panel.draw(&mut pen);
            if let Some(at) = place {
                let has_ended = difference == Some(None);
                mark(
                    &mut pen,
                    at + panel.offset,
                    [top, panel.threads_end(), panel.rows_end()],
                    has_ended,
                );
            }
            top = end + 18.0;
        }
    }
    let height = foot(&mut pen, &plans, top);
    Drawing { body: pen.out, width: WIDTH, height }
}

/// Both laid out alike as far as the runs are alike.
fn plans<'a>(stories: [&'a Story<'a>; 2], comparison: &Comparison) -> [Plan<'a>; 2] {
    let alike = comparison.outer_alike(stories);
    let choices = || stories.map(|story| Choice::new(story, LIMITS, Some(alike)));
    let [a, b] = choices();
    let left = left(stories[0], &a).max(left(stories[1], &b));
    let both = |given: [&Given<'_>; 2]| {
        let [a, b] = choices();
        [
            Plan::new(stories[0], a, left, given[0]),
            Plan::new(stories[1], b, left, given[1]),
        ]
    };
    let free = both([&FREE, &FREE]);
    let chip = Some(free[0].chip.min(free[1].chip));
    let scales = free.each_ref().map(|plan| plan.scale);
    // One scale for both, unless that would make one of them too small to be read.
    let one = scales.iter().flatten().copied().reduce(f64::min);
    let other = scales.iter().flatten().copied().reduce(f64::max);
    let is_one = one.zip(other).is_some_and(|(one, other)| other < 3.0 * one);
    let scales = if is_one { [one; 2] } else { scales };
    let mut shrink = 1.0;
    loop {
        let scales = scales.map(|scale| scale.map(|scale| scale * shrink));
        let plans = aligned(&both, chip, scales, alike);
        // What takes one line each takes one line together, if need be by shorter
        // rests.
        let lines =
            |plans: &[Plan<'_>; 2]| plans.each_ref().map(|it| it.systems.len());
        if shrink < 0.3 || lines(&free) != [1; 2] || lines(&plans) == [1; 2] {
            return plans;
        }
        shrink *= 0.85;
    }
}

/// Laid out so that what is alike begins at the same place.
fn aligned<'a>(
    both: &dyn Fn([&Given<'_>; 2]) -> [Plan<'a>; 2],
    chip: Option<f64>,
    scales: [Option<f64>; 2],
    count: usize,
) -> [Plan<'a>; 2] {
    let alike = scales.map(|scale| Given { chip, scale, ..FREE });
    let natural = both([&alike[0], &alike[1]]);
    let [above, below] = Alike::new(&natural, count);
    both([
        &Given {
            floor: &|poll| above.floors[poll],
            more: &|rest| above.more(rest),
            ..alike[0]
        },
        &Given {
            floor: &|poll| below.floors[poll],
            more: &|rest| below.more(rest),
            ..alike[1]
        },
    ])
}

/// How one of the two is stretched, so that polls that are alike begin at the same
/// place. The first that differ do so, too.
struct Alike {
    /// Where each poll may begin at the earliest.
    floors: Vec<f64>,
    /// By the events with which they begin: how much longer some rests are.
    longer: BTreeMap<EventId, f64>,
}

impl Alike {
    fn new(plans: &[Plan<'_>; 2], alike: usize) -> [Self; 2] {
        let mut both = plans.each_ref().map(|plan| Self {
            floors: vec![0.0; plan.story.polls.len()],
            longer: BTreeMap::new(),
        });
        let schedules = plans.each_ref().map(|plan| schedule(plan.story));
        let (mut last, mut floor) = ([0.0; 2], 0.0);
        for place in 0..=alike {
            let polls = schedules.each_ref().map(|it| it.get(place).copied());
            let [Some(a), Some(b)] = polls else { break };
            if !plans[0].choice.polls[a] || !plans[1].choice.polls[b] {
                continue;
            }
            let at = [(0, a), (1, b)].map(|(it, poll): (usize, PollId)| {
                plans[it].axis.place(plans[it].story.polls[poll].begin)
            });
            let way = (at[0] - last[0]).max(at[1] - last[1]);
            floor += way;
            for (it, poll) in [(0, a), (1, b)] {
                both[it].floors[poll] = floor;
                // Better to rest for longer than to wait in the queue.
                let rests = plans[it].axis.rests.iter();
                let mut between = rests
                    .filter(|(_, rest)| rest[0] >= last[it] && rest[1] <= at[it]);
                if let Some((rest, _)) = between.next() {
                    let more = way - (at[it] - last[it]);
                    both[it].longer.insert(rest.from, more);
                }
            }
            last = at;
        }
        both
    }

    fn more(&self, rest: &Rest) -> f64 {
        self.longer.get(&rest.from).copied().unwrap_or(0.0)
    }
}

fn schedule(story: &Story<'_>) -> Vec<PollId> {
    let all = 0..story.polls.len();
    all.filter(|&poll| story.polls[poll].within.is_none()).collect()
}

/// Where the runs differ for the first time: before a poll, or where one has ended.
fn place(plan: &Plan<'_>, poll: Option<PollId>) -> Option<f64> {
    match poll {
        None => Some(plan.axis.length - plan.tail),
        Some(poll) if !plan.choice.polls[poll] => None,
        Some(poll) => Some(plan.axis.place(plan.story.polls[poll].begin) - 3.0),
    }
}

/// A jagged line through all rows, with words above it.
fn mark(pen: &mut Pen, x: f64, [top, from, bottom]: [f64; 3], has_ended: bool) {
    let mut line = pen.path();
    line.to('M', &[[x, from]]);
    let (mut y, mut side) = (from, 2.5);
    while y < bottom {
        y += 6.0;
        line.to('L', &[[x + side, y]]);
        side = -side;
    }
    pen.draw("differ", &line);
    let mut tip = pen.path();
    tip.tip([x, top - 2.0], [0.0, 1.0]);
    pen.draw("differ-tip", &tip);
    let words = if has_ended {
        "first difference: it has ended"
    } else {
        "first difference"
    };
    let half = super::text::width(words, 11.5) / 2.0;
    let middle = x.clamp(half, WIDTH - half);
    pen.text("s m", middle, top - 11.0, words);
}

fn foot(pen: &mut Pen, plans: &[Plan<'_>; 2], top: f64) -> f64 {
    rule(pen, top, WIDTH);
    let mut y = legend::draw_all(pen, plans, top + 22.0, WIDTH);
    let words =
        ["Above: ", "Below: "].into_iter().zip(plans).map(|(where_, plan)| {
            let notice = Notice {
                story: plan.story,
                choice: &plan.choice,
                axis: &plan.axis,
                scale: plan.scale,
                has_short_rests: plan.has_short_rests,
                lane: "row",
                length: "wide",
            };
            notice.sentences().join(" ").replacen("", where_, 1)
        });
    for words in words {
        for line in wrap(&words, 11.5, WIDTH, 8) {
            y += 16.0;
            pen.text("s", 0.0, y, &line);
        }
    }
    y + 8.0
}
