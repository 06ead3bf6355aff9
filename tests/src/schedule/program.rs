use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fmt;
use std::time::Duration;

use serde::de::{self, Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{check::check, notation};

/// The task that the program begins and ends with.
pub const MAIN: &str = "main";

/// A program: what each of its tasks does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Program {
    /// A word to the reader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// Each task's operations, by its name. One of them is `main`.
    #[serde(deserialize_with = "each_name_once")]
    pub tasks: BTreeMap<String, Vec<Op>>,
}

/// What a task can do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub enum Op {
    /// Says something.
    Log(String),
    /// Waits for so many milliseconds.
    Sleep(Millis),
    /// Gives control back once.
    Yield,
    /// Starts another task.
    Spawn(String),
    /// Waits for the end of a task, and fails if that has no output.
    Join(String),
    /// Waits for the end of a task, and says what it gave.
    Catch(String),
    /// Waits for the end of a task, but no longer than so many milliseconds.
    Wait {
        /// For which.
        task: String,
        /// For how long.
        ms: Millis,
    },
    /// Asks a task to end.
    Cancel(String),
    /// Ends this task without an output: a panic, or an exception.
    Fail(String),
}

impl Op {
    /// The operation's name in a program.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Log(_) => "log",
            Self::Sleep(_) => "sleep",
            Self::Yield => "yield",
            Self::Spawn(_) => "spawn",
            Self::Join(_) => "join",
            Self::Catch(_) => "catch",
            Self::Wait { .. } => "wait",
            Self::Cancel(_) => "cancel",
            Self::Fail(_) => "fail",
        }
    }

    /// The other task that it is about, if any.
    #[must_use]
    pub fn other(&self) -> Option<&str> {
        match self {
            Self::Spawn(task) | Self::Join(task) | Self::Catch(task) => Some(task),
            Self::Wait { task, .. } | Self::Cancel(task) => Some(task),
            Self::Log(_) | Self::Sleep(_) | Self::Yield | Self::Fail(_) => None,
        }
    }

    /// The task whose end it waits for, if any.
    #[must_use]
    pub fn awaits(&self) -> Option<&str> {
        let awaits =
            matches!(self, Self::Join(_) | Self::Catch(_) | Self::Wait { .. });
        self.other().filter(|_| awaits)
    }
}

/// Milliseconds: at least one, at most thirty days.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
)]
#[serde(try_from = "i64")]
pub struct Millis(u32);

impl Millis {
    /// So many milliseconds, if that is at least one and at most [`Self::MOST`].
    #[must_use]
    pub fn new(ms: i64) -> Option<Self> {
        let is_good = (1..=Self::MOST).contains(&ms);
        u32::try_from(ms).ok().filter(|_| is_good).map(Self)
    }

    /// Thirty days. Every loop keeps such a time to the millisecond.
    pub const MOST: i64 = 30 * 24 * 60 * 60 * 1000;
}

impl TryFrom<i64> for Millis {
    type Error = String;

    fn try_from(ms: i64) -> Result<Self, String> {
        Self::new(ms).ok_or_else(|| match ms {
            0 => {
                "0 ms is no time: to give control back once, use `yield`".to_owned()
            }
            ..0 => format!("{ms} ms is less than no time"),
            _ => format!("{ms} ms is more than {}, which is 30 days", Self::MOST),
        })
    }
}

impl From<Millis> for Duration {
    fn from(ms: Millis) -> Self {
        Self::from_millis(ms.0.into())
    }
}

impl fmt::Display for Millis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Program {
    /// Reads a program, and [checks](Self::check) it.
    ///
    /// # Errors
    ///
    /// One sentence that says where in the program what is wrong.
    ///
    /// ```
    /// use tests::schedule::Program;
    ///
    /// let error = Program::parse(r#"{"tasks": {"main": [{"sleep": -5}]}}"#).unwrap_err();
    /// assert_eq!(error, "tasks.main[0].sleep: -5 ms is less than no time");
    /// ```
    pub fn parse(json: &str) -> Result<Self, String> {
        // Otherwise what isn't JSON at all would be a wrong value somewhere.
        let value: Value = serde_json::from_str(json)
            .map_err(|error| format!("this isn't JSON: {error}"))?;
        notation::before(&value)?;
        let mut json = serde_json::Deserializer::from_str(json);
        let program: Self = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| place_and_reason(&error))?;
        notation::after(&program, &value)?;
        program.check()?;
        Ok(program)
    }

    /// Whether it makes sense, as far as that can be told without running it.
    ///
    /// # Errors
    ///
    /// One sentence that says where in the program what is wrong.
    pub fn check(&self) -> Result<(), String> {
        check(self)
    }

    /// The program in one line.
    ///
    /// ```
    /// use tests::schedule::Program;
    ///
    /// let json = r#"{"tasks":{"main":["yield",{"sleep":5}]}}"#;
    /// assert_eq!(Program::parse(json).unwrap().to_json(), json);
    /// ```
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("a program has nothing that JSON hasn't")
    }

    /// How many operations all its tasks have.
    #[must_use]
    pub fn ops(&self) -> usize {
        self.tasks.values().map(Vec::len).sum()
    }
}

fn place_and_reason(
    error: &serde_path_to_error::Error<serde_json::Error>,
) -> String {
    let reason = error.inner().to_string();
    // The path says where, and more clearly than a line and a column.
    let reason =
        reason.rsplit_once(" at line ").map_or(&*reason, |(reason, _)| reason);
    match error.path().to_string().as_str() {
        "." => reason.to_owned(),
        path => format!("{path}: {reason}"),
    }
}

/// A map would keep the last of two tasks with one name, and not say a word.
fn each_name_once<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Vec<Op>>, D::Error> {
    struct Tasks;

    impl<'de> Visitor<'de> for Tasks {
        type Value = BTreeMap<String, Vec<Op>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of operations for each task")
        }

        fn visit_map<A: MapAccess<'de>>(
            self,
            mut map: A,
        ) -> Result<Self::Value, A::Error> {
            let mut tasks = BTreeMap::new();
            while let Some((name, ops)) = map.next_entry()? {
                match tasks.entry(name) {
                    Entry::Vacant(entry) => entry.insert(ops),
                    Entry::Occupied(entry) => {
                        let name = entry.key();
                        let error = format!("there are two tasks `{name}`");
                        return Err(de::Error::custom(error));
                    }
                };
            }
            Ok(tasks)
        }
    }

    deserializer.deserialize_map(Tasks)
}
