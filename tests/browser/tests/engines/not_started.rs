//! Where the page cannot start at all: opened from disk, its scripts sent as text, locked into a frame. In each
//! case a sentence says why.

use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::json;
use std::sync::Arc;
use xtask::server::{self, Reply};
use xtask::workspace;

everywhere!(
    from_disk_the_page_says_that_it_needs_a_server,
    scripts_sent_as_text_are_told,
    a_frame_without_an_origin_is_told,
);

fn told(tab: &Tab<'_>) -> String {
    let told = tab.wait("it is told", "document.querySelector('#problem')?.innerText", 15);
    let status = tab.text("#status");
    assert!(!status.contains("Starting"), "{status}");
    told.as_str().unwrap_or_default().to_owned()
}

fn from_disk_the_page_says_that_it_needs_a_server(tab: &Tab<'_>) {
    tab.goto(&format!("file://{}", workspace::dist().join("index.html").display()));
    let told = told(tab);
    assert!(told.contains("from disk") && told.contains("over http"), "{told}");
}

/// By a server that forbids to guess, too, as ours does.
fn scripts_sent_as_text_are_told(tab: &Tab<'_>) {
    let site = Site::with_route(Arc::new(|path: &str| {
        let script = path.ends_with(".js").then(|| server::file(&workspace::dist(), path));
        script.map(|reply| Reply { mime: "text/plain", ..reply })
    }));
    tab.goto(&site.at(""));
    let told = told(tab);
    assert!(told.contains("“text/plain”") && told.contains("“text/javascript”"), "{told}");
}

fn a_frame_without_an_origin_is_told(tab: &Tab<'_>) {
    let site = Site::plain_under("page");
    tab.goto(&format!("{}/{BLANK}", site.address()));
    tab.run(
        "const frame = document.createElement('iframe');
         frame.sandbox = 'allow-scripts';
         frame.src = '/page/';
         document.body.append(frame);
         await new Promise(resolve => { frame.onload = resolve; });",
    );
    tab.command("frame", json!({ "id": 0 })).expect("the frame");
    let told = told(tab);
    assert!(told.contains("frame") && told.contains("tab of its own"), "{told}");
    assert!(told.contains(&format!("{}/page/", site.address())), "{told}");
}
