//! Makes each skeleton, solution and wrong answer a module of a test program.
//!
//! The checks say `#[path = "../e01_drive.rs"] mod exercise`. So for each variant they
//! are copied to a directory of their own, with the variant as the learner's file. The
//! learner's own files are never looked at.
//!
//! With `ONLY=e07` in the environment, it is only the exercises that begin so: while
//! one is being written, the others needn't compile.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

const STEPS: [&str; 5] = [
    "step01-poll",
    "step02-waker",
    "step03-timers",
    "step04-spawn",
    "step05-multithread",
];

/// What the copies are made of.
const READ: [&str; 5] = ["checks", "notes", "skeletons", "solutions", "wrong"];

fn main() {
    let here =
        PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let root = here.join("../..").canonicalize().expect("the workspace is there");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=ONLY");
    let only = env::var("ONLY").unwrap_or_default();
    println!("cargo::rustc-env=ONLY={only}");
    // A step gets its exercises by becoming a member.
    println!("cargo::rerun-if-changed={}", root.join("Cargo.toml").display());
    for step in STEPS {
        let exercises = root.join(step).join("exercises");
        for read in READ.map(|read| exercises.join(read)) {
            if read.exists() {
                println!("cargo::rerun-if-changed={}", read.display());
            }
        }
        let short = &step[..6];
        let out = out.join(short);
        // What is no longer there must not stay.
        let _ = fs::remove_dir_all(&out);
        let modules = modules(&exercises, &only, &out);
        fs::create_dir_all(&out).expect("there is room");
        fs::write(out.join("variants.rs"), modules).expect("there is room");
    }
}

/// Copies all variants of a step, and returns the modules for them and their list.
fn modules(exercises: &Path, only: &str, out: &Path) -> String {
    let mut modules = String::new();
    let mut list = String::new();
    for variant in variants(exercises) {
        let Variant { kind, exercise, name, file } = &variant;
        // An exercise without checks or notes is found by `tests/files.rs`.
        let parts =
            [format!("checks/{exercise}.rs"), format!("notes/{exercise}.md")];
        let whole = parts.iter().all(|part| exercises.join(part).exists());
        if !whole || !exercise.starts_with(only) {
            continue;
        }
        let copy = out.join(kind).join(name);
        copy_checks(exercises, exercise, &copy);
        fs::copy(file, copy.join(format!("{exercise}.rs"))).expect("there is room");
        let module = format!("{kind}__{name}");
        let checks = copy.join("checks").join(format!("{exercise}.rs"));
        // A wrong answer is wrong in its own way; a solution has to please clippy.
        let lints = match *kind {
            "wrong" => "#[allow(warnings, clippy::all)]",
            _ => "#[allow(dead_code)]",
        };
        writeln!(
            modules,
            "{lints}\n#[allow(non_snake_case)]\n#[path = {checks:?}]\nmod {module};"
        )
        .expect("a string has room");
        writeln!(
            list,
            "    exercise_proofs::Variant::new({kind:?}, {exercise:?}, {file:?}, \
             &{module}::EXERCISE),"
        )
        .expect("a string has room");
    }
    format!(
        "{modules}\nstatic VARIANTS: &[exercise_proofs::Variant] = &[\n{list}];\n"
    )
}

struct Variant {
    kind: &'static str,
    exercise: String,
    /// Unlike any other of its kind.
    name: String,
    file: PathBuf,
}

/// The checks of one exercise, its notes, and whatever else the checks include.
fn copy_checks(exercises: &Path, exercise: &str, copy: &Path) {
    let name = format!("{exercise}.rs");
    fs::create_dir_all(copy.join("checks")).expect("there is room");
    fs::copy(exercises.join("checks").join(&name), copy.join("checks").join(&name))
        .expect("there is room");
    let more = exercises.join("checks").join(exercise);
    if more.exists() {
        fs::create_dir_all(copy.join("checks").join(exercise))
            .expect("there is room");
        for file in files(&more) {
            let name = file.file_name().expect("a file has a name");
            fs::copy(&file, copy.join("checks").join(exercise).join(name))
                .expect("there is room");
        }
    }
    let notes = format!("{exercise}.md");
    fs::create_dir_all(copy.join("notes")).expect("there is room");
    fs::copy(exercises.join("notes").join(&notes), copy.join("notes").join(&notes))
        .expect("there is room");
}

fn variants(exercises: &Path) -> Vec<Variant> {
    let mut variants = Vec::new();
    for (kind, directory) in [("skeleton", "skeletons"), ("solution", "solutions")] {
        for file in files(&exercises.join(directory)) {
            let name = stem(&file);
            // `e01_drive__another_way` is one more way to write `e01_drive`.
            let exercise =
                name.split("__").next().expect("a split has a part").into();
            variants.push(Variant { kind, exercise, name, file });
        }
    }
    for directory in files(&exercises.join("wrong")) {
        let exercise = stem(&directory);
        for file in files(&directory) {
            let name = format!("{exercise}__{}", stem(&file));
            let exercise = exercise.clone();
            variants.push(Variant { kind: "wrong", exercise, name, file });
        }
    }
    variants
}

fn stem(path: &Path) -> String {
    path.file_stem().expect("a file has a name").to_string_lossy().into_owned()
}

/// What is in a directory, sorted; nothing if it isn't there.
fn files(directory: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(directory) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    let mut files: Vec<PathBuf> = paths.collect();
    files.sort();
    files
}
