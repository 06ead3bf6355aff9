//! The modules and tests that `tests/models/main.rs` includes.

use std::fs;
use std::path::Path;

use crate::mutations::Mutation;

/// A module with the steps as they are.
pub(crate) fn steps(out: &Path, steps: &[&str]) -> String {
    let modules: String =
        steps.iter().map(|step| module(&out.join("steps"), step)).collect();
    format!("pub(crate) mod steps {{\n{modules}}}\n")
}

/// A test for each model: for each function without arguments that a file makes
/// visible.
pub(crate) fn holds(models: &Path) -> String {
    let mut tests = String::new();
    let mut files: Vec<_> = fs::read_dir(models)
        .expect("the models are there")
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    for file in files {
        let name = file.file_stem().expect("it has a name").display().to_string();
        let text = fs::read_to_string(&file).expect("it is UTF-8");
        let mut facts = String::new();
        for line in text.lines() {
            let fact = line.strip_prefix("pub(crate) fn ");
            if let Some(fact) = fact.and_then(|it| it.strip_suffix("() {")) {
                facts +=
                    &format!("#[test] fn {fact}() {{ crate::{name}::{fact}() }}\n");
            }
        }
        if !facts.is_empty() {
            tests += &format!("mod {name} {{\n{facts}}}\n");
        }
    }
    format!("mod holds {{\n{tests}}}\n")
}

/// A module for each mutation: the broken step, the steps below it as they are, the
/// model that is to notice, and the test that it does.
pub(crate) fn broken(
    here: &Path,
    out: &Path,
    steps: &[&str],
    mutations: &[Mutation],
) -> String {
    let mut modules = String::new();
    for Mutation { name, file, noticed_by, says, .. } in mutations {
        let broken = steps.iter().position(|step| file.starts_with(step));
        let broken = broken.expect("it is the file of a step");
        let below = steps[..broken].join(", ").replace('-', "_");
        let module = module(&out.join("broken").join(name), steps[broken]);
        let (models, fact) = noticed_by.split_once("::").expect("it is a path");
        let models = here.join("tests/models").join(models).with_extension("rs");
        modules += &format!(
            r#"mod {name} {{
                mod steps {{
                    #[allow(unused_imports, reason = "not all of them need all")]
                    pub(crate) use crate::steps::{{{below}}};
                    {module}
                }}
                #[allow(dead_code, reason = "one of the models is enough")]
                #[path = {models:?}]
                mod models;
                #[test]
                fn is_noticed() {{
                    crate::notice::is_noticed({name:?}, {says:?}, models::{fact});
                }}
            }}
            "#
        );
    }
    format!("mod broken {{\n{modules}}}\n")
}

/// A step, whose own checks are made where it really is.
fn module(directory: &Path, step: &str) -> String {
    let path = directory.join(step).join("src/lib.rs");
    let name = step.replace('-', "_");
    format!(
        r#"#[allow(warnings, clippy::all, clippy::undocumented_unsafe_blocks)]
        #[path = {path:?}]
        pub(crate) mod {name};
        "#
    )
}
