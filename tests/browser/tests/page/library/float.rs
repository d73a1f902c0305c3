//! A float network through `separable.js`, in each binary: its numbers against those of TensorFlow Lite's
//! reference kernels.

use crate::common::{self, INPUTS_WITH_LAYERS, V1_F32};
use crate::steps::binaries;
use browser_tests::{BLANK, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

/// How far numbers may be off, relative to the largest.
const TOLERANCE: f64 = 1e-4;

/// Answers for the same input as floats and as bytes.
const RUN: &str = "const { load } = await import('/separable.js');
    const [variant, threads, inputs] = arguments;
    const net = await load(['/float/model.tflite'], { variant, threads });
    const answers = [];
    for (const address of inputs) {
        const rgb = new Uint8Array(await (await fetch(address)).arrayBuffer());
        const real = await net.run(Float32Array.from(rgb, byte => byte / 127.5 - 1));
        const bytes = await net.run(rgb);
        if (!(real instanceof Float32Array) || !(bytes instanceof Float32Array))
            throw new Error('a float model answers with floats');
        answers.push({ real: [...real], bytes: [...bytes] });
    }
    const { backend } = net;
    net.dispose();
    return { backend, answers };";

/// How far `got` is off, relative to the largest; NaN and infinity come as null from a browser.
fn deviation(got: &Value, expected: &[f64]) -> f64 {
    let got: Option<Vec<f64>> = got.as_array().expect("a list").iter().map(Value::as_f64).collect();
    let got = got.expect("finite numbers");
    assert_eq!(got.len(), expected.len(), "logits");
    let largest = expected.iter().fold(0f64, |largest, value| largest.max(value.abs()));
    assert!(largest > 0.0, "something to compare with");
    let pairs = got.iter().zip(expected);
    pairs.fold(0f64, |most, (a, b)| most.max((a - b).abs())) / largest
}

#[test]
fn float_v1_100_224() {
    let Some(parts) = V1_F32.read("float_v1_100_224") else { return };
    let outputs = common::float_outputs();
    assert!(outputs.iter().map(|(number, _)| *number).eq(INPUTS_WITH_LAYERS));
    let mut files = HashMap::from([("float/model.tflite".to_owned(), parts.concat())]);
    let mut addresses = Vec::new();
    for (number, _) in &outputs {
        let path = format!("float/{number}");
        addresses.push(format!("/{path}"));
        files.insert(path, common::pixels(*number, 224));
    }
    let site = Site::with_files(files);
    let page = Page::open(&site, BLANK);
    for (variant, threads) in binaries() {
        let found = page.run_with(RUN, vec![json!(variant), json!(threads), json!(addresses)]);
        assert_eq!(found["backend"]["variant"], variant, "the variant that was asked for");
        assert_eq!(found["backend"]["threads"], threads, "the threads that were asked for");
        let answers = found["answers"].as_array().expect("a list");
        assert_eq!(answers.len(), outputs.len());
        for (answer, (number, expected)) in answers.iter().zip(&outputs) {
            for input in ["real", "bytes"] {
                let off = deviation(&answer[input], expected);
                assert!(
                    off <= TOLERANCE,
                    "{variant}, {threads} threads, input {number}, {input}: {off} off"
                );
            }
        }
    }
}
