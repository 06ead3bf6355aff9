//! Builds the book and serves it to this machine: `cargo learn book`.
//!
//! [`site`] builds it, [`answer`] says what is answered to a request, [`serve`] speaks
//! with the browsers.

mod answer;
mod serve;
mod site;

use std::env;
use std::ffi::OsStr;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::sync::Arc;
use std::thread;

use lexopt::prelude::*;
use site::Site;

const HELP: &str = "\
Builds the book, serves it to this machine only, and opens it in a browser. It is
built anew when a page changes, and the page reloads.

Usage: cargo learn book [--port PORT] [--no-open]

Options:
      --port PORT  The first port to try [default: 5005]; 0 takes any that is free
      --no-open    Don't open a browser
  -h, --help       Print this help

Examples:
  cargo learn book
  cargo learn book --port 8080 --no-open

If the book is served already, it says where, and ends. If another program has the
port, it takes the next one. Ctrl-C ends it.

Exit status: 0 if it is served already, 2 if there was trouble.";

/// How many ports are tried.
const PORTS: u16 = 10;

struct Options {
    port: u16,
    open: bool,
    help: bool,
}

fn options() -> Result<Options, lexopt::Error> {
    let mut options = Options { port: 5005, open: true, help: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => options.port = parser.value()?.parse()?,
            Long("no-open") => options.open = false,
            Short('h') | Long("help") => options.help = true,
            other => return Err(other.unexpected()),
        }
    }
    Ok(options)
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

fn run() -> Result<(), String> {
    let options = options().map_err(|error| format!("{error}: see --help"))?;
    if options.help {
        println!("{HELP}");
        return Ok(());
    }
    let root = root()?;
    let id = answer::id(&root);
    let (listener, port) = match listen(options.port, &id)? {
        Listening::Ours(port) => {
            println!("The book is served already: http://127.0.0.1:{port}/");
            open(port, options.open);
            return Ok(());
        }
        Listening::Here(listener, port) => (listener, port),
    };
    let site = Arc::new(Site::new(root)?);
    println!("The book is at http://127.0.0.1:{port}/ (Ctrl-C ends it)");
    open(port, options.open);
    let watched = Arc::clone(&site);
    thread::spawn(move || watched.keep_up());
    serve::serve(&listener, &Arc::new(answer::Server { site, port, id }));
    Ok(())
}

/// The workspace around the current directory, or else around this package, which
/// cargo names when it runs it.
fn root() -> Result<PathBuf, String> {
    let here = env::current_dir().ok();
    let package = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let has_book = |dir: &&Path| dir.join("book/book.toml").is_file();
    let found =
        here.iter().chain(&package).find_map(|dir| dir.ancestors().find(has_book));
    found
        .map(Path::to_path_buf)
        .ok_or_else(|| "there is no `book/book.toml` here or around here".into())
}

enum Listening {
    Here(TcpListener, u16),
    /// The same book, by another process.
    Ours(u16),
}

/// Takes the first port that is free, unless the book is served on one before it.
fn listen(first: u16, id: &str) -> Result<Listening, String> {
    let last = if first == 0 { 0 } else { first.saturating_add(PORTS - 1) };
    for port in first..=last {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                let address =
                    listener.local_addr().map_err(|error| error.to_string())?;
                return Ok(Listening::Here(listener, address.port()));
            }
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
                if serve::is_served(port, id) {
                    return Ok(Listening::Ours(port));
                }
                eprintln!("Another program has port {port}.");
            }
            Err(error) => return Err(format!("port {port} can't be had: {error}")),
        }
    }
    Err(format!("the ports {first} to {last} are all taken: give another by --port"))
}

/// Opens a browser, if there is one.
fn open(port: u16, is_wanted: bool) {
    if is_wanted && !start_browser(format!("http://127.0.0.1:{port}/").as_ref()) {
        println!("There is no browser to open here: open that address in yours.");
    }
}

fn start_browser(url: &OsStr) -> bool {
    let is_set = |name| env::var_os(name).is_some_and(|it| !it.is_empty());
    let mut command = if cfg!(windows) {
        let mut command = Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else if cfg!(target_os = "macos") {
        Command::new("open")
    } else if let Some(browser) = env::var_os("BROWSER").filter(|it| !it.is_empty())
    {
        Command::new(browser)
    } else if is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") {
        Command::new("xdg-open")
    } else {
        return false;
    };
    let null = Stdio::null;
    let child = command.arg(url).stdin(null()).stdout(null()).stderr(null()).spawn();
    let Ok(mut child) = child else { return false };
    thread::spawn(move || child.wait());
    true
}
