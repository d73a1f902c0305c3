//! Networks as people have them: with their labels and a picture dropped on the page, they answer as
//! TensorFlow Lite does, by their names, and the page says what pixels stand for.

use crate::common::sets::by_reference;
use crate::common::{Lcg, read, repository, shared};
use crate::tab::{Tab, site};
use image::{ImageFormat, Rgb, RgbImage};
use separable::model::{Element, Model, tflite};
use serde_json::Value;
use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;

everywhere!(generated_networks_answer_with_their_names, real_networks_answer_with_their_names);

/// What visitors drop, and what they see then.
struct Brought {
    name: &'static str,
    /// What the page says that pixels stand for.
    range: &'static str,
    /// The names that it gives, in the order of the classes; none: numbers.
    names: &'static [&'static str],
    /// The text of the label file that is dropped with it.
    labels: Option<String>,
    /// A part of what stands beside the answer.
    note: &'static str,
}

const ASSUMED: &str = "RGB pixels stand for −1 to 1: assumed, the file does not say it.";
const GREY_ASSUMED: &str = "Grey pixels (0.299 red + 0.587 green + 0.114 blue) stand for −1 to 1: assumed, \
                            the file does not say it.";
const GREY_UNIT: &str = "Grey pixels (0.299 red + 0.587 green + 0.114 blue) stand for 0 to 1, by the \
                         input's scale.";
const UNIT: &str = "RGB pixels stand for 0 to 1, by the input's scale.";
const SIGNED: &str = "RGB pixels stand for −1 to 1, by the input's scale.";

const fn brought(name: &'static str, range: &'static str, names: &'static [&str]) -> Brought {
    Brought { name, range, names, labels: None, note: "" }
}

/// Those that `index.json` of the shared folder lists.
fn real() -> Vec<Brought> {
    let six = "has 6 names, but this network has 5 classes";
    let temples = &[
        "Chaar Narayan Temple",
        "Chyasin Dega",
        "Krishna Mandir",
        "Shree Bhimsen Temple",
        "Vishwanath Temple",
    ];
    let tomatoes =
        &["Tomato_Bacterial_spot", "Tomato_Early_blight", "Tomato_Late_blight", "Tomato_healthy"];
    let paintings = &[
        "Madonna and Child with Four Cherubs",
        "St. Jerome",
        "herkules und klaus",
        "peeing boy as a fountain figure",
    ];
    let noted = |network: Brought| Brought { note: six, ..network };
    vec![
        brought("teachable_machine_float", ASSUMED, &["Cat", "Dog"]),
        brought("teachable_machine_quantised", SIGNED, &["plastico", "papel", "metal", "rejeito"]),
        brought("edge_impulse_int8", UNIT, &["face", "mask"]),
        brought("edge_impulse_grey_int8", GREY_UNIT, &["flat", "full", "no-tire"]),
        brought("edge_impulse_float", ASSUMED, &[]),
        Brought {
            note: "12 × 12 places",
            ..brought("edge_impulse_fomo", UNIT, &["background", "gaviota"])
        },
        brought(
            "keras_dynamic_rescaling",
            "RGB pixels stand for 0 to 255, which its first layers scale (MUL, SUB).",
            tomatoes,
        ),
        brought("keras_dynamic_160", ASSUMED, &[]),
        brought(
            "keras_float_ends",
            "RGB pixels stand for 0 to 255, which its first layers scale (QUANTIZE, MUL, SUB).",
            &[],
        ),
        noted(brought("keras_uint8", UNIT, &[])),
        brought(
            "metadata_uint8",
            "RGB pixels stand for 0 to 1, which its first layers scale (QUANTIZE, MUL, SUB), by the \
             file's metadata.",
            paintings,
        ),
        noted(brought(
            "metadata_float_cnn",
            "RGB pixels stand for 0 to 1, by the file's metadata.",
            temples,
        )),
        brought("grey_cnn_float", GREY_ASSUMED, &[]),
        brought("mlperf_vww_float", ASSUMED, &[]),
        brought("mlperf_vww_int8", UNIT, &[]),
    ]
}

/// Networks of the repository, of the shapes of Teachable Machine's and of MobileNet V3.
fn generated() -> Vec<Brought> {
    let numbered = |count: usize| -> String {
        (0..count).map(|index| format!("{index} thing {index}\r\n")).collect()
    };
    const THINGS: &[&str] = &["thing 0", "thing 1", "thing 2", "thing 3", "thing 4"];
    let with = |name, range, count: usize| Brought {
        labels: Some(numbered(count)),
        ..brought(name, range, &THINGS[..count])
    };
    vec![
        with("teachable_f32_0", ASSUMED, 4),
        with("teachable_i8_0", "", 4),
        with("v3_f32_0", ASSUMED, 5),
        with("v3_i8_0", "", 5),
    ]
}

fn generated_networks_answer_with_their_names(tab: &Tab<'_>) {
    drop_all(tab, &repository("tests/golden/operators"), generated());
}

fn real_networks_answer_with_their_names(tab: &Tab<'_>) {
    if let Some(folder) = shared("real networks in browsers", "real") {
        drop_all(tab, &folder, real());
    }
}

fn drop_all(tab: &Tab<'_>, folder: &Path, all: Vec<Brought>) {
    let index: Value = serde_json::from_slice(&read(folder.join("index.json"))).expect("JSON");
    let networks: Vec<Network> = all
        .into_iter()
        .map(|brought| Network::new(folder, &index[brought.name], brought))
        .collect();
    let files = networks.iter().flat_map(Network::files).collect();
    tab.open_at(&site(files), "#sample=fence&at=1");
    for (number, network) in networks.iter().enumerate() {
        // One of them as a zip holds it, the others file by file.
        network.drop_on(tab, number == 0);
        network.answers(tab);
    }
    tab.is_well();
}

struct Network {
    brought: Brought,
    bytes: Vec<u8>,
    model: Model,
    picture: Vec<u8>,
    /// The probability of each class.
    expected: Vec<f64>,
    /// How far the page's may be off.
    tolerance: f64,
}

impl Network {
    /// With the picture of the first of its runs, and what TensorFlow Lite makes of that.
    fn new(folder: &Path, entry: &Value, brought: Brought) -> Self {
        let bytes = read(folder.join(format!("{}.tflite", brought.name)));
        let model = tflite::read(&bytes).expect("a network");
        let run = if entry.is_array() { &entry[0] } else { &entry["runs"][0] };
        let seed = run["seed"].as_u64().expect("a seed") as u32;
        let input = Lcg(seed).bytes(model.input.len());
        let output = model.output();
        let of_byte = |byte: f64| f64::from(output.scale) * (byte - f64::from(output.zero_point));
        let expected: Vec<f64> = match (run["output"].as_array(), run["step"].as_u64()) {
            (Some(list), Some(1)) => list.iter().map(|v| v.as_f64().expect("a number")).collect(),
            _ => {
                let raw = by_reference(&model, &input).pop().expect("an output");
                let signed = output.element == Element::I8;
                let number = |&byte: &u8| if signed { f64::from(byte as i8) } else { byte.into() };
                raw.iter().map(number).collect()
            }
        };
        let expected = match output.element {
            Element::F32 => expected,
            _ => expected.into_iter().map(of_byte).collect(),
        };
        let dynamic = brought.name.contains("dynamic");
        let labels = brought.labels.clone().or_else(|| {
            let path = folder.join(format!("{}.labels.txt", brought.name));
            path.exists().then(|| String::from_utf8(read(path)).expect("UTF-8"))
        });
        Self {
            picture: png(&model, &input),
            brought: Brought { labels, ..brought },
            bytes,
            model,
            expected,
            tolerance: if dynamic { 0.1 } else { 1e-3 },
        }
    }

    fn files(&self) -> HashMap<String, Vec<u8>> {
        let name = self.brought.name;
        let mut files = HashMap::from([
            (format!("{name}.tflite"), self.bytes.clone()),
            (format!("{name}.png"), self.picture.clone()),
        ]);
        if let Some(labels) = &self.brought.labels {
            files.insert(format!("{name}.labels.txt"), labels.clone().into_bytes());
        }
        files
    }

    fn drop_on(&self, tab: &Tab<'_>, zipped: bool) {
        let name = self.brought.name;
        let labels = self.brought.labels.is_some();
        let before = tab.value("document.documentElement.dataset.model");
        tab.run(&format!(
            "{}
             const name = '{name}';
             const of = async ending => ({{ name: `${{name}}.${{ending}}`, bytes: await read(`${{name}}.${{ending}}`) }});
             let files = [await of('tflite'), ...({labels} ? [await of('labels.txt')] : [])];
             if ({zipped}) files = [{{ name: 'converted.zip', bytes: await zip(files.map(file => ({{ ...file, name: `converted/${{file.name}}` }}))) }}];
             files.push(await of('png'));
             drop(files.map(({{ name, bytes }}) => new File([bytes], name, {{ type: name.endsWith('png') ? 'image/png' : '' }})));",
            include_str!("brought.js"),
        ));
        let runs = format!("document.documentElement.dataset.model !== {before}");
        tab.wait(&format!("{name} runs"), &runs, 60);
        let shown = format!("document.querySelector('#status').innerText.includes('{name}.png')");
        tab.wait(&format!("the picture of {name} is shown"), &shown, 30);
    }

    fn answers(&self, tab: &Tab<'_>) {
        let Brought { name, range, note, .. } = self.brought;
        let said = tab.text(".answer .pixels [role=status]");
        if !range.is_empty() {
            assert_eq!(said, range, "{name}");
        }
        let notes = tab.text(".answer .notes");
        assert!(notes.contains(note) && notes.is_empty() == note.is_empty(), "{name}: {notes}");
        if self.model.output().shape[..2] != [1, 1] {
            return; // a map
        }
        if self.model.input.element == Element::F32 {
            // The reference was given -1 to 1, whatever the network was trained on.
            choose(tab, "−1 to 1");
        }
        let best = self.expected.iter().copied().fold(f64::MIN, f64::max);
        let likely: Vec<String> = self
            .expected
            .iter()
            .enumerate()
            .filter(|(_, value)| best - **value <= 2.0 * self.tolerance)
            .map(|(class, _)| self.label(class))
            .collect();
        let first = "document.querySelector('#predictions [data-label]').dataset";
        let within = format!(
            "{}.includes({first}.label) && Math.abs({first}.score - {best}) <= {}",
            serde_json::to_string(&likely).expect("JSON"),
            self.tolerance,
        );
        let what = format!("{name} says {likely:?}, {best}");
        tab.wait(&what, &within, 20);
    }

    fn label(&self, class: usize) -> String {
        match self.brought.names {
            [] => format!("class {class}"),
            names => names[class].to_owned(),
        }
    }
}

/// Chooses what pixels stand for, by the words that the page has for it.
pub(crate) fn choose(tab: &Tab<'_>, words: &str) {
    let open = "document.querySelector('[data-action=range]').getAttribute('aria-expanded')";
    if tab.value(open) == "false" {
        tab.click("[data-action=range]");
    }
    let radio = format!(
        "Array.from(document.querySelectorAll('#range label')).filter(label => label.textContent.startsWith('{words}')).at(-1)?.querySelector('input')"
    );
    tab.wait("the choice is there", &format!("!!{radio}"), 10);
    tab.run(&format!("{radio}.click();"));
}

/// A picture of the network's own size and of these pixels, as the network stores them.
fn png(model: &Model, input: &[u8]) -> Vec<u8> {
    let [h, w, c] = model.input.shape;
    let at = |x: u32, y: u32, channel: usize| {
        let own = input[(y as usize * w + x as usize) * c + channel.min(c - 1)];
        if model.input.element == Element::I8 { own ^ 128 } else { own }
    };
    let picture = RgbImage::from_fn(w as u32, h as u32, |x, y| {
        Rgb([0, 1, 2].map(|channel| at(x, y, channel)))
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a PNG file");
    bytes.into_inner()
}
