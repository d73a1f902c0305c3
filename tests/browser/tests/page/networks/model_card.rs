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

/// Of whatever family, and however its weights are stored.
#[test]
fn the_card_says_what_a_file_is() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for (file, parts) in [
        ("zoo/networks/lite0_224_uint8.tflite", ["ofEfficientNet-Lite0", "1.00:224of224", "8-bit"]),
        (
            "zoo/networks/v3_small_075_160_float32.tflite",
            ["0.75,ofMobileNetV3", "160of224", "none,32"],
        ),
        (
            "zoo/networks/v2_035_96_float16.tflite",
            ["0.35,ofMobileNetV2", "96of224", "16-bitfloats"],
        ),
        ("real/keras_dynamic_160.tflite", ["ofMobileNetV2", "160of224", "afewpercent"]),
        ("real/grey_cnn_float.tflite", ["None:itsshapes", "None,asabove", "none,32-bit"]),
    ] {
        let Some(path) = common::shared("the_card_says_what_a_file_is", file) else { return };
        let before = page.run("return document.documentElement.dataset.model");
        pick(&page, "model-file", &[&path]);
        let other = format!("document.documentElement.dataset.model !== {before}");
        page.wait("it runs", &other, 30);
        page.click("[data-action=card]");
        page.wait("the sum is there", "document.querySelector('#card[open] .sum')", 20);
        let card = page.text("#card");
        let plain: String = card.chars().filter(|c| !c.is_whitespace()).collect();
        for part in parts {
            assert!(plain.contains(part), "no {part} on the card of {file}:\n{card}");
        }
        page.press('\u{e00c}');
        page.wait("it is closed", "!document.querySelector('#card').open", 5);
    }
}
