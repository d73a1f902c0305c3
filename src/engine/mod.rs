//! The engine: a frame goes through the network.
//!
//! One engine has two plans over the same packed weights: the fast plan reuses memory, fuses blocks
//! and leaves out channels that no input needs; the inspecting plan, driven by [`crate::inspect`],
//! keeps the output of every layer.
//!
//! The order of the files, each using those before it: `workspace`; `folding` (layers whose work
//! others do); `pruning` (channels that no input needs); `packed_layer` (the choice of a kernel for
//! each layer); `fused_block`, `schedule` and `memory_plan`; `workers` (a layer spread over threads);
//! `arena` (layers run one after the other); `input` (what pixels become); `run` ([`Engine`]) and
//! `bench`; `patch` and `rerun` (with something changed).

mod arena;
mod bench;
mod folding;
mod front;
mod fused_block;
mod input;
mod memory_plan;
mod packed_layer;
mod patch;
mod pruning;
mod rerun;
mod run;
mod schedule;
mod workers;
mod workspace;

pub(crate) use arena::{Arena, unstore};
pub use bench::Bench;
pub use patch::Patch;
pub use rerun::Rerun;
pub use run::Engine;
