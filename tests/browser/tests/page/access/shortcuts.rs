//! Shortcuts: each does what its button does, and none works while one types; the help dialog.

use browser_tests::{Page, Site};
use serde_json::{Value, json};

const ESCAPE: char = '\u{e00c}';

fn frozen(page: &Page) -> Value {
    page.run("return document.querySelector('[data-action=freeze]').getAttribute('aria-pressed')")
}

/// The square that the model sees, as one number, and the answers.
const SHOWN: &str = "(() => {
    const canvas = document.querySelector('#square');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const sum = data.reduce((sum, byte) => (sum * 31 + byte) % 4294967291, 7);
    return `${sum} ${document.querySelector('#predictions').innerText}`;
})()";

#[test]
fn a_key_freezes_the_frame_and_all_goes_on_working_on_it() {
    let site = Site::new();
    let page = Page::open(&site, "#sample=goldfish");
    page.ready();
    let before = page.run(&format!("return {SHOWN}"));
    page.wait("the sample moves", &format!("{SHOWN} !== {before}"), 10);
    page.press('f');
    page.wait("it is frozen", "document.querySelector('#status').innerText.includes('frozen')", 5);
    page.wait("its moment is in the address", "/at=\\d/.test(location.hash)", 5);
    page.rest(300);
    let kept = page.run(&format!("return {SHOWN}"));
    page.rest(1200);
    assert_eq!(page.run(&format!("return {SHOWN}")), kept, "it stands still");
    // Another stage is looked at in the very same frame.
    page.click("[data-stage='4']");
    page.wait(
        "stage 4 is on show",
        "document.querySelector('[data-stage=\"4\"][aria-selected=true]')",
        5,
    );
    page.rest(1000);
    assert_eq!(page.run(&format!("return {SHOWN}")), kept, "another stage of the same frame");
    page.press('f');
    page.wait("it goes on", &format!("{SHOWN} !== {kept}"), 10);
    assert_eq!(page.run("return /at=/.test(location.hash)"), json!(false));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn digits_open_views_and_no_key_works_while_one_types() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let view = "document.querySelector('[role=tab][aria-selected=true]').dataset.view";
    for (key, name) in [('5', "lab"), ('1', "stage")] {
        page.press(key);
        assert_eq!(page.run(&format!("return {view}")), json!(name));
        let focus = page.run("return document.activeElement.dataset.view");
        assert_eq!(focus, json!(name), "the tab has the focus");
    }
    // Every key says on a button what it is.
    let said = page.run(
        "return [...document.querySelectorAll('[aria-keyshortcuts]')].map(e => e.getAttribute('aria-keyshortcuts'))",
    );
    let said: Vec<String> = serde_json::from_value(said).expect("keys");
    for key in ["f", "?", "1", "2", "3", "4", "5", "6"] {
        assert!(said.iter().any(|one| one == key), "no button says {key}: {said:?}");
    }
    page.run("document.body.appendChild(document.createElement('select')).focus()");
    page.press('f');
    page.press('5');
    assert_eq!(frozen(&page), json!("false"), "in a select f is a letter");
    assert_eq!(page.run(&format!("return {view}")), json!("stage"));
    page.run(
        "const field = document.body.appendChild(document.createElement('input'));
         field.focus();",
    );
    for key in ['f', '5', '?'] {
        page.press(key);
    }
    assert_eq!(page.run("return document.activeElement.value"), json!("f5?"));
    assert_eq!(frozen(&page), json!("false"));
    assert_eq!(page.run("return document.querySelector('dialog[open]')"), Value::Null);
}

#[test]
fn help_opens_on_a_question_mark_and_gives_the_focus_back() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    page.run("document.querySelector('[data-action=mirror]').focus()");
    page.press('?');
    page.wait("help is open", "document.querySelector('#help')?.open", 10);
    let text = page.text("#help");
    for part in
        ["freeze", "Depthwise", "Pointwise", "Block", "Stage", "MAC", "median", "scope", "Ctrl Z"]
    {
        assert!(text.contains(part), "no {part} in the help:\n{text}");
    }
    page.press('f');
    assert_eq!(frozen(&page), json!("false"), "what lies under a dialog gets no keys");
    page.press(ESCAPE);
    page.wait("it is closed", "!document.querySelector('#help').open", 5);
    let focus = page.run("return document.activeElement.dataset.action");
    assert_eq!(focus, json!("mirror"), "the focus is where it was");
    // The button does the same, and a word leads to its chapter.
    page.click("[data-action=help]");
    page.wait("help is open again", "document.querySelector('#help').open", 10);
    page.run(
        "[...document.querySelectorAll('#help dl div')].find(e => e.innerText.startsWith('Pointwise'))
             .querySelector('button').click()",
    );
    page.wait(
        "the chapter is there",
        "document.querySelector('[data-chapter=pointwise]') === document.activeElement
             && document.activeElement.checkVisibility()
             && !document.querySelector('#help').open",
        20,
    );
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_dialog_that_is_closed_stays_closed() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for name in ["help", "link", "card", "engine"] {
        let open = format!("!!document.querySelector('#{name}')?.open");
        page.click(&format!("[data-action={name}]"));
        page.wait(&format!("{name} is open"), &open, 10);
        // The state changes before the browser tells of the closing, as frames change it.
        page.run(&format!(
            "document.querySelector('#{name} [aria-label=Close]').click();
             for (const hover of [{{ panel: 0, channel: 1 }}, null])
               document.body.dispatchEvent(new CustomEvent('action', {{ bubbles: true, detail: {{ type: 'set', hover }} }}));"
        ));
        assert_eq!(page.run(&format!("return {open}")), json!(false), "{name}");
        page.click(&format!("[data-action={name}]"));
        page.wait(&format!("{name} is open again"), &open, 10);
        page.press(ESCAPE);
        page.wait(&format!("{name} is closed"), &format!("!({open})"), 5);
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn escape_goes_one_level_back() {
    let site = Site::new();
    let page = Page::open(&site, "#stage=2&place=3.4&output=5");
    page.ready();
    page.run("document.querySelector('.pane:not([hidden]) [tabindex=\"0\"]').focus()");
    page.press(ESCAPE);
    page.wait("the cell is left", "!/place/.test(location.hash)", 5);
    assert_eq!(page.run("return /output=5/.test(location.hash)"), json!(true), "not its channel");
    page.press(ESCAPE);
    page.wait("the ladder has the focus", "document.activeElement.dataset.stage === '2'", 5);
    page.press(ESCAPE);
    page.wait("the page has it", "document.activeElement === document.body", 5);
}
