//! The machine that a run was measured on.

use std::fs;
use std::process::Command;
use std::thread;

use crate::results::Machine;

/// Describes this machine, at run time: the binary may have been built elsewhere.
///
/// Only the program knows its allocator, so it says which one. What can't be found
/// out is "unknown", since a missing name must not lose a run's figures.
#[must_use]
pub fn describe(allocator: &str) -> Machine {
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").ok();
    let release = fs::read_to_string("/proc/sys/kernel/osrelease").ok();
    Machine {
        cpu: known(cpuinfo.as_deref().and_then(model_name)),
        cores: thread::available_parallelism().map_or(1, usize::from),
        kernel: known(release.map(|release| format!("Linux {}", release.trim()))),
        rustc: known(compiler()),
        allocator: allocator.to_string(),
    }
}

fn known(fact: Option<impl Into<String>>) -> String {
    fact.map_or("unknown".to_string(), Into::into)
}

/// Finds the processor's name; on ARM there is none.
fn model_name(cpuinfo: &str) -> Option<&str> {
    cpuinfo.lines().find_map(|line| {
        let (key, name) = line.split_once(':')?;
        (key.trim() == "model name" && !name.trim().is_empty()).then(|| name.trim())
    })
}

fn compiler() -> Option<String> {
    let output = Command::new("rustc").arg("--version").output().ok()?;
    let version = String::from_utf8(output.stdout).ok()?.trim().to_string();
    (output.status.success() && !version.is_empty()).then_some(version)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_model_name_is_taken() {
        let cpuinfo = "processor\t: 0\nmodel name\t: A: B 9\n\nmodel name\t: C\n";
        assert_eq!(model_name(cpuinfo), Some("A: B 9"));
        assert_eq!(model_name("processor : 0\nmodel name :\nmodel name"), None);
    }

    #[test]
    fn this_machine_has_a_core_and_the_allocator_that_was_named() {
        let machine = describe("an allocator");
        assert!(machine.cores >= 1);
        assert_eq!(machine.allocator, "an allocator");
        assert!(
            [machine.cpu, machine.kernel, machine.rustc]
                .iter()
                .all(|it| !it.is_empty())
        );
    }
}
