//! The tensors of a `.tflite` file: activations, and the constants that are weights and biases.

use super::flatbuffer::{Table, Tables, malformed};
use super::schema::{buffer, quantization, tensor, tensor_type};
use super::{Budget, MAX_ELEMENTS, MAX_NAME};
use crate::Error;
use crate::error::Number;
use crate::model::{Element, Precision, QuantizedWeights, Rounding, Shape, Tensor};
use std::fmt::Arguments;

/// Sizes of a tensor: a batch, height, width, channels, and one to spare.
const MAX_RANK: usize = 5;
/// The scales of activations that are accepted; others have no use and would overflow.
const SCALES: std::ops::RangeInclusive<f32> = 1.0 / (1u64 << 40) as f32..=(1 << 24) as f32;

/// A tensor as the file has it.
pub(super) struct Stored<'a> {
    /// Its name in the file.
    pub(super) name: String,
    /// At most [`MAX_RANK`] sizes, all at least 1, with a product of at most [`MAX_ELEMENTS`].
    pub(super) shape: Vec<usize>,
    kind: u8,
    data: &'a [u8],
    scales: &'a [[u8; 4]],
    zero_points: &'a [[u8; 8]],
    /// The axis that the scales go along, if there are several.
    axis: i32,
}

impl<'a> Stored<'a> {
    pub(super) fn read(table: Table<'a>, buffers: &Tables<'a>) -> Result<Self, Error> {
        // A fused operator has the names of all its parts, the main one first.
        let name = String::from_utf8_lossy(table.bytes(tensor::NAME)?);
        let name = name.split(';').next().unwrap_or("").chars();
        let name: String = name.filter(|c| !c.is_control()).take(MAX_NAME).collect();
        let shape = shape(&name, table.vector(tensor::SHAPE)?)?;
        if table.table(tensor::SPARSITY)?.is_some() {
            return Err(Error::Unsupported(format!("the tensor `{name}` is stored sparsely")));
        }
        // Buffer 0 is empty by convention: it marks a computed tensor.
        let data = match table.i32(tensor::BUFFER, 0)? {
            0 => &[],
            index => buffers.get(index as u32 as usize)?.bytes(buffer::DATA)?,
        };
        let (mut scales, mut zero_points, mut axis) = (Default::default(), Default::default(), 0);
        if let Some(stored) = table.table(tensor::QUANTIZATION)? {
            scales = stored.vector(quantization::SCALE)?;
            zero_points = stored.vector(quantization::ZERO_POINT)?;
            axis = stored.i32(quantization::QUANTIZED_DIMENSION, 0)?;
        }
        Ok(Self { name, shape, kind: table.u8(tensor::TYPE)?, data, scales, zero_points, axis })
    }

    /// Whether its values are in the file.
    pub(super) fn is_constant(&self) -> bool {
        !self.data.is_empty()
    }

    /// Its type in TensorFlow's words.
    pub(super) fn kind(&self) -> &'static str {
        // By their numbers in `TensorType`.
        const NAMES: [&str; 10] = [
            "float32",
            "float16",
            "int32",
            "uint8",
            "int64",
            "string",
            "bool",
            "int16",
            "complex64",
            "int8",
        ];
        NAMES.get(usize::from(self.kind)).copied().unwrap_or("an unknown type")
    }

    fn element(&self) -> Result<Element, Error> {
        match self.kind {
            tensor_type::FLOAT32 => Ok(Element::F32),
            tensor_type::UINT8 => Ok(Element::U8),
            tensor_type::INT8 => Ok(Element::I8),
            _ => Err(self.unsupported(format_args!("is of {}", self.kind()))),
        }
    }

    /// As an activation.
    pub(super) fn activation(&self) -> Result<Tensor, Error> {
        let element = self.element()?;
        let shape = self.three_sizes()?;
        if element == Element::F32 {
            return Ok(Tensor { shape, element, scale: 1.0, zero_point: 0 });
        }
        let (&[scale], &[zero_point]) = (self.scales, self.zero_points) else {
            return Err(self.unsupported(format_args!(
                "has {} scales and {} zero points where one of each is expected",
                self.scales.len(),
                self.zero_points.len()
            )));
        };
        let scale = f32::from_le_bytes(scale);
        if !SCALES.contains(&scale) {
            return Err(self.malformed(format_args!("has the scale {}", Number::Single(scale))));
        }
        let zero_point = self.zero_point(zero_point, element)?;
        Ok(Tensor { shape, element, scale, zero_point })
    }

    /// Its shape as height, width and channels: the last three sizes, with ones before them where
    /// there are fewer. A batch of one is left out.
    pub(super) fn three_sizes(&self) -> Result<Shape, Error> {
        let extra = self.shape.len().saturating_sub(3);
        if let Some(batch) = self.shape[..extra].iter().find(|&&size| size != 1) {
            return Err(self.unsupported(format_args!(
                "has the shape {:?}, a batch of {batch}, where one picture at a time goes through",
                self.shape
            )));
        }
        let mut shape = [1; 3];
        let sizes = &self.shape[extra..];
        shape[3 - sizes.len()..].copy_from_slice(sizes);
        Ok(shape)
    }

    /// As a constant operand, `[h][w][c]`: what its numbers mean, and the numbers as stored, or real
    /// ones where they stand for a float.
    pub(super) fn operand(
        &self,
        element: Element,
        budget: &mut Budget,
    ) -> Result<(Tensor, Vec<f32>), Error> {
        if element == Element::F32 {
            let shape = self.three_sizes()?;
            let tensor = Tensor { shape, element, scale: 1.0, zero_point: 0 };
            return Ok((tensor, self.floats(budget)?));
        }
        let tensor = self.activation()?;
        self.check_len(1)?;
        budget.take_weights(self.data.len())?;
        Ok((tensor, self.stored_numbers(tensor.element)))
    }

    /// Its bytes as numbers.
    fn stored_numbers(&self, element: Element) -> Vec<f32> {
        let number = |&byte: &u8| match element {
            Element::I8 => f32::from(byte as i8),
            _ => f32::from(byte),
        };
        self.data.iter().map(number).collect()
    }

    /// As the weights of `channels` output channels, which run along `axis`.
    pub(super) fn weights(
        &self,
        axis: usize,
        channels: usize,
        rounding: Rounding,
        budget: &mut Budget,
    ) -> Result<QuantizedWeights, Error> {
        let element = self.element()?;
        self.check_len(1)?;
        let scales = self.scales(axis, channels)?;
        let mut zero_point = 0;
        for (i, &stored) in self.zero_points.iter().enumerate() {
            let this = self.zero_point(stored, element)?;
            if i > 0 && this != zero_point {
                return Err(self.unsupported(format_args!(
                    "has zero points that differ from channel to channel"
                )));
            }
            zero_point = this;
        }
        if self.zero_points.len() != scales.len() {
            return Err(self.malformed(format_args!(
                "has {} zero points for {} scales",
                self.zero_points.len(),
                scales.len()
            )));
        }
        if zero_point != 0 && element == Element::I8 {
            return Err(
                self.unsupported(format_args!("is of int8 with the zero point {zero_point}"))
            );
        }
        if scales.len() > 1 && element == Element::U8 {
            return Err(self.unsupported(format_args!("is of uint8 with a scale for each channel")));
        }
        budget.take_weights(self.data.len())?;
        let bytes = self.data.to_vec();
        let bias = vec![0; channels];
        Ok(QuantizedWeights { bytes, element, scales, zero_point, bias, rounding })
    }

    /// As the biases of `channels` output channels, with their scales (one, or one a channel).
    pub(super) fn biases(
        &self,
        channels: usize,
        budget: &mut Budget,
    ) -> Result<(Vec<i32>, Vec<f32>), Error> {
        if self.kind != tensor_type::INT32 {
            return Err(self.unsupported(format_args!(
                "is of {} where biases of int32 are expected",
                self.kind()
            )));
        }
        self.check_is_list(channels)?;
        self.check_len(4)?;
        if self.zero_points.iter().any(|&z| i64::from_le_bytes(z) != 0) {
            return Err(self.unsupported(format_args!("holds biases with a zero point")));
        }
        let scales = self.scales(0, channels)?;
        budget.take_weights(self.data.len())?;
        let bias = self.data.as_chunks().0.iter().map(|&b| i32::from_le_bytes(b)).collect();
        Ok((bias, scales))
    }

    /// How it stands in the file, if as something that can be widened to single precision.
    pub(super) fn precision(&self) -> Option<Precision> {
        match self.kind {
            tensor_type::FLOAT32 => Some(Precision::Single),
            tensor_type::FLOAT16 => Some(Precision::Half),
            tensor_type::INT8 | tensor_type::UINT8 => Some(Precision::Byte),
            _ => None,
        }
    }

    /// As weights, biases or operands in single precision; halves and bytes are widened.
    pub(super) fn floats(&self, budget: &mut Budget) -> Result<Vec<f32>, Error> {
        let Some(precision) = self.precision() else {
            return Err(
                self.unsupported(format_args!("is of {} where float32 is expected", self.kind()))
            );
        };
        self.check_len(precision.bytes())?;
        budget.take_weights(self.data.len())?;
        let floats: Vec<f32> = match precision {
            Precision::Single => {
                self.data.as_chunks().0.iter().map(|&float| f32::from_le_bytes(float)).collect()
            }
            Precision::Half => self.data.as_chunks().0.iter().map(|&half| widened(half)).collect(),
            Precision::Byte => self.real_numbers()?,
        };
        match floats.iter().find(|float| !float.is_finite()) {
            Some(&float) => {
                Err(self.malformed(format_args!("holds the value {}", Number::Single(float))))
            }
            None => Ok(floats),
        }
    }

    /// Its bytes as the real numbers that they stand for.
    fn real_numbers(&self) -> Result<Vec<f32>, Error> {
        let element = self.element()?;
        let channels = usize::try_from(self.axis).ok().and_then(|axis| self.shape.get(axis));
        let channels = channels.copied().unwrap_or(1);
        let scales = self.scales(self.axis.max(0) as usize, channels)?;
        let mut zero_points = Vec::new();
        for &stored in self.zero_points {
            zero_points.push(self.zero_point(stored, element)? as f32);
        }
        if ![0, 1, scales.len()].contains(&zero_points.len()) {
            return Err(self.malformed(format_args!(
                "has {} zero points for {} scales",
                zero_points.len(),
                scales.len()
            )));
        }
        let axis = self.axis.max(0) as usize;
        let behind: usize = self.shape.iter().skip(axis + 1).product();
        let of = |list: &[f32], channel: usize| match list {
            [] => 0.0,
            [one] => *one,
            _ => list[channel],
        };
        let numbers = self.stored_numbers(element).into_iter().enumerate();
        Ok(numbers
            .map(|(i, number)| {
                let channel = i / behind % channels;
                of(&scales, channel) * (number - of(&zero_points, channel))
            })
            .collect())
    }

    /// As a list of integers: a new shape, or axes.
    pub(super) fn ints(&self) -> Result<&'a [[u8; 4]], Error> {
        if self.kind != tensor_type::INT32 {
            return Err(
                self.unsupported(format_args!("is of {} where int32 is expected", self.kind()))
            );
        }
        self.check_len(4)?;
        Ok(self.data.as_chunks().0)
    }

    /// Checks that it has one number for each of `channels`.
    pub(super) fn check_is_list(&self, channels: usize) -> Result<(), Error> {
        if *self.shape != [channels] {
            return Err(self.malformed(format_args!(
                "has the shape {:?} where [{channels}] is expected",
                self.shape
            )));
        }
        Ok(())
    }

    fn check_len(&self, size: usize) -> Result<(), Error> {
        if !self.is_constant() {
            return Err(self.unsupported(format_args!("is computed where a constant is expected")));
        }
        let expected = self.shape.iter().product::<usize>() * size;
        if self.data.len() != expected {
            return Err(self.malformed(format_args!(
                "has {} bytes where its shape {:?} takes {expected}",
                self.data.len(),
                self.shape
            )));
        }
        Ok(())
    }

    /// One scale, or one for each of `channels` along `axis`.
    fn scales(&self, axis: usize, channels: usize) -> Result<Vec<f32>, Error> {
        let len = self.scales.len();
        if len != 1 && len != channels {
            return Err(self.malformed(format_args!("has {len} scales for {channels} channels")));
        }
        if len > 1 && self.axis != axis as i32 {
            return Err(self.unsupported(format_args!(
                "has scales along axis {} where axis {axis} is expected",
                self.axis
            )));
        }
        let scales: Vec<f32> = self.scales.iter().map(|&s| f32::from_le_bytes(s)).collect();
        // The weights of a dead channel may have a very small scale.
        match scales.iter().find(|&&s| !(s > 0.0 && s <= *SCALES.end())) {
            Some(&scale) => {
                Err(self.malformed(format_args!("has the scale {}", Number::Single(scale))))
            }
            None => Ok(scales),
        }
    }

    fn zero_point(&self, stored: [u8; 8], element: Element) -> Result<i32, Error> {
        let (min, max) = element.range();
        let value = i64::from_le_bytes(stored);
        match i32::try_from(value) {
            Ok(value) if (min..=max).contains(&value) => Ok(value),
            _ => Err(self.malformed(format_args!(
                "has the zero point {value}, which {} cannot hold",
                self.kind()
            ))),
        }
    }

    #[cold]
    #[inline(never)]
    fn malformed(&self, what: Arguments<'_>) -> Error {
        malformed(format_args!("the tensor `{}` {what}", self.name))
    }

    #[cold]
    #[inline(never)]
    fn unsupported(&self, what: Arguments<'_>) -> Error {
        Error::Unsupported(format!("the tensor `{}` {what}", self.name))
    }
}

/// A float of 16 bits (IEEE 754 binary16) in single precision.
fn widened(half: [u8; 2]) -> f32 {
    let half = u32::from(u16::from_le_bytes(half));
    let (sign, exponent, fraction) = (half >> 15, half >> 10 & 31, half & 1023);
    let magnitude = match exponent {
        0 => fraction as f32 / (1 << 24) as f32,
        31 => f32::from_bits(255 << 23 | fraction << 13),
        _ => f32::from_bits((exponent + 112) << 23 | fraction << 13),
    };
    if sign == 1 { -magnitude } else { magnitude }
}

/// Sizes whose product fits into memory.
fn shape(name: &str, stored: &[[u8; 4]]) -> Result<Vec<usize>, Error> {
    let sizes = || stored.iter().map(|&size| i32::from_le_bytes(size));
    if stored.len() > MAX_RANK {
        return Err(Error::Unsupported(format!(
            "the tensor `{name}` has {} dimensions, and at most {MAX_RANK} are read",
            stored.len()
        )));
    }
    if let Some(size) = sizes().find(|&size| size < 1) {
        return Err(Error::Unsupported(format!(
            "the tensor `{name}` has a size of {size} in its shape, and only fixed sizes are read"
        )));
    }
    let product = sizes().fold(1u64, |product, size| product.saturating_mul(size as u64));
    if product > MAX_ELEMENTS {
        return Err(Error::Unsupported(format!(
            "the tensor `{name}` has {product} elements, and at most {MAX_ELEMENTS} are read"
        )));
    }
    Ok(sizes().map(|size| size as usize).collect())
}
