//! The arithmetic of cells of every operator: the told number against the engine's own, the numbers
//! it is made of against the activations before it, and its real value against the operator's
//! formula in double precision.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Lcg;
use separable::engine::Engine;
use separable::inspect::{Cell, Inspector, Tap};
use separable::model::{ArithmeticKind, Element, Function, Layer, Model, Op, Tensor, tflite};
use std::path::{Path, PathBuf};

/// The numbers of a value, as they are stored.
fn numbers(tensor: &Tensor, raw: &[u8]) -> Vec<f64> {
    match tensor.element {
        Element::F32 => raw.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b).into()).collect(),
        Element::U8 => raw.iter().map(|&byte| byte.into()).collect(),
        Element::I8 => raw.iter().map(|&byte| (byte as i8).into()).collect(),
    }
}

/// An engine with an input, and all values of its model but the input's.
struct Ran {
    model: Model,
    engine: Engine,
    inspector: Inspector,
    values: Vec<Vec<f64>>,
}

impl Ran {
    fn new(path: &Path) -> Self {
        let model = tflite::read(&common::read(path)).expect("a model");
        let mut engine = Engine::new(model.clone()).expect("a model of a picture");
        let bytes = Lcg(7).bytes(model.input.len());
        let input = match model.input.element {
            Element::F32 => {
                let floats: Vec<f32> =
                    bytes.iter().map(|&byte| f32::from(byte) / 127.5 - 1.0).collect();
                engine.set_real_input(&floats).expect("its size");
                floats.iter().map(|&float| float.into()).collect()
            }
            _ => {
                engine.set_own_input(&bytes).expect("its size");
                numbers(&model.input, &bytes)
            }
        };
        let mut inspector = Inspector::new(&engine, || 0.0);
        let mut values = vec![if model.channels_first { Vec::new() } else { input }];
        for (index, layer) in model.layers.iter().enumerate() {
            let mut raw = Vec::new();
            inspector.activation(&mut engine, index, &mut raw).expect("a layer of it");
            values.push(numbers(&layer.output, &raw));
        }
        Self { model, engine, inspector, values }
    }

    /// Number `tap` reads, by the values; None where it stands in the file.
    fn read(&self, layer: &Layer, cell: &Cell, tap: &Tap) -> Option<f64> {
        let before = (0..tap.operand).filter(|&i| Some(i) != cell.constant).count();
        let value = *layer.inputs.get(before)?;
        if tap.padding || Some(tap.operand) == cell.constant {
            return None;
        }
        let [_, w, c] = self.model.value(value).shape;
        let at = (tap.y as usize * w + tap.x as usize) * c + tap.channel;
        self.values[value].get(at).copied()
    }

    fn check(&mut self, index: usize, position: [usize; 3]) -> Result<(), String> {
        let cell = self.inspector.cell(&mut self.engine, index, position, usize::MAX);
        let cell = cell.map_err(|error| error.to_string())?;
        let layer = &self.model.layers[index];
        let output = &layer.output;
        let [_, w, c] = output.shape;
        let own = self.values[index + 1][(position[0] * w + position[1]) * c + position[2]];
        if cell.stored != own {
            return Err(format!("{} is not the stored {own}", cell.stored));
        }
        for tap in &cell.taps {
            if let Some(read) = self.read(layer, &cell, tap)
                && read != tap.input
            {
                return Err(format!("{tap:?} does not read {read}"));
            }
        }
        // What rounding may make of the sum of floats, in steps of single precision.
        let size = cell.taps.iter().map(|tap| tap.product.abs()).sum::<f64>() + cell.bias.abs();
        let float = output.element == Element::F32;
        let slack = if float { 1e-5 * (size * cell.unit).max(own.abs()) + 1e-9 } else { 0.0 };
        if (cell.number - own).abs() > slack {
            return Err(format!("tells {} of {own}: {cell:?}", cell.number));
        }
        let told = f64::from(cell.output.scale) * (cell.number - f64::from(cell.output.zero_point));
        if told != cell.real {
            return Err(format!("{told} is not its real value {}", cell.real));
        }
        let step = f64::from(output.scale);
        let real = |number: f64| step * (number - f64::from(output.zero_point));
        let expected = formula(&self.model, layer, &cell, position);
        if !float && (expected / step).abs() >= 2f64.powi(30) {
            // A network that has died: the reference's integers overflow, and so do ours.
            return Ok(());
        }
        let expected = expected.clamp(real(cell.clamp.min), real(cell.clamp.max));
        // Rounding of a step, of 16-bit arithmetic, and of scales in single precision.
        let rough = match layer.op {
            Op::Function(Function::HardSwish) => 1e-3 * expected.abs() + 0.02 * step,
            _ => 1e-5 * expected.abs(),
        };
        let slack = if float { slack + 1e-6 } else { 1.02 * step + rough };
        if (expected - cell.real).abs() > slack {
            return Err(format!("{expected} by the formula: {cell:?}"));
        }
        Ok(())
    }
}

/// The cell's real value before it is clamped, from its taps.
fn formula(model: &Model, layer: &Layer, cell: &Cell, [y, x, n]: [usize; 3]) -> f64 {
    let real = |number: f64, meaning: &separable::inspect::Quantization| {
        f64::from(meaning.scale) * (number - f64::from(meaning.zero_point))
    };
    let input = |tap: &Tap| real(tap.input, &cell.input);
    let inputs = || cell.taps.iter().map(input);
    let [h, w, c] = model.value(layer.inputs[0]).shape;
    let one = || {
        assert_eq!(cell.taps.len(), 1, "a cell of one number");
        input(&cell.taps[0])
    };
    match &layer.op {
        Op::Conv(_) | Op::Depthwise(_) => {
            let products = cell.taps.iter().map(|tap| input(tap) * real(tap.weight, &cell.weight));
            let unit = f64::from(cell.input.scale) * f64::from(cell.weight.scale);
            products.sum::<f64>() + cell.bias * unit
        }
        Op::AveragePool(_) => inputs().sum::<f64>() / cell.taps.len() as f64,
        Op::Mean => {
            assert_eq!(cell.taps.len(), h * w);
            inputs().sum::<f64>() / (h * w) as f64
        }
        Op::MaxPool(_) | Op::Max => inputs().fold(f64::NEG_INFINITY, f64::max),
        Op::Arithmetic(operator) => {
            let a = input(&cell.taps[0]);
            let b = match operator.kind {
                ArithmeticKind::Mul => cell.taps[0].weight,
                _ => cell.taps[1].input,
            };
            let b = real(b, &cell.weight);
            match operator.kind {
                ArithmeticKind::Add => a + b,
                ArithmeticKind::Sub => a - b,
                ArithmeticKind::Mul => a * b,
            }
        }
        Op::Function(Function::HardSwish) => {
            let gate = real(cell.taps[0].weight, &cell.weight);
            assert!((gate - (one() + 3.0).clamp(0.0, 6.0) / 6.0).abs() < 1e-3, "{cell:?}");
            one() * (one() + 3.0).clamp(0.0, 6.0) / 6.0
        }
        Op::Function(Function::Logistic) => 1.0 / (1.0 + (-one()).exp()),
        Op::Softmax { beta } => {
            let of = |channel: usize| {
                let exponential = |tap: &Tap| (f64::from(*beta) * input(tap)).exp();
                cell.taps.iter().find(|tap| tap.channel == channel).map(exponential)
            };
            of(n).expect("itself") / (0..c).filter_map(of).sum::<f64>()
        }
        Op::Reshape | Op::Transpose { .. } | Op::Pad { .. } | Op::Concat { .. } => {
            assert!([y, x, n].iter().zip(layer.output.shape).all(|(at, size)| *at < size));
            one()
        }
        Op::Function(Function::Clamp(_)) | Op::Quantize => one(),
    }
}

/// About `count` cells of an output, its corners among them.
fn places([h, w, c]: [usize; 3], count: usize) -> Vec<[usize; 3]> {
    let cells = h * w * c;
    let step = (cells / count).max(1) | 1;
    let all = (0..cells).step_by(step).chain([cells - 1]);
    all.map(|at| [at / (w * c), at / c % w, at % c]).collect()
}

/// Checks about `count` cells of every layer of each network.
fn check(networks: &[PathBuf], count: usize) {
    let failed = networks.iter().filter_map(|path| {
        let mut ran = Ran::new(path);
        let layers = ran.model.layers.iter().map(|layer| layer.output.shape);
        let cells: Vec<(usize, [usize; 3])> = layers
            .enumerate()
            .flat_map(|(index, shape)| places(shape, count).into_iter().map(move |p| (index, p)))
            .collect();
        let failed = cells.into_iter().find_map(|(index, position)| {
            let error = ran.check(index, position).err()?;
            Some(format!("layer {index}, {position:?}: {error}"))
        });
        Some(format!("{}: {}", path.file_name()?.display(), failed?))
    });
    let failed: Vec<String> = failed.collect();
    assert!(failed.is_empty(), "{} of {}\n{}", failed.len(), networks.len(), failed.join("\n"));
}

fn networks(folder: &Path) -> Vec<PathBuf> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|file| file.expect("one").path());
    files.filter(|file| file.extension().is_some_and(|end| end == "tflite")).collect()
}

#[test]
fn every_operator_tells_the_number_that_it_makes() {
    let networks = networks(&common::repository("tests/golden/operators"));
    assert!(networks.len() > 300, "there are networks");
    check(&networks, 60);
}

#[test]
fn networks_of_people_tell_the_numbers_that_they_make() {
    for folder in ["real", "zoo/networks"] {
        let Some(folder) = common::shared("cells", folder) else { return };
        check(&networks(&folder), 5);
    }
}
