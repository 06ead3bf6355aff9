//! A frame: two lines that say where you are, two on the exercise, what there is to
//! read, and the keys.

use verdict::Status;

use super::app::{App, View};
use crate::check::{Report, Stage};
use crate::pages;
use crate::state::Standing;
use crate::text::{BOLD, CYAN, DIM, GREEN, RED, YELLOW, cut, fold, styled, width};

const KEYS: [(&str, &str); 9] = [
    ("h", "hint"),
    ("l", "list"),
    ("n", "next"),
    ("r", "reset"),
    ("b", "chapter"),
    ("s", "solution"),
    ("c", "check"),
    ("?", "help"),
    ("q", "quit"),
];

/// Lines around the text: four above, with two rules, and two below.
const AROUND: usize = 7;

impl App {
    /// The lines of the whole screen.
    pub(super) fn frame(&mut self, (columns, rows): (usize, usize)) -> Vec<String> {
        let room = rows.saturating_sub(AROUND).max(1);
        let text = self.text(columns);
        self.end = text.len().saturating_sub(room);
        self.shown = room;
        if let View::List { chosen } = self.view {
            // The chosen line is in the middle, wherever that is possible.
            let line = self.line_of(chosen);
            self.scroll = line.saturating_sub(room / 2);
        }
        self.scroll = self.scroll.min(self.end);
        let rule = styled(DIM, &self.signs.rule.repeat(columns), self.color);
        let mut lines = vec![self.head(columns), rule.clone()];
        let (title, right) = (self.title(), self.status());
        lines.push(beside(&title, &right, columns));
        lines.push(cut(&self.subtitle(), columns));
        lines.push(rule);
        let visible = text.iter().skip(self.scroll).take(room).cloned();
        lines.extend(visible);
        lines.resize(AROUND - 2 + room, String::new());
        lines.push(self.foot(columns));
        lines.push(self.keys(columns));
        // On a tiny screen, the text is what matters.
        if rows < AROUND + 1 {
            lines.drain(..AROUND - 2);
            lines.truncate(rows);
        }
        lines
    }

    fn head(&self, columns: usize) -> String {
        let lines = self.state.lines();
        let title = styled(BOLD, "Five Loops", self.color);
        let bars = |with_names: bool| {
            let all = self.course.steps.iter().enumerate();
            all.fold(String::new(), |bars, (index, step)| {
                let word = step.package.split_once('-').map_or("", |(_, word)| word);
                let name =
                    if with_names { format!(" {word}") } else { String::new() };
                let bar =
                    pages::bar(&self.course, lines, index, self.signs, self.color);
                format!("{bars}   {}{name} {bar}", step.number)
            })
        };
        let (done, skipped, all) = pages::counts(&self.course, lines);
        let right = match skipped {
            0 => format!("{done} of {all} done"),
            _ => format!("{done} of {all} done, {skipped} skipped"),
        };
        let long = format!("{title}{}", bars(true));
        if width(&long) + 3 + width(&right) <= columns {
            return beside(&long, &right, columns);
        }
        let short = format!("{title}{}", bars(false));
        match width(&short) + 2 + width(&right) <= columns {
            true => beside(&short, &right, columns),
            false => beside(&short, &format!("{done} of {all}"), columns),
        }
    }

    fn title(&self) -> String {
        let exercise = self.exercise();
        let sign = match self.standing() {
            Standing::Done => styled(GREEN, self.signs.done, self.color) + " ",
            Standing::Skipped => {
                styled(YELLOW, self.signs.skipped, self.color) + " "
            }
            Standing::Open => String::new(),
        };
        let name = styled(BOLD, &exercise.name, self.color);
        format!("{sign}{name}: {}", exercise.notes.title)
    }

    fn subtitle(&self) -> String {
        match &self.view {
            View::Page { title, .. } => styled(YELLOW, title, self.color),
            View::List { .. } => "Choose with the arrows, and Enter.".into(),
            View::Verdict | View::Welcome => {
                styled(CYAN, &self.exercise().file(), self.color)
            }
        }
    }

    /// How the check stands.
    fn status(&self) -> String {
        if let Some(check) = &self.check {
            let seconds = Self::seconds(check.since);
            let word = match check.stage {
                Stage::Compiling(_) => "compiling",
                Stage::Checking => "checking",
            };
            return styled(YELLOW, &format!("{word} {seconds}"), self.color);
        }
        let (style, word) = match &self.report {
            None | Some(Report::Cancelled) => return String::new(),
            Some(Report::NotCompiled(_)) => (RED, "doesn't compile yet"),
            Some(Report::Trouble(_)) => (RED, "trouble"),
            Some(Report::Verdict(verdict)) => match verdict.status {
                Status::Passed => (GREEN, "passed"),
                Status::NotStarted => (DIM, "not started"),
                Status::Unfinished => (YELLOW, "to be finished"),
                Status::Failed => (RED, "not passed"),
            },
        };
        let took =
            self.took.map(|took| format!(" ({took:.1} s)")).unwrap_or_default();
        styled(style, &format!("{word}{took}"), self.color)
    }

    /// What there is to read, in lines that fit.
    fn text(&self, columns: usize) -> Vec<String> {
        let text = match &self.view {
            View::Welcome => {
                let text = pages::welcome(&self.course, self.exercise(), self.color);
                format!("{text}\nPress Enter to begin; ? explains the keys.\n")
            }
            View::Verdict => self.verdict(),
            View::Page { text, .. } => text.clone(),
            View::List { chosen } => return self.list(*chosen, columns),
        };
        fold(&text, columns)
    }

    fn verdict(&self) -> String {
        match &self.report {
            Some(report) => {
                let lines = self.state.lines();
                let columns = pages::COLUMNS;
                let page = pages::report(
                    &self.course,
                    self.current,
                    lines,
                    report,
                    self.color,
                    columns,
                );
                // Here, a save does that, and a key.
                let rerun = |line: &&str| {
                    !line.starts_with("then        cargo learn check")
                        && !line.starts_with("reference   cargo learn solution")
                };
                page.lines().filter(rerun).map(|line| format!("{line}\n")).collect()
            }
            None => {
                let said = match self.check.as_ref().map(|it| &it.stage) {
                    Some(Stage::Compiling(what)) => what.as_str(),
                    _ => "",
                };
                format!(
                    "The first check takes a little longer than the others.\n{said}\n"
                )
            }
        }
    }

    fn list(&self, chosen: usize, columns: usize) -> Vec<String> {
        let list =
            pages::list(&self.course, self.state.lines(), self.signs, self.color);
        let mut lines = Vec::new();
        let mut step = usize::MAX;
        for (index, line) in list.iter().enumerate() {
            let of = self.course.exercises[index].step;
            if of != step {
                step = of;
                lines.push(styled(BOLD, &self.course.steps[step].title, self.color));
            }
            let line = match index == chosen {
                true => format!("{} {line}", styled(BOLD, ">", self.color)),
                false => format!("  {line}"),
            };
            lines.push(cut(&line, columns));
        }
        lines
    }

    /// The line of an exercise in the list: each step has a heading.
    fn line_of(&self, chosen: usize) -> usize {
        let steps = self.course.exercises[..=chosen]
            .chunk_by(|one, other| one.step == other.step)
            .count();
        chosen + steps
    }

    /// A note, or else how much there is to read below.
    fn foot(&self, columns: usize) -> String {
        if let Some(note) = &self.note {
            return styled(YELLOW, &cut(note, columns), self.color);
        }
        let above = self.scroll;
        let below = self.end - self.scroll;
        let text = match (above, below) {
            (0, 0) => String::new(),
            (_, 0) => format!(" {above} lines above "),
            (0, _) => format!(" {below} more lines: Space shows them "),
            _ => format!(" {above} lines above, {below} below "),
        };
        let left = columns.saturating_sub(width(&text));
        let rule = self.signs.rule;
        let line = format!("{}{text}{}", rule.repeat(left.min(2)), {
            rule.repeat(left.saturating_sub(2))
        });
        styled(DIM, &cut(&line, columns), self.color)
    }

    fn keys(&self, columns: usize) -> String {
        let keys = KEYS
            .map(|(key, what)| format!("{} {what}", styled(BOLD, key, self.color)));
        cut(&keys.join("  "), columns)
    }
}

/// One text at the left, and one at the right; the left one gives way.
fn beside(left: &str, right: &str, columns: usize) -> String {
    let room = columns.saturating_sub(width(right) + 1);
    let left = cut(left, room);
    let gap = columns.saturating_sub(width(&left) + width(right));
    cut(&format!("{left}{}{right}", " ".repeat(gap)), columns)
}
