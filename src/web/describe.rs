//! A network in words and numbers, as JSON for the page.

use crate::cost::{self, Cost};
use crate::engine::Engine;
use crate::error::Number;
use crate::model::{Element, Family, Model, Op, Shape, Stage, StageKind};
use std::fmt::Write;

/// Everything about a network that does not change from frame to frame.
pub fn json(engine: &Engine) -> String {
    let model = engine.model();
    let stages = model.stages();
    let list = |items: Vec<String>| format!("[{}]", items.join(","));
    let layers = (0..model.layers.len()).map(|index| layer(model, &stages, index)).collect();
    let ladder = stages.iter().map(|entry| stage(model, entry)).collect();
    format!(
        r#"{{"input":{},"output":{},"classes":{},"softmax":{},"family":{},"layers":{},"stages":{},{}}}"#,
        shape(model.input.shape),
        shape(model.output().shape),
        model.output().len(),
        engine.ends_in_softmax(),
        family(model),
        list(layers),
        list(ladder),
        price(cost::network(model)),
    )
}

fn layer(model: &Model, stages: &[Stage], index: usize) -> String {
    let layer = &model.layers[index];
    let window = match &layer.op {
        Op::Conv(conv) | Op::Depthwise(conv) => Some(conv.window),
        Op::AveragePool(window) => Some(*window),
        _ => None,
    };
    let pair = |pair: Option<[usize; 2]>| match pair {
        Some([a, b]) => format!("[{a},{b}]"),
        None => "null".into(),
    };
    let at = stages.iter().position(|stage| stage.layers.contains(&index));
    let block = at.and_then(|at| match stages[at].kind {
        StageKind::Block(number) => Some(number),
        _ => None,
    });
    format!(
        concat!(
            r#"{{"name":{},"kind":"{}","block":{},"stage":{},"input":{},"output":{},"kernel":{},"#,
            r#""stride":{},"element":"{}","scale":{},"zeroPoint":{},{}}}"#
        ),
        quoted(&layer.name),
        model.kind(index).name(),
        number(block),
        number(at),
        shape(model.value(layer.inputs[0]).shape),
        shape(layer.output.shape),
        pair(window.map(|w| w.kernel)),
        pair(window.map(|w| w.stride)),
        match layer.output.element {
            Element::U8 => "u8",
            Element::I8 => "i8",
            Element::F32 => "f32",
        },
        Number::Double(layer.output.scale.into()),
        layer.output.zero_point,
        price(cost::layer(model, index)),
    )
}

fn stage(model: &Model, stage: &Stage) -> String {
    let layers: Vec<String> = stage.layers.clone().map(|index| index.to_string()).collect();
    format!(
        r#"{{"kind":"{}","block":{},"layers":[{}],{}}}"#,
        stage.kind.name(),
        number(stage.kind.block()),
        layers.join(","),
        price(cost::layers(model, stage.layers.clone())),
    )
}

/// Which MobileNet it is, with alpha and rho.
fn family(model: &Model) -> String {
    match model.family() {
        Some(Family { version, alpha, rho }) => {
            let (alpha, rho) = (Number::Double(alpha), Number::Double(rho));
            format!(r#"{{"version":"{version:?}","alpha":{alpha},"rho":{rho}}}"#)
        }
        None => "null".into(),
    }
}

fn price(cost: Cost) -> String {
    format!(r#""macs":{},"params":{},"bytes":{}"#, cost.macs, cost.params, cost.bytes)
}

fn shape([h, w, c]: Shape) -> String {
    format!("[{h},{w},{c}]")
}

fn number(number: Option<usize>) -> String {
    number.map_or("null".into(), |number| number.to_string())
}

/// A JSON string.
fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c < ' ' => {
                // Writing to a string cannot fail.
                let _ = write!(quoted, "\\u{:04x}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted + "\""
}
