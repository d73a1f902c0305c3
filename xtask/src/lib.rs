//! The build system of Separable. `main.rs` is its command line; the browser tests use the rest.

pub mod archive;
pub mod bench;
pub mod browser;
pub mod build;
pub mod comments;
pub mod download;
pub mod fuzz;
pub mod licences;
pub mod lint;
pub mod manifest;
pub mod models;
pub mod modules;
pub mod page;
pub mod partial;
pub mod policy;
pub mod progress;
pub mod sanitize;
pub mod serve;
pub mod server;
pub mod shots;
pub mod soak;
pub mod store;
pub mod test;
pub mod threads;
pub mod weights;
pub mod workspace;
