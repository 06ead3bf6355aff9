use std::fmt::Display;

use crate::Code;

/// What a check returns.
pub type Outcome = Result<(), Wrong>;

/// Why a check fails.
#[derive(Clone, Debug)]
#[must_use]
pub struct Wrong {
    pub(crate) code: Code,
    pub(crate) expected: String,
    pub(crate) actual: String,
    pub(crate) sequence: Option<Box<Sequence>>,
}

impl Wrong {
    /// Names the mistake.
    pub fn new(code: Code) -> Self {
        Self { code, expected: String::new(), actual: String::new(), sequence: None }
    }

    /// Says what was expected, in words.
    pub fn expected(self, expected: impl Display) -> Self {
        Self { expected: expected.to_string(), ..self }
    }

    /// Says what happened, in words.
    pub fn actual(self, actual: impl Display) -> Self {
        Self { actual: actual.to_string(), ..self }
    }

    /// Shows two orders of events side by side.
    pub fn sequence(self, sequence: Sequence) -> Self {
        Self { sequence: Some(Box::new(sequence)), ..self }
    }
}

/// What should have happened and what did, one after the other.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Sequence {
    /// What should have happened.
    pub expected: Vec<String>,
    /// What happened.
    pub actual: Vec<String>,
}

impl Sequence {
    /// Puts two orders of events side by side.
    #[must_use]
    pub fn new(
        expected: impl IntoIterator<Item = impl Display>,
        actual: impl IntoIterator<Item = impl Display>,
    ) -> Self {
        let strings = |item: &dyn Display| item.to_string();
        Self {
            expected: expected.into_iter().map(|item| strings(&item)).collect(),
            actual: actual.into_iter().map(|item| strings(&item)).collect(),
        }
    }

    /// Where they part, counted from 0: `None` if they don't.
    #[must_use]
    pub fn divergence(&self) -> Option<usize> {
        let common = self
            .expected
            .iter()
            .zip(&self.actual)
            .take_while(|(a, b)| a == b)
            .count();
        (self.expected.len().max(self.actual.len()) > common).then_some(common)
    }
}

/// Passes if things happened in the expected order, and shows both if they didn't.
///
/// ```
/// use verdict::{codes, same_order};
///
/// let seen = vec!["first".to_string(), "second".to_string()];
/// assert!(same_order(codes::LIFO, ["first", "second"], &seen).is_ok());
/// assert!(same_order(codes::LIFO, ["second", "first"], &seen).is_err());
/// ```
///
/// # Errors
///
/// `code`, with both orders.
pub fn same_order(
    code: Code,
    expected: impl IntoIterator<Item = impl Display>,
    actual: impl IntoIterator<Item = impl Display>,
) -> Outcome {
    let sequence = Sequence::new(expected, actual);
    let Some(at) = sequence.divergence() else { return Ok(()) };
    let say = |side: &[String]| match side.get(at) {
        Some(event) => format!("event {} is: {event}", at + 1),
        None => format!("no more than {}", events(side.len())),
    };
    Err(Wrong::new(code)
        .expected(say(&sequence.expected))
        .actual(say(&sequence.actual))
        .sequence(sequence))
}

fn events(count: usize) -> String {
    format!("{count} event{}", if count == 1 { "" } else { "s" })
}
