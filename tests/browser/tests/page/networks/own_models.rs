//! Models and labels that visitors bring as files.

use crate::common;
use crate::steps::{Folder, pick, problem, running};
use browser_tests::{Page, Site};
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use xtask::workspace;

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

fn best(page: &Page) -> Value {
    page.run("return document.querySelector('#predictions [data-label]').dataset.label")
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
    let number =
        "/^class \\d+$/.test(document.querySelector('#predictions [data-label]').dataset.label)";
    page.wait("it runs, and classes have numbers", number, 30);
    let told = page.text(".answer .notes");
    assert!(told.contains("few.txt has 3 names") && told.contains("200 classes"), "{told}");
    pick(&page, "model-file", &[&labels]);
    let names =
        "document.querySelector('#predictions [data-label]').dataset.label === 'picket fence'";
    page.wait("labels join it", names, 30);
    page.wait("nothing is told", "document.querySelector('.answer .notes').hidden", 5);

    pick(&page, "model-file", &[&few]);
    page.wait("others do not fit", "!document.querySelector('.answer .notes').hidden", 30);
    assert!(page.text(".answer .notes").contains("the names are from mine.txt"));
    assert_eq!(best(&page), json!("picket fence"));

    pick(&page, "model-file", &[&few, &labels, &model]);
    page.wait("of two lists one fits", names, 30);
    assert_eq!(page.text("#problem"), "");
    let first = running(&page);

    pick(&page, "model-file", &[&model]);
    let next = format!("!['built-in', '{first}'].includes(document.documentElement.dataset.model)");
    page.wait("it runs without labels", &next, 30);
    page.wait("classes have numbers", number, 20);
    assert_eq!(page.text(".answer .notes"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
