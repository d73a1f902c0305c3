//! Model files that stall or arrive damaged. Missing and wrong ones are in `networks::models`.

use crate::common;
use crate::faulty::{hurried, is, opened, retried, site, stalled, whole};
use crate::steps::{goes_on, problem, runs};
use browser_tests::Site;
use serde_json::json;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::server::{self, Reply};
use xtask::workspace;

/// A list of models with one beside the built-in one, whose file and sum are its own.
fn with_another(answer: impl Fn(&str) -> Option<Reply> + Send + Sync + 'static) -> Site {
    let index: serde_json::Value =
        serde_json::from_slice(&whole("models/index.json")).expect("a list of models");
    let mut other = index[0].clone();
    other["id"] = json!("other");
    other["name"] = json!("Other");
    other["parts"] = json!(["other/model.tflite"]);
    other["labels"] = json!("other/labels.txt");
    let index = json!([index[0], other]).to_string().into_bytes();
    Site::with_route(Arc::new(move |path: &str| match path {
        "models/index.json" => Some(Reply::bytes("application/json", index.clone())),
        "models/other/model.tflite" | "models/other/labels.txt" => answer(path).or_else(|| {
            let path =
                path.replace("other/model", "built-in/model_int8").replace("other", "built-in");
            Some(server::file(&workspace::dist(), &path))
        }),
        _ => None,
    }))
}

/// The other model, or its labels, stop in the middle the first time.
fn stalls_in(part: &'static str, of: &'static str) {
    let asked = AtomicUsize::new(0);
    let site = with_another(move |path| {
        let first = path.ends_with(part) && asked.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| stalled(of))
    });
    let page = hurried(&site, "");
    page.ready();
    page.choose("[data-action=model]", "other");
    page.wait(
        "the page says that it waits",
        "document.querySelector('.reading:not([hidden]) .what')?.innerText.includes('waiting')",
        20,
    );
    goes_on(&page, "built-in");
    let told = problem(&page);
    assert!(told.contains(part) && told.contains("half way") && told.contains("again"), "{told}");
    page.wait("nothing is being read", "document.querySelector('.reading').hidden", 5);
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    runs(&page, "other");
    goes_on(&page, "other");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_model_that_stalls_is_given_up_and_can_be_retried() {
    stalls_in("model.tflite", "models/built-in/model_int8.tflite");
}

#[test]
fn labels_that_stall_are_given_up_and_can_be_retried() {
    stalls_in("labels.txt", "models/built-in/labels.txt");
}

/// One byte in the middle of the weights: still a model, with other answers.
#[test]
fn a_model_that_is_damaged_on_its_way_is_told_and_can_be_retried() {
    let asked = AtomicUsize::new(0);
    let site = with_another(move |path| {
        let mut model = common::built_in();
        let middle = model.len() / 2;
        model[middle] ^= 0x40;
        let first = path.ends_with("model.tflite") && asked.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| Reply::bytes("application/octet-stream", model))
    });
    let page = opened(&site);
    page.ready();
    page.choose("[data-action=model]", "other");
    let told = problem(&page);
    assert!(told.contains("bytes") && told.contains("Try again"), "{told}");
    goes_on(&page, "built-in");
    page.click("[data-action=retry]");
    runs(&page, "other");
    goes_on(&page, "other");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_list_of_models_that_stalls_is_given_up_and_can_be_retried() {
    let site = site(is("models/index.json"), 1, stalled);
    let page = hurried(&site, "");
    let told = problem(&page);
    assert!(told.contains("list of models") && told.contains("again"), "{told}");
    retried(&page);
}
