use super::axis::Axis;
use super::choice::Choice;
use super::life::Lane;
use super::pen::Pen;
use crate::recording::TaskId;
use crate::story::{By, EventId, State, Story, Woken};

/// What leads from one task to another: spawns, wakes, and polls within polls.
pub(super) struct Arrows<'a> {
    pub(super) story: &'a Story<'a>,
    pub(super) choice: &'a Choice,
    pub(super) axis: &'a Axis,
    pub(super) window: [f64; 2],
    pub(super) offset: f64,
    /// Half the thickness of a block, and of a queued bar.
    pub(super) half: f64,
    /// Where a task's lane is, if it is drawn here.
    pub(super) across: &'a dyn Fn(TaskId) -> Option<f64>,
}

/// Half the thickness of a queued bar, and a little air.
const BAR: f64 = 7.0;

impl Arrows<'_> {
    /// Where an event is in the drawing, if it is drawn.
    pub(super) fn at(&self, event: EventId) -> Option<f64> {
        let at = self.axis.place(event);
        let is_seen = self.window[0] <= at
            && at < self.window[1]
            && self.axis.gap(event).is_none();
        is_seen.then_some(at + self.offset)
    }

    /// From the poll in which a task was made to its beginning.
    pub(super) fn forks(&self, pen: &mut Pen) {
        let mut path = pen.path();
        for row in &self.choice.rows {
            let Some((at, from, to)) = self.fork(row.task) else { continue };
            let sign = (to - from).signum();
            path.since(self.story.lives[row.task].spawned.unwrap_or(0))
                .to('M', &[[at, from + sign * self.half]])
                .to('L', &[[at, to - sign * 6.0]])
                .to('Q', &[[at, to], [at + 6.0, to]]);
        }
        pen.draw("fork", &path);
    }

    fn fork(&self, task: TaskId) -> Option<(f64, f64, f64)> {
        let parent = self.story.recording.tasks[task].parent?;
        let spawned = self.story.lives[task].spawned?;
        let polled = self.story.lives[parent].span_at(spawned)?;
        let (from, to) = ((self.across)(parent)?, (self.across)(task)?);
        let is_drawn = polled.state == State::Polled && from != to;
        self.at(spawned).filter(|_| is_drawn).map(|at| (at, from, to))
    }

    /// From an outer poll to those within it.
    pub(super) fn stems(&self, pen: &mut Pen) {
        let mut path = pen.path();
        for (poll, it) in self.story.polls.iter().enumerate() {
            let Some(outer) = it.within.filter(|_| self.choice.polls[poll]) else {
                continue;
            };
            let from = (self.across)(self.story.polls[outer].task);
            let (Some(from), Some(to)) = (from, (self.across)(it.task)) else {
                continue;
            };
            if let Some(at) = self.at(it.begin).filter(|_| from != to) {
                let sign = (to - from).signum();
                let half = sign * self.half;
                path.since(it.begin);
                path.line([at + 4.0, from + half], [at + 4.0, to - half]);
            }
        }
        pen.draw("fork", &path);
    }

    /// The wakes by tasks. Those by timers and by other threads come from where the
    /// drawing has these.
    pub(super) fn wakes(&self, pen: &mut Pen) {
        for wake in &self.story.wakes {
            let Some(at) = self.at(wake.event) else { continue };
            let Some(to) = (self.across)(wake.task) else { continue };
            pen.since = Some(wake.event);
            match wake.by {
                By::Task(by) if by == wake.task => self.self_wake(pen, wake, at, to),
                By::Task(by) => {
                    let from = (self.across)(by);
                    let sign = from.map_or(1.0, |from| (to - from).signum());
                    let from = from.map(|from| from + sign * self.half);
                    let from = from.unwrap_or(to - 20.0);
                    arrow(pen, wake, &[[at, from], [at, to - sign * BAR]]);
                }
                By::EndOf(by) => {
                    let from = (self.across)(by);
                    let sign = from.map_or(1.0, |from| (to - from).signum());
                    let from = from.unwrap_or(to - 20.0);
                    let begin = [at - 4.0, from];
                    let end = [at, to - sign * BAR];
                    arrow(pen, wake, &[begin, [at, from], end]);
                }
                By::Timer | By::Thread(_) => {}
            }
        }
        pen.since = None;
    }

    /// A loop from the block to the bar behind it.
    fn self_wake(&self, pen: &mut Pen, wake: &Woken, at: f64, across: f64) {
        let poll = self.story.lives[wake.task].span_at(wake.event);
        let end = poll.and_then(|span| span.until).and_then(|end| self.at(end));
        let end = end.unwrap_or(at + 8.0) + 4.0;
        let top = across - self.half;
        let mut path = pen.path();
        path.to('M', &[[at, top]])
            .to('Q', &[[at, top - 6.0], [at + 5.0, top - 6.0]])
            .to('L', &[[end - 5.0, top - 6.0]])
            .to('Q', &[[end, top - 6.0], [end, top]])
            .to('L', &[[end, across - BAR - 4.0]]);
        pen.draw(class(wake), &path);
        let mut tip = pen.path();
        tip.tip([end, across - BAR + 1.0], [0.0, 1.0]);
        pen.draw("tip", &tip);
    }
}

/// An arrow of a wake by way of some points, with its tip at the last.
pub(super) fn arrow(pen: &mut Pen, wake: &Woken, points: &[[f64; 2]]) {
    let [.., [a, c], [to_a, to_c]] = *points else { return };
    let towards = [(to_a - a), (to_c - c)].map(|way: f64| match way {
        _ if way.abs() < 0.05 => 0.0,
        _ => way.signum(),
    });
    let mut short = points.to_vec();
    if let Some(last) = short.last_mut() {
        *last = [to_a - 5.0 * towards[0], to_c - 5.0 * towards[1]];
    }
    let mut path = pen.path();
    path.to('M', &short[..1]);
    for pair in short[1..].windows(2) {
        // A corner is round.
        let [corner, next] = [pair[0], pair[1]];
        let way = (next[1] - corner[1]).signum();
        let back = (short[0][0] - corner[0]).signum();
        let turn = 6.0_f64.min((next[1] - corner[1]).abs());
        let begin = [
            corner[0] + back * turn.min((short[0][0] - corner[0]).abs()),
            corner[1],
        ];
        path.to('L', &[begin])
            .to('Q', &[corner, [corner[0], corner[1] + way * turn]]);
    }
    path.to('L', &short[short.len() - 1..]);
    pen.draw(class(wake), &path);
    let mut tip = pen.path();
    tip.tip([to_a, to_c], towards);
    pen.draw("tip", &tip);
}

fn class(wake: &Woken) -> &'static str {
    if wake.again { "wake again" } else { "wake" }
}

/// A lane's arrows share what the lane knows.
impl<'a> Arrows<'a> {
    pub(super) fn of(
        lane: &Lane<'a>,
        across: &'a dyn Fn(TaskId) -> Option<f64>,
    ) -> Self {
        let Lane { story, choice, axis, window, offset, .. } = *lane;
        Self { story, choice, axis, window, offset, half: lane.block / 2.0, across }
    }
}
