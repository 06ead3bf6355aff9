use super::document::Drawing;
use super::life::glyph;
use super::pen::Pen;
use super::text::{bold_width, counted, grouped, shorten, width};
use super::wide::head;
use crate::recording::TaskId;
use crate::story::{PollId, Story};
use crate::words::spoken;

const WIDTH: f64 = 750.0;
/// A frame's width and height, with the room to the next.
const FRAME: [f64; 2] = [250.0, 116.0];
/// Frames side by side.
const COLUMNS: usize = 3;
const APART: f64 = 10.0;
/// How many frames there are at most, and how many of these are the last.
const MOST: usize = 48;
const LAST: usize = 12;
const LABEL: f64 = 42.0;

/// A frame for each poll: who is polled, who waits, whom a timer will wake.
pub(super) fn drawing(story: &Story<'_>) -> Drawing {
    let mut pen = Pen::new(false);
    let top = head(&mut pen, story, 0.0, WIDTH);
    let frames = frames(story);
    for (place, frame) in frames.iter().enumerate() {
        let [width, height] = FRAME;
        let x = (place % COLUMNS) as f64 * width;
        let y = top + (place / COLUMNS) as f64 * (height + APART);
        match *frame {
            Frame::Poll(number, poll) => {
                self::frame(&mut pen, story, number, poll, [x, y])
            }
            Frame::LeftOut(polls) => left_out(&mut pen, polls, [x, y]),
        }
    }
    let rows = frames.len().div_ceil(COLUMNS) as f64;
    let mut y = top + rows * (FRAME[1] + APART) + 6.0;
    let words = match (frames.is_empty(), story.recording.dropped) {
        (true, _) => "No task was ever polled.".to_owned(),
        (_, 0) => {
            "A frame for each poll: how things stand while it goes on.".to_owned()
        }
        (_, dropped) => format!(
            "A frame for each poll: how things stand while it goes on. {} wasn't kept.",
            counted(dropped, "event")
        ),
    };
    pen.text("s", 0.0, y, &words);
    y += 8.0;
    Drawing { body: pen.out, width: WIDTH, height: y }
}

enum Frame {
    Poll(usize, PollId),
    LeftOut(u64),
}

fn frames(story: &Story<'_>) -> Vec<Frame> {
    let polls = 0..story.polls.len();
    let all: Vec<PollId> =
        polls.filter(|&poll| story.polls[poll].within.is_none()).collect();
    let frame = |place: usize| Frame::Poll(place + 1, all[place]);
    if all.len() <= MOST {
        return (0..all.len()).map(frame).collect();
    }
    let (until, from) = (MOST - LAST - 1, all.len() - LAST);
    let hidden: u64 =
        all[until..from].iter().map(|&poll| 1 + story.polls[poll].again).sum();
    (0..until)
        .map(frame)
        .chain([Frame::LeftOut(hidden)])
        .chain((from..all.len()).map(frame))
        .collect()
}

fn frame(
    pen: &mut Pen,
    story: &Story<'_>,
    number: usize,
    poll: PollId,
    at: [f64; 2],
) {
    let it = &story.polls[poll];
    let turn = &story.turns[it.turn];
    let [x, y] = at;
    let room = FRAME[0] - APART;
    pen.bar("band", [x, x + room], y + FRAME[1] / 2.0, FRAME[1], 6.0);
    let head = grouped(number as u64);
    pen.text("n", x + 8.0, y + 18.0, &head);
    let mut when = format!(
        "turn {}, at {}",
        grouped(turn.number as u64),
        spoken(story.time(it.begin))
    );
    if story.several_threads() {
        when += &format!(", {}", story.recording.threads[it.thread]);
    }
    let after = x + 14.0 + bold_width(&head, 13.0);
    pen.text("s", after, y + 18.0, &shorten(&when, 11.5, x + room - after - 4.0));

    let moment = story.moment(it.begin);
    let places = [38.0, 60.0, 82.0, 104.0].map(|below| y + below);
    let first = x + LABEL + 12.0;
    pen.text("s", x + 8.0, places[0] + 4.0, "polled");
    pen.bar("run", [first, first + 20.0], places[0], 18.0, 4.0);
    glyph(pen, it.outcome, [first + 10.0, places[0]], it.again > 0);
    let mut name = story.name(it.task).to_owned();
    if it.again > 0 {
        name += &format!(", {} times", grouped(it.again + 1));
    }
    let name = shorten(&name, 13.0, (room - LABEL - 42.0) / 1.1);
    pen.text("n", first + 25.0, places[0] + 4.5, &name);

    let room = x + room - 4.0;
    let queue = &moment.queues[it.thread];
    pen.text("s", x + 8.0, places[1] + 4.0, "queue");
    let names = queue.iter().map(|&task| story.name(task).to_owned());
    chips(pen, names, [first, places[1]], room, Some("chip"));
    pen.text("s", x + 8.0, places[2] + 4.0, "timers");
    let name = |&(task, event): &(TaskId, _)| {
        format!("{} {}", story.name(task), spoken(story.time(event)))
    };
    chips(pen, moment.timers.iter().map(name), [first, places[2]], room, None);
    pen.text("s", x + 8.0, places[3] + 4.0, "asleep");
    let names = moment.asleep.iter().map(|&task| story.name(task).to_owned());
    chips(pen, names, [first, places[3]], room, Some("chip none"));
}

/// As many names as fit, and how many more there are. Without a chip around it, a name
/// has a timer's diamond before it.
fn chips(
    pen: &mut Pen,
    names: impl ExactSizeIterator<Item = String>,
    at: [f64; 2],
    until: f64,
    chip: Option<&str>,
) {
    let [mut x, y] = at;
    let count = names.len();
    if count == 0 {
        pen.text("s", x, y + 4.0, "–");
    }
    let mut marks = pen.path();
    for (place, name) in names.enumerate() {
        let left = count - place;
        let more = format!("+{}", grouped(left as u64));
        // Room for saying how many more there are.
        let kept = if left > 1 { width(&more, 11.5) + 6.0 } else { 0.0 };
        let air = if chip.is_some() { 8.0 } else { 16.0 };
        let room = until - x - kept - air;
        let name = shorten(&name, 11.5, room.min(120.0));
        if room < 24.0 && room < width(&name, 11.5) {
            pen.text("s", x, y + 4.0, &more);
            break;
        }
        let needs = width(&name, 11.5).max(10.0) + air;
        match chip {
            Some(class) => {
                pen.bar(class, [x, x + needs], y, 18.0, 4.0);
                pen.text("x m", x + needs / 2.0, y + 4.0, &name);
            }
            None => {
                marks.shape([x + 5.0, y - 5.0], "l5 5l-5 5l-5 -5z");
                pen.text("x", x + 13.0, y + 4.0, &name);
            }
        }
        x += needs + 5.0;
    }
    pen.draw("tip", &marks);
}

fn left_out(pen: &mut Pen, polls: u64, [x, y]: [f64; 2]) {
    let middle = x + (FRAME[0] - APART) / 2.0;
    pen.text("n m", middle, y + FRAME[1] / 2.0 - 4.0, "…");
    let words = format!("{} left out", counted(polls, "poll"));
    pen.text("s m", middle, y + FRAME[1] / 2.0 + 14.0, &words);
}
