use timeline::{Story, html};

use crate::chrome::{DESK, Look, Page, find};
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

#[test]
fn two_runs_fit_a_phone() {
    let Some(browser) = find() else { return };
    let (short, long) = (yields("main", 2), yields("a name for two", 90));
    let html = html::compare(&Story::new(&short), &Story::new(&long));
    let mut page = Page::open(&browser, &html, DESK);
    let shown = "[...document.querySelectorAll('#figure svg > svg')]\
        .filter((it) => getComputedStyle(it).display !== 'none')\
        .map((it) => it.getAttribute('class')).join()";
    for (width, which) in
        [(1280, "wide"), (700, "wide"), (600, "narrow"), (390, "narrow")]
    {
        page.look(Look { width, ..DESK });
        assert_eq!(page.eval(shown), format!("timeline-{which}"), "{width} px");
        let all = page.eval("document.documentElement.scrollWidth");
        assert!(all.as_u64() <= Some(width.into()), "{all} px at {width} px");
        let figure = "document.getElementById('figure')";
        let hidden = format!("{figure}.scrollWidth - {figure}.clientWidth");
        assert_eq!(page.eval(&hidden), 0, "nothing is scrolled at {width} px");
    }
    let marks = "document.querySelectorAll('.timeline-narrow .differ').length";
    assert_eq!(page.eval(marks), 1);
}

#[test]
fn a_difference_inside_of_a_poll_is_at_the_step_of_that_poll() {
    let Some(browser) = find() else { return };
    let run = |names: [&'static str; 2]| {
        let start = std::time::Instant::now();
        let recorder = timeline::Recorder::with_clock("nested", move || start);
        let inner = recorder.clone();
        step04_spawn::block_on(recorder.task("main", async move {
            for name in names {
                inner.task(name, step04_spawn::yield_now()).await;
            }
        }));
        recorder.finish()
    };
    let (one, other) = (run(["a", "b"]), run(["a", "c"]));
    let html = html::compare(&Story::new(&one), &Story::new(&other));
    let mut page = Page::open(&browser, &html, DESK);
    page.eval("document.getElementById('difference').click()");
    // `a` is ready in the second poll of main, in which `b` or `c` is polled first.
    assert_eq!(page.text("#where"), "Step 2 of 3");
}
