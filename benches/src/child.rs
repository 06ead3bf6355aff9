//! Samples in a process of their own: where a peer may crash or hang, and where the
//! memory has to be fresh.

use std::env;
use std::io::{self, Read};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use std::{process, thread};

use clap::ValueEnum;

use crate::roster::Case;
use crate::workload::{Sample, Size};

/// Far more than any sample takes.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Far more than the smallest sample takes.
const TINY_TIMEOUT: Duration = Duration::from_secs(5);

/// The subcommand that [`answer`]s.
pub const SUBCOMMAND: &str = "sample";

/// Runs a case as small as possible, in another process.
///
/// # Errors
///
/// One sentence on why it can't run here.
pub fn attempt(case: &Case) -> Result<(), String> {
    ask(case, Size::Tiny, TINY_TIMEOUT).map(|_| ())
}

/// Takes a sample in another process.
///
/// # Errors
///
/// One sentence on why there is none.
pub fn sample(case: &Case, size: Size) -> Result<Sample, String> {
    ask(case, size, TIMEOUT)
}

/// Is that other process: takes the sample and prints it.
///
/// # Errors
///
/// One sentence, if the other process was asked for what isn't there.
pub fn answer(case: &Case, size: Size) -> Result<(), String> {
    let sample = (case.sample)(size);
    println!(
        "{}",
        serde_json::to_string(&sample).map_err(|error| error.to_string())?
    );
    // To drop a million tasks takes time, and nobody waits for it.
    process::exit(0);
}

fn ask(case: &Case, size: Size, timeout: Duration) -> Result<Sample, String> {
    let program = env::current_exe();
    let program =
        program.map_err(|error| format!("this program isn't found: {error}"))?;
    let size = size.to_possible_value().expect("no size is hidden");
    let mut child = Command::new(program)
        .args([SUBCOMMAND, case.workload, case.entrant, size.get_name()])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("the system has no process to give: {error}"))?;
    let (stdout, stderr) =
        (reader(child.stdout.take()), reader(child.stderr.take()));
    let Some(status) =
        wait(&mut child, timeout).map_err(|error| error.to_string())?
    else {
        return Err(format!("it hung: no end after {} s", timeout.as_secs()));
    };
    let text =
        |thread: thread::JoinHandle<String>| thread.join().unwrap_or_default();
    let (stdout, stderr) = (text(stdout), text(stderr));
    if !status.success() {
        return Err(
            complaint(&stderr).unwrap_or_else(|| format!("it ended with {status}"))
        );
    }
    serde_json::from_str(&stdout).map_err(|_| "it gave no figure".to_owned())
}

/// Waits for the end, and sees to it after the timeout.
fn wait(
    child: &mut Child,
    timeout: Duration,
) -> io::Result<Option<process::ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_micros(200);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > timeout {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Reads to the end, so that the other process never waits for us.
fn reader(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut text = Vec::new();
        let _ = pipe.expect("it is piped").read_to_end(&mut text);
        String::from_utf8_lossy(&text).into_owned()
    })
}

/// What a panic said: the line after the one that says where.
fn complaint(stderr: &str) -> Option<String> {
    let mut lines = stderr.lines().map(str::trim);
    lines.find(|line| line.contains("panicked at"))?;
    lines.find(|line| !line.is_empty()).map(str::to_owned)
}
