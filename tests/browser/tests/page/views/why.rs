//! The why view: its map, its account of the logit, its votes, its search.

use crate::common;
use browser_tests::{Page, Site};
use separable::engine::Engine;
use separable::kernels::reference;
use separable::model::{Element, LayerKind, Model, Op, Weights, tflite};
use serde_json::json;

const DOWN: char = '\u{e015}';
const RIGHT: char = '\u{e014}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';

/// The last map of a frame and what weighs it, by the plain loops and the file alone.
struct Known {
    model: Model,
    /// Height, width and channels.
    shape: [usize; 3],
    /// Real values, `[h][w][c]`.
    map: Vec<f64>,
    classifier: usize,
    /// What the network stores as its logits, real.
    logits: Vec<f64>,
}

impl Known {
    /// What the built-in network makes of `rgb`.
    fn of(rgb: &[u8]) -> Self {
        let model = tflite::read(&common::built_in()).expect("our own model");
        let outputs = reference::run(&model, rgb).expect("its size");
        let last = |kind: LayerKind| {
            (0..model.layers.len()).rfind(|&layer| model.kind(layer) == kind).expect("such a layer")
        };
        let (pool, classifier) = (last(LayerKind::Pool), last(LayerKind::Classifier));
        let real = |layer: usize| -> Vec<f64> {
            let tensor = &model.layers[layer].output;
            let byte = |&byte: &u8| match tensor.element {
                Element::I8 => i32::from(byte as i8),
                _ => i32::from(byte),
            };
            let value = |byte| f64::from(tensor.scale) * f64::from(byte - tensor.zero_point);
            outputs[layer].iter().map(|at| value(byte(at))).collect()
        };
        let map = real(pool - 1);
        let logits = real(classifier);
        let shape = model.layers[pool - 1].output.shape;
        Self { shape, map, classifier, logits, model }
    }

    /// What a place adds to a class's logit before the bias, and the bias.
    fn vote(&self, place: usize, class: usize) -> (f64, f64) {
        let layer = &self.model.layers[self.classifier];
        let Op::Conv(conv) = &layer.op else { panic!("a classifier") };
        let Weights::Quantized(weights) = &conv.weights else { panic!("bytes") };
        let c = self.shape[2];
        let scale = f64::from(weights.scale(class));
        let weight = |i: usize| scale * f64::from(weights.centred(class * c + i));
        let unit = f64::from(self.model.value(layer.inputs[0]).scale);
        let products = (0..c).map(|i| self.map[place * c + i] * weight(i));
        (products.sum(), f64::from(weights.bias[class]) * scale * unit)
    }
}

/// The view of a sample that stands still, and what the network knows of it.
fn open(address: &str) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open(&site, address);
    page.ready();
    page.wait("there is a map", "!!document.querySelector('.because .shown:not([hidden])')", 20);
    page.click("[data-action=freeze]");
    page.rest(500);
    (site, page)
}

fn known(page: &Page) -> Known {
    Known::of(&rgb(page))
}

fn rgb(page: &Page) -> Vec<u8> {
    let rgb = page.run(
        "const square = document.querySelector('#square');
         const { data } = square.getContext('2d').getImageData(0, 0, square.width, square.height);
         return [...data].filter((_, i) => i % 4 < 3);",
    );
    serde_json::from_value(rgb).expect("bytes")
}

fn metric(page: &Page, name: &str) -> f64 {
    let script = format!(
        "return Number(document.querySelector('.because [data-metric={name}]').dataset.value)"
    );
    page.run(&script).as_f64().expect("a number")
}

fn near(what: &str, got: f64, expected: f64) {
    let bound = 1e-4 * expected.abs().max(1.0);
    assert!((got - expected).abs() <= bound, "{what}: {got} for {expected}");
}

#[test]
fn the_map_averages_to_the_logit() {
    let (_site, page) = open("#view=why&sample=goldfish");
    for class in ["", "class=3&"] {
        if !class.is_empty() {
            page.run_with(
                "location.hash = arguments[0] + location.hash.slice(1);",
                vec![json!(class)],
            );
            page.wait(
                "the class is another",
                "document.querySelector('.pictured').dataset.class === '3'",
                10,
            );
        }
        let known = known(&page);
        let index = page.run("return Number(document.querySelector('.pictured').dataset.class)");
        let index = index.as_u64().expect("a class") as usize;
        let places = known.shape[0] * known.shape[1];
        let votes: Vec<(f64, f64)> = (0..places).map(|place| known.vote(place, index)).collect();
        let mean = votes.iter().map(|(vote, _)| vote).sum::<f64>() / places as f64;
        let bias = votes[0].1;
        near("mean", metric(&page, "mean"), mean);
        near("bias", metric(&page, "bias"), bias);
        near("logit", metric(&page, "logit"), mean + bias);
        near("stored", metric(&page, "stored"), known.logits[index]);
        let remainder = known.logits[index] - mean - bias;
        near("remainder", metric(&page, "remainder"), remainder);
        near("its parts", metric(&page, "pooling") + metric(&page, "rounding"), remainder);
        let step = f64::from(known.model.layers[known.classifier].output.scale);
        assert!(metric(&page, "rounding").abs() <= step / 2.0 + 1e-6);
        assert!(remainder != 0.0, "bytes are no real numbers");
    }
}

#[test]
fn the_map_keeps_its_size() {
    let (_site, page) = open("#view=why&sample=goldfish&spot=0.0");
    page.click("[data-action=freeze]");
    for width in [1600, 360] {
        page.resize(width, 800);
        page.rest(600);
        let size = "[document.querySelector('.because .places').offsetWidth, document.documentElement.scrollWidth]";
        let before = page.run(&format!("return {size}"));
        page.rest(1500);
        let after = page.run(&format!("return {size}"));
        assert_eq!(before, after, "it grows while frames come");
        assert!(after[1].as_u64() <= Some(width.into()), "{after} in {width}");
        assert!(after[0].as_u64() >= Some(250), "{after} in {width}");
    }
}

#[test]
fn a_place_says_what_it_votes_for() {
    let (_site, page) = open("#view=why&sample=goldfish");
    page.run("document.querySelector('.because .places').focus();");
    for key in [DOWN, DOWN, RIGHT] {
        page.press(key);
    }
    page.wait("the address has the place", "/spot=1\\.1/.test(location.hash)", 5);
    let heading = "document.querySelector('.because .votes h3').innerText === 'Row 2, column 2'";
    page.wait("the place is named", heading, 5);
    page.wait("its votes are told", "!document.querySelector('.because .votes ol').hidden", 10);
    let known = known(&page);
    let place = known.shape[1] + 1;
    let mut logits: Vec<(usize, f64)> = (0..known.logits.len())
        .map(|class| {
            let (vote, bias) = known.vote(place, class);
            (class, vote + bias)
        })
        .collect();
    logits.sort_by(|(_, a), (_, b)| b.total_cmp(a));
    let told = page.run(
        "return [...document.querySelectorAll('.because .votes button')].map(button =>
             [Number(button.dataset.class), Number(button.querySelector('[data-value]').dataset.value)]);",
    );
    for (told, (class, logit)) in told.as_array().expect("votes").iter().zip(&logits) {
        assert_eq!(told[0], json!(class));
        near("vote", told[1].as_f64().expect("a number"), *logit);
    }
    let said = page.run("return document.querySelector('.because > [aria-live]').textContent");
    assert!(said.as_str().is_some_and(|said| said.starts_with("Row 2, column 2: ")), "{said}");
    // Escape first clears the position, then leads back to the ladder.
    page.press(ESCAPE);
    page.wait("no place is in focus", "!/spot/.test(location.hash)", 5);
    page.press(ESCAPE);
    page.wait("the ladder has the focus", "!!document.activeElement.closest('.ladder')", 5);
}

#[test]
fn any_label_can_be_asked() {
    let (_site, page) = open("#view=why");
    let options = "[...document.querySelectorAll('#why-labels [role=option]')]";
    page.run("document.querySelector('#why-search').focus();");
    page.send_keys("#why-search", "teap");
    page.wait("it is found", &format!("{options}[0]?.innerText.startsWith('teapot')"), 5);
    let active = page.run(
        "const input = document.querySelector('#why-search');
         return [input.getAttribute('aria-expanded'), document.getElementById(input.getAttribute('aria-activedescendant')).getAttribute('aria-selected')];",
    );
    assert_eq!(active, json!(["true", "true"]));
    page.press(ENTER);
    page.wait(
        "it is asked",
        "document.querySelector('.because h2').innerText === 'Why “teapot”?'",
        10,
    );
    let class = page.run("return new URLSearchParams(location.hash.slice(1)).get('class')");
    let labels = std::fs::read_to_string(common::repository("weights/built-in/labels.txt"));
    let index =
        labels.expect("labels").lines().position(|label| label == "teapot").expect("a teapot");
    assert_eq!(class, json!(index.to_string()));
    let pressed = page.run("return [...document.querySelectorAll('.because .chips [aria-pressed=true]')].map(node => node.dataset.class)");
    assert_eq!(pressed, json!([index.to_string()]));
    page.click(".because .chips .button");
    page.wait("back to the first answer", "!/class=/.test(location.hash)", 5);
    page.wait(
        "the title follows",
        "document.querySelector('.because h2').innerText !== 'Why “teapot”?'",
        10,
    );
}

/// A square moved by keyboard, and squares everywhere, against whole runs on covered pictures.
#[test]
fn what_is_covered_loses_what_it_says() {
    const SIDE: usize = 128;
    let (_site, page) = open("#view=why&sample=goldfish");
    page.wait("there is a place to cover", "!!document.querySelector('.covering .places')", 20);
    let rgb = rgb(&page);
    let mut engine = Engine::new(tflite::read(&common::built_in()).expect("our own model"))
        .expect("a network of pictures");
    let scale = f64::from(engine.model().output().scale);
    let mut outputs = |top: usize, left: usize, side: usize| {
        let mut seen = rgb.clone();
        for y in top..top + side {
            seen[(y * SIDE + left) * 3..(y * SIDE + left + side) * 3].fill(128);
        }
        engine.set_input(&seen).expect("its size");
        engine.run().to_vec()
    };
    let plain = outputs(0, 0, 0);
    let class = (0..plain.len()).rev().max_by_key(|&i| plain[i]).expect("classes");
    let fall = |covered: &[u8]| scale * (f64::from(plain[class]) - f64::from(covered[class]));

    page.run("document.querySelector('.covering .places').focus()");
    page.press(RIGHT); // it appears in the middle: a seventh of the side
    let told = "document.querySelector('[data-cover=said]').dataset.value";
    let expected = scale * f64::from(outputs(55, 55, 18)[class]);
    page.wait(
        "the square covers the middle",
        &format!("Math.abs(Number({told} ?? -1) - {expected}) < 1e-6"),
        20,
    );
    page.press(RIGHT);
    page.press(DOWN);
    let expected = scale * f64::from(outputs(60, 60, 18)[class]);
    page.wait("it has moved", &format!("Math.abs(Number({told}) - {expected}) < 1e-6"), 20);

    page.click("[data-cover=everywhere]");
    page.wait("all are tried", "document.querySelector('.cover-part[data-done=\"841\"]')", 120);
    let most =
        (0..29 * 29).map(|i| fall(&outputs(i / 29 * 4, i % 29 * 4, 16)).abs()).fold(0.0, f64::max);
    let told = page.run("return Number(document.querySelector('.cover-part').dataset.fall)");
    near("the largest fall", told.as_f64().expect("a number"), most);
    page.run("document.querySelector('.covering .places').focus()");
    page.press(ESCAPE);
    page.wait("it is gone", "document.querySelector('.covering .cover').hidden", 5);
    assert!(page.errors().is_empty(), "the console");
}
