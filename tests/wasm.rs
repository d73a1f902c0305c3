//! The engine in a browser's worker, with the instructions of the binary under test.
#![cfg(target_family = "wasm")]

#[path = "common/lcg.rs"]
mod lcg;

use lcg::Lcg;
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::{Dot, VARIANT, peak, reference};
use separable::model::tflite;
use separable::self_test;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{console_log, wasm_bindgen_test as test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const BUILT_IN: &[u8] = include_bytes!("../weights/built-in/model_int8.tflite");

#[test]
fn is_the_variant_that_it_was_compiled_for() {
    let relaxed = cfg!(target_feature = "relaxed-simd");
    assert_eq!(VARIANT, if relaxed { "relaxed" } else { "simd128" });
}

#[test]
fn passes_its_own_test() {
    assert_eq!(self_test::run(), Ok(()));
}

/// Every layer of the built-in model, fast kernels against reference kernels, on pseudo-random inputs, with
/// every kind of dot product that this machine has.
#[test]
fn gives_the_bytes_of_the_reference_kernels() {
    for dot in Dot::ALL.into_iter().filter(|dot| dot.works()) {
        agrees(dot);
    }
}

fn agrees(dot: Dot) {
    let model = tflite::read_parts(&[BUILT_IN]).expect("our own model");
    let mut engine = Engine::with(model.clone(), dot).expect("a whole model");
    let mut inspector = Inspector::new(&engine, || 0.0);
    let mut raw = Vec::new();
    for seed in 0..3 {
        let input = Lcg(seed).bytes(model.input.len());
        let expected = reference::run(&model, &input).expect("the model's size");
        engine.set_input(&input).expect("the model's size");
        assert_eq!(engine.run(), expected.last().expect("layers"), "the fast plan");
        for (layer, expected) in expected.iter().enumerate() {
            inspector.activation(&mut engine, layer, &mut raw).expect("a layer of it");
            assert_eq!(&raw, expected, "layer {layer}");
        }
    }
}

#[test]
fn tells_what_is_wrong_with_a_cut_file() {
    let error = tflite::read_parts(&[&BUILT_IN[..1000]]).expect_err("a cut file");
    assert!(error.to_string().contains("download"), "{error}");
}

/// The prices by which a layer chooses its dot product: chains of pairs as 68, as in the table of
/// `int8/gemm.rs`.
#[test]
#[ignore = "a measurement, made by `cargo xtask benchmark --only prices`"]
fn prices() {
    let clock = || {
        let worker: web_sys::WorkerGlobalScope = js_sys::global().unchecked_into();
        worker.performance().map_or(0.0, |clock| clock.now())
    };
    let prices = peak::prices(clock).expect("a clock, and right sums");
    for (name, ns) in prices {
        console_log!("{name}: {ns:.3} ns, price {:.0}", ns / prices[0].1 * 68.0);
    }
}
