//! The build system of Separable. `main.rs` is its command line; the browser tests use the rest.

pub mod browser;
pub mod build;
pub mod lint;
pub mod models;
pub mod serve;
pub mod server;
pub mod shots;
pub mod test;
pub mod workspace;
