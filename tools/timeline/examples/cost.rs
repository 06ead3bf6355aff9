//! What recording costs, and how long a million events take to be drawn:
//! `cargo run --release -p timeline --example cost`.

use std::hint::black_box;
use std::time::{Duration, Instant};

use step04_spawn::{block_on, spawn, yield_now};
use timeline::{Form, Recorder, Recording, spoken};

/// How many times each is measured; in turns, so that what else the machine does
/// disturbs both.
const ROUNDS: usize = 21;
const TASKS: u32 = 100;
const YIELDS: u32 = 300;
/// A poll begins and ends, and wakes: three events.
const POLLS: u32 = TASKS * (YIELDS + 1);

async fn yields() {
    for _ in 0..YIELDS {
        black_box(yield_now()).await;
    }
}

fn plain() -> Duration {
    let start = Instant::now();
    block_on(async {
        let tasks: Vec<_> = (0..TASKS).map(|_| spawn(yields())).collect();
        for task in tasks {
            task.await.expect("it neither panics nor is aborted");
        }
    });
    start.elapsed()
}

fn recorded() -> (Duration, Recorder) {
    let recorder = Recorder::new("the cost of recording");
    let start = Instant::now();
    block_on(async {
        let task = || spawn(recorder.task("a task", yields()));
        let tasks: Vec<_> = (0..TASKS).map(|_| task()).collect();
        for task in tasks {
            task.await.expect("it neither panics nor is aborted");
        }
    });
    (start.elapsed(), recorder)
}

/// A million events and a few.
fn a_million() -> (Duration, Recording) {
    let recorder = Recorder::new("a million events");
    let start = Instant::now();
    block_on(recorder.task("main", async {
        let ten = || async {
            for _ in 0..10 {
                yield_now().await;
            }
        };
        let tasks: Vec<_> = (0..30_000)
            .map(|id| spawn(recorder.task(&format!("task {id}"), ten())))
            .collect();
        for task in tasks {
            task.await.expect("it neither panics nor is aborted");
        }
    }));
    let took = start.elapsed();
    (took, recorder.finish())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn main() {
    let (mut without, mut with, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let plain = plain();
        let (recorded, _) = recorded();
        ratios.push(recorded.as_secs_f64() / plain.as_secs_f64());
        without.push(plain);
        with.push(recorded);
    }
    ratios.sort_by(f64::total_cmp);
    let (without, with) = (median(without) / POLLS, median(with) / POLLS);
    println!("a poll and a wake on step 4, median of {ROUNDS} runs of {POLLS} each");
    println!("  without a recorder  {}", spoken(without));
    println!("  recorded            {}", spoken(with));
    println!("  ratio               {:.1}", ratios[ROUNDS / 2]);
    println!("  for each event      {}", spoken(with.saturating_sub(without) / 3));

    let (took, recording) = a_million();
    let events = recording.events.len();
    println!("{events} events of {} tasks", recording.tasks.len());
    println!("  recorded in         {}", spoken(took));
    for form in [Form::Text, Form::Svg, Form::Page, Form::Trace, Form::Json] {
        let start = Instant::now();
        let drawing = form.draw(&recording);
        let (took, size) = (spoken(start.elapsed()), drawing.len() as f64 / 1e6);
        println!("  {:<20}{took}, {size:.2} MB", format!("as {form:?}"));
        if form == Form::Json {
            let start = Instant::now();
            let read = Recording::from_json(&drawing).expect("it was just written");
            assert!(read == recording, "it is read back as it was");
            println!("  read back           {}", spoken(start.elapsed()));
        }
    }
}
