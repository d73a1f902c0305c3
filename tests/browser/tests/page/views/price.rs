//! The strip's numbers and the ladder, against the counts of `separable.js` and known figures.

use crate::common;
use browser_tests::{Page, Site};
use serde_json::{Value, json};

/// What the page says of the model that runs.
fn shown(page: &Page) -> Value {
    page.run(
        "const value = name => Number(document.querySelector(`[data-metric=${name}]`).dataset.value);
         return { macs: value('macs'), params: value('params'),
                  stages: [...document.querySelectorAll('[data-stage]')].map(e => Number(e.dataset.stage)) };",
    )
}

#[test]
fn the_strip_and_the_ladder_tell_the_built_in_models_price() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let counted = page.run(
        "const { load } = await import('./separable.js');
         const net = await load('models/built-in/model_int8.tflite');
         net.dispose();
         const sum = name => net.layers.reduce((sum, layer) => sum + layer[name], 0);
         return { macs: sum('macs'), params: sum('params'), stages: net.stages.map((_, i) => i) };",
    );
    let shown = shown(&page);
    assert_eq!(shown, counted);
    // The first convolution, thirteen blocks, the average, the classifier.
    assert_eq!(shown["stages"], json!((0..16).collect::<Vec<_>>()));
    for metric in ["infer-ms", "fps"] {
        let value =
            format!("Number(document.querySelector('[data-metric={metric}]').dataset.value) > 0");
        page.wait(&format!("{metric} is measured"), &value, 20);
    }
}

#[test]
fn the_strip_tells_the_price_of_v1_100_224() {
    let test = "the_strip_tells_the_price_of_v1_100_224";
    if common::V1_100_224.read(test).is_none() || !crate::steps::served(test, "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#model=v1-1.0-224");
    page.wait("the model runs", "document.documentElement.dataset.model === 'v1-1.0-224'", 60);
    page.ready();
    let shown = shown(&page);
    assert_eq!(shown["macs"], json!(568_741_376));
    assert_eq!(shown["params"], json!(4_222_057));
    assert_eq!(shown["stages"], json!((0..16).collect::<Vec<_>>()));
}
