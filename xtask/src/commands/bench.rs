//! `xtask bench`: how fast every model at hand runs in a browser, and beside the peers.

use crate::browsers::Engine;
use crate::build::{self, Models};
use crate::workspace::{cargo, run};
use anyhow::Result;
use std::ffi::OsString;

/// Builds, then has the browser crate take the times; `args` are for its command line.
pub fn bench(args: &[OsString]) -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    build::build(Models::Published)?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "bench", "--"])
        .args(args)
        .env("CHROMIUM", &chromium.browser)
        .env("CHROMEDRIVER", &chromium.driver);
    run(&mut command, "the benchmark")
}
