//! Activations: shape, element type and quantisation.

/// Height, width and channels of an activation; `[1, 1, n]` where there is no height and width.
pub type Shape = [usize; 3];

/// What an activation looks like: its shape, its element type and what its bytes mean.
///
/// A float stands for itself: its scale is 1 and its zero point 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tensor {
    /// Height, width, channels.
    pub shape: Shape,
    /// The type of its elements.
    pub element: Element,
    /// The real value of one step: real = scale * (stored - zero point) (Jacob et al., arXiv
    /// 1712.05877, section 2.1).
    pub scale: f32,
    /// The stored number that stands for zero.
    pub zero_point: i32,
}

/// The type of an activation's elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    target_family = "wasm",
    derive(serde::Serialize, tsify::Tsify),
    serde(rename_all = "lowercase")
)]
pub enum Element {
    /// 0 to 255.
    U8,
    /// -128 to 127.
    I8,
    /// Single precision.
    F32,
}

impl Tensor {
    /// Number of elements.
    pub fn len(&self) -> usize {
        self.shape.iter().product()
    }

    /// Number of bytes.
    pub fn bytes(&self) -> usize {
        self.len() * self.element.size()
    }

    /// Whether there are no elements.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

impl Element {
    /// The smallest and the largest stored number of a quantised element; all of i32 for f32.
    pub fn range(self) -> (i32, i32) {
        match self {
            Element::U8 => (0, 255),
            Element::I8 => (-128, 127),
            Element::F32 => (i32::MIN, i32::MAX),
        }
    }

    /// Its name in TensorFlow.
    pub fn name(self) -> &'static str {
        match self {
            Element::U8 => "uint8",
            Element::I8 => "int8",
            Element::F32 => "float32",
        }
    }

    /// Bytes of one element.
    pub fn size(self) -> usize {
        match self {
            Element::U8 | Element::I8 => 1,
            Element::F32 => 4,
        }
    }
}
