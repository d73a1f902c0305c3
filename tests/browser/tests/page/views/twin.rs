//! The comparison with the standard convolution: counts, derivation, timings, shapes of the visitor's own.

use crate::common;
use browser_tests::{Page, Site};
use separable::cost::{self, Cost};
use separable::model::{LayerKind, Model, tflite};
use serde_json::{Value, json};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const RIGHT: char = '\u{e014}';
const UP: char = '\u{e013}';
const PANE: &str = ".pane.twin";

fn open(site: &Site, address: &str) -> Page {
    let page = Page::open(site, address);
    page.ready();
    page.wait("the twin is there", "document.querySelector('.twins:not([hidden])')", 20);
    page
}

/// The value of a metric of the view, which stands there once.
fn metric(page: &Page, name: &str) -> Option<f64> {
    let values = page.run_with(
        "return [...document.querySelectorAll(`.pane.twin [data-metric='${arguments[0]}']`)].map(e => e.dataset.value ?? null)",
        vec![json!(name)],
    );
    let values = values.as_array().expect("a list");
    assert_eq!(values.len(), 1, "{name} stands there once");
    values[0].as_str().map(|value| value.parse().expect("a plain number"))
}

fn known(page: &Page, name: &str) -> f64 {
    metric(page, name).unwrap_or_else(|| panic!("{name} is known"))
}

fn timed(page: &Page) {
    page.wait(
        "both are timed",
        "document.querySelector('.pane.twin [data-metric=separable-ms]').dataset.value",
        60,
    );
}

/// The standard convolution of a block, and the block.
fn pair(model: &Model, block: usize) -> (Cost, Cost) {
    let all = model.stages();
    let stage = all.iter().find(|stage| stage.kind.block() == Some(block)).expect("a block");
    let depthwise =
        stage.layers.clone().find(|&i| model.kind(i) == LayerKind::Depthwise).expect("depthwise");
    let standard = common::standard_of_block(model, depthwise).expect("a block");
    (standard, cost::layer(model, depthwise) + cost::layer(model, depthwise + 1))
}

#[test]
fn every_block_is_counted_as_the_engine_counts() {
    let site = Site::new();
    let page = open(&site, "#view=twin");
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    for block in 1..=13 {
        page.click(&format!("[data-stage='{block}']"));
        page.wait(
            "it is on show",
            &format!("document.querySelector('{PANE} h2').innerText.startsWith('Block {block} ')"),
            10,
        );
        let (standard, separable) = pair(&model, block);
        for (of, cost) in [("standard", standard), ("separable", separable)] {
            let shown =
                ["macs", "params", "bytes"].map(|of_what| known(&page, &format!("{of}-{of_what}")));
            let counted = [cost.macs, cost.params, cost.bytes].map(|count| count as f64);
            assert_eq!(shown, counted, "block {block}, {of}");
        }
        let ratio = known(&page, "ratio");
        assert_eq!(ratio, separable.macs as f64 / standard.macs as f64, "block {block}");
        // The formula of the paper, with this block's own channels.
        let outputs =
            (standard.params as f64 * separable.macs as f64 / standard.macs as f64).max(0.0);
        assert!(outputs > 0.0, "it has parameters");
        let layer = model.stages()[block].layers.clone().last().expect("a layer");
        let n = model.layers[layer].output.shape[2] as f64;
        assert!((ratio - (1.0 / n + 1.0 / 9.0)).abs() < 1e-12, "block {block}: {ratio}");
        let steps = page.text(&format!("{PANE} .derivation")).replace('\u{202f}', "");
        for number in [standard.macs, separable.macs] {
            assert!(steps.contains(&number.to_string()), "{number} is derived: {steps}");
        }
        assert!(page.text(&format!("{PANE} .areas .sum")).starts_with(&format!("1/{n} + 1/9")));
    }
    let note = page.text(&format!("{PANE} .steps .note"));
    assert!(note.contains("not one over the sum") && note.contains("1/521"), "{note}");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn both_are_timed_here() {
    let site = Site::new();
    let page = open(&site, "#view=twin&shape=14.14.256.256.3.1");
    timed(&page);
    let [standard, separable] = ["standard-ms", "separable-ms"].map(|name| known(&page, name));
    assert!(separable > 0.0 && separable < standard, "{separable} ms against {standard} ms");
    assert!((known(&page, "time-ratio") - separable / standard).abs() < 1e-9);
    let gmacs = known(&page, "separable-macs") / separable / 1e6;
    assert!((known(&page, "separable-speed") - gmacs).abs() < 1e-6 * gmacs);
    let text = page.text(PANE);
    assert!(text.contains("measured, median of 21") && text.contains("random weights"), "{text}");
    page.click(&format!("{PANE} section .do .button"));
    page.wait(
        "it is timed again",
        &format!("document.querySelector('{PANE} .verdict').innerText.includes('measuring')"),
        10,
    );
    timed(&page);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn all_blocks_are_timed_on_demand() {
    let site = Site::new();
    let page = open(&site, "#view=twin&stage=2");
    let rows = |page: &Page| {
        page.run("return [...document.querySelectorAll('.twins .blocks tbody tr')].map(row => [...row.cells].slice(1).map(cell => cell.innerText.trim()))")
    };
    assert_eq!(rows(&page).as_array().map(Vec::len), Some(13));
    page.click(".twins .every .button");
    page.wait("all are timed", "document.querySelector('.twins .every [role=status]').innerText.startsWith('13 of 13') && !document.querySelector('.twins .every .button').ariaDisabled", 120);
    for row in rows(&page).as_array().expect("rows") {
        let number = |at: usize| -> f64 {
            let text = row[at].as_str().expect("a text");
            text.trim_end_matches(['%', '\u{202f}']).parse().unwrap_or_else(|_| panic!("{row}"))
        };
        // What is written is rounded to three figures.
        let (share, measured) = (number(1), number(3) / number(2) * 100.0);
        assert!((share - measured).abs() < 0.12 * measured, "{row}");
    }
}

#[test]
fn what_is_no_block_says_so_and_leads_to_one() {
    let site = Site::new();
    let page = open(&site, "#view=twin&stage=14");
    assert!(page.text(&format!("{PANE} h2")).contains("replaces no standard"));
    let shown = "[...document.querySelectorAll('.twins [data-metric]')].filter(e => e.checkVisibility()).length";
    assert_eq!(page.run(&format!("return {shown}")), json!(0));
    page.click(&format!("{PANE} .opening .button"));
    page.wait("block 13 is on show", "location.hash.includes('stage=13')", 10);
    page.wait("with its numbers", &format!("{shown} > 0"), 10);
    // The first convolution can be separated in thought.
    page.click("[data-stage='0']");
    page.click(&format!("{PANE} .opening .button:nth-of-type(2)"));
    page.wait("its shape is taken", "location.hash.includes('shape=128.128.3.16.3.2')", 10);
    let ratio = known(&page, "ratio");
    assert!((ratio - (1.0 / 16.0 + 1.0 / 9.0)).abs() < 1e-12, "{ratio}");
}

#[test]
fn a_shape_is_set_by_keyboard_and_kept_in_the_address() {
    let site = Site::new();
    let page = open(&site, "#view=twin&stage=3");
    page.run("document.querySelectorAll('.pane.twin .opening .button')[1].focus()");
    page.press(ENTER);
    page.wait("sliders are there", "document.activeElement.type === 'range'", 5);
    assert_eq!(page.run("return location.hash"), json!("#view=twin&stage=3&shape=32.32.64.64.3.1"));
    let slider = "document.querySelectorAll('.twins .settings input[type=range]')[4]";
    page.run(&format!("{slider}.focus()"));
    page.press(RIGHT);
    page.wait("the kernel is larger", "location.hash.includes('shape=32.32.64.64.5.1')", 5);
    let focused = page.run(&format!("return document.activeElement === {slider}"));
    assert_eq!(focused, json!(true), "the focus stays");
    let number = ".twins .settings .set:nth-of-type(4) input[type=number]";
    page.run(&format!("document.querySelector('{number}').value = ''"));
    page.send_keys(number, "999999\u{e007}");
    page.wait(
        "what cannot be made is not reached",
        "Number(location.hash.split('shape=')[1].split('.')[3]) <= 2048",
        5,
    );
    page.run(&format!("document.querySelector('{number}').value = ''"));
    page.send_keys(number, "40\u{e007}");
    page.wait("a number is taken", "location.hash.includes('shape=32.32.64.40.5.1')", 5);
    page.press(UP);
    let ratio = known(&page, "ratio");
    assert!(
        (ratio - (1.0 / 40.0 + 1.0 / 25.0)).abs() < 1e-12
            || (ratio - (1.0 / 41.0 + 1.0 / 25.0)).abs() < 1e-12
    );

    let page = open(&site, "#view=twin&stage=3&shape=7.5.24.10.4.2");
    let places = 4.0 * 3.0;
    assert_eq!(known(&page, "standard-macs"), places * 16.0 * 24.0 * 10.0);
    assert_eq!(known(&page, "separable-macs"), places * 24.0 * (16.0 + 10.0));
    timed(&page);
    page.click(&format!("{PANE} .opening .button:nth-of-type(3)"));
    page.wait("back at the block", "location.hash === '#view=twin&stage=3'", 5);
    // What cannot be made is the block.
    let page = open(&site, "#view=twin&stage=3&shape=9000.1.1.1.1.1");
    assert!(page.text(&format!("{PANE} h2")).starts_with("Block 3"));
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// A first visit without a mouse: why is a block cheaper, and by how much?
#[test]
fn a_first_visit_by_keyboard_finds_out_why_a_block_is_cheaper() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let tab = "document.activeElement.getAttribute('role') === 'tab'";
    let mut presses = 0;
    while page.run(&format!("return {tab}")) != json!(true) {
        page.press(TAB);
        presses += 1;
        assert!(presses < 60, "the tabs are not reached");
    }
    page.press(RIGHT);
    page.wait("the twin opens", "document.querySelector('.twins:not([hidden])')", 20);
    timed(&page);
    let said = "document.querySelector('.pane.twin [aria-live=polite]').textContent";
    page.wait("one sentence is said", &format!("{said}.includes('of its time')"), 20);
    let sentence = page.run(&format!("return {said}"));
    let sentence = sentence.as_str().expect("a text");
    assert!(sentence.contains("14.2\u{202f}%") && sentence.contains("1/32 plus 1/9"), "{sentence}");
    // Tab leads on to what can be done here, and the reasons stand in between as text.
    page.press(TAB);
    let inside: Value = page.run("return !!document.activeElement.closest('.pane.twin')");
    assert_eq!(inside, json!(true));
    assert!(page.text(&format!("{PANE} .derivation li:last-child")).contains("14.2\u{202f}%"));
}
