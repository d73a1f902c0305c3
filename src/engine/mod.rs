//! A frame's way through the network.
//!
//! One engine with two plans over the same packed weights: the fast one reuses memory, the
//! inspecting one (driven by [`crate::inspect`]) keeps every layer's output.

mod bench;
mod best;
mod block;
mod memory;
mod run;
mod step;
mod values;
mod workers;

pub use bench::Bench;
pub use run::Engine;
pub(crate) use values::{Values, unstore};
