//! Each guard is seen at work: programs that go wrong in every way there is, and
//! what the verdict on them is.

#![allow(missing_docs)]

use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use verdict::{
    Check, Exercise, Outcome, Status, Verdict, When, codes, ensure, same_order,
};

const NOTES: &str = "\
# The fixture

Read first: [book/src/step01.md#loop](x)

## Hint E-STARVATION

A hint.
";

/// Fails after half a second already, so that the test doesn't take long.
const fn check(run: fn() -> Outcome) -> Check {
    Check::new("it ends well", run, "Nobody sends.")
        .deadline(Duration::from_millis(500))
}

macro_rules! fixtures {
    ($($name:ident: $status:literal, $($check:expr),+;)*) => {
        const FIXTURES: &[(Exercise, &str)] = &[$((
            Exercise::new(stringify!($name), "fixture.rs", NOTES, &[$($check),+]),
            $status,
        )),*];
    };
}

fixtures! {
    passes: "passed", check(well), check(well);
    says_a_code: "E-POLL-COUNT", check(well), check(miscounts);
    out_of_order: "E-STARVATION", check(out_of_order);
    not_started: "not-started", check(unwritten), check(well);
    unfinished: "unfinished", check(well), check(unwritten);
    unfinished_on_a_thread: "unfinished", check(well), check(unwritten_on_a_thread);
    unwritten_though_a_panic_is_right: "not-started", check(unwritten_in_catch);
    hangs: "E-HANG", check(hangs);
    spins: "E-HANG", check(spins);
    hangs_for_a_reason: "E-LOCK-ACROSS-POLL",
        check(hangs).means(&[(When::Hang, codes::LOCK_ACROSS_POLL)]);
    panics: "E-PANIC", check(panics);
    panics_for_a_reason: "E-LOST-WAKE",
        check(panics).means(&[(When::Panic("is lost"), codes::LOST_WAKE)]);
    deadlocks_on_loom: "E-HANG", check(deadlocks_on_loom);
    deadlocks_on_loom_for_a_reason: "E-LOST-WAKE",
        check(deadlocks_on_loom).means(&[(When::Hang, codes::LOST_WAKE)]);
    polls_after_ready: "E-POLL-AFTER-READY", check(polls_after_ready);
    catches: "passed", check(catches);
    panics_in_drop: "E-ABORT", check(panics_in_drop);
    panics_in_drop_for_a_reason: "E-LOST-WAKE",
        check(panics_in_drop).means(&[(When::Panic("is lost"), codes::LOST_WAKE)]);
    aborts: "E-ABORT", check(aborts);
    overflows: "E-STACK", check(overflows);
    overflows_for_a_reason: "E-ARC-CYCLE",
        check(overflows).means(&[(When::StackOverflow, codes::ARC_CYCLE)]);
    floods: "E-ENDLESS-OUTPUT", check(floods).deadline(Duration::from_secs(60));
    grows: "E-MEMORY", check(grows).deadline(Duration::from_secs(60));
    asks_for_too_much: "E-MEMORY", check(asks_for_too_much);
    may_hold_more: "passed", check(asks_for_too_much).memory(200 << 20);
    exits: "E-EXIT", check(exits);
    crashes: "E-CRASH", check(crashes);
}

fn main() -> ExitCode {
    verdict::if_child(|id| {
        let all = FIXTURES.iter().map(|(exercise, _)| exercise);
        all.into_iter().find(|exercise| exercise.name() == id)
    });
    let mut told = Vec::new();
    let mut failed = false;
    for (exercise, should) in FIXTURES {
        // Elsewhere, a crash is made in another way.
        if exercise.name() == "crashes" && !cfg!(unix) {
            continue;
        }
        let verdict =
            verdict::judge(exercise, exercise.name(), None).expect("it starts");
        let is = verdict.code.map_or(verdict.status.name(), |code| code.id);
        told.push(is);
        let right = is == *should && says_enough(&verdict);
        failed |= !right;
        println!("{}: {is}", exercise.name());
        if !right || std::env::args().any(|argument| argument == "--show") {
            println!(
                "should be {should}:\n\n{}\n{}\n",
                verdict.text(false),
                verdict.json()
            );
        }
    }
    for guard in codes::GUARDS.iter().filter(|_| cfg!(unix)) {
        if !told.contains(&guard.id) {
            println!("{} is told by no fixture", guard.id);
            failed = true;
        }
    }
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// What a verdict of its kind has to say beyond its code.
fn says_enough(verdict: &Verdict) -> bool {
    let text = verdict.text(false);
    // However its lines are broken.
    let words: Vec<&str> = text.split_whitespace().collect();
    let flat = words.join(" ");
    let says = |parts: &[&str]| parts.iter().all(|part| flat.contains(part));
    let narrow = text.lines().all(|line| line.chars().count() <= 80);
    narrow
        && match (verdict.exercise, verdict.code.map_or("", |code| code.id)) {
            ("hangs", _) => says(&[
                "Nobody sends.",
                "the reader: pending since poll 1",
                "one clone of its waker is kept, woken never",
                "should be woken by the postman",
            ]),
            ("deadlocks_on_loom", _) => says(&["every thread waits. Nobody sends."]),
            ("panics", _) => {
                says(&["panicked at", "guards.rs:", "the letter is lost"])
            }
            (_, "E-ABORT") => says(&["aborted"]),
            (_, "E-EXIT") => says(&["exit status 0"]),
            (_, "E-POLL-COUNT") => {
                verdict.passed == 1 && says(&["2 polls", "3 polls", "It printed:"])
            }
            (_, "E-STARVATION") => {
                verdict.hint.as_deref() == Some("A hint.")
                    && says(&["> 2 poll B poll A", "(3 events more)"])
            }
            _ => verdict.status != Status::Failed || says(&["happened", "reread"]),
        }
}

fn well() -> Outcome {
    Ok(())
}

fn miscounts() -> Outcome {
    println!("one, two, three");
    let polls = 3;
    ensure!(polls == 2, codes::POLL_COUNT, "2 polls", "{polls} polls");
    Ok(())
}

fn out_of_order() -> Outcome {
    let turns = ["poll A", "poll B", "poll A", "poll B", "poll A", "poll B"];
    let trace = probes::Trace::new("the turns");
    for turn in ["poll A", "poll A", "poll A"].into_iter().chain([turns[1]; 7]) {
        trace.log(turn);
    }
    same_order(codes::STARVATION, turns, trace.entries())
}

fn unwritten() -> Outcome {
    todo!()
}

fn unwritten_on_a_thread() -> Outcome {
    let done = thread::spawn(|| todo!("the loop")).join();
    ensure!(done.is_ok(), codes::UNPARK, "it ends", "it panicked");
    Ok(())
}

fn unwritten_in_catch() -> Outcome {
    let caught = verdict::catch(|| todo!());
    ensure!(caught.is_err(), codes::NESTED_BLOCK_ON, "a panic", "none");
    Ok(())
}

fn hangs() -> Outcome {
    let (letter, arrives) = probes::event::<()>("the letter");
    let mut reader = probes::Driver::new("the reader", arrives);
    reader.woken_by("the postman");
    let _ = reader.poll();
    let (sender, receiver) = channel::<()>();
    let _ = receiver.recv();
    drop((sender, letter));
    Ok(())
}

fn spins() -> Outcome {
    loop {
        std::hint::spin_loop();
    }
}

fn panics() -> Outcome {
    panic!("the letter is lost");
}

/// As loom does it: a panic, and another one while that unwinds.
fn deadlocks_on_loom() -> Outcome {
    struct Scheduler;
    impl Drop for Scheduler {
        fn drop(&mut self) {
            panic!("there is no thread to go on with");
        }
    }
    let _scheduler = Scheduler;
    panic!("deadlock; threads = [(Id(0), Blocked), (Id(1), Terminated)]");
}

fn polls_after_ready() -> Outcome {
    let mut driver = probes::Driver::new("done", async {});
    let _ = driver.poll();
    let _ = driver.poll();
    Ok(())
}

fn catches() -> Outcome {
    let caught = verdict::catch(|| panic!("as it should"));
    let message = caught.expect_err("it panics").message;
    ensure!(message == "as it should", codes::WRONG_OUTPUT, "a panic", "{message}");
    Ok(())
}

fn panics_in_drop() -> Outcome {
    struct Twice;
    impl Drop for Twice {
        fn drop(&mut self) {
            panic!("and once more");
        }
    }
    let _twice = Twice;
    panic!("the letter is lost");
}

fn aborts() -> Outcome {
    std::process::abort();
}

fn overflows() -> Outcome {
    #[allow(unconditional_recursion)]
    fn deeper(depth: [u64; 64]) -> u64 {
        deeper(std::hint::black_box(depth)) + depth[0]
    }
    println!("{}", deeper([0; 64]));
    Ok(())
}

fn floods() -> Outcome {
    loop {
        println!("still waiting");
    }
}

fn grows() -> Outcome {
    static QUEUE: Mutex<Vec<Arc<[u8; 1024]>>> = Mutex::new(Vec::new());
    loop {
        QUEUE.lock().expect("nobody panics").push(Arc::new([0; 1024]));
    }
}

fn asks_for_too_much() -> Outcome {
    drop(std::hint::black_box(vec![1_u8; 100 << 20]));
    Ok(())
}

fn exits() -> Outcome {
    std::process::exit(0);
}

fn crashes() -> Outcome {
    let nowhere = std::hint::black_box(std::ptr::without_provenance_mut::<u8>(8));
    // SAFETY: there is none. It is what the guard is for.
    unsafe { nowhere.write_volatile(1) };
    Ok(())
}
