//! A network in words and numbers: everything that does not change from frame to frame.

use crate::Error;
use crate::cost;
use crate::engine::Engine;
use crate::model::tflite::Metadata;
use crate::model::{
    Element, Family, LayerKind, Model, Op, Range, RangeSource, Role, Scores, Stage, StageKind,
    Tensor,
};
use serde::Serialize;
use tsify::Tsify;

/// A network.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Description {
    /// Which network of the MobileNet papers it is; null if it is none.
    family: Option<Family>,
    layers: Vec<LayerDescription>,
    stages: Vec<StageDescription>,
    input: [usize; 3],
    /// The type of the input's elements.
    element: Element,
    /// Height, width and classes of the output.
    output: [usize; 3],
    /// How its numbers are to be read.
    scores: Scores,
    /// The layer whose output are its features; null if there is none.
    features: Option<usize>,
    macs: u64,
    /// Operations of what is no convolution: additions, products, comparisons and the like.
    operations: u64,
    params: u64,
    bytes: u64,
    /// The label files in the zip behind the model, the best first.
    label_files: Vec<String>,
    /// Whether its scores are meant to be calibrated.
    calibrated: bool,
    /// Why its metadata cannot be read; null if it can.
    metadata: Option<String>,
}

/// One operator.
#[derive(Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct LayerDescription {
    name: String,
    kind: LayerKind,
    /// The number of the block that it belongs to, from 1.
    block: Option<usize>,
    /// What it does in the block.
    role: Option<Role>,
    /// The index of its stage.
    stage: usize,
    /// The layers whose outputs it reads; -1 the network's input.
    inputs: Vec<i32>,
    input: [usize; 3],
    output: [usize; 3],
    kernel: Option<[usize; 2]>,
    stride: Option<[usize; 2]>,
    element: Element,
    scale: f32,
    zero_point: i32,
    macs: u64,
    /// Operations of what is no convolution: additions, products, comparisons and the like.
    operations: u64,
    params: u64,
    bytes: u64,
}

/// An entry of the ladder.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct StageDescription {
    #[tsify(type = "'conv' | 'block' | 'average' | 'maximum' | 'hidden' | 'classifier'")]
    kind: &'static str,
    block: Option<usize>,
    layers: Vec<usize>,
    macs: u64,
    /// Operations of what is no convolution: additions, products, comparisons and the like.
    operations: u64,
    params: u64,
    bytes: u64,
}

/// What pixels stand for: `low` to `high`, or `(pixel - mean) / std` of each channel.
#[derive(Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct PixelRange {
    low: Option<f32>,
    high: Option<f32>,
    mean: Option<Vec<f32>>,
    std: Option<Vec<f32>>,
    /// Whether bytes go into a quantised network as they are.
    bytes: bool,
    source: RangeSource,
}

impl PixelRange {
    pub(super) fn of((range, source): (Range, RangeSource), input: &Tensor) -> Self {
        let channels = input.shape[2].min(3);
        let [low, high] = [0, 255].map(|pixel| range.real(input, pixel, 0));
        let (ends, normalized) = match range {
            Range::Normalized { mean, std } => {
                (None, Some((mean[..channels].to_vec(), std[..channels].to_vec())))
            }
            Range::Bytes | Range::Interval { .. } => (Some((low, high)), None),
        };
        let ((low, high), (mean, std)) = (ends.unzip(), normalized.unzip());
        Self { low, high, mean, std, bytes: range == Range::Bytes, source }
    }
}

impl Description {
    /// `metadata` is that of the part with the output.
    pub(super) fn of(engine: &Engine, metadata: &Result<Metadata, Error>) -> Self {
        let model = engine.model();
        let stages = model.stages();
        let roles = model.roles();
        let cost = cost::network(model);
        let output = model.scores();
        Self {
            family: model.family(),
            layers: roles
                .iter()
                .enumerate()
                .map(|(index, &role)| layer(model, &stages, index, role))
                .collect(),
            input: model.input.shape,
            element: model.input.element,
            output: output.shape,
            scores: output.scores,
            features: model.features(),
            macs: cost.macs,
            operations: cost.operations,
            params: cost.params,
            bytes: cost.bytes,
            stages: stages.into_iter().map(|entry| stage(model, entry)).collect(),
            label_files: metadata.as_ref().map_or_else(|_| Vec::new(), |it| it.label_files.clone()),
            calibrated: metadata.as_ref().is_ok_and(|it| it.score_calibration),
            metadata: metadata.as_ref().err().map(Error::to_string),
        }
    }
}

fn layer(model: &Model, stages: &[Stage], index: usize, role: Option<Role>) -> LayerDescription {
    let layer = &model.layers[index];
    let window = match &layer.op {
        Op::Conv(conv) | Op::Depthwise(conv) => Some(conv.window),
        Op::AveragePool(pool) | Op::MaxPool(pool) => Some(pool.window),
        _ => None,
    };
    // Every layer stands in one stage.
    let stage = stages.partition_point(|stage| stage.layers.end <= index);
    let cost = cost::layer(model, index);
    LayerDescription {
        name: layer.name.clone(),
        kind: model.kind(index),
        block: match stages[stage].kind {
            StageKind::Block(number) => Some(number),
            _ => None,
        },
        role,
        stage,
        inputs: layer.inputs.iter().map(|&value| value as i32 - 1).collect(),
        input: model.value(layer.inputs[0]).shape,
        output: layer.output.shape,
        kernel: window.map(|window| window.kernel),
        stride: window.map(|window| window.stride),
        element: layer.output.element,
        scale: layer.output.scale,
        zero_point: layer.output.zero_point,
        macs: cost.macs,
        operations: cost.operations,
        params: cost.params,
        bytes: cost.bytes,
    }
}

fn stage(model: &Model, stage: Stage) -> StageDescription {
    let cost = cost::layers(model, stage.layers.clone());
    StageDescription {
        kind: stage.kind.name(),
        block: stage.kind.block(),
        layers: stage.layers.collect(),
        macs: cost.macs,
        operations: cost.operations,
        params: cost.params,
        bytes: cost.bytes,
    }
}
