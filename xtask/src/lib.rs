//! The build system of Separable. `main.rs` is its command line; the browser tests use the rest.

pub mod browsers;
pub mod build;
pub mod checks;
pub mod commands;
pub mod server;
pub mod weights;
pub mod workspace;
