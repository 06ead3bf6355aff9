//! The parent: runs one guarded child for each check.

use std::env;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::PathBuf;
use std::process::{self, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::ending::Ending;
use crate::{Check, Exercise, Verdict, child, record};

/// Runs the checks of an exercise one after the other, each in a guarded child, up to
/// the first that fails.
///
/// The program has to call [`if_child`](crate::if_child) first, with a function that
/// finds this exercise by `id`. `deadline` replaces the checks' own, for slow
/// machines.
///
/// # Errors
///
/// When no child can be started.
pub fn judge(
    exercise: &Exercise,
    id: &str,
    deadline: Option<Duration>,
) -> io::Result<Verdict> {
    let start = Instant::now();
    let mut output = String::new();
    for (index, check) in exercise.checks.iter().enumerate() {
        let deadline = deadline.unwrap_or(check.deadline);
        let child = run_child(id, index, deadline)?;
        let ending = Ending::of(check, &child);
        output = child.output;
        if !matches!(ending, Ending::Passed) {
            let elapsed = start.elapsed();
            return Ok(Verdict::failed(exercise, index, ending, output, elapsed));
        }
    }
    Ok(Verdict::passed(exercise, output, start.elapsed()))
}

/// What is left of a child.
pub(crate) struct Child {
    pub(crate) deadline: Duration,
    pub(crate) status: ExitStatus,
    pub(crate) records: Vec<(String, String)>,
    /// What it printed to either stream, up to [`SHOWN`].
    pub(crate) output: String,
    /// The runtime said that its stack has overflowed.
    pub(crate) overflowed: bool,
    /// It printed more than [`FLOOD`] bytes.
    pub(crate) flooded: bool,
    /// Not even its watchdog could end it.
    pub(crate) stuck: bool,
}

/// How many bytes of the output are kept.
const SHOWN: usize = 8 << 10;
/// How many bytes of output are too many.
const FLOOD: usize = 1 << 20;
/// How much longer than its deadline a child may take: on a busy machine it takes a
/// while to start.
const GRACE: Duration = Duration::from_secs(20);

fn run_child(id: &str, check: usize, deadline: Duration) -> io::Result<Child> {
    let records = Records::create()?;
    let (reader, writer) = io::pipe()?;
    let mut child = Command::new(env::current_exe()?)
        .env(child::EXERCISE, id)
        .env(child::CHECK, check.to_string())
        .env(child::DEADLINE, deadline.as_millis().to_string())
        .env(child::RECORDS, &records.path)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .spawn()?;
    let (chunks, read) = channel();
    // It ends with the child, or with the first chunk that nobody wants any more.
    thread::spawn(move || forward(reader, &chunks));
    let (output, end) = collect(&read, Instant::now() + deadline + GRACE);
    if end != End::Closed {
        child.kill()?;
    }
    let status = child.wait()?;
    let text = String::from_utf8_lossy(&output);
    Ok(Child {
        deadline,
        status,
        records: record::parse(&fs::read(&records.path)?),
        overflowed: text.contains(STACK),
        output: learners(&text).into(),
        flooded: end == End::Flooded,
        stuck: end == End::Stuck,
    })
}

/// What the runtime prints when that happens, on each system.
const STACK: &str = " has overflowed its stack";
/// What it prints after a panic where it can't unwind.
const NO_UNWINDING: &str = "thread caused non-unwinding panic";

/// The output without what the runtime said last.
fn learners(output: &str) -> &str {
    let said = output.find(STACK).or_else(|| output.find(NO_UNWINDING));
    let Some(said) = said else { return output };
    let line = output[..said].rfind('\n').map_or(0, |end| end + 1);
    output[..line].trim_end_matches('\n')
}

#[derive(Eq, PartialEq)]
enum End {
    Closed,
    Flooded,
    Stuck,
}

fn collect(read: &Receiver<Vec<u8>>, until: Instant) -> (Vec<u8>, End) {
    let mut output = Vec::new();
    let mut total = 0;
    loop {
        let left = until.saturating_duration_since(Instant::now());
        match read.recv_timeout(left) {
            Ok(chunk) => {
                total += chunk.len();
                let room = SHOWN - output.len();
                output.extend_from_slice(&chunk[..room.min(chunk.len())]);
                if total > FLOOD {
                    return (output, End::Flooded);
                }
            }
            Err(RecvTimeoutError::Disconnected) => return (output, End::Closed),
            Err(RecvTimeoutError::Timeout) => return (output, End::Stuck),
        }
    }
}

fn forward(mut reader: impl Read, chunks: &Sender<Vec<u8>>) {
    let mut buffer = [0; 4096];
    while let Ok(read) = reader.read(&mut buffer) {
        if read == 0 || chunks.send(buffer[..read].to_vec()).is_err() {
            return;
        }
    }
}

/// A file for a child's records, removed at the end.
struct Records {
    path: PathBuf,
}

impl Records {
    fn create() -> io::Result<Self> {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        loop {
            // Relaxed: only the numbers have to differ.
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            let name = format!("verdict-{}-{number}", process::id());
            let path = env::temp_dir().join(name);
            match File::create_new(&path) {
                Ok(_) => return Ok(Self { path }),
                // Left by a process that had our number before us.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
    }
}

impl Drop for Records {
    fn drop(&mut self) {
        // A temporary file that stays does no harm.
        let _ = fs::remove_file(&self.path);
    }
}

impl Check {
    /// The first of the check's own meanings that applies.
    pub(crate) fn meaning(
        &self,
        applies: impl Fn(crate::When) -> bool,
    ) -> Option<crate::Code> {
        self.means.iter().find(|(when, _)| applies(*when)).map(|&(_, code)| code)
    }
}
