//! The figures of the text: views of the workshop at work on their own place, and the way there and back.

use super::story::{model, open, told, turn_to};
use crate::common;
use browser_tests::{Page, Site};
use separable::model::StageKind;
use serde_json::{Value, json};
use std::collections::{BTreeSet, HashMap};

/// Waits until the figure of a chapter has drawn a map.
fn figure(page: &Page, id: &str) -> String {
    turn_to(page, id);
    let figure = format!("[data-chapter={id}] .live");
    page.run_with(
        "document.querySelector(arguments[0]).scrollIntoView({ block: 'center' })",
        vec![json!(figure)],
    );
    page.wait(
        "the figure is there",
        &format!("[...document.querySelectorAll('{figure} canvas')].some(e => e.width > 1 && e.checkVisibility())"),
        20,
    );
    figure
}

#[test]
fn words_and_figures_light_each_other_up() {
    let site = Site::new();
    let page = open(&site, "");
    let figure = figure(&page, "depthwise");
    page.run("document.querySelector('[data-chapter=depthwise] .term').focus()");
    page.wait(
        "its panel is lit",
        &format!("document.querySelector('{figure} .panel[data-lit]')"),
        5,
    );
    page.run("document.activeElement.blur()");
    page.wait("and no longer", "!document.querySelector('.panel[data-lit]')", 5);
    page.run_with(
        "document.querySelector(`${arguments[0]} .panel[data-kind=depthwise]`).dispatchEvent(new PointerEvent('pointerenter'))",
        vec![json!(figure)],
    );
    page.wait(
        "the words are lit",
        "document.querySelector('.story .term[data-lights=depthwise][data-lit]')",
        5,
    );
}

/// What a reader does in a figure stays there, holds the frame, and is what the workshop opens with.
#[test]
fn a_figure_is_worked_opened_in_the_workshop_and_come_back_to() {
    let site = Site::new();
    let page = open(&site, "#sample=monarch");
    let figure = figure(&page, "depthwise");
    let frozen =
        "document.querySelector('[data-action=freeze]').getAttribute('aria-pressed') === 'true'";
    assert_eq!(page.run(&format!("return {frozen}")), json!(false));
    page.run_with("document.querySelector(`${arguments[0]} .grid`).focus()", vec![json!(figure)]);
    let named =
        format!("document.querySelector('{figure} .chain .tile:last-child .name').innerText");
    let before = page.run(&format!("return {named}"));
    page.press('\u{e014}');
    page.wait("another channel is on show", &format!("{named} !== {before}"), 5);
    page.wait("the frame is held", frozen, 5);
    assert!(page.text(&format!("{figure} .held")).contains("stands still"));
    let channel = page.run(&format!("return {named}"));
    let hash = page.run("return location.hash");
    assert!(
        !hash.as_str().unwrap_or_default().contains("channel"),
        "it stays in the figure: {hash}"
    );

    // Enter opens the arithmetic of a cell, Escape closes it.
    page.press('\u{e007}');
    page.press('\u{e007}');
    let cell = format!("document.querySelector('{figure} .one-cell')?.checkVisibility()");
    page.wait("the arithmetic is open", &cell, 10);
    page.press('\u{e00c}');
    page.wait("and closed", &format!("!({cell})"), 5);

    page.click("[data-chapter=depthwise] .seen:has(.live) .show");
    let there = "document.querySelector('.focus .pane.stage .panel[data-kind=depthwise] .chain .tile:last-child .name')?.innerText";
    page.wait("the workshop shows the same", &format!("{there} === {channel}"), 10);
    assert_eq!(page.run("return document.querySelector('.story').checkVisibility()"), json!(false));
    page.click(".back");
    page.wait("the text is back", "document.querySelector('.story').checkVisibility()", 5);
    let seen = page.run_with(
        "const { top, bottom } = document.querySelector(arguments[0]).getBoundingClientRect();
         return top < innerHeight && bottom > 0;",
        vec![json!(figure)],
    );
    assert_eq!(seen, json!(true), "at the figure that was left");
    let focused = page.run(
        "const { top, bottom } = document.activeElement.getBoundingClientRect();
         return document.activeElement.matches('.show') && top > 0 && bottom < innerHeight;",
    );
    assert_eq!(focused, json!(true), "on the button that led away, in sight");
    page.click(&format!("{figure} .held button"));
    page.wait("the frame goes on", &format!("!({frozen})"), 5);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// The part of the workshop that a figure promises is in sight.
#[test]
fn what_a_figure_opens_is_in_sight() {
    let site = Site::new();
    let page = open(&site, "");
    for (chapter, part) in [
        ("multipliers", ".pane.cost .alphas"),
        ("work", ".pane.cost .shares"),
        ("saving", ".pane.twin h2"),
        ("answer", ".pane.why h2"),
        ("bytes", ".pane.stage .one-cell"),
    ] {
        page.rest(1100); // until what was led to has settled
        page.click("[data-action=story]");
        turn_to(&page, chapter);
        page.rest(300);
        page.click(&format!("[data-chapter={chapter}] .show"));
        let part = format!(".focus {part}");
        page.wait(
            "it is in sight",
            &format!(
                "(() => {{ const part = document.querySelector('{part}');
                if (!part?.checkVisibility()) return false;
                const {{ top }} = part.getBoundingClientRect();
                return top >= -1 && top < innerHeight - 40; }})()"
            ),
            10,
        );
    }
}

/// A byte and its real number, there and back, by the scale and the zero point of the file.
#[test]
fn a_byte_is_read_and_stored() {
    let site = Site::new();
    let page = open(&site, "");
    turn_to(&page, "bytes");
    let figure = "[data-chapter=bytes] .live";
    page.wait(
        "it is there",
        &format!("document.querySelector('{figure} [type=range]')?.checkVisibility()"),
        20,
    );
    let model = model();
    let block = model
        .stages()
        .iter()
        .find(|stage| stage.kind == StageKind::Block(1))
        .cloned()
        .expect("a block");
    let params = model.layers[block.layers.end - 1].output;
    let (scale, zero) = (f64::from(params.scale), f64::from(params.zero_point));
    page.run("document.querySelector('[data-chapter=bytes] [type=range]').scrollIntoView({ block: 'center' })");
    for (byte, real) in [(-128, scale * (-128.0 - zero)), (127, scale * (127.0 - zero))] {
        page.run_with(
            "const range = document.querySelector('[data-chapter=bytes] [type=range]');
             range.value = arguments[0];
             range.dispatchEvent(new Event('input', { bubbles: true }));",
            vec![json!(byte)],
        );
        let told = page.text(&format!("{figure} .reading-bytes p:nth-of-type(2)"));
        let digits: f64 = told.rsplit('=').next().unwrap_or_default().trim().parse().expect(&told);
        assert!((digits - real).abs() <= real.abs() * 1e-3, "{told}, not {real}");
    }
}

/// A figure by its address, in a window of 520 pixels, and nothing else.
#[test]
fn a_figure_stands_alone() {
    let site = Site::new();
    let page = Page::open(&site, "#figure=depthwise-look");
    page.ready();
    page.resize(520, 640);
    page.wait(
        "it has drawn",
        "[...document.querySelectorAll('.live canvas')].some(e => e.width > 1 && e.checkVisibility())",
        20,
    );
    let seen = page.run(
        "return {
             others: [...document.querySelectorAll('.masthead, .headline, .strip, .told, .question, .end, .focus')]
                 .filter(e => e.checkVisibility()).length,
             figures: [...document.querySelectorAll('.story .seen')].filter(e => e.checkVisibility()).length,
             fits: document.documentElement.scrollWidth <= innerWidth,
         }",
    );
    assert_eq!(seen, json!({ "others": 0, "figures": 1, "fits": true }));
    page.run("location.hash = '#read'");
    page.wait("all is there", "document.querySelector('.headline').checkVisibility()", 5);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// Words that are the same in both languages, or look like it.
const SAME: [&str; 29] = [
    "activation",
    "bias",
    "block",
    "byte",
    "bytes",
    "class",
    "depthwise",
    "escape",
    "in",
    "logit",
    "logits",
    "macs",
    "map",
    "mobilenet",
    "paper",
    "plus",
    "png",
    "pointwise",
    "px",
    "relu",
    "rest",
    "same",
    "so",
    "softmax",
    "still",
    "tensorflow",
    "standard",
    "die",
    "was",
];

/// The words of what was said, in small letters.
fn words(said: &Value) -> BTreeSet<String> {
    let said: Vec<String> = serde_json::from_value(said.clone()).expect("sentences");
    let said = said.join(" ").to_lowercase();
    let words = said.split(|c: char| !c.is_alphabetic());
    words.filter(|word| word.chars().count() > 1).map(str::to_owned).collect()
}

/// What every figure says in each state that its controls reach, in a language.
fn walk(site: &Site, language: &str) -> Value {
    let page = Page::open(site, &format!("#read&lang={language}&sample=goldfish&at=1"));
    page.ready();
    told(&page);
    let found = page.run("const { walk } = await import('/walk.js'); return walk();");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    found
}

/// In German text no figure has a word that it has in English, but names and what both languages
/// have, and no decimal point.
#[test]
fn figures_speak_the_language_of_the_text() {
    let site = Site::with_files(HashMap::from([(
        "walk.js".to_owned(),
        include_bytes!("walk.js").to_vec(),
    )]));
    let [english, german] = ["en", "de"].map(|language| walk(&site, language));
    let labels = std::fs::read_to_string(common::repository("weights/built-in/labels.txt"));
    let names = words(&json!([
        labels.expect("labels"),
        "MobileNet V1 0.5, 128 px, Tiny ImageNet (built in)"
    ]));
    let figures = english.as_object().expect("figures");
    assert_eq!(figures.len(), 7, "{:?}", figures.keys());
    for (figure, known) in figures {
        let told = &german[figure];
        assert_eq!(known["steps"], told["steps"], "{figure}: as many controls");
        let (english, german) = (words(&known["said"]), words(&told["said"]));
        assert!(english.len() > 3 && german.len() > 3, "{figure} says something");
        let left: Vec<&String> = german
            .intersection(&english)
            .filter(|word| !SAME.contains(&word.as_str()) && !names.contains(*word))
            .collect();
        assert!(left.is_empty(), "{figure} has English words in German: {left:?}");
        for line in told["said"].as_array().expect("lines").iter().filter_map(Value::as_str) {
            let line = line.replace("V1 0.5", "").replace("V1 1.0", "").replace("1704.04861", "");
            let chars: Vec<char> = line.chars().collect();
            let point = chars
                .windows(3)
                .any(|at| at[0].is_ascii_digit() && at[1] == '.' && at[2].is_ascii_digit());
            assert!(!point, "{figure}: a decimal point in {line}");
        }
    }
    for (figure, controls) in [("depthwise-look", 8), ("pointwise-look", 9), ("answer-votes", 5)] {
        assert_eq!(english[figure]["steps"], json!(controls), "{figure}");
    }
    assert!(words(&english["depthwise-look"]["said"]).contains("pause"), "its English is English");
}

/// The workshop stays English, and Read says so where it leads there.
#[test]
fn the_workshop_stays_english() {
    let site = Site::new();
    let page = open(&site, "lang=de");
    let figure = figure(&page, "depthwise");
    assert_eq!(page.text(&format!("{figure} .play")), "Abspielen");
    let lead = "[data-chapter=depthwise] .seen:has(.live) .show";
    assert!(page.text(lead).contains("auf Englisch"), "{}", page.text(lead));
    page.click(lead);
    page.wait(
        "the workshop is English",
        "document.querySelector('.focus .pane.stage .play')?.innerText === 'Play'
             && document.querySelector('.focus .pane.stage .panel:not([hidden]) .name')?.checkVisibility()",
        30,
    );
    let said = page.text(".focus .pane.stage");
    assert!(said.contains("Channel ") && !said.contains("Kanal"), "{said}");
    // Another language, and the figures follow.
    page.click(".back");
    page.click(".story .choice [value=en] + span");
    page.wait("the text is English", "document.querySelector('.story').lang === 'en'", 10);
    told(&page);
    turn_to(&page, "depthwise");
    page.wait(
        "its figure, too",
        &format!("document.querySelector('{figure} .play')?.innerText === 'Play'"),
        20,
    );
}
