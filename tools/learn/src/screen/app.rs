//! What the screen knows, and what its keys do.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use verdict::Status;

use super::work::{News, Stamp, Work};
use crate::check::Report;
use crate::course::{Course, Exercise};
use crate::pages::{self, Signs};
use crate::state::{self, Standing, State};
use crate::text::{BOLD, markdown, styled};
use crate::{clock, files, has_color, hints};

/// What fills the middle of the screen.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum View {
    Welcome,
    /// What the last check found.
    Verdict,
    /// Something to read.
    Page {
        title: String,
        text: String,
    },
    /// All exercises, to choose one.
    List {
        chosen: usize,
    },
}

/// What has to be pressed twice, or answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Asked {
    Skip,
    Reset,
    Solution,
}

#[derive(Debug)]
pub(super) struct App {
    pub(super) course: Arc<Course>,
    pub(super) state: State,
    pub(super) current: usize,
    pub(super) view: View,
    /// The first line that is shown.
    pub(super) scroll: usize,
    /// How far it can go, as far as the last frame knew, and how many lines it showed.
    pub(super) end: usize,
    pub(super) shown: usize,
    /// Of the current exercise.
    pub(super) report: Option<Report>,
    /// How long the last check took, with the compiler.
    pub(super) took: Option<f64>,
    pub(super) check: Option<Work>,
    /// What else goes on.
    other: Option<Work>,
    /// One line for the learner.
    pub(super) note: Option<String>,
    asked: Option<Asked>,
    seen: Option<Stamp>,
    seen_state: Option<Stamp>,
    pub(super) color: bool,
    pub(super) signs: Signs,
    ended: bool,
}

impl App {
    pub(super) fn new(course: Course) -> Self {
        let state = State::load(&course);
        let current = state.current(&course);
        let is_new = state.is_new();
        let mut app = Self {
            course: Arc::new(course),
            state,
            current,
            view: if is_new { View::Welcome } else { View::Verdict },
            scroll: 0,
            end: 0,
            shown: 0,
            report: None,
            took: None,
            check: None,
            other: None,
            note: None,
            asked: None,
            seen: None,
            seen_state: None,
            color: has_color(),
            signs: Signs::find(),
            ended: false,
        };
        app.start_check();
        app
    }

    pub(super) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Ends all that runs.
    pub(super) fn stop(&mut self) {
        self.check = None;
        self.other = None;
    }

    /// What stays on the terminal.
    pub(super) fn farewell(&self) -> String {
        let counted = pages::counted(&self.course, self.state.lines());
        format!("{counted}. `cargo learn` goes on with {}.", self.exercise().name)
    }

    pub(super) fn exercise(&self) -> &Exercise {
        &self.course.exercises[self.current]
    }

    fn file(&self) -> PathBuf {
        self.course.root.join(self.exercise().file())
    }

    pub(super) fn standing(&self) -> Standing {
        self.state.lines().standing(&self.exercise().name)
    }

    fn show(&mut self, view: View) {
        if self.view != view {
            self.scroll = 0;
        }
        self.view = view;
    }

    fn page(&mut self, title: impl Into<String>, text: String) {
        self.scroll = 0;
        self.view = View::Page { title: title.into(), text };
    }

    /// Checks the file as it is now. A check of what it was before is ended.
    fn start_check(&mut self) {
        self.seen = Stamp::of(&self.file());
        self.check = None;
        self.check = Some(Work::check(&self.course, self.current, self.color));
    }

    /// Looks at what has happened since the last time.
    pub(super) fn tick(&mut self) {
        let stamp = Stamp::of(&self.file());
        if stamp.is_some() && stamp != self.seen {
            self.start_check();
            self.note = None;
            self.show(View::Verdict);
        }
        while let Some(news) = self.check.as_ref().and_then(Work::news) {
            self.hear(news);
        }
        while let Some(news) = self.other.as_ref().and_then(Work::news) {
            self.hear(news);
        }
        let stamp = Stamp::of(self.state.path());
        if stamp != self.seen_state {
            // Another instance may have written it.
            self.seen_state = stamp;
            self.state.reload(&self.course);
        }
        if let Some(trouble) = self.state.trouble() {
            self.note = Some(trouble.into());
        }
    }

    fn hear(&mut self, news: News) {
        match news {
            News::Stage(stage) => {
                if let Some(check) = &mut self.check {
                    check.stage = stage;
                }
            }
            News::Report(Report::Cancelled) => {}
            News::Report(report) => self.conclude(report),
            News::Page(title, text) => {
                self.note = None;
                self.page(title, text);
            }
            News::Note(note) => self.note = Some(note),
        }
    }

    fn conclude(&mut self, report: Report) {
        if let Some(check) = self.check.take() {
            self.took = Some(check.since.elapsed().as_secs_f64());
        }
        if let Report::Verdict(verdict) = &report {
            let name = &self.course.exercises[self.current].name;
            let code = verdict.code.map(|code| code.id);
            self.state.update(&self.course, |lines| {
                state::note_verdict(lines, name, verdict.status, code);
                // It is where the next start goes on, passed or not.
                lines.set_current(name);
            });
            if verdict.status == Status::Passed {
                self.note = Some("Done. n goes on, s shows the reference.".into());
            }
        }
        if self.view == View::Verdict {
            self.scroll = 0;
        }
        self.report = Some(report);
    }

    pub(super) fn press(&mut self, key: KeyEvent) {
        let asked = self.asked.take();
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            self.ended |= key.code == KeyCode::Char('c');
            return;
        }
        let code = match key.code {
            KeyCode::Char(c) => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        if let View::List { chosen } = self.view
            && self.choose(code, chosen)
        {
            return;
        }
        if self.scroll_by(code) {
            return;
        }
        self.note = None;
        match code {
            KeyCode::Char('q') => self.ended = true,
            KeyCode::Char('h') => self.hint(),
            KeyCode::Char('l') => self.show(View::List { chosen: self.current }),
            KeyCode::Char('n') => self.next(asked == Some(Asked::Skip)),
            KeyCode::Char('r') => {
                self.asked = Some(Asked::Reset);
                let text = "Put the skeleton back? Your text is kept as .bak. \
                            y: yes, any other key: no";
                self.note = Some(text.into());
            }
            KeyCode::Char('y') if asked == Some(Asked::Reset) => self.reset(),
            KeyCode::Char('b') => self.chapter(),
            KeyCode::Char('s') => self.solution(asked == Some(Asked::Solution)),
            KeyCode::Char('t') => {
                self.note = Some("Drawing your run and the reference's…".into());
                self.other = Some(Work::timeline(&self.course, self.current));
            }
            KeyCode::Char('c') => {
                self.start_check();
                self.show(View::Verdict);
            }
            KeyCode::Char('?') => self.page("Keys", KEYS.into()),
            KeyCode::Enter | KeyCode::Esc | KeyCode::Backspace => {
                self.show(View::Verdict);
            }
            _ if asked == Some(Asked::Reset) => {
                self.note = Some("Nothing was changed.".into());
            }
            _ => {}
        }
    }

    fn scroll_by(&mut self, key: KeyCode) -> bool {
        let page = self.shown.saturating_sub(1).max(1);
        let to = match key {
            KeyCode::Up | KeyCode::Char('k') => self.scroll.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => self.scroll + 1,
            KeyCode::PageUp => self.scroll.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => self.scroll + page,
            KeyCode::Home => 0,
            KeyCode::End => self.end,
            _ => return false,
        };
        self.scroll = to.min(self.end);
        true
    }

    /// Moves in the list.
    fn choose(&mut self, key: KeyCode, chosen: usize) -> bool {
        let last = self.course.exercises.len() - 1;
        let page = self.shown.max(1);
        let chosen = match key {
            KeyCode::Up | KeyCode::Char('k') => chosen.saturating_sub(1),
            KeyCode::Down | KeyCode::Char('j') => (chosen + 1).min(last),
            KeyCode::PageUp => chosen.saturating_sub(page),
            KeyCode::PageDown | KeyCode::Char(' ') => (chosen + page).min(last),
            KeyCode::Home => 0,
            KeyCode::End => last,
            KeyCode::Enter => {
                self.go_to(chosen);
                return true;
            }
            KeyCode::Char('l') => {
                self.show(View::Verdict);
                return true;
            }
            _ => return false,
        };
        // The frame scrolls to it.
        self.view = View::List { chosen };
        true
    }

    fn go_to(&mut self, index: usize) {
        self.current = index;
        let name = &self.course.exercises[index].name;
        self.state.update(&self.course, |lines| lines.set_current(name));
        self.report = None;
        self.took = None;
        self.note = None;
        self.show(View::Verdict);
        self.scroll = 0;
        self.start_check();
    }

    fn next(&mut self, is_sure: bool) {
        let Some(next) = pages::next(&self.course, self.current, self.state.lines())
        else {
            self.note = Some("There is no other exercise left to do.".into());
            return;
        };
        let name = self.exercise().name.clone();
        if self.standing() == Standing::Open && !is_sure {
            self.asked = Some(Asked::Skip);
            let text =
                format!("{name} isn't done. n again skips it, without a tick.");
            self.note = Some(text);
            return;
        }
        if self.standing() == Standing::Open {
            self.state.update(&self.course, |lines| {
                // Another instance may have seen it pass.
                if lines.standing(&name) == Standing::Open {
                    lines.set("skipped", &name, &clock::now());
                }
            });
        }
        self.go_to(next);
    }

    fn hint(&mut self) {
        let exercise = &self.course.exercises[self.current];
        let Some(hint) = hints::next(exercise, self.state.lines()) else {
            self.note = Some("This exercise has no hints.".into());
            return;
        };
        self.state.update(&self.course, |lines| {
            lines.set("hints", &exercise.name, &hint.noted);
        });
        let title = format!("{}: {}", exercise.name, hint.heading);
        let text = markdown(&hint.text, pages::COLUMNS, self.color);
        let text = format!("{text}\n{} Esc goes back to the verdict.\n", hint.after);
        self.page(title, text);
    }

    fn reset(&mut self) {
        let exercise = &self.course.exercises[self.current];
        match files::reset(&self.course.root, exercise) {
            Ok(kept) => {
                let name = &exercise.name;
                self.state.update(&self.course, |lines| state::forget(lines, name));
                self.report = None;
                self.start_check();
                self.show(View::Verdict);
                self.note = Some(match kept {
                    Some(kept) => format!("Your text is kept in {kept}"),
                    None => "It was as it was given.".into(),
                });
            }
            Err(error) => self.note = Some(error),
        }
    }

    fn chapter(&mut self) {
        let section = match &self.report {
            Some(Report::Verdict(verdict)) => verdict.section.clone(),
            _ => self.exercise().notes.section.clone(),
        };
        let text = match pages::section(&self.course.root, &section) {
            Ok(text) => markdown(&text, pages::COLUMNS, self.color),
            Err(error) => error,
        };
        self.page(section.clone(), text);
        self.other = Some(Work::browse(&section));
    }

    fn solution(&mut self, is_sure: bool) {
        let exercise = &self.course.exercises[self.current];
        let is_done = self.standing() == Standing::Done;
        if !is_done && !is_sure {
            self.asked = Some(Asked::Solution);
            self.note = Some(
                "Not passed yet, and finding it is what teaches. s again shows it."
                    .into(),
            );
            return;
        }
        let solutions = exercise.solutions(&self.course.root);
        let file = &solutions[0];
        let mut text = fs::read_to_string(self.course.root.join(file))
            .unwrap_or_else(|error| format!("{file} can't be read: {error}"));
        for other in &solutions[1..] {
            text.push_str(&format!("\nAnother way: {other}\n"));
        }
        if is_done {
            let afterwards =
                markdown(&exercise.notes.afterwards, pages::COLUMNS, self.color);
            let why = styled(BOLD, "What it does, and why", self.color);
            text = format!("{text}\n{why}\n\n{afterwards}");
        } else {
            let name = &exercise.name;
            self.state.update(&self.course, |lines| {
                lines.set("solution", name, &clock::now());
            });
        }
        self.page(solutions[0].clone(), text);
    }

    /// How long the check has been running.
    pub(super) fn seconds(since: Instant) -> String {
        format!("{:.1} s", since.elapsed().as_secs_f64())
    }
}

const KEYS: &str = "\
h       the next hint, of three; first one for your mistake, if there is one
l       all exercises; choose with the arrows or j and k, then Enter
n       the next exercise; pressed twice, it skips one that isn't done
r       put the skeleton back; what you wrote is kept beside it
b       read the section of the book that the verdict names
s       the reference solution: after passing, or pressed twice
t       draw your run above the reference's, where there is a schedule to draw
c       check once more
Esc     back to the verdict
q       quit; all that you have done is kept

arrows  scroll; also j and k, Space, Page Up, Page Down, Home and End

The file is checked each time that you save it. It never goes on by itself.
";
