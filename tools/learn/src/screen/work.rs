//! What goes on beside the screen: each piece of work on a thread of its own, that
//! reports by a channel and can be ended at any time.

use std::env;
use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Instant, SystemTime};

use crate::check::{self, Manner, Report, Running, Stage};
use crate::course::Course;

/// What a piece of work says.
#[derive(Debug)]
pub(crate) enum News {
    Stage(Stage),
    Report(Report),
    /// A text to show, in a page with this title.
    Page(String, String),
    /// One line.
    Note(String),
}

/// A piece of work. Dropped, it is ended, with all that it has started.
#[derive(Debug)]
pub(crate) struct Work {
    running: Arc<Running>,
    news: Receiver<News>,
    pub(crate) stage: Stage,
    pub(crate) since: Instant,
}

impl Drop for Work {
    fn drop(&mut self) {
        self.running.cancel();
    }
}

impl Work {
    fn start(work: impl FnOnce(&Running, Sender<News>) + Send + 'static) -> Self {
        let (sender, news) = channel();
        let running = Arc::new(Running::default());
        let ours = Arc::clone(&running);
        thread::spawn(move || work(&ours, sender));
        let stage = Stage::Compiling(String::new());
        Self { running, news, stage, since: Instant::now() }
    }

    /// Checks an exercise.
    pub(crate) fn check(course: &Arc<Course>, index: usize, color: bool) -> Self {
        let course = Arc::clone(course);
        Self::start(move |running, news| {
            let say = news.clone();
            // Nobody listens any more when it was ended.
            let stage = move |stage| drop(say.send(News::Stage(stage)));
            let exercise = &course.exercises[index];
            let manner = Manner { color, own_group: true };
            let report = check::check(&course, exercise, manner, running, &stage);
            let _ = news.send(News::Report(report));
        })
    }

    /// Draws a timeline, by this program's own command.
    pub(crate) fn timeline(course: &Arc<Course>, index: usize) -> Self {
        let course = Arc::clone(course);
        Self::start(move |running, news| {
            let name = &course.exercises[index].name;
            let Ok(program) = env::current_exe() else { return };
            let mut command = Command::new(program);
            command.args(["timeline", name]).current_dir(&course.root);
            command.env("NO_COLOR", "1").stdin(Stdio::null());
            command.stdout(Stdio::piped()).stderr(Stdio::piped());
            let said = running.run(&mut command, true, |child| {
                let (out, err) = (child.stdout.take(), child.stderr.take());
                let err = thread::spawn(move || read(err));
                (thread::spawn(move || read(out)), err)
            });
            if let Ok(Some(((out, err), _))) = said {
                let text =
                    out.join().unwrap_or_default() + &err.join().unwrap_or_default();
                let _ = news.send(News::Page(format!("{name}: timeline"), text));
            }
        })
    }

    /// Looks for a server of the book, and opens the section in a browser.
    pub(crate) fn browse(section: &str) -> Self {
        let section = section.to_string();
        Self::start(move |_, news| {
            let note = super::browse::open(&section);
            let _ = news.send(News::Note(note));
        })
    }

    /// What has been said since the last time.
    pub(crate) fn news(&self) -> Option<News> {
        self.news.try_recv().ok()
    }
}

fn read(output: Option<impl Read>) -> String {
    let mut bytes = Vec::new();
    if let Some(mut output) = output {
        // What has come until then is all there is.
        let _ = output.read_to_end(&mut bytes);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What tells one saved state of a file from another.
///
/// It is looked at again and again: one file needs no watcher of the system, and this
/// works on network drives and under WSL, where there are no events of files.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Stamp {
    modified: SystemTime,
    length: u64,
}

impl Stamp {
    /// `None` while there is no such file: some editors write a new one in its place.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { modified: metadata.modified().ok()?, length: metadata.len() })
    }
}
