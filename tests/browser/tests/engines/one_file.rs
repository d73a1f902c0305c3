//! The page in one file, opened from disk, as from a USB stick.

use crate::tab::Tab;
use serde_json::json;
use std::fs;
use xtask::workspace;

everywhere!(from_disk_it_gives_the_golden_bytes_and_asks_for_nothing);

/// Where a file is asked for that is not in the document. What is made in memory is no request.
const ASKED: &str = "performance.getEntriesByType('resource').map(({ name }) => name)
    .filter(name => !/^(blob|data):/.test(name))";

/// No part of the page has failed.
const WELL: &str = "[...document.querySelectorAll('.failed')].every(it => !it.textContent)";

fn from_disk_it_gives_the_golden_bytes_and_asks_for_nothing(tab: &Tab<'_>) {
    let name = format!("stick-{}-{}", tab.kind.engine.name(), std::process::id());
    let stick = std::env::temp_dir().join(name);
    fs::create_dir_all(&stick).expect("a folder");
    let file = stick.join("a page.html");
    fs::copy(workspace::target().join("separable.html"), &file).expect("`xtask test` makes it");
    let address = format!("file://{}", file.display()).replace(' ', "%20");
    tab.goto(&format!("{address}#explore&sample=goldfish&at=1"));
    tab.ready();
    tab.run(
        "window.blocked = [];
         addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
             blocked.push(`${violatedDirective} ${blockedURI}`), true);",
    );
    tab.wait(
        "it names what it sees",
        "document.querySelector('#predictions').innerText.includes('goldfish')",
        20,
    );
    // Every layer's bytes are those of TensorFlow Lite.
    let badge = "document.querySelector('.badge')?.innerText";
    tab.wait("it is verified", &format!("{badge}?.includes('Bit-exact')"), 60);
    // What comes later in other hosts' pages: views, a dialog, the second part of the engine.
    for view in ["why", "teach", "networks", "lab", "stage"] {
        tab.run(&format!("document.querySelector('#tab-{view}').click()"));
        let shown = format!("document.querySelector('.pane.{view}')?.checkVisibility()");
        tab.wait(view, &format!("{shown} && {WELL}"), 20);
    }
    // The worker has the second part of the engine.
    tab.run("document.querySelector('#tab-why').click()");
    tab.wait("a class map", "!!document.querySelector('.because .shown:not([hidden])')", 20);
    tab.click("[data-action=engine]");
    tab.wait("the engine's panel", "document.querySelector('#engine').open", 20);
    tab.run("document.querySelector('#engine').close()");
    tab.click("[data-action=story]");
    tab.wait("the text", "document.querySelector('#story').innerText.length > 2000", 20);
    assert_eq!(tab.text("#problem"), "");
    assert_eq!(tab.value("blocked"), json!([]), "what its policy forbids");
    assert_eq!(tab.value(ASKED), json!([]), "requests");
    // One would be refused.
    let asked = tab.run("return fetch('data:,').then(() => 'had', () => 'refused')");
    assert_eq!(asked, json!("refused"));
    assert!(tab.text("footer").contains("Licences"));
    fs::remove_dir_all(stick).expect("gone");
}
