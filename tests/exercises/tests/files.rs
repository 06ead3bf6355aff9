//! The files of each exercise are all there, and keep to the rules.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use exercise_proofs::files::{Exercise, ROOT, exercises, header, list, read, stem};
use exercise_proofs::say;
use libtest_mimic::{Arguments, Failed, Trial};
use verdict::codes;
use verdict::notes::Notes;

/// How many exercises there will be. Up to then, some codes may wait for theirs.
const EXERCISES: usize = 30;
/// How many of them a step has.
const A_STEP: usize = 6;
/// How many wrong answers each has at least.
const WRONG: usize = 4;
/// How many letters, digits and signs make a line that gives something away.
const TELLING: usize = 12;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for exercise in exercises() {
        let mut add = |what: &str, test: fn(&Exercise) -> Result<(), Failed>| {
            let exercise = exercise.clone();
            let name = format!("{}/{what}", exercise.name);
            trials.push(Trial::test(name, move || test(&exercise)));
        };
        add("has_its_program", has_its_program);
        add("has_enough_answers", has_enough_answers);
        add("has_its_notes", has_its_notes);
        add("hints_keep_the_answer", hints_keep_the_answer);
        let name = format!("{}/the_learners_file_is_pristine", exercise.name);
        let pristine = Trial::test(name, move || is_pristine(&exercise));
        // It is for those who maintain this, not for those who learn from it.
        trials.push(pristine.with_ignored_flag(true));
    }
    trials.push(Trial::test("every_code_is_told", every_code_is_told));
    trials.push(Trial::test("every_section_is_there", every_section_is_there));
    trials.push(Trial::test("nothing_is_left_over", nothing_is_left_over));
    trials.push(Trial::test("files_are_formatted", files_are_formatted));
    let conclusion = libtest_mimic::run(&arguments, trials);
    if !arguments.list {
        say("exercises", &format!("{} of {EXERCISES}", exercises().len()));
    }
    conclusion.exit_code()
}

fn fail(message: impl Into<String>) -> Result<(), Failed> {
    Err(message.into().into())
}

fn has_its_program(exercise: &Exercise) -> Result<(), Failed> {
    let Exercise { name, directory, .. } = exercise;
    let manifest = read(&directory.join("Cargo.toml"));
    let bin =
        format!("name = \"{name}\"\npath = \"checks/{name}.rs\"\ndoc = false\n");
    if !manifest.contains(&bin) {
        return fail(format!("its Cargo.toml has no [[bin]] with\n{bin}"));
    }
    let checks = read(&directory.join("checks").join(format!("{name}.rs")));
    let step = directory.parent().map(stem).unwrap_or_default();
    for part in [
        format!("#[path = \"../{name}.rs\"]"),
        format!("\"{step}/exercises/{name}.rs\""),
        format!("include_str!(\"../notes/{name}.md\")"),
    ] {
        if !checks.contains(&part) {
            return fail(format!("its checks don't say `{part}`"));
        }
    }
    Ok(())
}

fn has_enough_answers(exercise: &Exercise) -> Result<(), Failed> {
    // The last two of a step leave room for more than one way.
    let ways = if (exercise.number() - 1) % A_STEP >= 4 { 2 } else { 1 };
    let solutions = exercise.solutions.len();
    if solutions < ways {
        return fail(format!("{solutions} solutions, and there should be {ways}"));
    }
    let wrong = exercise.wrong.len();
    if wrong < WRONG {
        return fail(format!("{wrong} wrong answers, and there should be {WRONG}"));
    }
    for file in &exercise.wrong {
        let text = read(file);
        let code = header(&text)?;
        if codes::find(code).is_none() {
            return fail(format!("{}: there is no {code}", file.display()));
        }
        let misconception =
            text.lines().skip(1).find(|line| line.len() > "//! ".len());
        if !misconception.is_some_and(|line| line.starts_with("//! ")) {
            return fail(format!("{}: and why is it wrong?", file.display()));
        }
    }
    Ok(())
}

fn has_its_notes(exercise: &Exercise) -> Result<(), Failed> {
    let text = read(&exercise.notes());
    let notes = Notes::parse(&text);
    for (what, text) in [
        ("title", notes.title.as_str()),
        ("text on what it is about", &notes.task),
        ("hint 1", notes.hint("1").unwrap_or_default()),
        ("hint 2", notes.hint("2").unwrap_or_default()),
        ("hint 3", notes.hint("3").unwrap_or_default()),
        ("afterwards", &notes.afterwards),
    ] {
        if text.is_empty() {
            return fail(format!("the notes have no {what}"));
        }
    }
    let link = format!("[{0}](../../../{0})", notes.section);
    if !text.contains(&link) {
        return fail(format!("the link to what to read is not {link}"));
    }
    for (key, _) in &notes.hints {
        if codes::find(key).is_none() && !["1", "2", "3"].contains(&key.as_str()) {
            return fail(format!("there is no {key} to have a hint for"));
        }
    }
    section_is_there(&notes.section)
}

/// A line of the solution that isn't in the skeleton must not be in a hint.
fn hints_keep_the_answer(exercise: &Exercise) -> Result<(), Failed> {
    let skeleton = read(&exercise.skeleton());
    let given: BTreeSet<String> = skeleton.lines().map(essence).collect();
    for solution in &exercise.solutions {
        for line in read(solution).lines().map(essence) {
            let telling = line.chars().count() >= TELLING && !line.starts_with("//");
            if !telling || given.contains(&line) {
                continue;
            }
            for (key, hint) in &Notes::parse(&read(&exercise.notes())).hints {
                if essence(hint).contains(&line) {
                    return fail(format!(
                        "hint {key} has a line of the answer: {line}"
                    ));
                }
            }
        }
    }
    Ok(())
}

fn essence(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn is_pristine(exercise: &Exercise) -> Result<(), Failed> {
    match read(&exercise.learners()) == read(&exercise.skeleton()) {
        true => Ok(()),
        false => fail("the learner's file isn't the skeleton"),
    }
}

fn every_code_is_told() -> Result<(), Failed> {
    let exercises = exercises();
    let mut told = BTreeSet::new();
    for file in exercises.iter().flat_map(|exercise| &exercise.wrong) {
        told.insert(header(&read(file))?.to_string());
    }
    let all = codes::DIAGNOSES.iter().map(|code| code.id);
    let missing: Vec<&str> = all.filter(|&id| !told.contains(id)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let missing = missing.join(", ");
    if exercises.len() < EXERCISES {
        say("exercises", &format!("codes that wait for a wrong answer: {missing}"));
        return Ok(());
    }
    fail(format!("no wrong answer has {missing}"))
}

fn every_section_is_there() -> Result<(), Failed> {
    codes::DIAGNOSES.iter().try_for_each(|code| {
        section_is_there(code.section)
            .map_err(|error| format!("{}: {}", code.id, message(&error)).into())
    })
}

fn message(failed: &Failed) -> &str {
    failed.message().unwrap_or_default()
}

/// A section is a page of the book and the `{#id}` of one of its headings.
fn section_is_there(section: &str) -> Result<(), Failed> {
    let Some((page, id)) = section.split_once('#') else {
        return fail(format!("`{section}` has no heading"));
    };
    let heading = |line: &str| {
        line.starts_with('#') && line.trim_end().ends_with(&format!("{{#{id}}}"))
    };
    match read(&Path::new(ROOT).join(page)).lines().any(heading) {
        true => Ok(()),
        false => fail(format!("{page} has no heading with {{#{id}}}")),
    }
}

/// Each file belongs to an exercise: a misspelt name would be proved by nobody.
fn nothing_is_left_over() -> Result<(), Failed> {
    let exercises = exercises();
    let mut names = BTreeSet::new();
    for (index, exercise) in exercises.iter().enumerate() {
        names.insert(exercise.name.clone());
        if exercises.iter().take(index).any(|one| one.number() == exercise.number())
        {
            return fail(format!(
                "there are two with the number of {}",
                exercise.name
            ));
        }
    }
    let directories: BTreeSet<&PathBuf> =
        exercises.iter().map(|exercise| &exercise.directory).collect();
    for directory in directories {
        for part in ["checks", "notes", "skeletons", "solutions", "wrong"] {
            for file in list(&directory.join(part)) {
                let stem = stem(&file);
                let name = stem.split("__").next().unwrap_or_default();
                if !names.contains(name) {
                    return fail(format!("{} has no skeleton", file.display()));
                }
            }
        }
    }
    Ok(())
}

fn files_are_formatted() -> Result<(), Failed> {
    let mut files = Vec::new();
    for exercise in exercises() {
        files.push(exercise.skeleton());
        files.extend(exercise.solutions);
        files.extend(exercise.wrong);
    }
    let rustfmt = Command::new("rustfmt")
        .args(["--check", "--edition", "2024", "--config-path"])
        .arg(Path::new(ROOT).join("rustfmt.toml"))
        .args(files)
        .output();
    match rustfmt {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => fail(String::from_utf8_lossy(&output.stdout)),
        Err(error) => {
            // A toolchain may come without it, and a learner's needn't have it.
            say(
                "exercises",
                &format!("not looked at, how files are formatted: {error}"),
            );
            Ok(())
        }
    }
}
