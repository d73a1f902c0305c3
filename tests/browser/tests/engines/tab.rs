//! A tab in each engine, which all tests use in turn, because a browser takes seconds to start.

use browser_tests::{Engine, HANGS, Options, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::ops::Deref;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use xtask::server::Reply;
use xtask::workspace;

/// Longer than any script here runs.
const PATIENCE: Duration = Duration::from_secs(60);

/// How a browser is started, and what its engine has.
pub(crate) struct Kind {
    pub(crate) engine: Engine,
    environment: &'static [(&'static str, &'static str)],
    tab: Mutex<Option<Page>>,
    /// Whether it knows relaxed SIMD.
    pub(crate) relaxed: bool,
    /// Whether its workers may share memory.
    pub(crate) shared: bool,
    /// Whether a worker gets RGBA from a `VideoFrame`.
    pub(crate) frames: bool,
}

impl Kind {
    const fn of(engine: Engine, able: bool) -> Self {
        let tab = Mutex::new(None);
        Self { engine, environment: &[], tab, relaxed: able, shared: able, frames: able }
    }
}

pub(crate) static CHROMIUM: Kind = Kind::of(Engine::Chromium, true);
pub(crate) static FIREFOX: Kind = Kind::of(Engine::Firefox, true);
/// As it is built: without relaxed SIMD and without shared memory.
pub(crate) static WEBKIT: Kind = Kind::of(Engine::WebKit, false);
/// With shared memory, and with the part of relaxed SIMD that it has: no dot products.
pub(crate) static WEBKIT_MORE: Kind = {
    let mut more = Kind::of(Engine::WebKit, false);
    more.environment = &[("JSC_useSharedArrayBuffer", "1"), ("JSC_useWasmRelaxedSIMD", "1")];
    more.shared = true;
    more
};

/// A tab for one test.
pub(crate) struct Tab<'a> {
    page: &'a Page,
    pub(crate) kind: &'static Kind,
}

impl Deref for Tab<'_> {
    type Target = Page;

    fn deref(&self) -> &Page {
        self.page
    }
}

/// Runs `test` in a tab of `kind`, if this machine has it.
pub(crate) fn of(kind: &'static Kind, test: fn(&Tab<'_>)) {
    if kind.engine.find().is_none() {
        // Past cargo's capture, so that the skipped test is seen.
        writeln!(std::io::stderr(), "not tested in {}, which is not here", kind.engine.name())
            .expect("stderr can be written");
        return;
    }
    let mut tab = kind.tab.lock().unwrap_or_else(PoisonError::into_inner);
    let options = || {
        let options = Options::of(kind.engine).environment(kind.environment).patience(PATIENCE);
        // The others make one up when they are asked for a camera.
        let camera = ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"];
        match kind.engine {
            Engine::Chromium => camera.into_iter().fold(options, Options::arg),
            _ => options,
        }
    };
    let mut hung = false;
    loop {
        let page = tab.get_or_insert_with(|| Page::start(&options()).expect("a browser"));
        let page = &*page;
        let ran = catch_unwind(AssertUnwindSafe(|| {
            test(&Tab { page, kind });
            // Nothing goes on there while another engine is tested.
            page.goto("about:blank");
        }));
        let Err(failure) = ran else { return };
        // The next test gets a tab that nothing has happened to.
        *tab = None;
        // WebKit's own process hangs or dies now and then, in GStreamer, as it seeks in a video.
        let hangs = failure.downcast_ref::<String>().is_some_and(|it| it.contains(HANGS));
        if hung || !hangs || kind.engine != Engine::WebKit {
            resume_unwind(failure);
        }
        hung = true;
        writeln!(std::io::stderr(), "WebKit was lost, so this test runs again").expect("stderr");
    }
}

/// Runs before the page's own scripts: keeps its errors and the tracks of its camera, and counts video frames that
/// it makes.
const WATCH: &str = "window.errors = [];
window.tracks = [];
addEventListener('error', ({ message, target }) => errors.push(message ?? `${target.src ?? target.href} did not load`), true);
addEventListener('unhandledrejection', ({ reason }) => errors.push(`rejected: ${reason?.message ?? reason}`));
addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) => errors.push(`${violatedDirective}: ${blockedURI}`));
console.error = (...words) => errors.push(words.join(' '));
window.videoFrames = 0;
if (window.VideoFrame)
    window.VideoFrame = class extends VideoFrame {
        constructor(...from) {
            super(...from);
            window.videoFrames += 1;
        }
    };
if (navigator.mediaDevices) {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async wanted => {
        const stream = await real(wanted);
        tracks.push(...stream.getTracks());
        return stream;
    };
}";

/// The page as `dist/` has it, watched, beside `files`; on an origin of its own, so that it finds
/// nothing that was kept.
pub(crate) fn site(mut files: HashMap<String, Vec<u8>>) -> Site {
    let html = std::fs::read_to_string(workspace::dist().join("index.html")).expect("a page");
    let (head, rest) = html.split_once("<title>").expect("a title");
    let watched = format!("{head}<script src=\"watch.js\"></script>\n  <title>{rest}");
    files.insert("watch.js".to_owned(), WATCH.into());
    let route = move |path: &str| match path {
        "" => Some(Reply::bytes("text/html; charset=utf-8", watched.clone().into_bytes())),
        _ => {
            let mime = if path.ends_with("js") { "text/javascript" } else { "application/json" };
            Some(Reply::bytes(mime, files.get(path)?.clone()))
        }
    };
    Site::with_route(std::sync::Arc::new(route))
}

impl Tab<'_> {
    /// Opens the page at `address`, what follows the host, and waits for its first answer.
    pub(crate) fn open(&self, address: &str) {
        self.open_at(&site(HashMap::new()), address);
    }

    /// Opens the page of a [`site`].
    pub(crate) fn open_at(&self, site: &Site, address: &str) {
        self.goto(&site.at(address));
        self.ready();
    }

    /// That the page has told no problem, and logged none.
    pub(crate) fn is_well(&self) {
        let told = self.run("return [document.querySelector('#problem').innerText, ...errors]");
        assert_eq!(told, json!([""]), "what went wrong");
    }

    /// What `script` returns, an expression.
    pub(crate) fn value(&self, expression: &str) -> Value {
        self.run(&format!("return {expression};"))
    }

    /// RGB of the square on show, as the model sees it.
    pub(crate) fn square(&self) -> Vec<u8> {
        let rgb = self.run(
            "const square = document.querySelector('#square');
             const { data } = square.getContext('2d').getImageData(0, 0, square.width, square.height);
             return [...data].filter((_, i) => i % 4 < 3);",
        );
        serde_json::from_value(rgb).expect("bytes")
    }
}
