//! Every scene runs with the reference to its end, and says when the reader's answer
//! isn't written.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use timeline::{Fate, Recording, Story};

/// A scene, and the program that plays it.
const SCENES: [(&str, &str); 7] = [
    ("e04_join_all", env!("CARGO_BIN_EXE_e04_join_all")),
    ("e05_race", env!("CARGO_BIN_EXE_e05_race")),
    ("e12_own_wakers", env!("CARGO_BIN_EXE_e12_own_wakers")),
    ("e20_turns", env!("CARGO_BIN_EXE_e20_turns")),
    ("e23_abort", env!("CARGO_BIN_EXE_e23_abort")),
    ("e24_scope", env!("CARGO_BIN_EXE_e24_scope")),
    ("e27_bounded", env!("CARGO_BIN_EXE_e27_bounded")),
];

fn run(program: &str, arguments: &[&Path]) -> Output {
    Command::new(program).args(arguments).output().expect("it can be started")
}

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder can be written");
    folder
}

#[test]
fn every_scene_has_its_test() {
    let programs = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src/bin"));
    assert_eq!(programs.expect("it is there").count(), SCENES.len());
}

#[test]
fn the_reference_ends_and_is_the_same_each_time() {
    for (name, program) in SCENES {
        let folder = folder(&format!("reference-{name}"));
        let play = |file: &str| {
            let file = folder.join(file);
            let output = run(program, &["--reference".as_ref(), &file]);
            assert!(output.status.success(), "{name}: {output:?}");
            assert!(output.stderr.is_empty(), "{name}: {output:?}");
            fs::read_to_string(file).expect("it was written")
        };
        let (first, second) = (play("first.json"), play("second.json"));
        assert_eq!(first, second, "{name}");
        let recording = Recording::from_json(&first).expect("it is a recording");
        let story = Story::new(&recording);
        assert!(story.polls.len() > 3, "{name} is no schedule");
        for (task, life) in story.lives.iter().enumerate() {
            let over = matches!(life.fate, Fate::Finished | Fate::Cancelled);
            assert!(over && life.lost.is_none(), "{name}: {}", story.name(task));
        }
    }
}

/// On a fresh clone; ignored by default, since a reader may have written it.
#[test]
#[ignore = "for those who maintain the exercises, not for those who do them"]
fn an_answer_that_is_not_written_is_no_schedule() {
    for (name, program) in SCENES {
        let output = run(program, &[&folder(&format!("pristine-{name}"))]);
        assert_eq!(output.status.code(), Some(3), "{name}: {output:?}");
        assert!(output.stderr.is_empty(), "{name}: {output:?}");
    }
}
