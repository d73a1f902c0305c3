//! What axe-core finds: nothing, in any view, sheet or scheme.

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

/// Every scene of the page that has a name, and how one comes there from its address.
pub(crate) const SCENES: [(&str, &str, &str); 12] = [
    ("stage", "#stage=3&place=4.5", ""),
    ("average", "#stage=14", ""),
    ("twin", "#view=twin&stage=3", ""),
    ("cost", "#view=cost&stage=3", ""),
    ("why", "#view=why", ""),
    ("lab", "#view=lab", ""),
    ("change", "#view=change&stage=3&change=7.3", ""),
    ("compare", "#stage=2", "document.querySelector('[data-action=keep-frame]').click()"),
    ("help", "", "document.querySelector('[data-action=help]').click()"),
    ("link", "#stage=2&hide=price.twin", "document.querySelector('[data-action=link]').click()"),
    ("card", "", "document.querySelector('[data-action=card]').click()"),
    ("engine", "", "document.querySelector('[data-action=engine]').click()"),
];

/// Shows a scene of them, with `more` in its address.
pub(crate) fn show(
    page: &Page,
    site: &Site,
    (name, address, then): (&str, &str, &str),
    more: &str,
) {
    page.goto("about:blank");
    let at = if address.is_empty() { "#at=1" } else { address };
    let scene = at.replacen('#', &format!("#sample=goldfish&at=1&{more}"), 1);
    page.goto(&format!("{}/{scene}", site.address()));
    page.ready();
    page.rest(800);
    // The story with a chapter open, too.
    if name == "stage" {
        page.run("document.querySelector('.story').scrollIntoView()");
        page.wait("the story is there", "document.querySelector('.story .toggle')", 20);
        page.run(
            "for (const toggle of document.querySelectorAll('.story .toggle')) toggle.click()",
        );
        page.wait("and told", "document.querySelector('.story .chapter form')", 20);
    }
    page.run(then);
    page.rest(1200);
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
