//! The golden bytes through `separable.js`, in each binary.

use crate::common::{
    self, INPUTS, INPUTS_WITH_LAYERS, Network, PICTURES_WITH_LAYERS, WITH_CHECKSUMS,
};
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
    /// How many outputs and layers are compared.
    compared: usize,
}

/// What is known of an output or a layer.
enum Known {
    Bytes(Vec<u8>),
    Checksum(u32),
}

impl Case {
    fn new(parts: Vec<Vec<u8>>) -> Self {
        let mut case = Self::default();
        case.files.insert("golden/golden.js".into(), include_bytes!("golden.js").into());
        for (number, part) in parts.into_iter().enumerate() {
            let path = format!("golden/part-{number}.tflite");
            case.parts.push(format!("/{path}"));
            case.files.insert(path, part);
        }
        case
    }

    /// Adds an input; `layers` are all of them or none.
    fn input(&mut self, name: &str, input: Vec<u8>, output: Known, layers: Vec<Known>) {
        let folder = format!("golden/{}", name.replace(' ', "-"));
        self.compared += 1 + layers.len();
        let mut known = |file: String, known| match known {
            Known::Checksum(crc) => json!(crc),
            Known::Bytes(bytes) => {
                self.files.insert(file.clone(), bytes);
                json!(format!("/{file}"))
            }
        };
        let output = known(format!("{folder}/output"), output);
        let layers: Vec<Value> = layers
            .into_iter()
            .enumerate()
            .map(|(number, layer)| known(format!("{folder}/{number}"), layer))
            .collect();
        let address = format!("{folder}/input");
        self.inputs.push(json!({ "name": name, "input": format!("/{address}"),
                                 "output": output, "layers": layers }));
        self.files.insert(address, input);
    }

    /// What differs in each of the binaries.
    fn differences(self) -> Vec<String> {
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
            assert_eq!(found["compared"], self.compared, "outputs and layers compared");
            let differences = found["differences"].as_array().expect("a list").iter();
            all.extend(differences.map(|line| {
                format!("{variant}, {threads} threads: {}", line.as_str().unwrap_or("?"))
            }));
        }
        all
    }

    fn check(self) {
        let differences = self.differences();
        assert!(differences.is_empty(), "\n{}", differences.join("\n"));
    }
}

/// A test of each of these networks: `<check>::<network>`.
macro_rules! tests {
    ($check:ident: $($name:ident = $network:ident),* $(,)?) => {
        mod $check {
            pub(super) const NETWORKS: &[&str] = &[$(crate::common::$network.id),*];

            $(
                #[test]
                fn $name() {
                    let test = concat!("golden::", stringify!($check), "::", stringify!($name));
                    super::$check(test, crate::common::$network);
                }
            )*
        }
    };
}

tests!(checksums: built_in = BUILT_IN, v1_100_224 = V1_100_224, v1_075_192 = V1_075_192,
    v1_050_160 = V1_050_160, v1_025_128 = V1_025_128, v2_100_224 = V2_100_224,
    v2_100_224_int8 = V2_100_224_INT8, birds = BIRDS, insects = INSECTS, v1_int8 = V1_INT8);

tests!(pictures: v1_100_224 = V1_100_224, v1_075_192 = V1_075_192, v1_050_160 = V1_050_160,
    v1_025_128 = V1_025_128, v2_100_224 = V2_100_224, v2_100_224_int8 = V2_100_224_INT8);

#[test]
fn every_network_with_checksums_is_tested() {
    assert!(
        WITH_CHECKSUMS.iter().map(|network| network.id).eq(checksums::NETWORKS.iter().copied())
    );
    let with_pictures = WITH_CHECKSUMS.iter().filter(|network| network.pictures.is_some());
    assert!(with_pictures.map(|network| network.id).eq(pictures::NETWORKS.iter().copied()));
}

/// The outputs for all inputs and every layer, by checksums that travel with the repository.
fn checksums(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    with_checksums(network, parts).check();
}

fn with_checksums(network: Network, parts: Vec<Vec<u8>>) -> Case {
    let mut case = Case::new(parts);
    let expected = network.checksums();
    assert_eq!(expected.outputs.len(), INPUTS, "inputs");
    for (number, output) in expected.outputs.into_iter().enumerate() {
        let layers = match INPUTS_WITH_LAYERS.iter().position(|&input| input == number) {
            Some(at) => expected.layers.iter().map(|(_, crcs)| Known::Checksum(crcs[at])).collect(),
            None => Vec::new(),
        };
        let input = common::pixels(number, network.size);
        case.input(&format!("input {number}"), input, Known::Checksum(output), layers);
    }
    case
}

/// The outputs for photographs, and every layer for two of them, byte for byte.
fn pictures(test: &str, network: Network) {
    let Some(parts) = network.read(test) else { return };
    let Some(outputs) = network.picture_outputs(test) else { return };
    assert_eq!(outputs.len(), 24, "pictures");
    let mut case = Case::new(parts);
    for (picture, _, output) in outputs {
        let Some(input) = network.picture(test, &picture) else { return };
        let layers = if PICTURES_WITH_LAYERS.contains(&picture.as_str()) {
            let Some(layers) = network.picture_layers(test, &picture) else { return };
            layers.into_iter().map(|(_, bytes)| Known::Bytes(bytes)).collect()
        } else {
            Vec::new()
        };
        case.input(&picture, input, Known::Bytes(output), layers);
    }
    case.check();
}

/// The built-in model, whose golden bytes travel with the repository whole: a difference says where.
fn built_in() -> Case {
    let mut case = Case::new(vec![common::built_in()]);
    for (number, output) in common::built_in_outputs().into_iter().enumerate() {
        let layers = if INPUTS_WITH_LAYERS.contains(&number) {
            let layers = common::built_in_layers(number).into_iter();
            layers.map(|(_, bytes)| Known::Bytes(bytes)).collect()
        } else {
            Vec::new()
        };
        let input = common::pixels(number, common::BUILT_IN.size);
        case.input(&format!("input {number}"), input, Known::Bytes(output), layers);
    }
    case
}

#[test]
fn the_bytes_of_the_built_in_model() {
    built_in().check();
}

/// One byte changed in an output, one in a layer and one checksum are all found.
#[test]
fn differences_are_found() {
    let mut case = built_in();
    let number = INPUTS_WITH_LAYERS[0];
    let expected = common::BUILT_IN.checksums();
    let mut layers: Vec<u32> = expected.layers.iter().map(|(_, crcs)| crcs[0]).collect();
    layers[9] ^= 1;
    let layers = layers.into_iter().map(Known::Checksum).collect();
    let input = common::pixels(number, common::BUILT_IN.size);
    case.input("checksums", input, Known::Checksum(expected.outputs[number] ^ 1), layers);
    case.files.get_mut("golden/input-3/output").expect("an output")[7] ^= 1;
    case.files.get_mut("golden/input-4/12").expect("a layer")[1000] ^= 1;
    let differences = case.differences();
    // An output is compared twice, for bytes and for floats.
    assert_eq!(differences.len(), 6 * binaries().len(), "\n{}", differences.join("\n"));
    let wanted = [
        "input 3 output: 1 of 200 bytes differ, first at 7",
        "input 4 layer 12 ",
        "checksums layer 9 ",
        "checksums output: ",
    ];
    for found in wanted {
        let times = differences.iter().filter(|line| line.contains(found)).count();
        assert_eq!(times, binaries().len(), "{found}\n{}", differences.join("\n"));
    }
}

/// One bit of one weight changes checksums from its layer on.
#[test]
fn a_changed_weight_is_found() {
    let network = common::BUILT_IN;
    let mut file = common::built_in();
    let middle = file.len() / 2;
    file[middle] ^= 1;
    let differences = with_checksums(network, vec![file]).differences();
    let layers = differences.iter().filter(|line| line.contains(" layer ")).count();
    assert!(layers >= 2 * binaries().len(), "\n{}", differences.join("\n"));
    assert!(!differences.iter().any(|line| line.contains(" layer 0 ")), "the quantisation");
}
