//! A task has room for any future and any output, wherever either ends.

use std::future::{pending, ready};
use std::hint::black_box;
use std::thread;

use step05_multithread::{JoinHandle, Runtime, spawn, yield_now};

/// Aligned to more than an allocator does by itself.
#[derive(Clone, Copy)]
#[repr(align(128))]
struct Aligned(u8);

/// Asks the number: a reference's type says that it is.
fn is_aligned(it: &Aligned) -> bool {
    black_box(std::ptr::from_ref(it).addr()).is_multiple_of(align_of::<Aligned>())
}

#[test]
fn a_future_that_is_aligned_stays_aligned() {
    let all = Runtime::new(1).block_on(async {
        let tasks = (0..100).map(|number| {
            let it = Aligned(number);
            spawn(async move {
                let before = is_aligned(&it);
                yield_now().await;
                (before && is_aligned(&it), it)
            })
        });
        let mut all = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            all.push(task.await.expect("it isn't aborted"));
        }
        all
    });
    assert!(all.iter().all(|(aligned, _)| *aligned));
    assert!(all.iter().zip(0..).all(|((_, it), number)| it.0 == number));
}

#[test]
fn tasks_of_every_size_keep_their_bytes() {
    async fn bytes<const SIZE: usize>(seed: u8) -> [u8; SIZE] {
        let bytes = [seed; SIZE];
        yield_now().await;
        bytes
    }
    macro_rules! sizes {
        ($($size:literal)+) => {$({
            let tasks: Vec<_> = (0..50).map(|seed| spawn(bytes::<$size>(seed))).collect();
            for (task, seed) in tasks.into_iter().zip(0..) {
                let bytes = task.await.expect("it isn't aborted");
                assert!(bytes.iter().all(|byte| *byte == seed), "{} bytes", $size);
            }
        })+};
    }
    Runtime::new(1).block_on(async {
        for _ in 0..3 {
            sizes!(0 1 7 8 9 15 16 17 24 31 32 33 63 64 65 100 255 512 1000 1024 5000);
        }
    });
}

#[test]
fn an_output_may_be_larger_than_its_future() {
    let output = Runtime::new(1).block_on(async {
        let small = spawn(async { [7_u64; 1000] });
        small.await.expect("it isn't aborted")
    });
    assert_eq!(output, [7; 1000]);
}

#[test]
fn a_block_may_end_on_another_thread_than_it_began_on() {
    let runtime = Runtime::new(2);
    for _ in 0..20 {
        let spawned = (0..50).map(|number: usize| {
            let text = number.to_string();
            runtime.handle(number % 2).spawn(async move {
                yield_now().await;
                text
            })
        });
        let (even, odd): (Vec<_>, Vec<_>) =
            spawned.partition(|it| !it.is_finished());
        let detached: Vec<JoinHandle<()>> =
            (0..50).map(|_| runtime.handle(1).spawn(pending())).collect();
        thread::scope(|scope| {
            scope.spawn(|| drop(detached));
        });
        let sum = runtime.block_on(async {
            let mut sum = 0;
            for task in even.into_iter().chain(odd) {
                let text = task.await.expect("it isn't aborted");
                sum += text.parse::<usize>().expect("it is a number");
            }
            sum
        });
        assert_eq!(sum, 49 * 50 / 2);
    }
}

#[test]
fn a_handle_may_outlive_its_runtime_with_the_output() {
    let runtime = Runtime::new(1);
    let (task,) = runtime.block_on(async {
        let task = spawn(ready("kept".to_owned()));
        yield_now().await;
        (task,)
    });
    drop(runtime);
    let thread = thread::spawn(move || step02_waker::block_on(task));
    let output = thread.join().expect("it doesn't panic");
    assert_eq!(output.expect("it isn't aborted"), "kept");
}
