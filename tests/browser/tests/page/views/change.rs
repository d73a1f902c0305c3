//! The change view: channels muted, kernels replaced, undo, and the search for the channel that matters
//! most. Answers are compared with those of a model that the tests edit themselves.

use crate::common;
use browser_tests::{Page, Site};
use separable::kernels::reference;
use separable::model::{Element, Model, Op, Weights, tflite};
use serde_json::{Value, json};

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const CONTROL: char = '\u{e009}';
const RIGHT: char = '\u{e014}';

/// An edit of a channel: its kernel, or none to mute it.
pub(super) type Edit = (usize, usize, Option<[f32; 9]>);

/// The probabilities of the built-in network with `edits`, by the plain loops.
pub(super) fn probabilities(rgb: &[u8], edits: &[Edit]) -> Vec<f64> {
    let mut model = tflite::read(&common::built_in()).expect("our own model");
    for edit in edits {
        alter(&mut model, edit);
    }
    let outputs = reference::run(&model, rgb).expect("its size");
    let tensor = model.output();
    let real = |&byte: &u8| {
        let byte =
            if tensor.element == Element::I8 { i32::from(byte as i8) } else { i32::from(byte) };
        f64::from(tensor.scale) * f64::from(byte - tensor.zero_point)
    };
    outputs.last().expect("layers").iter().map(real).collect()
}

fn alter(model: &mut Model, (layer, channel, kernel): &Edit) {
    let layer = &mut model.layers[*layer];
    let channels = layer.output.shape[2];
    let (conv, depthwise) = match &mut layer.op {
        Op::Depthwise(conv) => (conv, true),
        Op::Conv(conv) => (conv, false),
        _ => panic!("a layer with weights"),
    };
    let Weights::Quantized(weights) = &mut conv.weights else { panic!("bytes") };
    let (scale, zero) = (weights.scale(*channel), weights.zero_point);
    let taps = weights.bytes.len() / channels;
    for tap in 0..taps {
        let real = kernel.map_or(0.0, |kernel| kernel[tap]);
        let steps = ((real / scale).round() as i32 + zero).clamp(-128, 127);
        let at = if depthwise { tap * channels + channel } else { channel * taps + tap };
        weights.bytes[at] = steps as i8 as u8;
    }
    if kernel.is_none() {
        weights.bias[*channel] = 0;
    }
}

/// The view, of a sample that stands still.
pub(super) fn open(address: &str) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open(&site, address);
    page.ready();
    shown(&page);
    page.click("[data-action=freeze]");
    page.rest(500);
    (site, page)
}

fn shown(page: &Page) {
    page.wait(
        "the channels are shown",
        "[...document.querySelectorAll('.altered .panel:not([hidden]) .name')].some(node => node.innerText)",
        20,
    );
}

pub(super) fn square(page: &Page) -> Vec<u8> {
    let rgb = page.run(
        "const square = document.querySelector('#square');
         const { data } = square.getContext('2d').getImageData(0, 0, square.width, square.height);
         return [...data].filter((_, i) => i % 4 < 3);",
    );
    serde_json::from_value(rgb).expect("bytes")
}

/// A column of the answers, by label.
fn column(page: &Page, metric: &str) -> Value {
    page.run_with(
        "return Object.fromEntries([...document.querySelectorAll('.altered tbody tr:not([hidden])')].map(row =>
             [row.dataset.label, Number(row.querySelector(`[data-metric=${arguments[0]}]`).dataset.value)]));",
        vec![json!(metric)],
    )
}

pub(super) fn changed(page: &Page, yes: bool) {
    let state = "document.querySelector('.altered .outcome').hasAttribute('data-changed')";
    page.wait("the frame is of the network as it is now", &format!("{state} === {yes}"), 10);
    page.rest(300);
}

fn address(page: &Page) -> String {
    let change = "return new URLSearchParams(location.hash.slice(1)).get('change') ?? ''";
    page.run(change).as_str().unwrap_or_default().to_owned()
}

/// That a column says what the plain loops say.
pub(super) fn agrees(page: &Page, metric: &str, edits: &[Edit]) {
    let expected = probabilities(&square(page), edits);
    let labels = std::fs::read_to_string(common::repository("weights/built-in/labels.txt"));
    let labels = labels.expect("labels");
    let labels: Vec<&str> = labels.lines().collect();
    let told = column(page, metric);
    let told = told.as_object().expect("rows");
    assert!(told.len() >= 5, "{told:?}");
    for (label, told) in told {
        let class = labels.iter().position(|known| known == label).expect("a label");
        let off = told.as_f64().expect("a number") - expected[class];
        assert!(off.abs() < 1e-6, "{metric} {label}: {told} for {}", expected[class]);
    }
}

fn undo(page: &Page) {
    let press = |kind: &str, value: char| json!({ "type": kind, "value": value });
    let keys = [
        press("keyDown", CONTROL),
        press("keyDown", 'z'),
        press("keyUp", 'z'),
        press("keyUp", CONTROL),
    ];
    let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": keys }] });
    page.command("actions", actions).expect("keys");
}

#[test]
fn a_muted_channel_moves_the_answers_and_undo_restores_them() {
    let (_site, page) = open("#view=change&stage=13&sample=monarch&output=107");
    let before = column(&page, "untouched");
    assert_eq!(before, column(&page, "changed"));
    page.run("document.querySelectorAll('.altered .grid')[1].focus();");
    page.press(ENTER);
    changed(&page, true);
    assert_eq!(address(&page), "27.107");
    agrees(&page, "untouched", &[]);
    agrees(&page, "changed", &[(27, 107, None)]);
    let moved = column(&page, "difference");
    assert!(moved["monarch"].as_f64().is_some_and(|by| by < -0.02), "{moved}");
    let sentence = page.text(".altered .moved");
    assert!(sentence.starts_with("monarch: ") && sentence.contains('→'), "{sentence}");
    // A second one, then back step by step.
    page.press(RIGHT);
    page.press(ENTER);
    page.wait("two changes", "document.querySelectorAll('.altered [data-change]').length === 2", 5);
    page.rest(400);
    agrees(&page, "changed", &[(27, 107, None), (27, 108, None)]);
    undo(&page);
    page.wait("one change", "document.querySelectorAll('.altered [data-change]').length === 1", 5);
    undo(&page);
    changed(&page, false);
    assert_eq!(address(&page), "");
    let after = column(&page, "changed");
    for label in before.as_object().expect("rows").keys() {
        assert_eq!(before[label], after[label]);
    }
}

#[test]
fn a_kernel_is_replaced() {
    let (_site, page) = open("#view=change&stage=2&sample=monarch&channel=5");
    let layer = 4;
    let own = "[...document.querySelectorAll('.altered .weights input')].map(input => Number(input.dataset.value))";
    let before = page.wait("the kernel is shown", &format!("{own}.length === 9 && {own}"), 10);
    page.run("[...document.querySelectorAll('.altered .picks .button')].find(button => button.innerText === 'edges').click();");
    changed(&page, true);
    let typed = address(&page);
    let kernel: Vec<f32> = typed
        .strip_prefix(&format!("{layer}.5."))
        .unwrap_or_else(|| panic!("{typed}"))
        .split('_')
        .map(|weight| weight.parse().expect("a weight"))
        .collect();
    let kernel: [f32; 9] = kernel.try_into().expect("nine");
    assert!(kernel[4] > 0.0 && kernel[0] < 0.0, "{kernel:?}");
    agrees(&page, "changed", &[(layer, 5, Some(kernel))]);
    // One weight typed: the others stay, and typing is one step.
    page.run(
        "const input = document.querySelectorAll('.altered .weights input')[0];
         input.focus();
         for (const value of ['0', '0.', '0.2', '0.25']) {
             input.value = value;
             input.dispatchEvent(new Event('input', { bubbles: true }));
         }",
    );
    let mut other = kernel;
    other[0] = 0.25;
    page.wait("the address has it", "location.hash.includes('.0.25_')", 5);
    page.rest(400);
    agrees(&page, "changed", &[(layer, 5, Some(other))]);
    undo(&page);
    changed(&page, false);
    let after = page.run(&format!("return {own}"));
    assert_eq!(after, before, "its own weights, to the last digit");
}

#[test]
fn the_address_opens_a_changed_network() {
    let identity = [0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0];
    let word = "27.107*4.5.0_0_0_0_0.5_0_0_0_0";
    let (_site, page) = open(&format!("#view=change&stage=2&sample=monarch&change={word}"));
    changed(&page, true);
    assert_eq!(address(&page), word);
    agrees(&page, "untouched", &[]);
    agrees(&page, "changed", &[(27, 107, None), (4, 5, Some(identity))]);
    let said = page.text(".altered .changes");
    assert!(said.contains("Block 13, pointwise: channel 108 muted"), "{said}");
    assert!(said.contains("Block 2, depthwise: channel 6 other kernel"), "{said}");
    page.click(".altered [data-change='27.107'] .away");
    page.wait("one is left", "document.querySelectorAll('.altered [data-change]').length === 1", 5);
    page.rest(400);
    agrees(&page, "changed", &[(4, 5, Some(identity))]);
    page.run("[...document.querySelectorAll('.altered .ways .button')].find(button => button.innerText === 'Undo all').click();");
    changed(&page, false);
    assert_eq!(address(&page), "");
    // What has no weights says so.
    page.run("location.hash = '#view=change&stage=14'");
    page.wait(
        "it says why",
        "document.querySelector('.altered .none:not([hidden])')?.innerText.includes('no weights')",
        10,
    );
}

/// Presses Tab until what has the focus is what `selector` names.
fn tab_to(page: &Page, selector: &str) {
    for _ in 0..120 {
        if page
            .run_with("return document.activeElement.matches(arguments[0])", vec![json!(selector)])
            == json!(true)
        {
            return;
        }
        page.press(TAB);
    }
    panic!("Tab never reached {selector}");
}

#[test]
fn the_channel_that_matters_most_is_found_by_keyboard() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    tab_to(&page, "[data-action=freeze]");
    page.press(ENTER);
    tab_to(&page, "[role=tab][data-view=stage]");
    for _ in 0..5 {
        page.press(RIGHT);
    }
    shown(&page);
    tab_to(&page, ".altered .panel [data-try]");
    page.press(ENTER);
    page.wait("all are tried", "document.querySelector('.altered [data-done=\"16\"]')", 60);
    // The first stage has 16 depthwise channels: the ranking is what the plain loops make of each.
    let rgb = square(&page);
    let before = probabilities(&rgb, &[]);
    let first =
        (0..before.len()).max_by(|&a, &b| before[a].total_cmp(&before[b])).expect("classes");
    let mut falls: Vec<(usize, f64)> = (0..16)
        .map(|channel| (channel, probabilities(&rgb, &[(2, channel, None)])[first] - before[first]))
        .collect();
    falls.sort_by(|(_, a), (_, b)| a.total_cmp(b));
    let told = page.run(
        "return [...document.querySelectorAll('.altered [data-done] .rank li:not([hidden])')].map(row =>
             [Number(row.dataset.channel), Number(row.querySelector('[data-metric=drop]').dataset.value)]);",
    );
    let told = told.as_array().expect("rows");
    assert_eq!(told.len(), 8);
    for (told, (channel, fall)) in told.iter().zip(&falls) {
        assert!((told[1].as_f64().expect("a number") - fall).abs() < 1e-6, "{told}, not {fall}");
        let same = falls.iter().filter(|(_, other)| (other - fall).abs() < 1e-9).count() > 1;
        assert!(same || told[0] == json!(channel), "{told}, not {channel}");
    }
    let said = page.text(".altered [data-done] .text");
    assert!(
        said.contains(&format!("without channel {}", told[0][0].as_u64().expect("a channel") + 1)),
        "{said}"
    );
    // Nothing is left muted by the trial; now the first of them is, by hand, and given back.
    assert_eq!(column(&page, "changed"), column(&page, "untouched"));
    tab_to(&page, ".altered .rank .button");
    page.press(ENTER);
    changed(&page, true);
    let channel = told[0][0].as_u64().expect("a channel") as usize;
    assert_eq!(address(&page), format!("2.{channel}"));
    agrees(&page, "changed", &[(2, channel, None)]);
    undo(&page);
    changed(&page, false);
    page.press(ESCAPE);
    page.wait("the grid has the focus", "document.activeElement.matches('.altered .grid')", 5);
    page.press(ESCAPE);
    page.wait("the ladder has the focus", "!!document.activeElement.closest('.ladder')", 5);
}
