//! Files that are cut, mutated or unsupported, and parts that do not fit. Each gives a sentence, none a
//! panic, and none makes the reader allocate more than its own size explains.

mod common;

use common::sound::{Watching, read, run, run_fast, sentence};
use common::tiny::{self, Field, File};
use proptest::prelude::*;
use separable::model::{Op, QuantizedWeights, Weights, tflite};

#[global_allocator]
static ALLOCATOR: Watching = Watching;

#[test]
fn the_tiny_networks_are_sound() {
    for (file, layers) in tiny::networks().iter().zip([7, 7, 6, 6]) {
        let model = read(&file.write()).expect("the network before it is spoilt");
        assert_eq!(model.layers.len(), layers);
        run(&model);
        run_fast(&model);
    }
    let model = read(&tiny::network().write()).expect("the network before it is spoilt");
    let [body, head] = tiny::parts().map(|part| part.write());
    let joined = tflite::read_parts(&[&body, &head]).expect("parts that meet");
    assert_eq!(format!("{joined:?}"), format!("{model:?}"));
}

#[test]
fn what_is_no_tflite() {
    let text = "goldfish\nbullfrog\ntailed frog\n".repeat(9);
    for (bytes, word) in [
        (&b""[..], "it is empty"),
        (b"TFL3", "TFL3"),
        (b"\0\0\0\0TFL3", "outside"),
        (b"\xff\xff\xff\xffTFL3", "outside"),
        (text.as_bytes(), "TFL3"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x10", "TFL3"),
        (&[0; 4096], "TFL3"),
    ] {
        let error = read(bytes).expect_err("no model");
        assert!(error.contains(word), "{error}");
        assert!(error.starts_with("this is not a readable .tflite file"), "{error}");
    }
}

#[test]
fn cut_at_any_byte() {
    // Nothing in the float ones uses the tensor that stands last.
    let [plain, residual, ..] = tiny::networks();
    for tiny in [plain, residual].map(|file| file.write()) {
        for len in 0..tiny.len() {
            read(&tiny[..len]).expect_err("the end is missing");
        }
    }
    let built_in = common::built_in();
    let near_both_ends = (0..2000).chain(built_in.len() - 2000..built_in.len());
    for len in near_both_ends.chain((2000..built_in.len()).step_by(4999)) {
        read(&built_in[..len]).expect_err("the end is missing");
    }
}

#[test]
fn every_byte_of_the_tiny_networks_changed() {
    for original in tiny::networks().map(|file| file.write()) {
        let mut accepted = 0;
        for at in 0..original.len() {
            for value in [0, 1, 2, 4, 8, 16, 64, 127, 128, 129, 200, 254, 255] {
                let mut bytes = original.clone();
                bytes[at] = value;
                if let Ok(model) = read(&bytes) {
                    run(&model);
                    accepted += 1;
                }
            }
        }
        // Changed weights and names are accepted; if nothing were, the test would show little.
        let changes = 13 * original.len();
        assert!(accepted > original.len(), "{accepted} of {changes} changes accepted");
    }
}

#[test]
fn bytes_of_the_built_in_model_changed() {
    let original = common::built_in();
    let tables = tables_of(&original);
    assert!(tables.len() > 10_000, "most of the file is weights, but not all");
    let mut random = common::Lcg(1);
    let mut next = |below| random.below(below);
    let mut refused = 0;
    for _ in 0..3000 {
        let mut bytes = original.clone();
        for _ in 0..1 + next(3) {
            bytes[tables[next(tables.len())]] = next(256) as u8;
        }
        refused += usize::from(read(&bytes).is_err());
    }
    assert!(refused > 300, "{refused} of 3000 files refused");
}

/// The offsets of a file outside of weights.
fn tables_of(file: &[u8]) -> Vec<usize> {
    let mut free = vec![true; file.len()];
    for layer in tflite::read(file).expect("the built-in model").layers {
        let (Op::Conv(conv) | Op::Depthwise(conv)) = layer.op else { continue };
        let Weights::Quantized(QuantizedWeights { bytes, .. }) = conv.weights else { continue };
        let start = file.windows(bytes.len()).position(|window| window == bytes);
        let start = start.expect("weights as the file has them");
        free[start..start + bytes.len()].fill(false);
    }
    (0..file.len()).filter(|&at| free[at]).collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_change_is_an_error_or_a_sound_model(
        network in 0..4usize,
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
    ) {
        let mut bytes = tiny::networks()[network].write();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        if let Ok(model) = read(&bytes) {
            run(&model);
            run_fast(&model);
        }
    }

    #[test]
    fn any_bytes_behind_the_mark(mut bytes in prop::collection::vec(any::<u8>(), 8..400)) {
        bytes[..8].copy_from_slice(b"\x08\0\0\0TFL3");
        prop_assert!(read(&bytes).is_err());
    }
}

/// Spoils the tiny network.
type Spoil = fn(&mut File);

/// Faults, each with a word of the sentence that reports it.
const SPOILT: &[(Spoil, &str)] = &[
    (|f| f.operators[tiny::CONV].code = 117, "HARD_SWISH, turns [5, 5, 3] into [3, 3, 2]"),
    (|f| f.operators[tiny::QUANTIZE].code = 6, "layer 6, DEQUANTIZE, turns uint8 into int8"),
    (|f| f.tensors[tiny::OUTPUT].kind = 0, "layer 6, QUANTIZE, turns uint8 into float32"),
    (|f| f.operators[tiny::QUANTIZE].code = 300, "the operator with the number 300"),
    (|f| f.operators[tiny::CONV].code = 38, "is not followed by a convolution that it dilates"),
    (|f| f.operators[tiny::CONV].code = 37, "layer 0, BATCH_TO_SPACE_ND, stands where"),
    (|f| f.operators[tiny::POOL].code = 45, "works on other numbers than those of a shape"),
    (|f| f.operators[tiny::CONV].set(4, Field::Int(0)), "a dilation of [1, 0]"),
    (|f| f.operators[tiny::CONV].set(5, Field::Int(-2)), "a dilation of [0, 1]"),
    (|f| f.operators[tiny::DEPTHWISE].set(5, Field::Int(128)), "a dilation of [1, 128]"),
    (|f| f.operators[tiny::CONV].set(3, Field::Byte(4)), "the activation TANH"),
    (|f| f.operators[tiny::POOL].set(5, Field::Byte(4)), "the activation TANH"),
    (|f| f.operators[tiny::CONV].set(0, Field::Byte(7)), "the unknown padding 7"),
    (|f| f.operators[tiny::CONV].set(0, Field::Byte(1)), "does not follow from its kernel"),
    (|f| f.operators[tiny::CONV].set(1, Field::Int(0)), "a kernel of [3, 3] with steps of [2, 0]"),
    (|f| f.operators[tiny::CONV].set(2, Field::Int(-1)), "with steps of [0, 2]"),
    (|f| f.operators[tiny::POOL].set(4, Field::Int(i32::MAX)), "a kernel of [2147483647, 3]"),
    (|f| f.operators[tiny::CONV].options.0 = 2, "lacks its options"),
    (|f| f.operators[tiny::SOFTMAX].set(0, Field::Float(f32::NAN)), "the factor beta = NaN"),
    (|f| f.operators[tiny::SOFTMAX].set(0, Field::Float(-1.0)), "the factor beta = -1"),
    (|f| f.operators[tiny::CONV].inputs = vec![], "has no input"),
    (|f| f.operators[tiny::CONV].inputs = vec![0], "has no weights"),
    (|f| f.operators[tiny::CONV].inputs[0] = 6, "uses `depthwise` before any layer has made it"),
    (|f| f.operators[tiny::CONV].inputs[0] = 4, "takes the constant `depthwise weights` as its in"),
    (|f| f.operators[tiny::CONV].inputs[1] = -7, "a tensor by the number -7"),
    (|f| f.operators[tiny::CONV].inputs[1] = 99, "entry 99 of a list of 15"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].data.clear(), "is computed where a constant is expected"),
    (|f| f.operators[tiny::CONV].outputs = vec![3, 6], "does not have one output"),
    (|f| f.operators[tiny::CONV].outputs[0] = 1, "writes to the constant `conv weights`"),
    (|f| f.operators[tiny::QUANTIZE].outputs[0] = 11, "is made twice"),
    (|f| f.operators.swap(tiny::CONV, tiny::DEPTHWISE), "before any layer has made it"),
    (|f| f.operators.clear(), "it has no layers"),
    (|f| f.operators = vec![f.operators[0].clone(); 1025], "1025 layers"),
    (|f| f.inputs = vec![0, 3], "2 inputs"),
    (|f| f.outputs = vec![], "0 outputs"),
    (|f| f.inputs = vec![1], "its input is a constant"),
    (|f| f.outputs = vec![10], "is not what its last layer `output` makes"),
    (|f| f.graphs = 2, "holds 2 networks"),
    (|f| f.graphs = 0, "holds 0 networks"),
    (|f| f.tensors[tiny::INPUT].kind = 0, "takes float32 and makes uint8"),
    (|f| f.tensors[tiny::INPUT].kind = 1, "the tensor `input` is of float16"),
    (|f| f.tensors[tiny::INPUT].kind = 77, "the tensor `input` is of an unknown type"),
    (|f| f.tensors[tiny::INPUT].shape[3] = 1, "weights of the shape [2, 3, 3, 3] for 1 input"),
    (|f| f.tensors[tiny::INPUT].shape[0] = 2, "the shape [2, 5, 5, 3]"),
    (|f| f.tensors[tiny::INPUT].shape[1] = -1, "a size of -1"),
    (|f| f.tensors[tiny::INPUT].shape[1] = 0, "a size of 0"),
    (|f| f.tensors[tiny::INPUT].shape = vec![1; 6], "6 dimensions"),
    (|f| f.tensors[tiny::INPUT].shape = vec![1, 30_000, 30_000, 3], "2700000000 elements"),
    (|f| f.tensors[tiny::INPUT].shape = vec![i32::MAX; 4], "elements, and at most"),
    (|f| f.tensors[tiny::INPUT].scales = vec![0.0], "has the scale 0"),
    (|f| f.tensors[tiny::INPUT].scales = vec![f32::INFINITY], "has the scale inf"),
    (|f| f.tensors[tiny::INPUT].scales = vec![f32::NAN], "has the scale NaN"),
    (|f| f.tensors[tiny::INPUT].scales = vec![1e-30], "has the scale 0.000"),
    (|f| f.tensors[tiny::INPUT].scales = vec![], "0 scales"),
    (|f| f.tensors[tiny::INPUT].zero_points = vec![256], "the zero point 256, which uint8"),
    (
        |f| f.tensors[tiny::INPUT].zero_points = vec![i64::MIN],
        "the zero point -9223372036854775808",
    ),
    (|f| f.tensors[tiny::CONV_OUT].shape[1] = 4, "makes [4, 3, 2] of [5, 5, 3]"),
    (|f| f.tensors[tiny::CONV_OUT].kind = 9, "takes uint8 and makes int8"),
    (|f| f.tensors[tiny::OUTPUT].zero_points[0] = 128, "the zero point 128, which int8"),
    (|f| f.tensors[tiny::CONV_OUT].kind = 0, "layer 0, CONV_2D, takes uint8 and makes float32"),
    (
        |f| f.tensors[tiny::CONV_OUT].kind = 7,
        "layer 0, CONV_2D, does not work: the tensor `conv` is of int16",
    ),
    (|f| f.tensors[tiny::CONV_WEIGHTS].data.truncate(50), "has 50 bytes where its shape"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].shape[3] = 4, "weights of the shape [2, 3, 3, 4]"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].shape = vec![2, 27], "weights of the shape [2, 27]"),
    (
        |f| {
            for tensor in [tiny::INPUT, tiny::CONV_WEIGHTS, tiny::CONV_OUT] {
                f.tensors[tensor].kind = 9;
            }
        },
        "with the zero point 120",
    ),
    (|f| f.tensors[tiny::CONV_WEIGHTS].kind = 0, "`conv weights` is of float32 under uint8"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].scales = vec![0.02; 2], "zero points for 2 scales"),
    (
        |f| {
            f.tensors[tiny::CONV_WEIGHTS].scales = vec![0.02; 2];
            f.tensors[tiny::CONV_WEIGHTS].zero_points = vec![120; 2];
        },
        "is of uint8 with a scale for each channel",
    ),
    (
        |f| {
            f.tensors[tiny::DEPTHWISE_WEIGHTS].scales = vec![0.03; 2];
            f.tensors[tiny::DEPTHWISE_WEIGHTS].zero_points = vec![0; 2];
        },
        "scales along axis 0 where axis 3 is expected",
    ),
    (
        |f| {
            f.tensors[tiny::CONV_WEIGHTS].kind = 9;
            f.tensors[tiny::CONV_WEIGHTS].zero_points = vec![0];
        },
        "weights of another type than its input",
    ),
    (|f| f.tensors[tiny::CONV_WEIGHTS].scales = vec![-0.02], "has the scale -0.02"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].scales = vec![0.5], "has a bias in steps of 0.0002"),
    (|f| f.tensors[tiny::CONV_BIAS].kind = 4, "is of int64 where biases of int32"),
    (|f| f.tensors[tiny::CONV_BIAS].shape[0] = 3, "has the shape [3] where [2] is expected"),
    (|f| f.tensors[tiny::CONV_BIAS].zero_points[0] = 1, "biases with a zero point"),
    (|f| f.tensors[tiny::CONV_BIAS].data[3] = 0x80, "32 bits cannot hold"),
    (|f| f.tensors[tiny::POOL_OUT].scales[0] = 0.03, "which it cannot change"),
    (|f| f.tensors[tiny::LIST].shape[1] = 5, "another number of elements"),
    (|f| f.tensors[tiny::SCORES].shape[3] = 5, "weights of the shape [4, 1, 1, 2]"),
    (|f| f.tensors[tiny::ANSWER].scales[0] = 0.1, "where 1/256 and 0 are expected"),
    (|f| f.tensors[tiny::OUTPUT].shape[1] = 5, "turns [1, 1, 4] into [1, 1, 5]"),
];

/// The same for the network with an addition, a mean and a fully connected layer.
const SPOILT_RESIDUAL: &[(Spoil, &str)] = &[
    (|f| f.operators[tiny::ADD].inputs = vec![6], "layer 2, ADD, lacks one of its inputs"),
    (
        |f| f.operators[tiny::ADD].inputs[1] = 1,
        "`conv weights` has the shape [2, 3, 3, 3], a batch",
    ),
    (|f| f.operators[tiny::ADD].inputs = vec![8, 8], "computes with two constants"),
    (|f| f.operators[tiny::ADD].inputs[1] = 11, "uses `list` before any layer has made it"),
    (|f| f.operators[tiny::ADD].inputs[1] = 0, "of [3, 3, 2] and [5, 5, 3], whose shapes"),
    (|f| f.tensors[tiny::SUM].shape[1] = 4, "makes [4, 3, 2] of [3, 3, 2] and [3, 3, 2]"),
    (|f| f.tensors[tiny::SUM].kind = 9, "layer 2, ADD, takes uint8 and makes int8"),
    (
        |f| {
            f.tensors[tiny::DEPTHWISE_OUT].scales[0] = 1.0;
            f.tensors[tiny::SUM].scales[0] = 6e-8;
        },
        "layer 2, ADD, multiplies by 33333",
    ),
    (|f| f.operators[tiny::ADD].set(0, Field::Byte(4)), "the activation TANH"),
    (|f| f.operators[tiny::ADD].options.0 = 2, "layer 2, ADD, lacks its options"),
    (|f| f.operators[tiny::MEAN].inputs.truncate(1), "layer 3, MEAN, lacks one of its inputs"),
    (|f| f.tensors[tiny::AXES].data[4] = 3, "over other axes than height and width"),
    (|f| f.tensors[tiny::AXES].data[0] = 2, "over other axes than height and width"),
    // Too far from any axis to be counted from the last in 32 bits.
    (
        |f| f.tensors[tiny::AXES].data[..4].copy_from_slice(&i32::MAX.to_le_bytes()),
        "works along axis 2147483647 of 4, which is none of height, width and channels",
    ),
    (
        |f| f.tensors[tiny::AXES].data[..4].copy_from_slice(&i32::MIN.to_le_bytes()),
        "works along axis -2147483648 of 4, which is none of height, width and channels",
    ),
    (
        |f| {
            f.tensors[tiny::AXES].shape[0] = 1;
            f.tensors[tiny::AXES].data.truncate(4);
        },
        "over other axes than height and width",
    ),
    (
        |f| {
            f.tensors[tiny::AXES].shape[0] = 3;
            f.tensors[tiny::AXES].data.extend(3i32.to_le_bytes());
        },
        "over other axes than height and width",
    ),
    (|f| f.tensors[tiny::AXES].data.clear(), "`axes` is computed where a constant is expected"),
    (|f| f.tensors[tiny::AXES].kind = 4, "is of int64 where int32 is expected"),
    (|f| f.tensors[tiny::POOL_OUT].shape = vec![1, 3, 3, 2], "turns [3, 3, 2] into [3, 3, 2]"),
    (
        |f| {
            f.tensors[tiny::SUM].scales[0] = 1e7;
            f.tensors[tiny::POOL_OUT].scales[0] = 1e-7;
        },
        "sums 9 places and multiplies by 99999",
    ),
    (|f| f.operators[tiny::FULLY_CONNECTED].set(1, Field::Byte(1)), "weights in shuffled order"),
    (|f| f.operators[tiny::FULLY_CONNECTED].set(0, Field::Byte(5)), "activation SIGN_BIT"),
    (|f| f.operators[tiny::FULLY_CONNECTED].options.0 = 1, "FULLY_CONNECTED, lacks its options"),
    (
        |f| f.operators[tiny::FULLY_CONNECTED].inputs[0] = 6,
        "turns [3, 3, 2] into [1, 1, 4] with weights of the shape [4, 2]",
    ),
    (
        |f| f.tensors[tiny::CLASSIFIER_WEIGHTS].shape = vec![2, 4],
        "has weights of the shape [2, 4] for 2 input and 4 output channels",
    ),
    (|f| f.tensors[tiny::CLASSIFIER_BIAS].shape[0] = 2, "the shape [2] where [4] is expected"),
    (|f| f.tensors[tiny::CLASSIFIER_WEIGHTS].kind = 9, "is of int8 under uint8"),
];

/// The same for that network in float32.
const SPOILT_FLOAT: &[(Spoil, &str)] = &[
    (|f| f.tensors[tiny::CONV_WEIGHTS].set(3, f32::NAN), "`conv weights` holds the value NaN"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].set(53, f32::INFINITY), "holds the value inf"),
    (|f| f.tensors[tiny::CONV_BIAS].set(1, f32::NEG_INFINITY), "`conv bias` holds the value -inf"),
    (|f| f.tensors[tiny::CLASSIFIER_WEIGHTS].set(7, f32::NAN), "layer 4, FULLY_CONNECTED, does"),
    (|f| f.tensors[tiny::CLASSIFIER_BIAS].set(0, f32::INFINITY), "`classifier bias` holds the va"),
    (
        |f| f.tensors[tiny::CONV_WEIGHTS].kind = 1,
        "has 216 bytes where its shape [2, 3, 3, 3] takes 108",
    ),
    (
        |f| f.tensors[tiny::CONV_WEIGHTS].kind = 9,
        "has 216 bytes where its shape [2, 3, 3, 3] takes 54",
    ),
    (|f| f.tensors[tiny::CONV_BIAS].kind = 2, "`conv bias` is of int32 where float32 is expected"),
    (|f| f.tensors[tiny::CONV_BIAS].shape[0] = 3, "has the shape [3] where [2] is expected"),
    (|f| f.tensors[tiny::CONV_WEIGHTS].data.truncate(200), "has 200 bytes where its shape"),
    (
        |f| {
            f.tensors[tiny::SUM].kind = 3;
            f.tensors[tiny::SUM].scales = vec![1.0];
            f.tensors[tiny::SUM].zero_points = vec![0];
        },
        "layer 2, ADD, takes float32 and makes uint8",
    ),
    (|f| f.tensors[tiny::ANSWER].kind = 9, "the tensor `answer` has 0 scales"),
];

#[test]
fn each_fault_has_its_sentence() {
    let [plain, residual, _, float] = tiny::networks();
    let mut wrong = Vec::new();
    let cases = [(plain, SPOILT), (residual, SPOILT_RESIDUAL), (float, SPOILT_FLOAT)];
    for (original, spoilt) in cases {
        for (spoil, expected) in spoilt {
            let mut file = original.clone();
            spoil(&mut file);
            match read(&file.write()) {
                Ok(_) => wrong.push(format!("`{expected}`: it was read")),
                Err(error) if !error.contains(expected) => {
                    wrong.push(format!("`{expected}`: {error}"));
                }
                Err(_) => {}
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn what_may_be_written_otherwise() {
    let same: [Spoil; 4] = [
        |f| f.tensors[tiny::AXES].data.rotate_left(4),
        // -3 and -2
        |f| {
            f.tensors[tiny::AXES].data =
                [[0xfd, 0xff, 0xff, 0xff], [0xfe, 0xff, 0xff, 0xff]].concat()
        },
        // The axes that are averaged need not be kept.
        |f| {
            f.operators[tiny::MEAN].set(0, Field::Byte(0));
            f.tensors[tiny::POOL_OUT].shape = vec![1, 2];
        },
        |f| {
            f.operators[tiny::FULLY_CONNECTED].set(2, Field::Byte(1));
            f.tensors[tiny::LIST].shape = vec![1, 1, 1, 4];
            f.tensors[tiny::ANSWER].shape = vec![1, 1, 1, 4];
        },
    ];
    let original = format!("{:?}", read(&tiny::residual().write()));
    for change in same {
        let mut file = tiny::residual();
        change(&mut file);
        assert_eq!(format!("{:?}", read(&file.write())), original);
    }
}

#[test]
fn a_small_file_cannot_ask_for_much() {
    // Large pictures through weights of a few bytes.
    let mut file = tiny::network();
    file.operators.truncate(1);
    file.outputs = vec![tiny::CONV_OUT as i32];
    file.tensors[tiny::INPUT].shape = vec![1, 4096, 4096, 3];
    file.tensors[tiny::CONV_OUT].shape = vec![1, 2048, 2048, 2];
    read(&file.write()).expect("large, but within bounds");
    let mut file = tiny::float(file);
    file.outputs = vec![tiny::CONV_OUT as i32];
    let error = read(&file.write()).expect_err("beyond all bounds");
    assert!(error.contains("this network is too large"), "{error}");

    // An average over windows as large as the picture, at each of its pixels.
    let mut file = tiny::network();
    file.operators = vec![file.operators[tiny::POOL].clone()];
    file.operators[0].inputs = vec![0];
    file.operators[0].set(0, Field::Byte(0));
    file.operators[0].set(3, Field::Int(255));
    file.operators[0].set(4, Field::Int(255));
    file.outputs = vec![tiny::POOL_OUT as i32];
    file.tensors[tiny::INPUT].shape = vec![1, 2000, 2000, 3];
    file.tensors[tiny::POOL_OUT] = file.tensors[tiny::INPUT].clone();
    let error = read(&file.write()).expect_err("hours of work");
    assert!(error.contains("this network is too large"), "{error}");

    // Many layers that all point at the same weights.
    let mut file = tiny::network();
    let first = file.tensors.len() as i32;
    let (mut layer, mut output) =
        (file.operators[tiny::DEPTHWISE].clone(), file.tensors[tiny::CONV_OUT].clone());
    file.operators.truncate(1);
    for index in 0..1000 {
        output.name = String::new();
        file.tensors.push(output.clone());
        layer.outputs = vec![first + index];
        file.operators.push(layer.clone());
    }
    file.tensors[tiny::DEPTHWISE_WEIGHTS].shape = vec![1, 255, 255, 2];
    file.tensors[tiny::DEPTHWISE_WEIGHTS].data = vec![110; 255 * 255 * 2];
    file.outputs = vec![first + 999];
    let error = read(&file.write()).expect_err("130 MB of weights in a file of 300 kB");
    assert!(error.contains("its layers share weights"), "{error}");
}

#[test]
fn parts_that_do_not_meet() {
    let join = |parts: &[&File]| {
        let bytes: Vec<Vec<u8>> = parts.iter().map(|part| part.write()).collect();
        let bytes: Vec<&[u8]> = bytes.iter().map(Vec::as_slice).collect();
        sentence(&tflite::read_parts(&bytes).expect_err("parts that do not meet"))
    };
    let [body, head] = tiny::parts();
    let meeting = |change: Spoil| {
        let mut head = head.clone();
        change(&mut head);
        join(&[&body, &head])
    };
    let error = meeting(|head| head.tensors[tiny::POOL_OUT].scales[0] = 0.0202);
    assert!(error.contains("scale 0.02 and"), "{error}");
    assert!(error.contains("scale 0.0202 and"), "{error}");
    let error = meeting(|head| head.tensors[tiny::POOL_OUT].zero_points[0] = 7);
    assert!(error.contains("part 1 makes uint8 [1, 1, 2]"), "{error}");
    assert!(error.contains("part 2 takes uint8 [1, 1, 2]"), "{error}");
    assert!(error.contains("zero point 100") && error.contains("zero point 7"), "{error}");
    let error = join(&[&body, &body]);
    assert!(error.contains("part 2 takes uint8 [5, 5, 3]"), "{error}");
    let error = join(&[&head, &body]);
    assert!(error.contains("a list of 2 numbers") && error.contains("its body"), "{error}");
    let error = join(&[]);
    assert!(error.contains("there are none"), "{error}");
}

#[test]
fn published_files_are_sound() {
    let test = "published_files_are_sound";
    for (folder, expected) in [("weights", 9), ("peers/models", 2), ("built-in", 2)] {
        let Some(folder) = common::shared(test, folder) else { return };
        let files = folder.read_dir().expect("a folder").map(|entry| entry.expect("a file").path());
        let models = files.filter(|path| path.extension().is_some_and(|it| it == "tflite"));
        let mut count = 0;
        for path in models {
            read(&common::read(&path))
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            count += 1;
        }
        assert_eq!(count, expected, "models in {}", folder.display());
    }
}

/// Files that fuzzing found, named after what was wrong.
#[test]
fn what_fuzzing_found_is_an_error_or_a_sound_model() {
    let folder = std::fs::read_dir(common::repository("tests/golden/broken")).expect("a folder");
    let files: Vec<_> = folder.map(|file| file.expect("a file").path()).collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        if let Ok(model) = read(&common::read(&file)) {
            run(&model);
            run_fast(&model);
        }
    }
}
