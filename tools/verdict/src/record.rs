//! What the guarded child tells its parent: records in a file, each written at once,
//! so that what was said before a crash isn't lost.
//!
//! A record is `<kind> <bytes>\n<text>\n`. It is a file, and not the standard output,
//! since that is the learner's: it may be flooded, closed, or locked by whoever hangs.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

static FILE: OnceLock<File> = OnceLock::new();

/// Opens the child's end.
pub(crate) fn open(path: &Path) {
    let file = OpenOptions::new().append(true).open(path);
    let file = file.expect("the parent made the file for the records");
    FILE.set(file).expect("a process is a child once");
}

/// Writes a record, if this process is a child.
pub(crate) fn write(kind: &str, text: &str) {
    write_without_memory(format!("{kind} {}\n{text}\n", text.len()).as_bytes());
}

/// Writes a whole record, for callers that must not allocate.
pub(crate) fn write_without_memory(record: &[u8]) {
    if let Some(mut file) = FILE.get() {
        // With nobody left to tell, there is nothing to do about it.
        let _ = file.write_all(record);
    }
}

/// Reads what is whole of a file of records, at the parent's end.
pub(crate) fn parse(mut bytes: &[u8]) -> Vec<(String, String)> {
    let mut records = Vec::new();
    while let Some(record) = next(&mut bytes) {
        records.push(record);
    }
    records
}

fn next(bytes: &mut &[u8]) -> Option<(String, String)> {
    let end = bytes.iter().position(|&byte| byte == b'\n')?;
    let (kind, length) = str::from_utf8(&bytes[..end]).ok()?.split_once(' ')?;
    let length: usize = length.parse().ok()?;
    let text = bytes.get(end + 1..end + 1 + length)?;
    let record = (kind.to_string(), String::from_utf8_lossy(text).into_owned());
    *bytes = bytes.get(end + 1 + length + 1..)?;
    Some(record)
}
