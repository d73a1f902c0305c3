//! `xtask benchmark`: how fast every model at hand runs in a browser, and beside the peers.

use super::test;
use crate::browsers::{Browser, Engine};
use crate::build::{self, Models, engine};
use crate::workspace::{cargo, run};
use anyhow::{Context, Result};
use std::ffi::OsString;

/// Builds, then has the browser crate take the times; `options` are for its command line. With
/// `--only prices`, measures the dot products that a layer chooses from.
///
/// # Errors
/// There is no Chromium, the build fails, or the benchmark does.
pub fn benchmark(options: &[OsString]) -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    if options == ["--only", "prices"] {
        return prices(&chromium);
    }
    build::build(Models::Published)?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "benchmark", "--"])
        .args(options)
        .envs(chromium.variables());
    run(&mut command, "the benchmark")
}

/// Runs the ignored test of `tests/wasm.rs` that measures the prices of the dot products.
fn prices(chromium: &Browser) -> Result<()> {
    let relaxed = engine::VARIANTS.iter().find(|variant| variant.name == "relaxed");
    let mut command = engine::cargo_for(relaxed.context("the relaxed variant")?, "test");
    command.args(["--release", "--package", "separable", "--test", "wasm", "--"]);
    command.args(["--include-ignored", "--nocapture", "prices"]);
    test::run_wasm_in(&mut command, &test::wasm_runner()?, chromium);
    run(&mut command, "measuring the prices")
}
