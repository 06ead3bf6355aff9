//! What can't be meant is refused, in one sentence that says where it is.

use tests::schedule::Program;

use crate::command::printed;

/// The program is refused with this sentence.
#[track_caller]
fn refused(json: &str, sentence: &str) {
    assert_eq!(Program::parse(json).err().as_deref(), Some(sentence));
    let (out, err, status) = printed(&["-"], json);
    assert_eq!(err, format!("error: standard input: {sentence}\n"));
    assert_eq!((out.as_str(), status), ("", 2));
}

/// The same for a `main` and a task `b`.
#[track_caller]
fn tasks_refused(main: &str, b: &str, sentence: &str) {
    let json = format!(r#"{{"tasks": {{"main": [{main}], "b": [{b}]}}}}"#);
    refused(&json, sentence);
}

#[test]
fn what_is_not_json() {
    refused("main: sleep", "this isn't JSON: expected value at line 1 column 1");
    refused("", "this isn't JSON: EOF while parsing a value at line 1 column 0");
    refused(
        r#"{"tasks": {}} {}"#,
        "this isn't JSON: trailing characters at line 1 column 15",
    );
}

#[test]
fn what_is_no_program() {
    refused("[]", "a program is a JSON object with `tasks`");
    refused("{}", "missing field `tasks`");
    refused(
        r#"{"tasks": [["yield"]]}"#,
        "tasks: invalid type: sequence, expected a list of operations for each task",
    );
    refused(
        r#"{"tasks": {"main": "yield"}}"#,
        "tasks.main: invalid type: string \"yield\", expected a sequence",
    );
}

#[test]
fn no_main() {
    refused(r#"{"tasks": {}}"#, "tasks: there is no task `main` to begin with");
}

#[test]
fn extra_fields() {
    refused(
        r#"{"tasks": {"main": []}, "clock": "real"}"#,
        "clock: unknown field `clock`, expected `about` or `tasks`",
    );
    tasks_refused(
        r#"{"spawn": "b"}, {"wait": {"task": "b", "ms": 5, "s": 1}}"#,
        "",
        "tasks.main[1].wait.s: unknown field `s`, expected `task` or `ms`",
    );
}

#[test]
fn unknown_operations() {
    tasks_refused(
        r#"{"spwan": "b"}"#,
        "",
        "tasks.main[0]: unknown variant `spwan`, expected one of `log`, `sleep`, \
         `yield`, `spawn`, `join`, `catch`, `wait`, `cancel`, `fail`",
    );
    let sentence = "an operation is \"yield\", or an object with one key, its name";
    let two = r#"{"spawn": "b", "sleep": 5}"#;
    for op in [r#""log""#, r#"["log", "hello"]"#, "5", two] {
        tasks_refused(op, "", &format!("tasks.main[0]: {sentence}"));
    }
}

#[test]
fn operations_in_another_notation() {
    tasks_refused(r#"{"yield": null}"#, "", "tasks.main[0]: write it \"yield\"");
    tasks_refused(
        r#"{"spawn": "b"}, {"wait": ["b", 5]}"#,
        "",
        r#"tasks.main[1]: write it {"wait":{"ms":5,"task":"b"}}"#,
    );
}

#[test]
fn times_that_are_none() {
    let sentences = [
        ("-5", "-5 ms is less than no time"),
        ("0", "0 ms is no time: to give control back once, use `yield`"),
        ("2592000001", "2592000001 ms is more than 2592000000, which is 30 days"),
        ("1.5", "invalid type: floating point `1.5`, expected i64"),
        ("\"5\"", "invalid type: string \"5\", expected i64"),
    ];
    for (ms, sentence) in sentences {
        refused(
            &format!(r#"{{"tasks": {{"main": ["yield", {{"sleep": {ms}}}]}}}}"#),
            &format!("tasks.main[1].sleep: {sentence}"),
        );
    }
}

#[test]
fn names_and_texts() {
    refused(
        r#"{"tasks": {"main": [], "a b": []}}"#,
        "tasks: `a b` is no name: it takes letters, digits, `_` and `-`",
    );
    refused(
        r#"{"tasks": {"main": [], "": []}}"#,
        "tasks: `` is no name: it takes letters, digits, `_` and `-`",
    );
    refused(
        r#"{"tasks": {"main": [], "main": []}}"#,
        "tasks: there are two tasks `main`",
    );
    refused(
        r#"{"tasks": {"main": [{"log": "one\ntwo"}]}}"#,
        "tasks.main[0]: the text has to fit in one line",
    );
}

#[test]
fn unknown_tasks() {
    let main = r#"{"spawn": "b"}, {"join": "c"}"#;
    tasks_refused(main, "", "tasks.main[1]: there is no task `c` to join");
}

#[test]
fn main_and_oneself() {
    let main = r#"{"spawn": "b"}"#;
    tasks_refused(
        main,
        r#"{"cancel": "main"}"#,
        "tasks.b[0]: nobody can cancel `main`",
    );
    tasks_refused(main, r#"{"join": "b"}"#, "tasks.b[0]: a task can't join itself");
}

#[test]
fn spawned_twice() {
    tasks_refused(
        r#"{"spawn": "b"}, "yield", {"spawn": "b"}"#,
        "",
        "tasks.main[2]: `b` is spawned at tasks.main[0] already",
    );
}

#[test]
fn never_spawned() {
    tasks_refused("", "", "tasks.b: nobody spawns this task");
    tasks_refused(
        r#"{"join": "b"}"#,
        "",
        "tasks.main[0]: nobody spawns the `b` that it would join",
    );
    refused(
        r#"{"tasks": {"main": [], "a": [{"spawn": "b"}], "b": [{"spawn": "a"}]}}"#,
        "tasks.a: nobody that `main` spawns, at first or second hand, spawns this task",
    );
}

#[test]
fn before_it_is_spawned() {
    tasks_refused(
        r#"{"join": "b"}, {"spawn": "b"}"#,
        "",
        "tasks.main[0]: it would join `b` before tasks.main[1] spawns it",
    );
}

#[test]
fn joined_by_two() {
    refused(
        r#"{"tasks": {
            "main": [{"spawn": "a"}, {"spawn": "b"}, {"join": "b"}],
            "a": [{"wait": {"task": "b", "ms": 5}}],
            "b": []
        }}"#,
        "tasks.main[2]: tasks.a[0] waits for `b` already: the handle of a task has one \
         owner",
    );
}

#[test]
fn circles() {
    refused(
        r#"{"tasks": {
            "main": [{"spawn": "a"}, {"spawn": "b"}, {"spawn": "c"}],
            "a": [{"join": "b"}],
            "b": [{"catch": "c"}],
            "c": ["yield", {"join": "a"}]
        }}"#,
        "tasks.a[0]: a circle: `a` waits for `b` waits for `c` waits for `a`",
    );
}

#[test]
fn tasks_on_a_loop_without_tasks() {
    let json = r#"{"tasks": {"main": ["yield", {"spawn": "b"}], "b": []}}"#;
    for on in ["step01", "step02", "step03"] {
        let (out, err, status) = printed(&["--on", on, "-"], json);
        let sentence = "error: tasks.main[1]: this loop has no `spawn`: \
                        step 4 is the first one with tasks\n";
        assert_eq!((out.as_str(), err.as_str(), status), ("", sentence, 2));
    }
}
