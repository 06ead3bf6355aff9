use std::fmt;
use std::path::PathBuf;
use std::process::exit;
use std::time::Instant;

use step03_timers::Clock;
use timeline::Recorder;

use crate::args::{Args, fail};
use crate::named::RECORDER;

/// One run of an example, as its command line wants it. When it is dropped, the run is
/// over: then it is drawn, if that was asked for. So it is made first.
///
/// With `--help` it prints a help text and ends the program. What can't be done, it
/// says in one sentence on standard error, before anything runs: with status 2 if the
/// command line is wrong, with 1 if the file can't be written.
#[must_use = "the run is over when this is dropped"]
pub struct Run {
    clock: Clock,
    file: Option<PathBuf>,
}

impl Run {
    /// A run on the clock that the command line asks for: see [`clock`](Self::clock).
    ///
    /// ```
    /// use example_args::{Run, named};
    /// use step04_spawn::{block_on_with, yield_now};
    ///
    /// let run = Run::new("a yield on step04-spawn");
    /// block_on_with(run.clock(), named("main", yield_now()));
    /// ```
    pub fn new(title: &str) -> Self {
        let args = Args::parse();
        let clock =
            if args.is_virtual { Clock::new_virtual() } else { Clock::real() };
        let now = clock.clone();
        Self::start(title, args, clock, move || now.now())
    }

    /// A run in which nothing waits for a time. With `--virtual`, none passes.
    ///
    /// ```
    /// let _run = example_args::Run::without_time("a yield on step01-poll");
    /// ```
    pub fn without_time(title: &str) -> Self {
        let now = Instant::now();
        Self::start(title, Args::parse(), Clock::real(), move || now)
    }

    /// A run of an example that sleeps by the system's clock: it refuses `--virtual`.
    ///
    /// ```
    /// let _run = example_args::Run::in_real_time("main1 on step01-poll");
    /// ```
    pub fn in_real_time(title: &str) -> Self {
        let args = Args::parse();
        if args.is_virtual {
            fail(2, "this example runs in real time: virtual clocks come in step 3");
        }
        Self::start(title, args, Clock::real(), Instant::now)
    }

    /// A run on a clock of the example's own.
    ///
    /// ```
    /// use example_args::{Run, named};
    /// use step04_spawn::{Clock, block_on_with, yield_now};
    ///
    /// let clock = Clock::new_virtual();
    /// let _run = Run::on("a yield on step04-spawn", &clock);
    /// block_on_with(clock, named("main", yield_now()));
    /// ```
    pub fn on(title: &str, clock: &Clock) -> Self {
        let (args, now) = (Args::parse(), clock.clone());
        let args = Args { is_virtual: clock.is_virtual(), ..args };
        Self::start(title, args, clock.clone(), move || now.now())
    }

    /// A run by somebody else's virtual clock; `now` says what time it is.
    ///
    /// ```
    /// let now = std::time::Instant::now();
    /// let _run = example_args::Run::by("a moment", move || now);
    /// ```
    pub fn by(
        title: &str,
        now: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        let args = Args { is_virtual: true, ..Args::parse() };
        Self::start(title, args, Clock::real(), now)
    }

    /// The clock for the loop: the system's, or with `--virtual` a virtual one.
    ///
    /// ```
    /// assert!(!example_args::Run::new("on the real clock").clock().is_virtual());
    /// ```
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    fn start(
        title: &str,
        args: Args,
        clock: Clock,
        now: impl Fn() -> Instant + Send + Sync + 'static,
    ) -> Self {
        if let Some(file) = &args.timeline {
            timeline::check(file).unwrap_or_else(|e| fail(1, &e.to_string()));
            let recorder = match args.is_virtual {
                true => Recorder::with_clock(title, now),
                false => Recorder::new(title),
            };
            RECORDER.set(recorder).expect("an example is one run");
        }
        Self { clock, file: args.timeline }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        let Some((file, recorder)) = self.file.take().zip(RECORDER.get()) else {
            return;
        };
        if let Err(error) = timeline::write(&recorder.finish(), &file) {
            eprintln!("error: {error}");
            exit(1);
        }
        if file.as_os_str() != "-" {
            eprintln!("the run is drawn in {}", file.display());
        }
    }
}

impl fmt::Debug for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Run").field("file", &self.file).finish_non_exhaustive()
    }
}

/// The command line of an example that polls nothing: there is no run to draw, and no
/// loop whose clock could be virtual. It says so if it is asked for either.
///
/// ```
/// example_args::nothing_to_draw();
/// ```
pub fn nothing_to_draw() {
    let args = Args::parse();
    if args.timeline.is_some() || args.is_virtual {
        fail(
            2,
            "this example polls no future: it has no schedule to draw, and no loop \
             whose clock could be virtual",
        );
    }
}
