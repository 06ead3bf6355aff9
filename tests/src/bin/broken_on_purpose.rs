//! Does what each sanitizer is there to notice, so that `tests/sanitize` can show that
//! it does notice.

use std::process::ExitCode;
use std::thread;

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("race") => race(),
        Some("use-after-free") => use_after_free(),
        Some("leak") => leak(),
        _ => {
            eprintln!("error: say what to break: race, use-after-free or leak");
            return ExitCode::from(2);
        }
    }
    ExitCode::SUCCESS
}

/// Two threads write to the same place, and nothing orders them.
fn race() {
    let place =
        std::ptr::addr_of_mut!(*Box::leak(Box::new(0_u64))).expose_provenance();
    let write = move |value| {
        for _ in 0..1000 {
            // SAFETY: none. That is the point.
            unsafe {
                std::ptr::with_exposed_provenance_mut::<u64>(place).write(value)
            };
        }
    };
    let threads = [1, 2].map(|value| thread::spawn(move || write(value)));
    for thread in threads {
        thread.join().expect("it does not panic");
    }
}

/// Reads what was given back.
fn use_after_free() {
    let gone = Box::into_raw(Box::new(7_u64));
    // SAFETY: none for the second one. That is the point.
    let read = unsafe {
        drop(Box::from_raw(gone));
        std::ptr::read_volatile(gone)
    };
    println!("{read}");
}

/// Forgets memory, and where it is.
fn leak() {
    for size in 1..100 {
        std::mem::forget(std::hint::black_box(vec![7_u8; size]));
    }
}
