//! What is written, read by other programs: TensorFlow Lite's reference kernels give the same bytes,
//! LiteRT.js and MediaPipe the answers of the kernels that they have (XNNPACK's, which round
//! otherwise, in published files too). `cargo xtask readers` installs and starts all.

#[path = "../../../common/mod.rs"]
mod common;

use browser_tests::{BLANK, Page, Site};
use common::written::{CLASSES, changes, convolution, features, head, real, softmax};
use common::{Lcg, Network, V1_F32, WITH_CHECKSUMS};
use separable::engine::Engine;
use separable::frame::Resizer;
use separable::inspect::{Inspector, changed};
use separable::model::tflite::{self, Description, Head};
use separable::model::{Element, Model, Scores, Weights};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use xtask::server::{self, Reply};

const TEST: &str = "other_programs_read_what_is_written";
/// Photographs that each network looks at.
const PICTURES: usize = 4;
/// How far a probability of the browsers' programs may be from that of the same kernels in Python.
const TOLERANCE: f64 = 0.02;
/// Where activations of a float network become bytes on the way.
const ROUGHLY: f64 = 0.05;

/// A file that was written, and what this engine makes of pictures by it.
struct Case {
    name: String,
    model: Model,
    labels: Vec<String>,
    /// What it gives for each picture: real numbers.
    outputs: Vec<Vec<f64>>,
    /// Whether MediaPipe's Image Classifier is for it.
    classified: bool,
}

#[test]
#[ignore = "`cargo xtask readers` installs the other programs"]
fn other_programs_read_what_is_written() {
    let Some(folder) = std::env::var_os("READERS").map(PathBuf::from) else {
        return common::skip(TEST, "READERS names no folder; `cargo xtask readers` does");
    };
    let files = folder.join("files");
    let _ = fs::remove_dir_all(&files);
    fs::create_dir_all(&files).expect("a folder");
    let Some(photos) = labelled() else { return };
    let every = photos.len() / PICTURES;
    let photos: Vec<_> =
        photos.iter().step_by(every).take(PICTURES).map(|(path, _)| square(path)).collect();
    let mut cases = Vec::new();
    for (name, parts) in networks() {
        write_all(&name, &parts, &photos, &files, &mut cases);
    }
    println!("{} files, {} pictures each", cases.len(), photos.len());
    by_reference_kernels(&folder, &files, &cases);
    let fast = (0..cases.len()).map(|number| {
        let made = common::read(files.join(format!("{number}.fast")));
        let each = made.len() / cases[number].outputs.len();
        made.chunks_exact(each).map(|raw| real_numbers(&cases[number].model, raw)).collect()
    });
    in_browser(folder.clone(), &cases, &fast.collect::<Vec<_>>());
}

/// Every network at hand, with the parts of its file.
fn networks() -> Vec<(String, Vec<Vec<u8>>)> {
    let read = |network: &Network| Some((network.id.to_owned(), network.read(TEST)?));
    let mut networks: Vec<_> = WITH_CHECKSUMS.iter().chain([&V1_F32]).filter_map(read).collect();
    for folder in ["real", "zoo/networks"].into_iter().filter_map(|it| common::shared(TEST, it)) {
        let mut paths: Vec<PathBuf> =
            folder.read_dir().expect("a folder").map(|file| file.expect("a file").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|end| end == "tflite"));
        paths.sort();
        networks.extend(paths.iter().map(|path| {
            let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
            (name, vec![common::read(path)])
        }));
    }
    networks
}

/// The photographs of the shared folder, each with its class as ImageNet's labels count it.
fn labelled() -> Option<Vec<(PathBuf, usize)>> {
    let labels = common::shared(TEST, "photos/labels.json")?;
    let folder = labels.parent().expect("a folder").to_owned();
    let classes: BTreeMap<String, usize> =
        serde_json::from_slice(&common::read(&labels)).expect("JSON");
    Some(classes.iter().map(|(name, class)| (folder.join(format!("{name}.jpg")), *class)).collect())
}

/// Its centre square.
fn square(path: &Path) -> image::RgbaImage {
    let photo = image::open(path).expect("a photograph").into_rgba8();
    let side = photo.width().min(photo.height());
    let [x, y] = [photo.width(), photo.height()].map(|size| (size - side) / 2);
    image::imageops::crop_imm(&photo, x, y, side, side).to_image()
}

/// What the network sees of a photograph, `[h][w][c]`.
fn seen(model: &Model, photo: &image::RgbaImage) -> Vec<u8> {
    let mut pixels = vec![0; model.input.len()];
    let size = [photo.height(), photo.width()].map(|side| side as usize);
    let shape = model.input.shape;
    Resizer::default().prepare(photo, size, false, &mut pixels, shape).expect("a picture");
    pixels
}

/// Writes a network unchanged, with changed channels, and with another head.
fn write_all(
    name: &str,
    parts: &[Vec<u8>],
    photos: &[image::RgbaImage],
    files: &Path,
    cases: &mut Vec<Case>,
) {
    let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    let model = tflite::read_parts(&parts).expect("a network");
    if ![1, 3].contains(&model.input.shape[2]) {
        return;
    }
    let said = tflite::metadata(parts[0]).unwrap_or_default();
    let (range, _) = model.range(said.normalization.as_ref());
    let labels = |count: usize| (0..count).map(|n| format!("class {n}")).collect::<Vec<_>>();
    let description = |model: &Model, count| Description {
        labels: labels(count),
        normalization: range.normalization(&model.input),
    };
    let classes = model.output().shape[2];
    let (edited, _) = changed(&model, &changes(&model, &mut Lcg(11))).expect("channels of it");
    let mut wanted = vec![("unchanged", &model, None), ("changed", &edited, None)];
    let taught = features(&model).map(|value| taught(&model, value, range, photos));
    if let Some(head) = &taught {
        wanted.push(("another head", &model, Some(head)));
    }
    for (kind, network, head) in wanted {
        let count = head.map_or(classes, |head| head.bias.len());
        let about = description(&model, count);
        let file = tflite::write(&parts, network, head, &about).expect("it is written");
        let again = tflite::read(&file).expect("what was written can be read");
        let mut engine = Engine::new(again.clone()).expect("a network of pictures");
        let said = tflite::metadata(&file).expect("metadata").normalization;
        engine.set_range(again.range(said.as_ref()).0);
        let number = cases.len();
        let (mut own, mut raw, mut rgb, mut outputs) = (vec![], vec![], vec![], vec![]);
        for photo in photos {
            let pixels = seen(&again, photo);
            // The network's own numbers, as other programs are given them.
            let range = again.range(said.as_ref()).0;
            let real = |(at, &pixel): (usize, &u8)| {
                range.real(&again.input, pixel, at % again.input.shape[2])
            };
            match again.input.element {
                Element::F32 => {
                    let numbers: Vec<f32> = pixels.iter().enumerate().map(real).collect();
                    let numbers = in_file_order(&again, &numbers);
                    engine.set_real_input(&numbers).expect("its size");
                    own.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
                }
                _ => {
                    let stored = pixels.iter().enumerate().map(|(at, &pixel)| {
                        range.stored(&again.input, pixel, at % again.input.shape[2])
                    });
                    let stored = in_file_order(&again, &stored.collect::<Vec<u8>>());
                    engine.set_own_input(&stored).expect("its size");
                    own.extend(stored);
                }
            }
            let made = engine.run();
            outputs.push(real_numbers(&again, made));
            raw.extend(made);
            rgb.extend(pixels);
        }
        let write = |end: &str, bytes: &[u8]| {
            fs::write(files.join(format!("{number}.{end}")), bytes).expect("the disk has room");
        };
        write("tflite", &file);
        write("published", parts[parts.len() - 1]);
        write("in", &own);
        write("out", &raw);
        write("rgb", &rgb);
        let scores = again.scores();
        let classified = !again.channels_first
            && again.input.shape[2] == 3
            && matches!(scores.scores, Scores::Softmax | Scores::Logistic)
            && scores.shape[..2] == [1, 1]
            && count > 1;
        cases.push(Case {
            name: format!("{name}, {kind}"),
            model: again,
            labels: about.labels,
            outputs,
            classified,
        });
    }
}

/// `[h][w][c]` as the file takes it.
fn in_file_order<T: Copy>(model: &Model, numbers: &[T]) -> Vec<T> {
    let [h, w, c] = model.input.shape;
    match model.channels_first {
        true => (0..h * w * c).map(|at| numbers[at % (h * w) * c + at / (h * w)]).collect(),
        false => numbers.to_vec(),
    }
}

fn real_numbers(model: &Model, output: &[u8]) -> Vec<f64> {
    real(model, model.layers.len(), output)
}

/// A head of random weights whose logits are spread as those of trained ones.
fn taught(
    model: &Model,
    value: usize,
    range: separable::model::Range,
    photos: &[image::RgbaImage],
) -> Head {
    let mut engine = Engine::new(model.clone()).expect("a network of pictures");
    engine.set_range(range);
    let mut made = Vec::new();
    for photo in photos {
        engine.set_input(&seen(model, photo)).expect("its size");
        let (mut inspector, mut raw) = (Inspector::new(&engine, || 0.0), Vec::new());
        inspector.activation(&mut engine, value - 1, &mut raw).expect("a layer");
        made.push(real(model, value, &raw));
    }
    let size = made.iter().flatten().fold(0.1, |most: f64, it| most.max(it.abs()));
    let inputs = model.value(value).shape[2];
    let mut head = head(value, inputs, size as f32 / 4.0, &mut Lcg(5));
    let all: Vec<f64> = made.iter().flat_map(|features| logits(&head, features)).collect();
    for logit in all {
        head.logits = [head.logits[0].min(logit as f32), head.logits[1].max(logit as f32)];
    }
    assert_eq!(head.bias.len(), CLASSES);
    head
}

/// TensorFlow Lite with its reference kernels, in Python: the same bytes.
fn by_reference_kernels(folder: &Path, files: &Path, cases: &[Case]) {
    let list: Vec<Value> = (0..cases.len())
        .map(|number| json!({ "number": number, "pictures": cases[number].outputs.len() }))
        .collect();
    fs::write(files.join("cases.json"), json!(list).to_string()).expect("the disk has room");
    let script = common::repository("tests/browser/tests/readers/reference.py");
    let python = Command::new(folder.join("venv/bin/python")).arg(script).arg(files).output();
    let python = python.expect("Python starts");
    assert!(python.status.success(), "{}", String::from_utf8_lossy(&python.stderr));
    let told: Vec<Value> = serde_json::from_slice(&python.stdout).expect("JSON");
    let (mut same, mut quantised, mut floats) = (0, 0, 0f64);
    let mut wrong = Vec::new();
    for (case, told) in cases.iter().zip(&told) {
        let number = |key: &str| told[key].as_f64().expect("a number");
        if told["quantised"] == json!(true) && !inner_floats(&case.model) {
            quantised += case.outputs.len();
            same += case.outputs.len() - number("wrong") as usize;
            if number("wrong") > 0.0 {
                wrong.push(format!("{}: {told}", case.name));
            }
            continue;
        }
        let allowed = match () {
            // TensorFlow Lite rounds activations to bytes on the way.
            () if has_bytes_under_floats(&case.model) => 0.1 * number("largest").max(1.0),
            () if case.name.contains("float16") => 0.02 * number("largest"),
            () => 1e-4 * number("largest"),
        };
        if !has_bytes_under_floats(&case.model) {
            floats = floats.max(number("off") / number("largest"));
        }
        if number("off") > allowed {
            wrong.push(format!("{}: {told}", case.name));
        }
    }
    println!(
        "TensorFlow Lite's reference kernels: {same} of {quantised} quantised outputs have the same \
         bytes; floats are at most {floats:.1e} of the largest apart"
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whether layers compute with floats, in a network with quantised ends or without.
fn inner_floats(model: &Model) -> bool {
    model.layers.iter().any(|layer| layer.output.element == Element::F32)
}

fn has_bytes_under_floats(model: &Model) -> bool {
    use separable::model::Precision;
    let weights = model.layers.iter().filter_map(|layer| convolution(&layer.op));
    weights
        .into_iter()
        .any(|weights| matches!(weights, Weights::Float(it) if it.stored == Precision::Byte))
}

/// LiteRT.js and MediaPipe in a browser: the first answers of their kernels in Python, `fast`.
fn in_browser(folder: PathBuf, cases: &[Case], fast: &[Vec<Vec<f64>>]) {
    let site = Site::plain_with_route(Arc::new(move |path: &str| {
        if path == "page.js" {
            return Some(Reply::bytes("text/javascript", include_bytes!("page.js").to_vec()));
        }
        if path.ends_with("@litertjs/core/dist/index.js") {
            // A page without a bundler knows modules by their addresses alone.
            let path = path.strip_prefix("modules/")?;
            let text = fs::read_to_string(folder.join("node_modules").join(path)).ok()?;
            let named = text.replace(
                "\"@litertjs/wasm-utils\"",
                "\"/modules/@litertjs/wasm-utils/dist/index.js\"",
            );
            return Some(Reply::bytes("text/javascript", named.into_bytes()));
        }
        let inside = path.strip_prefix("modules/").map(|path| ("node_modules", path));
        let (part, path) = inside.or_else(|| Some(("files", path.strip_prefix("files/")?)))?;
        Some(server::file(&folder.join(part), path))
    }));
    let page = Page::open(&site, BLANK);
    let mut litert = Compared::new("LiteRT.js");
    let mut mediapipe = Compared::new("MediaPipe's Image Classifier");
    for (number, case) in cases.iter().enumerate() {
        let [h, w, _] = case.model.input.shape;
        let argument = json!({
            "number": number,
            "pictures": case.outputs.len(),
            "float": case.model.input.element == Element::F32,
            "classified": case.classified.then(|| json!({ "width": w, "height": h })),
        });
        let told = page
            .run_with("return (await import('/page.js')).answersOf(arguments[0]);", vec![argument]);
        let tensor = *case.model.output();
        litert.add(case, &fast[number], &told["litert"], |answer| {
            let numbers: Vec<f64> = serde_json::from_value(answer.clone()).expect("numbers");
            let real = |number: f64| match tensor.element {
                Element::F32 => number,
                _ => f64::from(tensor.scale) * (number - f64::from(tensor.zero_point)),
            };
            numbers.into_iter().map(real).collect()
        });
        if case.classified {
            mediapipe.add(case, &fast[number], &told["mediapipe"], |answer| {
                let names: Vec<String> =
                    serde_json::from_value(answer["names"].clone()).expect("names");
                assert_eq!(names, case.labels, "{}: the labels packed in it", case.name);
                serde_json::from_value(answer["scores"].clone()).expect("scores")
            });
        }
    }
    let wrong: Vec<String> = [litert, mediapipe].into_iter().flat_map(Compared::report).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A reader's answers beside this engine's.
struct Compared {
    reader: &'static str,
    files: usize,
    outputs: usize,
    /// First answers that are this engine's, too.
    same: usize,
    /// How far numbers are from those of the same kernels in Python, and from this engine's.
    off: [f64; 2],
    /// How far it was off on the file that was last written unchanged: so far its own kernels are
    /// others, and so far it may be off where that file is changed.
    unchanged: f64,
    /// Files that it refuses as they were published, too.
    refused: Vec<String>,
    wrong: Vec<String>,
}

impl Compared {
    fn new(reader: &'static str) -> Self {
        Self {
            reader,
            files: 0,
            outputs: 0,
            same: 0,
            off: [0.0; 2],
            unchanged: 0.0,
            refused: Vec::new(),
            wrong: Vec::new(),
        }
    }

    fn add(
        &mut self,
        case: &Case,
        fast: &[Vec<f64>],
        told: &Value,
        read: impl Fn(&Value) -> Vec<f64>,
    ) {
        self.files += 1;
        let Some(answers) = told["answers"].as_array() else {
            let said = format!("{}: {}: {}", self.reader, case.name, told["refusal"]);
            match told["published"].is_string() {
                true => self.refused.push(said),
                false => self.wrong.push(said),
            }
            return;
        };
        let unchanged = case.name.ends_with("unchanged");
        let usual = if has_bytes_under_floats(&case.model) { ROUGHLY } else { TOLERANCE };
        let allowed = if unchanged { f64::INFINITY } else { usual.max(1.1 * self.unchanged) };
        if unchanged {
            self.unchanged = 0.0;
        }
        for ((answer, own), fast) in answers.iter().zip(&case.outputs).zip(fast) {
            let answer = read(answer);
            assert_eq!(answer.len(), own.len(), "{}", case.name);
            self.outputs += 1;
            let size = match case.model.scores().scores {
                Scores::Softmax | Scores::Logistic => 1.0,
                // Of what are no probabilities, shares of the largest.
                _ => own.iter().fold(1e-6, |most: f64, it| most.max(it.abs())),
            };
            let apart = |list: &[f64]| {
                let pairs = answer.iter().zip(list);
                pairs.fold(0.0, |most: f64, (a, b)| most.max((a - b).abs())) / size
            };
            let off = [apart(fast), apart(own)];
            self.off = [0, 1].map(|i| self.off[i].max(off[i]));
            let [told, expected, ours] = [&answer, fast, own].map(|list| first(list));
            self.same += usize::from(told == ours);
            // Of two classes with the same score either may come first.
            let tied = told.zip(expected).is_some_and(|(a, b)| fast[a] == fast[b]);
            if unchanged {
                self.unchanged = self.unchanged.max(off[0]);
            }
            if told != expected && !tied || off[0] > allowed {
                self.wrong.push(format!(
                    "{}: {}: {told:?} for {expected:?}, {:.4} apart (from this engine's {:.4})",
                    self.reader, case.name, off[0], off[1],
                ));
            }
        }
    }

    fn report(self) -> Vec<String> {
        println!(
            "{}: {} files, numbers at most {:.4} from those of its kernels in Python; {} of {} \
             first answers are this engine's, numbers at most {:.4} from its",
            self.reader, self.files, self.off[0], self.same, self.outputs, self.off[1]
        );
        println!("{} refuses as published, too: {}", self.reader, self.refused.join("\n"));
        self.wrong
    }
}

/// What it costs to store a head in bytes: the heads of published networks, as floats and as they
/// are written, on photographs.
#[test]
#[ignore = "it takes minutes; `cargo xtask readers` runs it"]
fn a_head_in_bytes_says_what_it_says_in_floats() {
    let Some(photos) = labelled() else { return };
    let squares: Vec<_> = photos.iter().map(|(path, class)| (square(path), *class)).collect();
    for network in [common::V1_100_224, common::V2_100_224, common::V2_100_224_INT8] {
        let Some(parts) = network.read(TEST) else { return };
        let parts: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
        let model = tflite::read_parts(&parts).expect("a network");
        let value = features(&model).expect("features");
        let mut head = own_head(&model, value);
        let pictures: Vec<Vec<u8>> =
            squares.iter().map(|(square, _)| seen(&model, square)).collect();
        let mut engine = Engine::new(model.clone()).expect("a network of pictures");
        let logits: Vec<Vec<f64>> = pictures
            .iter()
            .map(|pixels| {
                engine.set_input(pixels).expect("its size");
                let (mut inspector, mut raw) = (Inspector::new(&engine, || 0.0), Vec::new());
                inspector.activation(&mut engine, value - 1, &mut raw).expect("a layer");
                logits(&head, &real(&model, value, &raw))
            })
            .collect();
        for &logit in logits.iter().flatten() {
            head.logits = [head.logits[0].min(logit as f32), head.logits[1].max(logit as f32)];
        }
        let about = Description {
            labels: Vec::new(),
            normalization: model.range(None).0.normalization(&model.input),
        };
        let file = tflite::write(&parts, &model, Some(&head), &about).expect("it is written");
        let again = tflite::read(&file).expect("what was written can be read");
        let mut engine = Engine::new(again.clone()).expect("a network of pictures");
        let (mut right, mut same, mut off, mut most) = ([0; 2], 0, 0.0, 0f64);
        for ((pixels, logits), (_, class)) in pictures.iter().zip(&logits).zip(&squares) {
            engine.set_input(pixels).expect("its size");
            let told = real_numbers(&again, engine.run());
            let floats = softmax(logits);
            let best = [&floats, &told].map(|list| first(list).expect("classes"));
            right = [0, 1].map(|i| right[i] + usize::from(best[i] == *class));
            same += usize::from(best[0] == best[1]);
            let apart = (floats[best[0]] - told[best[0]]).abs();
            (off, most) = (off + apart, most.max(apart));
        }
        let count = squares.len();
        println!(
            "{}: of {count} photographs {} are right by the head in floats, {} in bytes; {same} \
             first answers are the same; their probability differs by {:.4} on average, {most:.4} \
             at most",
            network.id,
            right[0],
            right[1],
            off / count as f64,
        );
        assert!(same * 20 >= count * 19, "{same} of {count}");
        assert!(right[0].abs_diff(right[1]) <= 2 && off / (count as f64) < 0.02);
    }
}

/// The last layer with weights of a quantised network as a head of floats.
fn own_head(model: &Model, value: usize) -> Head {
    let layer = model.layers.iter().rev().find(|it| convolution(&it.op).is_some());
    let weights = layer.and_then(|layer| convolution(&layer.op));
    let Some(Weights::Quantized(weights)) = weights else { panic!("bytes") };
    let (classes, inputs) = (weights.bias.len(), model.value(value).len());
    let step = model.value(value).scale;
    Head {
        features: value,
        weights: (0..classes * inputs)
            .map(|at| f32::from(weights.centred(at)) * weights.scale(at / inputs))
            .collect(),
        bias: (0..classes).map(|at| weights.bias[at] as f32 * step * weights.scale(at)).collect(),
        logits: [0.0; 2],
    }
}

fn logits(head: &Head, features: &[f64]) -> Vec<f64> {
    let rows = head.weights.chunks(features.len()).zip(&head.bias);
    let sum = |row: &[f32]| row.iter().zip(features).map(|(w, f)| f64::from(*w) * f).sum::<f64>();
    rows.map(|(row, bias)| sum(row) + f64::from(*bias)).collect()
}

/// The first of the largest.
fn first(list: &[f64]) -> Option<usize> {
    (0..list.len()).max_by(|&a, &b| list[a].total_cmp(&list[b]).then(b.cmp(&a)))
}
