//! Text in an SVG document.

/// Takes their meaning from the characters that have one in XML.
///
/// Control characters become spaces: XML has no place for most of them, and a blank
/// line would end the block when the chart stands in a Markdown page.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            // Not allowed in XML, not even escaped.
            '\u{fffe}' | '\u{ffff}' => {}
            _ if char.is_control() => escaped.push(' '),
            _ => escaped.push(char),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_a_text_is_taken_for_markup() {
        assert_eq!(escape("a<b>&\"c'"), "a&lt;b&gt;&amp;&quot;c&#39;");
        assert_eq!(escape("one\n\ntwo\u{0}"), "one  two ");
        assert_eq!(escape("12 µs × 2"), "12 µs × 2");
    }
}
