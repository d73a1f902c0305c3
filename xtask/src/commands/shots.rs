//! `xtask shots`: the page as it looks, for people to look at.

use crate::browsers::Engine;
use crate::build::{self, Models};
use crate::workspace::{self, cargo, run};
use anyhow::Result;
use std::path::PathBuf;

/// Builds, then has the browser crate take the pictures into `out`.
pub fn shots(out: Option<PathBuf>, address: &str) -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    build::build(Models::AtHand)?;
    let out = std::path::absolute(out.unwrap_or_else(|| workspace::target().join("shots")))?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "shots", "--"])
        .arg(&out)
        .arg(address)
        .envs(chromium.variables());
    run(&mut command, "taking the screenshots")
}
