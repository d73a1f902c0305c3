//! What leaves the page as a file or on paper.

pub(crate) mod export;
pub(crate) mod print;
mod qr;
