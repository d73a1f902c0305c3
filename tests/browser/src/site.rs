//! The page under test, served from `dist/` on a free port.

use std::collections::HashMap;
use std::sync::Arc;
use std::thread;
use xtask::build::policy;
use xtask::server::{self, Reply, Route, Server};
use xtask::workspace;

/// An address that names no part of the page.
pub const FIRST_VISIT: &str = "#";

/// An empty page of the site, for tests of `separable.js` by itself.
pub const BLANK: &str = "blank";

/// JavaScript of a function `trap(net)`, which makes the engine of a network trap; its promise rejects.
/// No method of a network does so: the worker takes it by a message of its own.
pub const TRAP: &str = "
    const trap = net => {
        const send = Worker.prototype.postMessage;
        Worker.prototype.postMessage = function (message, ...rest) {
            return send.call(this, message.op === 'memory' ? { ...message, op: 'trap' } : message, ...rest);
        };
        return net.memory().finally(() => { Worker.prototype.postMessage = send; });
    };";

/// A running server; it serves until the test program ends. Under `www/` it has the page's modules
/// as they are in the repository, for tests of one of them: in `dist/` they are bundled.
pub struct Site {
    address: String,
}

impl Site {
    /// Serves `dist/` as it is.
    pub fn new() -> Self {
        Self::with_route(Arc::new(|_: &str| None))
    }

    /// Serves `files` (path to bytes) beside `dist/`.
    pub fn with_files(files: HashMap<String, Vec<u8>>) -> Self {
        Self::with_route(of_files(files))
    }

    /// The same without headers, so that one page may hold another.
    pub fn plain_with_files(files: HashMap<String, Vec<u8>>) -> Self {
        Self::serve(Server::bind(0).expect("a free port").plain(), of_files(files))
    }

    /// Serves the answers of `route`, and `dist/` for the rest, without headers.
    pub fn plain_with_route(route: Arc<Route>) -> Self {
        Self::serve(Server::bind(0).expect("a free port").plain(), route)
    }

    /// Serves `dist/` under `folder`, and nothing else.
    pub fn under(folder: &str) -> Self {
        Self::with_route(under(folder))
    }

    /// Serves `dist/` under `folder` without headers, so that no page is isolated.
    pub fn plain_under(folder: &str) -> Self {
        Self::serve(Server::bind(0).expect("a free port").plain(), under(folder))
    }

    /// Serves `dist/` with the headers that forbid nobody to frame it.
    pub fn for_frames() -> Self {
        let headers = policy::additions();
        let headers = headers.each_ref().map(|(name, value)| (*name, value.as_str()));
        let server = Server::bind(0).expect("a free port").with_headers(&headers);
        Self::serve(server, Arc::new(|_: &str| None))
    }

    /// Serves the answers of `route`, and `dist/` for the rest.
    ///
    /// # Panics
    /// Without a `dist/`.
    pub fn with_route(route: Arc<Route>) -> Self {
        Self::serve(Server::bind(0).expect("a free port"), route)
    }

    fn serve(server: Server, route: Arc<Route>) -> Self {
        let dist = workspace::dist();
        assert!(dist.join("index.html").is_file(), "no dist/: run `cargo xtask build` first");
        let address = server.address();
        let route: Arc<Route> = Arc::new(move |path: &str| match path {
            BLANK => Some(Reply::bytes("text/html", b"<!doctype html><title>Blank</title>".into())),
            _ if path.starts_with("www/") => Some(server::file(&workspace::root(), path)),
            _ => route(path),
        });
        thread::spawn(move || server.run(dist, route));
        Self { address }
    }

    /// The address of the page, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The page at `address`, what follows the host: in the workshop, unless it names the text, or is
    /// [`FIRST_VISIT`].
    pub fn at(&self, address: &str) -> String {
        let (path, words) = address.split_once('#').unwrap_or((address, ""));
        let said =
            address == FIRST_VISIT || ["read", "figure="].iter().any(|way| words.starts_with(way));
        let way = if said { "" } else { "explore&" };
        format!("{}/{path}#{way}{words}", self.address)
    }

    /// The port of the page.
    pub fn port(&self) -> &str {
        self.address.rsplit(':').next().unwrap_or_default()
    }
}

/// Serves `dist/` under `folder`, and refuses the rest.
fn of_files(files: HashMap<String, Vec<u8>>) -> Arc<Route> {
    Arc::new(move |path: &str| {
        let mime = match path.rsplit('.').next() {
            Some("js") => "text/javascript",
            _ => "application/octet-stream",
        };
        Some(Reply::bytes(mime, files.get(path)?.clone()))
    })
}

fn under(folder: &str) -> Arc<Route> {
    let prefix = format!("{folder}/");
    Arc::new(move |path: &str| match path.strip_prefix(&prefix) {
        Some(path) => Some(server::file(&workspace::dist(), path)),
        None => Some(Reply::status(404, "Outside of the folder.")),
    })
}

impl Default for Site {
    fn default() -> Self {
        Self::new()
    }
}
