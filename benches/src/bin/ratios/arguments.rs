use std::path::PathBuf;
use std::time::Duration;

use benches::{Effort, Size};
use clap::{Args, Parser, Subcommand};

/// Runs the same work on every step and on every peer, in turns, and says how many
/// times as fast as the best peer we are.
///
/// Everybody's figure is the median over the rounds. Compare figures of one run only,
/// and of a machine that has nothing else to do.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 85, after_help = EXAMPLES)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) choice: Choice,
    #[command(flatten)]
    pub(crate) effort: EffortArguments,
    #[command(flatten)]
    pub(crate) output: Output,
}

const EXAMPLES: &str = "\
Examples:
  ratios --quick                       a look at everything, in about a minute
  ratios -w ping-pong,ring -e step05,tokio
                                       two kinds of work, ours against tokio
  ratios --json run.json --markdown RESULTS.md --svg ratios.svg
                                       everything, to be kept
  ratios --from run.json --svg ratios.svg
                                       another report of that run
  python3 benches/asyncio.py > asyncio.json && ratios --fold asyncio.json
                                       with CPython's asyncio beside it

Exit status: 0 if it ran, whatever the figures; 1 if a file can't be read or written,
or one of our own steps failed; 2 if the command line is wrong.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Takes one sample and prints it: how `ratios` asks another process.
    #[command(hide = true)]
    Sample { workload: String, entrant: String, size: Size },
}

/// Which of the cases.
#[derive(Args, Debug)]
pub(crate) struct Choice {
    /// Only these workloads: names from the list, or how they begin, such as
    /// `timers` or `yields-100`
    #[arg(short, long = "workload", value_name = "NAME", value_delimiter = ',')]
    pub(crate) workloads: Vec<String>,
    /// Only these entrants: names from the list, or how they begin, such as `tokio`
    #[arg(short, long = "entrant", value_name = "NAME", value_delimiter = ',')]
    pub(crate) entrants: Vec<String>,
    /// Says what there is, and runs nothing
    #[arg(short, long)]
    pub(crate) list: bool,
}

/// How long it may take.
#[derive(Args, Debug)]
pub(crate) struct EffortArguments {
    /// Fewer rounds, and a hundred thousand tasks instead of a million: about a minute
    #[arg(short, long)]
    pub(crate) quick: bool,
    /// Everything once and as small as possible: says only that it runs
    #[arg(long, conflicts_with = "quick")]
    pub(crate) smoke: bool,
    /// At most so many samples of everybody
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u16).range(1..))]
    rounds: Option<u16>,
    /// Begins no further round of a workload after so many seconds
    #[arg(long, value_name = "SECONDS")]
    seconds: Option<u32>,
}

impl EffortArguments {
    pub(crate) fn effort(&self) -> Effort {
        let (size, rounds, time) = match (self.smoke, self.quick) {
            (true, _) => (Size::Tiny, 1, Duration::ZERO),
            (_, true) => (Size::Quick, 15, Duration::from_millis(2000)),
            _ => (Size::Full, 41, Duration::from_secs(30)),
        };
        Effort {
            size,
            rounds: self.rounds.map_or(rounds, usize::from),
            time: self
                .seconds
                .map_or(time, |seconds| Duration::from_secs(u64::from(seconds))),
        }
    }
}

/// Where the reports go, beside the table on standard output.
#[derive(Args, Debug)]
pub(crate) struct Output {
    /// Writes everything that was measured as JSON (`-` is standard output, instead of
    /// the table)
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Draws a bar chart
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
    /// Writes the tables as Markdown
    #[arg(long, value_name = "FILE")]
    pub(crate) markdown: Option<PathBuf>,
    /// Measures nothing: reports what an earlier run has written with `--json`
    #[arg(long, value_name = "FILE", conflicts_with_all = ["quick", "smoke", "list"])]
    pub(crate) from: Option<PathBuf>,
    /// Adds figures from another program, such as `asyncio.py`
    #[arg(long, value_name = "FILE")]
    pub(crate) fold: Option<PathBuf>,
}
