//! Where threads run: the same cores for every entrant.

#[cfg(target_os = "linux")]
pub use linux::{cores, process, thread};
#[cfg(not(target_os = "linux"))]
pub use nowhere::{cores, process, thread};

#[cfg(target_os = "linux")]
mod linux {
    use std::sync::OnceLock;
    use std::{fs, mem};

    /// Returns the cores that this process was given when it first asked.
    pub fn cores() -> &'static [usize] {
        static CORES: OnceLock<Vec<usize>> = OnceLock::new();
        CORES.get_or_init(|| {
            // SAFETY: zeros are an empty set; the kernel writes no more than the size.
            let set = unsafe {
                let mut set: libc::cpu_set_t = mem::zeroed();
                libc::sched_getaffinity(0, mem::size_of_val(&set), &mut set);
                set
            };
            // SAFETY: the numbers are smaller than the size of the set.
            let given = |core: &usize| unsafe { libc::CPU_ISSET(*core, &set) };
            (0..libc::CPU_SETSIZE as usize).filter(given).collect()
        })
    }

    /// Keeps all threads that the process has, and those that they start, on the
    /// first so many of the [`cores`].
    pub fn process(count: usize) {
        let cores = cores();
        let cores = &cores[..count.min(cores.len())];
        let Ok(threads) = fs::read_dir("/proc/self/task") else { return };
        for thread in threads.flatten() {
            if let Some(id) =
                thread.file_name().to_str().and_then(|id| id.parse().ok())
            {
                keep(id, cores);
            }
        }
    }

    /// Keeps the current thread on one of the [`cores`], counted from 0.
    pub fn thread(core: usize) {
        if let Some(core) = cores().get(core) {
            keep(0, &[*core]);
        }
    }

    /// Threads that are gone by now, and cores that were taken away, are no reason
    /// to stop.
    fn keep(thread: libc::pid_t, cores: &[usize]) {
        // SAFETY: zeros are an empty set, and the numbers came from such a set.
        unsafe {
            let mut set: libc::cpu_set_t = mem::zeroed();
            cores.iter().for_each(|core| libc::CPU_SET(*core, &mut set));
            libc::sched_setaffinity(thread, mem::size_of_val(&set), &set);
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod nowhere {
    use std::sync::OnceLock;
    use std::thread;

    /// Returns the cores that there are: threads can't be kept on them here.
    pub fn cores() -> &'static [usize] {
        static CORES: OnceLock<Vec<usize>> = OnceLock::new();
        CORES.get_or_init(|| {
            (0..thread::available_parallelism().map_or(1, usize::from)).collect()
        })
    }

    /// Does nothing.
    pub fn process(_count: usize) {}

    /// Does nothing.
    pub fn thread(_core: usize) {}
}
