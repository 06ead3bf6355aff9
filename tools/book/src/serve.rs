//! The connections: one request each, and then it is closed.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crate::answer::{Answer, Request, Server, malformed, too_long};

/// Nobody may keep a thread waiting for longer.
const PATIENCE: Duration = Duration::from_secs(5);
/// Headers are shorter.
const HEAD: usize = 16 << 10;

/// Answers for ever.
pub(crate) fn serve(listener: &TcpListener, server: &Arc<Server>) {
    for stream in listener.incoming() {
        let Ok(stream) = stream else {
            // Such as too many open files: it passes.
            thread::sleep(Duration::from_millis(50));
            continue;
        };
        let server = Arc::clone(server);
        // Without a thread, the browser asks again. Nor is it told when it has left.
        let _ = thread::Builder::new().spawn(move || drop(respond(stream, &server)));
    }
}

fn respond(mut stream: TcpStream, server: &Server) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut head = Vec::new();
    let mut chunk = [0; 2048];
    let end = loop {
        if let Some(end) = head.windows(4).position(|it| it == b"\r\n\r\n") {
            break Some(end + 4);
        }
        if head.len() > HEAD {
            break None;
        }
        match stream.read(&mut chunk)? {
            // A browser that opened a connection in advance, and didn't need it.
            0 => return Ok(()),
            read => head.extend_from_slice(&chunk[..read]),
        }
    };
    let head = end.and_then(|end| str::from_utf8(&head[..end]).ok());
    let request = head.and_then(Request::parse);
    let answer = match &request {
        Some(request) => server.answer(request),
        None if end.is_none() => too_long(),
        None => malformed(),
    };
    let is_head = request.is_some_and(|request| request.method == "HEAD");
    write(&mut stream, server, &answer, is_head)
}

fn write(
    stream: &mut TcpStream,
    server: &Server,
    answer: &Answer,
    is_head: bool,
) -> io::Result<()> {
    let Answer { status, kind, body } = answer;
    let allow = if status.starts_with("405") { "Allow: GET, HEAD\r\n" } else { "" };
    let head = format!(
        "HTTP/1.1 {status}\r\n\
         Server: five-loops-book\r\n\
         X-Book: {id}\r\n\
         Content-Type: {kind}\r\n\
         Content-Length: {length}\r\n\
         {allow}\
         Cache-Control: no-store\r\n\
         Cross-Origin-Resource-Policy: same-origin\r\n\
         X-Content-Type-Options: nosniff\r\n\
         X-Frame-Options: SAMEORIGIN\r\n\
         Connection: close\r\n\r\n",
        id = server.id,
        length = body.len(),
    );
    stream.write_all(head.as_bytes())?;
    if !is_head {
        stream.write_all(body)?;
    }
    stream.flush()
}

/// Whether who has this port serves the book with this number.
pub(crate) fn is_served(port: u16, id: &str) -> bool {
    const PATIENCE: Duration = Duration::from_secs(1);
    let ask = || {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        stream.set_write_timeout(Some(PATIENCE))?;
        write!(stream, "HEAD / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n")?;
        let mut answer = Vec::new();
        // Without an end, the beginning is enough.
        let _ = stream.take(4096).read_to_end(&mut answer);
        io::Result::Ok(String::from_utf8_lossy(&answer).into_owned())
    };
    ask().is_ok_and(|answer| {
        answer.lines().any(|line| line == format!("X-Book: {id}"))
    })
}
