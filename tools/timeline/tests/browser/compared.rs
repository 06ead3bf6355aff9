use timeline::{Story, html};

use crate::chrome::{DESK, Page, find};
use crate::runs::{main2, yields};

#[test]
fn one_slider_goes_through_both_runs() {
    let Some(browser) = find() else { return };
    let run = main2();
    let story = Story::new(&run);
    let mut page = Page::open(&browser, &html::compare(&story, &story), DESK);
    assert_eq!(
        page.text("header p"),
        "The same schedule: 8 polls, in the same order."
    );
    page.press("ArrowRight");
    assert_eq!(page.text("#where"), "Step 2 of 8");
    let hello = "main2: Turn 2, at 0 s: hello is polled and falls asleep for 5 s.";
    assert_eq!(page.text("#says"), format!("{hello} {hello}"));
    let button = "document.getElementById('difference').checkVisibility()";
    assert_eq!(page.eval(button), false, "there is no difference to go to");
}

#[test]
fn a_button_leads_to_the_first_difference() {
    let Some(browser) = find() else { return };
    let (short, long) = (yields("main", 2), yields("main", 4));
    let html = html::compare(&Story::new(&short), &Story::new(&long));
    let mut page = Page::open(&browser, &html, DESK);
    assert_eq!(page.eval("document.querySelectorAll('.differs').length"), 0);
    page.eval("document.getElementById('difference').focus()");
    page.press("Enter");
    assert_eq!(page.text("#where"), "Step 3 of 5");
    assert_eq!(page.eval("document.querySelectorAll('.differs').length"), 2);
    page.press("End");
    assert_eq!(page.text("#says p"), "yields: It has ended.");
}
