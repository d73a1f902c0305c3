//! Synthetic MobileNets and layers, with random weights, to be counted and timed.

use super::builder::Builder;
use crate::Error;
use crate::model::family::divisible;
use crate::model::{Activation, Element, Model, Shape, Version};
use Activation::{None as Linear, Relu6};

/// Output channels and stride of V1's blocks at alpha 1 (arXiv 1704.04861, table 1; the last block
/// with stride 1, as in the published networks).
const V1_BLOCKS: [(usize, usize); 13] = [
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (512, 1),
    (1024, 2),
    (1024, 1),
];

/// Expansion, output channels, repetitions and first stride of V2's bottlenecks (arXiv 1801.04381,
/// table 2).
const V2_BOTTLENECKS: [(usize, usize, usize, usize); 7] = [
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
];

/// The seed of random weights.
const SEED: u64 = 2017;
/// The limits of one layer: weights, bytes of an activation, multiply-accumulates.
const MOST: [u64; 3] = [1 << 26, 1 << 27, 1 << 34];

/// A network to be built.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MobileNet {
    /// V1 or V2.
    pub version: Version,
    /// The width multiplier.
    pub alpha: f64,
    /// Height and width of the input: 224 times rho.
    pub size: usize,
    /// The number of classes.
    pub classes: usize,
    /// For V1: a standard convolution takes the place of every block.
    pub standard: bool,
    /// What activations and weights are stored as: u8 or i8.
    pub element: Element,
}

/// One layer or block to be built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LayerSpec {
    /// Its kind.
    pub kind: SpecKind,
    /// Height, width and channels of its input.
    pub input: Shape,
    /// Output channels; a depthwise layer has those of its input.
    pub channels: usize,
    /// Height and width of the kernel; a pointwise layer has 1.
    pub kernel: usize,
    /// Its stride; a pointwise layer has 1.
    pub stride: usize,
    /// What activations and weights are stored as: u8 or i8.
    pub element: Element,
}

/// The kinds of layer, and the block, that can be built alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SpecKind {
    /// A standard convolution.
    Standard,
    /// A depthwise layer.
    Depthwise,
    /// A pointwise layer.
    Pointwise,
    /// A depthwise layer and a pointwise layer after it.
    Block,
}

impl MobileNet {
    /// Makes it; the weights are the same every time.
    ///
    /// # Errors
    /// [`Error::InvalidSpec`] if there is no such network, or it is too large to be timed.
    pub fn model(&self) -> Result<Model, Error> {
        check(self.alpha > 0.0 && self.alpha <= 1.5, "alpha lies above 0 and up to 1.5")?;
        check((1..=512).contains(&self.size), "its input has 1 to 512 pixels a side")?;
        check((1..=1 << 15).contains(&self.classes), "it has 1 to 32768 classes")?;
        check(self.element != Element::F32, "it is quantised to uint8 or int8")?;
        let mut builder = Builder::picture(self.size, self.element, SEED);
        match self.version {
            Version::V1 => self.v1(&mut builder),
            Version::V2 if self.standard => {
                return Err(Error::InvalidSpec("only V1 has a twin of standard convolutions"));
            }
            Version::V2 => self.v2(&mut builder),
            _ => return Err(Error::InvalidSpec("only V1 and V2 can be made")),
        }
        builder.average();
        builder.pointwise(self.classes, Linear);
        Ok(builder.finish())
    }

    fn v1(&self, builder: &mut Builder) {
        // As in TensorFlow's model zoo: truncated, and at least 8.
        let width = |channels: usize| ((channels as f64 * self.alpha + 1e-9) as usize).max(8);
        builder.standard(3, 2, width(32), Relu6);
        for (channels, stride) in V1_BLOCKS {
            if self.standard {
                builder.standard(3, stride, width(channels), Relu6);
            } else {
                builder.depthwise(3, stride);
                builder.pointwise(width(channels), Relu6);
            }
        }
    }

    fn v2(&self, builder: &mut Builder) {
        let width = |channels: usize| divisible(channels as f64 * self.alpha);
        builder.standard(3, 2, width(32), Relu6);
        for (expansion, channels, repetitions, first_stride) in V2_BOTTLENECKS {
            for repetition in 0..repetitions {
                let (start, c) = builder.end();
                if expansion > 1 {
                    builder.pointwise(c * expansion, Relu6);
                }
                builder.depthwise(3, if repetition == 0 { first_stride } else { 1 });
                builder.pointwise(width(channels), Linear);
                if repetition > 0 {
                    builder.add(start);
                }
            }
        }
        // The last convolution is never narrower than at alpha 1.
        builder.pointwise(divisible(1280.0 * self.alpha.max(1.0)), Relu6);
    }
}

impl LayerSpec {
    /// Makes it; the weights are the same every time.
    ///
    /// # Errors
    /// [`Error::InvalidSpec`] if there is no such layer, or it is too large to be timed.
    pub fn model(&self) -> Result<Model, Error> {
        let [h, w, c] = self.input;
        let sizes = [h, w, c, self.channels, self.kernel, self.stride];
        check(sizes.iter().all(|size| (1..=1 << 13).contains(size)), "sizes are 1 to 8192")?;
        check(self.element != Element::F32, "it is quantised to uint8 or int8")?;
        let [h, w, c, n, k, s] = sizes.map(|size| size as u64);
        let weights = match self.kind {
            SpecKind::Standard => k * k * c * n,
            SpecKind::Depthwise => k * k * c,
            SpecKind::Pointwise => c * n,
            SpecKind::Block => k * k * c + c * n,
        };
        let places = h.div_ceil(s) * w.div_ceil(s);
        let bytes = (h * w * c).max(places * n.max(c));
        // Up to 2^52 and 2^39 each: no overflow where the weights are few enough.
        let sizes = [weights, bytes, places * weights.min(MOST[0])];
        check(sizes.into_iter().zip(MOST).all(|(size, most)| size <= most), "it is too large")?;
        let mut builder = Builder::activation(self.input, self.element, SEED);
        match self.kind {
            SpecKind::Standard => builder.standard(self.kernel, self.stride, self.channels, Relu6),
            SpecKind::Depthwise => builder.depthwise(self.kernel, self.stride),
            SpecKind::Pointwise => builder.pointwise(self.channels, Relu6),
            SpecKind::Block => {
                builder.depthwise(self.kernel, self.stride);
                builder.pointwise(self.channels, Relu6);
            }
        }
        Ok(builder.finish())
    }
}

fn check(sound: bool, rule: &'static str) -> Result<(), Error> {
    if sound { Ok(()) } else { Err(Error::InvalidSpec(rule)) }
}
