//! A host on this machine whose behaviour a test sets.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// Answers one request.
pub(crate) type Answer = Box<dyn FnOnce(&mut TcpStream) + Send>;

pub(crate) struct Host {
    pub(crate) address: String,
    paths: Arc<Mutex<Vec<String>>>,
}

impl Host {
    /// Gives these answers, one for each request, and then no more.
    pub(crate) fn new(answers: Vec<Answer>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let paths = Arc::new(Mutex::new(Vec::new()));
        let asked = Arc::clone(&paths);
        thread::spawn(move || {
            for answer in answers {
                let Ok((mut stream, _)) = listener.accept() else { return };
                asked.lock().unwrap().push(read_path(&stream));
                answer(&mut stream);
            }
        });
        Self { address, paths }
    }

    /// The path of every request so far.
    pub(crate) fn paths(&self) -> Vec<String> {
        self.paths.lock().unwrap().clone()
    }
}

/// An address without a listener.
pub(crate) fn nobody() -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

/// The first `length` of the `bytes` that the header promises, then the end of the connection.
pub(crate) fn first(bytes: &[u8], length: usize) -> Answer {
    let bytes = bytes.to_vec();
    Box::new(move |stream| {
        head(stream, "200 OK", &length_of(&bytes));
        write(stream, &bytes[..length]);
    })
}

/// All of `bytes`.
pub(crate) fn whole(bytes: &[u8]) -> Answer {
    first(bytes, bytes.len())
}

/// A status with a few words.
pub(crate) fn status(status: &'static str) -> Answer {
    Box::new(move |stream| {
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

/// The path of a request, which is read up to its empty line.
fn read_path(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let first = lines.next().unwrap_or_default();
    lines.take_while(|line| !line.is_empty()).for_each(drop);
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}
