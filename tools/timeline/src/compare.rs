use crate::story::{PollId, Story};
use crate::words::count;

/// Two runs side by side: how far they do the same.
///
/// What is compared is who is polled after whom, and how each poll ends: names and
/// outcomes, not times and not threads, so that a run on a real clock can stand beside
/// one on a virtual clock, and CPython's asyncio beside a loop in Rust. Polls within
/// other polls count if there are any in both; asyncio has none.
///
/// ```
/// use step01_poll::{RoundRobin, yield_now};
/// use timeline::{Comparison, Recorder, Story};
///
/// let run = |order: [&str; 2]| {
///     let recorder = Recorder::new("two in a queue");
///     let mut queue = RoundRobin::new();
///     queue.push(recorder.task("first", async {}));
///     for name in order {
///         queue.push(recorder.task(name, yield_now()));
///     }
///     queue.run();
///     recorder.finish()
/// };
/// let (ab, ba) = (run(["a", "b"]), run(["b", "a"]));
/// let (ab, ba) = (Story::new(&ab), Story::new(&ba));
/// assert_eq!(Comparison::new(&ab, &ab).first_difference, None);
/// assert_eq!(Comparison::new(&ab, &ba).alike, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// How many polls are alike, from the first on.
    pub alike: usize,
    /// The first polls that aren't, in each of the two; `None` where one of them has
    /// ended already.
    pub first_difference: Option<[Option<PollId>; 2]>,
}

impl Comparison {
    /// Compares two runs.
    #[must_use]
    pub fn new(above: &Story<'_>, below: &Story<'_>) -> Self {
        let has_inner =
            |story: &Story<'_>| story.polls.iter().any(|poll| poll.within.is_some());
        let with_inner = has_inner(above) && has_inner(below);
        let schedule = |story: &Story<'_>| -> Vec<PollId> {
            let all = 0..story.polls.len();
            all.filter(|&poll| with_inner || story.polls[poll].within.is_none())
                .collect()
        };
        let (polls_above, polls_below) = (schedule(above), schedule(below));
        let is_alike = |&(&a, &b): &(&PollId, &PollId)| {
            let (a, b) = (&above.polls[a], &below.polls[b]);
            above.name(a.task) == below.name(b.task) && a.outcome == b.outcome
        };
        let alike =
            polls_above.iter().zip(&polls_below).take_while(is_alike).count();
        let next =
            [polls_above.get(alike).copied(), polls_below.get(alike).copied()];
        let first_difference = (next != [None, None]).then_some(next);
        Self { alike, first_difference }
    }

    /// How many polls that aren't within others come before the one that differs, or
    /// inside of which something does.
    pub(crate) fn outer_alike(&self, stories: [&Story<'_>; 2]) -> usize {
        let before = |(story, poll): (&Story<'_>, Option<PollId>)| {
            let mut until = poll.unwrap_or(story.polls.len());
            while let Some(outer) = story.polls.get(until).and_then(|it| it.within) {
                until = outer;
            }
            let polls = &story.polls[..until];
            polls.iter().filter(|poll| poll.within.is_none()).count()
        };
        let polls = self.first_difference.unwrap_or([None; 2]);
        let [above, below] = [(stories[0], polls[0]), (stories[1], polls[1])];
        before(above).min(before(below))
    }

    /// The result in a sentence.
    #[must_use]
    pub fn in_words(&self, above: &Story<'_>, below: &Story<'_>) -> String {
        let Some([a, b]) = self.first_difference else {
            return format!(
                "The same schedule: {}, in the same order.",
                count(self.alike as u64, "poll")
            );
        };
        let words = |story: &Story<'_>, poll: Option<PollId>| {
            poll.map_or_else(
                || "it has ended".to_owned(),
                |poll| story.poll_in_words(poll),
            )
        };
        format!(
            "The same for {}. Then, above: {}; below: {}.",
            count(self.alike as u64, "poll"),
            words(above, a),
            words(below, b)
        )
    }
}
