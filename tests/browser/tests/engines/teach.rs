//! Heads that are taught and assessed in the tab, against the same in this process.

use crate::bytes::ways;
use crate::common::{self, Lcg};
use crate::tab::Tab;
use browser_tests::{BLANK, Site, TRAP};
use separable::model::tflite;
use separable::teach::{Assessment, Examples, Head, Teaching};
use serde_json::{Value, json};

everywhere!(a_head_is_that_of_plain_rust, what_cannot_be_taught_is_said);

const LENGTH: usize = 37;
const COUNT: usize = 3;
const RIDGE: f64 = 1e-3;

/// Features around a place for each class, classes, recordings of four examples.
fn examples() -> (Vec<f32>, Vec<u16>, Vec<u32>) {
    let mut lcg = Lcg(15);
    let places: Vec<f32> = (0..COUNT * LENGTH).map(|_| f32::from(lcg.byte())).collect();
    let classes: Vec<u16> = (0..47).map(|i| (i % COUNT) as u16).collect();
    let features = classes.iter().flat_map(|&class| {
        let place = &places[usize::from(class) * LENGTH..][..LENGTH];
        let row: Vec<f32> =
            place.iter().map(|&place| (place + 2.0 * f32::from(lcg.byte())) / 32.0).collect();
        row
    });
    let features = features.collect();
    let recordings = (0..47).map(|i| (i / COUNT / 4 * COUNT + i % COUNT) as u32).collect();
    (features, classes, recordings)
}

fn floats(value: &Value) -> Vec<f32> {
    serde_json::from_value(value.clone()).expect("numbers")
}

/// Instruction sets round differently; the minimum is the same.
fn assert_close(found: &Value, expected: &[f32], what: &str) {
    let found = floats(found);
    assert_eq!(found.len(), expected.len(), "{what}");
    for (found, expected) in found.iter().zip(expected) {
        assert!((found - expected).abs() < 2e-3, "{what}: {found}, not {expected}");
    }
}

fn a_head_is_that_of_plain_rust(tab: &Tab<'_>) {
    let (features, classes, recordings) = examples();
    let sound = Examples::new(features.clone(), classes.clone(), COUNT).expect("sound");
    let mut teaching = Teaching::new(&sound, RIDGE, None).expect("can be taught");
    while teaching.advance() {}
    let fit = teaching.fit();
    let Head { weights, bias } = fit.head;
    let mut assessment = Assessment::new(sound, &recordings, &[1e-1, RIDGE]).expect("folds");
    while assessment.advance() {}
    let assessed = assessment.assessed().expect("it is over");
    let model = tflite::read(&common::built_in()).expect("our own model");

    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    for (variant, threads) in ways(tab.kind) {
        let told = tab.run_with(
            "const [variant, threads, list, numbers, recorded, count, ridge] = arguments;
             const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite', { variant, threads });
             const features = Float32Array.from(list), classes = Uint16Array.from(numbers);
             const recordings = Uint32Array.from(recorded);
             const input = new Uint8Array(128 * 128 * 3);
             const [cold, assessed, , older] = await Promise.all([
                 net.teach({ features, classes, count, ridge }),
                 net.assess({ features, classes, count, recordings, ridges: [0.1, ridge] }),
                 net.run(input),
                 net.time([]).then((times) => times.length),
             ]);
             const start = { weights: cold.weights, bias: cold.bias };
             const warm = await net.teach({ features, classes, count, ridge, start });
             // It takes some hundred times as long as what comes in between.
             const many = Float32Array.from({ length: 100 * list.length }, (_, i) => list[i % list.length] + i % 2);
             let over = false;
             const ended = net.assess({
                 features: many, classes: Uint16Array.from({ length: 470 }, (_, i) => i % count), count,
                 recordings: Uint32Array.from({ length: 470 }, (_, i) => i >> 4),
             }).then(() => '', ({ message }) => message).finally(() => { over = true; });
             await net.memory();
             await net.run(input);
             const between = !over;
             const last = await net.assess({ features, classes, count, recordings, ridges: [0.1, ridge] });
             const plain = (told) => ({ ...told, probabilities: [...told.probabilities], held: [...told.held] });
             const same = JSON.stringify(plain(last)) === JSON.stringify(plain(assessed));
             const kept = [features.length, classes.length, recordings.length, start.weights.length];
             const replaced = await ended;
             net.dispose();
             return {
                 layer: net.features, between, kept, same, older, replaced, steps: warm.steps, loss: cold.loss, gradient: cold.gradient,
                 weights: [...cold.weights], bias: [...cold.bias], warm: [...warm.weights],
                 assessed: plain(assessed),
             };",
            vec![
                json!(variant),
                json!(threads),
                json!(features),
                json!(classes),
                json!(recordings),
                json!(COUNT),
                json!(RIDGE),
            ],
        );
        assert_eq!(told["layer"], json!(model.features()));
        assert_eq!(told["between"], json!(true), "a frame does not wait for an assessment");
        assert_eq!(told["kept"], json!([47 * LENGTH, 47, 47, COUNT * LENGTH]), "copied");
        assert_close(&told["weights"], &weights, "weights");
        assert_close(&told["warm"], &weights, "weights from a start");
        assert_close(&told["bias"], &bias, "biases");
        assert!(told["loss"].as_f64().is_some_and(|loss| (loss - fit.loss).abs() < 1e-6), "{told}");
        assert!(told["gradient"].as_f64().is_some_and(|gradient| gradient < 1e-5), "{told}");
        assert!(told["steps"].as_u64().is_some_and(|steps| steps <= 3), "{}", told["steps"]);
        let found = &told["assessed"];
        assert_eq!(found["ridge"], json!(assessed.ridge));
        assert_close(&found["probabilities"], &assessed.probabilities, "probabilities");
        let folds: Vec<Value> = assessed
            .folds
            .iter()
            .map(|fold| json!({ "examples": fold.examples, "right": fold.right }))
            .collect();
        assert_eq!(found["folds"], json!(folds));
        assert_eq!(found["split"], json!(assessed.split));
        for (found, score) in
            found["ridges"].as_array().expect("ridges").iter().zip(&assessed.ridges)
        {
            assert_eq!(found["ridge"], json!(score.ridge));
            for (name, expected, off) in
                [("accuracy", score.accuracy, 1e-9), ("loss", score.loss, 1e-3)]
            {
                let found = found[name].as_f64().expect("a number");
                assert!((found - expected).abs() < off, "{name}: {found}, not {expected}");
            }
        }
        assert_eq!(told["same"], json!(true), "an assessment is the same again");
        assert_eq!(told["older"], json!(0));
        assert!(told["replaced"].as_str().is_some_and(|said| said.contains("has taken the place")));
    }
}

/// Bad input by sentences; and teaching goes on after the engine has stopped.
fn what_cannot_be_taught_is_said(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    let told = tab.run(
        &[
            TRAP,
            "const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite');
             const told = (asked) => asked.then(() => '', ({ message }) => message);
             const good = {
                 features: Float32Array.of(0, 1, 2, 4), classes: Uint16Array.of(0, 1, 0, 1), count: 2, ridge: 0.1,
             };
             const recordings = Uint32Array.of(0, 0, 1, 1);
             const start = { weights: new Float32Array(2), bias: new Float32Array(3) };
             const sentences = [
                 await told(net.teach({ ...good, features: [0, 1, 2, 4] })),
                 await told(net.teach({ ...good, classes: undefined })),
                 await told(net.teach({ ...good, features: Float32Array.of(0, NaN, 2, 4) })),
                 await told(net.teach({ ...good, features: new Float32Array(0) })),
                 await told(net.teach({ ...good, count: 3 })),
                 await told(net.teach({ ...good, count: undefined })),
                 await told(net.teach({ ...good, ridge: undefined })),
                 await told(net.teach({ ...good, start })),
                 await told(net.assess({ ...good, recordings: new Uint32Array(3) })),
                 await told(net.assess({ ...good, recordings, ridges: [] })),
                 await told(net.assess(good)),
                 await told(net.teach()),
             ];
             const pending = told(net.assess({ ...good, recordings }));
             await trap(net).catch(() => {});
             await pending;
             const after = await net.teach(good);
             net.dispose();
             return { sentences, after: after.weights.length, disposed: await told(net.teach(good)) };",
        ]
        .concat(),
    );
    let sentences = told["sentences"].as_array().expect("sentences");
    assert_eq!(sentences.len(), 12);
    for sentence in sentences.iter().chain([&told["disposed"]]) {
        let said = sentence.as_str().unwrap_or_default();
        assert!(said.ends_with('.') && said.contains(' '), "{told}");
        assert!(!said.contains("stopped"), "{said}");
    }
    assert_eq!(told["after"], json!(2));
}
