//! The receptive field of a cell: the part of the input, and of every layer before, that it depends on.

use super::{check_layer, check_position};
use crate::Error;
use crate::model::{Model, Op, Shape, Window};
#[cfg(target_family = "wasm")]
use {serde::Serialize, tsify::Tsify};

/// Rows and columns; the last ones are excluded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Area {
    /// The first row.
    pub top: i32,
    /// The first column.
    pub left: i32,
    /// The row after the last one.
    pub bottom: i32,
    /// The column after the last one.
    pub right: i32,
}

/// The part of one value that a cell depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify))]
pub struct Extent {
    /// Inside the value.
    #[cfg_attr(target_family = "wasm", serde(rename = "box"))]
    pub area: Area,
    /// With the padding that windows reach into, as if every value had no edge.
    pub unclipped: Area,
}

/// The receptive field of a cell (Araujo et al., "Computing Receptive Fields of Convolutional Neural
/// Networks", Distill 2019).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(target_family = "wasm", derive(Serialize, Tsify), tsify(missing_as_null))]
pub struct Field {
    /// In the network's input.
    #[cfg_attr(target_family = "wasm", serde(rename = "box"))]
    pub area: Area,
    /// In the network's input, with the padding that windows reach into.
    pub unclipped: Area,
    /// In the output of each layer, up to the cell's own; None where the cell does not depend on it.
    pub layers: Vec<Option<Extent>>,
}

/// The receptive field of the cells in row `y` and column `x` of the output of `layer`; it is the
/// same for all channels.
///
/// # Errors
/// [`Error::NoLayer`] or [`Error::NoCell`].
pub fn field(model: &Model, layer: usize, y: usize, x: usize) -> Result<Field, Error> {
    check_layer(model, layer)?;
    check_position(model.layers[layer].output.shape, [y, x, 0])?;
    let mut input = None;
    let mut layers = vec![None; layer + 1];
    let (top, left) = (y as i32, x as i32);
    let own = Area { top, left, bottom: top + 1, right: left + 1 };
    layers[layer] = Some(Extent { area: own, unclipped: own });
    for index in (0..=layer).rev() {
        let Some(Extent { area, unclipped }) = layers[index] else { continue };
        let made = model.value(index + 1).shape;
        let layer = &model.layers[index];
        for &value in &layer.inputs {
            let shape = model.value(value).shape;
            let seen = |area: Area| match &layer.op {
                Op::Conv(conv) | Op::Depthwise(conv) => area.through(&conv.window),
                Op::AveragePool(pool) | Op::MaxPool(pool) => area.through(&pool.window),
                Op::Mean | Op::Max => Area::whole(shape),
                // Another shape, or another order, may put anything anywhere.
                Op::Reshape | Op::Transpose { .. } if shape != made => Area::whole(shape),
                Op::Transpose { order } if *order != [0, 1, 2] => Area::whole(shape),
                Op::Pad { before, .. } => area.moved(*before),
                Op::Concat { axis } if *axis < 2 => Area::whole(shape),
                Op::Arithmetic(_) => area.broadcast(shape, made),
                Op::Softmax { .. }
                | Op::Concat { .. }
                | Op::Function(_)
                | Op::Reshape
                | Op::Transpose { .. }
                | Op::Quantize => area,
            };
            let now = Extent { area: seen(area).within(shape), unclipped: seen(unclipped) };
            let known = if value == 0 { &mut input } else { &mut layers[value - 1] };
            *known = Some(known.map_or(now, |before| Extent {
                area: before.area.with(now.area),
                unclipped: before.unclipped.with(now.unclipped),
            }));
        }
    }
    let Extent { area, unclipped } = input.unwrap_or_default();
    Ok(Field { area, unclipped, layers })
}

impl Area {
    /// All of a value.
    fn whole([h, w, _]: Shape) -> Self {
        Self { top: 0, left: 0, bottom: h as i32, right: w as i32 }
    }

    /// What a window reads for this area of its output.
    fn through(self, window: &Window) -> Self {
        let back = |first: i32, end: i32, axis: usize| {
            let [extent, stride, pad] =
                [window.extent()[axis], window.stride[axis], window.pad[axis]].map(|n| n as i32);
            (first * stride - pad, (end - 1) * stride - pad + extent)
        };
        let (top, bottom) = back(self.top, self.bottom, 0);
        let (left, right) = back(self.left, self.right, 1);
        Self { top, left, bottom, right }
    }

    /// In a value that stands in another one, `before` rows and columns from its edge.
    fn moved(self, before: [usize; 3]) -> Self {
        let [down, right, _] = before.map(|n| n as i32);
        Self {
            top: self.top - down,
            left: self.left - right,
            bottom: self.bottom - down,
            right: self.right - right,
        }
    }

    /// In an operand of `shape`, whose one row or column goes with all of `made`.
    fn broadcast(self, [h, w, _]: Shape, made: Shape) -> Self {
        let rows = if h < made[0] { (0, 1) } else { (self.top, self.bottom) };
        let columns = if w < made[1] { (0, 1) } else { (self.left, self.right) };
        Self { top: rows.0, bottom: rows.1, left: columns.0, right: columns.1 }
    }

    /// The part inside a value.
    fn within(self, [h, w, _]: Shape) -> Self {
        Self {
            top: self.top.max(0),
            left: self.left.max(0),
            bottom: self.bottom.min(h as i32),
            right: self.right.min(w as i32),
        }
    }

    /// The smallest area that has both in it.
    fn with(self, other: Self) -> Self {
        Self {
            top: self.top.min(other.top),
            left: self.left.min(other.left),
            bottom: self.bottom.max(other.bottom),
            right: self.right.max(other.right),
        }
    }
}
