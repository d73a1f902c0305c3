//! The promise for any file: an error that reads as one sentence, or a model that keeps the promises of
//! `tflite::read` and runs, with the same bytes on the reference and the fast kernels.

use separable::Error;
use separable::engine::Engine;
use separable::inspect::Inspector;
use separable::kernels::reference;
use separable::model::tflite::{self, Description, Metadata, Normalization};
use separable::model::{Convolution, Element, Model, Op, Tensor, Weights, Window, broadcast};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// An allocator that records the largest allocation of this thread.
pub struct Watching;

thread_local! {
    static LARGEST: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all work is the system allocator's.
unsafe impl GlobalAlloc for Watching {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // A thread that ends has no LARGEST any more, and nobody reads it.
        let _ = LARGEST.try_with(|largest| largest.set(largest.get().max(layout.size())));
        // SAFETY: the caller keeps what GlobalAlloc asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps what GlobalAlloc asks for.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Reads a file with [`tflite::read`] and checks the result against its promises.
pub fn read(bytes: &[u8]) -> Result<Model, String> {
    let result = read_unchecked(bytes);
    result.iter().for_each(check);
    result
}

/// As [`read`], without checking the model.
pub fn read_unchecked(bytes: &[u8]) -> Result<Model, String> {
    within_size(bytes, tflite::read)
}

/// Reads a file's metadata.
pub fn read_metadata(bytes: &[u8]) -> Result<Metadata, String> {
    within_size(bytes, tflite::metadata)
}

/// Writes the model of a file.
pub fn write(bytes: &[u8], model: &Model) -> Result<Vec<u8>, String> {
    let normalization = Normalization { mean: vec![127.5], std: vec![127.5] };
    let description = Description { labels: Vec::new(), normalization };
    within_size(bytes, |bytes| tflite::write(&[bytes], model, None, &description))
}

/// Checks the promises of [`Metadata`], from itself alone.
pub fn check_metadata(metadata: &Metadata) {
    if let Some(Normalization { mean, std }) = &metadata.normalization {
        assert!([mean, std].iter().all(|list| (1..=4).contains(&list.len())));
        assert!(mean.len() == std.len() || mean.len() == 1 || std.len() == 1);
        assert!(mean.iter().chain(std).all(|value| value.is_finite()) && !std.contains(&0.0));
    }
    assert!(metadata.label_files.len() <= 64);
    // A byte that is no UTF-8 becomes a letter of three.
    assert!(metadata.label_files.iter().all(|name| name.len() <= 3 * 255));
}

/// Reads `bytes`; no allocation exceeds what their number explains, and an error is a sentence.
fn within_size<T>(bytes: &[u8], read: impl Fn(&[u8]) -> Result<T, Error>) -> Result<T, String> {
    LARGEST.set(0);
    let result = read(bytes);
    let largest = LARGEST.get();
    assert!(
        largest <= 16 * bytes.len() + 4096,
        "{largest} bytes at once for a file of {}",
        bytes.len()
    );
    result.map_err(|error| sentence(&error))
}

/// The text of an error, which must read as one sentence with advice.
pub fn sentence(error: &Error) -> String {
    let text = error.to_string();
    assert!(!text.contains(char::is_control), "one line of text: {text:?}");
    assert!(text.contains("; "), "says what to do: {text}");
    assert!((30..500).contains(&text.chars().count()), "neither terse nor endless: {text}");
    text
}

/// Checks the promises of `tflite::read`, from the model alone.
pub fn check(model: &Model) {
    let mut all = 0u64;
    check_tensor(&model.input, &mut all);
    assert!(!model.layers.is_empty(), "there is something to run");
    for (index, layer) in model.layers.iter().enumerate() {
        check_tensor(&layer.output, &mut all);
        let count = layer.inputs.len();
        match &layer.op {
            Op::Arithmetic(operator) if operator.constant.is_none() => assert_eq!(count, 2),
            Op::Concat { .. } => assert!(count > 0),
            _ => assert_eq!(count, 1, "inputs of layer {index}"),
        }
        let before = layer.inputs.iter().all(|&value| value <= index);
        assert!(before, "layer {index} uses values that stand before it");
        let (input, output) = (model.value(layer.inputs[0]), &layer.output);
        if !matches!(layer.op, Op::Quantize) {
            let mut values = layer.inputs.iter().map(|&value| model.value(value));
            assert!(values.all(|value| value.element == output.element), "one element");
        }
        match &layer.op {
            Op::Conv(conv) => check_convolution(conv, input, output, false),
            Op::Depthwise(conv) => {
                assert_eq!(output.shape[2] % input.shape[2], 0);
                check_convolution(conv, input, output, true);
            }
            Op::AveragePool(pool) | Op::MaxPool(pool) => {
                assert_eq!(input.shape[2], output.shape[2]);
                check_window(&pool.window, input, output);
            }
            Op::Reshape => assert_eq!(input.len(), output.len()),
            Op::Softmax { beta } => {
                assert!(beta.is_finite() && *beta > 0.0);
                assert_eq!(input.shape, output.shape);
            }
            Op::Quantize | Op::Function(_) => assert_eq!(input.shape, output.shape),
            Op::Mean | Op::Max => assert_eq!(output.shape, [1, 1, input.shape[2]]),
            Op::Arithmetic(operator) => {
                let inputs: Vec<Tensor> =
                    layer.inputs.iter().map(|&value| *model.value(value)).collect();
                let [a, b] = operator.operands(&inputs);
                assert_eq!(broadcast(a.shape, b.shape), Some(output.shape));
                if let Some(constant) = &operator.constant {
                    assert_eq!(constant.numbers.len(), constant.tensor.len());
                    assert_eq!(constant.tensor.element, output.element);
                }
            }
            Op::Pad { before, number } => {
                let fits = |i: usize| before[i] + input.shape[i] <= output.shape[i];
                assert!((0..3).all(fits) && number.is_finite());
            }
            Op::Concat { axis } => {
                let along = layer.inputs.iter().map(|&value| model.value(value).shape[*axis]);
                assert_eq!(along.sum::<usize>(), output.shape[*axis]);
            }
            Op::Transpose { order } => {
                assert_eq!(order.map(|axis| input.shape[axis]), output.shape);
            }
        }
    }
    assert!(all <= 1 << 27, "{all} bytes");
}

fn check_tensor(tensor: &Tensor, all: &mut u64) {
    let product = tensor.shape.iter().try_fold(1u64, |product, &n| product.checked_mul(n as u64));
    *all += product.expect("a product that fits") * tensor.element.size() as u64;
    assert!(!tensor.is_empty());
    if tensor.element == Element::F32 {
        assert_eq!((tensor.scale, tensor.zero_point), (1.0, 0));
    }
    let (min, max) = tensor.element.range();
    assert!((min..=max).contains(&tensor.zero_point));
    assert!(tensor.scale.is_finite() && tensor.scale > 0.0);
}

fn check_window(window: &Window, input: &Tensor, output: &Tensor) {
    for axis in 0..2 {
        let (extent, stride, pad) = (window.extent()[axis], window.stride[axis], window.pad[axis]);
        assert!(window.kernel[axis] > 0 && window.dilation[axis] > 0 && stride > 0);
        assert!(pad < extent || window.dilation != [1, 1]);
        // Every window has at least one tap in the input.
        let last = (output.shape[axis] - 1) * stride;
        assert!(last < pad + input.shape[axis], "the last window meets the input");
    }
}

fn check_convolution(conv: &Convolution, input: &Tensor, output: &Tensor, depthwise: bool) {
    check_window(&conv.window, input, output);
    let oc = output.shape[2];
    let [kh, kw] = conv.window.kernel;
    let taps = kh * kw * if depthwise { 1 } else { input.shape[2] };
    let weights = match &conv.weights {
        Weights::Quantized(weights) => weights,
        Weights::Float(weights) => {
            assert_eq!((weights.values.len(), weights.bias.len()), (taps * oc, oc));
            assert!(weights.values.iter().chain(&weights.bias).all(|value| value.is_finite()));
            assert_eq!((input.element, output.element), (Element::F32, Element::F32));
            return;
        }
    };
    assert_eq!(weights.bytes.len(), taps * oc);
    assert_eq!(weights.bias.len(), oc);
    assert!(weights.scales.len() == 1 || weights.scales.len() == oc);
    assert!(weights.scales.iter().all(|scale| scale.is_finite() && *scale > 0.0));
    assert!((input.element, input.element) == (output.element, weights.element));
    assert!(weights.element == Element::U8 || weights.zero_point == 0);
    for channel in 0..oc {
        let at = |tap| if depthwise { tap * oc + channel } else { channel * taps + tap };
        let sum: i64 = (0..taps).map(|tap| i64::from(weights.centred(at(tap))).abs()).sum();
        assert!(sum * 255 + i64::from(weights.bias[channel]).abs() <= i64::from(i32::MAX));
    }
}

/// Runs a small model on the reference kernels, where an overflow is a panic in tests.
pub fn run(model: &Model) {
    let work: usize = model.layers.iter().map(|layer| layer.output.len()).sum();
    if work + model.input.len() > 4096 {
        return;
    }
    for byte in [0, 255] {
        let values =
            reference::run(model, &vec![byte; model.input.bytes()]).expect("input of its size");
        assert_eq!(values.len(), model.layers.len());
        for (value, layer) in values.iter().zip(&model.layers) {
            assert_eq!(value.len(), layer.output.bytes());
        }
    }
}

/// Runs a small model on the fast kernels: the same bytes, or for floats as many.
pub fn run_fast(model: &Model) {
    if model.layers.iter().any(|layer| layer.output.len() > 4096) || model.input.shape[2] != 3 {
        return;
    }
    let mut engine = Engine::new(model.clone()).expect("a model of pictures");
    for byte in [0, 255] {
        let fast = run_both_plans(&mut engine, &vec![byte; model.input.len()]);
        let element = model.input.element;
        if element != Element::F32 {
            let raw = if element == Element::I8 { byte ^ 0x80 } else { byte };
            let reference =
                reference::run(model, &vec![raw; model.input.bytes()]).expect("its size");
            assert_eq!(Some(&fast), reference.last(), "{model:?}");
        }
    }
}

/// Runs a model of any size by the fast and by the inspecting plan. Each activation has its length; the
/// last one is the same by both, except for floats, and is returned.
pub fn run_both_plans(engine: &mut Engine, input: &[u8]) -> Vec<u8> {
    engine.set_input(input).expect("input of its size");
    let fast = engine.run().to_vec();
    let sizes: Vec<usize> =
        engine.model().layers.iter().map(|layer| layer.output.bytes()).collect();
    assert_eq!(Some(&fast.len()), sizes.last());
    let mut inspector = Inspector::new(engine, || 0.0);
    let mut kept = Vec::new();
    for (layer, size) in sizes.into_iter().enumerate() {
        inspector.activation(engine, layer, &mut kept).expect("a layer of it");
        assert_eq!(kept.len(), size);
    }
    // Floats may be NaN, which has many encodings.
    assert!(fast == kept || engine.model().input.element == Element::F32, "both plans");
    fast
}
