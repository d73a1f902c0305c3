//! Synthetic networks: any MobileNet and any layer, with random weights, to be counted and timed.

mod builder;
mod lcg;
mod mobilenet;

pub use lcg::Lcg;
pub use mobilenet::{LayerSpec, MobileNet, SpecKind};
