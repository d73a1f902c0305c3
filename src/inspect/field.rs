//! What a cell sees: the part of every earlier value, and of the input, that it depends on.

use super::check_layer;
use crate::Error;
use crate::model::{Model, Op, Shape, Window};

/// Rows and columns, each from the first one to the one after the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Area {
    /// Rows.
    pub rows: [isize; 2],
    /// Columns.
    pub columns: [isize; 2],
}

/// What a cell sees of one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// What there is of it.
    pub area: Area,
    /// As if every value went on for ever: with the padding that windows reach into.
    pub unclipped: Area,
}

/// What the cell in row `y` and column `x` of what `layer` makes sees of value 0 (the input), of
/// value 1, and so on to its own; None of a value that it does not depend on. All channels of a
/// place are alike.
///
/// # Errors
/// A sentence, if there is no such cell.
pub fn field(model: &Model, layer: usize, y: usize, x: usize) -> Result<Vec<Option<Field>>, Error> {
    check_layer(model, layer)?;
    super::check_place(model.layers[layer].output.shape, [y, x, 0])?;
    let mut fields: Vec<Option<Field>> = vec![None; layer + 2];
    let own = |at: usize| [at as isize, at as isize + 1];
    let own = Area { rows: own(y), columns: own(x) };
    fields[layer + 1] = Some(Field { area: own, unclipped: own });
    for index in (0..=layer).rev() {
        let Some(Field { area, unclipped }) = fields[index + 1] else { continue };
        let made = model.value(index + 1).shape;
        let layer = &model.layers[index];
        for &value in &layer.inputs {
            let shape = model.value(value).shape;
            let seen = |area: Area| match &layer.op {
                Op::Conv(conv) | Op::Depthwise(conv) => area.through(&conv.window),
                Op::AveragePool(window) => area.through(window),
                Op::Mean => Area::of(shape),
                // Another shape may put anything anywhere.
                Op::Reshape if shape != made => Area::of(shape),
                Op::Softmax { .. } => Area::of(shape),
                Op::Add(_) | Op::Reshape | Op::Quantize => area,
            };
            let now = Field { area: seen(area).within(shape), unclipped: seen(unclipped) };
            fields[value] = Some(match fields[value] {
                None => now,
                Some(before) => Field {
                    area: before.area.with(now.area),
                    unclipped: before.unclipped.with(now.unclipped),
                },
            });
        }
    }
    Ok(fields)
}

impl Area {
    /// All of a value.
    fn of([h, w, _]: Shape) -> Self {
        Self { rows: [0, h as isize], columns: [0, w as isize] }
    }

    /// What a window takes to make this.
    fn through(self, window: &Window) -> Self {
        let back = |[first, end]: [isize; 2], i: usize| {
            let [kernel, stride, pad] =
                [window.kernel[i], window.stride[i], window.pad[i]].map(|size| size as isize);
            [first * stride - pad, (end - 1) * stride - pad + kernel]
        };
        Self { rows: back(self.rows, 0), columns: back(self.columns, 1) }
    }

    fn within(self, [h, w, _]: Shape) -> Self {
        let clip = |[first, end]: [isize; 2], size: usize| [first.max(0), end.min(size as isize)];
        Self { rows: clip(self.rows, h), columns: clip(self.columns, w) }
    }

    /// The least area with both in it.
    fn with(self, other: Self) -> Self {
        let hull = |a: [isize; 2], b: [isize; 2]| [a[0].min(b[0]), a[1].max(b[1])];
        Self { rows: hull(self.rows, other.rows), columns: hull(self.columns, other.columns) }
    }
}
