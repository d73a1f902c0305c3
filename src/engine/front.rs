//! Preprocessing in front of a network, as part of what pixels become.
//!
//! QUANTIZE, MUL, SUB and the like before the first window make each number of one number of the
//! same channel. So what they make of a pixel is known for all 256: the fast plan takes it from the
//! table of [`super::input`], and leaves these layers out. The network's own numbers still go
//! through them, and so do pixels in the inspecting plan.

use super::schedule::{Schedule, Step};
use crate::model::{Layer, Model, Op, Tensor};

/// Pixels that there are.
const PIXELS: usize = 256;

/// The first `len` layers of `model`, for a picture of [`PIXELS`] pixels.
pub(super) fn alone(model: &Model, len: usize) -> Model {
    let [_, _, channels] = model.input.shape;
    let strip = |tensor: &Tensor| Tensor { shape: [1, PIXELS, channels], ..*tensor };
    let layer = |layer: &Layer| Layer { output: strip(&layer.output), ..layer.clone() };
    Model::new(strip(&model.input), model.layers[..len].iter().map(layer).collect())
}

/// Makes a picture of every pixel, the same in all channels.
pub(super) fn fill_with_every_pixel(picture: &mut [u8]) {
    let channels = picture.len() / PIXELS;
    for (place, pixel) in picture.iter_mut().enumerate() {
        *pixel = (place / channels) as u8;
    }
}

/// How many layers in front of a network of pictures make each number of one; None if there are none
/// whose output the fast plan has in a buffer, and others read.
pub(super) fn length(model: &Model, schedule: &Schedule) -> Option<usize> {
    let channels = model.input.shape[2];
    if channels != 1 && channels != 3 {
        return None;
    }
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
