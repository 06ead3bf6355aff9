use std::io::{self, Write, stdout};
use std::panic;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
#[cfg(unix)]
use std::{process, thread, time::Duration};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, Clear, ClearType, EndSynchronizedUpdate,
    EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
    size,
};
use crossterm::{execute, queue};

/// The terminal while it is a screen. Dropped, it is as it was before.
#[derive(Debug)]
pub(crate) struct Terminal {
    size: (u16, u16),
    lines: Vec<String>,
}

impl Terminal {
    pub(crate) fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        let terminal = Self { size: (0, 0), lines: Vec::new() };
        let print = panic::take_hook();
        panic::set_hook(Box::new(move |panic| {
            leave();
            print(panic);
        }));
        execute!(stdout(), EnterAlternateScreen, Hide)?;
        Ok(terminal)
    }

    /// Shows the lines of a frame: those that differ from what is shown.
    pub(crate) fn draw(
        &mut self,
        frame: impl FnOnce((usize, usize)) -> Vec<String>,
    ) -> io::Result<()> {
        // Asked each time, so that it needs no signal to notice a new size.
        let size = size().unwrap_or((80, 24));
        let lines = frame((size.0.into(), size.1.into()));
        let is_resized = size != self.size;
        if !is_resized && lines == self.lines {
            return Ok(());
        }
        let mut out = stdout().lock();
        queue!(out, BeginSynchronizedUpdate)?;
        if is_resized {
            queue!(out, Clear(ClearType::All))?;
        }
        for (row, line) in lines.iter().enumerate().take(size.1.into()) {
            if is_resized || self.lines.get(row) != Some(line) {
                let row = u16::try_from(row).unwrap_or(u16::MAX);
                // First cleared: after a full line, the cursor is where it belongs to.
                queue!(out, MoveTo(0, row), Clear(ClearType::CurrentLine))?;
                queue!(out, Print(line))?;
            }
        }
        queue!(out, EndSynchronizedUpdate)?;
        out.flush()?;
        (self.size, self.lines) = (size, lines);
        Ok(())
    }
}

fn leave() {
    // There is nobody left to tell.
    let _ = execute!(stdout(), Show, LeaveAlternateScreen);
    let _ = disable_raw_mode();
}

impl Drop for Terminal {
    fn drop(&mut self) {
        leave();
    }
}

/// The signals that end a program: the window was closed, or somebody said so.
#[derive(Debug)]
pub(crate) struct Signals(Arc<AtomicBool>);

/// How long the screen has to end by itself after a signal.
#[cfg(unix)]
const LAST_TURN: Duration = Duration::from_secs(1);

impl Signals {
    pub(crate) fn watch() -> io::Result<Self> {
        let ended = Arc::new(AtomicBool::new(false));
        #[cfg(unix)]
        {
            for signal in [
                signal_hook::consts::SIGHUP,
                signal_hook::consts::SIGINT,
                signal_hook::consts::SIGTERM,
            ] {
                signal_hook::flag::register(signal, Arc::clone(&ended))?;
            }
            let ended = Arc::clone(&ended);
            // When the terminal itself is gone, crossterm reads its end again and
            // again, and never comes back with an event or without.
            thread::spawn(move || {
                while !ended.load(Ordering::Relaxed) {
                    thread::sleep(LAST_TURN / 10);
                }
                thread::sleep(LAST_TURN);
                process::exit(1);
            });
        }
        Ok(Self(ended))
    }

    pub(crate) fn say_end(&self) -> bool {
        // Relaxed: nothing else is handed over with it.
        self.0.load(Ordering::Relaxed)
    }
}
