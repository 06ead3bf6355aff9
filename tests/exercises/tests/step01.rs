//! Step 1: each solution passes, each skeleton is not started, and each wrong answer is
//! told by its code.

include!(concat!(env!("OUT_DIR"), "/step01/variants.rs"));

fn main() -> std::process::ExitCode {
    exercise_proofs::prove("step01", VARIANTS)
}
