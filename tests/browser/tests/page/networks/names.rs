//! Names of classes with many synonyms: the first stands everywhere, the others are had by keyboard.

use crate::scenes::{DEEPER, SCENES, explore, read, settle, turn};
use crate::steps::served;
use browser_tests::{Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

const ENTER: char = '\u{e007}';

/// Where a name of ImageNet stands with all of its synonyms, to be seen or heard, but where it is meant to.
const WHOLE: &str = "
    const labels = (await (await fetch('/models/imagenet_labels.txt')).text()).split('\\n');
    const long = labels.map(label => label.trim()).filter(label => label.includes(', '));
    if (long.length < 400) throw new Error('no labels');
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    while (walk.nextNode()) {
        const { data, parentElement: e } = walk.currentNode;
        if (!data.includes(', ') || !e.checkVisibility() || e.closest('script, style, noscript, .because .whole')) continue;
        const label = long.find(label => data.includes(label));
        // The second of two that share their first synonym.
        if (label && label !== 'maillot, tank suit')
            found.push(`${e.parentElement.className} > ${e.className}: ${label}`);
    }
    for (const e of document.querySelectorAll('[aria-label], [data-picture]')) {
        if (!e.checkVisibility()) continue;
        const words = [e.getAttribute('aria-label'), e.getAttribute('data-picture')].join('; ');
        const label = long.find(label => words.includes(label));
        if (label) found.push(`${e.className}: ${label}, in its words`);
    }
    return [...new Set(found)];";

/// The names of the answers.
const ANSWERS: &str = "return [...document.querySelectorAll('#predictions li:not([hidden])')]
    .map(li => [li.querySelector('.name').innerText, li.dataset.label]);";

#[test]
fn the_first_of_imagenets_synonyms_stands_everywhere() {
    if !served("the_first_of_imagenets_synonyms_stands_everywhere", "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let more = "model=v1-1.0-224&sample=goldfish&at=1";
    let page = Page::open(&site, &format!("#{more}"));
    page.ready();
    read(&page);
    settle(&page);
    assert_eq!(page.run(WHOLE), json!([]), "in the text");
    explore(&page);
    // The last stage, with a class whose label is long; its names stand whole beside it.
    let last = ("last stage", "#stage=99&output=3", "");
    for scene in SCENES.into_iter().chain(DEEPER) {
        turn(&page, if scene.0 == last.0 { last } else { scene }, more);
        let found = page.run(WHOLE);
        let expected = if scene.0 == last.0 { 1 } else { 0 };
        assert_eq!(found.as_array().map(Vec::len), Some(expected), "{}: {found}", scene.0);
    }
    let answers = page.run(ANSWERS);
    assert_eq!(
        answers[0],
        json!(["goldfish", "goldfish, Carassius auratus"]),
        "for programs, whole"
    );
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn all_synonyms_are_had_by_keyboard_and_found() {
    if !served("all_synonyms_are_had_by_keyboard_and_found", "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#model=v1-1.0-224&sample=goldfish&at=1&view=change&stage=3");
    page.ready();
    let row = "document.querySelector('.altered tbody tr:not([hidden]) bdi')?.innerText";
    page.wait("its answers are there", &format!("{row} === 'goldfish'"), 20);
    for place in [".answer", ".altered"] {
        page.run_with(
            "document.querySelector(`${arguments[0]} .whole-names`).focus();",
            vec![json!(place)],
        );
        page.press(ENTER);
        page.wait(
            "all lists have whole names",
            &format!("{row} === 'goldfish, Carassius auratus'"),
            5,
        );
        assert_eq!(page.run(ANSWERS)[0][0], json!("goldfish, Carassius auratus"));
        page.press(ENTER);
        page.wait("and short ones again", &format!("{row} === 'goldfish'"), 5);
    }

    page.run("location.hash = '#explore&model=v1-1.0-224&sample=goldfish&at=1&view=why'");
    page.wait(
        "a class is explained",
        "document.querySelector('.because h2')?.innerText === 'Why “goldfish”?'",
        20,
    );
    page.run("document.querySelector('#why-search').focus()");
    page.send_keys("#why-search", "man-eater");
    let option = "document.querySelector('#why-labels [role=option]')";
    page.wait("it is found by another name", &format!("!!{option}"), 5);
    let parts = page.run(&format!("return [...{option}.children].map(e => e.innerText)"));
    assert_eq!(parts, json!(["great white shark", "man-eater", "3"]));
    page.press(ENTER);
    let title = "document.querySelector('.because h2').innerText === 'Why “great white shark”?'";
    page.wait("it is explained", title, 10);
    let whole = page.text(".because .whole");
    assert!(whole.ends_with("Carcharodon carcharias"), "{whole}");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// ImageNet has two cranes and two maillots.
#[test]
fn classes_of_one_name_are_told_apart() {
    let mut names: Vec<String> = (0..200).map(|i| format!("thing {i}")).collect();
    for (i, name) in [(3, "crane"), (7, "crane"), (8, "maillot"), (9, "maillot, tank suit")] {
        names[i] = name.to_owned();
    }
    let labels = ("models/built-in/labels.txt".to_owned(), names.join("\n").into_bytes());
    let site = Site::with_files(HashMap::from([labels]));
    let page = Page::open(&site, "#view=why&sample=goldfish&at=1");
    page.ready();
    page.wait(
        "there is a search",
        "!!document.querySelector('#why-search')?.checkVisibility()",
        20,
    );
    let options =
        "[...document.querySelectorAll('#why-labels [role=option] .name')].map(e => e.innerText)";
    for (typed, told) in [
        ("crane", ["crane (class 3)", "crane (class 7)"]),
        ("maillot", ["maillot (class 8)", "maillot, tank suit"]),
    ] {
        page.run(
            "const input = document.querySelector('#why-search'); input.value = ''; input.focus();",
        );
        page.send_keys("#why-search", typed);
        page.wait("both are found", &format!("{options}.length === 2"), 5);
        let found: Value = page.run(&format!("return {options}"));
        assert_eq!(found, json!(told));
    }
}
