//! The scenes of the page: each view, each dialog, and how to show them.

use browser_tests::{Page, Site};

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
