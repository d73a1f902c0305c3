//! The views, one module each.

mod blank;
pub(crate) mod change;
mod change_file;
pub(crate) mod compare;
pub(crate) mod cost;
mod figures;
pub(crate) mod lab;
pub(crate) mod price;
mod sight;
pub(crate) mod stage;
pub(crate) mod story;
mod teach;
pub(crate) mod twin;
pub(crate) mod why;
