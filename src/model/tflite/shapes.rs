//! Operators that move numbers, or reduce height and width: PAD, CONCATENATION, RESHAPE, TRANSPOSE,
//! MEAN, REDUCE_MAX.

use super::operators::{Before, Operator, fits};
use super::schema::{self, builtin_operator as builtin};
use super::{Budget, File};
use crate::Error;
use crate::error::Number;
use crate::model::{Activation, Element, Multiplier, Op, Tensor};

impl Operator<'_> {
    /// PAD and PADV2.
    pub(super) fn pad(
        &self,
        file: &File,
        input: &Tensor,
        output: &Tensor,
        budget: &mut Budget,
    ) -> Result<Op, Error> {
        self.same_quantisation(input, output)?;
        let widths = self.constant(file, 1)?.ints().map_err(|error| self.naming(error))?;
        let (widths, _) = widths.as_chunks::<2>();
        // The last three axes, as in the shape; the batch before them is one.
        let extra = widths.len().saturating_sub(3);
        let mut before = [0; 3];
        let mut sizes = input.shape;
        for (i, &[first, last]) in widths.iter().enumerate() {
            let [first, last] = [first, last].map(i32::from_le_bytes);
            let (Ok(first), Ok(last)) = (usize::try_from(first), usize::try_from(last)) else {
                return Err(self.malformed(format_args!("has widths below zero")));
            };
            if i < extra {
                if [first, last] != [0, 0] {
                    return Err(self.unsupported(format_args!("makes a batch of one larger")));
                }
                continue;
            }
            let axis = i - extra + 3usize.saturating_sub(widths.len());
            before[axis] = first;
            sizes[axis] = sizes[axis].saturating_add(first).saturating_add(last);
        }
        if sizes != output.shape {
            return Err(self.malformed(format_args!(
                "makes {:?} of {:?}, where its widths give {sizes:?}",
                output.shape, input.shape
            )));
        }
        let number = match (self.code, output.element) {
            (builtin::PADV2, element) => {
                let operand = self.constant(file, 2)?.operand(element, budget);
                match operand.map_err(|error| self.naming(error))?.1[..] {
                    [number] => number,
                    _ => {
                        return Err(self.malformed(format_args!("has several numbers to pad with")));
                    }
                }
            }
            _ => output.zero_point as f32,
        };
        Ok(Op::Pad { before, number })
    }

    /// The operator, and the values that it takes.
    pub(super) fn concat(
        &self,
        file: &File,
        before: Before,
        output: &Tensor,
    ) -> Result<(Op, Vec<usize>), Error> {
        let options = self.options()?;
        let rank = file.tensor(self.output)?.shape.len();
        let axis = self.axis(options.i32(schema::concatenation::AXIS, 0)?, rank)?;
        if self.activation(schema::concatenation::FUSED_ACTIVATION_FUNCTION)? != Activation::None {
            return Err(self.unsupported(format_args!("has an activation of its own")));
        }
        let (mut inputs, mut sum) = (Vec::new(), 0);
        for position in 0..self.input_count() {
            let value = self.value(position, file, before)?;
            let part = before.model.value(value);
            self.same_element(part, output)?;
            if output.element == Element::I8 {
                self.same_quantisation(part, output)?;
            }
            if (0..3).any(|i| i != axis && part.shape[i] != output.shape[i]) {
                return Err(self.malformed(format_args!(
                    "puts {:?} into {:?}, which differ along another axis",
                    part.shape, output.shape
                )));
            }
            sum += part.shape[axis];
            inputs.push(value);
        }
        if sum != output.shape[axis] {
            return Err(self.malformed(format_args!(
                "makes {:?} of parts that have {sum} along its axis",
                output.shape
            )));
        }
        Ok((Op::Concat { axis }, inputs))
    }

    pub(super) fn reshape(&self, input: &Tensor, output: &Tensor) -> Result<Op, Error> {
        self.same_quantisation(input, output)?;
        if input.len() != output.len() {
            return Err(self.malformed(format_args!(
                "turns {:?} into {:?}, which has another number of elements",
                input.shape, output.shape
            )));
        }
        Ok(Op::Reshape)
    }

    pub(super) fn transpose(
        &self,
        file: &File,
        input: &Tensor,
        output: &Tensor,
    ) -> Result<Op, Error> {
        self.same_quantisation(input, output)?;
        let stored = self.constant(file, 1)?.ints().map_err(|error| self.naming(error))?;
        let rank = stored.len();
        let mut order = [0, 1, 2];
        let mut seen = [false; 3];
        let extra = rank.saturating_sub(3);
        for (i, &axis) in stored.iter().enumerate() {
            let axis = i32::from_le_bytes(axis);
            if i < extra {
                if axis != i as i32 {
                    return Err(self.unsupported(format_args!("moves the batch to another axis")));
                }
                continue;
            }
            let first = 3usize.saturating_sub(rank);
            order[i - extra + first] = self.axis(axis, rank)?;
        }
        for axis in order {
            seen[axis] = true;
        }
        if seen.contains(&false) || order.map(|axis| input.shape[axis]) != output.shape {
            return Err(self.malformed(format_args!(
                "turns {:?} into {:?}, which its order of axes does not",
                input.shape, output.shape
            )));
        }
        Ok(Op::Transpose { order })
    }

    /// MEAN and REDUCE_MAX over height and width; `output` gets the shape `[1, 1, c]`.
    pub(super) fn reduce(
        &self,
        file: &File,
        input: &Tensor,
        output: &mut Tensor,
    ) -> Result<Op, Error> {
        self.same_element(input, output)?;
        let rank = self.constant(file, 0)?.shape.len();
        let stored = self.constant(file, 1)?.ints().map_err(|error| self.naming(error))?;
        // An axis of one position may be left out.
        let [h, w, c] = input.shape;
        let mut reduced = [h == 1, w == 1, false];
        for &axis in stored {
            reduced[self.axis(i32::from_le_bytes(axis), rank)?] = true;
        }
        if reduced != [true, true, false] || output.len() != c {
            return Err(self.unsupported(format_args!(
                "turns {:?} into {:?} over other axes than height and width",
                input.shape, output.shape
            )));
        }
        output.shape = [1, 1, c];
        if self.code == builtin::REDUCE_MAX {
            self.same_quantisation(input, output)?;
            return Ok(Op::Max);
        }
        let real = f64::from(input.scale) / f64::from(output.scale);
        let multiplier = Multiplier::from_real(real).divided(h * w);
        if output.element != Element::F32 && !fits(255 * (h * w) as i64, multiplier) {
            return Err(self.unsupported(format_args!(
                "sums {} places and multiplies by {}, which overflows",
                h * w,
                Number::Double(real)
            )));
        }
        Ok(Op::Mean)
    }

    /// Axis `stored` of a tensor with `rank` sizes as one of height, width and channels; a negative
    /// one counts from the last.
    fn axis(&self, stored: i32, rank: usize) -> Result<usize, Error> {
        let (stored, rank) = (i64::from(stored), rank as i64);
        let axis = if stored < 0 { stored + rank } else { stored };
        match usize::try_from(axis + 3 - rank) {
            Ok(axis) if axis < 3 => Ok(axis),
            _ => Err(self.unsupported(format_args!(
                "works along axis {stored} of {rank}, which is none of height, width and channels"
            ))),
        }
    }
}
