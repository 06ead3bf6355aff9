//! What the drawing shows of the future.

use serde_json::Value;

use crate::chrome::{DESK, PHONE, Page, find};
use crate::runs::{main2, page, yields};

/// How many shapes of the drawing that is shown are dated, and how many of them are
/// yet to come.
fn shapes(page: &mut Page) -> [u64; 2] {
    ["[data-from]", ".later"].map(|which| {
        let count = format!(
            "[...document.querySelectorAll('#figure svg > svg')]\
             .filter((it) => getComputedStyle(it).display !== 'none')\
             .flatMap((it) => [...it.querySelectorAll({which:?})]).length"
        );
        page.eval(&count).as_u64().expect("it is a number")
    })
}

#[test]
fn what_is_yet_to_come_is_dimmed() {
    let Some(browser) = find() else { return };
    for look in [DESK, PHONE] {
        let mut page = Page::open(&browser, &page(&main2()), look);
        let [all, later] = shapes(&mut page);
        assert!(all > 60, "{all} shapes have a date");
        assert!(later * 3 > all * 2, "{later} of {all} come after the first poll");
        let mut last = later;
        for _ in 0..11 {
            page.press("ArrowRight");
            let [_, later] = shapes(&mut page);
            assert!(later <= last, "{later} after {last}");
            last = later;
        }
        assert_eq!(last, 0, "at the end there is nothing to come");
        page.press("Home");
        assert_eq!(shapes(&mut page), [all, later]);
    }
}

#[test]
fn each_poll_is_dimmed_until_it_begins() {
    let Some(browser) = find() else { return };
    let recording = main2();
    let mut page = Page::open(&browser, &page(&recording), DESK);
    let blocks = "[...document.querySelectorAll('.timeline-wide g > .run')]\
        .map((it) => [Number(it.dataset.from), it.classList.contains('later')])";
    for now in 0..recording.events.len() {
        page.eval(&format!("goToEvent({now})"));
        let blocks = page.eval(blocks);
        let blocks = blocks.as_array().expect("it is a list");
        assert_eq!(blocks.len(), 8);
        for block in blocks {
            assert!(block[0].is_u64(), "it has a date: {block}");
            let is_later = block[0].as_u64() > Some(now as u64);
            assert_eq!(block[1], Value::from(is_later), "{block} after event {now}");
        }
    }
}

#[test]
fn only_what_is_yet_to_come_is_hidden_where_it_is_asked_for() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.eval("document.getElementById('predict').click()");
    let visible = "[...document.querySelectorAll('.timeline-wide g > .run')]\
        .filter((it) => it.checkVisibility({ visibilityProperty: true })).length";
    assert_eq!(page.eval(visible), 1, "the first poll");
    let band = "document.querySelector('.timeline-wide .rule')\
        .checkVisibility({ visibilityProperty: true })";
    assert_eq!(page.eval(band), true, "the drawing itself is there");
    page.press("ArrowRight");
    assert_eq!(page.eval(visible), 2);
    let asleep = "Math.max(...[...document.querySelectorAll('.timeline-wide .asleep')]\
        .filter((it) => it.dataset.from && it.checkVisibility({ visibilityProperty: true }))\
        .map((it) => it.getBBox().x + it.getBBox().width))";
    let next =
        "[...document.querySelectorAll('.timeline-wide .band')][2].getBBox().x";
    assert!(page.eval(asleep).as_f64() <= page.eval(next).as_f64());
    page.press("End");
    assert_eq!(page.eval(visible), 8);
}

/// A run that takes several lines: those below the first are all yet to come.
#[test]
fn of_a_line_that_is_yet_to_come_nothing_is_shown() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&yields("main", 60)), DESK);
    page.eval("document.getElementById('predict').click()");
    let seen = "[...document.querySelectorAll('.timeline-wide .n')]\
        .filter((it) => it.textContent === 'the thread' || it.textContent === 'main')\
        .map((it) => it.checkVisibility({ visibilityProperty: true })).join()";
    let seen = page.eval(seen);
    let seen = seen.as_str().expect("it is a list");
    assert!(seen.matches("false").count() >= 4, "{seen}");
    assert_eq!(seen.matches("true").count(), 2, "the first line's: {seen}");
    // Nor is any piece of a line to the right of what has happened.
    let right = "Math.max(...[...document.querySelectorAll('.timeline-wide path')]\
        .filter((it) => it.dataset.from && it.checkVisibility({ visibilityProperty: true }))\
        .map((it) => it.getBBox().x + it.getBBox().width))";
    let right = page.eval(right);
    assert!(right.as_f64() < Some(200.0), "{right}");
}
