//! JSON, as much of it as one object takes: it saves a newcomer the wait for a library.

use std::fmt::Write;

use crate::Verdict;

pub(crate) fn object(verdict: &Verdict) -> String {
    let code = verdict.code.as_ref();
    let sequence = verdict.sequence.as_ref().map(|sequence| {
        let divergence = sequence.divergence();
        fields(&[
            ("expected", list(&sequence.expected)),
            ("actual", list(&sequence.actual)),
            ("divergence", divergence.map_or("null".into(), |at| at.to_string())),
        ])
    });
    fields(&[
        ("exercise", string(verdict.exercise)),
        ("title", string(&verdict.title)),
        ("file", string(verdict.file)),
        ("status", string(verdict.status.name())),
        ("check", optional(verdict.check)),
        ("passed", verdict.passed.to_string()),
        ("of", verdict.of.to_string()),
        ("code", optional(code.map(|code| code.id))),
        ("teaches", optional(code.map(|code| code.teaches))),
        ("expected", string(&verdict.expected)),
        ("actual", string(&verdict.actual)),
        ("sequence", sequence.unwrap_or_else(|| "null".into())),
        ("section", string(&verdict.section)),
        ("hint", optional(verdict.hint.as_deref())),
        ("output", string(&verdict.output)),
        ("elapsed_ms", verdict.elapsed.as_millis().to_string()),
        ("rerun", string(&verdict.rerun())),
    ])
}

fn fields(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|(name, value)| format!("{}:{value}", string(name)))
        .collect();
    format!("{{{}}}", fields.join(","))
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| string(item)).collect();
    format!("[{}]", items.join(","))
}

fn optional(text: Option<&str>) -> String {
    text.map_or("null".into(), string)
}

fn string(text: &str) -> String {
    let mut json = String::from('"');
    for c in text.chars() {
        match c {
            '"' => json.push_str("\\\""),
            '\\' => json.push_str("\\\\"),
            '\n' => json.push_str("\\n"),
            c if c.is_control() => {
                // Control characters are below U+10000: four digits.
                write!(json, "\\u{:04x}", u32::from(c)).expect("a string has room");
            }
            c => json.push(c),
        }
    }
    json.push('"');
    json
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_would_end_a_string_is_escaped() {
        assert_eq!(
            super::string("a\"b\\c\nd\te\u{1b}é"),
            r#""a\"b\\c\nd\u0009e\u001bé""#
        );
    }
}
