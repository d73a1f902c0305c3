//! The golden bytes through `separable.js`, in both binaries of the engine.

use crate::common::{self, FORMULAS_WITH_LAYERS, Published, WITH_LAYERS};
use browser_tests::{BLANK, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;
use xtask::build::VARIANTS;

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
        self.inputs.push(
            json!({ "name": name, "address": format!("/{address}"), "layers": layers.len() }),
        );
        self.files.insert(format!("{address}/input"), input);
        self.files.insert(format!("{address}/output"), output);
        for (number, layer) in layers.into_iter().enumerate() {
            self.files.insert(format!("{address}/{number}"), layer);
        }
    }

    /// What differs in each of the variants.
    fn check(self) -> Vec<String> {
        let compared: u64 =
            self.inputs.iter().map(|input| 1 + input["layers"].as_u64().unwrap_or_default()).sum();
        let site = Site::with_files(self.files);
        let page = Page::open(&site, BLANK);
        let mut all = Vec::new();
        for variant in &VARIANTS {
            let asked =
                json!({ "parts": self.parts, "variant": variant.name, "inputs": self.inputs });
            let script = "const { check } = await import('/golden/golden.js');
                          return check(arguments[0]);";
            let found = page.run_with(script, vec![asked]);
            assert_eq!(found["backend"]["variant"], variant.name, "the variant that was asked for");
            assert_eq!(found["compared"], compared, "outputs and layers compared");
            let differences = found["differences"].as_array().expect("a list").iter();
            all.extend(
                differences
                    .map(|line| format!("{}: {}", variant.name, line.as_str().unwrap_or("?"))),
            );
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

/// The comparison itself: one byte changed in an output and one in a layer are both found.
#[test]
fn golden_differences_are_found() {
    let mut case = built_in();
    case.files.get_mut("golden/input-3/output").expect("an output")[7] ^= 1;
    case.files.get_mut("golden/input-4/12").expect("a layer")[1000] ^= 1;
    let differences = case.check();
    // The output is compared twice, for bytes and for floats.
    assert_eq!(differences.len(), 3 * VARIANTS.len(), "\n{}", differences.join("\n"));
    for found in ["input 3 output: 1 of 200 bytes differ, first at 7", "input 4 layer 12 "] {
        let times = differences.iter().filter(|line| line.contains(found)).count();
        assert_eq!(times, VARIANTS.len(), "{found}\n{}", differences.join("\n"));
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
