//! The checks that run on Node: Biome and tsc, pinned by `package-lock.json`.

use crate::workspace::{self, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;
use std::process::Command;

/// Why there are no checks on Node here, if so.
pub fn missing() -> Option<String> {
    for tool in ["node", NPM] {
        let answers = Command::new(tool).arg("--version").output();
        if !answers.is_ok_and(|output| output.status.success()) {
            return Some(format!("there is no {tool}; install Node from https://nodejs.org"));
        }
    }
    None
}

const NPM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Installs what the lock file names, unless it is there.
pub fn install() -> Result<()> {
    let root = workspace::root();
    let lock = fs::read(root.join("package-lock.json")).context("read package-lock.json")?;
    let installed = root.join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|old| old == lock) {
        return Ok(());
    }
    let mut npm = Command::new(NPM);
    run(npm.current_dir(&root).args(["ci", "--ignore-scripts", "--silent"]), "npm ci")?;
    fs::write(installed, lock).context("remember what npm has installed")
}

/// The format and the lints of JavaScript and CSS.
pub fn biome() -> Result<()> {
    run(
        node("@biomejs/biome/bin/biome").args([
            "ci",
            "--error-on-warnings",
            "--max-diagnostics=100",
        ]),
        "biome",
    )
}

/// The types of what `project` names.
pub fn tsc(project: &str) -> Result<()> {
    run(node("typescript/bin/tsc").args(["--project", project]), &format!("tsc on {project}"))
}

/// A tool out of `node_modules`, in the checkout.
fn node(script: &str) -> Command {
    let mut command = Command::new("node");
    let script: PathBuf = workspace::root().join("node_modules").join(script);
    command.current_dir(workspace::root()).arg(script);
    command
}
