//! This engine beside its peers, timed by the script that times the peers.

use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use xtask::workspace;

/// The folder of `peers.mjs`: the one that `PEERS_DIR` names, else the shared one.
pub(crate) fn folder() -> Result<Option<PathBuf>> {
    if let Some(folder) = env::var_os("PEERS_DIR").filter(|folder| !folder.is_empty()) {
        let folder = std::path::absolute(folder)?;
        if !folder.join("peers.mjs").is_file() {
            bail!("PEERS_DIR names {}, which has no peers.mjs", folder.display());
        }
        return Ok(Some(folder));
    }
    let shared = workspace::shared()?.map(|folder| folder.join("peers"));
    Ok(shared.filter(|folder| folder.join("peers.mjs").is_file()))
}

/// Where the peers are installed, if they are.
pub(crate) fn modules(folder: &Path) -> Option<PathBuf> {
    let modules = match env::var_os("PEERS_MODULES").filter(|modules| !modules.is_empty()) {
        Some(modules) => PathBuf::from(modules),
        None => folder.join("node_modules"),
    };
    modules.is_dir().then_some(modules)
}

/// Times all of them: `{ group: { "runtime@threads": { median, load, ... } } }`.
pub(crate) fn time(folder: &Path, modules: &Path, dist: &Path, threads: &[usize]) -> Result<Value> {
    let threads: Vec<String> = threads.iter().map(usize::to_string).collect();
    let output = Command::new("node")
        .arg(folder.join("peers.mjs"))
        .arg("--dist")
        .arg(dist)
        .args(["--json", "--threads", &threads.join(",")])
        .env("PEERS_MODULES", std::path::absolute(modules)?)
        .stderr(Stdio::inherit())
        .output()
        .context("could not start node, which the peers need")?;
    if !output.status.success() {
        bail!("timing the peers failed ({})", output.status);
    }
    serde_json::from_slice(&output.stdout).context("peers.mjs gave no JSON")
}
