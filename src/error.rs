//! Errors, as sentences for the person who brought the file or the picture.

use thiserror::Error;

/// A real number in a sentence, with as few digits as distinguish it from its neighbours. In the
/// browser JavaScript writes it (`web/number.rs`).
#[derive(Clone, Copy, Debug)]
pub(crate) enum Number {
    Single(f32),
    Double(f64),
}

#[cfg(not(target_family = "wasm"))]
impl std::fmt::Display for Number {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Number::Single(single) => std::fmt::Display::fmt(single, f),
            Number::Double(double) => std::fmt::Display::fmt(double, f),
        }
    }
}

/// A failure that a person can act on; its text is shown on the page as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum Error {
    /// The file is no `.tflite`, is cut short, or contradicts itself.
    #[error("this is not a readable .tflite file: {0}; download or export it again")]
    Malformed(String),
    /// The file is sound, but needs something that the engine does not have.
    #[error("{0}; export it another way, or use another network")]
    Unsupported(String),
    /// The file is sound, but for another processor or another task; the text says what to use.
    #[error("{0}")]
    OtherPurpose(String),
    /// The parts of a model do not fit together.
    #[error(
        "the parts of this model do not fit together: {0}; give the body first, then its own head"
    )]
    Parts(String),
    /// The input has another size than the model takes.
    #[error(
        "the input has {got} numbers, but this model takes {expected} (height x width x channels)"
    )]
    InputSize {
        /// Numbers handed in.
        got: usize,
        /// Numbers that the model takes.
        expected: usize,
    },
    /// A picture without pixels, or with another number of bytes than its size needs.
    #[error("this picture cannot be used: {0}; try another one")]
    Picture(String),
    /// A network whose input has another number of channels than pictures.
    #[error(
        "this network takes {0} channels, and a picture has three, or one if it is grey; no \
         picture can be shown to it, and only run() takes its own numbers"
    )]
    NoPicture(usize),
    /// A range that pixels cannot stand for.
    #[error("pixels cannot stand for this range: {0}")]
    Range(&'static str),
    /// A layer that the model does not have.
    #[error("this model has no layer {index}; it has layers 0 to {last}")]
    NoLayer {
        /// The index asked for.
        index: usize,
        /// The index of the last layer.
        last: usize,
    },
    /// A question about an input, before there was one.
    #[error("nothing has gone through this network yet; call classify() or run() first")]
    NoInput,
    /// A question without an answer; the text says why.
    #[error("{0}")]
    NoAnswer(&'static str),
    /// A synthetic network or layer that cannot be built.
    #[error("this cannot be made and timed: {0}")]
    InvalidSpec(&'static str),
    /// Examples that no head can be taught on; the text says why.
    #[error("this cannot be taught: {0}")]
    NotTaught(&'static str),
    /// A position that a layer's output does not have.
    #[error("there is no cell {position:?} in an output of {shape:?} (height, width, channels)")]
    NoCell {
        /// Row, column and channel asked for.
        position: [usize; 3],
        /// Height, width and channels of the output.
        shape: [usize; 3],
    },
    /// A kind of dot product that this machine does not have.
    #[error("this browser has no dot product called “{0}”; leave it out, or ask for \"i16\"")]
    NoDot(String),
    /// The machine's vector instructions give wrong bytes.
    #[error("this browser computes wrong numbers with WebAssembly SIMD; update it, or use another")]
    WrongArithmetic,
    /// Nothing can be timed.
    #[error("this browser's clock stands still, so nothing can be timed; use another browser")]
    NoClock,
}
