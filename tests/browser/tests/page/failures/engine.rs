//! The engine's worker and binaries missing, damaged, forbidden, stopped by a trap, or silent.

use crate::faulty::{SHOWN, hurried, is, opened, retried, site, stalled, whole};
use crate::steps::{goes_on, problem, runs};
use browser_tests::{Options, Page, Site};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::server::{self, Reply};
use xtask::workspace;

/// The script of the worker, and the binary.
#[test]
fn an_engine_that_stalls_is_given_up_and_can_be_retried() {
    for end in ["worker.js", ".wasm"] {
        let engine = |path: &str| path.starts_with("separable/");
        let site = site(move |path| engine(path) && path.ends_with(end), 1, stalled);
        let page = hurried(&site, "");
        let told = problem(&page);
        assert!(
            told.contains("engine could not be loaded") && told.contains("again"),
            "{end}: {told}"
        );
        retried(&page);
    }
}

#[test]
fn a_missing_worker_is_told_and_can_be_retried() {
    let site = site(is("separable/worker.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("separable/worker.js") && told.contains("again"), "{told}");
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
        let fast = path.ends_with("/threads.wasm") || path.ends_with("/relaxed.wasm");
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
    let site = site(is("separable/worker.js"), 1, |path| {
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
    site(is("separable/worker.js"), times, move |path| {
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
    assert!(told.contains("stopped") && told.contains("restarted"), "{told}");
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
    assert!(told.contains("no longer answers") && told.contains("restarted"), "{told}");
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
