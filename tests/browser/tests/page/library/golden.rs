//! The golden bytes through `separable.js`, in each binary.

use crate::common::{self, FORMULAS_WITH_LAYERS, Published, Summed, WITH_LAYERS};
use crate::steps::binaries;
use browser_tests::{BLANK, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Models and golden data on their way to the page.
#[derive(Default)]
struct Case {
    files: HashMap<String, Vec<u8>>,
    parts: Vec<String>,
    inputs: Vec<Value>,
}

impl Case {
    fn of(parts: Vec<Vec<u8>>) -> Self {
        let mut case = Self::default();
        case.files.insert("golden/golden.js".into(), include_bytes!("golden.js").into());
        for (number, part) in parts.into_iter().enumerate() {
            let path = format!("golden/part-{number}.tflite");
            case.parts.push(format!("/{path}"));
            case.files.insert(path, part);
        }
        case
    }

    fn input(&mut self, name: &str, input: Vec<u8>, output: Vec<u8>, layers: Vec<Vec<u8>>) {
        let address = format!("golden/{}", name.replace(' ', "-"));
        self.inputs.push(json!({ "name": name, "address": format!("/{address}"),
                                 "layers": layers.len(), "sums": [] }));
        self.files.insert(format!("{address}/input"), input);
        self.files.insert(format!("{address}/output"), output);
        for (number, layer) in layers.into_iter().enumerate() {
            self.files.insert(format!("{address}/{number}"), layer);
        }
    }

    /// The CRC-32 of each layer of the last input.
    fn sums(&mut self, sums: &[u32]) {
        self.inputs.last_mut().expect("an input")["sums"] = json!(sums);
    }

    /// What differs in each of the binaries.
    fn check(self) -> Vec<String> {
        let known = |input: &Value| {
            let layers = input["layers"].as_u64().expect("a number of layers") as usize;
            1 + layers + input["sums"].as_array().expect("a list of sums").len()
        };
        let compared: usize = self.inputs.iter().map(known).sum();
        let site = Site::with_files(self.files);
        let page = Page::open(&site, BLANK);
        let mut all = Vec::new();
        for (variant, threads) in binaries() {
            let asked = json!({ "parts": self.parts, "inputs": self.inputs,
                                "variant": variant, "threads": threads });
            let script = "const { check } = await import('/golden/golden.js');
                          return check(arguments[0]);";
            let found = page.run_with(script, vec![asked]);
            assert_eq!(found["backend"]["variant"], variant, "the variant that was asked for");
            assert_eq!(found["backend"]["threads"], threads, "the threads that were asked for");
            assert_eq!(found["compared"], compared, "outputs and layers compared");
            let differences = found["differences"].as_array().expect("a list").iter();
            all.extend(differences.map(|line| {
                format!("{variant}, {threads} threads: {}", line.as_str().unwrap_or("?"))
            }));
        }
        all
    }
}

fn built_in() -> Case {
    let mut case = Case::of(vec![common::built_in()]);
    for (number, output) in common::built_in_outputs().into_iter().enumerate() {
        let layers = if FORMULAS_WITH_LAYERS.contains(&number) {
            common::built_in_layers(number).into_iter().map(|(_, bytes)| bytes).collect()
        } else {
            Vec::new()
        };
        case.input(&format!("input {number}"), common::formula(number, 128), output, layers);
    }
    case
}

#[test]
fn golden_built_in() {
    let differences = built_in().check();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

/// The comparison itself: one byte changed in an output, one in a layer and one sum are all found.
#[test]
fn golden_differences_are_found() {
    let mut case = built_in();
    let mut sums: Vec<u32> = common::built_in_layers(FORMULAS_WITH_LAYERS[0])
        .into_iter()
        .map(|(_, bytes)| common::crc32(&bytes))
        .collect();
    sums[9] ^= 1;
    let output = common::built_in_outputs().swap_remove(FORMULAS_WITH_LAYERS[0]);
    case.input("sums", common::formula(FORMULAS_WITH_LAYERS[0], 128), output, Vec::new());
    case.sums(&sums);
    case.files.get_mut("golden/input-3/output").expect("an output")[7] ^= 1;
    case.files.get_mut("golden/input-4/12").expect("a layer")[1000] ^= 1;
    let differences = case.check();
    // The output is compared twice, for bytes and for floats.
    assert_eq!(differences.len(), 4 * binaries().len(), "\n{}", differences.join("\n"));
    let wanted =
        ["input 3 output: 1 of 200 bytes differ, first at 7", "input 4 layer 12 ", "sums layer 9 "];
    for found in wanted {
        let times = differences.iter().filter(|line| line.contains(found)).count();
        assert_eq!(times, binaries().len(), "{found}\n{}", differences.join("\n"));
    }
}

fn published(test: &str, model: Published) {
    let Some(parts) = model.read(test) else { return };
    let Some(outputs) = model.outputs(test) else { return };
    assert_eq!(outputs.len(), 24, "pictures");
    let mut case = Case::of(parts);
    for (picture, _, output) in outputs {
        let Some(input) = model.picture(test, &picture) else { return };
        let layers = if WITH_LAYERS.contains(&picture.as_str()) {
            let Some(layers) = model.layers(test, &picture) else { return };
            layers.into_iter().map(|(_, bytes)| bytes).collect()
        } else {
            Vec::new()
        };
        case.input(&picture, input, output, layers);
    }
    let differences = case.check();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn golden_v1_100_224() {
    published("golden_v1_100_224", common::V1_100_224);
}

#[test]
fn golden_v1_075_192() {
    published("golden_v1_075_192", common::V1_075_192);
}

#[test]
fn golden_v1_050_160() {
    published("golden_v1_050_160", common::V1_050_160);
}

#[test]
fn golden_v1_025_128() {
    published("golden_v1_025_128", common::V1_025_128);
}

#[test]
fn golden_v2_100_224() {
    published("golden_v2_100_224", common::V2_100_224);
}

#[test]
fn golden_v2_100_224_int8() {
    published("golden_v2_100_224_int8", common::V2_100_224_INT8);
}

fn summed(test: &str, model: Summed) {
    let Some(file) = model.read(test) else { return };
    let mut case = Case::of(vec![file]);
    let outputs = model.outputs();
    assert_eq!(outputs.len(), 8, "inputs");
    for (number, output) in outputs {
        let output = output.into_iter().map(|byte| byte as u8).collect();
        case.input(&format!("input {number}"), common::formula(number, 224), output, Vec::new());
        if FORMULAS_WITH_LAYERS.contains(&number) {
            let sums: Vec<u32> = model.layers(number).into_iter().map(|(_, sum)| sum).collect();
            case.sums(&sums);
        }
    }
    let differences = case.check();
    assert!(differences.is_empty(), "\n{}", differences.join("\n"));
}

#[test]
fn golden_v1_100_224_int8() {
    summed("golden_v1_100_224_int8", common::V1_INT8);
}

#[test]
fn golden_birds() {
    summed("golden_birds", common::BIRDS);
}

#[test]
fn golden_insects() {
    summed("golden_insects", common::INSECTS);
}
