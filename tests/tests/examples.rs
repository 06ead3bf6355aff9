//! Every example of every step is run, and prints what is recorded beside it.
//!
//! The recordings, `examples/NAME.out`, are what the book shows. To record anew after
//! a change that is meant: `UPDATE_OUTPUT=1 cargo test -p tests --test examples`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{self, Command, Output};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

struct Example {
    step: String,
    name: String,
    source: PathBuf,
}

impl Example {
    /// All examples of all steps, in order.
    fn all() -> Vec<Self> {
        let steps = names_in(Path::new(ROOT), |name| name.starts_with("step"));
        assert_eq!(steps.len(), 5, "there are five steps: {steps:?}");
        let of_step = |step: String| {
            let folder = Path::new(ROOT).join(&step).join("examples");
            let sources = names_in(&folder, |name| name.ends_with(".rs"));
            sources.into_iter().map(move |file| Self {
                step: step.clone(),
                name: file.trim_end_matches(".rs").to_owned(),
                source: folder.join(file),
            })
        };
        steps.into_iter().flat_map(of_step).collect()
    }

    fn recording(&self) -> PathBuf {
        self.source.with_extension("out")
    }

    /// What it does with its time, and so with `--virtual` and `--timeline`.
    fn kind(&self) -> Kind {
        let source = read(&self.source);
        let has = |what: &str| source.contains(what);
        match () {
            () if has("example_args::nothing_to_draw()") => Kind::PollsNothing,
            () if has("Run::in_real_time(") => Kind::RealTime,
            () if has("Run::") => Kind::AnyTime,
            () => panic!("{} doesn't take --timeline", self.source.display()),
        }
    }

    /// The program, built once, in a place of its own: the examples of the same name in
    /// several steps are built as the same file.
    fn program(&self) -> PathBuf {
        static BUILT: Mutex<Option<HashMap<PathBuf, PathBuf>>> = Mutex::new(None);
        let mut built = BUILT.lock().unwrap_or_else(PoisonError::into_inner);
        let built = built.get_or_insert_default();
        if let Some(program) = built.get(&self.source) {
            return program.clone();
        }
        let output = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--message-format=json"])
            .args(["--package", &self.step, "--example", &self.name])
            .current_dir(ROOT)
            .output()
            .expect("cargo can be started");
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{complaint}");
        let program = String::from_utf8(output.stdout)
            .expect("cargo speaks UTF-8")
            .lines()
            .map(|line| serde_json::from_str(line).expect("cargo speaks JSON"))
            .filter(|it: &serde_json::Value| it["target"]["name"] == *self.name)
            .find_map(|it| it["executable"].as_str().map(PathBuf::from))
            .expect("cargo says where it is");
        let own = Path::new(FOLDER).join(format!("{}.{}", self.step, self.name));
        // Another run of the tests may be running the old one.
        let new = own.with_added_extension(process::id().to_string());
        fs::copy(program, &new).expect("it can be copied");
        fs::rename(new, &own).expect("it is in the same folder");
        built.insert(self.source.clone(), own.clone());
        own
    }

    fn start(&self, arguments: &[&str]) -> Output {
        let output = Command::new(self.program())
            .args(arguments)
            .current_dir(FOLDER)
            .output();
        output.expect("the example can be started")
    }

    fn run(&self) -> (String, Duration) {
        self.program(); // so that it is built
        let start = Instant::now();
        let arguments: &[_] =
            if self.kind() == Kind::AnyTime { &["--virtual"] } else { &[] };
        let output = self.start(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}/{}: {stderr}", self.step, self.name);
        assert_eq!(stderr, "", "{}/{} complains", self.step, self.name);
        let stdout = String::from_utf8(output.stdout).expect("it prints UTF-8");
        (stdout, start.elapsed())
    }

    /// The drawing that it makes of its run.
    fn drawn(&self, options: &[&str], ending: &str) -> String {
        let file = format!("{}.{}.{}{ending}", self.step, self.name, process::id());
        let output = self.start(&[options, &["--timeline", &file]].concat());
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}/{}: {stderr}", self.step, self.name);
        assert_eq!(stderr, format!("the run is drawn in {file}\n"));
        let printed = String::from_utf8(output.stdout).expect("it prints UTF-8");
        let recorded = read(&self.recording());
        assert_eq!(without_counts(&printed), without_counts(&recorded), "{file}");
        let file = Path::new(FOLDER).join(file);
        let drawing = read(&file);
        fs::remove_file(file).expect("it was written there");
        drawing
    }

    /// It says one sentence, and does nothing else.
    #[track_caller]
    fn refuses(&self, arguments: &[&str], status: i32, sentence: &str) {
        let output = self.start(arguments);
        let stderr = String::from_utf8_lossy(&output.stderr);
        let Self { step, name, .. } = self;
        assert!(stderr.contains(sentence), "{step}/{name}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{step}/{name}: {stderr}");
        assert_eq!(output.status.code(), Some(status), "{step}/{name}");
        assert!(output.stdout.is_empty(), "{step}/{name} ran all the same");
    }
}

/// Where the programs are, and what they write.
const FOLDER: &str = env!("CARGO_TARGET_TMPDIR");

#[derive(PartialEq, Eq)]
enum Kind {
    /// It waits by its loop's clock, or for no time at all: that can be virtual.
    AnyTime,
    /// It sleeps by the system's clock.
    RealTime,
    /// It has no future, and so no schedule.
    PollsNothing,
}

fn names_in(folder: &Path, keep: impl Fn(&str) -> bool) -> Vec<String> {
    let entries = fs::read_dir(folder).expect("the folder can be read");
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let names = names.map(|name| name.into_string().expect("a name in UTF-8"));
    let mut names: Vec<_> = names.filter(|name| keep(name)).collect();
    names.sort();
    names
}

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Puts `#` for each number of five digits or more: those are counts that differ
/// from run to run.
fn without_counts(text: &str) -> String {
    let mut words = Vec::new();
    for word in text.split_inclusive(|letter: char| !letter.is_ascii_digit()) {
        let digits = word.bytes().take_while(u8::is_ascii_digit).count();
        let number = if digits >= 5 { "#" } else { &word[..digits] };
        words.extend([number, &word[digits..]]);
    }
    words.concat()
}

#[test]
fn every_example_prints_what_is_recorded() {
    let examples = Example::all();
    assert!(examples.len() >= 22, "{} examples are too few", examples.len());
    let mut wrong = Vec::new();
    for example in &examples {
        let (printed, _) = example.run();
        if std::env::var_os("UPDATE_OUTPUT").is_some() {
            let known = fs::read_to_string(example.recording()).unwrap_or_default();
            if without_counts(&known) != without_counts(&printed) {
                fs::write(example.recording(), &printed).expect("it can be written");
            }
        }
        let recorded = read(&example.recording());
        if without_counts(&recorded) != without_counts(&printed) {
            let Example { step, name, .. } = example;
            wrong.push(format!("{step}/{name}\n{recorded}--- now:\n{printed}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "these print something else than is recorded; if that is meant, run again \
         with UPDATE_OUTPUT=1\n\n{}",
        wrong.join("\n")
    );
    tests::say::say("examples", &format!("{} of them ran", examples.len()));
}

#[test]
fn a_recording_without_an_example_is_an_orphan() {
    let known: Vec<_> = Example::all().iter().map(Example::recording).collect();
    for step in names_in(Path::new(ROOT), |name| name.starts_with("step")) {
        let folder = Path::new(ROOT).join(step).join("examples");
        for recording in names_in(&folder, |name| name.ends_with(".out")) {
            assert!(known.contains(&folder.join(&recording)), "{recording}");
        }
    }
}

#[test]
fn on_a_virtual_clock_eleven_seconds_take_no_time() {
    for example in Example::all() {
        if example.name == "main2" {
            let (printed, took) = example.run();
            assert!(printed.contains("11 s  finished"), "{printed}");
            assert!(
                took < Duration::from_secs(10),
                "{} took {took:?}",
                example.step
            );
        }
    }
}

#[test]
fn an_example_has_forty_lines_at_most() {
    for example in Example::all() {
        let lines = read(&example.source).lines().count();
        assert!(lines <= 40, "{}: {lines} lines", example.source.display());
    }
}

#[test]
fn an_unknown_option_gets_one_sentence_and_status_2() {
    for example in Example::all() {
        let sentence = "error: there is no option `--virtul`: see --help";
        example.refuses(&["--virtul"], 2, sentence);
        example.refuses(&["virtual"], 2, "there is no option `virtual`: see --help");
        example.refuses(&["--timeline"], 2, "see --help");
        let help = example.start(&["--help"]);
        assert!(help.status.success());
        assert!(String::from_utf8_lossy(&help.stdout).contains("Usage:"));
    }
}

#[test]
fn each_example_is_drawn_and_on_a_virtual_clock_alike_each_time() {
    let mut drawn = 0;
    for example in Example::all() {
        let drawings = match example.kind() {
            Kind::PollsNothing => continue,
            Kind::RealTime => vec![example.drawn(&[], ".svg")],
            Kind::AnyTime => {
                let endings = [".json", ".svg", ".html", ".txt", ".trace.json"];
                let twice = endings.map(|ending| {
                    let first = example.drawn(&["--virtual"], ending);
                    let second = example.drawn(&["--virtual"], ending);
                    let Example { step, name, .. } = &example;
                    assert!(first == second, "{step}/{name}{ending} differs");
                    first
                });
                twice.into()
            }
        };
        for drawing in drawings {
            let title = format!("{} on {}", example.name, example.step);
            assert!(drawing.contains(&title), "{title}: {drawing:.300}");
            drawn += 1;
        }
    }
    tests::say::say("drawings of examples", &format!("{drawn} of them"));
}

#[test]
fn what_can_not_be_virtual_or_drawn_says_so() {
    for example in Example::all() {
        match example.kind() {
            Kind::AnyTime => {}
            Kind::RealTime => {
                example.refuses(&["--virtual"], 2, "virtual clocks come in step 3");
            }
            Kind::PollsNothing => {
                let sentence = "this example polls no future";
                example.refuses(&["--virtual"], 2, sentence);
                example.refuses(&["--timeline", "a.svg"], 2, sentence);
            }
        }
    }
}

#[test]
fn where_nothing_can_be_written_nothing_runs() {
    for example in Example::all() {
        if example.kind() != Kind::PollsNothing {
            example.refuses(&["--timeline", "a.pdf"], 1, "has to end in .txt, .svg");
            example.refuses(&["--timeline", "no/a.svg"], 1, "can't be written: ");
        }
    }
}

#[test]
fn the_first_diagram_of_all_comes_from_a_real_run() {
    let all = Example::all();
    let interleave = all.iter().find(|example| example.name == "interleave");
    let interleave = interleave.expect("step 1 has it");
    let diagram = Path::new(ROOT).join("tools/timeline/tests/interleave.txt");
    assert_eq!(interleave.drawn(&["--virtual"], ".txt"), read(&diagram));
}

#[test]
fn only_counts_may_differ() {
    assert_eq!(without_counts("3 polls, 12345678 asked"), "3 polls, # asked");
    assert_eq!(without_counts("1234 s"), "1234 s");
    assert_eq!(without_counts("12345"), "#");
}
