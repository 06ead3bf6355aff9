//! The pages: built into a fresh folder, and then kept in memory. So no page is
//! missing while the next are built, and no request ever touches a path.

use std::collections::HashMap;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, SystemTime};

use mdbook_driver::MDBook;

/// The files of a built book, by their paths with slashes: `print.html`.
pub(crate) type Files = HashMap<String, Vec<u8>>;

pub(crate) struct Site {
    root: PathBuf,
    files: RwLock<Arc<Files>>,
    /// The stamp of the sources before they were last built. A change while they are
    /// being built is one to build again for.
    seen: Mutex<u64>,
}

/// Asks now and then whether this page has changed, while somebody looks at it. It
/// holds no connection: a browser has only six for each server.
const RELOAD: &str = "<script>(() => {
  const ask = () => fetch('/.changed' + location.pathname).then(it => it.text());
  let seen;
  setInterval(() => document.hidden || ask().then(it => {
    if (seen && seen !== it) location.reload();
    seen = it;
  }, () => {}), 1000);
})()</script>
";

impl Site {
    pub(crate) fn new(root: PathBuf) -> Result<Self, String> {
        let seen = Mutex::new(stamp(&root));
        let files = RwLock::new(Arc::new(build(&root)?));
        Ok(Self { root, files, seen })
    }

    pub(crate) fn files(&self) -> Arc<Files> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&files)
    }

    /// Builds it anew whenever a source has changed.
    pub(crate) fn keep_up(&self) {
        /// How often it looks. It needs no events of files, which not every system has.
        const PERIOD: Duration = Duration::from_millis(400);
        loop {
            thread::sleep(PERIOD);
            self.look();
        }
    }

    /// Builds it anew if a source has changed.
    fn look(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = stamp(&self.root);
        if stamp == *seen {
            return;
        }
        *seen = stamp;
        match build(&self.root) {
            Ok(files) => {
                let mut old =
                    self.files.write().unwrap_or_else(PoisonError::into_inner);
                *old = Arc::new(files);
            }
            // The pages as they were are better than none.
            Err(error) => eprintln!("error: {error}"),
        }
    }
}

fn build(root: &Path) -> Result<Files, String> {
    let folder = tempfile::tempdir()
        .map_err(|error| format!("there is no place to build the book: {error}"))?;
    let built = MDBook::load(root.join("book")).and_then(|mut book| {
        book.config.build.build_dir = folder.path().to_owned();
        // The folder is in place, and a theme's own files are looked for in the book.
        book.config.build.create_missing = false;
        book.build()
    });
    built.map_err(|error| format!("the book can't be built: {error:#}"))?;
    let mut files = Files::new();
    let mut folders = vec![folder.path().to_owned()];
    while let Some(next) = folders.pop() {
        let failed = |error| format!("the built book can't be read: {error}");
        for entry in fs::read_dir(&next).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder.path()).unwrap_or(&path);
            let name = name.to_string_lossy().replace('\\', "/");
            let mut text = fs::read(&path).map_err(failed)?;
            if name.ends_with(".html") && name != "toc.html" {
                add_reload(&mut text);
            }
            files.insert(name, text);
        }
    }
    Ok(files)
}

fn add_reload(page: &mut Vec<u8>) {
    const END: &[u8] = b"</body>";
    let end = page.windows(END.len()).rposition(|it| it == END);
    if let Some(end) = end {
        page.splice(end..end, RELOAD.bytes());
    }
}

/// What tells one state of the sources from another: the book's own files, and those
/// of the steps and of the benches that it includes.
fn stamp(root: &Path) -> u64 {
    let mut hasher = DefaultHasher::new();
    let mut folders = vec![root.join("book"), root.join("benches/without")];
    let steps = fs::read_dir(root).into_iter().flatten().flatten();
    let steps =
        steps.filter(|it| it.file_name().to_string_lossy().starts_with("step"));
    for step in steps {
        folders.extend(["src", "examples"].map(|it| step.path().join(it)));
    }
    folders.sort();
    while let Some(folder) = folders.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut entries: Vec<_> = entries.map(|it| it.path()).collect();
        entries.sort();
        for path in entries {
            let Ok(metadata) = fs::metadata(&path) else { continue };
            if metadata.is_dir() {
                folders.push(path);
                continue;
            }
            let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
            (path, modified, metadata.len()).hash(&mut hasher);
        }
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_before_the_first_look_is_seen_by_it() {
        let root = tempfile::tempdir().expect("there is room");
        let page = root.path().join("book/src/one.md");
        fs::create_dir_all(root.path().join("book/src")).expect("ours");
        fs::write(root.path().join("book/book.toml"), "").expect("ours");
        let summary = root.path().join("book/src/SUMMARY.md");
        fs::write(summary, "- [One](one.md)\n").expect("ours");
        fs::write(&page, "before").expect("ours");
        let site = Site::new(root.path().to_owned()).expect("it can be built");
        fs::write(&page, "afterwards").expect("ours");
        site.look();
        let html = String::from_utf8_lossy(&site.files()["one.html"]).into_owned();
        assert!(html.contains("afterwards"), "{html}");
    }
}
