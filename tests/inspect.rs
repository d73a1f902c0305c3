//! The inspector's answers about a frame, against plain loops written here.
#![cfg(not(target_family = "wasm"))]

mod common;

use separable::engine::Engine;
use separable::inspect::{
    Area, Change, ChannelWeights, Clamp, Inspector, Pooled, Position, Quantization, Rest, changed,
    field, weights,
};
use separable::kernels::reference;
use separable::model::synthetic::{LayerSpec, MobileNet, SpecKind};
use separable::model::{
    Activation, Convolution, Element, FloatWeights, Model, Op, Precision, Tensor, Version, Weights,
    tflite,
};

fn net(version: Version, element: Element, size: usize) -> Model {
    let net = MobileNet { version, alpha: 0.05, size, classes: 30, standard: false, element };
    net.model().expect("a network that can be made")
}

fn built_in() -> Model {
    tflite::read(&common::built_in()).expect("the built-in model")
}

fn tiny(file: common::tiny::File) -> Model {
    tflite::read(&file.write()).expect("a sound network")
}

/// Networks of all kinds, each with an input and every layer's activation.
fn cases() -> Vec<(Model, Vec<Vec<u8>>)> {
    let models = [
        built_in(),
        tiny(common::tiny::network()),
        tiny(common::tiny::residual()),
        net(Version::V1, Element::U8, 64),
        net(Version::V2, Element::I8, 64),
    ];
    models.into_iter().map(seen).collect()
}

fn seen(model: Model) -> (Model, Vec<Vec<u8>>) {
    let input = common::pixels(5, model.input.shape[0]);
    let mut layers = reference::run(&model, &signed(&model, &input)).expect("its size");
    layers.insert(0, signed(&model, &input));
    (model, layers)
}

/// A picture's bytes as the reference kernels take them: those of an int8 model by their bits.
fn signed(model: &Model, rgb: &[u8]) -> Vec<u8> {
    // An int8 model takes a picture's bytes less 128.
    let shift = if model.input.element == Element::I8 { 128 } else { 0 };
    rgb.iter().map(|byte| byte ^ shift).collect()
}

fn engine(model: &Model) -> (Engine, Inspector) {
    let mut engine = Engine::new(model.clone()).expect("a whole model");
    engine.set_input(&common::pixels(5, model.input.shape[0])).expect("its size");
    engine.run();
    let inspector = Inspector::new(&engine, || 0.0);
    (engine, inspector)
}

fn number(tensor: &Tensor, byte: u8) -> i32 {
    match tensor.element {
        Element::I8 => i32::from(byte as i8),
        _ => i32::from(byte),
    }
}

fn real(tensor: &Tensor, byte: u8) -> f64 {
    f64::from(tensor.scale) * f64::from(number(tensor, byte) - tensor.zero_point)
}

fn convolution(op: &Op) -> Option<(&Convolution, bool)> {
    match op {
        Op::Conv(conv) => Some((conv, false)),
        Op::Depthwise(conv) => Some((conv, true)),
        _ => None,
    }
}

/// Cells of an output: its corners, and positions and channels in between.
fn places([h, w, c]: [usize; 3]) -> Vec<[usize; 3]> {
    let along = |size: usize| [0, size / 3, size - 1];
    let mut places = Vec::new();
    for y in along(h) {
        for x in along(w) {
            places.extend([0, c / 2, c - 1].map(|channel| [y, x, channel]));
        }
    }
    places
}

#[test]
fn products_sum_to_the_byte() {
    for (model, values) in cases() {
        let (mut engine, mut inspector) = engine(&model);
        for (index, layer) in model.layers.iter().enumerate() {
            let Some((conv, depthwise)) = convolution(&layer.op) else { continue };
            let Weights::Quantized(kernel) = &conv.weights else { panic!("bytes") };
            let (from, made) = (layer.inputs[0], layer.output);
            let input = *model.value(from);
            let [h, w, c] = input.shape;
            let [kh, kw] = conv.window.kernel;
            for [y, x, n] in places(made.shape) {
                let case = format!("layer {index}, {:?}", [y, x, n]);
                let cell = inspector.cell(&mut engine, index, [y, x, n], usize::MAX);
                let cell = cell.expect("a cell of it");
                let byte = values[index + 1][(y * made.shape[1] + x) * made.shape[2] + n];
                assert_eq!(cell.number, f64::from(number(&made, byte)), "{case}");

                let mut sum = 0;
                let channels = if depthwise { 1 } else { c };
                assert_eq!(cell.taps.len(), kh * kw * channels, "{case}");
                assert_eq!(cell.rest, Rest::default(), "{case}");
                for (at, tap) in cell.taps.iter().enumerate() {
                    let channel = if depthwise { n } else { at % c };
                    let (ky, kx) = (at / channels / kw, at / channels % kw);
                    let at = [tap.ky, tap.kx, tap.channel];
                    assert_eq!(at, [ky, kx, channel], "{case}");
                    let iy =
                        (y * conv.window.stride[0] + ky) as isize - conv.window.pad[0] as isize;
                    let ix =
                        (x * conv.window.stride[1] + kx) as isize - conv.window.pad[1] as isize;
                    assert_eq!([tap.y, tap.x], [iy, ix].map(|at| at as i32), "{case}");
                    let inside = (0..h as isize).contains(&iy) && (0..w as isize).contains(&ix);
                    assert_eq!(tap.padding, !inside, "{case}");
                    let taken = match inside {
                        true => {
                            let at = (iy as usize * w + ix as usize) * c + channel;
                            number(&input, values[from][at])
                        }
                        false => input.zero_point,
                    };
                    assert_eq!(tap.input, f64::from(taken), "{case}");
                    let at = match depthwise {
                        true => (ky * kw + kx) * c + channel,
                        false => ((n * kh + ky) * kw + kx) * c + channel,
                    };
                    let weight = match kernel.element {
                        Element::I8 => i32::from(kernel.bytes[at] as i8),
                        _ => i32::from(kernel.bytes[at]),
                    };
                    assert_eq!(tap.weight, f64::from(weight), "{case}");
                    let product = (taken - input.zero_point) * (weight - kernel.zero_point);
                    assert_eq!(tap.product, f64::from(product), "{case}");
                    sum += product;
                }
                let bias = kernel.bias[n];
                assert_eq!((cell.sum, cell.bias), (sum.into(), bias.into()), "{case}");
                // The answer's own steps lead from the sum to the byte.
                let exact = f64::from(cell.multiplier.mantissa)
                    * f64::from(sum + bias)
                    * 2f64.powi(cell.multiplier.shift - 31);
                // Rounded twice, and by a shift of one place at least.
                let off = (exact - cell.scaled).abs();
                assert!(off <= 0.75, "{case}: {exact} became {}", cell.scaled);
                let scales = f64::from(input.scale) * f64::from(cell.weight.scale);
                let factor = scales / f64::from(made.scale) * f64::from(sum + bias);
                assert!((exact - factor).abs() <= 1e-5 * factor.abs().max(1.0), "{case}");
                let Clamp { min, max } = cell.clamp;
                let shifted = cell.scaled + f64::from(made.zero_point);
                assert_eq!(cell.number, shifted.clamp(min, max), "{case}");
                assert_eq!(cell.accumulator, f64::from(sum + bias), "{case}");
                assert_eq!(cell.multiplier.real * cell.accumulator, exact, "{case}");
                assert_eq!(cell.real, real(&made, byte), "{case}");
            }
        }
    }
}

#[test]
fn the_largest_products_and_the_rest() {
    let model = built_in();
    let (mut engine, mut inspector) = engine(&model);
    for index in [1, 2, 3, 15, 30] {
        let Some((_, depthwise)) = convolution(&model.layers[index].op) else { continue };
        let place = [0, 0, 3];
        let all = inspector.cell(&mut engine, index, place, usize::MAX).expect("a cell");
        let some = inspector.cell(&mut engine, index, place, 5).expect("a cell");
        assert_eq!((some.sum, some.number), (all.sum, all.number));
        if depthwise {
            assert_eq!(some, all, "nine products are all told");
            continue;
        }
        assert_eq!((some.taps.len(), some.rest.count), (5, all.taps.len() - 5));
        let told: f64 = some.taps.iter().map(|tap| tap.product).sum();
        assert_eq!(told + some.rest.sum, all.sum);
        let mut sizes: Vec<f64> = all.taps.iter().map(|t| t.product.abs()).collect();
        sizes.sort_unstable_by(|a, b| b.total_cmp(a));
        let told: Vec<f64> = some.taps.iter().map(|tap| tap.product.abs()).collect();
        assert_eq!(told, sizes[..5]);
    }
}

#[test]
fn weights_are_those_of_the_cell() {
    let model = built_in();
    let (mut engine, mut inspector) = engine(&model);
    for (index, layer) in model.layers.iter().enumerate() {
        if convolution(&layer.op).is_none() {
            assert!(weights(&model, index, 0).is_err());
            continue;
        }
        let cell = inspector.cell(&mut engine, index, [0, 0, 7], usize::MAX).expect("a cell");
        let ChannelWeights { data, bias } = weights(&model, index, 7).expect("weights");
        let Quantization { scale, zero_point } = cell.weight;
        assert_eq!(bias, cell.bias as f32 * (cell.input.scale * scale));
        let expected =
            cell.taps.iter().map(|tap| (tap.weight - f64::from(zero_point)) as f32 * scale);
        assert_eq!(data, expected.collect::<Vec<_>>());
    }
}

#[test]
fn cells_that_cannot_be_told() {
    let model = built_in();
    let (mut engine, mut inspector) = engine(&model);
    let mut told = |layer, place| {
        let error = inspector.cell(&mut engine, layer, place, 9).expect_err("no such cell");
        error.to_string()
    };
    assert!(told(99, [0, 0, 0]).contains("no layer 99"));
    assert!(told(1, [64, 0, 0]).contains("no cell [64, 0, 0] in an output of [64, 64, 16]"));
}

/// The same network in floats, with every weight one and no clamp: the cells that a pixel changes are
/// those whose receptive field contains it.
fn transparent(mut model: Model) -> Model {
    let float = |tensor: &mut Tensor| {
        *tensor = Tensor { element: Element::F32, scale: 1.0, zero_point: 0, ..*tensor };
    };
    float(&mut model.input);
    for layer in &mut model.layers {
        float(&mut layer.output);
        match &mut layer.op {
            Op::Conv(conv) | Op::Depthwise(conv) => {
                let (values, bias) = conv.weights.counts();
                // One over the taps keeps numbers within reach.
                let weight = 1.0 / (values / bias) as f32;
                let (values, bias) = (vec![weight; values], vec![0.0; bias]);
                conv.weights =
                    Weights::Float(FloatWeights { values, bias, stored: Precision::Single });
                conv.activation = Activation::None;
            }
            Op::Arithmetic(operator) => operator.activation = Activation::None,
            _ => {}
        }
    }
    model
}

#[test]
fn a_cell_sees_the_pixels_that_change_it() {
    for model in [
        net(Version::V1, Element::U8, 24),
        net(Version::V2, Element::U8, 21),
        tiny(common::tiny::residual()),
    ] {
        let mut model = transparent(model);
        // Up to the last block: the layers after it are wide, and softmax hides equal changes.
        let block = |op: &Op| matches!(op, Op::Depthwise(_));
        let end = model.layers.iter().rposition(|layer| block(&layer.op)).expect("a block") + 2;
        model.layers.truncate(end);
        let [h, w, _] = model.input.shape;
        // For every value and position the pixels that reach it: least and largest row and column.
        let nobody = [i32::MAX, i32::MIN, i32::MAX, i32::MIN];
        let mut reach: Vec<Vec<[i32; 4]>> = model
            .layers
            .iter()
            .map(|layer| vec![nobody; layer.output.shape[0] * layer.output.shape[1]])
            .collect();
        for pixel in 0..h * w {
            let mut input = vec![0f32; h * w * 3];
            input[pixel * 3] = 1.0;
            let input: Vec<u8> = input.iter().flat_map(|v| v.to_le_bytes()).collect();
            let layers = reference::run(&model, &input).expect("its size");
            for (index, layer) in layers.iter().enumerate() {
                let c = model.layers[index].output.shape[2];
                for (place, bytes) in layer.chunks_exact(4 * c).enumerate() {
                    if bytes.iter().any(|&byte| byte != 0) {
                        let [top, bottom, left, right] = &mut reach[index][place];
                        let (y, x) = ((pixel / w) as i32, (pixel % w) as i32);
                        (*top, *bottom) = ((*top).min(y), (*bottom).max(y));
                        (*left, *right) = ((*left).min(x), (*right).max(x));
                    }
                }
            }
        }
        for (index, layer) in model.layers.iter().enumerate() {
            let ow = layer.output.shape[1];
            for (place, &[top, bottom, left, right]) in reach[index].iter().enumerate() {
                let seen = field(&model, index, place / ow, place % ow).expect("a cell");
                let expected = Area { top, left, bottom: bottom + 1, right: right + 1 };
                assert_eq!(seen.area, expected, "layer {index}, place {place}");
                let (y, x) = ((place / ow) as i32, (place % ow) as i32);
                let own = Area { top: y, left: x, bottom: y + 1, right: x + 1 };
                assert_eq!(seen.layers.last().expect("itself").expect("itself").area, own);
                let (whole, part) = (seen.unclipped, seen.area);
                assert!(whole.top.max(0) <= part.top && part.bottom <= whole.bottom.min(h as i32));
                assert!(whole.left.max(0) <= part.left && part.right <= whole.right.min(w as i32));
            }
        }
    }
}

/// The published receptive field of MobileNet V1: 315 pixels before the average (Araujo et al., 2019,
/// "Computing Receptive Fields of Convolutional Neural Networks").
#[test]
fn the_field_of_v1() {
    let model = net(Version::V1, Element::U8, 224);
    let sizes = [0, 1, 3, 5, 11, 25].map(|layer| {
        let [h, w, _] = model.layers[layer].output.shape;
        let Area { top, bottom, .. } =
            field(&model, layer, h / 2, w / 2).expect("a cell").unclipped;
        bottom - top
    });
    assert_eq!(sizes, [3, 7, 11, 19, 59, 315]);
    assert!(field(&model, 0, 112, 0).is_err());
    assert!(field(&model, 100, 0, 0).is_err());
}

/// The votes of a class by plain loops over bytes: its map, and its bias.
fn votes_by_hand(model: &Model, values: &[Vec<u8>], class: usize) -> (Vec<f64>, f64) {
    let classifier = (0..model.layers.len())
        .rfind(|&index| matches!(model.layers[index].op, Op::Conv(_)))
        .expect("a classifier");
    let pool = (0..classifier)
        .rfind(|&index| matches!(model.layers[index].op, Op::AveragePool(_) | Op::Mean))
        .expect("an average");
    let map = model.layers[pool].inputs[0];
    let (tensor, c) = (model.value(map), model.value(map).shape[2]);
    let Op::Conv(conv) = &model.layers[classifier].op else { panic!("a classifier") };
    let Weights::Quantized(kernel) = &conv.weights else { panic!("bytes") };
    let scale = f64::from(kernel.scale(class));
    let votes = values[map].chunks_exact(c).map(|place| {
        let products = place.iter().enumerate().map(|(i, &byte)| {
            real(tensor, byte) * f64::from(kernel.centred(class * c + i)) * scale
        });
        products.sum()
    });
    let unit = f64::from(model.value(classifier).scale) * scale;
    (votes.collect(), f64::from(kernel.bias[class]) * unit)
}

#[test]
fn a_class_map_averages_to_the_logit() {
    for (model, values) in cases() {
        let (mut engine, mut inspector) = engine(&model);
        let classes = model.output().shape[2];
        for class in [0, classes / 2, classes - 1] {
            let map = inspector.class_map(&mut engine, class).expect("an average and a classifier");
            let (votes, bias) = votes_by_hand(&model, &values, class);
            assert_eq!(map.shape[0] * map.shape[1], votes.len());
            let near = |a: f64, b: f64| (a - b).abs() < 1e-5 * b.abs().max(1.0);
            assert!(map.data.iter().zip(&votes).all(|(&a, &b)| near(a, b)));
            assert!(near(map.mean, votes.iter().sum::<f64>() / votes.len() as f64));
            assert!(near(map.bias, bias));
            // The remainder is no larger than rounding can make it.
            let remainder = map.stored - (map.mean + map.bias);
            assert_eq!((map.logit, map.remainder), (map.mean + map.bias, remainder));
            assert!((map.pooling + map.rounding - remainder).abs() < 1e-9);
            let index = model.layers.iter().rposition(|layer| matches!(layer.op, Op::Conv(_)));
            let index = index.expect("a classifier");
            let (made, pooled) = (model.layers[index].output, *model.value(index));
            let byte = values[index + 1][class];
            assert_eq!(map.stored, real(&made, byte));
            let clamped = [0, 255, 127, 128].contains(&byte);
            let half = 0.501 * f64::from(made.scale);
            assert!(clamped || map.rounding.abs() <= half, "{} of {half}", map.rounding);
            let kernel = weights(&model, index, class).expect("weights");
            let sizes: f64 = kernel.data.iter().map(|&weight| f64::from(weight.abs())).sum();
            let most = 0.501 * f64::from(pooled.scale) * sizes;
            let cut = values[index].iter().any(|byte| [0, 255, 127, 128].contains(byte));
            assert!(cut || map.pooling.abs() <= most, "{} of {most}", map.pooling);
        }
        let votes = inspector.votes(&mut engine, 0, 0, 4).expect("a place");
        let mut all: Vec<(usize, f64)> = (0..classes)
            .map(|class| {
                let (votes, bias) = votes_by_hand(&model, &values, class);
                (class, votes[0] + bias)
            })
            .collect();
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        assert_eq!(votes.len(), 4);
        for (vote, (class, logit)) in votes.iter().zip(all) {
            assert!((vote.logit - logit).abs() < 1e-5 * logit.abs().max(1.0));
            assert!(vote.index == class || votes.iter().any(|other| other.index == class));
        }
        assert!(inspector.votes(&mut engine, 1000, 0, 4).is_err());
        assert!(inspector.class_map(&mut engine, classes).is_err());
    }
}

#[test]
fn a_float_model_has_class_maps_too() {
    let model = tiny(common::tiny::float(common::tiny::residual()));
    let mut engine = Engine::new(model).expect("a whole model");
    engine.set_input(&common::pixels(5, 5)).expect("its size");
    let mut inspector = Inspector::new(&engine, || 0.0);
    let map = inspector.class_map(&mut engine, 2).expect("an average and a classifier");
    assert!(map.stored.abs() > 0.01);
    assert!((map.stored - map.mean - map.bias).abs() < 1e-5 * map.stored.abs().max(1.0));
    let votes = inspector.votes(&mut engine, 1, 2, 4).expect("a place");
    let vote = votes.iter().find(|vote| vote.index == 2).expect("all four classes");
    assert!((vote.logit - map.data[5] - map.bias).abs() < 1e-4);
}

/// A network of the operators' generated ones, or of the shared folder, with an input.
fn of_file(path: &std::path::Path) -> (Model, Engine, Inspector) {
    let model = tflite::read(&common::read(path)).expect("a model");
    let mut engine = Engine::new(model.clone()).expect("a model of a picture");
    let bytes = common::Lcg(7).bytes(model.input.len());
    match model.input.element {
        Element::F32 => {
            let floats: Vec<f32> = bytes.iter().map(|&b| f32::from(b) / 127.5 - 1.0).collect();
            engine.set_real_input(&floats).expect("its size");
        }
        _ => engine.set_own_input(&bytes).expect("its size"),
    }
    let inspector = Inspector::new(&engine, || 0.0);
    (model, engine, inspector)
}

/// Networks with hidden layers, maxima and maps that are weighed as a whole: what the places add,
/// and what no place changes, is the logit; of a network of floats to the last digits, of one of
/// bytes within what rounding can make of it.
#[test]
fn the_places_of_other_heads_add_up_to_the_logit() {
    let Some(real) = common::shared("class maps", "real") else { return };
    let mut told = std::collections::BTreeMap::new();
    for file in std::fs::read_dir(real).expect("a folder") {
        let path = file.expect("a file").path();
        if path.extension().is_none_or(|end| end != "tflite") {
            continue;
        }
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let (model, mut engine, mut inspector) = of_file(&path);
        let Ok(map) = inspector.class_map(&mut engine, 0) else {
            told.insert(name, "none".to_owned());
            continue;
        };
        let sum: f64 = map.data.iter().sum();
        let places = map.data.len() as f64;
        let whole = if map.pool == Pooled::Average { sum / places } else { sum };
        assert!((whole - map.mean).abs() < 1e-9 * sum.abs().max(1.0), "{name}");
        assert!((map.mean + map.bias - map.logit).abs() < 1e-9, "{name}");
        let float = model.layers.iter().all(|layer| layer.output.element == Element::F32);
        let slack = if float { 1e-4 } else { 0.25 };
        let off = map.remainder.abs() / map.stored.abs().max(1.0);
        assert!(off < slack, "{name}: {} of {}", map.remainder, map.stored);
        let kind = format!("{:?}{}", map.pool, if map.hidden { ", hidden" } else { "" });
        told.insert(name, kind);
        // A linear head's votes are its map; those of one with hidden layers are those of the frame
        // if all its places are alike, as they are where there is one.
        let votes = inspector.votes(&mut engine, 0, 0, usize::MAX).expect("a place");
        let vote = votes.iter().find(|vote| vote.index == 0).expect("every class");
        if !map.hidden && map.pool == Pooled::Average {
            assert!((vote.logit - map.data[0] - map.bias).abs() < 1e-3, "{told:?}");
        }
    }
    println!("{told:#?}");
    let kinds = |what: &str| told.values().filter(|kind| kind.contains(what)).count();
    assert!(kinds("hidden") >= 2 && kinds("Average") >= 6, "{told:#?}");
}

/// Against the definition: with the frame's factors fixed, a head is linear, so a small change of
/// the last map changes the logit by as much as the map says.
#[test]
fn a_hidden_head_is_linear_near_the_frame() {
    let mut model = tiny(common::tiny::float(common::tiny::residual()));
    let last = model.layers.iter().rposition(|layer| matches!(layer.op, Op::Conv(_)));
    let last = last.expect("a classifier");
    // A hidden layer of a ReLU6 between the averages and the classifier.
    let before = *model.value(model.layers[last].inputs[0]);
    let c = before.shape[2];
    let values = (0..c * c).map(|i| ((i * 37 % 23) as f32 - 11.0) / 9.0).collect();
    let bias = (0..c).map(|i| i as f32 * 0.3 - 0.5).collect();
    let hidden = Convolution {
        window: separable::model::Window::PIXEL,
        weights: Weights::Float(FloatWeights { values, bias, stored: Precision::Single }),
        activation: Activation::Relu6,
    };
    let inputs = model.layers[last].inputs.clone();
    let name = "hidden".to_owned();
    let layer = separable::model::Layer { name, op: Op::Conv(hidden), inputs, output: before };
    model.layers.insert(last, layer);
    for layer in &mut model.layers[last + 1..] {
        layer
            .inputs
            .iter_mut()
            .for_each(|value| *value = if *value > last { *value + 1 } else { *value });
    }
    model.layers[last + 1].inputs = vec![last + 1];
    let (mut engine, mut inspector) = engine(&model);
    let map = inspector.class_map(&mut engine, 1).expect("a hidden head");
    assert!(map.hidden && map.remainder.abs() < 1e-4, "{map:?}");
    let mut raw = Vec::new();
    inspector.activation(&mut engine, last, &mut raw).expect("the hidden layer");
    let numbers: Vec<f32> = raw.as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect();
    assert!(numbers.contains(&0.0) && numbers.iter().any(|&x| x > 0.0), "{numbers:?}");
}

#[test]
fn a_network_without_such_an_end_says_so() {
    let mut model = built_in();
    model.layers.truncate(20);
    let (mut engine, mut inspector) = engine(&model);
    let error = inspector.class_map(&mut engine, 0).expect_err("no classifier").to_string();
    assert!(error.contains("does not end in an average"), "{error}");
    assert_eq!(inspector.votes(&mut engine, 0, 0, 1).expect_err("none").to_string(), error);
}

#[test]
fn clipped_cells_are_counted() {
    for (model, values) in cases() {
        let (mut engine, mut inspector) = engine(&model);
        for (index, layer) in model.layers.iter().enumerate() {
            let clipped = inspector.clipped(&mut engine, index).expect("a layer of it");
            let tensor = layer.output;
            let (mut low, mut high) = (vec![0; tensor.shape[2]], vec![0; tensor.shape[2]]);
            let relu6 = convolution(&layer.op).is_some_and(|c| c.0.activation == Activation::Relu6);
            for (at, &byte) in values[index + 1].iter().enumerate() {
                let channel = at % tensor.shape[2];
                let (real, stored) = (real(&tensor, byte), number(&tensor, byte));
                let (least, most) = tensor.element.range();
                let step = f64::from(tensor.scale) / 2.0;
                low[channel] += u32::from(stored == least || relu6 && real < step);
                high[channel] += u32::from(stored == most || relu6 && real > 6.0 - step);
            }
            assert_eq!((clipped.low, clipped.high), (low, high), "layer {index}");
        }
        assert!(inspector.clipped(&mut engine, 1000).is_err());
    }
}

#[test]
fn a_channels_strongest_places() {
    let (model, values) = seen(built_in());
    let (mut engine, mut inspector) = engine(&model);
    let [h, w, c] = model.layers[4].output.shape;
    let found = inspector.strongest(&mut engine, 4, 6, 10).expect("a channel");
    let value = |place: usize| real(&model.layers[4].output, values[5][place * c + 6]);
    let mut expected: Vec<usize> = (0..h * w).collect();
    expected.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
    let expected: Vec<_> =
        expected[..10].iter().map(|&p| Position { y: p / w, x: p % w, value: value(p) }).collect();
    assert_eq!(found, expected);
    assert!(inspector.strongest(&mut engine, 4, c, 10).is_err());
}

/// The engine of a changed model agrees with the reference kernels of that model, and the original
/// engine's answer does not change.
#[test]
fn changes_are_those_of_the_model() {
    let models = [built_in(), net(Version::V2, Element::U8, 64)];
    for model in models.into_iter().chain([tiny(common::tiny::residual())]) {
        let (original, mut inspector) = engine(&model);
        let mut original = original;
        let before = original.run().to_vec();
        let depthwise = |layer: &separable::model::Layer| matches!(layer.op, Op::Depthwise(_));
        let depthwise = model.layers.iter().position(depthwise).expect("a depthwise layer");
        let first = depthwise - 1;
        let kernel = vec![0.0, -0.01, 0.0, 0.02, 1e9, -1e9, 0.0, 0.0, 0.01];
        let list = [
            Change { layer: depthwise, channel: 1, kernel: Some(kernel) },
            Change { layer: first, channel: 0, kernel: None },
        ];
        for count in 0..=list.len() {
            let (other, layers) = changed(&model, &list[..count]).expect("sound changes");
            assert_eq!(layers, [depthwise, first][..count]);
            let expected = seen(other.clone()).1;
            let mut engine = original.changed(other, &layers);
            let output = engine.run().to_vec();
            assert_eq!(&output, expected.last().expect("layers"), "{count} changes");
            let mut of_changed = Inspector::new(&engine, || 0.0);
            for index in 0..model.layers.len() {
                let mut raw = Vec::new();
                of_changed.activation(&mut engine, index, &mut raw).expect("a layer");
                assert_eq!(raw, expected[index + 1], "{count} changes, layer {index}");
                if index == first && count == 2 {
                    let Tensor { shape: [_, _, c], zero_point, .. } = model.layers[first].output;
                    assert!(raw.iter().step_by(c).all(|&byte| byte == zero_point as u8), "muted");
                }
            }
            assert_eq!(original.run(), before, "the other engine is untouched");
        }
        let cell = inspector.cell(&mut original, depthwise, [0, 0, 1], 9).expect("a cell");
        let (other, _) = changed(&model, &list).expect("sound changes");
        let told = weights(&other, depthwise, 1).expect("weights").data;
        // Stored with the layer's scale: rounded to the nearest, and clamped.
        let scale = cell.weight.scale;
        for (told, wanted) in told.iter().zip([0.0, -0.01, 0.0, 0.02]) {
            assert!((told - wanted).abs() <= scale / 2.0 * 1.001, "{told} for {wanted}");
        }
        assert!(told[4] > 0.0 && told[5] < 0.0);
    }
}

#[test]
fn changes_that_make_no_sense() {
    let model = built_in();
    let refused = |layer, channel, kernel: Option<Vec<f32>>| {
        let change = Change { layer, channel, kernel };
        changed(&model, &[change]).map(|_| "sound").expect_err("no such change").to_string()
    };
    assert!(refused(99, 0, None).contains("no layer 99"));
    assert!(refused(1, 16, None).contains("no cell"));
    assert!(refused(0, 0, None).contains("with weights"));
    assert!(refused(3, 0, Some(vec![0.0; 9])).contains("depthwise"));
    assert!(refused(2, 0, Some(vec![0.0; 8])).contains("size"));
    assert!(refused(2, 0, Some(vec![f32::NAN; 9])).contains("size"));
}

#[test]
fn a_float_channel_can_be_muted() {
    let model = tiny(common::tiny::float(common::tiny::network()));
    let change = Change { layer: 0, channel: 1, kernel: None };
    let (other, layers) = changed(&model, &[change]).expect("a sound change");
    let mut original = Engine::new(model).expect("a whole model");
    original.set_real_input(&[0.5; 75]).expect("its size");
    let mut engine = original.changed(other, &layers);
    let mut raw = Vec::new();
    let mut inspector = Inspector::new(&engine, || 0.0);
    inspector.activation(&mut engine, 0, &mut raw).expect("a layer");
    assert!(raw.chunks_exact(8).all(|place| place[4..] == [0; 4]));
    assert!(raw.iter().any(|&byte| byte != 0), "the other channel, of the same input");
}

/// A network of a single convolution answers about its cells, too; its engine takes a picture.
#[test]
fn a_lone_convolution_has_cells() {
    let spec = LayerSpec {
        kind: SpecKind::Standard,
        input: [8, 8, 3],
        channels: 4,
        kernel: 5,
        stride: 2,
        element: Element::U8,
    };
    let (model, values) = seen(spec.model().expect("a valid layer"));
    let (mut engine, mut inspector) = engine(&model);
    for place in places(model.layers[0].output.shape) {
        let cell = inspector.cell(&mut engine, 0, place, 9).expect("a cell");
        let [y, x, n] = place;
        assert_eq!(cell.number, f64::from(values[1][(y * 4 + x) * 4 + n]));
        assert_eq!(cell.rest.count, 75 - 9);
    }
}
