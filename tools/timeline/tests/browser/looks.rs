use serde_json::Value;

use crate::chrome::{DESK, Look, PHONE, Page, find};
use crate::runs::{main2, page};

#[test]
fn the_page_is_no_wider_than_the_window() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    for width in [1280, 1024, 768, 620, 390] {
        page.look(Look { width, ..DESK });
        let wide = page.eval("document.documentElement.scrollWidth");
        assert!(wide.as_u64() <= Some(width.into()), "{wide} px at {width} px");
    }
}

#[test]
fn what_is_pressed_is_large_enough_for_a_thumb() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), PHONE);
    let least = "Math.min(...[...document.querySelectorAll(\
        '#previous, #next, #slider, label, summary')].filter((it) => it.checkVisibility())\
        .map((it) => it.getBoundingClientRect().height))";
    assert!(page.eval(least).as_f64() >= Some(44.0), "{}", page.eval(least));
}

#[test]
fn it_is_dark_where_the_reader_likes_it_dark() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    let paper = "getComputedStyle(document.body).backgroundColor";
    assert_eq!(page.eval(paper), "rgb(255, 255, 255)");
    page.look(Look { dark: true, ..DESK });
    assert_eq!(page.eval(paper), "rgb(21, 24, 26)");
}

#[test]
fn it_asks_the_network_for_nothing_and_has_no_errors() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    for key in ["ArrowRight", "End", "Home", "j", "k"] {
        page.press(key);
    }
    page.eval("document.getElementById('predict').click()");
    let is_trouble = |event: &&Value| match event["method"].as_str() {
        Some("Network.requestWillBeSent") => {
            let url = event["params"]["request"]["url"].as_str().unwrap_or_default();
            !url.starts_with("file:") && !url.starts_with("data:")
        }
        Some(method) => {
            method == "Runtime.exceptionThrown"
                || method == "Runtime.consoleAPICalled"
                || method == "Log.entryAdded"
        }
        None => false,
    };
    let troubles: Vec<_> = page.events.iter().filter(is_trouble).collect();
    assert!(troubles.is_empty(), "{troubles:?}");
    let requests = page.events.iter();
    let requests = requests.filter(|it| it["method"] == "Network.requestWillBeSent");
    assert!(requests.count() > 0, "the page itself was seen to be asked for");
}

#[test]
fn without_scripts_there_are_the_drawing_and_the_words() {
    let Some(browser) = find() else { return };
    let look = Look { scripts: false, ..DESK };
    let mut page = Page::open(&browser, &page(&main2()), look);
    let seen = "[...document.querySelectorAll('#figure svg, #controls, #rest, .words')]\
        .filter((it) => it.checkVisibility()).map((it) => it.id || it.localName)";
    let seen = page.eval(seen);
    let seen: Vec<_> = seen.as_array().into_iter().flatten().collect();
    assert!(seen.contains(&&Value::from("details")), "{seen:?}");
    assert!(!seen.contains(&&Value::from("controls")), "{seen:?}");
    assert!(!seen.contains(&&Value::from("rest")), "{seen:?}");
}
