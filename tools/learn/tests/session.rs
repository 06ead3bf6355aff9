//! A learner at a terminal.

mod common;

use std::thread;
use std::time::{Duration, Instant};

use common::pty::Terminal;
use common::{Course, DEADLINE_S, HANGS, RIGHT, SKELETON, WRONG};

#[test]
fn from_the_first_start_to_the_first_tick_and_back() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);

    // The first start says where to begin, and that red is expected.
    let screen = terminal.sees(&["Welcome", "Red is expected", "0 of 3 done"]);
    assert!(screen.contains("step01-ask/exercises/e01_answer.rs"), "{screen}");
    terminal.press("\r");
    terminal.sees(&["Not started", "not started ("]);

    // A wrong answer, and its verdict.
    course.save(WRONG);
    let screen = terminal.sees(&["E-WRONG-OUTPUT", "not passed ("]);
    assert!(screen.contains("it says 7"), "{screen}");
    assert!(screen.contains("0 of 3 done"), "{screen}");

    // The first hint is that for the mistake; the others come one by one.
    terminal.press("h");
    terminal.sees(&["A hint for E-WRONG-OUTPUT", "The hint for a wrong number."]);
    terminal.press("h");
    let screen = terminal.sees(&["Hint 1 of 3", "The first hint."]);
    assert!(!screen.contains("The second hint."), "{screen}");

    // A hang: keys are answered while the check still waits.
    course.save(HANGS);
    terminal.sees(&["checking"]);
    terminal.press("h");
    terminal.sees(&["Hint 2 of 3", "checking"]);
    terminal.press("?");
    terminal.sees(&["the reference solution", "checking"]);
    terminal.press("\u{1b}");
    terminal.sees(&["E-HANG", "Nothing in `answer` has to wait.", "not passed ("]);

    // The fix.
    course.save(RIGHT);
    let screen = terminal.sees(&["all 2 checks pass", "1 of 3 done", "passed ("]);
    assert!(screen.contains("The reference says it in one word."), "{screen}");
    assert!(screen.contains("with 3 hints"), "{screen}");
    assert!(screen.contains("next        e02_reply"), "{screen}");
    // It doesn't go on by itself.
    assert!(screen.contains("✓ e01_answer"), "{screen}");

    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(!terminal.is_alternate());
    assert!(terminal.screen().contains("1 of 3 done"), "{}", terminal.screen());

    // After a restart, the progress is there, and no welcome.
    let mut terminal = Terminal::start(&course, &[]);
    let screen = terminal.sees(&["1 of 3 done", "✓ e01_answer", "passed ("]);
    assert!(!screen.contains("Welcome"), "{screen}");
    terminal.press("n");
    terminal.sees(&["e02_reply: The answer", "not started ("]);

    // Back, and anew.
    terminal.press("l");
    terminal.sees(&["Choose with", "> · e02_reply"]);
    terminal.press("k");
    terminal.sees(&["> ✓ e01_answer"]);
    terminal.press("\r");
    terminal.sees(&["✓ e01_answer", "passed ("]);
    terminal.press("r");
    terminal.sees(&["Put the skeleton back?"]);
    terminal.press("x");
    terminal.sees(&["Nothing was changed."]);
    assert_eq!(course.read("step01-ask/exercises/e01_answer.rs"), RIGHT);
    terminal.press("r");
    terminal.sees(&["Put the skeleton back?"]);
    terminal.press("y");
    terminal.sees(&["e01_answer.rs.bak", "0 of 3 done", "not started ("]);
    assert_eq!(course.read("step01-ask/exercises/e01_answer.rs"), SKELETON);
    assert_eq!(course.read("step01-ask/exercises/e01_answer.rs.bak"), RIGHT);
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}

/// The processes whose program is in the course's folder.
#[cfg(target_os = "linux")]
fn processes(course: &Course) -> Vec<String> {
    let root = course.root().canonicalize().expect("it is there");
    let all = std::fs::read_dir("/proc").expect("Linux has it").flatten();
    all.filter_map(|entry| std::fs::read_link(entry.path().join("exe")).ok())
        .filter(|exe| exe.starts_with(&root))
        .map(|exe| exe.display().to_string())
        .collect()
}

#[test]
fn q_ends_a_hang_and_leaves_no_process() {
    let course = Course::new();
    course.save(HANGS);
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["checking"]);
    // The child of the checks' program, too.
    #[cfg(target_os = "linux")]
    while processes(&course).len() < 2 {
        std::thread::yield_now();
    }
    let start = Instant::now();
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
    assert!(start.elapsed() < Duration::from_secs(DEADLINE_S - 1), "it waited");
    #[cfg(target_os = "linux")]
    {
        // What was killed takes a moment to be gone.
        while !processes(&course).is_empty() {
            assert!(
                start.elapsed() < Duration::from_secs(DEADLINE_S - 1),
                "{:?}",
                processes(&course)
            );
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

#[test]
fn a_newer_save_ends_the_check_of_an_older_one() {
    let course = Course::new();
    course.save(HANGS);
    let terminal = Terminal::start(&course, &[]);
    terminal.sees(&["checking"]);
    let start = Instant::now();
    course.save(RIGHT);
    terminal.sees(&["all 2 checks pass"]);
    assert!(start.elapsed() < Duration::from_secs(DEADLINE_S), "it waited");
}

#[test]
fn what_doesnt_compile_is_a_state_of_its_own() {
    let course = Course::new();
    course.save("pub fn answer() -> u32 {\n    forty_two\n}\n");
    let terminal = Terminal::start(&course, &[]);
    let screen = terminal.wait("an error", |screen| {
        screen.contains("doesn't compile yet (") || screen.contains("trouble (")
    });
    assert!(screen.contains("doesn't compile yet"), "{screen}");
    let mut terminal = terminal;
    terminal.press("\r");
    let screen =
        terminal.sees(&["There is one error", "cannot find value `forty_two`"]);
    assert!(screen.contains("step01-ask/exercises/e01_answer.rs:2:5"), "{screen}");
}

#[test]
fn a_skipped_exercise_is_no_tick() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["not started ("]);
    terminal.press("n");
    terminal.sees(&["n again skips it"]);
    // Any other key takes it back.
    terminal.press("\u{1b}");
    terminal.sees(&["Not started"]);
    terminal.press("n");
    terminal.sees(&["n again skips it", "e01_answer: The answer"]);
    terminal.press("n");
    terminal.sees(&["e02_reply: The answer", "0 of 3 done, 1 skipped"]);
    terminal.press("l");
    let screen = terminal.sees(&["– e01_answer", "skipped"]);
    assert!(!screen.contains('✓'), "{screen}");
    assert!(course.state().contains("\nskipped e01_answer "), "{}", course.state());
}

#[test]
fn the_solution_is_shown_after_asking_twice() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["not started ("]);
    terminal.press("s");
    let screen = terminal.sees(&["s again shows it"]);
    assert!(!screen.contains("    42"), "{screen}");
    terminal.press("s");
    terminal.sees(&["    42", "solutions/e01_answer.rs"]);
    assert!(course.state().contains("\nsolution e01_answer "), "{}", course.state());
}

#[test]
fn the_section_of_the_book_is_shown() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["Welcome"]);
    terminal.press("b");
    let screen = terminal.sees(&["book/src/step01.md#idea", "Whoever asks"]);
    assert!(!screen.contains("Not this."), "{screen}");
    terminal.press("t");
    terminal.sees(&["no schedule to draw"]);
}

#[test]
fn it_fits_into_any_terminal() {
    let course = Course::new();
    course.save(WRONG);
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["not passed ("]);
    terminal.press("\r");
    let screen = terminal.sees(&["E-WRONG-OUTPUT", "h hint", "q quit"]);
    let widest = screen.lines().map(|line| line.chars().count()).max();
    assert!(screen.lines().count() <= 24 && widest <= Some(80), "{screen}");
    // Narrow lines are folded, and nothing of them is lost.
    terminal.resize(40, 22);
    terminal.wait("the folded sentence", |screen| {
        let text: String = screen.split_whitespace().collect();
        text.contains("Afuture'sresultiswhatitslastpollsaysinside`Ready`:handonthat")
    });
    terminal.resize(40, 12);
    let screen = terminal.wait("the small form", |screen| {
        screen.contains("more lines") && screen.contains("h hint")
    });
    assert!(screen.contains("E-WRONG-OUTPUT"), "{screen}");
    terminal.press(" ");
    terminal.sees(&["lines above"]);
    terminal.resize(30, 4);
    terminal.wait("the tiny form", |screen| screen.lines().count() <= 4);
    terminal.resize(140, 40);
    terminal.sees(&["1 ask", "2 sleep", "E-WRONG-OUTPUT", "reread", "q quit"]);
    terminal.press("q");
    assert_eq!(terminal.ends(), 0);
}

#[test]
fn no_color_means_none() {
    let course = Course::new();
    course.save("pub fn answer() -> u32 {\n    forty_two\n}\n");
    let styles = |more: &[(&str, &str)]| {
        let mut terminal = Terminal::start(&course, more);
        terminal.sees(&["doesn't compile yet ("]);
        terminal.press("\r");
        terminal.sees(&["cannot find value"]);
        terminal.press("h");
        terminal.sees(&["Hint"]);
        terminal.press("q");
        terminal.ends();
        let text = String::from_utf8_lossy(&terminal.bytes()).into_owned();
        let sequences = text.split("\u{1b}[").skip(1);
        sequences
            .filter(|it| it.find(|c: char| c.is_ascii_alphabetic()) == it.find('m'))
            .count()
    };
    assert_eq!(styles(&[("NO_COLOR", "1")]), 0);
    assert_ne!(styles(&[]), 0);
}

#[test]
fn two_instances_keep_each_others_progress() {
    let course = Course::new();
    course.save(RIGHT);
    let mut one = Terminal::start(&course, &[]);
    one.sees(&["1 of 3 done"]);
    let mut other = Terminal::start(&course, &[]);
    other.sees(&["1 of 3 done"]);
    other.press("n");
    other.sees(&["e02_reply: The answer", "not started ("]);
    course.write("step01-ask/exercises/e02_reply.rs", RIGHT);
    other.sees(&["2 of 3 done"]);
    // The first sees it without a key, and adds to it.
    one.sees(&["2 of 3 done"]);
    one.press("n");
    one.sees(&["e03_letter: The answer", "not started ("]);
    course.write("step02-sleep/exercises/e03_letter.rs", RIGHT);
    one.sees(&["3 of 3 done", "you have done the whole course"]);
    other.sees(&["3 of 3 done"]);
    one.press("q");
    other.press("q");
    assert_eq!((one.ends(), other.ends()), (0, 0));
    let state = course.state();
    assert_eq!(state.matches("\ndone ").count(), 3, "{state}");
}

#[cfg(unix)]
#[test]
fn a_signal_leaves_the_terminal_as_it_was() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["Welcome"]);
    assert!(terminal.is_alternate());
    let id = terminal.child.process_id().expect("it runs").to_string();
    let sent = std::process::Command::new("kill").args(["-TERM", &id]).status();
    assert!(sent.expect("there is a `kill`").success());
    terminal.ends();
    assert!(!terminal.is_alternate());
}

/// It went on for ever, and used a whole core: who reads a terminal that is gone reads
/// its end again and again.
#[cfg(unix)]
#[test]
fn it_ends_when_its_window_is_closed() {
    let course = Course::new();
    let mut terminal = Terminal::start(&course, &[]);
    terminal.sees(&["Welcome"]);
    terminal.close();
    let start = Instant::now();
    while terminal.child.try_wait().expect("it is ours").is_none() {
        assert!(start.elapsed() < Duration::from_secs(20), "it goes on");
        thread::sleep(Duration::from_millis(20));
    }
}
