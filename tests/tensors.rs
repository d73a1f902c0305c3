//! What is said of a layer's tensors, against the file, read here by itself.
#![cfg(not(target_family = "wasm"))]

mod common;

use separable::inspect::{Histogram, Operand, tensors};
use separable::model::{Element, tflite};
use std::fs;

/// A table of a FlatBuffer.
#[derive(Clone, Copy)]
struct Table<'a>(&'a [u8], usize);

fn u32_at(file: &[u8], at: usize) -> usize {
    u32::from_le_bytes(file[at..at + 4].try_into().expect("four bytes")) as usize
}

impl<'a> Table<'a> {
    fn root(file: &'a [u8]) -> Self {
        Self(file, u32_at(file, 0))
    }

    /// Where a field stands, if it does.
    fn field(self, number: usize) -> Option<usize> {
        let Self(file, at) = self;
        let vtable = (at as i64 - i64::from(u32_at(file, at) as i32)) as usize;
        let half = |at: usize| usize::from(u16::from_le_bytes([file[at], file[at + 1]]));
        let slot = 4 + 2 * number;
        (slot < half(vtable)).then(|| half(vtable + slot)).filter(|&of| of > 0).map(|of| at + of)
    }

    fn byte(self, number: usize) -> u8 {
        self.field(number).map_or(0, |at| self.0[at])
    }

    fn int(self, number: usize) -> i32 {
        self.field(number).map_or(0, |at| u32_at(self.0, at) as i32)
    }

    fn table(self, number: usize) -> Option<Table<'a>> {
        self.field(number).map(|at| Table(self.0, at + u32_at(self.0, at)))
    }

    /// Where a vector begins, and its length.
    fn vector(self, number: usize) -> (usize, usize) {
        let Some(at) = self.field(number) else { return (0, 0) };
        let start = at + u32_at(self.0, at);
        (start + 4, u32_at(self.0, start))
    }

    fn bytes(self, number: usize) -> &'a [u8] {
        let (at, len) = self.vector(number);
        &self.0[at..at + len]
    }

    fn ints(self, number: usize) -> Vec<i32> {
        let (at, len) = self.vector(number);
        (0..len).map(|i| u32_at(self.0, at + 4 * i) as i32).collect()
    }

    fn floats(self, number: usize) -> Vec<f32> {
        self.ints(number).into_iter().map(|bits| f32::from_bits(bits as u32)).collect()
    }

    fn tables(self, number: usize) -> Vec<Table<'a>> {
        let (at, len) = self.vector(number);
        (0..len).map(|i| at + 4 * i).map(|at| Table(self.0, at + u32_at(self.0, at))).collect()
    }
}

/// A tensor as the file has it: shape, type, scales, zero point, data.
struct Stored<'a> {
    shape: Vec<usize>,
    kind: u8,
    scales: Vec<f32>,
    zero_point: i32,
    data: &'a [u8],
}

impl Stored<'_> {
    /// Its last three sizes.
    fn shape(&self) -> [usize; 3] {
        match *self.shape.as_slice() {
            [.., h, w, c] => [h, w, c],
            [.., c] => [1, 1, c],
            [] => [1; 3],
        }
    }

    fn element(&self) -> Element {
        match self.kind {
            0 => Element::F32,
            3 => Element::U8,
            9 => Element::I8,
            other => panic!("type {other}"),
        }
    }

    fn operand(&self) -> Operand {
        let (scale, zero_point) = match self.kind {
            0 => (1.0, 0),
            _ => (self.scales[0], self.zero_point),
        };
        Operand {
            shape: self.shape(),
            element: self.element(),
            scale,
            zero_point,
            constant: !self.data.is_empty(),
        }
    }
}

const CONV_2D: i32 = 3;
const DEPTHWISE_CONV_2D: i32 = 4;

/// Compares every convolution of a file; returns how many there were.
fn compare(file: &[u8]) -> usize {
    let model = tflite::read(file).expect("a network");
    let root = Table::root(file);
    let codes: Vec<i32> =
        root.tables(1).iter().map(|code| i32::from(code.byte(0)).max(code.int(3))).collect();
    let buffers = root.tables(4);
    let graph = root.tables(2)[0];
    let stored: Vec<(String, Stored<'_>)> = graph
        .tables(0)
        .iter()
        .map(|tensor| {
            let name = String::from_utf8_lossy(tensor.bytes(3)).into_owned();
            let quantization = tensor.table(4);
            let (zeros, count) = quantization.map_or((0, 0), |it| it.vector(3));
            let stored = Stored {
                shape: tensor.ints(0).iter().map(|&size| size as usize).collect(),
                kind: tensor.byte(1),
                scales: quantization.map_or_else(Vec::new, |it| it.floats(2)),
                zero_point: if count > 0 { u32_at(file, zeros) as i32 } else { 0 },
                data: buffers[tensor.int(2) as usize].bytes(0),
            };
            (name, stored)
        })
        .collect();
    let mut count = 0;
    for operator in graph.tables(3) {
        let code = codes[operator.int(0) as usize];
        if ![CONV_2D, DEPTHWISE_CONV_2D].contains(&code) {
            continue;
        }
        let [inputs, outputs] = [1, 2].map(|field| operator.ints(field));
        let (name, output) = &stored[outputs[0] as usize];
        let [input, kernels] = [0, 1].map(|i| &stored[inputs[i] as usize].1);
        // Of a fused operator the name of its main part.
        let name = name.split(';').next().unwrap_or_default();
        let layer = model.layers.iter().position(|layer| layer.name == name);
        let found = tensors(&model, layer.unwrap_or_else(|| panic!("no layer {name}")))
            .expect("its tensors");
        assert_eq!(found.output, output.operand(), "{name}");
        assert_eq!(found.inputs, [input.operand()], "{name}");
        let weights = found.weights.expect("weights");
        assert_eq!(weights.shape.as_slice(), kernels.shape, "{name}");
        match kernels.kind {
            0 => {
                assert_eq!((weights.stored, weights.scales.len()), ("f32", 0), "{name}");
                let values: Vec<f32> = kernels
                    .data
                    .chunks(4)
                    .map(|bytes| f32::from_le_bytes(bytes.try_into().expect("four")))
                    .collect();
                let least = values.iter().copied().min_by(f32::total_cmp).expect("some");
                let most = values.iter().copied().max_by(f32::total_cmp).expect("some");
                assert_eq!((weights.histogram.low, weights.histogram.high), (least, most));
                let sum: u32 = weights.histogram.counts.iter().sum();
                assert_eq!(sum as usize, values.len(), "{name}");
                // A quarter of the range in doubles, but for what lies next to its bounds.
                let step = (f64::from(most) - f64::from(least)) / 4.0;
                for (quarter, counts) in weights.histogram.counts.chunks(16).enumerate() {
                    let at = |value: f32| (f64::from(value) - f64::from(least)) / step;
                    let near = values.iter().filter(|&&it| (at(it) - at(it).round()).abs() < 1e-4);
                    let inside =
                        values.iter().filter(|&&it| (at(it) as usize).min(3) == quarter).count();
                    let counted = counts.iter().sum::<u32>() as usize;
                    assert!(counted.abs_diff(inside) <= near.count(), "{name}, {quarter}");
                }
            }
            kind => {
                let signed = kind == 9;
                assert_eq!(weights.stored, if signed { "i8" } else { "u8" }, "{name}");
                assert_eq!(weights.scales, kernels.scales, "{name}");
                assert_eq!(weights.zero_point, kernels.zero_point, "{name}");
                let mut counts = vec![0; 256];
                for &byte in kernels.data {
                    let number = if signed { i32::from(byte as i8) + 128 } else { byte.into() };
                    counts[number as usize] += 1;
                }
                let low = if signed { -128.0 } else { 0.0 };
                let expected = Histogram { low, high: low + 255.0, counts };
                assert_eq!(weights.histogram, expected, "{name}");
            }
        }
        let options = operator.table(4).expect("options");
        assert_eq!(found.padding, Some(padding(options, input, kernels, output)), "{name}");
        let activation = options.byte(if code == CONV_2D { 3 } else { 4 });
        assert_eq!(found.activation, ["none", "relu", "reluN1To1", "relu6"][activation as usize]);
        count += 1;
    }
    count
}

/// TensorFlow's padding: SAME is 0 in the file; the odd zero stands behind.
fn padding(
    options: Table<'_>,
    input: &Stored<'_>,
    kernels: &Stored<'_>,
    output: &Stored<'_>,
) -> [usize; 4] {
    if options.byte(0) == 1 {
        return [0; 4];
    }
    let [(top, bottom), (left, right)] = [0, 1].map(|axis| {
        let stride = options.int(2 - axis) as usize;
        let needed = (output.shape()[axis] - 1) * stride + kernels.shape[1 + axis];
        let zeros = needed.saturating_sub(input.shape()[axis]);
        (zeros / 2, zeros - zeros / 2)
    });
    [top, left, bottom, right]
}

#[test]
fn every_number_is_the_files() {
    assert_eq!(compare(&common::built_in()), 28, "int8, a scale for each channel");
    let name = "every_number_is_the_files";
    for file in ["mobilenet_v1_0.25_128_quant.tflite", "tf2_mobilenet_v2_1.0_224_ptq.tflite"] {
        let Some(path) = common::weights(name, file) else { return };
        assert!(compare(&fs::read(path).expect("a file")) >= 27, "{file}");
    }
    let Some(path) = common::shared(name, "built-in/model_f32.tflite") else { return };
    assert_eq!(compare(&fs::read(path).expect("a file")), 28, "floats");
}

#[test]
fn there_are_tensors_of_every_layer_and_of_no_other() {
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    let layers = model.layers.len();
    for layer in 0..layers {
        let found = tensors(&model, layer).expect("a layer");
        assert!(found.inputs.iter().all(|input| !input.constant), "layer {layer}");
    }
    assert!(tensors(&model, layers).is_err());
}
