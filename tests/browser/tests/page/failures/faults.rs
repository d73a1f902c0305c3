//! What comes late, broken or not at all: each time a sentence that says so, and a way on that works.
//! Models that are missing, cut or HTML are in `networks::models`, cameras that refuse in `sources::camera`.

use crate::common;
use crate::networks::models::{goes_on, problem, runs};
use browser_tests::{BLANK, Options, Page, Site};
use serde_json::json;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use xtask::server::{self, Reply};
use xtask::workspace;

/// Without a service worker, which reads files by itself and would meet the fault in the page's place.
const ALONE: &str = "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });";

/// A clock on which the page's 20 seconds of patience are 4, and the 4 after which it says that it waits are 1.
const HURRY: &str = "{
    const real = window.setTimeout;
    const hurried = { 20000: 4000, 4000: 1000 };
    window.setTimeout = (task, ms, ...rest) => real(task, hurried[ms] ?? ms, ...rest);
}";

/// A line on which nothing comes any more.
struct Silent;

impl Read for Silent {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_secs(120));
        Err(io::ErrorKind::TimedOut.into())
    }
}

/// A line that says nothing for a while.
struct Pause(Duration);

impl Read for Pause {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(self.0);
        Ok(0)
    }
}

/// A file of `dist/` that comes whole, after so many seconds without a byte.
fn late(path: &str, mime: &'static str, seconds: u64) -> Reply {
    let body = Pause(Duration::from_secs(seconds)).chain(io::Cursor::new(whole(path)));
    Reply { length: None, body: Box::new(body), ..Reply::bytes(mime, Vec::new()) }
}

/// The file of `dist/`, as it is served.
fn whole(path: &str) -> Vec<u8> {
    std::fs::read(workspace::dist().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Half of the file comes, then nothing.
fn stalled(path: &str) -> Reply {
    let bytes = whole(path);
    let length = Some(bytes.len() as u64);
    let half = bytes[..bytes.len() / 2].to_vec();
    let mime = server::file(&workspace::dist(), path).mime;
    Reply {
        length,
        body: Box::new(io::Cursor::new(half).chain(Silent)),
        ..Reply::bytes(mime, Vec::new())
    }
}

/// A site where the first `times` requests for a file that `wanted` names are answered by `fault`.
fn site(
    wanted: impl Fn(&str) -> bool + Send + Sync + 'static,
    times: usize,
    fault: impl Fn(&str) -> Reply + Send + Sync + 'static,
) -> Site {
    let asked = AtomicUsize::new(0);
    Site::with_route(Arc::new(move |path: &str| {
        let mine = wanted(path) && asked.fetch_add(1, Ordering::SeqCst) < times;
        mine.then(|| fault(path))
    }))
}

fn is(file: &'static str) -> impl Fn(&str) -> bool + Send + Sync {
    move |path| path == file
}

fn hurried(site: &Site, address: &str) -> Page {
    Page::open_with(&Options::default().before(format!("{ALONE}\n{HURRY}")), site, address)
}

fn opened(site: &Site) -> Page {
    Page::open_with(&Options::default().before(ALONE), site, "")
}

/// Tries again, and it works.
fn retried(page: &Page) {
    page.click("[data-action=retry]");
    runs(page, "built-in");
    page.ready();
    goes_on(page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

/// A list of models with one beside the built-in one, whose file and sum are its own.
fn with_another(answer: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> Site {
    let index: serde_json::Value =
        serde_json::from_slice(&whole("models/index.json")).expect("a list of models");
    let mut other = index[0].clone();
    other["id"] = json!("other");
    other["name"] = json!("Other");
    other["parts"] = json!(["other/model.tflite"]);
    other["labels"] = json!("other/labels.txt");
    let index = json!([index[0], other]).to_string().into_bytes();
    Site::with_route(Arc::new(move |path: &str| match path {
        "models/index.json" => Some(Reply::bytes("application/json", index.clone())),
        "models/other/model.tflite" | "models/other/labels.txt" => answer(path).or_else(|| {
            let path =
                path.replace("other/model", "built-in/model_int8").replace("other", "built-in");
            Some(server::file(&workspace::dist(), &path))
        }),
        _ => None,
    }))
}

/// The other model, or its labels, stop in the middle the first time.
fn stalls_in(part: &'static str, of: &'static str) {
    let asked = AtomicUsize::new(0);
    let site = with_another(move |path| {
        let first = path.ends_with(part) && asked.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| stalled(of))
    });
    let page = hurried(&site, "");
    page.ready();
    page.choose("[data-action=model]", "other");
    page.wait(
        "the page says that it waits",
        "document.querySelector('.reading:not([hidden]) .what')?.innerText.includes('waiting')",
        20,
    );
    goes_on(&page, "built-in");
    let told = problem(&page);
    assert!(told.contains(part) && told.contains("half way") && told.contains("again"), "{told}");
    page.wait("nothing is being read", "document.querySelector('.reading').hidden", 5);
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    runs(&page, "other");
    goes_on(&page, "other");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_model_that_stalls_is_given_up_and_can_be_retried() {
    stalls_in("model.tflite", "models/built-in/model_int8.tflite");
}

#[test]
fn labels_that_stall_are_given_up_and_can_be_retried() {
    stalls_in("labels.txt", "models/built-in/labels.txt");
}

/// One byte in the middle of the weights: still a model, with other answers.
#[test]
fn a_model_that_is_damaged_on_its_way_is_told_and_can_be_retried() {
    let asked = AtomicUsize::new(0);
    let site = with_another(move |path| {
        let mut model = common::built_in();
        let middle = model.len() / 2;
        model[middle] ^= 0x40;
        let first = path.ends_with("model.tflite") && asked.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| Reply::bytes("application/octet-stream", model))
    });
    let page = opened(&site);
    page.ready();
    page.choose("[data-action=model]", "other");
    let told = problem(&page);
    assert!(told.contains("bytes") && told.contains("Try again"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    runs(&page, "other");
    goes_on(&page, "other");
    assert_eq!(page.text("#problem"), "");
}

/// The worker's script, the script of a binary, the binary.
#[test]
fn an_engine_that_stalls_is_given_up_and_can_be_retried() {
    for end in ["worker.js", "/separable.js", ".wasm"] {
        let engine = |path: &str| path == "worker.js" || path.starts_with("engine/");
        let site = site(move |path| engine(path) && path.ends_with(end), 1, stalled);
        let page = hurried(&site, "");
        let told = problem(&page);
        assert!(told.contains("engine does not come") && told.contains("again"), "{end}: {told}");
        retried(&page);
    }
}

#[test]
fn a_list_of_models_that_stalls_is_given_up_and_can_be_retried() {
    let site = site(is("models/index.json"), 1, stalled);
    let page = hurried(&site, "");
    let told = problem(&page);
    assert!(told.contains("list of models") && told.contains("again"), "{told}");
    retried(&page);
}

/// Of what the page cannot begin without.
#[test]
fn a_page_of_which_a_part_is_missing_says_so_and_can_be_loaded_anew() {
    let site = site(is("views/square.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("does not come") && told.contains("anew"), "{told}");
    page.click("#problem button");
    runs(&page, "built-in");
    page.ready();
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

/// In a window of its own, since a driver waits for the one that it looks at; 4 seconds of patience for 20.
#[test]
fn a_page_of_which_a_part_stalls_says_so_and_goes_on_when_it_comes() {
    let asked = AtomicUsize::new(0);
    let site = Site::with_route(Arc::new(move |path: &str| {
        let mime = "text/javascript";
        if path == "start.js" {
            let script = String::from_utf8(whole(path)).expect("a script");
            assert!(script.contains("20_000"), "{script}");
            return Some(Reply::bytes(mime, script.replace("20_000", "4_000").into_bytes()));
        }
        if path != "views/square.js" || asked.fetch_add(1, Ordering::SeqCst) > 0 {
            return None;
        }
        Some(late(path, mime, 10))
    }));
    let page = Page::open(&site, BLANK);
    page.run("window.other = open('/'); window.told = () => other.document.querySelector('#problem')?.innerText.trim() ?? '';");
    page.wait("the page says that it does not come", "told().includes('does not come')", 20);
    page.wait("it has come", "other.document.documentElement.dataset.ready", 30);
    assert_eq!(page.run("return told()"), json!(""));
}

fn view_failed(page: &Page) -> String {
    let told = page.wait(
        "the view says that it is missing",
        "document.querySelector('.pane:not([hidden]) .failed')?.innerText",
        30,
    );
    told.as_str().unwrap_or_default().to_owned()
}

const SHOWN: &str =
    "!!document.querySelector('.pane:not([hidden])')?.querySelector('svg, canvas, table')";

/// As after an update of the host, whose new files have other names or say other things.
#[test]
fn a_view_that_is_missing_is_told_and_comes_with_another_try() {
    let site = site(is("views/twin.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    page.ready();
    page.click("[data-view=twin]");
    let told = view_failed(&page);
    assert!(told.contains("could not be loaded") && told.contains("anew"), "{told}");
    goes_on(&page, "built-in");
    page.click(".pane:not([hidden]) .failed button");
    page.wait("the view is there", SHOWN, 20);
    assert_eq!(page.text(".failed"), "");
}

#[test]
fn a_view_that_stays_missing_comes_with_the_page_anew() {
    let site = site(is("views/cost.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    page.ready();
    page.click("[data-view=cost]");
    view_failed(&page);
    page.click(".pane:not([hidden]) .failed button + button");
    page.wait("the view is there after the page was loaded anew", SHOWN, 30);
    page.ready();
    goes_on(&page, "built-in");
}

#[test]
fn a_view_that_stalls_is_told_and_comes_by_itself_however_late() {
    let site = site(is("views/why.js"), 1, |path| late(path, "text/javascript", 8));
    let page = hurried(&site, "");
    page.ready();
    page.click("[data-view=why]");
    let told = view_failed(&page);
    assert!(told.contains("could not be loaded"), "{told}");
    goes_on(&page, "built-in");
    page.wait("it has come all the same", SHOWN, 30);
    assert_eq!(page.text(".failed"), "");
}

/// What is loaded for a button ends in a sentence too, and the button works the next time.
#[test]
fn a_panel_that_stalls_is_told_and_opens_with_another_try() {
    let site = site(is("tuning.js"), 1, |path| late(path, "text/javascript", 6));
    let page = hurried(&site, "");
    page.ready();
    page.click("[data-action=engine]");
    let told = problem(&page);
    assert!(told.contains("panel") && told.contains("again"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    page.wait("the panel is open", "document.querySelector('#engine').open", 20);
}

#[test]
fn a_missing_worker_is_told_and_can_be_retried() {
    let site = site(is("worker.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("worker.js") && told.contains("again"), "{told}");
    retried(&page);
}

/// Zeros where the code should be: the next binary takes over, and nothing need be said.
#[test]
fn a_damaged_binary_gives_way_to_the_next_one() {
    let damaged = |path: &str| {
        let mut bytes = whole(path);
        let length = bytes.len();
        bytes[length / 2..].fill(0);
        Reply::bytes("application/wasm", bytes)
    };
    let site = Site::with_route(Arc::new(move |path: &str| {
        let fast = path.ends_with("threads/separable_bg.wasm")
            || path.ends_with("relaxed/separable_bg.wasm");
        fast.then(|| damaged(path))
    }));
    let page = opened(&site);
    runs(&page, "built-in");
    page.ready();
    goes_on(&page, "built-in");
    let engine = page.text("footer .engine");
    assert!(engine.contains("simd128"), "{engine}");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn without_a_binary_that_works_the_page_says_so_and_can_be_retried() {
    let asked = AtomicUsize::new(0);
    let site = Site::with_route(Arc::new(move |path: &str| {
        // Each of the binaries that this browser may try, the first by the page and by its worker.
        let bad = path.ends_with(".wasm") && asked.fetch_add(1, Ordering::SeqCst) <= binaries();
        bad.then(|| Reply::bytes("text/html", b"<!doctype html><title>Not found</title>".to_vec()))
    }));
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("engine") && told.contains("again"), "{told}");
    retried(&page);
}

/// How many binaries a page tries here: threads are for more than one core.
fn binaries() -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores > 2 { 3 } else { 2 }
}

/// The policy of the worker's script is the one that counts.
#[test]
fn a_policy_without_webassembly_is_told() {
    let site = site(is("worker.js"), 1, |path| {
        let policy = "text/javascript\r\nContent-Security-Policy: script-src 'self'";
        Reply { mime: policy, ..server::file(&workspace::dist(), path) }
    });
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("policy") && told.contains("wasm-unsafe-eval"), "{told}");
    retried(&page);
}

/// What needs no engine works without one.
#[test]
fn without_webassembly_the_page_says_so_and_the_lab_works() {
    let site = Site::new();
    let page = Page::open_with(&Options::default().before("delete window.WebAssembly;"), &site, "");
    let told = problem(&page);
    assert!(told.contains("WebAssembly") && told.contains("another browser"), "{told}");
    page.click("[data-view=lab]");
    page.wait("the lab is there", SHOWN, 20);
}

/// The worker's script with a line before it, the first `times` that it is asked for.
fn worker_with(line: &'static str, times: usize) -> Site {
    site(is("worker.js"), times, move |path| {
        Reply::bytes("text/javascript", [line.as_bytes(), b"\n", &whole(path)].concat())
    })
}

/// From the 30th call on nothing can be computed.
const TRAPS: &str = "{
    let calls = 0;
    addEventListener('message', ({ data }) => {
        if (data.op === 'look' && ++calls >= 30) data.op = 'trap';
    });
}";

#[test]
fn a_trap_restarts_the_engine_and_frames_go_on() {
    let site = worker_with(TRAPS, 1);
    let page = opened(&site);
    page.ready();
    let told = problem(&page);
    assert!(told.contains("stopped") && told.contains("anew"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=dismiss]");
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

/// The 30th frame never comes back.
const HANGS: &str = "{
    let calls = 0;
    addEventListener('message', event => {
        if (event.data.op === 'look' && ++calls >= 30) event.stopImmediatePropagation();
    });
}";

#[test]
fn an_engine_that_no_longer_answers_is_restarted_and_frames_go_on() {
    let site = worker_with(HANGS, 1);
    let page = hurried(&site, "");
    page.ready();
    let told = problem(&page);
    assert!(told.contains("no longer answers") && told.contains("anew"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=dismiss]");
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn an_engine_that_traps_again_and_again_is_left_alone_until_asked_for() {
    let always =
        "addEventListener('message', ({ data }) => { if (data.op === 'look') data.op = 'trap'; });";
    let site = worker_with(always, 4);
    let page = opened(&site);
    page.wait(
        "there is something to try again",
        "document.querySelector('#problem [data-action=retry]')",
        60,
    );
    let told = problem(&page);
    assert!(told.contains("engine") || told.contains("Engine"), "{told}");
    retried(&page);
}

/// Every store is full, or closed to this page.
const FULL: &str = "{
    const full = () => { throw new DOMException('for a test', 'QuotaExceededError'); };
    Storage.prototype.setItem = full;
    for (const store of [CacheStorage.prototype, Cache.prototype])
        for (const name of ['open', 'match', 'put', 'add', 'addAll', 'keys', 'delete', 'has'])
            if (store[name]) store[name] = async () => full();
}";

fn works_with_storage_full(site: &Site, address: &str) {
    let page = Page::open_with(&Options::default().before(FULL), site, address);
    page.ready();
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
    page.click("[data-view=why]");
    page.wait("a view comes", SHOWN, 20);
}

#[test]
fn with_storage_full_the_page_works() {
    works_with_storage_full(&Site::new(), "");
}

/// Where the page would keep a note and have a service worker isolate it.
#[test]
fn with_storage_full_the_page_works_on_a_host_without_headers() {
    works_with_storage_full(&Site::plain_under("some/path"), "some/path/");
}
