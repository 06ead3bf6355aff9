use std::sync::OnceLock;

use timeline::Recorder;

/// The recorder, if the run is to be drawn.
pub(crate) static RECORDER: OnceLock<Recorder> = OnceLock::new();

/// Names a future for the drawing. Without `--timeline` it stays as it is.
///
/// Wrap what you give to `spawn` and to `block_on`; and inside of those, what is to be
/// told apart.
///
/// ```
/// use example_args::named;
///
/// assert_eq!(step04_spawn::block_on(named("main", async { 6 * 7 })), 42);
/// ```
pub fn named<F: IntoFuture>(
    name: &str,
    future: F,
) -> impl Future<Output = F::Output> + use<F> {
    // Here and not in the first poll: that one may never come.
    let (recorded, plain) = match RECORDER.get() {
        Some(recorder) => (Some(recorder.task(name, future)), None),
        None => (None, Some(future)),
    };
    async move {
        match (recorded, plain) {
            (Some(recorded), _) => recorded.await,
            (None, plain) => plain.expect("it is one of the two").await,
        }
    }
}

/// Puts words into the drawing, where the program is now: mostly what it prints.
///
/// ```
/// example_args::note("hello");
/// ```
pub fn note(words: &str) {
    if let Some(recorder) = RECORDER.get() {
        recorder.note(words);
    }
}
