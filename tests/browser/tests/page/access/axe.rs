//! axe-core finds no fault in any view, dialog or colour scheme.

use crate::scenes::{SCENES, show};
use browser_tests::{Page, Site};
use serde_json::json;

/// axe-core, as vendor/README.md says.
const AXE: &str = include_str!("../../../vendor/axe.min.js");

/// Runs axe-core on what is on show: each finding in a line, with the first elements it names.
fn findings(page: &Page) -> Vec<String> {
    page.run_with("if (!window.axe) new Function(arguments[0]).call(window);", vec![json!(AXE)]);
    let found = page.run(
        // Motion ends in a state of its own; frames that come meanwhile would change the page under it.
        "const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
         return violations.map(({ id, help, nodes }) => `${id}: ${help}\\n` + nodes.slice(0, 4)
             .map(({ html, failureSummary }) => `    ${html.slice(0, 160)}\\n        ${failureSummary.replaceAll('\\n', ' ')}`).join('\\n'));",
    );
    serde_json::from_value(found).expect("findings")
}

/// Looks for findings in all scenes in `scheme`.
fn clean(scheme: &str) {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.prefer(scheme);
    let mut all = Vec::new();
    for scene in SCENES {
        let (name, ..) = scene;
        show(&page, &site, scene, "");
        if page.text(".pane:not([hidden])").contains("could not be loaded") {
            all.push(format!("{name} is not there"));
        }
        all.extend(
            findings(&page).into_iter().map(|finding| format!("{name}, {scheme}: {finding}")),
        );
    }
    assert!(all.is_empty(), "{} findings:\n{}", all.len(), all.join("\n"));
}

#[test]
fn axe_finds_nothing_in_any_view_in_light() {
    clean("light");
}

#[test]
fn axe_finds_nothing_in_any_view_in_dark() {
    clean("dark");
}

/// What it is told to find, it finds.
#[test]
fn axe_finds_what_is_wrong() {
    let site = Site::new();
    let page = Page::open(&site, "#at=1");
    page.ready();
    page.run(
        "const button = document.querySelector('[data-action=help]');
         button.removeAttribute('aria-label');
         button.removeAttribute('title');",
    );
    let found = findings(&page);
    assert!(found.iter().any(|finding| finding.starts_with("button-name")), "{found:?}");
}
