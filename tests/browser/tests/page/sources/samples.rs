//! The drawn samples: the built-in model names each correctly at any moment.

use browser_tests::{BLANK, Options, Page, Site};
use serde_json::{Value, json};

/// How far down the answers the right one may stand.
const AMONG: usize = 5;

/// Every sample at many moments of its movement, through `classify`.
#[test]
fn every_sample_is_among_the_first_five_at_every_moment() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let found = page.run(
        "const { load } = await import('/separable.js');
         const { samples } = await import('/www/sources/samples.js');
         const net = await load('/models/built-in/model_int8.tflite', { labels: '/models/built-in/labels.txt' });
         const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 448 });
         const ctx = canvas.getContext('2d', { willReadFrequently: true });
         const all = [];
         for (const { id, label, draw } of samples) {
             const ranks = [];
             for (let i = 0; i < 24; i++) {
                 draw(ctx, 448, i * 1.37);
                 const names = (await net.classify(canvas, 200)).map(answer => answer.className);
                 ranks.push(names.indexOf(label));
             }
             all.push({ id, label, ranks });
         }
         net.dispose();
         return all;",
    );
    let samples = found.as_array().expect("a list of samples");
    assert!(samples.len() >= 3, "three samples or more");
    let mut wrong = Vec::new();
    for sample in samples {
        let ranks: Vec<i64> = serde_json::from_value(sample["ranks"].clone()).expect("ranks");
        let missed = ranks.iter().filter(|&&rank| rank < 0 || rank >= AMONG as i64).count();
        if missed > 0 {
            wrong.push(format!(
                "{}: outside of the first {AMONG} {missed} times: {ranks:?}",
                sample["id"]
            ));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// The same through the page, by its buttons.
#[test]
fn every_sample_button_leads_to_its_name() {
    let site = Site::new();
    let page = Page::open_with(&Options::default(), &site, "");
    page.ready();
    let samples = page.run(
        "const { samples } = await import('/www/sources/samples.js');
         return samples.map(({ id, label }) => ({ id, label }));",
    );
    let samples: Vec<Value> = samples.as_array().expect("a list of samples").clone();
    let buttons = page.run("return document.querySelectorAll('[data-sample]').length");
    assert_eq!(buttons, json!(samples.len()), "a button a sample");
    for sample in samples {
        let (id, label) = (sample["id"].as_str().unwrap_or("?"), &sample["label"]);
        page.click(&format!("[data-sample='{id}']"));
        page.wait(
            &format!("the sample {id} is named {label}"),
            &format!("[...document.querySelectorAll('#predictions [data-label]')].some(e => e.dataset.label === {label})"),
            15,
        );
    }
}
