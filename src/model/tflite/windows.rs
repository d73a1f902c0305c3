//! Windows: kernels, strides, padding and dilation, and the operators around a convolution that
//! dilate it.

use super::File;
use super::operators::{MAX_KERNEL, Operator};
use super::schema;
use crate::Error;
use crate::model::{Padding, Pool, Tensor, Window};

/// SPACE_TO_BATCH_ND before a convolution and BATCH_TO_SPACE_ND after it, which make a dilated one:
/// every `block`-th row and column are a picture of their own in between.
pub(super) struct Batches {
    /// The dilation, vertical and horizontal.
    block: [usize; 2],
    /// Rows above and columns left of the input that count as zero, less those that are cut off.
    pad: [usize; 2],
}

impl Operator<'_> {
    /// What SPACE_TO_BATCH_ND (this operator) and BATCH_TO_SPACE_ND (`back`) make together.
    pub(super) fn batches(&self, back: &Self, file: &File) -> Result<Batches, Error> {
        let pairs = |operator: &Self, position| -> Result<Vec<usize>, Error> {
            let numbers = operator.constant(file, position)?.ints();
            let numbers = numbers.map_err(|error| operator.naming(error))?;
            let size = |&size: &[u8; 4]| usize::try_from(i32::from_le_bytes(size)).unwrap_or(0);
            Ok(numbers.iter().take(4).map(size).collect())
        };
        let (block, pads) = (pairs(self, 1)?, pairs(self, 2)?);
        let (other, crops) = (pairs(back, 1)?, pairs(back, 2)?);
        match (&block[..], &pads[..], &crops[..]) {
            (&[bh, bw], &[top, _, left, _], &[cut_top, _, cut_left, _])
                if block == other && bh > 0 && bw > 0 && cut_top <= top && cut_left <= left =>
            {
                Ok(Batches { block: [bh, bw], pad: [top - cut_top, left - cut_left] })
            }
            _ => Err(self
                .unsupported(format_args!("is not undone by the BATCH_TO_SPACE_ND that follows"))),
        }
    }

    /// The window of a convolution between [`Batches`].
    pub(super) fn dilated_window(
        &self,
        kernel: [usize; 2],
        dilation: [usize; 2],
        batches: &Batches,
        input: &Tensor,
        output: &Tensor,
    ) -> Result<Window, Error> {
        let padding = self.options()?.u8(schema::window::PADDING)?;
        let stride = self.stride()?;
        if padding != schema::padding::VALID || stride != [1, 1] || dilation != [1, 1] {
            return Err(
                self.unsupported(format_args!("is dilated, and has steps or padding of its own"))
            );
        }
        let window = Window { kernel, stride, pad: batches.pad, dilation: batches.block };
        self.check_window(&window)?;
        // What lies below and to the right of the input counts as zero; every window begins above it.
        let meets = |axis: usize| output.shape[axis] <= input.shape[axis] + window.pad[axis];
        if !(0..2).all(meets) {
            return Err(
                self.malformed(format_args!("makes more rows or columns than its input has"))
            );
        }
        Ok(window)
    }

    /// How a kernel slides from `input` to `output`.
    pub(super) fn window(
        &self,
        kernel: [usize; 2],
        dilation: [usize; 2],
        input: &Tensor,
        output: &Tensor,
    ) -> Result<Window, Error> {
        let padding = match self.options()?.u8(schema::window::PADDING)? {
            schema::padding::SAME => Padding::Same,
            schema::padding::VALID => Padding::Valid,
            other => return Err(self.malformed(format_args!("has the unknown padding {other}"))),
        };
        let stride = self.stride()?;
        let mut window = Window { kernel, stride, pad: [0, 0], dilation };
        self.check_window(&window)?;
        for axis in 0..2 {
            let (positions, before) =
                padding.along(input.shape[axis], window.extent()[axis], stride[axis]);
            if positions == 0 || positions != output.shape[axis] {
                return Err(self.malformed(format_args!(
                    "makes {:?} of {:?}, which does not follow from its kernel {kernel:?} and \
                     steps {stride:?}",
                    output.shape, input.shape
                )));
            }
            window.pad[axis] = before;
        }
        Ok(window)
    }

    /// AVERAGE_POOL_2D and MAX_POOL_2D.
    pub(super) fn pool(&self, input: &Tensor, output: &Tensor) -> Result<Pool, Error> {
        let options = self.options()?;
        self.same_quantisation(input, output)?;
        if input.shape[2] != output.shape[2] {
            return Err(self.malformed(format_args!("changes the number of channels")));
        }
        let activation = self.activation(schema::pool_2d::FUSED_ACTIVATION_FUNCTION)?;
        let [kh, kw] = [schema::pool_2d::FILTER_HEIGHT, schema::pool_2d::FILTER_WIDTH]
            .map(|field| options.i32(field, 0));
        let kernel = [kh?, kw?].map(|size| usize::try_from(size).unwrap_or(0));
        Ok(Pool { window: self.window(kernel, [1, 1], input, output)?, activation })
    }

    fn stride(&self) -> Result<[usize; 2], Error> {
        let options = self.options()?;
        let [sh, sw] =
            [schema::window::STRIDE_H, schema::window::STRIDE_W].map(|field| options.i32(field, 0));
        Ok([sh?, sw?].map(|size| usize::try_from(size).unwrap_or(0)))
    }

    fn check_window(&self, window: &Window) -> Result<(), Error> {
        let Window { kernel, stride, dilation, .. } = *window;
        let sizes = || kernel.into_iter().chain(stride).chain(dilation);
        if !sizes().all(|size| (1..=MAX_KERNEL).contains(&size))
            || window.extent().iter().any(|&extent| extent > MAX_KERNEL)
        {
            return Err(self.unsupported(format_args!(
                "has a kernel of {kernel:?} with steps of {stride:?} and a dilation of \
                 {dilation:?}, where 1 to {MAX_KERNEL} is expected"
            )));
        }
        Ok(())
    }
}
