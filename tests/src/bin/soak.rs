//! Keeps loops busy for as long as one likes, and watches their memory.

use std::alloc::{GlobalAlloc, Layout, System};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use clap::Parser;
use step04_spawn::{JoinSet, block_on_with};
use step05_multithread::{Clock, JoinHandle, Runtime, now, sleep, yield_now};

/// Keeps loops busy, and checks that their memory stays flat.
///
/// First a million tasks sleep on one loop with a virtual clock, and must end in the
/// order of their deadlines. Then two loops spawn tasks on each other at full speed,
/// while their handles are joined, aborted and dropped at random.
#[derive(Parser)]
#[command(
    after_help = "Example:\n  cargo run --release -p tests --bin soak -- --seconds 600"
)]
struct Arguments {
    /// How many tasks sleep on the one loop
    #[arg(long, default_value_t = 1_000_000)]
    tasks: u32,
    /// For how long the two loops post to each other
    #[arg(long, default_value_t = 60)]
    seconds: u64,
}

/// Counts the bytes that are allocated right now.
struct Counting;

static LIVE: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static COUNTING: Counting = Counting;

// SAFETY: everything is left to the system's allocator; only a number is kept.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LIVE.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        LIVE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as the caller promised.
        unsafe { System.dealloc(block, layout) }
    }
}

fn live() -> usize {
    LIVE.load(Ordering::Relaxed)
}

fn main() -> ExitCode {
    let Arguments { tasks, seconds } = Arguments::parse();
    let before = live();
    sleepers(tasks);
    let kept = live().saturating_sub(before);
    println!("{tasks} tasks slept on one loop, and left {kept} bytes behind");
    let before = live();
    let growth = two_loops(Duration::from_secs(seconds));
    let left = live().saturating_sub(before);
    println!(
        "after the first round, memory grew by {growth} bytes at most; when the \
         runtime was gone, {left} bytes were left"
    );
    if kept > A_LITTLE || growth > BUFFERS || left > A_LITTLE + SPARE {
        eprintln!("error: memory isn't flat");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// What the process keeps for itself may stay.
const A_LITTLE: usize = 64 * 1024;

/// What step 5 keeps on each thread for the tasks to come: a mebibyte of blocks, and the
/// slots of 16,384 tasks.
const SPARE: usize = (1 << 20) + (1 << 14) * 16;

/// While the loops run, their queues keep room for the longest that they ever were:
/// at most all messages of a round, if a loop gets no time for so long.
const BUFFERS: usize = 16 * 1024 * 1024;

/// Runs so many tasks with a timer each. They are joined in the order of their ends.
fn sleepers(tasks: u32) {
    let ended = block_on_with(Clock::new_virtual(), async {
        let start = now();
        let mut set = JoinSet::new();
        for number in 0..tasks {
            // A walk through all of 0..1000 s, to the microsecond.
            let micros = u64::from(number) * 7_919_777 % 1_000_000_000;
            let deadline = start + Duration::from_micros(micros);
            set.spawn(async move {
                sleep(deadline - now()).await;
                (deadline, now())
            });
        }
        let (mut ended, mut last) = (0, start);
        while let Some(result) = set.join_next().await {
            let (deadline, woken) =
                result.expect("it neither panics nor is aborted");
            assert_eq!(deadline, woken, "a virtual clock is never late");
            assert!(last <= woken, "the order of the deadlines");
            last = woken;
            ended += 1;
        }
        ended
    });
    assert_eq!(ended, tasks, "each task ended");
}

/// How many tasks each loop spawns on the other before memory is looked at.
const ROUND: u64 = 20_000;

/// Returns by how much the memory between two rounds grew since the first.
fn two_loops(how_long: Duration) -> usize {
    let runtime = Runtime::new(2);
    let end = Instant::now() + how_long;
    let (mut rounds, mut first, mut most) = (0_u64, 0, 0);
    while rounds < 2 || Instant::now() < end {
        let (here, there) = (runtime.handle(0), runtime.handle(1));
        let back = here.clone();
        runtime.block_on(async move {
            let other = there.clone().spawn(volley(back, rounds));
            volley(there, rounds + 1).await;
            other.await.expect("it neither panics nor is aborted");
            // What was detached or aborted is over after a few turns.
            while !quiet().await {}
        });
        rounds += 1;
        if rounds == 1 {
            first = live();
        }
        most = most.max(live().saturating_sub(first));
    }
    let spawned = 2 * ROUND * rounds;
    println!("{spawned} tasks were spawned across two loops, in {rounds} rounds");
    most
}

/// Whether the number of bytes stays the same for a while.
async fn quiet() -> bool {
    let before = live();
    sleep(Duration::from_millis(20)).await;
    live() == before
}

/// Spawns a round of tasks on another loop.
async fn volley(to: step05_multithread::Handle, seed: u64) {
    let mut random = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut kept: Vec<JoinHandle<u64>> = Vec::new();
    for number in 0..ROUND {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let handle = to.spawn(async move {
            for _ in 0..random % 4 {
                yield_now().await;
            }
            number
        });
        match random >> 8 & 3 {
            0 => drop(handle),
            1 => handle.abort(),
            _ => kept.push(handle),
        }
        if kept.len() > 64 {
            for handle in kept.drain(..) {
                let _number =
                    handle.await.expect("it neither panics nor is aborted");
            }
        }
    }
    for handle in kept {
        let _number = handle.await.expect("it neither panics nor is aborted");
    }
}
