//! A better network is offered once to those who bring their own pictures, and a host may have one
//! read at once when a camera starts.

use crate::steps::{Folder, goes_on, pick, running, runs};
use browser_tests::{Options, Page, Site};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use xtask::workspace;

const OFFER: &str = "document.querySelector('.offer p')?.innerText";

/// An entry whose file is the built-in one.
fn entry(id: &str, alpha: f64, more: &Value) -> Value {
    let mut entry = json!({
        "id": id, "name": format!("Network {id}"), "parts": ["built-in/model_int8.tflite"],
        "labels": "built-in/labels.txt", "bytes": 1_082_632, "input": 128, "alpha": alpha,
        "licence": "", "source": "", "accuracy": "",
    });
    let more = more.as_object().expect("fields").clone();
    entry.as_object_mut().expect("fields").extend(more);
    entry
}

fn listing(entries: &[Value], mut files: HashMap<String, Vec<u8>>) -> Site {
    files.insert("models/index.json".to_owned(), json!(entries).to_string().into_bytes());
    Site::with_files(files)
}

/// The built-in one, two that are better, and one that is better and of no published figure.
fn entries(large: &Value) -> Vec<Value> {
    vec![
        entry("built-in", 0.5, &json!({ "top1": 51.55, "guess": 0.97 })),
        entry("middle", 0.6, &json!({ "top1": 60.0 })),
        entry("large", 0.75, large),
        entry("unknown", 1.0, &json!({})),
    ]
}

fn picture(folder: &Folder, name: &str) -> PathBuf {
    let path = folder.0.join(name);
    let of = |x: u32, y: u32| Rgb([(x * y % 251) as u8, (x % 200) as u8, (y % 90) as u8]);
    RgbImage::from_fn(300, 300, of).save(&path).expect("a picture");
    path
}

fn shows(page: &Page, name: &str) {
    let there = format!("document.querySelector('#status').innerText.includes('{name}')");
    page.wait("the picture is shown", &there, 20);
}

#[test]
fn a_better_network_is_offered_once_with_its_size() {
    let folder = Folder::new("offered");
    let [one, two] = ["one.png", "two.png"].map(|name| picture(&folder, name));
    let site = listing(&entries(&json!({ "top1": 70.0 })), HashMap::new());
    let page = Page::open(&site, "#sample=fence");
    page.ready();
    page.rest(3000);
    assert_eq!(page.text(".offer"), "", "nothing is offered for a drawn sample");
    pick(&page, "file", &[&one]);
    shows(&page, "one.png");
    let offer = page.wait("it is offered", OFFER, 20);
    let offer = offer.as_str().unwrap_or_default();
    assert!(
        offer.contains("Network large") && offer.contains("70") && offer.contains("51.55"),
        "{offer}"
    );
    let size = page.text(".offer [data-action=better]").replace('\u{202f}', " ");
    assert!(size.contains("1.08 MB"), "{size}");
    assert_eq!(running(&page), "built-in", "it does not switch by itself");
    page.click(".offer [data-action=keep]");
    pick(&page, "file", &[&two]);
    shows(&page, "two.png");
    page.rest(2000);
    assert_eq!(page.text(".offer"), "", "it is not offered again");
    assert_eq!(running(&page), "built-in");
}

#[test]
fn one_press_takes_the_better_network() {
    let folder = Folder::new("taken");
    let site = listing(&entries(&json!({ "top1": 70.0 })), HashMap::new());
    let page = Page::open(&site, "");
    page.ready();
    pick(&page, "file", &[&picture(&folder, "one.png")]);
    page.wait("it is offered", OFFER, 20);
    page.click(".offer [data-action=better]");
    runs(&page, "large");
    shows(&page, "one.png");
    page.rest(1500);
    assert_eq!(page.text(".offer"), "", "nothing else is offered");
    // The way back is the visitor's own, and not argued with.
    page.choose("[data-action=model]", "built-in");
    runs(&page, "built-in");
    page.rest(1500);
    assert_eq!(page.text(".offer"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// A device that is slow is offered less work, never more, and so the offers cannot go round.
#[test]
fn a_slow_device_is_offered_no_better_network() {
    let worker =
        fs::read_to_string(workspace::dist().join("separable/worker.js")).expect("the worker");
    let slow =
        "const clock = performance.now.bind(performance); performance.now = () => 100 * clock();";
    let worker = format!("{slow}\n{worker}").into_bytes();
    let mut all = entries(&json!({ "top1": 70.0 }));
    all.push(entry("tiny", 0.25, &json!({ "top1": 30.0 })));
    let site = listing(&all, HashMap::from([("separable/worker.js".to_owned(), worker)]));
    let folder = Folder::new("slow");
    let page = Page::open(&site, "");
    page.ready();
    let offer = page.wait("a smaller one is offered", OFFER, 60);
    assert!(offer.as_str().is_some_and(|text| text.contains("Network tiny")), "{offer}");
    page.click(".offer [data-action=smaller]");
    runs(&page, "tiny");
    pick(&page, "file", &[&picture(&folder, "one.png")]);
    shows(&page, "one.png");
    page.rest(3000);
    assert!(!page.text(".offer").contains("better"), "{}", page.text(".offer"));
}

/// Chromium's own drawn camera.
fn camera() -> Options {
    Options::default()
        .arg("--use-fake-device-for-media-stream")
        .arg("--use-fake-ui-for-media-stream")
}

fn start_camera(page: &Page) {
    page.click("[data-action=camera]");
    let live = "document.querySelector('#status').innerText.startsWith('Camera')";
    page.wait("the camera is live", live, 20);
}

#[test]
fn the_host_chooses_what_a_camera_begins_with() {
    let all = entries(&json!({ "top1": 70.0, "camera": true }));
    let site = listing(&all, HashMap::new());
    let page = Page::open_with(&camera(), &site, "");
    page.ready();
    page.rest(1000);
    assert_eq!(running(&page), "built-in", "until a camera starts");
    start_camera(&page);
    runs(&page, "large");
    goes_on(&page, "large");
    assert_eq!(page.text(".offer"), "");
    // Once: what is chosen after it stays.
    page.choose("[data-action=model]", "built-in");
    runs(&page, "built-in");
    page.click("[data-action=stop]");
    start_camera(&page);
    page.rest(1500);
    assert_eq!(running(&page), "built-in");
    assert_eq!(page.text(".offer"), "", "the host's choice was declined");
}

#[test]
fn the_host_does_not_choose_over_the_visitor() {
    let all = entries(&json!({ "top1": 70.0, "camera": true }));
    let site = listing(&all, HashMap::new());
    let page = Page::open_with(&camera(), &site, "#model=built-in");
    page.ready();
    start_camera(&page);
    page.rest(2000);
    assert_eq!(running(&page), "built-in", "the address asked for it");

    let page = Page::open_with(&camera(), &site, "");
    page.ready();
    page.choose("[data-action=model]", "middle");
    runs(&page, "middle");
    start_camera(&page);
    page.rest(2000);
    assert_eq!(running(&page), "middle", "it was chosen by hand");
}
