//! A small HTTP server for `dist/`: cross-origin isolated, several requests at once.

use anyhow::{Result, bail};
use std::fs::File;
use std::io::{self, Read};
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use tiny_http::{Header, Method, Request, Response, StatusCode};

/// What is sent back. A body without a length is sent in chunks for as long as it reads.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The content type.
    pub mime: &'static str,
    /// The bytes.
    pub body: Box<dyn Read + Send>,
    /// How many bytes there will be, if that is told beforehand.
    pub length: Option<usize>,
}

impl Reply {
    /// A whole answer from memory.
    pub fn bytes(mime: &'static str, bytes: Vec<u8>) -> Self {
        let length = Some(bytes.len());
        Self { status: 200, mime, body: Box::new(io::Cursor::new(bytes)), length }
    }

    /// An answer that is a status and a sentence.
    pub fn status(status: u16, sentence: &str) -> Self {
        Self { status, ..Self::bytes("text/plain; charset=utf-8", sentence.into()) }
    }
}

/// Answers for a path (decoded, without its first slash and without a query), or leaves it.
pub type Route = dyn Fn(&str) -> Option<Reply> + Send + Sync;

/// A server that has its port and serves once it is told what.
pub struct Server {
    http: tiny_http::Server,
    port: u16,
}

impl Server {
    /// Takes `port` on this machine alone; 0 takes any that is free.
    pub fn bind(port: u16) -> Result<Self> {
        match tiny_http::Server::http((Ipv4Addr::LOCALHOST, port)) {
            Ok(http) => {
                let port = http.server_addr().to_ip().map_or(port, |address| address.port());
                Ok(Self { http, port })
            }
            Err(error) => bail!(
                "could not listen on port {port} ({error}). If another program has it, end that \
                 one or take another port: cargo xtask serve --port {}",
                port.checked_add(1).unwrap_or(8080)
            ),
        }
    }

    /// The address of the site, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Serves `folder` for ever, asking `route` first.
    pub fn run(self, folder: PathBuf, route: Arc<Route>) {
        let folder: Arc<Path> = folder.into();
        for request in self.http.incoming_requests() {
            let (folder, route) = (Arc::clone(&folder), Arc::clone(&route));
            thread::spawn(move || {
                // An error here is a visitor who left in the middle.
                let _ = respond(request, &folder, &*route);
            });
        }
    }
}

fn respond(request: Request, folder: &Path, route: &Route) -> io::Result<()> {
    let reply = match request.method() {
        Method::Get | Method::Head => match decode(request.url()) {
            Some(path) => route(&path).unwrap_or_else(|| file(folder, &path)),
            None => Reply::status(400, "This address cannot be read."),
        },
        _ => Reply::status(405, "Only GET and HEAD are served."),
    };
    let headers = [
        ("Content-Type", reply.mime),
        // Isolation: performance.now() in 5 microsecond steps, and threads one day.
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Embedder-Policy", "require-corp"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cache-Control", "no-store"),
    ]
    .map(|(name, value)| Header::from_bytes(name, value).expect("plain ASCII"));
    request.respond(Response::new(
        StatusCode(reply.status),
        headers.into(),
        reply.body,
        reply.length,
        None,
    ))
}

/// The file of `folder` that `path` names; what leads out of the folder is not found.
pub fn file(folder: &Path, path: &str) -> Reply {
    let not_found = || Reply::status(404, "There is nothing at this address.");
    let relative = Path::new(path);
    if path.contains(['\\', '\0'])
        || !relative.components().all(|part| matches!(part, Component::Normal(_)))
    {
        return not_found();
    }
    let mut full = folder.join(relative);
    if path.is_empty() || path.ends_with('/') {
        full.push("index.html");
    }
    let Ok(open) = File::open(&full) else { return not_found() };
    match open.metadata() {
        Ok(metadata) if metadata.is_file() => {
            let length = usize::try_from(metadata.len()).ok();
            Reply { status: 200, mime: mime(&full), body: Box::new(open), length }
        }
        _ => not_found(),
    }
}

fn mime(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "txt" | "ts" | "md" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        _ => "application/octet-stream",
    }
}

/// `/a%20b?q` to `a b`; None where the escapes do not make text.
fn decode(url: &str) -> Option<String> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            u8::try_from(high * 16 + low).ok()?
        } else {
            byte
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Write};
    use std::net::TcpStream;

    /// Serves this crate's `src/` and returns status line, headers and body of one request.
    fn ask(request: &str) -> (String, Vec<String>, Vec<u8>) {
        let server = Server::bind(0).unwrap();
        let port = server.port;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        thread::spawn(move || server.run(folder, Arc::new(|_: &str| None)));
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        write!(stream, "{request} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut reader = BufReader::new(stream);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            if line.trim().is_empty() {
                break;
            }
            lines.push(line.trim().to_ascii_lowercase());
        }
        let mut body = Vec::new();
        reader.read_to_end(&mut body).unwrap();
        (lines.remove(0), lines, body)
    }

    #[test]
    fn a_file_comes_whole_and_isolated() {
        let (status, headers, body) = ask("GET /server.rs?now");
        assert!(status.contains("200"), "{status}");
        assert!(body.starts_with(b"//! A small HTTP server"));
        for header in [
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
        ] {
            assert!(headers.iter().any(|line| line == header), "no {header} in {headers:?}");
        }
    }

    #[test]
    fn nothing_outside_of_the_folder_is_served() {
        for path in ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/..%5cCargo.toml", "//etc/passwd"] {
            let (status, _, _) = ask(&format!("GET {path}"));
            assert!(status.contains("404"), "{path}: {status}");
        }
        assert!(ask("GET /%zz").0.contains("400"));
        assert!(ask("POST /server.rs").0.contains("405"));
    }

    #[test]
    fn a_taken_port_is_told() {
        let first = Server::bind(0).unwrap();
        let error = Server::bind(first.port).err().expect("the port is taken").to_string();
        assert!(error.contains("--port"), "{error}");
    }
}
