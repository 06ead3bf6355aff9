use std::collections::BTreeMap;
use std::env;
use std::fs;
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use libtest_mimic::{Arguments, Conclusion, Failed, Trial};
use verdict::{Exercise, Status, Verdict};

use crate::files::header;
use crate::say;

/// Something that was written for an exercise, and the checks on it.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    kind: &'static str,
    exercise: &'static str,
    file: &'static str,
    checks: &'static Exercise,
}

/// What a variant was written as.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// What the learner begins with.
    Skeleton,
    /// A right answer.
    Solution,
    /// An answer with one mistake.
    Wrong,
}

impl Variant {
    /// For what `build.rs` writes.
    #[must_use]
    pub const fn new(
        kind: &'static str,
        exercise: &'static str,
        file: &'static str,
        checks: &'static Exercise,
    ) -> Self {
        Self { kind, exercise, file, checks }
    }

    fn kind(&self) -> Kind {
        match self.kind {
            "skeleton" => Kind::Skeleton,
            "solution" => Kind::Solution,
            _ => Kind::Wrong,
        }
    }

    /// `e01_drive/wrong/gives_up_after_a_hundred`
    fn name(&self) -> String {
        let stem = Path::new(self.file).file_stem().expect("a file has a name");
        format!("{}/{}/{}", self.exercise, self.kind, stem.display())
    }

    fn judge(&self) -> Result<Verdict, Failed> {
        assert_eq!(
            self.checks.name(),
            self.exercise,
            "the checks have the name of their file"
        );
        Ok(verdict::judge(self.checks, &self.name(), None)?)
    }

    fn prove(&self) -> Result<String, Failed> {
        let verdict = self.judge()?;
        let is = match verdict.code {
            Some(code) => code.id,
            None => verdict.status.name(),
        };
        let text = fs::read_to_string(self.file)?;
        let should = match self.kind() {
            Kind::Skeleton => Status::NotStarted.name().into(),
            Kind::Solution => Status::Passed.name().into(),
            Kind::Wrong => header(&text)?.to_string(),
        };
        if is != should {
            let (file, text) = (self.file, verdict.text(false));
            let message =
                format!("{file}\nis {is}, and should be {should}:\n\n{text}");
            return Err(message.into());
        }
        Ok(verdict.text(false))
    }
}

/// The `main` of a step's proofs. With `--show`, each verdict is printed.
#[must_use = "it is the exit status"]
pub fn prove(step: &'static str, variants: &'static [Variant]) -> ExitCode {
    verdict::if_child(|id| {
        let variant = variants.iter().find(|variant| variant.name() == id);
        variant.map(|variant| variant.checks)
    });
    let show = env::args().any(|argument| argument == "--show");
    let arguments = env::args().filter(|argument| argument != "--show");
    let mut arguments = Arguments::from_iter(arguments);
    // Most of the time is spent waiting: for children, and for those that hang.
    arguments.test_threads.get_or_insert_with(|| {
        2 * thread::available_parallelism().map_or(2, usize::from)
    });
    static CHECKED: AtomicUsize = AtomicUsize::new(0);
    let trials = variants.iter().map(|variant| {
        Trial::test(variant.name(), move || {
            let text = variant.prove()?;
            // Relaxed: the harness joins its threads before the sum is read.
            CHECKED.fetch_add(1, Ordering::Relaxed);
            if show {
                println!("\n--- {}\n{text}", variant.file);
            }
            Ok(())
        })
    });
    let conclusion: Conclusion = libtest_mimic::run(&arguments, trials.collect());
    if !arguments.list {
        count(step, variants, CHECKED.load(Ordering::Relaxed));
    }
    conclusion.exit_code()
}

/// Says how much there was to prove.
fn count(step: &str, variants: &[Variant], checked: usize) {
    let of = |kind| variants.iter().filter(|variant| variant.kind() == kind).count();
    let mut codes = BTreeMap::new();
    for variant in variants.iter().filter(|variant| variant.kind() == Kind::Wrong) {
        let text = fs::read_to_string(variant.file).unwrap_or_default();
        let code = header(&text).unwrap_or("without a code").to_string();
        *codes.entry(code).or_insert(0) += 1;
    }
    let (skeletons, solutions) = (of(Kind::Skeleton), of(Kind::Solution));
    let wrong = of(Kind::Wrong);
    say(
        step,
        &format!(
            "skeletons {skeletons}, solutions {solutions}, wrong answers {wrong}; \
             proved now {checked}"
        ),
    );
    if !env!("ONLY").is_empty() {
        say(step, concat!("of all exercises, only ", env!("ONLY")));
    }
    let codes: Vec<String> =
        codes.iter().map(|(code, count)| format!("{code} {count}")).collect();
    if !codes.is_empty() {
        say(step, &codes.join(", "));
    }
}
