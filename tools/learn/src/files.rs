//! What is written into the tree, and what is opened outside of it.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::course::Exercise;

/// Puts the skeleton in the place of the learner's file. Returns where that is kept
/// now, or `None` if there was nothing to keep.
pub(crate) fn reset(
    root: &Path,
    exercise: &Exercise,
) -> Result<Option<String>, String> {
    let (file, skeleton) = (exercise.file(), exercise.skeleton());
    let fresh = fs::read(root.join(&skeleton))
        .map_err(|error| format!("{skeleton} can't be read: {error}"))?;
    let kept = match fs::read(root.join(&file)) {
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(format!("{file} can't be read: {error}")),
        Ok(old) if old == fresh => return Ok(None),
        Ok(old) => {
            let kept = keep(root, &file, &old);
            Some(kept.map_err(|error| {
                format!("nothing was changed, since there is no place for a copy of {file}: {error}")
            })?)
        }
    };
    fs::write(root.join(&file), fresh)
        .map_err(|error| format!("{file} can't be written: {error}"))?;
    Ok(kept)
}

/// Writes `text` beside the file, under a name that is still free.
fn keep(root: &Path, file: &str, text: &[u8]) -> io::Result<String> {
    for number in 1.. {
        let name = match number {
            1 => format!("{file}.bak"),
            more => format!("{file}.bak{more}"),
        };
        match File::create_new(root.join(&name)) {
            Ok(mut copy) => {
                copy.write_all(text)?;
                copy.sync_all()?;
                return Ok(name);
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            Err(error) => return Err(error),
        }
    }
    unreachable!("a number is free")
}

/// Opens a page or a file in a browser, if there is one. Says whether it tried.
pub(crate) fn open(target: &OsStr) -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|it| !it.is_empty());
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else if let Some(browser) = env::var_os("BROWSER").filter(|it| !it.is_empty())
    {
        Command::new(browser)
    } else if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        Command::new("xdg-open")
    } else {
        return false;
    };
    // It lives on its own, and must not write into our screen.
    let null = Stdio::null;
    let child =
        command.arg(target).stdin(null()).stdout(null()).stderr(null()).spawn();
    let Ok(mut child) = child else { return false };
    std::thread::spawn(move || child.wait());
    true
}
