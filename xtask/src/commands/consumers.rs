//! `xtask consumers`: the package as people use it, installed from its archive into projects of
//! bundlers, frameworks and runtimes. It is no part of `test`, because they are large.

use super::pack;
use crate::browsers::Engine;
use crate::build;
use crate::workspace::{self, cargo, run};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;
use std::process::Command;

/// The projects, from the workspace.
const PROJECTS: &str = "tests/browser/tests/consumers/projects";

/// Packs the package, installs it with the tools, in the versions that are named, in
/// `target/consumers`, then runs the test, or what of it has `filter` in its name.
///
/// # Errors
/// There is no Chromium; a tool is not to be had; or one of them cannot use the package.
pub fn consumers(filter: Option<&str>) -> Result<()> {
    if Command::new("npm").arg("--version").output().is_err() {
        println!("not tested with any bundler or runtime: there is no npm");
        return Ok(());
    }
    let chromium = Engine::Chromium.find_or_install()?;
    let archive = pack::pack(false)?;
    let folder = workspace::target().join("consumers");
    for project in ["app", "next"] {
        build::remove(&folder.join(project))?;
    }
    build::copy_folder(&workspace::root().join(PROJECTS), &folder)?;
    fs::copy(folder.join("app/check.js"), folder.join("next/app/check.js"))?;
    install(&folder, &archive, &[])?;
    neighbour(&folder)?;
    let model = folder.join("node_modules/separable/models/built-in");
    for project in ["app", "next"] {
        let public = folder.join(project).join("public");
        fs::create_dir_all(&public)?;
        for (from, to) in [("model_int8.tflite", "model.tflite"), ("labels.txt", "labels.txt")] {
            fs::copy(model.join(from), public.join(to))?;
        }
    }
    let mut test = cargo();
    test.args(["test", "--package", "browser-tests", "--test", "consumers", "--"])
        .args(["--include-ignored", "--test-threads=1"])
        .args(filter)
        .env("CONSUMERS", &folder)
        .envs(chromium.variables());
    run(&mut test, "the package in other people's projects")
}

/// Has npm install what the `package.json` of `folder` names, unless it is there, and the package
/// itself.
pub(super) fn install(folder: &Path, archive: &Path, options: &[&str]) -> Result<()> {
    let wanted = fs::read(folder.join("package.json"))?;
    let installed = folder.join("package.json.installed");
    let npm = || {
        let mut npm = Command::new("npm");
        npm.args(["install", "--no-audit", "--no-fund", "--no-package-lock"]).args(options);
        npm.current_dir(folder);
        npm
    };
    if fs::read(&installed).ok().as_ref() != Some(&wanted) {
        run(&mut npm(), "npm install")?;
        fs::write(installed, wanted)?;
    }
    run(npm().arg("--no-save").arg(archive), "npm install of the package")
}

/// The names of the classes that a neighbour has; without what that needs to run.
const NEIGHBOUR: &str = "@tensorflow-models/mobilenet@2.1.1";

fn neighbour(folder: &Path) -> Result<()> {
    let to = folder.join("neighbour");
    if to.join("package").is_dir() {
        return Ok(());
    }
    fs::create_dir_all(&to)?;
    let mut npm = Command::new("npm");
    let packed = npm.args(["pack", "--silent", NEIGHBOUR]).current_dir(&to).output()?;
    let name = String::from_utf8(packed.stdout)?;
    let file =
        fs::File::open(to.join(name.trim())).with_context(|| format!("npm pack {NEIGHBOUR}"))?;
    Ok(tar::Archive::new(flate2::read::GzDecoder::new(file)).unpack(to)?)
}
