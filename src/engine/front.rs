//! Preprocessing in front of a network, as part of what pixels become.
//!
//! QUANTIZE, MUL, SUB and the like before the first window make each number of one number of the
//! same channel. So what they make of a pixel is known for all 256: the fast plan takes it from the
//! table of [`super::input`], and leaves these layers out. The network's own numbers still go
//! through them, and so do pixels in the inspecting plan.

use super::Engine;
use super::schedule::{Schedule, Step};
use crate::kernels::Dot;
use crate::model::{Layer, Model, Op, Range, Tensor};

/// Pixels that there are.
const PIXELS: usize = 256;

/// The layers in front, and what they make of pixels.
pub(super) struct Front {
    /// How many layers they are.
    pub(super) len: usize,
    /// Runs them on a picture of every pixel.
    engine: Box<Engine>,
}

impl Front {
    /// None where a network has no such layers.
    pub(super) fn new(model: &Model, schedule: &Schedule, dot: Dot) -> Option<Self> {
        let [_, _, channels] = model.input.shape;
        let len = length(model, schedule).filter(|_| channels == 1 || channels == 3)?;
        let strip = |tensor: &Tensor| Tensor { shape: [1, PIXELS, channels], ..*tensor };
        let layer = |layer: &Layer| Layer { output: strip(&layer.output), ..layer.clone() };
        let layers = model.layers[..len].iter().map(layer).collect();
        let mut engine = Engine::with(Model::new(strip(&model.input), layers), dot).ok()?;
        for (place, pixel) in engine.input_mut().iter_mut().enumerate() {
            *pixel = (place / channels) as u8;
        }
        Some(Self { len, engine: Box::new(engine) })
    }

    /// What the layers make of each pixel where these stand for `range`: the value that the last of
    /// them makes, stored, `[256][c]`.
    pub(super) fn of_pixels(&mut self, range: Range) -> &[u8] {
        self.engine.set_range(range);
        self.engine.run_stored()
    }
}

/// How many layers in front make each number of one; None if there are none whose output the fast
/// plan has in a buffer, and others read.
fn length(model: &Model, schedule: &Schedule) -> Option<usize> {
    let channels = model.input.shape[2];
    let of_one = |(index, layer): (usize, &Layer)| {
        layer.inputs == [index]
            && match &layer.op {
                Op::Quantize | Op::Function(_) => true,
                Op::Arithmetic(arithmetic) => {
                    arithmetic.constant.as_ref().is_some_and(|constant| {
                        let [h, w, _] = constant.tensor.shape;
                        [h, w] == [1, 1] && [1, channels].contains(&constant.numbers.len())
                    })
                }
                _ => false,
            }
    };
    let most = model.layers.iter().enumerate().take_while(|&layer| of_one(layer)).count();
    let runs = |index: usize| !matches!(schedule.steps[index], Step::Folded);
    (1..=most.min(model.layers.len() - 1)).rev().find(|&len| {
        let after = (len..model.layers.len()).filter(|&index| runs(index));
        matches!(schedule.steps[len - 1], Step::Alone)
            && after.flat_map(|index| &schedule.inputs[index]).all(|&value| value >= len)
    })
}
