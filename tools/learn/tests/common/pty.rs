//! A terminal that a test reads and types into.

use std::io::{Read, Write};
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use vt100::Parser;

use super::Course;

/// How long anything may take. A test that passes never waits for so long.
const PATIENCE: Duration = Duration::from_secs(120);

pub(crate) struct Terminal {
    /// `None` once the window is closed.
    master: Option<Box<dyn MasterPty + Send>>,
    keys: Box<dyn Write + Send>,
    pub(crate) child: Box<dyn Child + Send + Sync>,
    seen: Arc<(Mutex<Seen>, Condvar)>,
    /// Whether the thread that reads goes on.
    reads: Arc<AtomicBool>,
    reader: Option<JoinHandle<()>>,
}

fn some(number: u16) -> NonZero<u16> {
    NonZero::new(number).expect("a terminal has lines and columns")
}

struct Seen {
    parser: Parser,
    bytes: Vec<u8>,
    closed: bool,
}

impl Terminal {
    /// Starts `learn` in a terminal of 80×24.
    pub(crate) fn start(course: &Course, more: &[(&str, &str)]) -> Self {
        Self::sized(course, more, (80, 24))
    }

    pub(crate) fn sized(
        course: &Course,
        more: &[(&str, &str)],
        (cols, rows): (u16, u16),
    ) -> Self {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).expect("there are terminals");
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_learn"));
        command.cwd(course.root());
        for (name, value) in course.environment() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            }
        }
        more.iter().for_each(|(name, value)| command.env(name, value));
        let child = pair.slave.spawn_command(command).expect("it starts");
        drop(pair.slave);
        let mut reader = pair.master.try_clone_reader().expect("it can be read");
        let keys = pair.master.take_writer().expect("it can be written");
        let parser = Parser::new(some(rows), some(cols), 0);
        let seen = Seen { parser, bytes: Vec::new(), closed: false };
        let seen = Arc::new((Mutex::new(seen), Condvar::new()));
        let theirs = Arc::clone(&seen);
        let reads = Arc::new(AtomicBool::new(true));
        let goes_on = Arc::clone(&reads);
        let reader = thread::spawn(move || {
            let mut chunk = [0; 4096];
            while goes_on.load(Ordering::Relaxed) {
                let read = reader.read(&mut chunk).unwrap_or(0);
                let mut seen = theirs.0.lock().expect("nobody panics with it");
                seen.parser.process(&chunk[..read]);
                seen.bytes.extend_from_slice(&chunk[..read]);
                seen.closed |= read == 0;
                theirs.1.notify_all();
                if read == 0 {
                    return;
                }
            }
        });
        let (master, reader) = (Some(pair.master), Some(reader));
        Self { master, keys, child, seen, reads, reader }
    }

    /// Closes the window, as one does with the mouse.
    #[cfg(unix)]
    pub(crate) fn close(&mut self) {
        self.reads.store(false, Ordering::Relaxed);
        self.press("?"); // what that shows is the last thing that is read
        let reader = self.reader.take().expect("it is closed once");
        reader.join().expect("it doesn't panic");
        self.keys = Box::new(std::io::sink());
        self.master = None;
    }

    pub(crate) fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).expect("it reads its keys");
        self.keys.flush().expect("it reads its keys");
    }

    pub(crate) fn resize(&mut self, cols: u16, rows: u16) {
        let size = PtySize { rows, cols, pixel_width: 0, pixel_height: 0 };
        self.seen
            .0
            .lock()
            .expect("ours")
            .parser
            .screen_mut()
            .set_size(some(rows), some(cols));
        let master = self.master.as_ref().expect("it is open");
        master.resize(size).expect("it has a size");
    }

    /// What the screen shows now.
    pub(crate) fn screen(&self) -> String {
        self.seen.0.lock().expect("ours").parser.screen().contents()
    }

    /// All that was ever written to it.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.seen.0.lock().expect("ours").bytes.clone()
    }

    pub(crate) fn is_alternate(&self) -> bool {
        self.seen.0.lock().expect("ours").parser.screen().alternate_screen()
    }

    /// Waits until the screen is as wanted, and returns it.
    #[track_caller]
    pub(crate) fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) -> String {
        let start = Instant::now();
        let mut seen = self.seen.0.lock().expect("ours");
        loop {
            let screen = seen.parser.screen().contents();
            if wanted(&screen) {
                return screen;
            }
            let left = PATIENCE.saturating_sub(start.elapsed());
            if left.is_zero() || seen.closed {
                drop(seen);
                panic!("no {what} on:\n{screen}");
            }
            (seen, _) = self.seen.1.wait_timeout(seen, left).expect("ours");
        }
    }

    /// Waits for all of these texts.
    #[track_caller]
    pub(crate) fn sees(&self, texts: &[&str]) -> String {
        self.wait(&texts.join(" & "), |screen| {
            texts.iter().all(|text| screen.contains(text))
        })
    }

    /// Waits for the end of the program, and for the last that it says.
    #[track_caller]
    pub(crate) fn ends(&mut self) -> u32 {
        let start = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                break status.exit_code();
            }
            assert!(start.elapsed() < PATIENCE, "it goes on:\n{}", self.screen());
            thread::sleep(Duration::from_millis(5));
        };
        let mut seen = self.seen.0.lock().expect("ours");
        while !seen.closed {
            seen = self.seen.1.wait(seen).expect("ours");
        }
        status
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended already, if the test went well.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
