//! A timeline is written whole or not at all, in the form that the name says.

mod runs;

use std::fs;
use std::path::Path;

use timeline::{Recorder, check, read, write};

fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let name = |entry: std::io::Result<fs::DirEntry>| entry.unwrap().file_name();
    let mut names: Vec<_> =
        entries.map(|entry| name(entry).into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn the_ending_says_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let recording = runs::main2();
    let forms = [
        ("a.txt", "a test\n1 thread"),
        ("a.svg", "<svg"),
        ("a.html", "<!"),
        ("A.HTML", "<!"),
        ("a.trace.json", "{\"displayTimeUnit\""),
        ("a.json", "{\"timeline\":1"),
    ];
    for (name, beginning) in forms {
        let path = folder.path().join(name);
        check(&path).unwrap();
        assert!(names_in(folder.path()).is_empty(), "`check` leaves nothing behind");
        write(&recording, &path).unwrap();
        let written = fs::read_to_string(&path).unwrap();
        assert!(written.starts_with(beginning), "{name}: {:.60}", written);
        if name == "a.json" {
            assert_eq!(read(&path).unwrap(), recording);
        }
        assert_eq!(names_in(folder.path()), [name], "and nothing beside it");
        fs::remove_file(path).unwrap();
    }
}

#[test]
fn an_unknown_ending_gets_the_known_ones() {
    for name in ["a.pdf", "a", "json", ".", ""] {
        let error = write(&runs::main2(), name.as_ref()).unwrap_err().to_string();
        assert!(
            error.contains(".txt, .svg, .html, .json or .trace.json"),
            "{error}"
        );
        assert_eq!(check(name.as_ref()).unwrap_err().to_string(), error);
    }
}

#[test]
fn what_can_not_be_written_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let is_folder = folder.path().join("folder.svg");
    fs::create_dir(&is_folder).unwrap();
    let no_folder = folder.path().join("no/such.svg");
    for path in [&is_folder, &no_folder] {
        let error = write(&runs::main2(), path).unwrap_err().to_string();
        assert!(error.contains("can't be written: "), "{error}");
        let error = check(path).unwrap_err().to_string();
        assert!(error.contains("can't be written: "), "{error}");
    }
    assert_eq!(names_in(folder.path()), ["folder.svg"]);
}

#[test]
fn an_old_file_stays_until_the_new_one_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.txt");
    fs::write(&path, "old").unwrap();
    check(&path).unwrap();
    assert_eq!(fs::read_to_string(&path).unwrap(), "old");
    write(&runs::main2(), &path).unwrap();
    assert!(fs::read_to_string(&path).unwrap().starts_with("a test\n"));
}

#[test]
fn an_empty_recording_can_only_be_kept() {
    let folder = tempfile::tempdir().unwrap();
    let empty = Recorder::new("nothing").finish();
    for name in ["a.txt", "a.svg", "a.html", "a.trace.json"] {
        let error =
            write(&empty, &folder.path().join(name)).unwrap_err().to_string();
        assert_eq!(error, "there is nothing to draw: the recording is empty");
    }
    let json = folder.path().join("a.json");
    write(&empty, &json).unwrap();
    assert_eq!(read(&json).unwrap(), empty);
    assert_eq!(names_in(folder.path()), ["a.json"]);
}

#[test]
fn what_is_no_recording_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.json");
    fs::write(&path, "{}").unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(
        error.contains("a.json` can't be drawn: this is no timeline"),
        "{error}"
    );
    fs::write(&path, [0xff, 0xfe]).unwrap();
    let error = read(&path).unwrap_err().to_string();
    assert!(error.contains("a.json` can't be read: "), "{error}");
}
