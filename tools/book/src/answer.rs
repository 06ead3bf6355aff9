//! What is answered to a request.
//!
//! A page from anywhere else must not be able to read the book's server, or to make
//! it do anything, though it runs in a browser on this machine. So the host has to be
//! ours by name (else a foreign name could be made to lead here), and the browser must
//! not say that another site has asked.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::sync::Arc;

use crate::site::Site;

pub(crate) struct Server {
    pub(crate) site: Arc<Site>,
    pub(crate) port: u16,
    pub(crate) id: String,
}

/// What tells the book of one workspace from that of another, and says nothing else.
pub(crate) fn id(root: &Path) -> String {
    let mut hasher = DefaultHasher::new();
    root.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

/// A request's first line and its headers, with names in small letters.
pub(crate) struct Request<'a> {
    pub(crate) method: &'a str,
    pub(crate) target: &'a str,
    headers: Vec<(String, &'a str)>,
}

impl<'a> Request<'a> {
    pub(crate) fn parse(head: &'a str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target) = (words.next()?, words.next()?);
        if !words.next()?.starts_with("HTTP/1.") || words.next().is_some() {
            return None;
        }
        let mut headers = Vec::new();
        for line in lines.take_while(|line| !line.is_empty()) {
            let (name, value) = line.split_once(':')?;
            headers.push((name.to_ascii_lowercase(), value.trim()));
        }
        Some(Self { method, target, headers })
    }

    /// The values of a header.
    fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let headers = self.headers.iter();
        headers.filter(move |(it, _)| it == name).map(|(_, value)| *value)
    }
}

pub(crate) struct Answer {
    pub(crate) status: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) body: Vec<u8>,
}

fn refused(status: &'static str) -> Answer {
    let body = format!("{status}\n").into_bytes();
    Answer { status, kind: "text/plain; charset=utf-8", body }
}

/// The answer to what isn't HTTP.
pub(crate) fn malformed() -> Answer {
    refused("400 Bad Request")
}

/// The answer to headers without end.
pub(crate) fn too_long() -> Answer {
    refused("431 Request Header Fields Too Large")
}

impl Server {
    pub(crate) fn answer(&self, request: &Request<'_>) -> Answer {
        let port = self.port;
        let ours = [format!("127.0.0.1:{port}"), format!("localhost:{port}")];
        let mut hosts = request.all("host");
        let host = hosts.next();
        if hosts.next().is_some() || !ours.iter().any(|it| Some(it.as_str()) == host)
        {
            return refused("421 Misdirected Request");
        }
        let is_ours = |origin: &str| {
            let host = origin.strip_prefix("http://");
            host.is_some_and(|host| ours.iter().any(|it| it == host))
        };
        let mut sites = request.all("sec-fetch-site");
        if !request.all("origin").all(is_ours)
            || !sites.all(|site| site == "same-origin" || site == "none")
        {
            return refused("403 Forbidden");
        }
        if request.method != "GET" && request.method != "HEAD" {
            return refused("405 Method Not Allowed");
        }
        let path = request.target.split(['?', '#']).next().unwrap_or_default();
        let path = decoded(path);
        let Some(name) = path.as_deref().and_then(|path| path.strip_prefix('/'))
        else {
            return refused("404 Not Found");
        };
        let files = self.site.files();
        if let Some(page) = name.strip_prefix(".changed/") {
            let mut hasher = DefaultHasher::new();
            files.get(&index(page)).hash(&mut hasher);
            let body = format!("{:016x}\n", hasher.finish()).into_bytes();
            return Answer {
                status: "200 OK",
                kind: "text/plain; charset=utf-8",
                body,
            };
        }
        let name = index(name);
        match files.get(&name) {
            Some(body) => {
                Answer { status: "200 OK", kind: kind(&name), body: body.clone() }
            }
            None => match files.get("404.html") {
                Some(body) => Answer {
                    status: "404 Not Found",
                    kind: kind("404.html"),
                    body: body.clone(),
                },
                None => refused("404 Not Found"),
            },
        }
    }
}

/// A folder's page.
fn index(name: &str) -> String {
    match name.is_empty() || name.ends_with('/') {
        true => format!("{name}index.html"),
        false => name.into(),
    }
}

/// A path without `%20` and the like; `None` if that makes no text.
fn decoded(path: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte?).to_digit(16);
        let (high, low) = (digit(rest.next())?, digit(rest.next())?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "txt" | "md" | "py" | "rs" | "out" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_decoded_once() {
        assert_eq!(decoded("/a%20b").as_deref(), Some("/a b"));
        assert_eq!(decoded("/%252e").as_deref(), Some("/%2e"));
        for broken in ["/%", "/%2", "/%zz", "/%ff"] {
            assert_eq!(decoded(broken), None, "{broken}");
        }
    }

    #[test]
    fn what_is_no_request_is_told_apart() {
        assert!(Request::parse("GET / HTTP/1.1\r\nHost: x\r\n\r\n").is_some());
        for broken in
            ["", "GET /", "GET / HTTP/2\r\n\r\n", "GET / HTTP/1.1\r\nx\r\n\r\n"]
        {
            assert!(Request::parse(broken).is_none(), "{broken:?}");
        }
    }
}
