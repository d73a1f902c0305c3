//! Questions about a frame, changes of the network and timings, through `separable.js`.

use crate::common;
use browser_tests::{BLANK, Page, Site, TRAP};
use separable::engine::Engine;
use separable::inspect::{self, Area, Inspector, Position};
use separable::model::tflite;
use serde_json::{Value, json};

/// Opens the built-in model as `net` and shows it input 5 of the golden data.
const OPEN: &str = "const { load } = await import('/separable.js');
    const net = await load('/models/built-in/model_int8.tflite');
    await net.run(Uint8Array.from(arguments[0]));
    const told = async (asked) => asked.then(() => 'answered', (error) => error.message);\n";

fn ask(script: &str) -> Value {
    let page = Page::open(&Site::new(), BLANK);
    let script = format!("{TRAP}{OPEN}{script}");
    page.run_with(&script, vec![json!(common::pixels(5, 128))])
}

fn native() -> (Engine, Inspector) {
    let model = tflite::read(&common::built_in()).expect("our own model");
    let mut engine = Engine::new(model).expect("a whole model");
    engine.set_input(&common::pixels(5, 128)).expect("its size");
    let inspector = Inspector::new(&engine, || 0.0);
    (engine, inspector)
}

#[test]
fn cells_fields_and_clamps() {
    let told = ask("const cells = [];
         for (const [layer, y, x, c, k] of [[1, 0, 63, 3, 99], [2, 5, 0, 7, 9], [3, 9, 9, 30, 6]]) {
             const cell = await net.cell(layer, y, x, c, k);
             const { data, shape } = await net.activation(layer);
             const sum = cell.taps.reduce((sum, { product }) => sum + product, cell.rest.sum);
             const clamped = Math.min(Math.max(cell.scaled + cell.output.zeroPoint, cell.clamp.min), cell.clamp.max);
             cells.push({
                 byte: data[(y * shape[1] + x) * shape[2] + c], number: cell.number, sums: sum === cell.sum,
                 clamped, padded: cell.taps.filter(({ padding }) => padding).length, taps: cell.taps.length,
                 off: Math.abs(cell.accumulator * cell.multiplier.real - cell.scaled),
             });
         }
         const { low, high } = await net.clipped(2);
         return {
             cells, field: await net.field(2, 5, 0), low: [...low], high: [...high],
             strongest: await net.strongest(2, 4, 3), weights: await net.weights(2, 7),
             wrong: [await told(net.weights(0, 0)), await told(net.cell(2, 64, 0, 0)), await told(net.field('no', 0, 0))],
         };");
    let (mut engine, mut inspector) = native();
    for (cell, (taps, padded)) in
        told["cells"].as_array().expect("cells").iter().zip([(27, 9), (9, 3), (6, 0)])
    {
        assert_eq!(cell["byte"], cell["number"], "{cell}");
        assert_eq!(cell["clamped"], cell["number"], "{cell}");
        assert_eq!(cell["sums"], true, "{cell}");
        assert_eq!(cell["taps"], taps, "{cell}");
        assert_eq!(cell["padded"], padded, "{cell}");
        assert!(cell["off"].as_f64().is_some_and(|off| off <= 0.75), "{cell}");
    }
    let Area { top, left, bottom, right } =
        inspect::field(engine.model(), 2, 5, 0).expect("a cell").area;
    let area = json!({ "top": top, "left": left, "bottom": bottom, "right": right });
    assert_eq!(told["field"]["box"], area);
    assert_eq!(told["field"]["layers"].as_array().map(Vec::len), Some(3));
    let clipped = inspector.clipped(&mut engine, 2).expect("a layer");
    assert_eq!((&told["low"], &told["high"]), (&json!(clipped.low), &json!(clipped.high)));
    let strongest = inspector.strongest(&mut engine, 2, 4, 3).expect("a channel");
    let places: Vec<Value> = strongest
        .iter()
        .map(|&Position { y, x, value }| json!({ "y": y, "x": x, "value": value }))
        .collect();
    assert_eq!(told["strongest"], json!(places));
    let wrong = told["wrong"].as_array().expect("sentences");
    for (sentence, part) in wrong.iter().zip(["no weights", "no cell", "no layer"]) {
        assert!(sentence.as_str().is_some_and(|said| said.contains(part)), "{sentence}");
    }
}

#[test]
fn tensors_of_layers() {
    let told = ask("const tensors = [];
         for (const layer of [0, 1, 2, 'Relu6_3', net.layers.length - 1]) {
             const { weights, ...more } = await net.tensors(layer);
             const { scales, histogram, ...rest } = weights ?? { scales: [], histogram: { counts: [] } };
             tensors.push({ ...more, ...rest, scales: [...scales], counts: [...histogram.counts], low: histogram.low });
         }
         return { tensors, wrong: await told(net.tensors(99)) };");
    let (engine, _) = native();
    let model = engine.model();
    let named = model.layers.iter().position(|layer| layer.name == "Relu6_3").expect("a name");
    let layers = [0, 1, 2, named, model.layers.len() - 1];
    for (told, layer) in told["tensors"].as_array().expect("layers").iter().zip(layers) {
        let found = inspect::tensors(model, layer).expect("a layer");
        assert_eq!(told["output"]["scale"], json!(found.output.scale), "layer {layer}");
        assert_eq!(told["output"]["zeroPoint"], json!(found.output.zero_point), "layer {layer}");
        let element = format!("{:?}", found.output.element).to_lowercase();
        assert_eq!(told["output"]["element"], json!(element), "layer {layer}");
        assert_eq!(told["inputs"][0]["shape"], json!(found.inputs[0].shape), "layer {layer}");
        assert_eq!(told["activation"], json!(found.activation), "layer {layer}");
        assert_eq!(told["padding"], json!(found.padding), "layer {layer}");
        let Some(weights) = found.weights else {
            assert_eq!(told["counts"], json!([]), "layer {layer}");
            continue;
        };
        assert_eq!(told["shape"], json!(weights.shape), "layer {layer}");
        assert_eq!(told["stored"], json!(weights.stored), "layer {layer}");
        let scales = told["scales"].as_array().expect("scales").iter();
        let scales: Vec<f32> = scales.map(|it| it.as_f64().expect("a scale") as f32).collect();
        assert_eq!(scales, weights.scales, "layer {layer}");
        assert_eq!(told["counts"], json!(weights.histogram.counts), "layer {layer}");
        assert_eq!(told["low"].as_f64(), Some(weights.histogram.low.into()), "layer {layer}");
    }
    assert!(told["wrong"].as_str().is_some_and(|said| said.contains("no layer")), "{told}");
}

#[test]
fn maps_of_a_class_and_votes() {
    let told = ask("const map = await net.cam(7);
         const mean = map.data.reduce((sum, vote) => sum + vote, 0) / map.data.length;
         const votes = await net.votes(1, 2, 200);
         const vote = votes.find(({ index }) => index === 7);
         return { shape: map.shape, mean: Math.abs(mean - map.mean), logit: map.mean + map.bias - map.logit,
             sum: Math.abs(map.logit + map.pooling + map.rounding - map.stored), remainder: map.stored - map.logit - map.remainder,
             vote: Math.abs(vote.logit - map.bias - map.data[1 * map.shape[1] + 2]), votes: votes.length,
             falling: votes.every(({ logit }, i) => i === 0 || logit <= votes[i - 1].logit + 1e-6),
             stored: map.stored, wrong: await told(net.cam(200)) };");
    let (mut engine, mut inspector) = native();
    let map = inspector.class_map(&mut engine, 7).expect("an average and a classifier");
    assert_eq!(told["shape"], json!(map.shape));
    assert_eq!(told["stored"], json!(map.stored));
    for near in ["mean", "logit", "sum", "remainder", "vote"] {
        assert!(told[near].as_f64().is_some_and(|off| off.abs() < 1e-5), "{near}: {told}");
    }
    assert_eq!((&told["votes"], &told["falling"]), (&json!(200), &json!(true)));
    assert!(told["wrong"].as_str().is_some_and(|said| said.contains("no cell")), "{told}");
}

#[test]
fn changes_run_beside_the_untouched_network() {
    let told = ask("const picture = new ImageData(new Uint8ClampedArray(128 * 128 * 4).map((_, i) => i * i % 251), 128, 128);
         const before = await net.look(picture, { k: 3 });
         const mutes = Array.from({ length: 100 }, (_, channel) => ({ layer: 27, channel }));
         await net.change([...mutes, { layer: 2, channel: 0, kernel: [0, 0, 0, 0, 1, 0, 0, 0, 0] }]);
         const muted = await net.activation(27);
         const changed = await net.look(picture, { k: 3, maps: [2] });
         const zeros = [...muted.data].every((byte, i) => i % muted.shape[2] !== 5 || byte === muted.zeroPoint);
         const kernel = await net.weights(2, 0);
         const own = await net.weights(2, 0, true);
         const wrong = await told(net.change([{ layer: 0, channel: 0 }]));
         const still = await net.look(picture, { k: 3 });
         await trap(net).catch(() => {});
         const restarted = await net.look(picture, { k: 3 });
         await net.change([]);
         const back = await net.weights(2, 0);
         const after = await net.look(picture, { k: 3 });
         return { before: before.answers, none: before.untouched, changed: changed.answers, untouched: changed.untouched,
             still: still.answers, restarted: restarted.answers, after: after.answers, undone: after.untouched, zeros,
             kernel: [...kernel.data], own: [own.bias, ...own.data], back: [back.bias, ...back.data], wrong };");
    assert_eq!((&told["none"], &told["undone"]), (&Value::Null, &Value::Null));
    assert_eq!(told["untouched"], told["before"]);
    assert_ne!(told["changed"], told["before"]);
    assert_eq!(told["still"], told["changed"], "what is refused changes nothing");
    assert_eq!(told["restarted"], told["changed"], "changes outlive a restart");
    assert_eq!(told["after"], told["before"]);
    assert_eq!(told["zeros"], true);
    assert!(told["kernel"][4].as_f64().is_some_and(|weight| weight > 0.0), "{told}");
    assert_eq!(told["kernel"][0], 0.0);
    assert_eq!(told["own"], told["back"], "the network's own weights, whatever runs");
    assert_ne!(told["own"][1], 0.0);
    assert!(told["wrong"].as_str().is_some_and(|said| said.contains("weights")), "{told}");
}

#[test]
fn timings_let_frames_go_on() {
    let told = ask("const part = { input: [28, 28, 64], channels: 64 };
         let frames = 0, over = false;
         const racing = net.time([{ part: 'block', ...part }, { part: 'standard', ...part }, { net: 'V1', alpha: 0.25, size: 128 }], { rounds: 9 })
             .finally(() => { over = true; });
         while (!over) {
             await net.run(Uint8Array.from(arguments[0]));
             frames += 1;
         }
         const timed = await racing;
         const memory = await net.memory();
         const first = told(net.time([{ net: 'V2' }], { rounds: 1000 }));
         await net.run(Uint8Array.from(arguments[0]));
         const none = await net.time([]);
         return { timed, frames, first: await first, none, memory,
             wrong: [await told(net.time({ net: 'V1', alpha: -1 })), await told(net.time({ part: 'block', input: [8, 8, 1e9] }))] };");
    let timed = told["timed"].as_array().expect("a list");
    let number = |at: usize, name: &str| timed[at][name].as_f64().expect("a number");
    let macs: Vec<f64> = (0..3).map(|at| number(at, "macs")).collect();
    assert_eq!(macs[..2], [784.0 * 64.0 * (9.0 + 64.0), 784.0 * 64.0 * 64.0 * 9.0]);
    for at in 0..3 {
        assert_eq!(number(at, "count"), 9.0);
        assert!(0.0 < number(at, "min") && number(at, "min") <= number(at, "median"), "{told}");
    }
    assert!(number(0, "min") < number(1, "min"), "a block is faster than what it replaces: {told}");
    assert!(told["frames"].as_u64().is_some_and(|frames| frames > 3), "{told}");
    assert!(told["first"].as_str().is_some_and(|said| said.contains("taken the place")), "{told}");
    assert_eq!(told["none"], json!([]));
    for wrong in told["wrong"].as_array().expect("sentences") {
        let said = wrong.as_str().expect("a sentence");
        assert!(said.starts_with("This cannot be made and timed"), "{said}");
    }
}
