//! What the README says is so.
//!
//! To count the lines anew: `UPDATE_README=1 cargo test -p tests --test readme`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

fn read(path: &Path) -> String {
    fs::read_to_string(path)
        .unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Counts lines of code: no comments, no blank lines, no tests.
fn lines_of_code(source: &str) -> usize {
    let source = source.split("#[cfg(test)]").next().unwrap_or_default();
    let lines = source.lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with("//")).count()
}

fn sources(step: &Path) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![step.join("src")]);
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(folder).expect("a step has a `src`");
        let paths = entries.map(|entry| entry.expect("an entry").path());
        let (inner, here): (Vec<_>, Vec<_>) = paths.partition(|path| path.is_dir());
        files.extend(here);
        folders.extend(inner);
    }
    files
}

/// The function `name` of a step's source, from its `fn` to its last brace.
fn function(step: &Path, name: &str) -> String {
    let start = format!("fn {name}<");
    for source in sources(step).iter().map(|path| read(path)) {
        let mut lines = source.lines().skip_while(|line| !line.contains(&start));
        if let Some(first) = lines.next() {
            let indent = &first[..first.len() - first.trim_start().len()];
            let end = format!("{indent}}}");
            let body = lines.by_ref().take_while(|line| *line != end);
            return [first]
                .into_iter()
                .chain(body)
                .chain(["}"])
                .collect::<Vec<_>>()
                .join("\n");
        }
    }
    panic!("{} has no function {name}", step.display())
}

#[test]
fn the_line_counts_are_those_of_the_sources() {
    let path = Path::new(ROOT).join("README.md");
    let readme = read(&path);
    let mut steps = 0;
    let mut count = |row: &str| {
        steps += 1;
        let mut cells: Vec<_> = row.split('|').map(str::to_owned).collect();
        let step = row.split('`').nth(1).expect("the name of a step");
        let name = match &step[..6] {
            "step01" | "step02" => "block_on",
            "step05" => "run",
            _ => "block_on_with",
        };
        let step = Path::new(ROOT).join(step);
        let code =
            sources(&step).into_iter().map(|path| lines_of_code(&read(&path)));
        cells[3] = format!(" {} lines ", lines_of_code(&function(&step, name)));
        cells[4] = format!(" {} lines ", code.sum::<usize>());
        cells.join("|")
    };
    let is_row = |line: &&str| line.starts_with("| [`step");
    let counted = readme.lines().map(|line| {
        Some(line).filter(is_row).map_or_else(|| line.to_owned(), &mut count)
    });
    let counted = counted.collect::<Vec<_>>().join("\n") + "\n";
    assert_eq!(steps, 5, "the table has a row for each step");
    if std::env::var_os("UPDATE_README").is_some() {
        fs::write(&path, &counted).expect("the README can be written");
    }
    assert!(
        read(&path) == counted,
        "the counts have changed: run again with UPDATE_README=1"
    );
}

#[test]
fn its_two_commands_are_to_learn_and_to_test() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    let blocks = readme.split("```sh\n").skip(1);
    let commands: Vec<_> =
        blocks.filter_map(|rest| rest.split("```").next()).map(str::trim).collect();
    assert_eq!(commands, ["cargo learn", "cargo test"]);
    let config = read(&Path::new(ROOT).join(".cargo/config.toml"));
    assert!(config.contains("\nlearn = "), "`cargo learn` is an alias");
}

#[test]
fn what_it_points_to_is_there() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    let links = readme.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let (mut files, mut pages) = (0, 0);
    for link in links {
        if link.starts_with("https://") {
            pages += 1;
        } else {
            assert!(Path::new(ROOT).join(link).is_file(), "{link} isn't there");
            files += 1;
        }
    }
    assert!(files >= 9 && pages >= 3, "{files} files, {pages} pages");
}

#[test]
fn the_files_to_read_first_are_there() {
    let readme = read(&Path::new(ROOT).join("README.md"));
    for row in readme.lines().filter(|line| line.starts_with("| [`step")) {
        let names: Vec<_> = row.split('`').skip(1).step_by(2).collect();
        let (step, file) = (names[0], names[names.len() - 1]);
        assert!(
            Path::new(ROOT).join(step).join("src").join(file).is_file(),
            "{row}"
        );
    }
}

#[test]
fn only_the_modules_that_it_names_have_unsafe_code() {
    for step in ["step01-poll", "step02-waker", "step03-timers", "step04-spawn"] {
        let lib = read(&Path::new(ROOT).join(step).join("src/lib.rs"));
        assert!(lib.contains("#![forbid(unsafe_code)]"), "{step} forbids it");
    }
    let readme = read(&Path::new(ROOT).join("README.md"));
    let (_, named) = readme.split_once("all of it is in").expect("it says where");
    let (named, _) = named.split_once("\n\n").expect("a paragraph ends");
    let links = named.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    let named: BTreeSet<_> = links.map(module).collect();
    let step = Path::new(ROOT).join("step05-multithread");
    let is_unsafe = |path: &PathBuf| read(path).contains("unsafe {");
    let found = sources(&step).into_iter().filter(is_unsafe).map(|path| {
        let path = path.strip_prefix(ROOT).expect("it is there").to_path_buf();
        module(&path.to_string_lossy())
    });
    assert_eq!(found.collect::<BTreeSet<_>>(), named);
}

/// The first part of a path below `src`.
fn module(path: &str) -> String {
    let (_, module) = path.split_once("/src/").expect("it is a source");
    module.split('/').next().expect("a split has a part").to_owned()
}

/// The documentation of each public item of a source, with the line it stands in.
fn documented(source: &str) -> Vec<(usize, String, String)> {
    let (mut items, mut doc) = (Vec::new(), String::new());
    for (number, line) in source.lines().map(str::trim).enumerate() {
        if let Some(text) = line.strip_prefix("///") {
            doc.push_str(text);
            doc.push('\n');
        } else if line.starts_with("pub ") && !line.ends_with(',') {
            items.push((number + 1, line.to_owned(), std::mem::take(&mut doc)));
        } else if !line.starts_with('#') {
            doc.clear();
        }
    }
    items
}

#[test]
fn each_public_item_of_the_steps_has_an_example_that_asserts() {
    let (mut items, mut bare) = (0, Vec::new());
    for step in ["01-poll", "02-waker", "03-timers", "04-spawn", "05-multithread"] {
        for path in sources(&Path::new(ROOT).join(format!("step{step}"))) {
            let is_item = |line: &str| {
                let rest =
                    line.trim_start_matches("pub ").trim_start_matches("async ");
                ["fn ", "struct ", "enum ", "const fn "]
                    .iter()
                    .any(|it| rest.starts_with(it))
            };
            for (number, line, doc) in documented(&read(&path)) {
                if is_item(&line) {
                    items += 1;
                    let has_example = doc.contains("```") && doc.contains("assert");
                    if !has_example {
                        bare.push(format!("{}:{number}: {line}", path.display()));
                    }
                }
            }
        }
    }
    assert!(items > 90, "{items} items are too few");
    assert!(
        bare.is_empty(),
        "without an example that asserts:\n{}",
        bare.join("\n")
    );
}
