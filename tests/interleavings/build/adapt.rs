//! The same source on loom instead of `std`.

use std::collections::BTreeSet;

/// The parts of `std` that have nothing to do with threads.
const PLAIN: [&str; 18] = [
    "any",
    "array",
    "cell",
    "collections",
    "error",
    "fmt",
    "future",
    "io",
    "iter",
    "marker",
    "mem",
    "ops",
    "panic",
    "pin",
    "ptr",
    "rc",
    "time",
    "usize",
];

/// The parts of `std`, and the crates, that the package has a modelled one for.
const MODELLED: [&str; 6] = [
    "std::alloc",
    "std::hint",
    "std::sync",
    "std::task",
    "std::thread",
    "parking_lot",
];

/// A file, what is there, exactly once, and what is there in the model.
///
/// Loom's atomics and locks belong to one run of the model, and a static to none. What
/// a thread does must not depend on how long something took; so who looks out for a
/// wake does that once. A model can't have as many threads as a pool. And to free a
/// block is to touch what is in it, so that loom sees whether somebody else may be at
/// it; which is why none is kept to be used again. And as a thread ends, loom takes all
/// its locals away at once, also those that have nothing to drop: so a queue has its
/// memory itself, and no other local frees it.
const SPECIAL: [(&str, &str, &str); 14] = [
    (
        "step03-timers/src/timers.rs",
        "static LAST_ID: AtomicU64 = AtomicU64::new(0);",
        "interleavings::lazy_static! { \
         static ref LAST_ID: AtomicU64 = AtomicU64::new(0); }",
    ),
    (
        "step05-multithread/src/address.rs",
        "static LOOPS: RwLock<Vec<Option<Arc<Remote>>>> = RwLock::new(Vec::new());",
        "interleavings::lazy_static! { \
         static ref LOOPS: RwLock<Vec<Option<Arc<Remote>>>> = \
         RwLock::new(Vec::new()); }",
    ),
    (
        "step05-multithread/src/parker.rs",
        "let [mut glances, more_glances] = GLANCES;",
        "let [mut glances, more_glances] = [1, 1];",
    ),
    ("step05-multithread/src/parker.rs", "                spin_loop();\n", ""),
    ("step05-multithread/src/parker.rs", "if Instant::now() >= end {", "if true {"),
    ("step05-multithread/src/parker.rs", "            thread::yield_now();\n", ""),
    ("step05-multithread/src/parker.rs", "Instant::now() < window + WINDOW", "true"),
    (
        "step05-multithread/src/blocking.rs",
        "const MOST_THREADS: usize = 512;",
        "const MOST_THREADS: usize = 3;",
    ),
    (
        "step05-multithread/src/tasks/memory.rs",
        "let is_kept = KEEPER.try_with(|_| ()).is_ok();",
        "let is_kept = false;",
    ),
    (
        "step05-multithread/src/tasks/slab.rs",
        "const BLOCKS: usize = if cfg!(fresh_memory) { 1 } else { 16 };",
        "const BLOCKS: usize = 2;",
    ),
    (
        "step05-multithread/src/tasks/run_queue.rs",
        "slots: UnsafeCell<ManuallyDrop<Vec<Slot>>>,",
        "slots: UnsafeCell<Vec<Slot>>,",
    ),
    (
        "step05-multithread/src/tasks/run_queue.rs",
        "slots: UnsafeCell::new(ManuallyDrop::new(Vec::new())),",
        "slots: UnsafeCell::new(Vec::new()),",
    ),
    (
        "step05-multithread/src/tasks/run_queue.rs",
        "        QUEUE.with(|queue| queue.with(|slots| drop(mem::take(slots))));\n",
        "",
    ),
    (
        "step05-multithread/src/tasks/header.rs",
        "    // SAFETY: as the caller says. (The header has nothing to drop.)",
        "    unsafe { \
         (*block.as_ptr()).joiner.with_mut(|_| ()); \
         (*block.as_ptr()).place.with_mut(|_| ()); }",
    ),
];

/// What of [`MODELLED`] and [`SPECIAL`] was met so far.
#[derive(Default)]
pub(crate) struct Adapted {
    met: BTreeSet<String>,
}

impl Adapted {
    /// Returns a file's text as a module of `module`, on loom.
    pub(crate) fn adapt(&mut self, file: &str, module: &str, text: &str) -> String {
        let step = file.split('/').next().expect("it begins with the step");
        let own = format!("{module}::{}::", step.replace('-', "_"));
        let mut text = text.to_owned();
        for (special, from, to) in SPECIAL {
            if special == file {
                text = replace_once(file, &text, from, to);
                self.met.insert(from.to_owned());
            }
        }
        let lines: Vec<_> = text.lines().map(|line| self.line(file, line)).collect();
        let text = receivers(lines).join("\n");
        let text = text.replace("crate::", &own);
        STEPS_IN_PATHS.iter().fold(text, |text, step| {
            let there = format!("{module}::{step}::");
            text.replace(&there, "\0")
                .replace(&format!("{step}::"), &there)
                .replace('\0', &there)
        }) + "\n"
    }

    fn line(&mut self, file: &str, line: &str) -> String {
        let code = line.trim_start();
        // The copies are no documentation, and their lints are checked elsewhere.
        if code.starts_with("///")
            || code.starts_with("//!")
            || code.starts_with("#![")
        {
            return String::new();
        } else if code.starts_with("//") {
            return line.to_owned();
        }
        for (at, _) in line.match_indices("std::") {
            let part = &line[at + "std::".len()..];
            let end = part.find(|c: char| !c.is_alphanumeric() && c != '_');
            let part = &part[..end.unwrap_or(part.len())];
            let known = PLAIN.contains(&part)
                || MODELLED.contains(&format!("std::{part}").as_str());
            assert!(
                known,
                "{file}: `{}` uses `std::{part}`, and build/adapt.rs doesn't know \
                 whether that has to be modelled",
                line.trim()
            );
        }
        let rest = line.replace("std::alloc::", "");
        for other in ["core::", "alloc::"] {
            assert!(!rest.contains(other), "{file}: say `std::`, not `{other}`");
        }
        let mut line = line.to_owned();
        for part in MODELLED {
            if line.contains(&format!("{part}::"))
                || line.contains(&format!("{part};"))
            {
                let name = part.trim_start_matches("std::");
                line = line.replace(part, &format!("interleavings::{name}"));
                self.met.insert(part.to_owned());
            }
        }
        if line == "thread_local! {" {
            line = "interleavings::thread_local! {".to_owned();
            self.met.insert("thread_local!".to_owned());
        }
        assert!(
            !line.contains("thread_local!") || line.starts_with("interleavings::"),
            "{file}: a `thread_local!` is expected on a line of its own"
        );
        // Models look into the steps, so nothing is private to them.
        if line.starts_with("mod ") { format!("pub(crate) {line}") } else { line }
    }

    /// That all expectations of the above were met somewhere.
    pub(crate) fn check(&self) {
        let modelled = MODELLED.iter().filter(|part| **part != "std::hint");
        let special = SPECIAL.iter().map(|(_, from, _)| from);
        for expected in modelled.chain(special).chain(&["thread_local!"]) {
            assert!(
                self.met.contains(*expected),
                "no step uses `{expected}` any more: tell build/adapt.rs"
            );
        }
    }
}

const STEPS_IN_PATHS: [&str; 5] = [
    "step01_poll",
    "step02_waker",
    "step03_timers",
    "step04_spawn",
    "step05_multithread",
];

/// In a function whose receiver is an `Arc`, calls it `this`.
fn receivers(lines: Vec<String>) -> Vec<String> {
    let mut inside = false;
    let rename = |line: String| {
        inside |=
            line.contains("self: Arc<Self>") || line.contains("self: &Arc<Self>");
        if !inside {
            return line;
        }
        inside = line != "    }";
        words(&line)
    };
    lines.into_iter().map(rename).collect()
}

/// The line with each word `self` as `this`.
fn words(line: &str) -> String {
    let ends_word = |c: char| !c.is_alphanumeric() && c != '_';
    let rename = |word: &str| match word.strip_prefix("self") {
        Some(end) if end.starts_with(ends_word) => format!("this{end}"),
        _ => word.to_owned(),
    };
    line.split_inclusive(ends_word).map(rename).collect()
}

/// The text with the one place that says `from` saying `to`.
pub(crate) fn replace_once(file: &str, text: &str, from: &str, to: &str) -> String {
    let found = text.matches(from).count();
    assert!(
        found == 1,
        "{file}: expected exactly once, but found {found} times:\n{from}\n\
         Change build/ with it, so that what is modelled is still what is there."
    );
    text.replace(from, to)
}
