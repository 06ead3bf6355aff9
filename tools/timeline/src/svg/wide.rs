use super::choice::Choice;
use super::document::Drawing;
use super::legend;
use super::panel::Panel;
use super::pen::Pen;
use super::plan::{FREE, LIMITS, Plan, WIDTH, left};
use super::text::{bold_width, shorten, width, wrap};
use super::words::Notice;
use crate::story::Story;

/// Time runs to the right.
pub(super) fn drawing(story: &Story<'_>, mut pen: Pen) -> Drawing {
    let choice = Choice::new(story, LIMITS, None);
    let left = left(story, &choice);
    let plan = Plan::new(story, choice, left, &FREE);
    let mut top = head(&mut pen, story, 0.0, WIDTH);
    let systems = match story.lives.is_empty() {
        true => &[][..],
        false => &plan.systems[..],
    };
    for &window in systems {
        top = Panel::new(&plan, window, top).draw(&mut pen) + 14.0;
    }
    let notice = Notice {
        story,
        choice: &plan.choice,
        axis: &plan.axis,
        scale: plan.scale,
        has_short_rests: plan.has_short_rests,
        lane: "row",
        length: "wide",
    };
    let height = foot(&mut pen, &notice, top, WIDTH);
    Drawing { body: pen.out, width: WIDTH, height }
}

/// What ran, and how it went.
pub(super) fn head(pen: &mut Pen, story: &Story<'_>, top: f64, room: f64) -> f64 {
    let title = shorten(&story.recording.title, 13.0, room / 1.1);
    pen.text("n", 0.0, top + 13.0, &title);
    let summary = story.summary();
    let after = bold_width(&title, 13.0) + 12.0;
    if after + width(&summary, 11.5) <= room {
        pen.text("s", after, top + 13.0, &summary);
        return top + 30.0;
    }
    let mut y = top + 13.0;
    for line in wrap(&summary, 11.5, room, 3) {
        y += 15.0;
        pen.text("s", 0.0, y, &line);
    }
    y + 17.0
}

/// The legend, and what is to scale and what is left out.
pub(super) fn foot(pen: &mut Pen, notice: &Notice<'_>, top: f64, room: f64) -> f64 {
    let Notice { story, choice, axis, .. } = *notice;
    let mut y = top;
    if !story.recording.events.is_empty() {
        rule(pen, top, room);
        y = legend::draw(pen, story, choice, axis, top + 22.0, room);
    }
    for line in wrap(&notice.sentences().join(" "), 11.5, room, 12) {
        y += 16.0;
        pen.text("s", 0.0, y, &line);
    }
    y + 8.0
}

/// A thin line from edge to edge.
pub(super) fn rule(pen: &mut Pen, y: f64, room: f64) {
    let mut line = Pen::new(false).path();
    line.to('M', &[[0.0, y]]).to('L', &[[room, y]]);
    pen.draw("rule", &line);
}
