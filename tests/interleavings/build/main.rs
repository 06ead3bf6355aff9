//! Makes the sources that are modelled: copies of the steps' own, with other
//! imports.
//!
//! It makes them once as they are, and once more for each of `mutations/*.diff`,
//! with one thing broken. What it doesn't know to be modelled rightly, it refuses:
//! where `CI` is set, with an error. Elsewhere somebody may be trying something out in
//! a step, and that shouldn't keep the other tests from running: there is a warning,
//! and no model is run.

mod adapt;
mod modules;
mod mutations;

use std::panic::catch_unwind;
use std::path::{Path, PathBuf};
use std::{env, fs};

use adapt::Adapted;

const STEPS: [&str; 5] = [
    "step01-poll",
    "step02-waker",
    "step03-timers",
    "step04-spawn",
    "step05-multithread",
];

fn main() {
    let here =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = here.join("../..").canonicalize().expect("the workspace is there");
    let read = [here.join("build"), here.join("tests/models")];
    let sources = STEPS.map(|step| root.join(step).join("src"));
    for path in read.iter().chain(&sources) {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    println!("cargo::rerun-if-env-changed=CI");
    println!("cargo::rustc-check-cfg=cfg(modelled)");
    if env::var_os("CI").is_some() {
        make(&here, &root, &out);
    } else {
        let refused = catch_unwind(|| make(&here, &root, &out));
        if let Err(panic) = refused {
            let why = panic.downcast_ref::<String>().map_or("", String::as_str);
            println!(
                "cargo::warning=no interleaving is tried: a step's sources have \
                 changed, and the models don't fit them: {}",
                why.replace('\n', " ")
            );
            return;
        }
    }
    println!("cargo::rustc-cfg=modelled");
}

fn make(here: &Path, root: &Path, out: &Path) {
    let mut adapted = Adapted::default();
    for step in STEPS {
        for (file, text) in files(root, step) {
            let text = adapted.adapt(&file, "crate::steps", &text);
            write(&out.join("steps"), &file, &text);
        }
    }
    adapted.check();

    let mutations = mutations::read(&here.join("build/mutations"));
    for mutation in &mutations {
        let name = &mutation.name;
        let step = mutation.file.split('/').next().expect("a split has a part");
        let module = format!("crate::broken::{name}::steps");
        let mut found = false;
        for (file, mut text) in files(root, step) {
            if file == mutation.file {
                found = true;
                text = mutation.apply(&text);
            }
            let text = Adapted::default().adapt(&file, &module, &text);
            write(&out.join("broken").join(name), &file, &text);
        }
        assert!(found, "`{}`, which `{name}` breaks, isn't there", mutation.file);
    }

    let text = modules::steps(out, &STEPS)
        + &modules::holds(&here.join("tests/models"))
        + &modules::broken(here, out, &STEPS, &mutations);
    fs::write(out.join("modelled.rs"), text).expect("cargo made the directory");
}

/// The sources of a step, each with its path in the workspace.
fn files(root: &Path, step: &str) -> Vec<(String, String)> {
    let (mut files, mut folders) = (Vec::new(), vec![root.join(step).join("src")]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("it is there") {
            let path = entry.expect("it can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let file = path.strip_prefix(root).expect("it is there");
            let text = fs::read_to_string(&path).expect("it is UTF-8");
            files.push((file.display().to_string(), text));
        }
    }
    files
}

fn write(directory: &Path, file: &str, text: &str) {
    let path = directory.join(file);
    let parent = path.parent().expect("it is in a step");
    fs::create_dir_all(parent).expect("cargo made the directory around it");
    fs::write(&path, text).expect("its directory was just made");
}
