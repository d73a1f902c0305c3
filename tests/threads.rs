//! A frame spread over threads gives the bytes of one thread, in every layer.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::{Network, Threads};
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::model::tflite;
use separable::threads::SingleThread;

/// Numbers of threads that divide rows and pixels evenly, and numbers that do not.
const THREADS: [usize; 3] = [2, 3, 5];

/// The fast plan's output, and every layer of the inspecting plan.
fn bytes(engine: &mut Engine, input: &[u8]) -> Vec<Vec<u8>> {
    engine.set_input(input).expect("an input of the model's size");
    let mut all = vec![engine.run().to_vec()];
    let mut inspector = Inspector::new(engine, || 0.0);
    for layer in 0..engine.model().layers.len() {
        let mut raw = Vec::new();
        inspector.activation(engine, layer, &mut raw).expect("a layer of it");
        all.push(raw);
    }
    all
}

fn same_for_all_pools(parts: &[Vec<u8>], size: usize) {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let model = tflite::read_parts(&parts).expect("a model that we support");
    let mut engine = Engine::new(model).expect("a whole model");
    let input = common::pixels(5, size);
    let single = bytes(&mut engine, &input);
    let mut found = Vec::new();
    for threads in THREADS {
        engine.set_thread_pool(Box::new(Threads(threads)));
        for (place, (got, expected)) in bytes(&mut engine, &input).iter().zip(&single).enumerate() {
            let what =
                if place == 0 { "the answer" } else { &engine.model().layers[place - 1].name };
            found.extend(common::difference(&format!("{threads} threads: {what}"), got, expected));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
    engine.set_thread_pool(Box::new(SingleThread));
    assert!(bytes(&mut engine, &input) == single, "one thread again");
}

fn network(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    same_for_all_pools(&parts, network.size);
}

#[test]
fn threads_built_in() {
    network("threads_built_in", common::BUILT_IN);
}

#[test]
fn threads_v1_100_224() {
    network("threads_v1_100_224", common::V1_100_224);
}

#[test]
fn threads_v1_025_128() {
    network("threads_v1_025_128", common::V1_025_128);
}

#[test]
fn threads_v2_100_224() {
    network("threads_v2_100_224", common::V2_100_224);
}

#[test]
fn threads_v2_100_224_int8() {
    network("threads_v2_100_224_int8", common::V2_100_224_INT8);
}

#[test]
fn threads_v1_int8() {
    network("threads_v1_int8", common::V1_INT8);
}

#[test]
fn threads_v1_f32() {
    network("threads_v1_f32", common::V1_F32);
}
