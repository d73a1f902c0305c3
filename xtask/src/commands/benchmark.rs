//! `xtask benchmark`: how fast every model at hand runs in a browser, and beside the peers.

use crate::browsers::Engine;
use crate::build::{self, Models};
use crate::workspace::{cargo, run};
use anyhow::Result;
use std::ffi::OsString;

/// Builds, then has the browser crate take the times; `options` are for its command line.
///
/// # Errors
/// There is no Chromium, the build fails, or the benchmark does.
pub fn benchmark(options: &[OsString]) -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    build::build(Models::Published)?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "benchmark", "--"])
        .args(options)
        .envs(chromium.variables());
    run(&mut command, "the benchmark")
}
