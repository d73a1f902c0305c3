//! The changed network as a file: saved by its button, read here, and dropped on the page again.

use super::change::{Edit, agrees, changed, open, probabilities, square};
use crate::common::{self, V1_100_224};
use crate::steps::{Folder, pick, running};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Page, Site};
use separable::kernels::reference;
use separable::model::{Element, tflite};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;

/// Keeps what the page hands to the visitor, with its name.
const WATCH: &str = "window.files = [];
    const make = URL.createObjectURL;
    let made;
    URL.createObjectURL = blob => make.call(URL, made = blob);
    HTMLAnchorElement.prototype.click = function () {
        window.files.push({ blob: made, name: this.download });
    };";

const CHANGES: &str = "27.107*4.5.0_0_0_0_0.5_0_0_0_0";

/// Presses a button that saves; returns the file and its name.
fn saved(page: &Page, action: &str) -> (Vec<u8>, String) {
    page.click(&format!("[data-action={action}]"));
    page.wait("a file is handed over", "window.files.length > 0", 20);
    let file = page.run(
        "const { blob, name } = window.files.pop();
         const bytes = new Uint8Array(await blob.arrayBuffer());
         return [btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')), name];",
    );
    let bytes = STANDARD.decode(file[0].as_str().expect("base64")).expect("base64");
    (bytes, file[1].as_str().unwrap_or_default().to_owned())
}

/// The probabilities of the best answers on show, by label.
fn answers(page: &Page) -> Value {
    page.run(
        "return Object.fromEntries([...document.querySelectorAll('#predictions [data-label]')]
             .map(row => [row.dataset.label, row.innerText]))",
    )
}

#[test]
fn the_changed_network_is_saved_and_dropped_again() {
    let identity = [0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0, 0.0];
    let edits: [Edit; 2] = [(27, 107, None), (4, 5, Some(identity))];
    let (_site, page) = open(&format!("#view=change&stage=2&sample=monarch&change={CHANGES}"));
    changed(&page, true);
    agrees(&page, "changed", &edits);
    page.run(WATCH);
    let told = page.text(".altered .taken .scope");
    assert!(told.contains("your 2 changes") && told.contains("200 labels"), "{told}");
    assert!(told.contains("−1 to 1"), "{told}");
    let (file, name) = saved(&page, "save-network");
    assert_eq!(name, "model_int8-changed.tflite");

    // By the plain loops of this repository.
    let rgb = square(&page);
    let model = tflite::read(&file).expect("a sound file");
    assert_eq!((model.input.element, model.output().element), (Element::U8, Element::U8));
    let made = reference::run(&model, &rgb).expect("its size");
    let scale = f64::from(model.output().scale);
    let told: Vec<f64> =
        made.last().expect("layers").iter().map(|&byte| scale * f64::from(byte)).collect();
    assert_eq!(told, probabilities(&rgb, &edits));

    let (labels, name) = saved(&page, "save-labels");
    assert_eq!(name, "labels.txt");
    let own = fs::read(common::repository("weights/built-in/labels.txt")).expect("labels");
    assert_eq!(labels, own);

    // On the page it gives the same answers, with its labels, of the same frame.
    let before = answers(&page);
    let folder = Folder::new("changed-network");
    let path = folder.0.join("mine.tflite");
    fs::write(&path, &file).expect("a file");
    pick(&page, "model-file", &[&path]);
    page.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    page.ready();
    assert_ne!(running(&page), "built-in");
    assert_eq!(answers(&page), before);
    assert_eq!(page.text(".answer .notes"), "");
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn without_changes_there_is_nothing_to_save() {
    let (_site, page) = open("#view=change&stage=2&sample=monarch");
    page.run(WATCH);
    let off = page.run(
        "const button = document.querySelector('[data-action=save-network]');
         button.click();
         return button.getAttribute('aria-disabled');",
    );
    assert_eq!(off, json!("true"));
    page.rest(500);
    assert_eq!(page.run("return window.files.length"), json!(0));
}

/// Body and head, given in the wrong order, become one file with the same bytes.
#[test]
fn two_files_with_changes_become_one() {
    let test = "two_files_with_changes_become_one";
    let Some(parts) = V1_100_224.read(test) else { return };
    let [body, head] = &parts[..] else { panic!("two parts") };
    let files = [("body.tflite", body), ("head.tflite", head)];
    let files: HashMap<_, _> = files.map(|(name, bytes)| (name.to_owned(), bytes.clone())).into();
    let site = Site::with_files(files);
    let page = Page::open(&site, BLANK);
    let found = page.run(
        "const { load } = await import('/separable.js');
         const labels = Array.from({ length: 1001 }, (_, i) => `name ${i}`);
         const net = await load(['/head.tflite', '/body.tflite'], { labels });
         await net.change([{ layer: 3, channel: 7 }, { layer: 28, channel: 1 },
             { layer: 1, channel: 2, kernel: new Float32Array(9).fill(0.1) }]);
         const again = await load(await net.toTflite());
         const outputs = [];
         for (let seed = 1; seed < 4; seed++) {
             const input = Uint8Array.from({ length: 224 * 224 * 3 }, (_, i) => (i * seed * 89) >> 3);
             outputs.push([[...await net.run(input)], [...await again.run(input)]]);
         }
         const whole = await load(['/head.tflite', '/body.tflite']);
         const plain = await whole.toTflite();
         return { outputs, named: again.labels?.join() === labels.join(), notes: again.notes,
             plain: plain.length };",
    );
    for pair in found["outputs"].as_array().expect("pairs") {
        assert_eq!(pair[0], pair[1]);
    }
    assert_eq!(found["named"], json!(true));
    assert_eq!(found["notes"], json!([]));
    let all = (body.len() + head.len()) as f64;
    let one = found["plain"].as_f64().expect("bytes");
    assert!((one / all - 1.0).abs() < 0.02, "{one} bytes of {all}");
}
