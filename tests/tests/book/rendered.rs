//! What can be said of the pages once mdBook has rendered them.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::sync::Mutex;

use mdbook_driver::MDBook;
use scraper::{Html, Selector};
use tempfile::TempDir;
use tracing_subscriber::util::SubscriberInitExt;

use crate::pages::{Book, Problem, problem};

/// Builds the book into a folder of its own. Returns the folder, with the log of
/// warnings beside the pages, as `warnings.log`.
fn render(book: &Book) -> TempDir {
    let dir = TempDir::new().expect("there is room for the book");
    let log = File::create(dir.path().join("warnings.log")).expect("it is writable");
    let _logging = tracing_subscriber::fmt()
        .with_max_level(tracing_subscriber::filter::LevelFilter::WARN)
        .with_ansi(false)
        .without_time()
        .with_writer(Mutex::new(log))
        .set_default();
    let mut mdbook = MDBook::load(book.root.join("book")).expect("the book loads");
    mdbook.config.build.build_dir = dir.path().join("html");
    mdbook.build().expect("the book builds");
    dir
}

/// Each rendered page: its name, and its text.
fn rendered_pages(dir: &TempDir) -> HashMap<String, String> {
    let folder = fs::read_dir(dir.path().join("html")).expect("the book was built");
    let names = folder.map(|entry| entry.expect("it can be listed").file_name());
    names
        .map(|name| name.into_string().expect("pages have names in ASCII"))
        .filter(|name| name.ends_with(".html"))
        .map(|name| {
            let file = dir.path().join("html").join(&name);
            (name, fs::read_to_string(file).expect("it is a page"))
        })
        .collect()
}

pub(crate) fn builds_without_warning(book: &Book) -> Vec<Problem> {
    let dir = render(book);
    let log =
        fs::read_to_string(dir.path().join("warnings.log")).expect("it is text");
    let pages = book.pages();
    let starts = log.lines().filter(|line| {
        let line = line.trim_start();
        line.starts_with("WARN") || line.starts_with("ERROR")
    });
    // mdBook names the page and quotes what it stumbled on, but gives no line.
    starts
        .map(|warning| {
            let page = pages.iter().find(|page| warning.contains(&page.name));
            let mut quoted = warning.split('`').skip(1).step_by(2);
            let needle = quoted.next().unwrap_or(warning).trim_end_matches('>');
            match page {
                Some(page) => page.problem(page.line_of(needle), warning.trim()),
                None => problem("book/book.toml", 1, warning.trim()),
            }
        })
        .collect()
}

pub(crate) fn no_directive_is_left(book: &Book) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (name, text) in rendered_pages(&render(book)) {
        for (line, text) in (1..).zip(text.lines()) {
            if let Some((_, rest)) = text.split_once("{{#") {
                let directive = rest.split("}}").next().unwrap_or(rest);
                let what = format!("`{{{{#{directive}}}}}` is left on the page");
                problems.push(source_problem(book, &name, directive, line, what));
            }
        }
    }
    problems
}

pub(crate) fn links_lead_somewhere(book: &Book) -> Vec<Problem> {
    let dir = render(book);
    let pages = rendered_pages(&dir);
    let pages: HashMap<_, _> = pages
        .iter()
        .map(|(name, text)| (&**name, Html::parse_document(text)))
        .collect();
    let selector = |css| Selector::parse(css).expect("this is CSS");
    let (with_id, with_href) = (selector("[id]"), selector("a[href]"));
    let ids: HashMap<&str, HashSet<&str>> = pages
        .iter()
        .map(|(name, page)| {
            (*name, page.select(&with_id).filter_map(|e| e.attr("id")).collect())
        })
        .collect();
    let mut problems = Vec::new();
    for (name, page) in &pages {
        for href in page.select(&with_href).filter_map(|link| link.attr("href")) {
            let (file, fragment) = href.split_once('#').unwrap_or((href, ""));
            let file = if file.is_empty() { name } else { file };
            let what = if href.contains(':') {
                (!is_well_formed(href)).then(|| format!("{href} is no address"))
            } else if !dir.path().join("html").join(file).is_file() {
                Some(format!("the link {href} leads to no page"))
            } else if !fragment.is_empty()
                && !ids.get(file).is_some_and(|ids| ids.contains(fragment))
            {
                Some(format!("the link {href} leads to no anchor"))
            } else {
                None
            };
            let needle = href.replace(".html", ".md");
            problems.extend(
                what.map(|what| source_problem(book, name, &needle, 1, what)),
            );
        }
    }
    problems
}

/// Nothing is fetched: an address has a host with a dot in it, and no spaces.
fn is_well_formed(href: &str) -> bool {
    let Some(rest) = href.strip_prefix("https://") else {
        return false;
    };
    let host = rest.split('/').next().unwrap_or(rest);
    let labels: Vec<_> = host.split('.').collect();
    let is_label = |label: &&str| {
        !label.is_empty()
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
    };
    labels.len() > 1
        && labels.iter().all(is_label)
        && !href.contains(char::is_whitespace)
}

/// A problem of a rendered page, at the place in the source that it comes from; or,
/// where there is none, in the rendered page itself.
fn source_problem(
    book: &Book,
    name: &str,
    needle: &str,
    line: usize,
    what: String,
) -> Problem {
    let source = name.replace(".html", ".md");
    match book.pages().iter().find(|page| page.name == source) {
        Some(page) => page.problem(page.line_of(needle), what),
        None => problem(name, line, what),
    }
}
