//! The model card: what it says about the running network.

use crate::common;
use crate::steps::{Folder, pick};
use browser_tests::{Page, Site};
use serde_json::json;
use std::fs;

/// As `sha256sum weights/built-in/model_int8.tflite` and the manifest have it.
const SUM: &str = "0be15b662054b6bb775262fc68e5ee331b91160c89804b76d78187f5e9b689a2";

#[test]
fn the_card_says_what_runs() {
    let folder = Folder::new("card");
    let model = folder.0.join("mine.tflite");
    fs::write(&model, common::built_in()).expect("a model");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    page.click("[data-action=card]");
    page.wait("the sum is there", "document.querySelector('#card[open] .sum')", 20);
    let card = page.text("#card");
    let plain: String = card.chars().filter(|c| !c.is_whitespace()).collect();
    for part in
        ["1082632bytes", "128×128×3", "0.50,ofMobileNetV1", "0.57:128of224", SUM, "51.55%top-1"]
    {
        assert!(plain.contains(part), "no {part} on the card:\n{card}");
    }
    page.press('\u{e00c}');
    page.wait("Escape closes it", "!document.querySelector('#card').open", 5);
    let focus = page.run("return document.activeElement.dataset.action");
    assert_eq!(focus, json!("card"), "and the focus is back");

    pick(&page, "model-file", &[&model]);
    page.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    page.click("[data-action=card]");
    page.wait("the sum is there", "document.querySelector('#card[open] .sum')", 20);
    let card = page.text("#card");
    assert!(card.contains("mine.tflite") && card.contains(SUM), "{card}");
    assert!(card.contains("a file of your own") && !card.contains("51.55"), "{card}");
}
