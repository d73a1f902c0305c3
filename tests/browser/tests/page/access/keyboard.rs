//! Everything works by keyboard, and a live region speaks the answer.

use browser_tests::{Page, Site};
use serde_json::{Value, json};

const TAB: char = '\u{e004}';
const DOWN: char = '\u{e015}';
const RIGHT: char = '\u{e014}';
const ENTER: char = '\u{e007}';

#[test]
fn tab_reaches_every_control() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    page.run("for (const e of document.querySelectorAll('button, select, input, a[href], [tabindex]')) e.dataset.test = 'unseen';");
    for _ in 0..80 {
        page.press(TAB);
        let end = page.run(
            "const e = document.activeElement;
             const again = e.dataset.test === 'seen' || e === document.body;
             e.dataset.test = 'seen';
             return again;",
        );
        if end == json!(true) {
            break;
        }
    }
    let unseen = page.run(
        // Of a group of radio buttons Tab reaches one, arrows the others.
        "return [...document.querySelectorAll('[data-test=unseen]')]
             .filter(e => e.offsetParent && !e.disabled && e.tabIndex >= 0)
             .filter(e => !(e.type === 'radio' && document.querySelector(`[name='${e.name}'][data-test=seen]`)))
             .map(e => e.outerHTML.slice(0, 80));",
    );
    assert_eq!(unseen, json!([]), "controls that Tab never reached");
    let seen = page.run(
        "return { buttons: document.querySelectorAll('button[data-action][data-test=seen]').length,
                  samples: document.querySelectorAll('[data-sample][data-test=seen]').length,
                  rungs: document.querySelectorAll('[data-stage][data-test=seen]').length,
                  camera: !!document.querySelector('[data-action=camera][data-test=seen]') };",
    );
    assert_eq!(seen["camera"], json!(true), "{seen}");
    assert_eq!(seen["rungs"], json!(1), "the ladder is one stop; arrows move in it: {seen}");
    assert!(seen["samples"].as_u64() >= Some(1), "{seen}");
}

#[test]
fn the_focus_can_be_seen() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for _ in 0..12 {
        page.press(TAB);
        let seen = page.run(
            "const e = document.activeElement, style = getComputedStyle(e);
             const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
             return ring || style.boxShadow !== 'none' ? '' : e.outerHTML.slice(0, 120);",
        );
        assert_eq!(seen, json!(""), "has the focus and does not show it");
    }
}

/// The stage that the ladder marks as chosen.
fn chosen(page: &Page) -> Value {
    page.run(
        "return Number(document.querySelector('[data-stage][aria-selected=true]').dataset.stage)",
    )
}

#[test]
fn arrows_move_in_the_ladder_and_in_the_grid() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    page.run("document.querySelector('[data-stage][aria-selected=true]').focus()");
    let before = chosen(&page).as_u64().expect("a stage");
    page.press(DOWN);
    page.press(DOWN);
    assert_eq!(chosen(&page), json!(before + 2));
    let focused = page.run("return Number(document.activeElement.dataset.stage)");
    assert_eq!(focused, json!(before + 2), "the focus moves along");
    page.press(ENTER);
    page.wait("the grid has the focus", "document.activeElement.closest('.focus') !== null", 5);
    // The maps of another stage come with the next frame; until then there is nothing to move in.
    page.wait(
        "the maps of this stage are painted",
        "[...document.querySelectorAll('.focus .panel')].filter(e => e.offsetParent).at(-1).innerText.includes(
             'of ' + document.querySelector('[data-stage][aria-selected=true] .shape').innerText.match(/\\d+$/)[0])",
        20,
    );
    for number in 2..=3 {
        page.press(RIGHT);
        let named = format!(
            "document.activeElement.closest('.panel').innerText.includes('Channel {number} of')"
        );
        page.wait(&format!("channel {number} is named"), &named, 10);
    }
    page.wait("the address keeps the channel", "/channel=2|output=2/.test(location.hash)", 5);
}

#[test]
fn the_answer_is_spoken_when_it_stays() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let live = "document.querySelector('[aria-live=polite]:not(#status), [aria-live=assertive]')";
    page.click("[data-sample='fence']");
    page.wait("the fence is spoken", &format!("{live}.textContent.includes('picket fence')"), 15);
    page.click("[data-sample='keyboard']");
    page.wait(
        "the keyboard is spoken",
        &format!("{live}.textContent.includes('computer keyboard')"),
        15,
    );
    // What stays the same is not said again and again.
    let changes = page.run(&format!(
        "let changes = 0;
         const watch = new MutationObserver(list => {{ changes += list.length; }});
         watch.observe({live}, {{ subtree: true, childList: true, characterData: true }});
         await new Promise(resolve => setTimeout(resolve, 3000));
         return changes;"
    ));
    assert!(changes.as_u64() <= Some(2), "{changes} changes in three seconds of one sample");
}
