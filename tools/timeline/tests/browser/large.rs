use crate::chrome::{DESK, Page, find};
use crate::runs::{page, yields};

#[test]
fn a_large_run_is_cut_and_the_page_says_so() {
    let Some(browser) = find() else { return };
    let html = page(&yields("main", 20_000));
    let mut page = Page::open(&browser, &html, DESK);
    assert_eq!(
        page.text(".left-out"),
        "The slider reaches the first 20,000 of 60,004 events; those after them are \
         only in the recording."
    );
    page.press("End");
    assert!(
        page.text("#where").starts_with("Step 6,667 of 6,667"),
        "{}",
        page.text("#where")
    );
    let rows = page.eval("document.querySelectorAll('#events button').length");
    assert!(rows.as_u64() < Some(400), "{rows} rows");
    let says = page.text("#events li:last-child");
    assert_eq!(says, "40,004 more aren't in this page");
}

#[test]
fn a_name_can_say_anything_and_do_nothing() {
    let Some(browser) = find() else { return };
    let name = "</script><img src=x onerror='document.title=1'>{{data}}<!--<script>";
    let html = page(&yields(name, 1));
    let mut page = Page::open(&browser, &html, DESK);
    assert_eq!(page.text(".state dd"), name);
    assert_eq!(page.eval("document.images.length"), 0);
    assert_eq!(page.eval("document.title"), "yields");
}
