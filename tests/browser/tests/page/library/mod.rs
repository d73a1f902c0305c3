//! `separable.js` without the page.

pub(crate) mod float;
pub(crate) mod golden;
pub(crate) mod questions;
pub(crate) mod threads;
pub(crate) mod trap;
