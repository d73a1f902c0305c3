//! Sites whose files arrive late, in part or not at all.

use crate::steps::{goes_on, runs};
use browser_tests::{Options, Page, Site};
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use xtask::server::{self, Reply};
use xtask::workspace;

/// Without a service worker, which reads files by itself and would meet the fault in the page's place.
pub(crate) const ALONE: &str =
    "Object.defineProperty(navigator, 'serviceWorker', { value: undefined });";

/// A clock on which the page's timeout of 20 seconds takes 4, and the 4 seconds until it says that it waits take 1.
pub(crate) const HURRY: &str = "{
    const real = window.setTimeout;
    const hurried = { 20000: 4000, 4000: 1000 };
    window.setTimeout = (task, ms, ...rest) => real(task, hurried[ms] ?? ms, ...rest);
}";

/// A line on which nothing comes any more.
pub(crate) struct Silent;

impl Read for Silent {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(Duration::from_secs(120));
        Err(io::ErrorKind::TimedOut.into())
    }
}

/// A line that says nothing for a while.
pub(crate) struct Pause(Duration);

impl Read for Pause {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(self.0);
        Ok(0)
    }
}

/// A file of `dist/` that comes whole, after so many seconds without a byte.
pub(crate) fn late(path: &str, mime: &'static str, seconds: u64) -> Reply {
    let body = Pause(Duration::from_secs(seconds)).chain(io::Cursor::new(whole(path)));
    Reply { length: None, body: Box::new(body), ..Reply::bytes(mime, Vec::new()) }
}

/// The file of `dist/`, as it is served.
pub(crate) fn whole(path: &str) -> Vec<u8> {
    std::fs::read(workspace::dist().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Half of the file comes, then nothing.
pub(crate) fn stalled(path: &str) -> Reply {
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
pub(crate) fn site(
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

pub(crate) fn is(file: &'static str) -> impl Fn(&str) -> bool + Send + Sync {
    move |path| path == file
}

pub(crate) fn hurried(site: &Site, address: &str) -> Page {
    Page::open_with(&Options::default().before(format!("{ALONE}\n{HURRY}")), site, address)
}

pub(crate) fn opened(site: &Site) -> Page {
    Page::open_with(&Options::default().before(ALONE), site, "")
}

/// Tries again, and it works.
pub(crate) fn retried(page: &Page) {
    page.click("[data-action=retry]");
    runs(page, "built-in");
    page.ready();
    goes_on(page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

pub(crate) const SHOWN: &str =
    "!!document.querySelector('.pane:not([hidden])')?.querySelector('svg, canvas, table')";
