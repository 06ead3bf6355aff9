use crate::recording::Kind;
use crate::story::{EventId, State, Story};

/// No thread has anything to poll: here, and only here, time is to scale.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rest {
    pub(super) from: EventId,
    pub(super) until: EventId,
    pub(super) nanos: u64,
}

/// A future that is finished is dropped so soon after its poll that it belongs to it.
const AT_ONCE: u64 = 20_000;

/// All rests of a run, in order.
pub(super) fn rests(story: &Story<'_>) -> Vec<Rest> {
    let events = &story.recording.events;
    let mut changes = vec![0_i64; events.len()];
    for life in &story.lives {
        // What is never polled is in nobody's run queue, as far as can be seen; and
        // what is polled within another never is.
        if life.polls.is_empty() || life.awaited_inside {
            continue;
        }
        for span in life.spans.iter().filter(|span| span.state != State::Asleep) {
            changes[span.from] += 1;
            if let Some(until) = span.until {
                changes[until] -= 1;
            }
        }
    }
    let mut rests = Vec::new();
    let (mut busy, mut since) = (0, None);
    for (event, change) in changes.into_iter().enumerate() {
        if change == 0 && since.is_none() {
            continue;
        }
        busy += change;
        if busy > 0 {
            rests.extend(since.take().and_then(|from| rest(story, from, event)));
        } else {
            since.get_or_insert(event);
        }
    }
    // What comes after the last poll isn't to scale: nothing is waited for.
    rests
}

fn rest(story: &Story<'_>, from: EventId, until: EventId) -> Option<Rest> {
    let events = &story.recording.events;
    let is_dropped = |event: &EventId| {
        matches!(events[*event].kind, Kind::Drop(_))
            && events[*event].at - events[from].at <= AT_ONCE
    };
    // Polled without having been woken: the loop spins.
    if matches!(events[until].kind, Kind::Poll(_)) {
        return None;
    }
    let from = from + (from + 1..until).take_while(is_dropped).count();
    let nanos = events[until].at - events[from].at;
    (nanos > 0).then_some(Rest { from, until, nanos })
}
