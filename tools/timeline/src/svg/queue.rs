use super::arrows::arrow;
use super::panel::Panel;
use super::pen::Pen;
use super::plan::WIDTH;
use super::text::{shorten, width};
use super::words;
use crate::recording::{Kind, ThreadId};
use crate::story::{By, EventId, PollId, Woken};
use crate::words::spoken;

/// Below the tasks: who was ready, and what made it so.
pub(super) struct Queue<'a> {
    panel: &'a Panel<'a>,
    /// The polls that are drawn here and not within another.
    polls: Vec<PollId>,
    notes: Vec<(EventId, f64, &'a str)>,
    /// The threads with something in their queues, and those that only wake.
    threads: Vec<ThreadId>,
    wakers: Vec<ThreadId>,
}

const ROW: f64 = 36.0;
const CHIP: f64 = 20.0;
const NOTE: f64 = 16.0;
/// How many lines of notes there are at most.
const MOST_LINES: usize = 3;

impl<'a> Queue<'a> {
    pub(super) fn new(panel: &'a Panel<'a>) -> Self {
        let plan = panel.plan;
        let story = plan.story;
        let is_here = |at: f64| panel.window[0] <= at && at < panel.window[1];
        let polls = (0..story.polls.len()).filter(|&poll| {
            let it = &story.polls[poll];
            plan.choice.polls[poll]
                && it.within.is_none()
                && is_here(plan.axis.place(it.begin))
        });
        let notes = story.recording.events.iter().enumerate();
        let notes = notes.filter_map(|(event, it)| {
            let Kind::Note(words) = &it.kind else { return None };
            let at = plan.axis.place(event);
            let is_drawn = is_here(at) && plan.axis.gap(event).is_none();
            is_drawn.then_some((event, at + panel.offset, words.as_str()))
        });
        let polls: Vec<PollId> = polls.collect();
        let threads = plan.threads.iter().copied();
        let threads = threads.filter(|&thread| {
            polls.iter().any(|&poll| story.polls[poll].thread == thread)
        });
        let wakers = plan.wakers.iter().copied().filter(|&thread| {
            story.wakes.iter().any(|wake| {
                wake.by == By::Thread(thread)
                    && is_here(plan.axis.place(wake.event))
                    && plan.axis.gap(wake.event).is_none()
            })
        });
        let (threads, wakers) = (threads.collect(), wakers.collect());
        Self { panel, notes: notes.collect(), polls, threads, wakers }
    }

    /// Where the middle of a thread's run queue is.
    fn queue_at(&self, thread: ThreadId) -> f64 {
        let place = self.threads.iter().position(|&it| it == thread).unwrap_or(0);
        self.panel.rows_end() + 18.0 + ROW * place as f64
    }

    fn waker_at(&self, place: usize) -> f64 {
        let queues = self.threads.len().max(1);
        self.panel.rows_end() + ROW * (queues + place) as f64 + 22.0
    }

    fn axis_at(&self) -> f64 {
        self.waker_at(self.wakers.len())
    }

    /// Where the bands of the turns end.
    pub(super) fn end(&self) -> f64 {
        self.axis_at()
    }

    /// Where all of it ends.
    pub(super) fn words_end(&self) -> f64 {
        let lines = self.note_lines().iter().map(|&(_, line, ..)| line + 1).max();
        self.axis_at() + 28.0 + lines.map_or(0.0, |it| 6.0 + NOTE * it as f64)
    }

    /// Where a poll's block has its middle, in the drawing.
    fn middle(&self, poll: PollId) -> f64 {
        let lane = self.panel.lane(0.0);
        let at = lane.block_at(poll).unwrap_or([self.panel.plan.left; 2]);
        lane.glyph_at(poll, at)
    }

    /// The thread takes a task out of its queue and polls it.
    pub(super) fn pops(&self, pen: &mut Pen) {
        let mut path = pen.path();
        for &poll in &self.polls {
            let it = &self.panel.plan.story.polls[poll];
            if let Some(across) = self.panel.across(it.task) {
                let (x, half) = (self.middle(poll), CHIP / 2.0);
                path.since(it.begin);
                path.line([x, self.queue_at(it.thread) - half], [x, across]);
            }
        }
        pen.draw("pop", &path);
    }

    pub(super) fn draw(&self, pen: &mut Pen) {
        let plan = self.panel.plan;
        for &thread in &self.threads {
            let across = self.queue_at(thread);
            match plan.threads.len() {
                1 => {
                    self.panel.title(pen, across, "run queue", "first in, first out")
                }
                _ => {
                    let name = &plan.story.recording.threads[thread];
                    self.panel.title(
                        pen,
                        across,
                        "run queue",
                        &format!("of {name}"),
                    );
                }
            }
        }
        self.axis(pen);
        self.wakes(pen);
        self.chips(pen);
        self.says(pen);
    }

    fn chips(&self, pen: &mut Pen) {
        for &poll in &self.polls {
            let it = &self.panel.plan.story.polls[poll];
            let name = self.panel.plan.chip_name(it.task);
            let half = (width(&name, 12.0) + 8.0).max(18.0) / 2.0;
            let (x, across) = (self.middle(poll), self.queue_at(it.thread));
            pen.since = Some(self.panel.plan.story.ready_since(poll));
            pen.bar("chip", [x - half, x + half], across, CHIP, 4.0);
            pen.text("c m", x, across + 4.0, &name);
        }
        pen.since = None;
    }

    /// From the timers, and from threads that poll nothing, to the chips.
    fn wakes(&self, pen: &mut Pen) {
        let plan = self.panel.plan;
        let story = plan.story;
        let mut marks = pen.path();
        let mut last = f64::NEG_INFINITY;
        for (id, wake) in story.wakes.iter().enumerate() {
            let from = match wake.by {
                By::Timer => self.axis_at(),
                By::Thread(thread) => {
                    match self.wakers.iter().position(|&it| it == thread) {
                        Some(place) => self.waker_at(place),
                        None => continue,
                    }
                }
                By::Task(_) | By::EndOf(_) => continue,
            };
            let at = plan.axis.place(wake.event);
            let is_drawn = plan.choice.row_of[wake.task].is_some()
                && plan.axis.gap(wake.event).is_none();
            if !is_drawn || at < self.panel.window[0] || at >= self.panel.window[1] {
                continue;
            }
            let at = at + self.panel.offset;
            marks.since(wake.event);
            match wake.by {
                By::Thread(_) => marks.shape([at - 6.0, from - 6.0], "h12v12h-12z"),
                _ if at > last + 1.0 => {
                    marks.shape([at, from - 8.0], "l8 8l-8 8l-8 -8z");
                    last = at;
                }
                _ => {}
            }
            pen.since = Some(wake.event);
            self.wake(pen, id, wake, [at, from]);
        }
        pen.since = None;
        pen.draw("tip", &marks);
    }

    fn wake(&self, pen: &mut Pen, id: usize, wake: &Woken, [at, from]: [f64; 2]) {
        let mut polls = self.polls.iter();
        let story = self.panel.plan.story;
        let poll = polls.find(|&&poll| story.polls[poll].cause == Some(id));
        let Some(&poll) = poll else {
            // Nobody polls it because of this wake: the arrow ends at the task's row.
            if let Some(across) = self.panel.across(wake.task) {
                arrow(pen, wake, &[[at, from - 8.0], [at, across + 8.0]]);
            }
            return;
        };
        let to = self.queue_at(story.polls[poll].thread) + CHIP / 2.0 + 1.0;
        let x = self.middle(poll);
        let turn = self.axis_at() - 17.0;
        let turn = if from < self.axis_at() { from - 12.0 } else { turn };
        let mut path = pen.path();
        let (step, way) = (6.0_f64.min((x - at).abs() / 2.0), (x - at).signum());
        path.to('M', &[[at, from - 7.0]])
            .to('L', &[[at, turn + step]])
            .to('Q', &[[at, turn], [at + way * step, turn]])
            .to('L', &[[x - way * step, turn]])
            .to('Q', &[[x, turn], [x, turn - step]])
            .to('L', &[[x, to + 5.0]]);
        let class = if wake.again { "wake again" } else { "wake" };
        pen.draw(class, &path);
        let mut tip = pen.path();
        tip.tip([x, to], [0.0, -1.0]);
        pen.draw("tip", &tip);
    }

    /// A clock that is to scale where the threads rest.
    fn axis(&self, pen: &mut Pen) {
        let (panel, plan) = (self.panel, self.panel.plan);
        let across = self.axis_at();
        for (place, &thread) in self.wakers.iter().enumerate() {
            let name = &plan.story.recording.threads[thread];
            panel.title(pen, self.waker_at(place), name, "only wakes");
        }
        let tick = words::tick(plan.scale);
        let has_timers = plan.story.wakes.iter().any(|wake| wake.by == By::Timer);
        let name = if has_timers { "timers" } else { "time" };
        let below = tick.map_or(String::new(), words::tick_in_words);
        panel.title(pen, across + 1.0, name, &below);
        let mut line = pen.path();
        let mut labels: Vec<(f64, EventId, u64)> = Vec::new();
        let events = &plan.story.recording.events;
        for &(rest, at) in &plan.axis.rests {
            let [from, until] =
                [at[0].max(panel.window[0]), at[1].min(panel.window[1])];
            if from >= until {
                continue;
            }
            let [from, until] = [from, until].map(|at| at + panel.offset);
            line.since(rest.from).line([from, across], [until, across]);
            let begin = events[rest.from].at;
            for tick in words::ticks(tick, begin, begin + rest.nanos) {
                let share = (tick - begin) as f64 / rest.nanos as f64;
                let x = at[0] + (at[1] - at[0]) * share + panel.offset;
                if from <= x && x <= until {
                    line.line([x, across - 4.0], [x, across + 4.0]);
                }
            }
            labels.push((until, rest.until, begin + rest.nanos));
        }
        let first = self.polls.first().map(|&poll| plan.story.polls[poll].begin);
        let first = first.map(|event| match self.panel.window[0] {
            0.0 => (plan.left, 0, events[0].at),
            _ => (plan.left, event, events[event].at),
        });
        let first = first
            .filter(|_| labels.first().is_none_or(|it| it.0 > plan.left + 40.0));
        if let Some((x, event, _)) = first {
            line.since(event).line([x, across - 4.0], [x, across + 4.0]);
        }
        pen.draw("axis", &line);
        let mut free = 0.0;
        for (x, event, time) in first.into_iter().chain(labels) {
            pen.since = Some(event);
            let words = spoken(std::time::Duration::from_nanos(time));
            let half = width(&words, 12.0) / 2.0;
            // The first stands where the names end, not among them.
            let x = x.max(plan.left + half - 8.0);
            if x - half >= free && x + half <= WIDTH {
                pen.text("c m", x, across + 22.0, &words);
                free = x + half + 5.0;
            }
        }
        pen.since = None;
    }

    /// Each note's event, its line, the place of its mark, of its words, and these.
    fn note_lines(&self) -> Vec<(EventId, usize, [f64; 2], String)> {
        let mut free = [0.0_f64; MOST_LINES];
        let mut lines = Vec::new();
        for &(event, x, words) in &self.notes {
            let quoted = shorten(&format!("“{words}”"), 11.5, 180.0);
            let needs = width(&quoted, 11.5) + 14.0;
            // To the right of the mark, or else to its left.
            let is_right = x + needs <= WIDTH;
            let from = if is_right { x } else { x - needs + 10.0 };
            let line = (0..MOST_LINES).find(|&line| free[line] <= from);
            if let Some(line) = line {
                free[line] = (from + needs).max(x + 10.0);
                let start = if is_right { x + 10.0 } else { from };
                lines.push((event, line, [x, start], quoted));
            } else if free[0] <= x {
                free[0] = x + 8.0;
                lines.push((event, 0, [x, x], String::new()));
            }
        }
        lines
    }

    /// What the program said, where it said it.
    fn says(&self, pen: &mut Pen) {
        let lines = self.note_lines();
        if lines.is_empty() {
            return;
        }
        let top = self.axis_at() + 28.0 + 6.0;
        pen.since = self.panel.since();
        pen.text("n", 0.0, top + 10.0, "it says");
        let mut marks = pen.path();
        for (event, line, [x, start], words) in lines {
            let y = top + NOTE * line as f64;
            pen.since = Some(event);
            marks.since(event).shape([x, y + 1.0], "l7 5l-7 5z");
            pen.text("s", start, y + 10.0, &words);
        }
        pen.since = None;
        pen.draw("says", &marks);
    }
}
