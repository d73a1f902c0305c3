//! What visitors bring: models with their labels, a part of a picture, a device that is slow; and
//! the card that says what runs.

use crate::common;
use browser_tests::{Options, Page, Site};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use xtask::workspace;

/// As `sha256sum weights/built-in/model_int8.tflite` and the manifest have it.
const SUM: &str = "0be15b662054b6bb775262fc68e5ee331b91160c89804b76d78187f5e9b689a2";

/// A folder of one test's own; dropping it removes it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let name = format!("separable-{}-{test}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for files");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it hurts nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The built-in model and its labels under other names, and labels of the wrong count.
fn files(test: &str) -> (Folder, PathBuf, PathBuf, PathBuf) {
    let folder = Folder::new(test);
    let [model, labels, few] = ["mine.tflite", "mine.txt", "few.txt"].map(|f| folder.0.join(f));
    let built_in = workspace::root().join("weights/built-in");
    fs::write(&model, common::built_in()).expect("a model");
    fs::copy(built_in.join("labels.txt"), &labels).expect("labels");
    fs::write(&few, "one\ntwo\nthree\n").expect("labels");
    (folder, model, labels, few)
}

/// Picks files as a visitor does: the button, then the dialog.
pub(crate) fn pick(page: &Page, action: &str, paths: &[&PathBuf]) {
    // The dialog itself cannot be driven; the input behind it takes the paths.
    page.run(&format!(
        "HTMLInputElement.prototype.click = function () {{}};
         document.querySelector('[data-action={action}]').click();"
    ));
    let paths: Vec<&str> = paths.iter().filter_map(|path| path.to_str()).collect();
    page.send_keys("input[type=file]", &paths.join("\n"));
}

fn running(page: &Page) -> String {
    let id = page.run("return document.documentElement.dataset.model");
    id.as_str().unwrap_or_default().to_owned()
}

fn best(page: &Page) -> Value {
    page.run("return document.querySelector('#predictions [data-label]').dataset.label")
}

pub(crate) fn problem(page: &Page) -> String {
    let told =
        page.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
    told.as_str().unwrap_or_default().to_owned()
}

#[test]
fn a_model_and_its_labels_are_picked_together_or_one_after_the_other() {
    let (_folder, model, labels, few) = files("picked");
    let site = Site::new();
    let page = Page::open(&site, "#sample=fence");
    page.ready();
    pick(&page, "model-file", &[&labels]);
    assert!(problem(&page).contains("mine.txt"), "labels alone: {}", problem(&page));
    page.click("[data-action=dismiss]");

    pick(&page, "model-file", &[&few, &model]);
    let told = problem(&page);
    assert!(told.contains("3 labels") && told.contains("200 classes"), "{told}");
    assert_eq!(running(&page), "built-in");
    page.click("[data-action=dismiss]");

    pick(&page, "model-file", &[&labels, &model]);
    page.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    page.wait(
        "it names the fence",
        "document.querySelector('#predictions [data-label]').dataset.label === 'picket fence'",
        20,
    );
    assert_eq!(page.text("#problem"), "");
    let first = running(&page);

    pick(&page, "model-file", &[&model]);
    let next = format!("!['built-in', '{first}'].includes(document.documentElement.dataset.model)");
    page.wait("it runs without labels", &next, 30);
    let number =
        "/^class \\d+$/.test(document.querySelector('#predictions [data-label]').dataset.label)";
    page.wait("classes have numbers", number, 20);
    pick(&page, "model-file", &[&labels]);
    page.wait("labels join it", &format!("!{number}"), 30);
    assert_eq!(best(&page), json!("picket fence"));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn the_card_says_what_runs() {
    let (_folder, model, ..) = files("card");
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

/// The colour in the middle of the square that the model sees.
const MIDDLE: &str = "(() => {
    const square = document.querySelector('#square'), half = square.width / 2;
    return [...square.getContext('2d').getImageData(half, half, 1, 1).data].slice(0, 3).join();
})()";

/// Red, green and blue side by side: the centre square is green alone.
#[test]
fn a_picture_moves_under_the_square() {
    let folder = Folder::new("flag");
    let path = folder.0.join("flag.png");
    let colours = [Rgb([200, 0, 0]), Rgb([0, 200, 0]), Rgb([0, 0, 200])];
    let flag = RgbImage::from_fn(600, 200, |x, _| colours[x as usize / 200]);
    flag.save(&path).expect("a picture");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    pick(&page, "file", &[&path]);
    let is = |colour: &str| format!("{MIDDLE} === '{colour}'");
    page.wait("the middle is green", &is("0,200,0"), 20);

    page.run("document.querySelector('.view').focus()");
    for _ in 0..25 {
        page.press('\u{e014}');
    }
    page.wait("the right is blue", &is("0,0,200"), 20);
    page.wait(
        "it is said",
        "document.querySelector('#moved').textContent.includes('from the left')",
        5,
    );
    page.press('0');
    page.wait("the middle is green again", &is("0,200,0"), 20);

    // The hand takes the picture along: what was on the left comes into the square.
    let drag = |x: i32| {
        let pointer = json!({ "type": "pointer", "id": "mouse", "actions": [
            { "type": "pointerMove", "x": 70 - x / 2, "y": 150 }, { "type": "pointerDown", "button": 0 },
            { "type": "pointerMove", "x": 70 + x / 2, "y": 150 }, { "type": "pointerUp", "button": 0 },
        ]});
        page.command("actions", json!({ "actions": [pointer] })).expect("a drag");
    };
    page.run("scrollTo(0, 0)");
    drag(90);
    drag(90);
    page.wait("the left is red", &is("200,0,0"), 20);
    page.click("[data-action=centre]");
    page.wait("the middle is green again", &is("0,200,0"), 20);

    for _ in 0..5 {
        page.press('+');
    }
    page.wait("it is zoomed", "document.querySelector('.centre').innerText.startsWith('3.1')", 5);
    page.click("[data-sample='fence']");
    page.wait("another source starts anew", "document.querySelector('.centre').hidden", 5);
}

/// A worker whose clock runs a hundred times too fast stands for a device that is slow.
#[test]
fn a_slow_device_is_offered_a_smaller_model_once() {
    let worker = fs::read_to_string(workspace::dist().join("worker.js")).expect("the worker");
    let slow =
        "const clock = performance.now.bind(performance); performance.now = () => 100 * clock();";
    let entry = |id: &str, alpha: f64| {
        json!({ "id": id, "name": id, "parts": ["built-in/model_int8.tflite"], "labels": "built-in/labels.txt",
                "bytes": 1_082_632, "input": 128, "alpha": alpha, "licence": "", "source": "", "accuracy": "" })
    };
    let index = json!([
        entry("built-in", 0.5),
        entry("large", 1.0),
        entry("tiny", 0.1),
        entry("small", 0.25)
    ]);
    let site = Site::with_files(HashMap::from([
        ("worker.js".to_owned(), format!("{slow}\n{worker}").into_bytes()),
        ("models/index.json".to_owned(), index.to_string().into_bytes()),
    ]));
    let page = Page::open_with(&Options::default(), &site, "");
    page.ready();
    let offer =
        page.wait("a smaller one is offered", "document.querySelector('.offer p')?.innerText", 60);
    let offer = offer.as_str().unwrap_or_default();
    assert!(
        offer.contains("small") && offer.contains("median of") && offer.contains("60"),
        "{offer}"
    );
    assert_eq!(running(&page), "built-in", "it does not switch by itself");
    page.click("[data-action=keep]");
    page.rest(2000);
    assert_eq!(page.text(".offer"), "", "it is not offered again");

    page.choose("[data-action=model]", "large");
    page.wait(
        "another model is offered another",
        "document.querySelector('.offer p')?.innerText",
        60,
    );
    page.click("[data-action=smaller]");
    // Its file is the built-in one, so by its shapes the next smaller one is the small one again.
    page.wait("the smaller one runs", "document.documentElement.dataset.model === 'small'", 30);
}

#[test]
fn a_fast_device_is_offered_nothing() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let counted = "document.querySelector('[data-metric=infer-ms]').closest('div').querySelector('.basis').innerText";
    page.wait("20 frames are measured", &format!("Number({counted}.match(/\\d+/)?.[0]) >= 20"), 60);
    let median =
        page.run("return Number(document.querySelector('[data-metric=infer-ms]').dataset.value)");
    if median.as_f64() < Some(50.0) {
        assert_eq!(page.text(".offer"), "", "at {median} ms");
    }
}
