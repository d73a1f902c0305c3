//! A model in the browser: its bytes are compared before it is timed.

use crate::models::{Found, Truth};
use anyhow::{Context, Result, bail};
use browser_tests::{BLANK, Options, Page, Site, median};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Floats agree within this share of the largest.
const TOLERANCE: f64 = 1e-4;

/// The configuration that is asked for; the engine chooses the rest.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Way {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) variant: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dot: Option<String>,
    pub(crate) threads: usize,
}

/// The configuration that ran.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Backend {
    pub(crate) variant: String,
    pub(crate) dot: String,
    pub(crate) threads: usize,
}

/// The peak of one thread, in multiply-accumulates a second.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct Peak {
    pub(crate) integer: f64,
    pub(crate) float: f64,
}

/// The results of one configuration: times in milliseconds, a value for each round.
#[derive(Debug, Deserialize)]
pub(crate) struct Timed {
    pub(crate) backend: Backend,
    pub(crate) peak: Peak,
    pub(crate) whole: Vec<f64>,
    pub(crate) layers: Vec<Vec<f64>>,
    output: Vec<f64>,
    sums: Vec<u32>,
}

/// The browser's results.
#[derive(Debug, Deserialize)]
pub(crate) struct Timings {
    pub(crate) agent: String,
    isolated: bool,
    pub(crate) ways: Vec<Timed>,
}

/// The median and the minimum of some times.
pub(crate) fn middle_and_least(times: &[f64]) -> (f64, f64) {
    (median(times), times.iter().copied().fold(f64::INFINITY, f64::min))
}

/// Times `model` in all `ways` in turn, in a browser of its own.
pub(crate) fn time(
    model: &Found,
    truth: &Truth,
    ways: &[Way],
    rounds: usize,
    options: &Options,
) -> Result<Timings> {
    let mut files = HashMap::new();
    files.insert("benchmark/page.js".to_owned(), include_bytes!("page.js").to_vec());
    files.insert("benchmark/input".to_owned(), truth.input.clone());
    let mut parts = Vec::new();
    for (number, part) in model.parts.iter().enumerate() {
        let path = format!("benchmark/part-{number}.tflite");
        parts.push(format!("/{path}"));
        files.insert(path, part.clone());
    }
    let site = Site::with_files(files);
    let page = Page::start(options)?;
    page.goto(&format!("{}/{BLANK}", site.address()));
    let asked =
        json!({ "parts": parts, "input": "/benchmark/input", "ways": ways, "rounds": rounds });
    let script =
        "const { benchmark } = await import('/benchmark/page.js'); return benchmark(arguments[0]);";
    let found: Timings = serde_json::from_value(page.run_with(script, vec![asked]))?;
    if !found.isolated {
        bail!("the page is not isolated, so the browser's clock is too coarse");
    }
    for (way, timed) in ways.iter().zip(&found.ways) {
        as_asked(way, &timed.backend)?;
        compare(model, truth, timed)?;
    }
    Ok(found)
}

fn as_asked(way: &Way, ran: &Backend) -> Result<()> {
    let other = |asked: &Option<String>, ran: &str| asked.as_ref().is_some_and(|it| it != ran);
    if other(&way.variant, &ran.variant) || other(&way.dot, &ran.dot) || way.threads != ran.threads
    {
        bail!("asked for {way:?}, but the engine ran as {ran:?}");
    }
    Ok(())
}

/// An error where a layer differs from the reference kernels.
fn compare(model: &Found, truth: &Truth, timed: &Timed) -> Result<()> {
    let expected = truth.values.last().context("a model with layers")?;
    let wrong = |what: String| {
        let (id, backend) = (&model.id, &timed.backend);
        bail!("{id} gave wrong numbers as {backend:?}: {what} differs from the reference kernels")
    };
    if truth.float {
        let floats = expected.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]));
        let floats: Vec<f64> = floats.map(f64::from).collect();
        let most = floats.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let near = |(a, b): (&f64, &f64)| (a - b).abs() <= most * TOLERANCE;
        if floats.len() != timed.output.len() || !floats.iter().zip(&timed.output).all(near) {
            return wrong("the output".into());
        }
        return Ok(());
    }
    if !expected.iter().map(|&byte| f64::from(byte)).eq(timed.output.iter().copied()) {
        return wrong("the output".into());
    }
    if timed.sums.len() != truth.values.len() {
        return wrong("the number of layers".into());
    }
    match truth.values.iter().zip(&timed.sums).position(|(bytes, &sum)| crc32(bytes) != sum) {
        Some(layer) => wrong(format!("layer {layer}")),
        None => Ok(()),
    }
}

/// CRC-32 as zlib has it.
fn crc32(bytes: &[u8]) -> u32 {
    let step = |crc: u32, _| (crc >> 1) ^ if crc & 1 == 1 { 0xedb8_8320 } else { 0 };
    !bytes.iter().fold(!0, |crc, &byte| (0..8).fold(crc ^ u32::from(byte), step))
}

impl Timed {
    /// The peak of all threads together for a model of this kind, in multiply-accumulates a second.
    pub(crate) fn peak(&self, truth: &Truth) -> f64 {
        let one = if truth.float { self.peak.float } else { self.peak.integer };
        one * self.backend.threads as f64
    }
}

/// All results, for other programs.
pub(crate) fn json(model: &Found, truth: &Truth, found: &Timings) -> Value {
    let times = |times: &[f64]| {
        let (median, least) = middle_and_least(times);
        json!({ "median": median, "min": least })
    };
    let ways = found.ways.iter().map(|timed| {
        let layers = truth.layers.iter().zip(&timed.layers).map(|(layer, ms)| {
            json!({ "kind": layer.kind, "input": layer.shapes[0], "output": layer.shapes[1],
                    "macs": layer.macs, "ms": times(ms) })
        });
        json!({ "backend": timed.backend, "peak": timed.peak, "rounds": timed.whole.len(),
                "ms": times(&timed.whole), "layers": layers.collect::<Value>() })
    });
    json!({ "id": model.id, "macs": truth.macs, "browser": found.agent,
            "ways": ways.collect::<Value>() })
}
