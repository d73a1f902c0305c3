//! Choosing a model, and models that are missing or wrong.

use crate::common;
use crate::faulty::Silent;
use crate::steps::{goes_on, problem, runs, served};
use browser_tests::{BLANK, Page, Site};
use serde_json::json;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use xtask::server::Reply;

/// A list of models: the built-in one, and four that fail, each in its own way.
fn troubled() -> (Site, Arc<AtomicUsize>) {
    let entry = |id: &str, file: &str| {
        json!({ "id": id, "name": id, "parts": [file], "labels": "built-in/labels.txt",
                "bytes": 1_082_632, "input": 128, "alpha": 0.5, "licence": "", "source": "", "accuracy": "" })
    };
    let index = json!([
        entry("built-in", "built-in/model_int8.tflite"),
        entry("missing", "trouble/missing.tflite"),
        entry("html", "trouble/html.tflite"),
        entry("cut", "trouble/cut.tflite"),
        entry("breaks", "trouble/breaks.tflite"),
        entry("hangs", "trouble/hangs.tflite"),
        entry("labels", "trouble/labels.tflite"),
    ]);
    let model = common::built_in();
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let site = Site::with_route(Arc::new(move |path: &str| {
        let mime = "application/octet-stream";
        let half = model[..model.len() / 2].to_vec();
        Some(match path {
            "models/index.json" => Reply::bytes("application/json", index.to_string().into_bytes()),
            "models/trouble/html.tflite" => {
                Reply::bytes(mime, b"<!doctype html><title>Not found</title>".to_vec())
            }
            // A whole answer that is half a file.
            "models/trouble/cut.tflite" => Reply::bytes(mime, half),
            // Half an answer, then the line is cut; the second time all is well.
            "models/trouble/breaks.tflite" => {
                if counted.fetch_add(1, Ordering::SeqCst) > 0 {
                    return Some(Reply::bytes(mime, model.clone()));
                }
                let body = Box::new(io::Cursor::new(half).chain(Broken));
                Reply { length: Some(model.len() as u64), body, ..Reply::bytes(mime, Vec::new()) }
            }
            // Half an answer, then nothing for a long time.
            "models/trouble/hangs.tflite" => {
                let body = Box::new(io::Cursor::new(half).chain(Silent));
                Reply { length: Some(model.len() as u64), body, ..Reply::bytes(mime, Vec::new()) }
            }
            "models/trouble/labels.tflite" => Reply::bytes(mime, model.clone()),
            _ => return None,
        })
    }));
    (site, tries)
}

/// A line that is cut.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn a_model_is_chosen_by_select_and_by_address() {
    let test = "a_model_is_chosen_by_select_and_by_address";
    if !served(test, "v1-0.25-128") || !served(test, "v1-0.5-160") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#model=v1-0.25-128");
    runs(&page, "v1-0.25-128");
    page.ready();
    page.choose("[data-action=model]", "v1-0.5-160");
    runs(&page, "v1-0.5-160");
    page.wait("the address says so", "location.hash.includes('model=v1-0.5-160')", 10);
    goes_on(&page, "v1-0.5-160");
    page.run("location.hash = '#model=built-in'");
    runs(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn an_unknown_model_in_the_address_is_told_and_the_built_in_one_runs() {
    let site = Site::new();
    let page = Page::open(&site, "#model=nonsense");
    runs(&page, "built-in");
    assert!(problem(&page).contains("nonsense"));
    goes_on(&page, "built-in");
}

#[test]
fn a_model_that_is_missing_or_no_model_is_told_and_the_old_one_goes_on() {
    let (site, _) = troubled();
    let page = Page::open(&site, "");
    page.ready();
    let mut sentences = Vec::new();
    for id in ["missing", "html", "cut"] {
        page.choose("[data-action=model]", id);
        sentences.push(problem(&page));
        goes_on(&page, "built-in");
        page.click("[data-action=retry]");
        sentences.push(problem(&page));
        page.click("[data-action=dismiss]");
        page.wait("the problem is gone", "!document.querySelector('#problem').innerText.trim()", 5);
    }
    assert_eq!(sentences[0], sentences[1], "the same sentence after the retry");
    assert!(sentences[0] != sentences[2] && sentences[2] != sentences[4], "{sentences:?}");
}

#[test]
fn a_model_that_breaks_off_is_told_and_a_retry_brings_it() {
    let (site, tries) = troubled();
    let page = Page::open(&site, "");
    page.ready();
    page.choose("[data-action=model]", "breaks");
    problem(&page);
    goes_on(&page, "built-in");
    assert_eq!(tries.load(Ordering::SeqCst), 1, "readings so far");
    page.click("[data-action=retry]");
    runs(&page, "breaks");
    goes_on(&page, "breaks");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn reading_a_model_shows_its_bytes_and_can_be_cancelled() {
    let (site, _) = troubled();
    let page = Page::open(&site, "");
    page.ready();
    page.choose("[data-action=model]", "hangs");
    page.wait(
        "half of the bytes are shown",
        "(() => { const bar = document.querySelector('progress');
                  return bar && bar.offsetParent && bar.value / bar.max > 0.4 && bar.value / bar.max < 0.6; })()",
        20,
    );
    goes_on(&page, "built-in");
    page.click("[data-action=cancel]");
    page.wait("nothing is being read", "!document.querySelector('progress')?.offsetParent", 5);
    assert_eq!(page.text("#problem"), "", "a cancelled reading is no problem");
    goes_on(&page, "built-in");
    // And after it another one can be read.
    page.choose("[data-action=model]", "labels");
    runs(&page, "labels");
}

#[test]
fn without_a_list_of_models_the_page_says_so_and_can_be_retried() {
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tries);
    let site = Site::with_route(Arc::new(move |path: &str| {
        let first = path == "models/index.json" && counted.fetch_add(1, Ordering::SeqCst) == 0;
        first.then(|| Reply::status(500, "Something broke."))
    }));
    let page = Page::open(&site, "");
    problem(&page);
    page.click("[data-action=retry]");
    runs(&page, "built-in");
    page.ready();
}

#[test]
fn labels_of_the_wrong_count_and_parts_that_do_not_meet_are_told() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let told = page.run(
        "const { load } = await import('/separable.js');
         const model = '/models/built-in/model_int8.tflite';
         const sentence = (...args) => load(...args).then(() => 'nothing', error => error.message);
         const few = await load(model, { labels: ['one', 'two'] });
         few.dispose();
         return [few.labels === null && few.notes.join(), await sentence([model, model]),
                 await sentence('/models/built-in/labels.txt'), await sentence('/nowhere.tflite'),
                 await sentence(new Uint8Array(0)), await sentence([])];",
    );
    let told: Vec<String> = serde_json::from_value(told).expect("sentences");
    for sentence in &told {
        assert!(sentence.len() > 20 && sentence.contains(' '), "not a sentence: {sentence}");
        assert!(!sentence.contains("unreachable"), "a trap: {sentence}");
    }
    assert!(told[0].contains('2') && told[0].contains("200"), "{}", told[0]);
    let mut different = told.clone();
    different.sort();
    different.dedup();
    assert_eq!(different.len(), told.len(), "each has its own sentence: {told:#?}");
}
