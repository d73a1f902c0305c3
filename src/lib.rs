//! Separable: an engine for MobileNet in a browser tab that shows how each layer got its result.
//!
//! A frame's road through this crate: [`frame`] turns pixels into model input, [`engine`] takes it
//! through the layers of a [`model`] with the [`kernels`], which are written over `simd`;
//! [`inspect`] answers questions about it, [`cost`] counts its arithmetic, [`teach`] trains a head
//! on its features, and `web` is the interface to JavaScript.
//!
//! Activations are `h w c` (NHWC with one image), vectors run along channels. Letters used
//! throughout: `h w c` input height, width, channels; `oh ow oc` of the output; `kh kw` kernel;
//! `s` stride; for a pointwise step seen as a matrix product `m` pixels, `n` output channels,
//! `k` input channels.

#[forbid(unsafe_code)]
pub mod benchmark;
#[forbid(unsafe_code)]
pub mod cost;
#[forbid(unsafe_code)]
pub mod engine;
mod error;
#[forbid(unsafe_code)]
pub mod frame;
#[forbid(unsafe_code)]
pub mod inspect;
pub mod kernels;
#[forbid(unsafe_code)]
pub mod model;
#[forbid(unsafe_code)]
pub mod self_test;
mod simd;
#[forbid(unsafe_code)]
pub mod teach;
pub mod threads;
#[cfg(target_family = "wasm")]
mod web;

pub use error::Error;
