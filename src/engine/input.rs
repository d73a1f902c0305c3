//! A network's input: pixels, which stand for numbers, or the network's own numbers.

use super::patch::Patch;
use super::workspace::{floats, floats_mut};
use crate::Error;
use crate::kernels::int8::storage_shift;
use crate::model::{Element, Range, Tensor};
use std::sync::Arc;

/// The present input of an engine.
#[derive(Clone)]
pub(super) struct Input {
    /// `[h][w][c]`.
    pixels: Vec<u8>,
    /// Whether the network's own numbers are there in place of pixels.
    own: bool,
    /// The network's own numbers, `[h][w][c]`: stored bytes.
    bytes: Vec<u8>,
    /// The network's own numbers, `[h][w][c]`: of a float model.
    floats: Vec<f32>,
    becomes: Arc<Becomes>,
    /// What a pixel becomes behind the layers in front, where there are any (see [`super::front`]).
    behind_front: Option<Arc<Becomes>>,
}

/// What a pixel becomes.
enum Becomes {
    /// A stored byte, as it is: what is subtracted to make an i8 of a pixel is added to make a
    /// stored byte of the i8.
    Itself,
    /// A stored byte, for each channel.
    Byte(Vec<[u8; 256]>),
    /// A float, for each channel.
    Float(Vec<[f32; 256]>),
}

impl Input {
    /// A black picture for a model whose input is `tensor`.
    pub(super) fn new(tensor: &Tensor) -> Self {
        let mut input = Self {
            pixels: vec![0; tensor.len()],
            own: false,
            bytes: Vec::new(),
            floats: Vec::new(),
            becomes: Arc::new(Becomes::Itself),
            behind_front: None,
        };
        input.set_range(usual_range(tensor), tensor);
        input
    }

    /// Has pixels stand for the numbers of `range` from now on.
    pub(super) fn set_range(&mut self, range: Range, tensor: &Tensor) {
        // Only pictures, of one channel or three, come as pixels.
        let channels = 0..tensor.shape[2].min(3);
        self.becomes = Arc::new(match tensor.element {
            Element::F32 => {
                Becomes::Float(channels.map(|c| floats_of(&range, tensor, c)).collect())
            }
            _ if range == Range::Bytes => Becomes::Itself,
            _ => Becomes::Byte(channels.map(|c| bytes_of(&range, tensor, c)).collect()),
        });
    }

    /// Has every pixel become, behind the layers in front, what `stored` has for it: a value of
    /// `element`, `[256][channels]`.
    pub(super) fn set_behind_front(&mut self, stored: &[u8], element: Element, channels: usize) {
        let of = |channel: usize, pixel: usize| pixel * channels + channel;
        let tables = 0..channels;
        self.behind_front = Some(Arc::new(match element {
            Element::F32 => {
                let reals = floats(stored);
                let table = |c| std::array::from_fn(|pixel| reals[of(c, pixel)]);
                Becomes::Float(tables.map(table).collect())
            }
            _ => {
                let table = |c| std::array::from_fn(|pixel| stored[of(c, pixel)]);
                Becomes::Byte(tables.map(table).collect())
            }
        }));
    }

    /// Whether there are pixels, and known what they become behind the layers in front.
    pub(super) fn skips_front(&self) -> bool {
        !self.own && self.behind_front.is_some()
    }

    /// Writes what the layers in front make of the pixels, where [`Self::skips_front`].
    pub(super) fn store_behind_front(&self, stored: &mut [u8]) {
        match self.behind_front.as_deref() {
            Some(Becomes::Byte(tables)) => look_up(&self.pixels, tables, stored),
            Some(Becomes::Float(tables)) => look_up(&self.pixels, tables, floats_mut(stored)),
            Some(Becomes::Itself) | None => (),
        }
    }

    pub(super) fn pixels(&self) -> &[u8] {
        &self.pixels
    }

    pub(super) fn pixels_mut(&mut self) -> &mut [u8] {
        self.own = false;
        &mut self.pixels
    }

    pub(super) fn set_pixels(&mut self, pixels: &[u8]) -> Result<(), Error> {
        self.check_len(pixels.len())?;
        self.pixels_mut().copy_from_slice(pixels);
        Ok(())
    }

    /// Takes a quantised model's own numbers, i8 by its bits; a float model takes each byte as a
    /// number.
    pub(super) fn set_own(&mut self, own: &[u8], tensor: &Tensor) -> Result<(), Error> {
        self.check_len(own.len())?;
        match tensor.element {
            Element::F32 => {
                self.floats.clear();
                self.floats.extend(own.iter().map(|&byte| f32::from(byte)));
            }
            element => {
                let shift = storage_shift(element) as u8;
                self.bytes.clear();
                self.bytes.extend(own.iter().map(|byte| byte ^ shift));
            }
        }
        self.own = true;
        Ok(())
    }

    /// Takes real numbers; a quantised model stores the nearest it has.
    pub(super) fn set_real(&mut self, real: &[f32], tensor: &Tensor) -> Result<(), Error> {
        self.check_len(real.len())?;
        if tensor.element == Element::F32 {
            self.floats.clear();
            self.floats.extend_from_slice(real);
        } else {
            // `run()` promises the nearest pixel of `x / 127.5 - 1`, whose steps are not quite
            // those of every scale that means -1 to 1.
            let signed = Range::Interval { low: -1.0, high: 1.0 };
            let of_pixels = signed.is_bytes(tensor);
            self.bytes.clear();
            self.bytes.extend(real.iter().map(|&real| match of_pixels {
                true => ((real + 1.0) * 127.5).round() as u8, // saturates, and makes zero of NaN
                false => tensor.quantize(real),
            }));
        }
        self.own = true;
        Ok(())
    }

    /// Writes the input to activation 0, `stored`.
    pub(super) fn store(&self, stored: &mut [u8]) {
        match (&*self.becomes, self.own) {
            (Becomes::Float(_), true) => {
                floats_mut(stored).copy_from_slice(&self.floats);
            }
            (_, true) => stored.copy_from_slice(&self.bytes),
            (Becomes::Itself, _) => stored.copy_from_slice(&self.pixels),
            (Becomes::Byte(tables), _) => look_up(&self.pixels, tables, stored),
            (Becomes::Float(tables), _) => look_up(&self.pixels, tables, floats_mut(stored)),
        }
    }

    /// Writes to `stored`, activation 0, what `level` becomes in every pixel of `patch`.
    pub(super) fn cover(&self, tensor: &Tensor, patch: &Patch, level: u8, stored: &mut [u8]) {
        let [_, w, c] = tensor.shape;
        let channels = patch.rows.clone().flat_map(|y| {
            let columns = (y * w + patch.columns.start) * c..(y * w + patch.columns.end) * c;
            columns.map(|at| (at, at % c))
        });
        match &*self.becomes {
            Becomes::Itself => channels.for_each(|(at, _)| stored[at] = level),
            Becomes::Byte(tables) => channels.for_each(|(at, channel)| {
                stored[at] = tables[channel % tables.len()][usize::from(level)];
            }),
            Becomes::Float(tables) => {
                let stored = floats_mut(stored);
                channels.for_each(|(at, channel)| {
                    stored[at] = tables[channel % tables.len()][usize::from(level)];
                });
            }
        }
    }

    /// Takes what `other` has, and what its pixels become.
    pub(super) fn copy(&mut self, other: &Self) {
        self.pixels.clone_from(&other.pixels);
        self.own = other.own;
        self.bytes.clone_from(&other.bytes);
        self.floats.clone_from(&other.floats);
        self.becomes = Arc::clone(&other.becomes);
        self.behind_front.clone_from(&other.behind_front);
    }

    fn check_len(&self, got: usize) -> Result<(), Error> {
        let expected = self.pixels.len();
        if got == expected { Ok(()) } else { Err(Error::InputSize { got, expected }) }
    }
}

/// What pixels stand for where nothing is said.
pub(super) fn usual_range(tensor: &Tensor) -> Range {
    match tensor.element {
        Element::F32 => Range::Interval { low: -1.0, high: 1.0 },
        Element::U8 | Element::I8 => Range::Bytes,
    }
}

fn floats_of(range: &Range, tensor: &Tensor, channel: usize) -> [f32; 256] {
    std::array::from_fn(|pixel| range.real(tensor, pixel as u8, channel))
}

fn bytes_of(range: &Range, tensor: &Tensor, channel: usize) -> [u8; 256] {
    std::array::from_fn(|pixel| range.stored(tensor, pixel as u8, channel))
}

/// Each pixel by the table of its channel.
fn look_up<T: Copy>(pixels: &[u8], tables: &[[T; 256]], out: &mut [T]) {
    let tables = tables.iter().cycle();
    for ((out, &pixel), table) in out.iter_mut().zip(pixels).zip(tables) {
        *out = table[usize::from(pixel)];
    }
}
