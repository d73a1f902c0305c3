//! `xtask soak`: the page for a long time in a browser, with views and models changing all along.

use crate::browsers::Engine;
use crate::build::{self, Models};
use crate::workspace::{cargo, run};
use anyhow::Result;

/// How many frames `soak` takes, unless told otherwise.
pub const FRAMES: u64 = 20_000;

/// Builds, then has the browser crate let the page run.
pub fn soak(frames: u64) -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    build::build(Models::AtHand)?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "soak", "--"])
        .arg(frames.to_string())
        .envs(chromium.variables());
    run(&mut command, "the soak")
}
