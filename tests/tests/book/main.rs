//! Proofs about the book. Each check is a function over a folder; it is run on the
//! book as it is, and, to show that it can fail, on copies with one thing broken.

mod claims;
mod exercises;
mod loops;
mod pages;
mod rendered;
mod sources;
mod timelines;

use std::fs;
use std::path::Path;
use std::sync::Once;

use pages::{Book, Problem};
use tempfile::TempDir;

type Check = fn(&Book) -> Vec<Problem>;

/// This workspace. With `UPDATE_BOOK=1`, the diffs and the drawings are written first.
fn this_book() -> Book {
    static UPDATE: Once = Once::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    let book = Book { root: root.expect("it is in a workspace").to_owned() };
    UPDATE.call_once(|| {
        if std::env::var_os("UPDATE_BOOK").is_some() {
            loops::write_diffs(&book);
            timelines::write(&book);
        }
    });
    book
}

fn assert_holds(check: Check) {
    let problems = check(&this_book());
    let lines: Vec<_> = problems.iter().map(Problem::to_string).collect();
    assert!(lines.is_empty(), "the book has problems:\n{}", lines.join("\n"));
}

/// A copy of all that the checks look at, to be broken.
fn copy() -> (TempDir, Book) {
    let dir = TempDir::new().expect("there is room for a copy");
    let from = this_book().root;
    copy_folder(&from.join("book"), &dir.path().join("book"));
    for (_, file, _) in loops::LOOPS {
        let step = file.split('/').next().expect("a file is in a folder");
        for folder in [
            "src",
            "examples",
            "exercises/checks",
            "exercises/notes",
            "exercises/skeletons",
        ] {
            copy_folder(
                &from.join(step).join(folder),
                &dir.path().join(step).join(folder),
            );
        }
    }
    for folder in ["benches/src/bin", "benches/without", "tools/timeline/src"] {
        copy_folder(&from.join(folder), &dir.path().join(folder));
    }
    let book = Book { root: dir.path().to_owned() };
    (dir, book)
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("it can be made");
    for entry in fs::read_dir(from).expect("it is a folder") {
        let entry = entry.expect("it can be listed");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("it can be copied");
        }
    }
}

/// Replaces the first `old` in a file of the copy, which must have it.
fn replace(book: &Book, file: &str, old: &str, new: &str) {
    let text = book.read(file).expect("the file is there");
    assert!(text.contains(old), "{file} has no {old:?} to break");
    fs::write(book.root.join(file), text.replacen(old, new, 1)).expect("it is ours");
}

/// Asserts that the check is content with the copy, and then, once that is broken,
/// reports a problem in the line of `file` that contains `line_with`.
#[track_caller]
fn assert_reports(
    check: Check,
    break_it: impl FnOnce(&Book),
    (file, line_with): (&str, &str),
    what: &str,
) {
    let (_dir, book) = copy();
    assert!(check(&book).is_empty(), "there is a problem before anything is broken");
    break_it(&book);
    let text = book.read(file).unwrap_or_default();
    let line = text.lines().position(|line| line.contains(line_with));
    let line = line.expect("the line is there") + 1;
    let problems: Vec<_> = check(&book).iter().map(Problem::to_string).collect();
    let place = format!("{file}:{line}: ");
    let is_it =
        |problem: &String| problem.starts_with(&place) && problem.contains(what);
    assert!(problems.iter().any(is_it), "no {place}… {what} in {problems:#?}");
}

const PAGE: &str = "book/src/step04.md";

#[test]
fn the_book_builds_without_a_warning() {
    assert_holds(rendered::builds_without_warning);
}

#[test]
fn an_open_html_tag_is_reported() {
    let open = |book: &Book| {
        replace(book, PAGE, "\n## The loop", "\na <b>tag\n\n## The loop")
    };
    let check = rendered::builds_without_warning;
    assert_reports(check, open, (PAGE, "<b>tag"), "unclosed HTML tag");
}

#[test]
fn every_include_finds_something() {
    assert_holds(sources::includes_find_something);
}

#[test]
fn a_missing_an_empty_and_a_partless_include_are_reported() {
    let (included, line) =
        ("step04-spawn/src/task_waker.rs", (PAGE, "task_waker.rs}}"));
    let check = sources::includes_find_something;
    let delete =
        |book: &Book| fs::remove_file(book.root.join(included)).expect("it is ours");
    assert_reports(
        check,
        delete,
        line,
        "can't include ../../step04-spawn/src/task_waker.rs",
    );
    let empty =
        |book: &Book| fs::write(book.root.join(included), "\n").expect("it is ours");
    assert_reports(check, empty, line, "task_waker.rs is empty");
    for part in ["nowhere", "1:1000"] {
        let cut = format!("task_waker.rs:{part}}}}}");
        let ask = |book: &Book| replace(book, PAGE, "task_waker.rs}}", &cut);
        assert_reports(check, ask, (PAGE, &cut), &format!("has no part {part}"));
    }
    let indent = |book: &Book| {
        replace(
            book,
            PAGE,
            "{{#include ../../step04-spawn/src/t",
            " {{#playground t",
        )
    };
    assert_reports(
        check,
        indent,
        (PAGE, "{{#playground"),
        "a directive is one include",
    );
}

#[test]
fn no_directive_is_left_on_a_rendered_page() {
    assert_holds(rendered::no_directive_is_left);
}

#[test]
fn a_directive_that_mdbook_leaves_is_reported() {
    let rename = |book: &Book| {
        replace(book, PAGE, "src/task_waker.rs", "src/no_task_waker.rs")
    };
    let check = rendered::no_directive_is_left;
    assert_reports(check, rename, (PAGE, "no_task_waker.rs"), "is left on the page");
}

#[test]
fn every_link_leads_somewhere() {
    assert_holds(rendered::links_lead_somewhere);
}

#[test]
fn broken_links_are_reported() {
    for (new, what) in [
        ("(step02.md#nowhere)", "step02.html#nowhere leads to no anchor"),
        ("(step99.md)", "leads to no page"),
        ("(#nowhere)", "#nowhere leads to no anchor"),
        ("(https://nowhere)", "https://nowhere is no address"),
        ("(http:/docs.rs)", "is no address"),
    ] {
        let break_it = |book: &Book| replace(book, PAGE, "(step02.md#threads)", new);
        assert_reports(rendered::links_lead_somewhere, break_it, (PAGE, new), what);
    }
}

#[test]
fn every_page_is_in_the_summary() {
    assert_holds(sources::pages_are_in_the_summary);
}

#[test]
fn a_page_outside_the_summary_is_reported() {
    let orphan = ("book/src/orphan.md", "# Orphan");
    let add = |book: &Book| {
        fs::write(book.root.join(orphan.0), orphan.1).expect("it is ours")
    };
    assert_reports(
        sources::pages_are_in_the_summary,
        add,
        orphan,
        "SUMMARY.md doesn't",
    );
}

#[test]
fn every_block_is_an_include_or_a_command() {
    assert_holds(sources::blocks_are_included);
}

#[test]
fn pasted_code_and_the_wrong_output_are_reported() {
    let (check, include) =
        (sources::blocks_are_included, "{{#include ../../step04-spawn/");
    for (language, paste) in [("rust", "fn main() {}"), ("text", "hello")] {
        let old = format!("```{language}\n{include}");
        let new = format!("```{language}\n{paste}\n{include}");
        let break_it = |book: &Book| replace(book, PAGE, &old, &new);
        let line = format!("```{language}");
        assert_reports(check, break_it, (PAGE, &line), "should include one");
    }
    let swap = |book: &Book| replace(book, PAGE, "main2.out", "results.out");
    assert_reports(
        check,
        swap,
        (PAGE, "```text"),
        "should be ../../step04-spawn/examples/main2.out",
    );
}

#[test]
fn every_command_names_a_program() {
    assert_holds(sources::commands_name_programs);
}

#[test]
fn a_command_without_its_program_is_reported() {
    let check = sources::commands_name_programs;
    for (page, old, new) in [
        (PAGE, "--example main2 ", "--example main3 "),
        ("book/src/step05.md", "--bin ratios ", "--bin ration "),
        ("book/src/step05.md", "--bin ratios ", "--test ratios "),
        (PAGE, "--bin e19_queued", "--bin e18_queued"),
        (PAGE, "-p timeline ", "-p timelines "),
        (PAGE, "-p step04-exercises", "-p step05-exercises"),
    ] {
        let rename = |book: &Book| replace(book, page, old, new);
        assert_reports(check, rename, (page, new), "names no program");
    }
}

#[test]
fn every_exercise_is_listed() {
    assert_holds(exercises::exercises_are_listed);
}

#[test]
fn an_exercise_that_is_not_listed_and_one_that_is_not_there_are_reported() {
    let (check, heading) = (exercises::exercises_are_listed, "{#exercises}");
    let skeleton = "step04-spawn/exercises/skeletons/e99_last.rs";
    let add =
        |book: &Book| fs::write(book.root.join(skeleton), "").expect("it is ours");
    assert_reports(check, add, (PAGE, heading), "e99_last isn't listed here");
    let rename = |book: &Book| replace(book, PAGE, "| `e20_turns", "| `e20_turn");
    assert_reports(check, rename, (PAGE, "| `e20_turn"), "there is no e20_turn");
    assert_reports(check, rename, (PAGE, heading), "e20_turns isn't listed here");
    let swap = |book: &Book| {
        replace(book, PAGE, "| `e20_turns.rs", "| `e23_abort.rs");
        replace(book, PAGE, "`e23_abort.rs` | abort, d", "`e20_turns.rs` | d");
    };
    assert_reports(check, swap, (PAGE, heading), "isn't listed here, in its place");
    let twice = |book: &Book| {
        let row = "| `e24_scope.rs` | again |\n| `e24_scope.rs` |";
        replace(book, PAGE, "| `e24_scope.rs` |", row);
    };
    assert_reports(check, twice, (PAGE, heading), "7 are listed, of 6");
    for command in ["cargo learn check", "cargo run -p step04-exercises --bin"] {
        let old = format!("{command} e19_queued");
        let other = |book: &Book| replace(book, PAGE, &old, "cargo learn");
        let what = format!("it doesn't say `{old}`");
        assert_reports(check, other, (PAGE, heading), &what);
    }
}

#[test]
fn every_section_that_an_exercise_names_is_there() {
    assert_holds(exercises::sections_are_there);
}

#[test]
fn a_section_that_an_exercise_names_in_vain_is_reported() {
    let check = exercises::sections_are_there;
    let notes = "step04-spawn/exercises/notes/e21_join_handle.md";
    let rename =
        |book: &Book| replace(book, PAGE, "{#join-handle}", "{#the-join-handle}");
    let what = "the book has no step04.md#join-handle";
    assert_reports(check, rename, (notes, "Read first"), what);
    let page = |book: &Book| replace(book, notes, "step04.md#", "step06.md#");
    let what = "the book has no step06.md#join-handle";
    assert_reports(check, page, (notes, "Read first"), what);
}

#[test]
fn every_loop_is_on_its_page() {
    assert_holds(loops::loops_are_shown);
}

#[test]
fn a_page_without_its_loop_or_its_diff_is_reported() {
    for (file, other) in [
        ("step04-spawn/src/block_on.rs", "step04-spawn/src/task.rs"),
        ("diffs/step04.diff", "diffs/step03.diff"),
    ] {
        let swap = |book: &Book| replace(book, PAGE, file, other);
        assert_reports(loops::loops_are_shown, swap, (PAGE, "# Step 4"), file);
    }
}

#[test]
fn the_diffs_are_up_to_date() {
    assert_holds(loops::diffs_are_up_to_date);
}

#[test]
fn a_stale_diff_and_a_lost_loop_are_reported() {
    let (check, diff) = (loops::diffs_are_up_to_date, "book/src/diffs/step04.diff");
    let source = "step04-spawn/src/block_on.rs";
    let change = |book: &Book| {
        replace(book, source, "queue.next(&mut turn)", "queue.next(&mut next)")
    };
    assert_reports(
        check,
        change,
        (diff, "queue.next(&mut turn)"),
        "run `UPDATE_BOOK=1",
    );
    let rename =
        |book: &Book| replace(book, source, "fn block_on_with", "fn run_with");
    assert_reports(
        check,
        rename,
        (diff, "--- "),
        "exactly one function `block_on_with`",
    );
}

#[test]
fn every_drawing_is_below_its_command() {
    assert_holds(timelines::drawings_are_shown);
}

#[test]
fn a_drawing_without_its_command_and_one_that_is_not_shown_are_reported() {
    let check = timelines::drawings_are_shown;
    let stray = ("book/src/timelines/stray.svg", "<svg>");
    let add = |book: &Book| {
        fs::write(book.root.join(stray.0), stray.1).expect("it is ours")
    };
    assert_reports(check, add, stray, "no command on a page draws this");
    let swap = |book: &Book| {
        replace(book, PAGE, "timelines/main2.svg", "timelines/main2_seven.svg");
    };
    let command = "--virtual --timeline main2.svg";
    let what = "the next include isn't timelines/main2.svg";
    assert_reports(check, swap, (PAGE, command), what);
    let file = "book/src/timelines/main2.svg";
    let part = |book: &Book| replace(book, file, "</style>", "</style>\n\n<!-- -->");
    assert_reports(check, part, (file, "</style>"), "the empty line after this");
}

#[test]
fn the_drawings_are_up_to_date() {
    assert_holds(timelines::drawings_are_up_to_date);
}

#[test]
fn a_stale_drawing_and_a_command_that_fails_are_reported() {
    let check = timelines::drawings_are_up_to_date;
    let file = "book/src/timelines/main2.svg";
    let change = |book: &Book| replace(book, file, "</title>", "!</title>");
    assert_reports(check, change, (file, "!</title>"), "run `UPDATE_BOOK=1");
    let (old, new) =
        ("--virtual --timeline main2.svg", "--real --timeline main2.svg");
    let other = |book: &Book| replace(book, PAGE, old, new);
    assert_reports(check, other, (PAGE, new), "there is no option");
}

#[test]
fn a_function_is_cut_from_its_fn_to_its_brace() {
    let source = "impl A {\n    /// Like fn b().\n    pub fn b(&self) {\n        {}\n    }\n}\n";
    assert_eq!(
        loops::cut(source, "b").as_deref(),
        Ok("pub fn b(&self) {\n    {}\n}\n")
    );
    assert!(loops::cut(source, "c").is_err());
    assert!(loops::cut(&source.repeat(2), "b").is_err());
}
