//! `xtask readers`: what is written here, read by other programs. It is no part of `test`, because
//! they are large.

use crate::browsers::Engine;
use crate::build::{self, Models};
use crate::workspace::{self, cargo, run};
use anyhow::{Context, Result};
use std::fs;
use std::process::Command;

/// What the other programs are, in `tests/browser/tests/readers/`.
const PYTHON: &str = "requirements.txt";
const NODE: &str = "package.json";

/// Installs the programs in `target/readers`, in the versions that are named, then runs the test.
///
/// # Errors
/// There is no Chromium, Python or Node; something is not to be had; or a program reads something
/// else than was written.
pub fn readers() -> Result<()> {
    let chromium = Engine::Chromium.find_or_install()?;
    build::build(Models::Published)?;
    let source = workspace::root().join("tests/browser/tests/readers");
    let folder = workspace::target().join("readers");
    fs::create_dir_all(&folder)?;
    for list in [PYTHON, NODE] {
        let from = source.join(list);
        let wanted = fs::read(&from).with_context(|| format!("read {}", from.display()))?;
        let installed = folder.join(format!("{list}.installed"));
        if fs::read(&installed).is_ok_and(|list| list == wanted) {
            continue;
        }
        if list == PYTHON {
            let mut environment = Command::new("python3");
            environment.args(["-m", "venv"]).arg(folder.join("venv"));
            run(&mut environment, "making an environment for Python")?;
            let mut pip = Command::new(folder.join("venv/bin/pip"));
            run(pip.args(["install", "--quiet", "--requirement"]).arg(&from), "pip install")?;
        } else {
            fs::write(folder.join(list), &wanted)?;
            let mut npm = Command::new("npm");
            npm.args(["install", "--no-audit", "--no-fund"]).current_dir(&folder);
            run(&mut npm, "npm install")?;
        }
        fs::write(installed, wanted)?;
    }
    let mut test = cargo();
    test.args(["test", "--package", "browser-tests", "--test", "readers", "--"])
        .args(["--include-ignored", "--nocapture"])
        .env("READERS", &folder)
        .envs(chromium.variables());
    run(&mut test, "what other programs read")
}
