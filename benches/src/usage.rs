//! What the process has used so far.

use std::time::Duration;

/// Returns the time for which any core has worked for this process.
#[cfg(unix)]
pub(crate) fn cpu_time() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: the kernel writes to a local variable of the right type.
    let failed =
        unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &mut time) };
    assert_eq!(failed, 0, "every Unix has this clock");
    let seconds = u64::try_from(time.tv_sec).expect("it counts from zero");
    let nanos = u32::try_from(time.tv_nsec).expect("it is less than a second");
    Duration::new(seconds, nanos)
}

/// Returns how often the kernel has given a core of this process to somebody else.
#[cfg(unix)]
pub(crate) fn preemptions() -> libc::c_long {
    // SAFETY: zeros are a valid value of a struct of numbers.
    let mut usage: libc::rusage = unsafe { std::mem::zeroed() };
    // SAFETY: the kernel writes to a local variable of the right type.
    unsafe { libc::getrusage(libc::RUSAGE_SELF, &mut usage) };
    usage.ru_nivcsw
}

/// Returns how many bytes of the process are in memory.
#[cfg(target_os = "linux")]
pub(crate) fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").expect("Linux has it");
    let pages = text.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok());
    // SAFETY: the call has no preconditions.
    let page = unsafe { libc::sysconf(libc::_SC_PAGESIZE) };
    pages.expect("the second number")
        * usize::try_from(page).expect("pages have a size")
}

/// Panics: only Linux says it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn memory() -> usize {
    panic!("how much memory is in use is known on Linux only")
}

/// Returns 0: only a Unix says it.
#[cfg(not(unix))]
pub(crate) fn preemptions() -> i64 {
    0
}

/// Panics: only a Unix says it.
#[cfg(not(unix))]
pub(crate) fn cpu_time() -> Duration {
    panic!("how long the cores worked is known on a Unix only")
}
