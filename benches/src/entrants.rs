//! Everybody who takes part: a file for each family.

mod async_executor;
mod bare;
mod local_pool;
mod nio;
mod smol;
mod stays;
mod step03;
mod step04;
mod step05;
mod tokio_local;
mod tokio_multi;

#[cfg(target_os = "linux")]
mod compio;
#[cfg(target_os = "linux")]
mod embassy;
#[cfg(target_os = "linux")]
mod glommio;
#[cfg(target_os = "linux")]
mod monoio;

use std::fmt::Display;

use crate::entrant::{Sleep, Spawn};
use crate::roster::{Entry, Roster};

/// Says of everybody what they take part in. The order is that of the reports.
pub(crate) fn enter(roster: &mut Roster) {
    roster.enter::<bare::Step01>().function();
    roster.enter::<bare::Step02>().function().wakes().pairs();
    roster.enter::<step03::Step03>().function().wakes().pairs().cancels().skips();
    let step04 = roster.enter::<step04::Step04>().function().wakes().pairs();
    tasks_and_timers(step04).skips();
    let step05 = local_runtime(roster.enter::<step05::Step05>());
    step05.skips().remote().blocking();
    if cfg!(feature = "peers") {
        enter_peers(roster);
    }
}

fn enter_peers(roster: &mut Roster) {
    local_runtime(roster.enter::<tokio_local::TokioLocal>())
        .skips()
        .remote()
        .blocking();
    local_runtime(roster.enter::<tokio_local::TokioSet>()).skips();
    let tokio_multi = roster.enter::<tokio_multi::TokioMulti>().runtime().wakes();
    tasks_and_timers(tokio_multi).remote();

    local_runtime(roster.enter::<async_executor::AsyncExecutor>()).remote();
    let smol = roster.enter::<smol::Smol>().runtime().wakes().pairs();
    tasks_and_timers(smol).remote().blocking();
    let local_pool = roster.enter::<local_pool::Pool>().runtime();
    local_pool.wakes().pairs().spawns().passes().scales();
    local_runtime(roster.enter::<nio::Nio>()).remote().blocking();

    roster.enter::<bare::Pollster>().function().wakes().pairs();
    roster.enter::<bare::FuturesLite>().function().wakes().pairs();
    roster.enter::<bare::FuturesBlockOn>().function().wakes().pairs();
    roster.enter::<bare::AsyncIo>().function().wakes().pairs();

    #[cfg(target_os = "linux")]
    {
        local_runtime(roster.enter::<monoio::MonoioUring>());
        local_runtime(roster.enter::<monoio::MonoioLegacy>());
        let leaks = "it keeps open descriptors of each runtime that has ended";
        local_runtime(roster.enter::<glommio::Glommio>()).excused("start", leaks);
        local_runtime(roster.enter::<glommio::GlommioSpin>())
            .excused("start", leaks);
        local_runtime(roster.enter::<compio::Compio>()).blocking();
        roster.enter::<embassy::Embassy>().passes();
    }
}

/// A runtime of one loop on the current thread.
fn local_runtime<E: Spawn + Sleep>(entry: Entry<'_, E>) -> Entry<'_, E> {
    tasks_and_timers(entry.runtime().wakes().pairs().scales())
}

/// All that needs tasks, timers, or both, on one thread.
fn tasks_and_timers<E: Spawn + Sleep>(entry: Entry<'_, E>) -> Entry<'_, E> {
    entry.spawns().passes().cancels().tasks_sleep()
}

/// Says in a sentence why a runtime can't start here: somebody reports it.
fn started<T>(runtime: Result<T, impl Display>) -> T {
    runtime.unwrap_or_else(|error| panic!("it can't start here: {error}"))
}
