//! Numbers as text, written by JavaScript: Rust's own formatting of floats would enlarge the binary
//! noticeably.

use crate::error::Number;
use js_sys::Number as JsNumber;
use std::fmt;

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let double = match *self {
            Number::Double(double) => double,
            Number::Single(single) => {
                let digits = JsNumber::from(f64::from(single)).to_precision(7);
                JsNumber::parse_float(&String::from(digits.map_err(|_| fmt::Error)?))
            }
        };
        let text = JsNumber::from(double).to_string_with_radix(10).map_err(|_| fmt::Error)?;
        f.write_str(&String::from(text))
    }
}
