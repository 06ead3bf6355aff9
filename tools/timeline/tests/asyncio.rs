//! Runs of CPython's asyncio, recorded in Python and read here.
//!
//! Without a Python 3.11 or later, the recordings that are checked in are read, and it
//! is said that nothing was recorded anew. `PYTHON=python3.13` names an interpreter;
//! `TIMELINE_PYTHON=require` makes its absence a failure.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Once, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use step04_spawn::{Clock, block_on_with, sleep, spawn};
use timeline::{By, Comparison, Fate, Kind, Recorder, Recording, Story};

const PROGRAMS: [&str; 3] = ["main1", "main2", "together"];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("asyncio")
}

fn recorded(program: &str) -> Recording {
    let file = folder().join("recorded").join(program).with_extension("json");
    let json = fs::read_to_string(file).expect("the recording is checked in");
    Recording::from_json(&json).expect("it is a recording")
}

fn python() -> Option<&'static str> {
    static PYTHON: OnceLock<Option<String>> = OnceLock::new();
    static SAID: Once = Once::new();
    let is_new_enough = |python: &String| {
        let check = "import sys; sys.exit(sys.version_info < (3, 11))";
        let status = Command::new(python)
            .args(["-c", check])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        status.is_ok_and(|status| status.success())
    };
    let find = || {
        let named = std::env::var("PYTHON").ok().filter(|name| !name.is_empty());
        let usual = || vec!["python3".to_owned(), "python".to_owned()];
        named.map_or_else(usual, |name| vec![name]).into_iter().find(is_new_enough)
    };
    let found = PYTHON.get_or_init(find).as_deref();
    if found.is_none() {
        let required =
            std::env::var_os("TIMELINE_PYTHON").is_some_and(|it| it == "require");
        assert!(!required, "TIMELINE_PYTHON=require, and there is no Python 3.11");
        SAID.call_once(|| {
            let words = "NOT TESTED: no Python 3.11 or later is found, so nothing was \
                recorded anew. TIMELINE_PYTHON=require makes this a failure.";
            let _ = writeln!(std::io::stderr(), "{words}");
        });
    }
    found
}

/// Gives the recorder a file of its own, and returns what it says and what it writes.
fn record(python: &str, name: &str, args: &[&str]) -> (Output, Option<String>) {
    let file = format!("timeline-asyncio-{}-{name}.json", std::process::id());
    let file = std::env::temp_dir().join(file);
    let mut child = Command::new(python)
        .arg(folder().join("timeline.py"))
        .args(args)
        .arg("-o")
        .arg(&file)
        .current_dir(folder().join("programs"))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the interpreter starts");
    // What it prints is too little to fill a pipe.
    let start = Instant::now();
    while child.try_wait().expect("it is ours").is_none() {
        if start.elapsed() > Duration::from_secs(60) {
            child.kill().expect("it is ours");
            panic!("{args:?} doesn't come to an end");
        }
        thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().expect("it has ended");
    let json = fs::read_to_string(&file).ok();
    let _ = fs::remove_file(&file);
    (output, json)
}

/// Records a program that is written here.
fn record_text(
    python: &str,
    name: &str,
    text: &str,
    args: &[&str],
) -> (Output, Option<String>) {
    let program = format!("timeline-asyncio-{}-{name}.py", std::process::id());
    let program = std::env::temp_dir().join(program);
    fs::write(&program, text).expect("there is a temporary folder");
    let path = program.to_str().expect("its name is UTF-8").to_owned();
    let result = record(python, name, &[&[path.as_str()], args].concat());
    let _ = fs::remove_file(&program);
    result
}

fn main2_on_step04() -> Recording {
    let clock = Clock::new_virtual();
    let now = clock.clone();
    let recorder = Recorder::with_clock("main2 on step04-spawn", move || now.now());
    let inner = recorder.clone();
    let main = async move {
        let say_after = |seconds, what| {
            inner
                .task(what, async move { sleep(Duration::from_secs(seconds)).await })
        };
        let _task1 = spawn(say_after(5, "hello"));
        let _task2 = spawn(say_after(10, "world"));
        let _task3 = spawn(say_after(1, "!"));
        sleep(Duration::from_secs(11)).await;
    };
    block_on_with(clock, recorder.task("main", main));
    recorder.finish()
}

#[test]
fn main2_has_the_same_schedule_on_asyncio_and_on_step04() {
    let (python, rust) = (recorded("main2"), main2_on_step04());
    let (python, rust) = (Story::new(&python), Story::new(&rust));
    let comparison = Comparison::new(&python, &rust);
    assert_eq!(comparison.first_difference, None);
    assert_eq!(
        comparison.in_words(&python, &rust),
        "The same schedule: 8 polls, in the same order."
    );
    assert_eq!(python.sentences(), rust.sentences(), "and at the same times");
}

#[test]
fn what_is_checked_in_is_what_asyncio_does() {
    let Some(python) = python() else { return };
    for program in PROGRAMS {
        let (file, title) =
            (format!("{program}.py"), format!("{program} on CPython's asyncio"));
        let args = ["--virtual", "--print", "--title", &title, &file];
        let (output, json) = record(python, program, &args);
        assert!(output.status.success(), "{output:?}");
        let json = json.expect("it is written");
        if std::env::var_os("UPDATE_RECORDED").is_some() {
            let checked_in = folder().join("recorded").join(program);
            fs::write(checked_in.with_extension("json"), &json).expect("it can be");
        }
        let anew = Recording::from_json(&json).expect("it is a recording");
        assert_eq!(anew, recorded(program), "{program}");
        assert_eq!(anew.to_json(), json, "byte for byte what Rust would write");
    }
}

#[test]
fn an_unmodified_program_can_be_recorded_and_its_tasks_be_named() {
    let Some(python) = python() else { return };
    let text = "
import asyncio

async def say_after(delay, what):
    await asyncio.sleep(delay)
    print(what)

async def main1():
    await say_after(1, 'hello')
    await say_after(2, 'world')

async def main2():
    task1 = asyncio.create_task(say_after(5, 'hello'))
    task2 = asyncio.create_task(say_after(10, 'world'))
    task3 = asyncio.create_task(say_after(1, '!'))
    await asyncio.sleep(11)

asyncio.run(main1())
asyncio.run(main2())
";
    let names =
        "--name say_after=hello --name say_after¬2=world --name say_after¬3=!";
    let names: Vec<_> =
        names.split(' ').map(|word| word.replace('¬', " ")).collect();
    let mut args = vec!["--virtual", "--loop", "2"];
    args.extend(names.iter().map(String::as_str));
    let (output, json) = record_text(python, "seed", text, &args);
    assert!(output.status.success(), "{output:?}");
    assert_eq!(output.stdout, b"hello\nworld\n!\nhello\nworld\n");
    let seed =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    let rust = main2_on_step04();
    let comparison = Comparison::new(&Story::new(&seed), &Story::new(&rust));
    assert_eq!(comparison.first_difference, None);
}

#[test]
fn who_wakes_whom_is_told_apart() {
    let run = recorded("together");
    let story = Story::new(&run);
    let task = |name| {
        run.tasks.iter().position(|task| task.name == name).expect("there is one")
    };
    let wakers = |name| -> Vec<By> {
        let mine = story.wakes.iter().filter(|wake| wake.task == task(name));
        mine.map(|wake| wake.by).collect()
    };
    assert_eq!(wakers("producer"), [By::Timer, By::Timer]);
    assert_eq!(wakers("consumer"), [By::Task(task("producer")); 2], "by the queue");
    assert_eq!(wakers("napping"), [By::Task(task("main"))], "it is cancelled");
    assert_eq!(wakers("fails"), [By::Task(task("fails"))], "it yields");
    assert_eq!(wakers("left"), [By::EndOf(task("main"))], "asyncio.run tidies up");
    assert_eq!(
        wakers("main"),
        [
            By::EndOf(task("consumer")),
            By::Timer,
            By::EndOf(task("napping")),
            By::Timer,
            By::EndOf(task("fails")),
            By::Timer,
        ],
        "gather, sleep, await, timeout, await, sleep"
    );
}

/// By what comes before them, both wakes would be the doing of the task that ends last.
#[test]
fn a_timer_and_the_end_of_a_task_are_known_and_not_guessed() {
    let Some(python) = python() else { return };
    let text = "
import asyncio

async def first():
    await asyncio.sleep(0)

async def last():
    await asyncio.sleep(0)

async def sets(future):
    for _ in range(5):
        await asyncio.sleep(0)
    asyncio.get_running_loop().call_later(0, future.set_result, None)

async def main():
    future = asyncio.get_running_loop().create_future()
    both = asyncio.gather(first(), asyncio.sleep(0))
    task = asyncio.create_task(last())
    other = asyncio.create_task(sets(future))
    await both
    await future

asyncio.run(main())
";
    let (output, json) = record_text(python, "known", text, &["--virtual"]);
    assert!(output.status.success(), "{output:?}");
    let json = json.expect("it is written");
    let run = Recording::from_json(&json).expect("it is one");
    assert_eq!(run.to_json(), json, "byte for byte what Rust would write");
    let story = Story::new(&run);
    let wakers = |name: &str| -> Vec<By> {
        let mine = story.wakes.iter().filter(|wake| story.name(wake.task) == name);
        mine.map(|wake| wake.by).collect()
    };
    let names: Vec<_> = run.tasks.iter().map(|task| task.name.as_str()).collect();
    assert_eq!(names, ["main", "first", "sleep", "last", "sets"]);
    assert_eq!(wakers("main"), [By::EndOf(2), By::Timer]);
    assert_eq!(wakers("last"), [By::Task(3)]);
}

#[test]
fn cancelled_failed_and_finished_are_told_apart() {
    let run = recorded("together");
    let story = Story::new(&run);
    let fates: Vec<_> = story.lives.iter().map(|life| life.fate).collect();
    use Fate::{Cancelled, Finished, Panicked};
    assert_eq!(
        fates,
        [Finished, Finished, Finished, Cancelled, Panicked, Cancelled]
    );
    let said = story.sentences().join(" ");
    assert!(
        said.contains("napping, woken by main, is polled and cancelled."),
        "{said}"
    );
}

#[test]
fn a_wake_from_another_thread_is_that_threads() {
    let Some(python) = python() else { return };
    let text = "
import asyncio, time

async def main():
    await asyncio.to_thread(time.sleep, 0.01)

asyncio.run(main())
";
    let (output, json) = record_text(python, "thread", text, &[]);
    assert!(output.status.success(), "{output:?}");
    let run =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    let story = Story::new(&run);
    assert_eq!(story.wakes.len(), 1);
    assert_eq!(story.wakes[0].by, By::Thread(1), "{:?}", run.threads);
    assert_eq!(run.threads[0], "main");
}

#[test]
fn a_program_that_waits_for_ever_is_told_of_in_virtual_time() {
    let Some(python) = python() else { return };
    let text = "
import asyncio

async def main():
    await asyncio.get_running_loop().create_future()

asyncio.run(main())
";
    let (output, json) = record_text(python, "stuck", text, &["--virtual"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "timeline.py: all tasks wait, and nobody can wake them: no timer is set\n"
    );
    let run =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    assert_eq!(run.events.len(), 3, "up to there: {:?}", run.events);
}

#[test]
fn a_program_that_fails_is_recorded_up_to_there() {
    let Some(python) = python() else { return };
    let text = "
import asyncio

async def main():
    1 / 0

asyncio.run(main())
";
    let (output, json) = record_text(python, "fails", text, &["--virtual"]);
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(stderr.ends_with("ZeroDivisionError: division by zero\n"), "{stderr}");
    let run =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    assert_eq!(Story::new(&run).lives[0].fate, Fate::Panicked);
}

#[test]
fn what_does_not_fit_is_counted() {
    let Some(python) = python() else { return };
    let args = ["--virtual", "--limit", "10", "main2.py"];
    let (output, json) = record(python, "limit", &args);
    assert!(output.status.success(), "{output:?}");
    let run =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    assert_eq!((run.events.len(), run.dropped), (10, 18));
}

#[test]
fn centuries_of_virtual_time_take_none() {
    let Some(python) = python() else { return };
    let text = "
import asyncio

async def main():
    for _ in range(100):
        await asyncio.sleep(5e7 + 0.1)

asyncio.run(main())
";
    let (output, json) = record_text(python, "centuries", text, &["--virtual"]);
    assert!(output.status.success(), "{output:?}");
    let run =
        Recording::from_json(&json.expect("it is written")).expect("it is one");
    let wakes =
        run.events.iter().filter(|event| matches!(event.kind, Kind::Wake(_)));
    assert_eq!(wakes.count(), 100);
}

#[test]
fn mistakes_are_answered_in_a_sentence() {
    let Some(python) = python() else { return };
    let wrong: [(&[&str], &str); 4] = [
        (&["nowhere.py"], "nowhere.py: there is no such file\n"),
        (
            &["main2.py", "-o", "/nowhere/x.json"],
            "/nowhere/x.json: it can't be written\n",
        ),
        (
            &["main2.py", "-o", "x.svg"],
            "x.svg: a recording's name ends in .json; to draw it is the next step\n",
        ),
        (
            &["main2.py", "-o", "x.json", "--loop", "0"],
            "'0' isn't a number from 1 on\n",
        ),
    ];
    for (args, sentence) in wrong {
        let output = Command::new(python)
            .arg(folder().join("timeline.py"))
            .args(args)
            .args(if args.contains(&"-o") { &[][..] } else { &["-o", "x.json"] })
            .current_dir(folder().join("programs"))
            .output()
            .expect("the interpreter starts");
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(stderr.ends_with(sentence), "{args:?}: {stderr}");
        assert!(!stderr.contains("Traceback"), "{args:?}: {stderr}");
    }
    let (output, json) = record_text(python, "none", "print('no loop')", &[]);
    assert_eq!((output.status.code(), json), (Some(1), None));
    let stderr = String::from_utf8_lossy(&output.stderr);
    let sentence = "nothing is recorded: no task ran on a loop of asyncio\n";
    assert!(stderr.ends_with(sentence), "{stderr}");
}
