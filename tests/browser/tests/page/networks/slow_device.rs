//! A smaller network is offered on a slow device.

use crate::steps::running;
use browser_tests::{Options, Page, Site};
use serde_json::json;
use std::collections::HashMap;
use std::fs;
use xtask::workspace;

/// A worker whose clock runs a hundred times too fast stands for a device that is slow.
#[test]
fn a_slow_device_is_offered_a_smaller_model_once() {
    let worker =
        fs::read_to_string(workspace::dist().join("separable/worker.js")).expect("the worker");
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
        ("separable/worker.js".to_owned(), format!("{slow}\n{worker}").into_bytes()),
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
