//! The package, as people use it: from its archive, never from the sources. `cargo xtask consumers`
//! installs it with the tools, and starts these tests.

mod bundlers;
mod examples;
mod inline;
mod pages;
mod parts;
mod runtimes;
mod types;

use browser_tests::{Options, Page};
use separable::engine::Engine;
use separable::model::tflite;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};
use xtask::server::{self, Reply, Server};

/// What a page needs to have threads.
const ISOLATED: [(&str, &str); 3] = [
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];
/// The same in Chromium, also in a frame of a page that has none of it.
const ISOLATED_ALONE: [(&str, &str); 2] = [
    ("Document-Isolation-Policy", "isolate-and-require-corp"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
];
/// What a host sends that lets all pages read its files.
const OPEN: [(&str, &str); 3] = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
    ("Cross-Origin-Embedder-Policy", "require-corp"),
];

/// Where all is installed.
fn folder() -> PathBuf {
    std::env::var_os("CONSUMERS").expect("`cargo xtask consumers` starts this").into()
}

/// Runs one of the tools, `node_modules/.bin/NAME`, in a project, and returns what it prints.
fn tool(project: &str, name: &str, args: &[&str]) -> String {
    let program = folder().join("node_modules/.bin").join(name);
    printed(Command::new(program).args(args).current_dir(folder().join(project)))
}

fn printed(command: &mut Command) -> String {
    command.env("NEXT_TELEMETRY_DISABLED", "1").env_remove("NODE_ENV");
    let output = command.output().expect("it starts");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let wrong = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?}\n{said}\n{wrong}");
    said
}

/// A site that remembers what was asked for, and what of that in vain.
struct Site {
    address: String,
    asked: Arc<Mutex<Vec<String>>>,
    missing: Arc<Mutex<Vec<String>>>,
}

impl Site {
    /// Serves `folder`, and `files` over it.
    fn new(
        folder: PathBuf,
        files: HashMap<&'static str, String>,
        headers: &[(&str, &str)],
    ) -> Self {
        let server = Server::bind(0).expect("a free port").with_headers(headers);
        // An origin of its own, beside that of `localhost`.
        let address = server.address().replace("localhost", "127.0.0.1");
        let [asked, missing] = [(); 2].map(|()| Arc::new(Mutex::new(Vec::new())));
        let (all, notes) = (Arc::clone(&asked), Arc::clone(&missing));
        let root = folder.clone();
        let route: Arc<server::Route> = Arc::new(move |path: &str| {
            all.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            if let Some(text) = files.get(path) {
                let mime = server::mime(if path.is_empty() { "index.html" } else { path });
                return Some(Reply::bytes(mime, text.clone().into()));
            }
            let reply = server::file(&root, path);
            if reply.status == 404 {
                notes.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
            }
            Some(reply)
        });
        thread::spawn(move || server.run(folder, route));
        Self { address, asked, missing }
    }
}

/// The raw output of the built-in network for the pixels of `check.js`, by the engine on this machine.
fn golden() -> Vec<u8> {
    let file = fs::read(folder().join("app/public/model.tflite")).expect("the model");
    let mut engine = Engine::new(tflite::read(&file).expect("a network")).expect("an engine");
    let pixels: Vec<u8> = (0..engine.input().len()).map(|i| (i * 37 % 251) as u8).collect();
    engine.set_input(&pixels).expect("as many as it takes");
    engine.run().to_vec()
}

/// What a page tells of `threads`: the golden bytes, on so many threads.
fn tells(told: &Value, threads: u64) {
    assert_eq!(told["bytes"], json!(golden()), "the golden bytes, on {threads}");
    assert_eq!(told["threads"], json!(threads), "{told}");
    assert_eq!(told["asked"], json!(true), "the second part of the engine answers");
}

/// Opens the page at `address` and has it check one thread, and two, which it gets if it `is_isolated`.
fn page_works(address: &str, is_isolated: bool) {
    let page = Page::start(&Options::default()).expect("a browser");
    page.goto(address);
    page.wait("the page is there", "document.title === 'ready'", 60);
    assert_eq!(page.run("return crossOriginIsolated"), json!(is_isolated));
    tells(&page.run("return check(1)"), 1);
    tells(&page.run("return check(2)"), if is_isolated { 2 } else { 1 });
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// A folder that a bundler has made, served as pages are.
fn built_works(dist: &Path) {
    for (headers, isolated) in [(&[][..], false), (&ISOLATED[..], true)] {
        let site = Site::new(dist.to_owned(), HashMap::new(), headers);
        page_works(&format!("{}/", site.address), isolated);
        assert_eq!(*site.missing.lock().expect("a list"), Vec::<String>::new(), "all is there");
    }
}

/// Puts the page and its model beside what a bundler has made.
fn with_page(dist: &Path, files: &[&str]) {
    let app = folder().join("app");
    for file in ["index.html", "public/model.tflite", "public/labels.txt"] {
        let name = file.rsplit('/').next().expect("a name");
        fs::copy(app.join(file), dist.join(name)).expect("a copy");
    }
    for file in files {
        let from = folder().join("node_modules/separable").join(file);
        fs::copy(from, dist.join(file)).expect("a copy");
    }
}

/// A server of a tool; dropping it ends it, and all that it has started.
struct Served(Child, u16);

impl Served {
    /// Runs one of the tools in a project.
    fn start(project: &str, program: &str, args: &[&str]) -> Self {
        let mut command = Command::new("node");
        command.arg(folder().join("node_modules").join(program)).args(args);
        Self::run(command.current_dir(folder().join(project)), &["--port"])
    }

    /// Runs `command`, with `port` and a free one as its last arguments.
    fn run(command: &mut Command, port: &[&str]) -> Self {
        // Below those that systems choose from, where a look for a listener could meet itself.
        let is_free = |port: &u16| TcpListener::bind(("127.0.0.1", *port)).is_ok();
        let free = (18_000..19_000).find(is_free).expect("a free port");
        command.args(port).arg(free.to_string()).stdout(Stdio::null()).stderr(Stdio::null());
        command.env("NEXT_TELEMETRY_DISABLED", "1").env_remove("NODE_ENV");
        let child = command.process_group(0).spawn().expect("it starts");
        let served = Self(child, free);
        let end = Instant::now() + Duration::from_secs(60);
        while TcpStream::connect(("localhost", free)).is_err() {
            assert!(Instant::now() < end, "{command:?} listens");
            thread::sleep(Duration::from_millis(50));
        }
        served
    }

    fn address(&self) -> String {
        format!("http://localhost:{}/", self.1)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let group = format!("-{}", self.0.id());
        let _ = Command::new("kill").args(["-s", "KILL", "--", &group]).status();
        let _ = self.0.wait();
    }
}
