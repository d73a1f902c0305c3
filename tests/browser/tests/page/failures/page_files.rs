//! Files of the page that are missing or stall.

use crate::faulty::{SHOWN, hurried, is, late, opened, site};
use crate::steps::{goes_on, problem, runs};
use browser_tests::{BLANK, Page, Site};
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::server::Reply;
use xtask::workspace;

/// Of what the page cannot begin without.
#[test]
fn a_page_with_a_missing_part_says_so_and_can_be_reloaded() {
    let site = site(is("app/main.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    let told = problem(&page);
    assert!(told.contains("did not load") && told.contains("reload"), "{told}");
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
        if path == "app/start.js" {
            // Its source: in dist/ numbers are short.
            let source = workspace::root().join("www").join(path);
            let script = std::fs::read_to_string(source).expect("a script");
            assert!(script.contains("20_000"), "{script}");
            return Some(Reply::bytes(mime, script.replace("20_000", "4_000").into_bytes()));
        }
        if path != "app/main.js" || asked.fetch_add(1, Ordering::SeqCst) > 0 {
            return None;
        }
        Some(late(path, mime, 10))
    }));
    let page = Page::open(&site, BLANK);
    page.run("window.other = open('/'); window.told = () => other.document.querySelector('#problem')?.innerText.trim() ?? '';");
    page.wait("the page says that a part did not load", "told().includes('did not load')", 20);
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

/// As after an update of the host, whose new files have other names or say other things.
#[test]
fn a_view_that_is_missing_is_told_and_comes_with_another_try() {
    let site = site(is("app/late-twin.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    page.ready();
    page.click("[data-view=twin]");
    let told = view_failed(&page);
    assert!(told.contains("could not be loaded") && told.contains("reload"), "{told}");
    goes_on(&page, "built-in");
    page.click(".pane:not([hidden]) .failed button");
    page.wait("the view is there", SHOWN, 20);
    assert_eq!(page.text(".failed"), "");
}

#[test]
fn a_view_that_stays_missing_comes_when_the_page_is_reloaded() {
    let site = site(is("app/late-cost.js"), 1, |_| Reply::status(404, "Not here."));
    let page = opened(&site);
    page.ready();
    page.click("[data-view=cost]");
    view_failed(&page);
    page.click(".pane:not([hidden]) .failed button + button");
    page.wait("the view is there after a reload", SHOWN, 30);
    page.ready();
    goes_on(&page, "built-in");
}

#[test]
fn a_view_that_stalls_is_told_and_comes_by_itself_however_late() {
    let site = site(is("app/late-why.js"), 1, |path| late(path, "text/javascript", 8));
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
    let site = site(is("app/late-engine-panel.js"), 1, |path| late(path, "text/javascript", 6));
    let page = hurried(&site, "");
    page.ready();
    page.click("[data-action=engine]");
    let told = problem(&page);
    assert!(told.contains("panel") && told.contains("again"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    page.wait("the panel is open", "document.querySelector('#engine').open", 20);
}
