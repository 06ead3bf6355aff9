//! A short soak; a longer one is run by hand:
//! `cargo run --release -p tests --bin soak -- --seconds 600`.

use std::process::Command;

#[test]
fn a_million_sleepers_and_two_busy_loops_leave_memory_flat() {
    let soak = Command::new(env!("CARGO_BIN_EXE_soak"))
        .args(["--tasks", "1000000", "--seconds", "5"])
        .output()
        .expect("it can be started");
    let (said, complained) = (
        String::from_utf8_lossy(&soak.stdout),
        String::from_utf8_lossy(&soak.stderr),
    );
    assert!(soak.status.success(), "{said}{complained}");
    said.lines().for_each(|line| tests::say::say("soak", line));
}
