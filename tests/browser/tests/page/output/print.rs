//! The page on paper: the view, the answer and the whole story, and no controls.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{Options, Page, Site};
use serde_json::json;

#[test]
fn paper_has_the_story_and_no_controls() {
    let site = Site::new();
    let wait = Options::default()
        .before("window.printed = 0; window.print = () => { window.printed++; };");
    let page = Page::open_with(&wait, &site, "#sample=goldfish&at=1&stage=3");
    page.prefer("dark");
    page.ready();
    page.resize(1400, 900);
    page.click("[data-action=link]");
    page.wait("the sheet is open", "document.querySelector('#link')?.open", 10);
    page.click("#link [data-action=print]");
    page.wait("it prints", "window.printed === 1", 20);
    assert_eq!(page.run("return document.querySelector('dialog[open]')"), json!(null));
    // A key does the same, and the browser does not print before the story is there.
    page.run(
        "document.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, bubbles: true, cancelable: true }))",
    );
    page.wait("it prints again", "window.printed === 2", 20);

    let paper = page.cdp("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    let paper = STANDARD.decode(paper["data"].as_str().expect("base64")).expect("base64");
    assert!(paper.starts_with(b"%PDF") && paper.len() > 30_000, "{} bytes", paper.len());
    assert_eq!(
        page.run("return document.querySelector('footer').dataset.address === location.href"),
        json!(true)
    );

    page.cdp(
        "Emulation.setEmulatedMedia",
        json!({ "media": "print",
        "features": [{ "name": "prefers-color-scheme", "value": "dark" }] }),
    );
    page.resize(690, 1000);
    page.rest(300);
    let seen = page.run(
        "const seen = place => [...document.querySelectorAll(place)].filter(e => e.checkVisibility()).map(e => e.outerHTML.slice(0, 90));
         return {
             controls: seen('.button, .save, [role=tab], input, .ladder, dialog, .skip').filter(e => !/data-action=.model.>/.test(e)),
             chapters: [...document.querySelectorAll('.story .chapter')].filter(e => e.checkVisibility() && e.innerText.length > 200).length,
             kept: ['#square', '#predictions', '.price', '.pane.stage canvas', 'footer'].filter(place => !seen(place).length),
             paper: getComputedStyle(document.body).backgroundColor,
             fits: document.documentElement.scrollWidth <= innerWidth,
         };",
    );
    assert_eq!(
        seen,
        json!({ "controls": [], "chapters": 12, "kept": [], "paper": "rgb(255, 255, 255)", "fits": true }),
    );
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
