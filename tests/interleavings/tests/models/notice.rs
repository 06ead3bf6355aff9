//! Whether a model notices that something is broken.

use std::env;
use std::process::Command;

/// In the process that has the variable, the model is run. It is run in a process of
/// its own, since loom may abort when a thread panics.
const HERE: &str = "INTERLEAVINGS_RUN_THE_BROKEN_MODEL_HERE";

/// Asserts that a model fails, and says `says`.
pub(crate) fn is_noticed(mutation: &str, says: &str, model: fn()) {
    if env::var_os(HERE).is_some() {
        return model();
    }
    let this = env::current_exe().expect("the system knows what it runs");
    let test = format!("broken::{mutation}::is_noticed");
    let output = Command::new(this)
        .args([&test, "--exact", "--nocapture"])
        .env(HERE, "1")
        .output()
        .expect("what runs here can be run again");
    let (stdout, stderr) = (text(&output.stdout), text(&output.stderr));
    assert!(
        stdout.contains("running 1 test"),
        "no test is called {test}:\n{stdout}"
    );
    assert!(
        !output.status.success(),
        "no model notices `{mutation}`: it has to look more closely\n{stdout}"
    );
    assert!(
        stderr.contains(says),
        "`{mutation}` was noticed, but not because of \"{says}\":\n{stderr}"
    );
}

fn text(output: &[u8]) -> String {
    String::from_utf8_lossy(output).into_owned()
}
