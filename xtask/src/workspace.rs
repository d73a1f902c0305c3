//! Where things are, and running other programs.

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The target that the engine is compiled for in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The checkout.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask/ lies in the checkout").to_owned()
}

/// What `xtask build` makes.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo builds, unless `CARGO_TARGET_DIR` says otherwise.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => absolute(Path::new(&dir)),
        None => root().join("target"),
    }
}

/// The folder of published weights, if `SEPARABLE_WEIGHTS` names one.
pub fn weights() -> Result<Option<PathBuf>> {
    folder_in("SEPARABLE_WEIGHTS")
}

/// The folder of golden outputs and photographs, if there is one.
pub fn shared() -> Result<Option<PathBuf>> {
    if let Some(folder) = folder_in("SEPARABLE_SHARED")? {
        return Ok(Some(folder));
    }
    let beside = root().join("../shared");
    Ok(beside.is_dir().then_some(beside))
}

fn folder_in(variable: &str) -> Result<Option<PathBuf>> {
    let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let folder = absolute(Path::new(&value));
    if !folder.is_dir() {
        bail!("{variable} names {}, which is no folder", folder.display());
    }
    Ok(Some(folder))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// `cargo`, in the checkout; the very one that runs xtask.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs `command` to its end; an error says what `what` it was.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start: {what}"))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}
