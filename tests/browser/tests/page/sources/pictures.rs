//! The visitor's own pictures, picked, dropped or pasted; and files that are no pictures.

use crate::common;
use browser_tests::{Page, Site};
use image::{Rgb, RgbImage};
use serde_json::json;
use std::fs;
use std::path::PathBuf;

/// A folder of this test's own.
fn folder(test: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("separable-{}-{test}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files");
    folder
}

/// Picks a file as a visitor does: the button, then the dialog.
fn pick(page: &Page, path: &std::path::Path) {
    // The dialog itself cannot be driven; the input behind it takes the path.
    page.run(
        "HTMLInputElement.prototype.click = function () { this.id = 'picked'; };
         document.querySelector('[data-action=file]').click();",
    );
    page.wait("a file is asked for", "document.querySelector('input[type=file]')", 5);
    page.send_keys("input[type=file]", path.to_str().expect("a path of text"));
}

fn is_shown(page: &Page, name: &str) {
    let status = format!("document.querySelector('#status').innerText.includes('{name}')");
    page.wait(&format!("{name} is shown"), &status, 30);
    assert_eq!(page.text("#problem"), "");
}

fn is_refused(page: &Page, name: &str) -> String {
    let told =
        page.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
    let told = told.as_str().unwrap_or_default().to_owned();
    assert!(told.contains(name), "the sentence names the file: {told}");
    page.click("[data-action=dismiss]");
    told
}

#[test]
fn a_photograph_is_named() {
    let test = "a_photograph_is_named";
    let Some(photo) = common::shared(test, "photos/n02128757_snow_leopard.jpg") else { return };
    if !crate::steps::served(test, "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#model=v1-1.0-224");
    page.wait("the model runs", "document.documentElement.dataset.model === 'v1-1.0-224'", 60);
    pick(&page, &photo.canonicalize().expect("a photograph"));
    is_shown(&page, "n02128757_snow_leopard.jpg");
    page.wait(
        "the snow leopard is named",
        "document.querySelector('#predictions [data-label]')?.dataset.label.startsWith('snow leopard')",
        20,
    );
}

#[test]
fn odd_pictures_are_shown() {
    let folder = folder("odd");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for (name, width, height) in [
        ("one.png", 1, 1),
        ("flat.png", 12_000, 40),
        ("tall.png", 3, 5000),
        ("wide.png", 12_000, 4000),
    ] {
        let path = folder.join(name);
        let picture =
            RgbImage::from_fn(width, height, |x, y| Rgb([(x / 50) as u8, (y / 20) as u8, 90]));
        picture.save(&path).expect("a picture");
        pick(&page, &path);
        is_shown(&page, name);
        let moved = page.wait(
            "an answer is there",
            "document.querySelectorAll('#predictions [data-label]').length === 5",
            20,
        );
        assert_eq!(moved, json!(true));
    }
    fs::remove_dir_all(folder).expect("the folder can go");
}

#[test]
fn what_is_no_picture_is_told_and_the_page_goes_on() {
    let folder = folder("none");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let whole = folder.join("whole.png");
    RgbImage::from_pixel(300, 300, Rgb([200, 90, 10])).save(&whole).expect("a picture");
    let bytes = fs::read(&whole).expect("the picture");
    let files: [(&str, &[u8]); 4] = [
        ("text.jpg", b"This is a text file, whatever its name says."),
        ("empty.png", b""),
        ("cut.png", &bytes[..bytes.len() / 2]),
        ("noise.webp", &[7; 5000]),
    ];
    let mut sentences = Vec::new();
    for (name, bytes) in files {
        let path = folder.join(name);
        fs::write(&path, bytes).expect("a file");
        pick(&page, &path);
        sentences.push(is_refused(&page, name).replace(name, ""));
        // What was there before is still there.
        assert!(page.text("#status").contains("sample"), "{}", page.text("#status"));
    }
    assert_ne!(sentences[0], sentences[1], "each has its own sentence");
    // And a good one is taken after all of them.
    pick(&page, &whole);
    is_shown(&page, "whole.png");
    fs::remove_dir_all(folder).expect("the folder can go");
}

#[test]
fn dropped_and_pasted_pictures_are_taken() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for kind in ["drop", "paste"] {
        page.run_with(
            "const kind = arguments[0];
             const canvas = new OffscreenCanvas(200, 100);
             canvas.getContext('2d').fillRect(0, 0, 50, 50);
             const blob = await canvas.convertToBlob();
             const data = new DataTransfer();
             data.items.add(new File([blob], `${kind}.png`, { type: 'image/png' }));
             const event = kind === 'drop'
                 ? new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })
                 : new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
             document.querySelector('main').dispatchEvent(event);
             if (!event.defaultPrevented) throw new Error(`nobody took the ${kind}`);",
            vec![json!(kind)],
        );
        is_shown(&page, &format!("{kind}.png"));
    }
}

#[test]
fn a_dropped_model_runs() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let drop =
        "const bytes = await (await fetch('models/built-in/model_int8.tflite')).arrayBuffer();
        const data = new DataTransfer();
        data.items.add(new File([arguments[0] ? bytes.slice(0, 5000) : bytes], 'mine.tflite'));
        document.querySelector('main').dispatchEvent(
            new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";
    page.run_with(drop, vec![json!(true)]);
    let told =
        page.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
    assert!(told.as_str().is_some_and(|text| text.len() > 20), "{told}");
    assert_eq!(page.run("return document.documentElement.dataset.model"), json!("built-in"));
    page.run_with(drop, vec![json!(false)]);
    page.wait(
        "the dropped model runs",
        "document.documentElement.dataset.model !== 'built-in'",
        30,
    );
    assert_eq!(page.text("#problem"), "");
}
