//! A host on this machine that behaves as a test tells it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// What was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Asked {
    pub(crate) path: String,
    /// The `Range` header.
    pub(crate) range: Option<String>,
}

/// Answers one request.
pub(crate) type Answer = Box<dyn FnOnce(&Asked, &mut TcpStream) + Send>;

pub(crate) struct Host {
    pub(crate) address: String,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Host {
    /// Gives these answers, one after the other, and then no more.
    pub(crate) fn that(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&asked);
        thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                let request = read(&stream);
                seen.lock().unwrap().push(request.clone());
                answer(&request, &mut stream);
            }
        });
        Self { address, asked }
    }

    /// Every request so far.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The `Range` of every request so far.
    pub(crate) fn ranges(&self) -> Vec<Option<String>> {
        self.asked().into_iter().map(|asked| asked.range).collect()
    }
}

/// An address at which nobody listens.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// The first `length` of the `bytes` that the header promises, then the end of the connection.
pub(crate) fn sends(bytes: &[u8], length: usize) -> Answer {
    let bytes = bytes.to_vec();
    Box::new(move |_, stream| {
        head(stream, "200 OK", &length_of(&bytes));
        write(stream, &bytes[..length]);
    })
}

/// All of `bytes`.
pub(crate) fn whole(bytes: &[u8]) -> Answer {
    sends(bytes, bytes.len())
}

/// What the `Range` asks of `bytes`; a request without one gets all.
pub(crate) fn ranged(bytes: &[u8]) -> Answer {
    let bytes = bytes.to_vec();
    Box::new(move |asked, stream| {
        let from = asked.range.as_deref().and_then(|range| {
            range.strip_prefix("bytes=")?.strip_suffix('-')?.parse::<usize>().ok()
        });
        let Some(from) = from else { return whole(&bytes)(asked, stream) };
        let range = format!("Content-Range: bytes {from}-{}/{}", bytes.len() - 1, bytes.len());
        let headers = format!("{range}\r\n{}", length_of(&bytes[from..]));
        head(stream, "206 Partial Content", &headers);
        write(stream, &bytes[from..]);
    })
}

/// A status with a few words.
pub(crate) fn status(status: &'static str) -> Answer {
    Box::new(move |_, stream| {
        head(stream, status, "Content-Length: 5\r\nContent-Type: text/plain");
        write(stream, b"words");
    })
}

/// Status line and headers.
pub(crate) fn head(stream: &mut TcpStream, status: &str, headers: &str) {
    write(
        stream,
        format!("HTTP/1.1 {status}\r\nConnection: close\r\n{headers}\r\n\r\n").as_bytes(),
    );
}

/// The header that promises `bytes`.
pub(crate) fn length_of(bytes: &[u8]) -> String {
    format!("Content-Length: {}\r\nContent-Type: application/octet-stream", bytes.len())
}

/// A client that has left is no failure of the host.
pub(crate) fn write(stream: &mut TcpStream, bytes: &[u8]) {
    let _ = stream.write_all(bytes).and_then(|()| stream.flush());
}

/// Waits until the client has left.
pub(crate) fn wait_for_end(stream: &mut TcpStream) {
    let _ = stream.read(&mut [0; 16]);
}

fn read(stream: &TcpStream) -> Asked {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    let mut range = None;
    for line in lines.take_while(|line| !line.is_empty()) {
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("range")
        {
            range = Some(value.trim().to_owned());
        }
    }
    Asked { path: first.split(' ').nth(1).unwrap_or_default().to_owned(), range }
}
