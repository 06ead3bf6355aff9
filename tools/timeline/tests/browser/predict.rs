use crate::chrome::{DESK, Page, find};
use crate::runs::{main2, page};

fn answer(page: &mut Page, name: &str) {
    page.eval(&format!(
        "[...document.querySelectorAll('#answers button')]\
         .find((it) => it.innerText.startsWith({name:?})).click()"
    ));
}

#[test]
fn a_prediction_is_judged_by_the_queue() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    let asks = "document.getElementById('question').checkVisibility()";
    assert_eq!(page.eval(asks), false, "it is off at first");
    page.eval("document.getElementById('predict').click()");
    assert_eq!(page.text("#asks"), "Who is polled next?");
    answer(&mut page, "world");
    assert_eq!(
        page.text("#verdict"),
        "No: hello is polled next. It is the first in the run queue."
    );
    page.press("ArrowRight");
    assert_eq!(page.text("#verdict"), "", "the next question is open");
    answer(&mut page, "world");
    assert_eq!(
        page.text("#verdict"),
        "Right: world is polled next. It is the first in the run queue."
    );
    page.press("ArrowRight");
    page.press("ArrowRight");
    answer(&mut page, "nobody");
    assert_eq!(
        page.text("#verdict"),
        "Right: the run queue is empty, so the thread parks. The next timer is that of \
         !, at 1 s."
    );
}

#[test]
fn the_future_is_hidden_while_it_is_asked_for() {
    let Some(browser) = find() else { return };
    let mut page = Page::open(&browser, &page(&main2()), DESK);
    let rows = "document.querySelectorAll('#events button').length";
    assert_eq!(page.eval(rows), 31);
    page.eval("document.getElementById('predict').click()");
    assert_eq!(page.eval(rows), 6);
    let words = "document.querySelector('.all-words').checkVisibility()";
    assert_eq!(page.eval(words), false, "the words would tell it");
}
