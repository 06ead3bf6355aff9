//! The course as a screen: it is drawn anew when something has changed, and keys are
//! answered whatever the checks are doing, since those run beside it.

mod app;
mod browse;
mod draw;
mod terminal;
mod work;

use std::time::Duration;

use crossterm::event::{self, Event, KeyEventKind};

use crate::course::Course;
use app::App;
use terminal::{Signals, Terminal};

/// How often it looks at the learner's file, and draws a running check's seconds.
const TICK: Duration = Duration::from_millis(40);

pub(crate) fn run(course: Course) -> Result<u8, String> {
    let failed = |error: std::io::Error| format!("the terminal failed: {error}");
    let signals = Signals::watch().map_err(failed)?;
    let mut app = App::new(course);
    let mut terminal = Terminal::enter().map_err(failed)?;
    let result = (|| {
        while !app.has_ended() && !signals.say_end() {
            app.tick();
            terminal.draw(|size| app.frame(size))?;
            let mut wait = TICK;
            while event::poll(wait)? {
                // Whatever else there is, such as a new size, is seen in the next turn.
                if let Event::Key(key) = event::read()?
                    && key.kind != KeyEventKind::Release
                {
                    app.press(key);
                }
                wait = Duration::ZERO;
            }
        }
        Ok(())
    })();
    app.stop();
    drop(terminal);
    putln!("{}", app.farewell());
    result.map(|()| 0).map_err(failed)
}
