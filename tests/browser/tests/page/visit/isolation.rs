//! The page in a frame of another site: isolated by its own header, where a browser knows that.

use browser_tests::{BLANK, Options, Page, Site};
use serde_json::json;

/// The page around is of another site, and has no header at all: no frame of it could be isolated by
/// the headers of whole windows.
#[test]
fn a_page_in_a_frame_of_another_site_has_threads() {
    let (site, around) = (Site::for_frames(), Site::plain_under("around"));
    // One machine by two names: two sites.
    let around = around.address().replace("localhost", "127.0.0.1");
    let page = Page::start(&Options::default()).expect("a browser");
    page.goto(&format!("{around}/{BLANK}"));
    assert_eq!(page.run("return crossOriginIsolated"), json!(false), "the page around");
    page.run_with(
        "const frame = document.createElement('iframe');
         document.body.append(frame);
         frame.src = arguments[0];
         await new Promise(resolve => { frame.onload = resolve; });",
        vec![json!(site.at("#sample=goldfish&at=1&threads=2"))],
    );
    page.command("frame", json!({ "id": 0 })).expect("the frame");
    page.ready();
    eprintln!(
        "PROBE {} {}",
        page.run("return [crossOriginIsolated, navigator.hardwareConcurrency, self !== top]"),
        page.text("footer .engine")
    );
    assert_eq!(page.run("return [self === top, crossOriginIsolated]"), json!([false, true]));
    page.wait(
        "two threads run",
        "document.querySelector('footer .engine').innerText.includes('2 threads')",
        20,
    );
    assert_eq!(page.text("#problem"), "");
    page.command("frame", json!({ "id": null })).expect("the page around");
    let mut errors = page.errors();
    errors.retain(|error| !error.contains("favicon.ico")); // of the page around
    assert_eq!(errors, Vec::<String>::new(), "the console");
}
