//! What there is to do: the steps and their exercises, as they are in the workspace.

use std::fs;
use std::path::{Path, PathBuf};

use verdict::notes::Notes;

/// The steps of the workspace that has been found.
#[derive(Debug)]
pub(crate) struct Course {
    pub(crate) root: PathBuf,
    pub(crate) steps: Vec<Step>,
    /// In the order of their numbers.
    pub(crate) exercises: Vec<Exercise>,
}

#[derive(Debug)]
pub(crate) struct Step {
    /// As in the name of its directory.
    pub(crate) number: usize,
    /// The package, which is also the directory: `step02-waker`.
    pub(crate) package: String,
    /// Its chapter's heading in the summary of the book.
    pub(crate) title: String,
}

#[derive(Debug)]
pub(crate) struct Exercise {
    /// Such as `e07_signal`.
    pub(crate) name: String,
    /// The index of its step in [`Course::steps`].
    pub(crate) step: usize,
    /// The package with its checks.
    pub(crate) package: String,
    pub(crate) notes: Notes,
    /// The directory of the exercises, from the root, with slashes.
    folder: String,
}

/// The exercise's number and word: `e07_signal` is `("07", "signal")`.
fn parts(name: &str) -> Option<(&str, &str)> {
    let (number, word) = name.strip_prefix('e')?.split_once('_')?;
    number.bytes().all(|b| b.is_ascii_digit()).then_some((number, word))
}

impl Exercise {
    /// What the learner edits, from the root.
    pub(crate) fn file(&self) -> String {
        format!("{}/{}.rs", self.folder, self.name)
    }

    pub(crate) fn skeleton(&self) -> String {
        format!("{}/skeletons/{}.rs", self.folder, self.name)
    }

    /// The right answers: first the one that the notes speak of.
    pub(crate) fn solutions(&self, root: &Path) -> Vec<String> {
        let folder = format!("{}/solutions", self.folder);
        let others = format!("{}__", self.name);
        let mut found: Vec<String> = entries(&root.join(&folder))
            .filter(|name| name.starts_with(&others) && name.ends_with(".rs"))
            .collect();
        found.sort();
        found.insert(0, format!("{}.rs", self.name));
        found.iter().map(|name| format!("{folder}/{name}")).collect()
    }
}

fn entries(folder: &Path) -> impl Iterator<Item = String> + use<> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().into_string().ok())
}

/// The values of the lines `key = "value"` of a section of a manifest. It is enough
/// for manifests that are written the way that `tools/verdict/README.md` asks for.
fn values<'a>(manifest: &'a str, section: &str, key: &str) -> Vec<&'a str> {
    let mut inside = false;
    let mut found = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line.split('#').next().is_some_and(|it| it.trim() == section);
        } else if inside
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            found.extend(value.split('"').nth(1));
        }
    }
    found
}

impl Course {
    /// Looks for the workspace in `start` and the directories around it.
    pub(crate) fn find(start: &Path) -> Result<Self, String> {
        let root = start.ancestors().find(|dir| {
            entries(dir).any(|name| {
                name.starts_with("step")
                    && dir.join(&name).join("exercises/Cargo.toml").is_file()
            })
        });
        let Some(root) = root else {
            return Err(format!(
                "there is no course in {} or around it: no folder there has a \
                 `step01-…/exercises`",
                start.display()
            ));
        };
        Self::load(root)
    }

    fn load(root: &Path) -> Result<Self, String> {
        let mut course =
            Self { root: root.into(), steps: Vec::new(), exercises: Vec::new() };
        let summary =
            fs::read_to_string(root.join("book/src/SUMMARY.md")).unwrap_or_default();
        let mut packages: Vec<String> = entries(root)
            .filter(|name| name.starts_with("step"))
            .filter(|name| root.join(name).join("exercises/Cargo.toml").is_file())
            .collect();
        packages.sort();
        for package in packages {
            let digits = package["step".len()..].split('-').next().unwrap_or("");
            let Ok(number) = digits.parse() else { continue };
            course.steps.push(Step {
                number,
                title: title(&summary, digits).unwrap_or_else(|| package.clone()),
                package,
            });
            course.load_exercises()?;
        }
        Ok(course)
    }

    fn load_exercises(&mut self) -> Result<(), String> {
        let step = self.steps.len() - 1;
        let folder = format!("{}/exercises", self.steps[step].package);
        let path = self.root.join(&folder).join("Cargo.toml");
        let manifest = fs::read_to_string(&path)
            .map_err(|error| format!("{} can't be read: {error}", path.display()))?;
        let package = values(&manifest, "[package]", "name");
        let package = package.first().copied().unwrap_or_default();
        let mut names = values(&manifest, "[[bin]]", "name");
        names.sort_unstable();
        for name in names {
            let path = self.root.join(&folder).join(format!("notes/{name}.md"));
            let notes = fs::read_to_string(path).unwrap_or_default();
            self.exercises.push(Exercise {
                name: name.into(),
                step,
                package: package.into(),
                notes: Notes::parse(&notes),
                folder: folder.clone(),
            });
        }
        Ok(())
    }

    /// The exercise that is meant by `e07_signal`, `e07`, `7`, `signal`, the name of
    /// its file, or an unambiguous beginning.
    pub(crate) fn exercise(&self, given: &str) -> Result<usize, String> {
        let name = given.rsplit(['/', '\\']).next().unwrap_or(given);
        let name = name.strip_suffix(".rs").unwrap_or(name).to_lowercase();
        let number = name.strip_prefix('e').unwrap_or(&name).parse::<usize>().ok();
        let find = |test: &dyn Fn(&Exercise, &str, &str) -> bool| {
            let mut found = self.exercises.iter().enumerate().filter(|(_, it)| {
                let (number, word) = parts(&it.name).unwrap_or(("", &it.name));
                test(it, number, word)
            });
            match (found.next(), found.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            }
        };
        find(&|it, _, _| it.name == name)
            .or_else(|| {
                find(&|_, of, _| number.is_some() && of.parse().ok() == number)
            })
            .or_else(|| find(&|_, _, word| word == name))
            .or_else(|| {
                find(&|it, _, word| {
                    !name.is_empty()
                        && (it.name.starts_with(&name) || word.starts_with(&name))
                })
            })
            .ok_or_else(|| {
                let names = self.exercises.iter().flat_map(|it| {
                    let (_, word) = parts(&it.name).unwrap_or_default();
                    [(it.name.as_str(), &*it.name), (word, &*it.name)]
                });
                unknown("exercise", given, &name, names, "list")
            })
    }

    /// The step that is meant by `4`, `step04`, `spawn` or `step04-spawn`.
    pub(crate) fn step(&self, given: &str) -> Result<&Step, String> {
        let name = given.trim_end_matches('/').to_lowercase();
        let number = name.strip_prefix("step").unwrap_or(&name).parse().ok();
        let meant = self.steps.iter().find(|step| {
            number == Some(step.number)
                || step.package == name
                || step.package.split_once('-').is_some_and(|(_, word)| word == name)
        });
        meant.ok_or_else(|| {
            let names = self.steps.iter().map(|it| (&*it.package, &*it.package));
            unknown("step", given, &name, names, "run")
        })
    }

    /// The examples of a step.
    pub(crate) fn examples(&self, step: &Step) -> Vec<String> {
        let folder = self.root.join(&step.package).join("examples");
        let mut names: Vec<String> = entries(&folder)
            .filter_map(|name| name.strip_suffix(".rs").map(str::to_string))
            .collect();
        names.sort();
        names
    }

    /// What became of an exercise that had this name once: one that is here has the
    /// same word with another number, or else the same number with another word.
    pub(crate) fn renamed(&self, former: &str) -> Option<&str> {
        let (number, word) = parts(former)?;
        let all = || self.exercises.iter().map(|it| it.name.as_str());
        let is_new = |it: &&str| parts(it).is_some_and(|(_, other)| other == word);
        let same_number =
            |it: &&str| parts(it).is_some_and(|(other, _)| other == number);
        all().find(is_new).or_else(|| all().find(same_number))
    }
}

/// Says that there is no such thing, and what may have been meant.
pub(crate) fn unknown<'a>(
    what: &str,
    given: &str,
    name: &str,
    known: impl Iterator<Item = (&'a str, &'a str)>,
    lister: &str,
) -> String {
    let nearest = known
        .map(|(word, is)| (distance(word, name), is))
        .min()
        .filter(|(distance, _)| *distance <= 1 + name.chars().count() / 4);
    match nearest {
        Some((_, is)) => {
            format!("there is no {what} `{given}`; did you mean `{is}`?")
        }
        None => format!("there is no {what} `{given}`: see `cargo learn {lister}`"),
    }
}

/// How many letters have to be typed, deleted or replaced to make one of the other.
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

/// The text of the link to `stepNN.md` in the summary.
fn title(summary: &str, digits: &str) -> Option<String> {
    let link = format!("](step{digits}.md)");
    let line = summary.lines().find(|line| line.contains(&link))?;
    let text = line.split(&link).next()?.split('[').nth(1)?;
    Some(text.into())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn course(names: &[&str]) -> Course {
        let exercises = names.iter().map(|&name| Exercise {
            name: name.into(),
            step: 0,
            package: "step01-exercises".into(),
            notes: Notes::default(),
            folder: "step01-poll/exercises".into(),
        });
        Course {
            root: PathBuf::new(),
            steps: vec![Step {
                number: 1,
                package: "step01-poll".into(),
                title: "Step 1".into(),
            }],
            exercises: exercises.collect(),
        }
    }

    #[test]
    fn an_exercise_has_many_names() {
        let course = course(&["e01_drive", "e02_map", "e12_mapped"]);
        for (given, index) in [
            ("e01_drive", 0),
            ("e01", 0),
            ("e1", 0),
            ("1", 0),
            ("drive", 0),
            ("dri", 0),
            ("E01_Drive", 0),
            ("step01-poll/exercises/e01_drive.rs", 0),
            ("map", 1),
            ("12", 2),
        ] {
            assert_eq!(course.exercise(given), Ok(index), "{given}");
        }
    }

    #[test]
    fn a_wrong_name_suggests_the_nearest() {
        let course = course(&["e01_drive", "e02_map"]);
        for (given, says) in [
            ("drvie", "did you mean `e01_drive`?"),
            ("e01_drve", "did you mean `e01_drive`?"),
            ("nothing like it", "see `cargo learn list`"),
            ("", "cargo learn list"),
        ] {
            let error = course.exercise(given).expect_err(given);
            assert!(error.contains(says), "{given}: {error}");
        }
    }

    #[test]
    fn a_manifest_gives_the_names_of_its_programs_only() {
        let manifest = "[package]\nname = \"step01-exercises\"\n# name = \"no\"\n\n\
                        [dependencies]\nname = \"no\"\n\n[[bin]]\nname = \"e01_a\" # 1\n\
                        path = \"checks/e01_a.rs\"\n[[bin]]\nname=\"e02_b\"\n";
        assert_eq!(values(manifest, "[[bin]]", "name"), ["e01_a", "e02_b"]);
        assert_eq!(values(manifest, "[package]", "name"), ["step01-exercises"]);
    }

    #[test]
    fn a_renamed_exercise_is_known_by_its_word_or_its_number() {
        let course = course(&["e01_drive", "e03_map", "e04_new"]);
        assert_eq!(course.renamed("e02_map"), Some("e03_map"));
        assert_eq!(course.renamed("e04_old"), Some("e04_new"));
        assert_eq!(course.renamed("e09_gone"), None);
        assert_eq!(course.renamed("half"), None);
    }
}
