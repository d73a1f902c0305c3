//! Real numbers as text: as few digits as tell a number from its neighbours.

use std::fmt;

/// A real number to be written. In the browser JavaScript writes it, which knows how: Rust's own way
/// would be a good part of the binary.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Real {
    Single(f32),
    Double(f64),
}

impl fmt::Display for Real {
    #[cfg(target_family = "wasm")]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use js_sys::Number;
        let double = match *self {
            Real::Double(double) => double,
            Real::Single(single) => {
                let digits = Number::from(f64::from(single)).to_precision(7);
                Number::parse_float(&String::from(digits.map_err(|_| fmt::Error)?))
            }
        };
        let text = Number::from(double).to_string_with_radix(10).map_err(|_| fmt::Error)?;
        f.write_str(&String::from(text))
    }

    #[cfg(not(target_family = "wasm"))]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Real::Single(single) => fmt::Display::fmt(single, f),
            Real::Double(double) => fmt::Display::fmt(double, f),
        }
    }
}
