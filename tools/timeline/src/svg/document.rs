use super::style::{FIGURE, FONT, STYLE};
use super::text::{escape, round};
use crate::story::Story;

/// A drawing without its frame.
pub(super) struct Drawing {
    pub(super) body: String,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Drawing {
    /// The drawing as a file of its own, or as a part of a page.
    pub(super) fn document(&self, label: &str, description: &str) -> String {
        let (width, height) = (round(self.width), round(self.height));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline\" \
             viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" \
             role=\"img\" aria-label=\"{0}\" {FONT}>\n<title>{0}</title>\n\
             <desc>{1}</desc>\n{STYLE}{2}</svg>\n",
            escape(label),
            escape(description),
            self.body
        )
    }

    fn nested(&self, class: &str, hidden: &str) -> String {
        let (width, height) = (round(self.width), round(self.height));
        format!(
            "<svg class=\"{class}\"{hidden} viewBox=\"0 0 {width} {height}\" \
             preserveAspectRatio=\"xMinYMin\">\n{}</svg>\n",
            self.body
        )
    }
}

/// What is said of a run in a few words.
pub(super) fn label(story: &Story<'_>) -> String {
    format!("{}: {}", story.recording.title, story.summary())
}

/// Both drawings in one: by its width, one of them is shown.
pub(super) fn either(
    label: &str,
    description: &str,
    wide: &Drawing,
    narrow: &Drawing,
) -> String {
    let (width, height) = (round(wide.width), round(wide.height));
    let ratio = |drawing: &Drawing| {
        format!("{}/{}", round(drawing.width), round(drawing.height))
    };
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"timeline timeline-figure\" \
         style=\"--wide:{};--narrow:{}\" width=\"{width}\" height=\"{height}\" \
         role=\"img\" aria-label=\"{label}\" {FONT}>\n<title>{label}</title>\n\
         <desc>{}</desc>\n{}{FIGURE}</style>\n{}{}</svg>\n",
        ratio(wide),
        ratio(narrow),
        escape(description),
        STYLE.trim_end().trim_end_matches("</style>"),
        wide.nested("timeline-wide", ""),
        narrow.nested("timeline-narrow", " display=\"none\""),
        label = escape(label),
    )
}
