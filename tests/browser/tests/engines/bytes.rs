//! The same bytes in every engine, in each configuration: outputs against TensorFlow Lite's, layers against
//! the reference kernels on this machine.

use crate::common;
use crate::reference;
use crate::tab::{Kind, Tab, WEBKIT_MORE, site};
use browser_tests::BLANK;
use serde_json::{Value, json};
use std::collections::HashMap;

everywhere!(every_way_gives_the_same_bytes);

/// A part of relaxed SIMD is not enough for the binary that is built with it.
#[test]
fn webkit_with_a_part_of_relaxed_simd_takes_the_other_binary() {
    crate::tab::of(&WEBKIT_MORE, every_way_gives_the_same_bytes);
}

/// What `load` is asked for in an engine, variant and threads.
pub(crate) fn ways(kind: &Kind) -> Vec<(&'static str, u32)> {
    let mut ways = vec![("simd128", 1)];
    if kind.relaxed {
        ways.push(("relaxed", 1));
    }
    if kind.relaxed && kind.shared && threads_are_built() {
        ways.push(("relaxed", 2));
    }
    ways
}

/// Whether `dist/` holds the binary with threads; a build without it says why.
pub(crate) fn threads_are_built() -> bool {
    let wasm = xtask::workspace::dist().join("separable/threads.wasm");
    let there = std::fs::metadata(wasm).is_ok_and(|wasm| wasm.len() > 0);
    if !there {
        common::skip("threads in each engine", "dist/ has no engine with threads");
    }
    there
}

fn every_way_gives_the_same_bytes(tab: &Tab<'_>) {
    let model = reference::model();
    let mut files = HashMap::from([
        ("golden.js".to_owned(), include_bytes!("../page/library/golden.js").to_vec()),
        ("model".to_owned(), common::built_in()),
    ]);
    let mut inputs = Vec::new();
    for (number, output) in common::built_in_outputs().into_iter().enumerate() {
        let input = common::pixels(number, 128);
        let layers =
            separable::kernels::reference::run(&model, &input).expect("an input of its size");
        let checksums: Vec<u32> = layers.iter().map(|bytes| common::crc32(bytes)).collect();
        inputs
            .push(json!({ "name": format!("input {number}"), "input": format!("/{number}/input"),
                            "output": format!("/{number}/output"), "layers": checksums }));
        files.insert(format!("{number}/input"), input);
        files.insert(format!("{number}/output"), output);
    }
    let compared: usize = inputs.len() * (1 + model.layers.len());
    let site = site(files);
    tab.goto(&format!("{}/{BLANK}", site.address()));
    for (variant, threads) in ways(tab.kind) {
        let asked = json!({ "parts": ["/model"], "inputs": inputs, "variant": variant, "threads": threads });
        let found = tab.run_with(
            "const { check } = await import('/golden.js');
             return check(arguments[0]);",
            vec![asked],
        );
        assert_eq!(found["differences"], json!([]), "{variant}, {threads} threads");
        assert_eq!(found["backend"]["variant"], variant, "the variant that was asked for");
        assert_eq!(found["backend"]["threads"], threads, "the threads that were asked for");
        assert_eq!(found["compared"], compared, "outputs and layers compared");
    }
    // What is chosen where nothing is asked for but threads.
    let best = tab.run(
        "const { load } = await import('/separable.js');
         const net = await load('/model', { threads: 2 });
         net.dispose();
         return net.backend;",
    );
    let (variant, threads) = *ways(tab.kind).last().expect("a way");
    assert_eq!((&best["variant"], &best["threads"]), (&json!(variant), &json!(threads)), "{best}");
    assert!(best["dot"] != Value::Null, "{best}");
}
