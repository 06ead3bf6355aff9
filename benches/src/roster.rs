use std::marker::PhantomData;

use crate::entrant::{Blocking, Entrant, Remote, Sleep, Spawn, VirtualTime};
use crate::results::Absent;
use crate::workload::{Sample, Size};
use crate::workloads::{
    block_on, blocking, idle, memory, ping_pong, remote, ring, sleepers, spawn,
    timers, two_loops, wake, yields,
};

/// Returns all pairs of a workload and an entrant.
#[must_use]
pub fn cases() -> Vec<Case> {
    let mut roster = Roster::default();
    crate::entrants::enter(&mut roster);
    roster.cases
}

/// Returns who is left out of what, whatever the machine.
#[must_use]
pub fn excused() -> Vec<Absent> {
    let mut roster = Roster::default();
    crate::entrants::enter(&mut roster);
    roster.excused
}

/// One entrant's part in one workload.
#[derive(Clone, Copy, Debug)]
pub struct Case {
    /// The name of the workload.
    pub workload: &'static str,
    /// The name of the entrant.
    pub entrant: &'static str,
    /// What a reader should know about this entrant's figures.
    pub note: Option<&'static str>,
    /// A step of this workspace.
    pub ours: bool,
    /// Whether it may be the best peer.
    pub counts_as_peer: bool,
    /// Does the work once.
    pub sample: fn(Size) -> Sample,
}

/// Where entrants say what they take part in.
#[derive(Default)]
pub(crate) struct Roster {
    cases: Vec<Case>,
    excused: Vec<Absent>,
}

impl Roster {
    pub(crate) fn enter<E: Entrant>(&mut self) -> Entry<'_, E> {
        Entry { roster: self, entrant: PhantomData }
    }
}

/// One entrant, who says what it takes part in.
pub(crate) struct Entry<'a, E> {
    roster: &'a mut Roster,
    entrant: PhantomData<E>,
}

impl<E: Entrant> Entry<'_, E> {
    fn with(self, workload: &'static str, sample: fn(Size) -> Sample) -> Self {
        self.roster.cases.push(Case {
            workload,
            entrant: E::NAME,
            note: E::NOTE,
            ours: E::OURS,
            counts_as_peer: E::COUNTS_AS_PEER,
            sample,
        });
        self
    }

    /// It takes no part in that after all.
    #[cfg(target_os = "linux")]
    pub(crate) fn excused(self, workload: &str, why: &str) -> Self {
        let is_it =
            |case: &Case| case.workload == workload && case.entrant == E::NAME;
        self.roster.cases.retain(|case| !is_it(case));
        self.roster.excused.push(Absent {
            entrant: E::NAME.to_owned(),
            workload: Some(workload.to_owned()),
            why: why.to_owned(),
        });
        self
    }

    /// It is a free function.
    pub(crate) fn function(self) -> Self {
        self.with("block-on-bare", block_on::ready::<E, 20_000>)
    }

    /// It is an object that is made once.
    pub(crate) fn runtime(self) -> Self {
        self.with("block-on-runtime", block_on::ready::<E, 2000>)
            .with("start", block_on::start::<E>)
    }

    /// It is woken from another thread.
    pub(crate) fn wakes(self) -> Self {
        self.with("wake-2", wake::after::<E, 2>)
            .with("wake-20", wake::after::<E, 20>)
            .with("wake-200", wake::after::<E, 200>)
    }

    /// There are two of them.
    pub(crate) fn pairs(self) -> Self {
        self.with("two-loops-two-cores", two_loops::ping_pong::<E, true>)
            .with("two-loops-one-core", two_loops::ping_pong::<E, false>)
    }

    /// There are two of them, with tasks.
    pub(crate) fn scales(self) -> Self
    where
        E: Spawn,
    {
        self.with("scaling", two_loops::scaling::<E>)
    }

    /// It spawns many tasks.
    pub(crate) fn spawns(self) -> Self
    where
        E: Spawn,
    {
        self.with("spawn-join-10k", spawn::and_join::<E, 10_000>)
            .with("spawn-await", spawn::one_by_one::<E>)
            .with("spawn-join-1k", spawn::and_join::<E, 1000>)
            .with("spawn-join-1m", spawn::and_join::<E, 1_000_000>)
            .with("yields-1m", yields::yields::<E, 1_000_000, 5>)
            .with("ring-1m", ring::ring::<E, 1_000_000, 2>)
    }

    /// It has tasks that take turns.
    pub(crate) fn passes(self) -> Self
    where
        E: Spawn,
    {
        self.with("yields-1", yields::yields::<E, 1, 100_000>)
            .with("yields-100", yields::yields::<E, 100, 1000>)
            .with("yields-1k", yields::yields::<E, 1000, 100>)
            .with("ping-pong", ping_pong::ping_pong::<E>)
            .with("ring-1k", ring::ring::<E, 1000, 50>)
    }

    /// It has timers.
    pub(crate) fn cancels(self) -> Self
    where
        E: Sleep,
    {
        self.with("timers-cancel", timers::cancelled::<E>)
            .with("idle", idle::idle::<E>)
    }

    /// It has timers, and can skip the time.
    pub(crate) fn skips(self) -> Self
    where
        E: VirtualTime,
    {
        self.with("timers-virtual", timers::skipped::<E>)
    }

    /// It has tasks, and they sleep.
    pub(crate) fn tasks_sleep(self) -> Self
    where
        E: Spawn + Sleep,
    {
        self.with("timers-real", timers::real::<E>)
            .with("sleepers", sleepers::sleepers::<E>)
            .with("memory", memory::per_task::<E>)
    }

    /// It takes tasks from other threads.
    pub(crate) fn remote(self) -> Self
    where
        E: Remote,
    {
        self.with("remote-spawn", remote::spawn_and_join::<E>)
    }

    /// It has threads for calls that block.
    pub(crate) fn blocking(self) -> Self
    where
        E: Blocking,
    {
        self.with("blocking-10k", blocking::calls::<E>)
    }
}
