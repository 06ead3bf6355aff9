//! A recording as one HTML page, to step through.

mod data;

use std::fmt::Write;

use crate::compare::Comparison;
use crate::story::Story;
use crate::words::count;
use data::{Data, Run};

pub use data::MOST_SHOWN;

/// How many sentences "The run in words" has at most.
const MOST_SENTENCES: usize = 1_000;

/// One run as a page: the drawing, and under it a slider that goes from poll to poll
/// and says how things stand.
///
/// The page is complete in itself: it asks the network for nothing. Without JavaScript
/// it is the drawing and the run in words. Of a large recording, the slider reaches
/// the first [`MOST_SHOWN`] events, and the page says so.
///
/// ```
/// use timeline::{Recorder, Story, html};
///
/// let recorder = Recorder::new("a <yield>");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// let page = html::page(&Story::new(&recording));
/// assert!(page.contains("<title>a &lt;yield&gt;</title>"));
/// assert!(!page.contains("http://") || page.contains("http://www.w3.org"));
/// ```
#[must_use]
pub fn page(story: &Story<'_>) -> String {
    let run = Run::new(story, data::Steps::PollsAndParks);
    let left_out = run.left_out();
    let data = Data { runs: vec![run], difference: None };
    Page {
        title: &data::cut(story.recording.title.clone(), 200),
        summary: &format!("{}.", story.summary()),
        left_out: &left_out,
        figure: &crate::svg::dated_figure(story),
        words: &words(story, "The run in words"),
        data: &data,
    }
    .fill()
}

/// Two runs on a page, the one above the other: one slider goes through the polls of
/// both, and a button leads to the first difference.
///
/// ```
/// use timeline::{Recorder, Story, html};
///
/// let recorder = Recorder::new("a yield");
/// step04_spawn::block_on(recorder.task("main", step04_spawn::yield_now()));
/// let recording = recorder.finish();
/// let story = Story::new(&recording);
/// let page = html::compare(&story, &story);
/// assert!(page.contains("The same schedule: 2 polls, in the same order."));
/// ```
#[must_use]
pub fn compare(above: &Story<'_>, below: &Story<'_>) -> String {
    let comparison = Comparison::new(above, below);
    let runs = [above, below].map(|story| Run::new(story, data::Steps::Polls));
    let left_out: Vec<_> = runs.iter().map(Run::left_out).collect();
    let difference = comparison.first_difference;
    let difference = difference.map(|_| comparison.outer_alike([above, below]));
    let data = Data { runs: runs.into(), difference };
    let titles =
        [above, below].map(|story| data::cut(story.recording.title.clone(), 200));
    let [above_words, below_words] = [(above, &titles[0]), (below, &titles[1])]
        .map(|(story, title)| words(story, &format!("{title} in words")));
    Page {
        title: &titles.join(", and "),
        summary: &comparison.in_words(above, below),
        left_out: left_out.join(" ").trim(),
        figure: &crate::svg::compare(above, below),
        words: &(above_words + &below_words),
        data: &data,
    }
    .fill()
}

struct Page<'a> {
    title: &'a str,
    summary: &'a str,
    left_out: &'a str,
    /// SVG.
    figure: &'a str,
    /// HTML.
    words: &'a str,
    data: &'a Data,
}

impl Page<'_> {
    /// Puts each part in its place, and looks for places in the template only: a task
    /// may be called `{{title}}`.
    fn fill(&self) -> String {
        let mut page = String::new();
        for (number, part) in include_str!("page.html").split("{{").enumerate() {
            if number == 0 {
                page += part;
                continue;
            }
            let (place, rest) =
                part.split_once("}}").expect("each place in the template ends");
            match place {
                "title" => page += &escaped(self.title),
                "summary" => page += &escaped(self.summary),
                "left out" => page += &escaped(self.left_out),
                "figure" => page += self.figure,
                "words" => page += self.words,
                "style" => page += include_str!("page.css"),
                "script" => page += include_str!("page.js"),
                "moment" => page += include_str!("moment.js"),
                "data" => page += &self.data.to_json(),
                _ => unreachable!("the template has no other places"),
            }
            page += rest;
        }
        page
    }
}

/// The sentences, as a list that can be folded.
fn words(story: &Story<'_>, title: &str) -> String {
    let mut html = format!(
        "<details class=\"words\"><summary>{}</summary><ol>",
        escaped(title)
    );
    let begin = |turn: usize| story.polls[story.turns[turn].polls[0]].begin;
    let turns = (0..story.turns.len()).take(MOST_SENTENCES);
    let turns = turns.map(|turn| (begin(turn), Some(turn), None));
    let parks = story.parks.iter().take(MOST_SENTENCES);
    let parks = parks.map(|park| (park.from, None, Some(park)));
    let mut all: Vec<_> = turns.chain(parks).collect();
    all.sort_by_key(|&(from, ..)| from);
    all.truncate(MOST_SENTENCES);
    for (_, turn, park) in &all {
        let turn = turn.map(|turn| story.turn_in_words(turn));
        let park = park.map(|park| story.park_in_words(park));
        let sentence = data::cut(turn.or(park).unwrap_or_default(), 2_000);
        let _ = write!(html, "<li>{}</li>", escaped(&sentence));
    }
    html += "</ol>";
    let left = story.turns.len() + story.parks.len() - all.len();
    if left > 0 {
        let left = count(left as u64, "more sentence");
        let _ =
            write!(html, "<p>{left}: left out here, since they are too many.</p>");
    }
    html + "</details>"
}

/// For text and for attributes.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => html += "&amp;",
            '<' => html += "&lt;",
            '>' => html += "&gt;",
            '"' => html += "&quot;",
            '\'' => html += "&#39;",
            _ => html.push(character),
        }
    }
    html
}
