use std::ops::Range;

use super::document::Drawing;
use super::legend;
use super::life::glyph;
use super::pen::Pen;
use super::text::{bold_width, counted, shorten, width, wrap};
use super::wide::rule;
use crate::compare::Comparison;
use crate::recording::Outcome;
use crate::story::{PollId, Story};
use crate::words::spoken;

const WIDTH: f64 = 350.0;
/// Where the two columns begin, and how wide each is.
const LEFT: [f64; 2] = [0.0, 180.0];
const COLUMN: f64 = 170.0;
const ROW: f64 = 25.0;
const BLOCK: f64 = 18.0;
/// How many polls are listed; of more, the first and those around the difference.
const MOST: usize = 44;
const FIRST: usize = 12;
const AROUND: usize = 12;

/// Two runs on a phone: the polls of each from the top down, those of the one beside
/// those of the other, and a jagged line where they differ for the first time.
pub(super) fn drawing(stories: [&Story<'_>; 2], comparison: &Comparison) -> Drawing {
    let mut pen = Pen::new(false);
    let mut top = 0.0;
    let words = comparison.in_words(stories[0], stories[1]);
    for line in wrap(
        &words.replace("above: ", "left: ").replace("below: ", "right: "),
        12.0,
        WIDTH,
        14,
    ) {
        top += 16.0;
        pen.text("c", 0.0, top, &line);
    }
    let ends = [0, 1].map(|it| head(&mut pen, stories[it], LEFT[it], top + 8.0));
    top = ends[0].max(ends[1]) + 12.0;
    let alike = comparison.outer_alike(stories);
    let differs = comparison.first_difference.map(|_| alike);
    let lists = stories.map(|story| {
        let polls = 0..story.polls.len();
        polls.filter(|&it| story.polls[it].within.is_none()).collect::<Vec<PollId>>()
    });
    let rows = lists[0].len().max(lists[1].len());
    let (mut shown, mut bands) = (0, [None; 2]);
    for part in parts(rows, differs) {
        if part.start > shown {
            top = left_out(&mut pen, part.start - shown, top);
            bands = [None; 2];
        }
        shown = part.end;
        for row in part {
            if differs == Some(row) {
                top = mark(&mut pen, top);
                bands = [None; 2];
            }
            for column in [0, 1] {
                let poll = lists[column].get(row).copied();
                let turn = poll.map(|poll| stories[column].polls[poll].turn);
                let goes_on = turn.is_some() && turn == bands[column];
                bands[column] = turn;
                let at = [LEFT[column], top];
                match poll {
                    Some(poll) => {
                        poll_row(&mut pen, stories[column], poll, at, goes_on)
                    }
                    None if lists[column].len() == row => {
                        pen.text(
                            "s",
                            LEFT[column] + 4.0,
                            top + 17.0,
                            "it has ended",
                        );
                    }
                    None => {}
                }
            }
            top += ROW;
        }
    }
    if shown < rows {
        top = left_out(&mut pen, rows - shown, top);
    }
    let height = foot(&mut pen, &stories, top + 10.0);
    Drawing { body: pen.out, width: WIDTH, height }
}

/// The rows that there is room for: the first, and the last or those around the first
/// difference.
fn parts(rows: usize, differs: Option<usize>) -> [Range<usize>; 2] {
    match differs {
        _ if rows <= MOST => [0..rows, rows..rows],
        None => [0..FIRST, rows - AROUND..rows],
        Some(row) => {
            let from = row.saturating_sub(AROUND).max(FIRST);
            [0..FIRST, from..(row + AROUND).min(rows)]
        }
    }
}

/// A run's title and how it went; says where they end.
fn head(pen: &mut Pen, story: &Story<'_>, x: f64, top: f64) -> f64 {
    let mut y = top;
    for line in wrap(&story.recording.title, 13.0, COLUMN / 1.1, 3) {
        y += 16.0;
        pen.text("n", x, y, &line);
    }
    for line in wrap(&story.summary(), 11.5, COLUMN, 4) {
        y += 15.0;
        pen.text("s", x, y, &line);
    }
    y
}

/// A poll's block and its task, on the band of its turn.
fn poll_row(
    pen: &mut Pen,
    story: &Story<'_>,
    poll: PollId,
    [x, top]: [f64; 2],
    goes_on: bool,
) {
    let it = &story.polls[poll];
    // A band begins a little below the one of another turn.
    let from = if goes_on { top - 2.0 } else { top + 1.0 };
    let until = top + ROW - 2.0;
    let middle = f64::midpoint(from, until);
    pen.bar("band", [x, x + COLUMN], middle, until - from, 3.0);
    let across = top + ROW / 2.0 - 0.5;
    pen.bar("run", [x + 4.0, x + 24.0], across, BLOCK, 4.0);
    glyph(pen, it.outcome, [x + 14.0, across], it.again > 0);
    let time = spoken(story.time(it.begin));
    let room = COLUMN - 34.0 - width(&time, 11.5) - 8.0;
    let name = shorten(story.name(it.task), 13.0, room / 1.1);
    pen.text("n", x + 30.0, across + 4.5, &name);
    let after = x + 30.0 + bold_width(&name, 13.0) + 6.0;
    pen.text("s", after, across + 4.5, &time);
}

fn left_out(pen: &mut Pen, polls: usize, top: f64) -> f64 {
    let words = format!("{} left out here", counted(polls as u64, "row"));
    pen.text("s m", WIDTH / 2.0, top + 17.0, &words);
    let mut edges = pen.path();
    for y in [top + 3.0, top + 24.0] {
        edges.line([0.0, y], [WIDTH, y]);
    }
    pen.draw("cut", &edges);
    top + 28.0
}

/// A jagged line from edge to edge, with words above it.
fn mark(pen: &mut Pen, top: f64) -> f64 {
    let y = top + 24.0;
    let mut line = pen.path();
    line.to('M', &[[0.0, y]]);
    let (mut x, mut side) = (0.0, 2.5);
    while x < WIDTH {
        x += 7.0;
        line.to('L', &[[x, y + side]]);
        side = -side;
    }
    pen.draw("differ", &line);
    pen.text("s m", WIDTH / 2.0, top + 15.0, "first difference");
    top + 31.0
}

fn foot(pen: &mut Pen, stories: &[&Story<'_>; 2], top: f64) -> f64 {
    rule(pen, top, WIDTH);
    let all = [Outcome::Pending, Outcome::Ready, Outcome::Panicked];
    let happens = |outcome: &Outcome| {
        let mut polls = stories.iter().flat_map(|story| &story.polls);
        polls.any(|poll| poll.outcome == Some(*outcome))
    };
    let outcomes: Vec<_> = all.into_iter().filter(happens).collect();
    let mut y = legend::draw_outcomes(pen, &outcomes, top + 22.0, WIDTH);
    let words = "Each column is a run, each row a poll, and each band a turn. Between \
                 the rows, time isn't to scale.";
    for line in wrap(words, 11.5, WIDTH, 4) {
        y += 16.0;
        pen.text("s", 0.0, y, &line);
    }
    y + 8.0
}
