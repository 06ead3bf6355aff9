//! The book server, asked by hand.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A workspace with a small book that includes a file of a step.
fn book() -> TempDir {
    let root = tempfile::tempdir().expect("there is room");
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("ours");
        fs::write(path, text).expect("it can be written");
    };
    write("book/book.toml", "[book]\ntitle = \"Small\"\n");
    write("book/src/SUMMARY.md", "# Summary\n\n- [One](one.md)\n- [Two](two.md)\n");
    write("book/src/one.md", "# One\n\nThe first page.\n");
    write(
        "book/src/two.md",
        "# Two\n\n```rust\n{{#include ../../step01-x/src/lib.rs}}\n```\n",
    );
    write("step01-x/src/lib.rs", "fn before() {}\n");
    root
}

/// A server, that ends with the test.
struct Server {
    child: Child,
    port: u16,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.child.kill().expect("it is ours");
        self.child.wait().expect("it is ours");
    }
}

fn command(root: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_book-server"));
    command.args(arguments).current_dir(root).env_remove("CARGO_MANIFEST_DIR");
    command.stdin(Stdio::null());
    command
}

fn start(root: &Path, port: u16) -> Server {
    let port = port.to_string();
    let mut command = command(root, &["--no-open", "--port", &port]);
    let mut child = command.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    let out = child.stdout.take().expect("it is piped");
    BufReader::new(out).read_line(&mut line).expect("it says where it is");
    let port = port_in(&line);
    Server { child, port }
}

fn port_in(line: &str) -> u16 {
    let (_, rest) = line.split_once("http://127.0.0.1:").expect("an address");
    let digits = rest.split('/').next().expect("a port");
    digits.parse().expect("a number")
}

impl Server {
    /// The status and the whole answer to a request with these headers.
    fn ask(&self, method: &str, target: &str, headers: &str) -> (u16, String) {
        self.send(format!("{method} {target} HTTP/1.1\r\n{headers}\r\n").as_bytes())
    }

    fn send(&self, request: &[u8]) -> (u16, String) {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port))
            .expect("it listens");
        stream.write_all(request).expect("it reads");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("it answers, and closes");
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let status = answer.split(' ').nth(1).and_then(|it| it.parse().ok());
        (status.unwrap_or_else(|| panic!("no status in {answer:?}")), answer)
    }

    fn host(&self) -> String {
        format!("Host: 127.0.0.1:{}\r\n", self.port)
    }

    fn get(&self, target: &str) -> (u16, String) {
        self.ask("GET", target, &self.host())
    }
}

#[test]
fn pages_are_served_to_this_machine() {
    let root = book();
    let server = start(root.path(), 0);
    for target in ["/", "/index.html", "/one.html", "/one.html?x", "/o%6Ee.html"] {
        let (status, page) = server.get(target);
        assert_eq!(status, 200, "{target}");
        assert!(page.contains("The first page."), "{target}");
        assert!(page.contains("Content-Type: text/html"), "{target}");
    }
    let (status, page) = server.get("/two.html");
    assert_eq!(status, 200);
    assert!(page.contains("before"), "{page}");
    let localhost = format!("Host: localhost:{}\r\n", server.port);
    assert_eq!(server.ask("GET", "/", &localhost).0, 200);
}

#[test]
fn a_head_has_no_body() {
    let root = book();
    let server = start(root.path(), 0);
    let (status, answer) = server.ask("HEAD", "/", &server.host());
    assert_eq!(status, 200);
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    assert!(!answer.contains("Content-Length: 0\r\n"), "{answer}");
}

#[test]
fn another_hosts_name_is_misdirected() {
    let root = book();
    let server = start(root.path(), 0);
    let port = server.port;
    for headers in [
        String::new(),
        "Host: example.org\r\n".into(),
        format!("Host: example.org:{port}\r\n"),
        "Host: 127.0.0.1\r\n".into(),
        format!("Host: 127.0.0.1:{}\r\n", port ^ 1),
        format!("Host: 127.0.0.1.example.org:{port}\r\n"),
        format!("{}Host: example.org\r\n", server.host()),
    ] {
        assert_eq!(server.ask("GET", "/", &headers).0, 421, "{headers:?}");
    }
}

#[test]
fn another_site_is_forbidden() {
    let root = book();
    let server = start(root.path(), 0);
    let (port, host) = (server.port, server.host());
    for header in [
        "Origin: https://example.org".into(),
        "Origin: null".into(),
        format!("Origin: https://127.0.0.1:{port}"),
        format!("Origin: http://127.0.0.1:{}", port ^ 1),
        "Sec-Fetch-Site: cross-site".into(),
        "Sec-Fetch-Site: same-site".into(),
    ] {
        let status = server.ask("GET", "/", &format!("{host}{header}\r\n")).0;
        assert_eq!(status, 403, "{header}");
    }
    for header in [
        format!("Origin: http://127.0.0.1:{port}"),
        "Sec-Fetch-Site: same-origin".into(),
        "Sec-Fetch-Site: none".into(),
    ] {
        let status = server.ask("GET", "/", &format!("{host}{header}\r\n")).0;
        assert_eq!(status, 200, "{header}");
    }
}

#[test]
fn it_can_only_be_read() {
    let root = book();
    let server = start(root.path(), 0);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
        let (status, answer) = server.ask(method, "/", &server.host());
        assert_eq!(status, 405, "{method}");
        assert!(answer.contains("\r\nAllow: GET, HEAD\r\n"), "{answer}");
    }
}

#[test]
fn nothing_but_the_book_is_found() {
    let root = book();
    let server = start(root.path(), 0);
    for target in [
        "/../book.toml",
        "/../../step01-x/src/lib.rs",
        "/%2e%2e/book.toml",
        "/..%2fbook.toml",
        "/..\\book.toml",
        "//etc/passwd",
        "/etc/passwd",
        "/one.md",
        "/nothing.html",
        "/%",
        "one.html",
        "http://127.0.0.1/one.html",
    ] {
        assert_eq!(server.get(target).0, 404, "{target}");
    }
}

#[test]
fn what_isnt_a_request_is_refused() {
    let root = book();
    let server = start(root.path(), 0);
    assert_eq!(server.send(b"hello\r\n\r\n").0, 400);
    assert_eq!(server.send(b"GET / HTTP/1.1\r\nHost\r\n\r\n").0, 400);
    let long = format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(20_000));
    // All that was sent has to be read, or the answer may be lost on the way.
    assert_eq!(server.send(&long.as_bytes()[..16 * 1024 + 1]).0, 431);
}

#[test]
fn it_takes_the_next_port_when_another_program_has_the_first() {
    let root = book();
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port is free");
    let port = taken.local_addr().expect("it has one").port();
    // It accepts, and says nothing that we know.
    std::thread::spawn(move || {
        for stream in taken.incoming() {
            let _ = stream.map(|mut it| it.write_all(b"HTTP/1.1 200 OK\r\n\r\n"));
        }
    });
    let server = start(root.path(), port);
    assert!(server.port > port && server.port < port + 10, "{}", server.port);
    assert_eq!(server.get("/").0, 200);
}

#[test]
fn a_second_one_says_where_the_first_is_and_ends() {
    let root = book();
    let server = start(root.path(), 0);
    let port = server.port.to_string();
    let mut again = command(root.path(), &["--no-open", "--port", &port]);
    let mut again = again.stdout(Stdio::piped()).spawn().expect("it starts");
    let mut line = String::new();
    let out = again.stdout.take().expect("it is piped");
    BufReader::new(out).read_line(&mut line).expect("it says where the first is");
    if !line.contains("served already") {
        // It would serve for ever.
        again.kill().expect("it is ours");
        panic!("{line}");
    }
    assert!(again.wait().expect("it is ours").success());
    assert_eq!(port_in(&line), server.port);
    // The same program for another book isn't ours.
    let other = book();
    let next = start(other.path(), server.port);
    assert_ne!(next.port, server.port);
}

#[test]
fn a_changed_source_is_built_anew_and_no_page_is_missing_meanwhile() {
    let root = book();
    let server = start(root.path(), 0);
    let before = server.get("/.changed/two.html").1;
    let first = server.get("/.changed/one.html").1;
    let source = root.path().join("step01-x/src/lib.rs");
    fs::write(source, "fn afterwards() {}\n").expect("it can be written");
    let start = Instant::now();
    loop {
        let (status, page) = server.get("/two.html");
        assert_eq!(status, 200);
        if page.contains("afterwards") {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it stays as it was");
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_ne!(server.get("/.changed/two.html").1, before);
    assert_eq!(server.get("/.changed/one.html").1, first, "that page is the same");
}

#[test]
fn a_wrong_command_line_is_said_in_one_sentence() {
    let root = book();
    for arguments in [&["--port", "x"][..], &["--port"], &["--what"], &["x"]] {
        let output = command(root.path(), arguments).output().expect("it starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.starts_with("error: ") && said.lines().count() == 1, "{said}");
    }
    let empty = tempfile::tempdir().expect("there is room");
    let output = command(empty.path(), &[]).output().expect("it starts");
    assert_eq!(output.status.code(), Some(2));
}
