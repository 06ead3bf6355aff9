//! The notes of an exercise: Markdown that is also easy to take apart.
//!
//! ```
//! let text = [
//!     "# Drive a future by hand",
//!     "",
//!     "Read first: [book/src/step01.md#loop](../../../book/src/step01.md#loop)",
//!     "",
//!     "What it is about.",
//!     "",
//!     "## Hint 1",
//!     "",
//!     "Look here.",
//!     "",
//!     "## Hint E-POLL-COUNT",
//!     "",
//!     "Count there.",
//!     "",
//!     "## Afterwards",
//!     "",
//!     "The reference does it so.",
//! ];
//! let notes = verdict::notes::Notes::parse(&text.join("\n"));
//! assert_eq!(notes.title, "Drive a future by hand");
//! assert_eq!(notes.section, "book/src/step01.md#loop");
//! assert_eq!(notes.task, "What it is about.");
//! assert_eq!(notes.hint("1"), Some("Look here."));
//! assert_eq!(notes.hint("E-POLL-COUNT"), Some("Count there."));
//! assert_eq!(notes.afterwards, "The reference does it so.");
//! ```

/// Notes, taken apart. All texts are Markdown without empty lines around them.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Notes {
    /// The heading.
    pub title: String,
    /// What to read first, such as `book/src/step01.md#loop`: the text of the link in
    /// the line that begins with `Read first:`.
    pub section: String,
    /// What is between that line and the first hint.
    pub task: String,
    /// What follows each `## Hint KEY`, with its key: `1` to `3`, or a code.
    pub hints: Vec<(String, String)>,
    /// What follows `## Afterwards`, for those who have passed.
    pub afterwards: String,
}

const SECTION: &str = "Read first: [";

impl Notes {
    /// Takes notes apart. What isn't there stays empty.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut notes = Self::default();
        // Everything up to the first heading of level 2 is the beginning.
        let mut parts = text.split("\n## ");
        for line in parts.next().unwrap_or_default().lines() {
            if let Some(title) = line.strip_prefix("# ") {
                notes.title = title.trim().into();
            } else if let Some(link) = line.strip_prefix(SECTION) {
                notes.section = link.split(']').next().unwrap_or_default().into();
            } else {
                notes.task.push_str(line);
                notes.task.push('\n');
            }
        }
        notes.task = notes.task.trim().into();
        for part in parts {
            let (heading, body) = part.split_once('\n').unwrap_or((part, ""));
            let body = body.trim().to_string();
            match heading.trim().split_once(' ') {
                Some(("Hint", key)) => notes.hints.push((key.trim().into(), body)),
                None if heading.trim() == "Afterwards" => notes.afterwards = body,
                _ => {}
            }
        }
        notes
    }

    /// The hint with this key: `"1"`, or `"E-POLL-COUNT"`.
    #[must_use]
    pub fn hint(&self, key: &str) -> Option<&str> {
        self.hints.iter().find(|(of, _)| of == key).map(|(_, hint)| hint.as_str())
    }
}
