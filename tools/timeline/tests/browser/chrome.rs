//! A headless Chromium, driven through its DevTools protocol.
//!
//! The protocol runs over a pair of pipes (`--remote-debugging-pipe`): no port, no
//! websocket, and so no library; and when this process ends, so does the browser.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Once;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// Longer than anything takes, also where much else is built at the same time.
const PATIENCE: Duration = Duration::from_secs(60);

/// The browser to test with: what `CHROME` names, or one of the usual names.
///
/// Without one, it says so past the test harness, which hides what a test prints. With
/// `TIMELINE_BROWSER=require`, it fails.
pub(crate) fn find() -> Option<PathBuf> {
    static SAID: Once = Once::new();
    let named = std::env::var_os("CHROME").filter(|name| !name.is_empty());
    if let Some(named) = named {
        return Some(named.into());
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let names = ["chromium", "chromium-browser", "google-chrome", "chrome"];
    let found = std::env::split_paths(&path)
        .flat_map(|folder| names.map(|name| folder.join(name)))
        .find(|file| file.is_file());
    if found.is_none() {
        let required =
            std::env::var_os("TIMELINE_BROWSER").is_some_and(|it| it == "require");
        assert!(!required, "TIMELINE_BROWSER=require, and no Chromium is found");
        SAID.call_once(|| {
            let words = "NOT TESTED: no Chromium is found, so the page wasn't driven \
                by keyboard. CHROME=/path/to/it names one; TIMELINE_BROWSER=require \
                makes this a failure.";
            let _ = writeln!(std::io::stderr(), "{words}");
        });
    }
    found
}

/// A browser with one page open.
pub(crate) struct Page {
    browser: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: Value,
    calls: u64,
    /// Everything that the browser said on its own.
    pub(crate) events: Vec<Value>,
    folder: PathBuf,
}

/// How the page is looked at.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) dark: bool,
    pub(crate) scripts: bool,
}

pub(crate) const DESK: Look =
    Look { width: 1280, height: 900, dark: false, scripts: true };
pub(crate) const PHONE: Look = Look { width: 390, height: 800, ..DESK };

impl Page {
    /// Opens a page in a browser of its own.
    pub(crate) fn open(browser: &Path, html: &str, look: Look) -> Self {
        static NUMBER: AtomicUsize = AtomicUsize::new(0);
        let number = NUMBER.fetch_add(1, Relaxed);
        let name = format!("timeline-browser-{}-{number}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("there can be a temporary folder");
        let file = folder.join("page.html");
        fs::write(&file, html).expect("it can be written to");

        // The browser reads from 3 and writes to 4. The sandbox doesn't work for root
        // or in many a container, and the page is our own.
        let mut child = Command::new("sh")
            .args(["-c", r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#])
            .arg(browser)
            .args("--headless --remote-debugging-pipe --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync --disable-dev-shm-usage --disable-extensions".split(' '))
            .arg(format!("--user-data-dir={}", folder.join("profile").display()))
            .arg("about:blank")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        let to = child.stdin.take().expect("it is piped");
        let mut lines = BufReader::new(child.stdout.take().expect("it is piped"));
        let (sender, from) = channel();
        thread::spawn(move || {
            let mut message = Vec::new();
            while lines.read_until(0, &mut message).is_ok_and(|length| length > 0) {
                message.pop();
                let value = serde_json::from_slice(&message);
                if value.is_ok_and(|value| sender.send(value).is_err()) {
                    return;
                }
                message.clear();
            }
        });
        let mut page = Self {
            browser: child,
            to,
            from,
            session: Value::Null,
            calls: 0,
            events: Vec::new(),
            folder,
        };
        let target = page.call("Target.createTarget", json!({"url": "about:blank"}));
        let target = json!({"targetId": target["targetId"], "flatten": true});
        page.session =
            page.call("Target.attachToTarget", target)["sessionId"].clone();
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.call(&format!("{domain}.enable"), json!({}));
        }
        page.look(look);
        let url = format!("file://{}", file.display());
        page.call("Page.navigate", json!({"url": url}));
        page.wait_for("Page.loadEventFired");
        page
    }

    /// Changes how the page is looked at.
    pub(crate) fn look(&mut self, look: Look) {
        let Look { width, height, dark, scripts } = look;
        let metrics = json!({"width": width, "height": height,
            "deviceScaleFactor": 1, "mobile": false});
        self.call("Emulation.setDeviceMetricsOverride", metrics);
        let scheme = if dark { "dark" } else { "light" };
        let feature = json!({"name": "prefers-color-scheme", "value": scheme});
        self.call("Emulation.setEmulatedMedia", json!({"features": [feature]}));
        let off = json!({"value": !scripts});
        self.call("Emulation.setScriptExecutionDisabled", off);
    }

    /// Presses a key and lets it go, as a hand would.
    pub(crate) fn press(&mut self, key: &str) {
        let (code, number) = match key {
            "ArrowLeft" => (key, 37),
            "ArrowUp" => (key, 38),
            "ArrowRight" => (key, 39),
            "ArrowDown" => (key, 40),
            "Home" => (key, 36),
            "End" => (key, 35),
            "Tab" => (key, 9),
            "Enter" => (key, 13),
            " " => ("Space", 32),
            "j" => ("KeyJ", 74),
            "k" => ("KeyK", 75),
            _ => panic!("which key is {key}?"),
        };
        let text = match key {
            "Enter" => "\r",
            key if key.len() == 1 => key,
            _ => "",
        };
        let kind = if text.is_empty() { "rawKeyDown" } else { "keyDown" };
        for (kind, text) in [(kind, text), ("keyUp", "")] {
            let event = json!({"type": kind, "key": key, "code": code, "text": text,
                "windowsVirtualKeyCode": number});
            self.call("Input.dispatchKeyEvent", event);
        }
    }

    /// What an expression is in the page.
    pub(crate) fn eval(&mut self, expression: &str) -> Value {
        let ask = json!({"expression": expression, "returnByValue": true});
        let answer = self.call("Runtime.evaluate", ask);
        assert_eq!(answer["exceptionDetails"], Value::Null, "{expression}");
        answer["result"]["value"].clone()
    }

    /// The text of what is found first.
    pub(crate) fn text(&mut self, selector: &str) -> String {
        let found = self.eval(&format!(
            "document.querySelector({selector:?}).innerText.replace(/\\s+/g, ' ').trim()"
        ));
        found.as_str().expect("text is a string").to_owned()
    }

    /// The browser's answer to a command.
    pub(crate) fn call(&mut self, method: &str, params: Value) -> Value {
        self.calls += 1;
        let mut message =
            json!({"id": self.calls, "method": method, "params": params});
        if !self.session.is_null() {
            message["sessionId"] = self.session.clone();
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        let id = json!(self.calls);
        let answer = self.receive(|message| message["id"] == id);
        assert_eq!(answer["error"], Value::Null, "{method}");
        answer["result"].clone()
    }

    fn wait_for(&mut self, event: &str) {
        if !self.events.iter().any(|it| it["method"] == event) {
            self.receive(|message| message["method"] == event);
        }
    }

    fn receive(&mut self, wanted: impl Fn(&Value) -> bool) -> Value {
        let start = Instant::now();
        loop {
            let left = PATIENCE.saturating_sub(start.elapsed());
            let message = match self.from.recv_timeout(left) {
                Ok(message) => message,
                Err(RecvTimeoutError::Timeout) => panic!("the browser is silent"),
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the browser has ended: does it start by hand?")
                }
            };
            if message["method"].is_string() {
                self.events.push(message.clone());
            }
            if wanted(&message) {
                return message;
            }
        }
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // Asked to close, it also ends its other processes.
        let close = b"{\"id\":0,\"method\":\"Browser.close\"}\0";
        let _ = self.to.write_all(close);
        let start = Instant::now();
        while matches!(self.browser.try_wait(), Ok(None)) {
            if start.elapsed() > Duration::from_secs(10) {
                let _ = self.browser.kill();
                let _ = self.browser.wait();
                break;
            }
            thread::sleep(Duration::from_millis(5));
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}
