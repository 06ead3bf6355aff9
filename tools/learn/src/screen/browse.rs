//! The book in a browser, if its server is running.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use crate::files;

/// The ports that `book-server` tries, one after the other.
const PORTS: std::ops::Range<u16> = 5005..5015;
/// What it says of itself.
const SERVER: &str = "server: five-loops-book";

/// Opens a section such as `book/src/step01.md#loop`. Returns what there is to say.
pub(crate) fn open(section: &str) -> String {
    let Some(port) = PORTS.into_iter().find(|port| is_ours(*port)) else {
        return "In a browser: `cargo learn book`, in another terminal.".into();
    };
    let page = section.strip_prefix("book/src/").unwrap_or(section);
    let page = page.replacen(".md", ".html", 1);
    let url = format!("http://127.0.0.1:{port}/{page}");
    match files::open(url.as_ref()) {
        true => format!("Opened in your browser: {url}"),
        false => format!("In a browser: {url}"),
    }
}

fn is_ours(port: u16) -> bool {
    const PATIENCE: Duration = Duration::from_millis(300);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let Ok(mut stream) = TcpStream::connect_timeout(&address, PATIENCE) else {
        return false;
    };
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let request = format!(
        "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n"
    );
    let mut answer = Vec::new();
    // Whoever doesn't answer in time isn't ours.
    let _ = stream.write_all(request.as_bytes());
    let _ = stream.take(4096).read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).to_lowercase().contains(SERVER)
}
