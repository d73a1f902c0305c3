//! A network run again with a part of the input again, or a channel muted: what is computed again
//! gives the bytes of a whole run.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::sets::Expected;
use common::{Lcg, Threads, WITH_CHECKSUMS};
use separable::engine::{Engine, Patch, Rerun};
use separable::inspect::{Change, changed};
use separable::model::{Model, Op, tflite};
use separable::threads::SingleThread;

/// Squares of a picture of `h` by `w`: at its corners, its edges, somewhere, all of it, none, and
/// beyond it.
fn squares(h: usize, w: usize, lcg: &mut Lcg) -> Vec<Patch> {
    let patch =
        |top, left, height, width| Patch { rows: top..top + height, columns: left..left + width };
    let size = (h.min(w) / 5).max(1);
    let mut squares = vec![
        patch(0, 0, size, size),
        patch(h - size, w - size, size, size),
        patch(0, w / 2, 1, 1),
        patch(h - 1, 0, 1, w),
        patch(0, 0, h, w),
        patch(h, w, 3, 3),
        patch(h - 1, w - 1, 5, 5),
    ];
    for _ in 0..4 {
        squares.push(patch(lcg.below(h), lcg.below(w), size + lcg.below(3), size));
    }
    squares
}

/// Each square of noise, one after the other, against a run on the picture that has it.
fn check(name: &str, model: Model, pool: usize) {
    let [h, w, c] = model.input.shape;
    if c > 3 {
        return;
    }
    let mut lcg = Lcg(29);
    let mut engine = Engine::new(model).expect("a network of pictures");
    let pixels: Vec<u8> = (0..h * w * c).map(|_| lcg.byte()).collect();
    engine.set_input(&pixels).expect("its size");
    let whole = engine.run().to_vec();
    let mut again = match pool {
        1 => Rerun::new(&engine, Box::new(SingleThread)),
        threads => Rerun::new(&engine, Box::new(Threads(threads))),
    };
    for patch in squares(h, w, &mut lcg) {
        let level = lcg.byte();
        let mut seen = pixels.clone();
        for (at, pixel) in seen.iter_mut().enumerate() {
            let (y, x) = (at / c / w, at / c % w);
            if patch.rows.contains(&y) && patch.columns.contains(&x) {
                *pixel = level;
            }
        }
        engine.set_input(&seen).expect("its size");
        let expected = engine.run();
        assert!(again.cover(&patch, level) == expected, "{name}: {patch:?}");
    }
    let nothing = Patch { rows: 0..0, columns: 0..0 };
    assert!(again.cover(&nothing, 0) == whole, "{name}: what was again is unagain");
    mute(name, &engine, &pixels, &mut again, &mut lcg);
}

/// Channels of layers with weights, against the network with changed weights.
fn mute(name: &str, engine: &Engine, pixels: &[u8], again: &mut Rerun, lcg: &mut Lcg) {
    let model = engine.model();
    let with_weights =
        |index: &usize| matches!(model.layers[*index].op, Op::Conv(_) | Op::Depthwise(_));
    let layers: Vec<usize> = (0..model.layers.len()).filter(with_weights).collect();
    for _ in 0..layers.len().min(4) {
        let layer = layers[lcg.below(layers.len())];
        let channel = lcg.below(model.layers[layer].output.shape[2]);
        let change = Change { layer, channel, kernel: None };
        let (muted, layers) = changed(model, &[change]).expect("a channel of it");
        let mut other = engine.changed(muted, &layers);
        other.set_input(pixels).expect("its size");
        let told = again.mute(layer, channel).expect("a channel of it");
        assert!(told == other.run(), "{name}: channel {channel} of layer {layer}");
    }
    let last = model.layers.len();
    assert!(again.mute(last, 0).is_err());
    assert!(again.mute(last - 1, model.output().shape[2]).is_err());
}

fn check_folder(test: &str, folder: &str) {
    let Some(folder) = common::shared(test, folder) else { return };
    for network in Expected::of_folder(&folder) {
        let model = tflite::read(&common::read(&network.path)).expect("a network");
        check(&network.path.display().to_string(), model, 1);
    }
}

#[test]
fn published_networks() {
    for network in &WITH_CHECKSUMS {
        let Some(model) = network.model("published_networks") else { continue };
        check(network.id, model, 1);
    }
}

#[test]
fn by_threads() {
    check("built-in", tflite::read(&common::built_in()).expect("our own model"), 3);
}

#[test]
fn generated_networks() {
    for network in Expected::of_index(&common::repository("tests/golden/operators")) {
        let model = tflite::read(&common::read(&network.path)).expect("a network");
        check(&network.path.display().to_string(), model, 1);
    }
}

#[test]
fn random_networks() {
    check_folder("random_networks", "conformance/networks");
}

#[test]
fn real_networks() {
    check_folder("real_networks", "real");
}

#[test]
fn the_family() {
    check_folder("the_family", "zoo/networks");
}
