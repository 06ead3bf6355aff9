//! The contract of all loops: each fact is written once, for whatever loop has the
//! abilities it needs, and tried on every loop that promises it.
//!
//! Each file is a topic. It begins with a table that says who promises what, and
//! why somebody doesn't; the facts themselves follow in the same order. A test is
//! named after the loop and the fact: `step04::wake_during_poll_polls_again`.

/// Makes a fact a test of this loop, if this loop is among those that promise it.
macro_rules! promise {
    (step01 [step01 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (step02 [step02 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (step03 [step03 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (step04 [step04 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (step05 [step05 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    // Whatever step 5 promises, it promises with any number of loops.
    (step05_of_three [step05 $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (tokio [tokio $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    (smol [smol $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!(@test $topic $fact);
    };
    ($loop:ident [$other:ident $($rest:ident)*] $topic:ident $fact:ident) => {
        promise!($loop [$($rest)*] $topic $fact);
    };
    ($loop:ident [] $topic:ident $fact:ident) => {};
    (@test $topic:ident $fact:ident) => {
        #[test]
        fn $fact() {
            tests::limit::within_limit(crate::$topic::$fact::<Loop>);
        }
    };
}

/// A topic's table: each fact, and who promises it.
macro_rules! table {
    ($topic:ident: $($fact:ident: $($loop:ident)+;)+) => {
        macro_rules! facts {
            ($this:ident) => { $(promise! { $this [$($loop)+] $topic $fact })+ };
        }
        pub(crate) use facts;
    };
}

// What loops promise by themselves.
mod aborting;
mod destructors;
mod ecosystem;
mod ending;
mod fairness;
mod groups;
mod handles;
mod joining;
mod last_words;
mod lazy;
mod many;
mod misuse;
mod oneshot;
mod panics;
mod threads;
mod timeouts;
mod timers;
mod turns;
mod wakers;
mod wakes;

// What holds between loops, and what only step 5 has.
mod across;
mod blocking;
mod ends_from_within;
mod runtime;
mod several_loops;
mod shutdown;
mod virtual_ends;
mod virtual_time;

macro_rules! suites {
    ($($loop:ident: $Loop:ty;)+) => {$(
        mod $loop {
            type Loop = $Loop;

            crate::lazy::facts!($loop);
            crate::wakes::facts!($loop);
            crate::wakers::facts!($loop);
            crate::turns::facts!($loop);
            crate::fairness::facts!($loop);
            crate::timers::facts!($loop);
            crate::timeouts::facts!($loop);
            crate::joining::facts!($loop);
            crate::handles::facts!($loop);
            crate::aborting::facts!($loop);
            crate::panics::facts!($loop);
            crate::destructors::facts!($loop);
            crate::ending::facts!($loop);
            crate::last_words::facts!($loop);
            crate::misuse::facts!($loop);
            crate::groups::facts!($loop);
            crate::oneshot::facts!($loop);
            crate::threads::facts!($loop);
            crate::many::facts!($loop);
            crate::ecosystem::facts!($loop);
        }
    )+};
}

suites! {
    step01: tests::ours::Step01;
    step02: tests::ours::Step02;
    step03: tests::ours::Step03;
    step04: tests::ours::Step04;
    step05: tests::ours::Step05<1>;
    step05_of_three: tests::ours::Step05<3>;
    tokio: tests::peers::Tokio;
    smol: tests::peers::Smol;
}
