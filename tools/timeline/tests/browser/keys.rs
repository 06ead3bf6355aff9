use serde_json::Value;

use crate::chrome::{DESK, Page, find};
use crate::runs::{main2, page};

/// What a reader sees: the position, the sentence, and the run queue.
fn seen(page: &mut Page) -> [String; 3] {
    ["#where", "#says", ".state dd + dt + dd"].map(|place| page.text(place))
}

const FIRST: [&str; 3] = [
    "Step 1 of 12, at 0 s",
    "Turn 1, at 0 s: main is polled, spawns hello, world and !, and falls asleep for \
     11 s.",
    "hello world !",
];
const SECOND: [&str; 3] = [
    "Step 2 of 12, at 0 s",
    "Turn 2, at 0 s: hello is polled and falls asleep for 5 s.",
    "world !",
];
const LAST: [&str; 3] = [
    "Step 12 of 12, at 11 s",
    "Turn 6, at 11 s: main, woken by a timer, is polled and finished.",
    "empty",
];

#[test]
fn the_arrow_keys_step_forwards_and_back() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    assert_eq!(seen(&mut page), FIRST);
    page.press("ArrowRight");
    assert_eq!(seen(&mut page), SECOND);
    page.press("ArrowRight");
    page.press("ArrowLeft");
    assert_eq!(seen(&mut page), SECOND);
    page.press("ArrowLeft");
    assert_eq!(seen(&mut page), FIRST);
    page.press("ArrowLeft");
    assert_eq!(seen(&mut page), FIRST, "there is nothing before the first");
}

#[test]
fn home_and_end_go_to_the_first_step_and_the_last() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.press("End");
    assert_eq!(seen(&mut page), LAST);
    page.press("ArrowRight");
    assert_eq!(seen(&mut page), LAST, "there is nothing after the last");
    page.press("Home");
    assert_eq!(seen(&mut page), FIRST);
}

#[test]
fn the_slider_has_the_same_keys() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.eval("document.getElementById('slider').focus()");
    page.press("ArrowRight");
    assert_eq!(seen(&mut page), SECOND, "a step, and not two");
    page.press("End");
    assert_eq!(seen(&mut page), LAST);
    let words = "document.getElementById('slider').getAttribute('aria-valuetext')";
    assert_eq!(page.eval(words), LAST[0]);
}

#[test]
fn a_park_shows_the_timers_it_waits_for() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    for _ in 0..4 {
        page.press("ArrowRight");
    }
    assert_eq!(page.text("#says"), "The thread parks for 1 s.");
    assert_eq!(page.text(".state dd"), "nobody: the thread parks");
    assert_eq!(
        page.text(".state:last-child dd"),
        "! at 1 s hello at 5 s world at 10 s main at 11 s"
    );
}

#[test]
fn j_and_k_go_from_event_to_event() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.press("j");
    assert_eq!(
        seen(&mut page)[..2],
        ["Event 7 of 31, at 0 s", "At 0 s: hello is polled."]
    );
    assert_eq!(page.text(".state dd"), "hello");
    page.press("k");
    page.press("k");
    assert_eq!(page.text("#says"), "At 0 s: ! is spawned by main.");
    assert_eq!(page.text("#events [aria-current]"), "0 s ! is spawned by main");
}

#[test]
fn tab_reaches_the_controls_in_the_order_in_which_they_stand() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.press("ArrowRight"); // or there would be no previous
    let mut reached = Vec::new();
    for _ in 0..5 {
        page.press("Tab");
        reached.push(page.eval("document.activeElement.id"));
    }
    assert_eq!(reached, ["previous", "slider", "next", "by-event", "predict"]);
    page.eval("document.getElementById('next').focus()");
    let before = seen(&mut page);
    page.press("Enter");
    assert_ne!(seen(&mut page), before, "a button is pressed by Enter");
    page.press("Tab");
    page.press(" ");
    assert!(seen(&mut page)[0].starts_with("Event "), "and a box by Space");
    let outline = "getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(page.eval(outline), "solid", "the focus is seen");
}

#[test]
fn an_event_and_a_printed_line_can_be_jumped_to() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    let note = "[...document.querySelectorAll('#events button')]\
        .find((row) => row.innerText.includes('hello is said'))";
    page.eval(&format!("{note}.click()"));
    assert_eq!(page.text("#says"), "At 5 s: the program says “hello is said”.");
    assert_eq!(page.text(".state dd"), "hello", "it is said in its poll");
    // The list is the one place where up and down mean something.
    page.eval("document.querySelector('#events [aria-current]').focus()");
    page.press("ArrowDown");
    assert_eq!(page.text("#says"), "At 5 s: hello is ready.");
    assert_eq!(
        page.eval("document.activeElement.getAttribute('aria-current')"),
        "step",
        "the focus goes along"
    );
}

#[test]
fn why_a_task_is_polled_is_told_from_its_timer_on() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    for _ in 0..5 {
        page.press("ArrowRight");
    }
    assert_eq!(page.text("#why-title"), "Why is ! polled?");
    assert_eq!(
        page.text("#why"),
        "0 s ! is pending 1 s ! is woken by a timer It was the first in the run \
         queue. 1 s ! is polled"
    );
}

#[test]
fn nothing_moves_by_itself() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    page.press("ArrowRight");
    let before = page.eval("document.documentElement.outerHTML");
    // As long as a frame of any animation takes, many times.
    let wait = serde_json::json!({"awaitPromise": true,
        "expression": "new Promise((go) => setTimeout(go, 400))"});
    page.call("Runtime.evaluate", wait);
    assert_eq!(page.eval("document.documentElement.outerHTML"), before);
    let animations = page.eval("document.getAnimations().length");
    assert_eq!(animations, Value::from(0));
}
