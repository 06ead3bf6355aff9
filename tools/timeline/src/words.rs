use std::fmt::Write;
use std::time::Duration;

use crate::recording::{ClockKind, Kind, Outcome};
use crate::story::{By, EventId, Fate, Park, PollId, State, Story};

/// A time as people say it: `0 s`, `46 µs`, `2.5 ms`, `1 min 5 s`, `3 days 2 h`.
///
/// ```
/// use std::time::Duration;
/// use timeline::spoken;
///
/// assert_eq!(spoken(Duration::from_nanos(46_200)), "46.2 µs");
/// assert_eq!(spoken(Duration::from_secs(65)), "1 min 5 s");
/// assert_eq!(spoken(Duration::from_secs(7_200)), "2 h");
/// assert_eq!(spoken(Duration::from_secs(1_000_000)), "11 days 13 h");
/// ```
#[must_use]
pub fn spoken(time: Duration) -> String {
    let nanos = time.as_nanos();
    let (unit, scale) = match nanos {
        0 => return "0 s".to_owned(),
        1..1_000 => ("ns", 1),
        1_000..1_000_000 => ("µs", 1_000),
        1_000_000..1_000_000_000 => ("ms", 1_000_000),
        1_000_000_000..60_000_000_000 => ("s", 1_000_000_000),
        _ => {
            let seconds = time.as_secs();
            let parts = [
                (seconds / 86_400, if seconds < 172_800 { "day" } else { "days" }),
                (seconds / 3_600 % 24, "h"),
                (seconds / 60 % 60, "min"),
                (seconds % 60, "s"),
            ];
            // The two that are largest.
            let parts = parts.into_iter().filter(|&(number, _)| number > 0).take(2);
            let parts =
                parts.map(|(number, unit)| format!("{} {unit}", grouped(number)));
            return parts.collect::<Vec<_>>().join(" ");
        }
    };
    // Three digits that count: 1.23, 12.3, 123.
    let whole = nanos / scale;
    let digits = match whole {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    let number = nanos as f64 / scale as f64;
    let number = format!("{number:.digits$}");
    let number = match number.contains('.') {
        true => number.trim_end_matches('0').trim_end_matches('.'),
        false => &number,
    };
    format!("{number} {unit}")
}

/// The run in words.
impl Story<'_> {
    /// A sentence for each turn and each park, in the order in which they began.
    ///
    /// ```
    /// use timeline::{Recorder, Story};
    ///
    /// let recorder = Recorder::with_clock("a yield", {
    ///     let now = std::time::Instant::now();
    ///     move || now
    /// });
    /// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
    /// let recording = recorder.finish();
    /// assert_eq!(
    ///     Story::new(&recording).sentences(),
    ///     [
    ///         "Turn 1, at 0 s: main is polled, wakes itself, and is pending.",
    ///         "Turn 2, at 0 s: main, woken by itself, is polled and finished.",
    ///     ],
    /// );
    /// ```
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let turns = (0..self.turns.len()).map(|turn| {
            (self.polls[self.turns[turn].polls[0]].begin, self.turn_in_words(turn))
        });
        let parks =
            self.parks.iter().map(|park| (park.from, self.park_in_words(park)));
        let mut all: Vec<_> = turns.chain(parks).collect();
        all.sort_by_key(|&(from, _)| from);
        all.into_iter().map(|(_, sentence)| sentence).collect()
    }

    /// One turn in a sentence.
    #[must_use]
    pub fn turn_in_words(&self, turn: usize) -> String {
        let turn = &self.turns[turn];
        let begin = self.polls[turn.polls[0]].begin;
        let polls: Vec<_> =
            turn.polls.iter().map(|&poll| self.poll_in_words(poll)).collect();
        let on = self.on_thread(turn.thread);
        let at = spoken(self.time(begin));
        let number = grouped(turn.number as u64);
        format!("Turn {number}{on}, at {at}: {}.", polls.join("; "))
    }

    /// One park in a sentence.
    #[must_use]
    pub fn park_in_words(&self, park: &Park) -> String {
        let who = match self.several_threads() {
            true => self.thread_in_words(park.thread),
            false => "The thread".to_owned(),
        };
        format!("{who} parks for {}.", spoken(park.length(self)))
    }

    /// One poll in words: who woke the task, what it did, how it ended.
    #[must_use]
    pub fn poll_in_words(&self, poll: PollId) -> String {
        let it = &self.polls[poll];
        let mut words = self.name_in_words(it.task);
        if let Some(cause) = it.cause {
            let cause = &self.wakes[cause];
            let _ = match cause.by {
                By::Task(by) if by == it.task => write!(words, ", woken by itself,"),
                By::Task(by) => {
                    write!(words, ", woken by {},", self.name_in_words(by))
                }
                By::EndOf(by) => {
                    write!(
                        words,
                        ", woken by the end of {},",
                        self.name_in_words(by)
                    )
                }
                By::Timer => write!(words, ", woken by a timer,"),
                By::Thread(by) => {
                    write!(
                        words,
                        ", woken by the thread {},",
                        self.thread_in_words(by)
                    )
                }
            };
        }
        let times = match it.again {
            0 => String::new(),
            again => format!(" {} times", grouped(again + 1)),
        };
        let mut acts = self.acts(poll);
        acts.insert(0, format!("is polled{times}"));
        acts.push(match it.outcome {
            Some(Outcome::Ready) => "finished".to_owned(),
            Some(Outcome::Panicked) => "panics".to_owned(),
            // It is dropped at once: in asyncio, a cancelled task is polled once more.
            Some(Outcome::Pending)
                if self.lives[it.task].dropped == it.end.map(|end| end + 1) =>
            {
                "cancelled".to_owned()
            }
            Some(Outcome::Pending) if self.is_lost(poll) => {
                "falls asleep with nobody to wake it".to_owned()
            }
            Some(Outcome::Pending) => match self.slept(poll) {
                Some(state) => state,
                None => "is pending".to_owned(),
            },
            None => "isn't seen to end it".to_owned(),
        });
        let last = acts.pop().expect("it was polled at least");
        let comma = if acts.len() > 1 { "," } else { "" };
        format!("{words} {}{comma} and {last}", acts.join(", "))
    }

    /// A task's name.
    #[must_use]
    pub fn name(&self, task: usize) -> &str {
        &self.recording.tasks[task].name
    }

    /// A task's name in a sentence: what is longer than 100 letters is shortened, and what
    /// is written from right to left is isolated from the words around it.
    ///
    /// ```
    /// use timeline::{Recorder, Story};
    ///
    /// let recorder = Recorder::new("a long name");
    /// drop(recorder.task(&"ab".repeat(99), async {}));
    /// let recording = recorder.finish();
    /// let name = Story::new(&recording).name_in_words(0);
    /// assert_eq!(name, "ab".repeat(50) + "…");
    /// ```
    #[must_use]
    pub fn name_in_words(&self, task: usize) -> String {
        in_a_sentence(self.name(task))
    }

    /// The same for a thread's.
    pub(crate) fn thread_in_words(&self, thread: usize) -> String {
        in_a_sentence(&self.recording.threads[thread])
    }

    /// What became of a task, in a word or two.
    #[must_use]
    pub fn fate_in_words(&self, task: usize) -> &'static str {
        let life = &self.lives[task];
        match life.fate {
            Fate::Finished => "finished",
            Fate::Cancelled if life.lost.is_some() => "lost, then dropped",
            Fate::Cancelled => "cancelled",
            Fate::Panicked => "panicked",
            Fate::GoesOn if life.lost.is_some() => "lost",
            Fate::GoesOn => "goes on",
        }
    }

    /// How the whole went, in a sentence for the title.
    #[must_use]
    pub fn summary(&self) -> String {
        let threads = self
            .turns
            .iter()
            .map(|turn| turn.thread)
            .collect::<std::collections::BTreeSet<_>>();
        let polls: u64 = self.polls.iter().map(|poll| 1 + poll.again).sum();
        let clock = match self.recording.clock {
            ClockKind::Real => "",
            ClockKind::Virtual => " of virtual time",
        };
        let length =
            self.recording.events.last().map_or(Duration::ZERO, crate::Event::time);
        format!(
            "{}, {}, {}, {} in {}{clock}",
            count(threads.len() as u64, "thread"),
            count(self.lives.len() as u64, "task"),
            count(self.turns.len() as u64, "turn"),
            count(polls, "poll"),
            spoken(length),
        )
    }

    /// Whether more than one thread polls.
    #[must_use]
    pub fn several_threads(&self) -> bool {
        // Turns are numbered by thread. Looking at each thread would take long, since
        // every sentence asks.
        self.turns.last().is_some_and(|last| last.number < self.turns.len())
    }

    pub(crate) fn on_thread(&self, thread: usize) -> String {
        match self.several_threads() {
            true => format!(" of {}", self.thread_in_words(thread)),
            false => String::new(),
        }
    }

    /// What a poll did: spawns, wakes, and the polls within it.
    fn acts(&self, poll: PollId) -> Vec<String> {
        let it = &self.polls[poll];
        let until = it.end.unwrap_or(self.recording.events.len());
        let mut acts: Vec<String> = Vec::new();
        let (mut spawned, mut woken) = (Vec::new(), Vec::new());
        let mut inner = 0;
        for event in &self.recording.events[it.begin + 1..until] {
            if event.thread != it.thread {
                continue;
            }
            match event.kind {
                Kind::Poll(_) => inner += 1,
                Kind::End(_) => inner -= 1,
                Kind::Spawn(task)
                    if inner == 0 && !self.lives[task].awaited_inside =>
                {
                    spawned.push(self.name_in_words(task));
                }
                Kind::Wake(task) if inner == 0 && task == it.task => {
                    woken.push("itself".to_owned())
                }
                Kind::Wake(task) if inner == 0 => {
                    woken.push(self.name_in_words(task))
                }
                _ => {}
            }
        }
        if !spawned.is_empty() {
            acts.push(format!("spawns {}", listed(&spawned)));
        }
        if !woken.is_empty() {
            acts.push(format!("wakes {}", listed(&woken)));
        }
        let inner: Vec<_> = (poll + 1..self.polls.len())
            .take_while(|&inner| self.polls[inner].begin < until)
            .filter(|&inner| self.polls[inner].within == Some(poll))
            .map(|inner| self.name_in_words(self.polls[inner].task))
            .collect();
        if !inner.is_empty() {
            acts.push(format!("polls {}", listed(&inner)));
        }
        acts
    }

    /// How long the task sleeps after a poll, if it does.
    fn slept(&self, poll: PollId) -> Option<String> {
        let it = &self.polls[poll];
        let span = self.lives[it.task].span_at(it.end?)?;
        if span.state != State::Asleep {
            return None;
        }
        let to_the_end = "falls asleep".to_owned();
        let Some(until) = span.until else { return Some(to_the_end) };
        match self.wake_at(Some(until)) {
            Some(wake) if wake.by == By::Timer => {
                let slept = self.time(until) - self.time(it.end?);
                Some(format!("falls asleep for {}", spoken(slept)))
            }
            _ => Some(to_the_end),
        }
    }

    /// Whether nobody can wake the task after a poll, and nobody does.
    fn is_lost(&self, poll: PollId) -> bool {
        let it = &self.polls[poll];
        let life = &self.lives[it.task];
        life.lost.is_some() && life.polls.last() == Some(&poll)
    }

    /// An event in words, for a list of them.
    #[must_use]
    pub fn event_in_words(&self, event: EventId) -> String {
        match &self.recording.events[event].kind {
            Kind::Spawn(task) => match self.recording.tasks[*task].parent {
                Some(parent) => format!(
                    "{} is spawned by {}",
                    self.name_in_words(*task),
                    self.name_in_words(parent)
                ),
                None => format!("{} is made", self.name_in_words(*task)),
            },
            Kind::Poll(task) => format!("{} is polled", self.name_in_words(*task)),
            Kind::End(end) => {
                let outcome = match end.outcome {
                    Outcome::Pending => "pending",
                    Outcome::Ready => "ready",
                    Outcome::Panicked => "panicked",
                };
                let again = match end.again {
                    0 => String::new(),
                    again => format!(", as {} times more", grouped(again)),
                };
                format!("{} is {outcome}{again}", self.name_in_words(end.task))
            }
            Kind::Wake(task) => {
                let by = match self.wake_at(Some(event)).map(|wake| wake.by) {
                    Some(By::Task(by)) if by == *task => "itself".to_owned(),
                    Some(By::Task(by)) => self.name_in_words(by),
                    Some(By::EndOf(by)) => {
                        format!("the end of {}", self.name_in_words(by))
                    }
                    Some(By::Thread(by)) => {
                        format!("the thread {}", self.thread_in_words(by))
                    }
                    Some(By::Timer) | None => "a timer".to_owned(),
                };
                format!("{} is woken by {by}", self.name_in_words(*task))
            }
            Kind::Unreachable(task) => {
                format!(
                    "nobody has the waker of {} any more",
                    self.name_in_words(*task)
                )
            }
            Kind::Drop(task) => format!("{} is dropped", self.name_in_words(*task)),
            Kind::Note(words) => format!("it says: {words}"),
        }
    }
}

/// `a`, `a and b`, `a, b and c`; many are counted.
fn listed(names: &[String]) -> String {
    const MOST: usize = 8;
    let (last, others) = match names {
        [] => return String::new(),
        [one] => return one.clone(),
        [others @ .., last] if names.len() <= MOST => (last.clone(), others),
        _ => (
            format!("{} others", grouped((names.len() - MOST) as u64)),
            &names[..MOST],
        ),
    };
    format!("{} and {last}", others.join(", "))
}

/// `1 turn`, `3 turns`.
pub(crate) fn count(number: u64, what: &str) -> String {
    match number {
        1 => format!("1 {what}"),
        _ => format!("{} {what}s", grouped(number)),
    }
}

/// `1,204,331`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A name in the middle of a sentence: not too long, and if it is written from right to
/// left, then without an effect on what stands around it.
fn in_a_sentence(name: &str) -> String {
    const MOST: usize = 100;
    let mut letters = name.chars().filter(|&letter| !turns_text_around(letter));
    let mut short: String = letters.by_ref().take(MOST).collect();
    if letters.next().is_some() {
        short.truncate(short.trim_end().len());
        short.push('…');
    }
    let is_from_right = |letter| {
        matches!(letter, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}'
            | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}'
            | '\u{1e800}'..='\u{1efff}')
    };
    match short.contains(is_from_right) {
        // Its first strong letter says which way it goes, and only it.
        true => format!("\u{2068}{short}\u{2069}"),
        false => short,
    }
}

/// Whether a letter, which can't be seen, says which way the text around it goes.
pub(crate) fn turns_text_around(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}')
}
