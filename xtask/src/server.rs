//! A small HTTP server that answers several requests at a time, with the headers of [`policy`]
//! unless they are switched off.

use crate::build::policy;
use anyhow::{Result, bail};
use std::fs::File;
use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long a browser may hold a connection open without a request.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest head of a request; browsers send less.
const LONGEST_HEAD: u64 = 64 * 1024;

/// An answer.
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The content type.
    pub mime: &'static str,
    /// The bytes.
    pub body: Box<dyn Read + Send>,
    /// The number of bytes, if it is announced; else the end of the connection ends the answer.
    pub length: Option<u64>,
    /// Whether the bytes are gzipped on their way.
    pub gzipped: bool,
}

impl Reply {
    /// Bytes from memory.
    pub fn bytes(mime: &'static str, bytes: Vec<u8>) -> Self {
        let length = u64::try_from(bytes.len()).ok();
        Self { status: 200, mime, body: Box::new(io::Cursor::new(bytes)), length, gzipped: false }
    }

    /// A file, or a 404 without one.
    pub fn file(path: &Path) -> Self {
        let opened = File::open(path).and_then(|file| Ok((file.metadata()?, file)));
        match opened {
            Ok((metadata, file)) if metadata.is_file() => {
                let length = Some(metadata.len());
                Self {
                    status: 200,
                    mime: mime(&path.to_string_lossy()),
                    body: Box::new(file),
                    length,
                    gzipped: false,
                }
            }
            _ => Self::not_found(),
        }
    }

    /// A 404.
    pub fn not_found() -> Self {
        Self::status(404, "There is nothing at this address.")
    }

    /// An answer that is a status and a sentence.
    pub fn status(status: u16, sentence: &str) -> Self {
        Self { status, ..Self::bytes("text/plain; charset=utf-8", sentence.into()) }
    }
}

/// Answers for a path (decoded, without its first slash and without a query), or leaves it.
pub type Route = dyn Fn(&str) -> Option<Reply> + Send + Sync;

/// A server that holds its port and serves once [`Self::run`] is called.
pub struct Server {
    listener: TcpListener,
    port: u16,
    headers: Arc<str>,
}

impl Server {
    /// Takes `port` on this machine alone; 0 takes any free port.
    pub fn bind(port: u16) -> Result<Self> {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => {
                let port = listener.local_addr()?.port();
                let line = |(name, value): (&str, String)| format!("{name}: {value}\r\n");
                let headers = policy::headers().map(line).concat().into();
                Ok(Self { listener, port, headers })
            }
            Err(error) => bail!(
                "could not listen on port {port} ({error}). If another program has it, end that \
                 one or take another port: cargo xtask serve --port {}",
                port.checked_add(1).unwrap_or(8080)
            ),
        }
    }

    /// Leaves out the isolating headers and the policy, as many hosts do.
    #[must_use]
    pub fn plain(self) -> Self {
        Self { headers: "".into(), ..self }
    }

    /// With these headers alone.
    #[must_use]
    pub fn with_headers(self, headers: &[(&str, &str)]) -> Self {
        let line = |(name, value): &(&str, &str)| format!("{name}: {value}\r\n");
        Self { headers: headers.iter().map(line).collect::<String>().into(), ..self }
    }

    /// The address of the site, without a slash at the end.
    pub fn address(&self) -> String {
        format!("http://localhost:{}", self.port)
    }

    /// Serves `folder` forever, asking `route` first: a thread and a connection for each request.
    pub fn run(self, folder: PathBuf, route: Arc<Route>) {
        let folder: Arc<Path> = folder.into();
        for stream in self.listener.incoming().flatten() {
            let (folder, route) = (Arc::clone(&folder), Arc::clone(&route));
            let headers = Arc::clone(&self.headers);
            thread::spawn(move || {
                // An error here is a client that has closed the connection.
                let _ = respond(stream, &headers, &folder, &*route);
            });
        }
    }
}

fn respond(mut stream: TcpStream, headers: &str, folder: &Path, route: &Route) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    let head = read_head(&stream)?;
    let mut words = head.split(' ');
    let (method, url) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut reply = match (method, decode(url)) {
        ("GET" | "HEAD", Some(path)) => route(&path).unwrap_or_else(|| file(folder, &path)),
        ("GET" | "HEAD", None) => Reply::status(400, "This address cannot be read."),
        _ => Reply::status(405, "Only GET and HEAD are served."),
    };
    let length = reply.length.map(|length| format!("Content-Length: {length}\r\n"));
    let encoding = if reply.gzipped { "Content-Encoding: gzip\r\n" } else { "" };
    write!(
        stream,
        "HTTP/1.1 {} {}\r\n\
         Content-Type: {}\r\n\
         {}{encoding}{headers}\
         X-Content-Type-Options: nosniff\r\n\
         Cache-Control: no-store\r\n\
         Connection: close\r\n\r\n",
        reply.status,
        reason(reply.status),
        reply.mime,
        length.unwrap_or_default(),
    )?;
    if method != "HEAD" {
        io::copy(&mut reply.body, &mut stream)?;
    }
    stream.shutdown(Shutdown::Write)
}

/// The request up to its empty line, of which only the first line is used.
fn read_head(stream: &TcpStream) -> io::Result<String> {
    let mut head = Vec::new();
    let mut bytes = stream.take(LONGEST_HEAD);
    let mut buffer = [0; 4096];
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        match bytes.read(&mut buffer)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => head.extend_from_slice(&buffer[..count]),
        }
    }
    String::from_utf8(head).map_err(|_| io::ErrorKind::InvalidData.into())
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        _ => "Error",
    }
}

/// The file of `folder` that `path` names.
pub fn file(folder: &Path, path: &str) -> Reply {
    path_in(folder, path).map_or_else(Reply::not_found, |path| Reply::file(&path))
}

/// The path of the file that `path` names in `folder`, unless it leads out of the folder.
pub fn path_in(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path);
    if path.contains(['\\', '\0'])
        || !relative.components().all(|part| matches!(part, Component::Normal(_)))
    {
        return None;
    }
    let mut full = folder.join(relative);
    if path.is_empty() || path.ends_with('/') {
        full.push("index.html");
    }
    Some(full)
}

/// The content type of a file, by its extension.
pub fn mime(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
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

/// `/a%20b?q` to `a b`; None if the escapes are not text.
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
    use std::io::{BufRead, BufReader};

    /// Serves this crate's `src/` and returns status line, headers and body of one request.
    fn ask(request: &str) -> (String, Vec<String>, Vec<u8>) {
        ask_of(Server::bind(0).unwrap(), request)
    }

    fn ask_of(server: Server, request: &str) -> (String, Vec<String>, Vec<u8>) {
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
    fn a_file_comes_whole_with_what_it_may_do() {
        let (status, headers, body) = ask("GET /server.rs?now");
        assert!(status.contains("200"), "{status}");
        assert!(body.starts_with(b"//! A small HTTP server"));
        for header in [
            "cross-origin-opener-policy: same-origin",
            "cross-origin-embedder-policy: require-corp",
            &format!("content-security-policy: {}; frame-ancestors 'self'", policy::CONTENT),
        ] {
            let header = header.to_ascii_lowercase();
            assert!(headers.contains(&header), "no {header} in {headers:?}");
        }
    }

    #[test]
    fn what_is_gzipped_is_called_so() {
        for (gzipped, count) in [(false, 0), (true, 1)] {
            let server = Server::bind(0).unwrap();
            let address = (Ipv4Addr::LOCALHOST, server.port);
            let reply = move |_: &str| Some(Reply { gzipped, ..Reply::status(200, "here") });
            thread::spawn(move || server.run(PathBuf::new(), Arc::new(reply)));
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).unwrap();
            let named = answer.matches("\r\nContent-Encoding: gzip\r\n").count();
            assert_eq!(named, count, "{answer}");
        }
    }

    #[test]
    fn a_plain_server_says_none_of_it() {
        let (status, headers, _) = ask_of(Server::bind(0).unwrap().plain(), "GET /server.rs");
        assert!(status.contains("200"), "{status}");
        let ours = policy::headers().map(|(name, _)| format!("{}:", name.to_ascii_lowercase()));
        let sent = |name: &String| headers.iter().any(|line| line.starts_with(name));
        assert!(!ours.iter().any(sent), "{headers:?}");
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

    /// Idle connections must not keep others waiting.
    #[test]
    fn idle_connections_hold_up_nobody() {
        let server = Server::bind(0).unwrap();
        let address = (Ipv4Addr::LOCALHOST, server.port);
        let route: Arc<Route> = Arc::new(|_: &str| Some(Reply::status(200, "here")));
        thread::spawn(move || server.run(PathBuf::new(), route));
        let _idle: Vec<_> = (0..20).map(|_| TcpStream::connect(address).unwrap()).collect();
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        stream.write_all(b"GET / HTTP/1.1\r\n\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("here"), "{answer}");
    }

    #[test]
    fn a_taken_port_is_told() {
        let first = Server::bind(0).unwrap();
        let error = Server::bind(first.port).err().expect("the port is taken").to_string();
        assert!(error.contains("--port"), "{error}");
    }
}
