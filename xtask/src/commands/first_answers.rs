//! `xtask first-answers`: a page's first answer with this package, and with the other runtimes that a
//! page can install. It is no part of `test`, because they are large.

use super::consumers::install;
use super::pack;
use crate::browsers::Engine;
use crate::build;
use crate::workspace::{self, cargo, run};
use anyhow::Result;
use std::fs;
use std::process::Command;

/// The pages, from the workspace, with the list of what they need.
const PAGES: &str = "tests/browser/src/bin/first-answers/pages";

/// How many rounds there are, unless told otherwise.
pub const ROUNDS: u32 = 5;

/// Packs the package, installs it with the others, in the versions that are named, in
/// `target/first-answers`, then has the browser crate open their pages in turn.
///
/// # Errors
/// There is no Chromium; one of them is not to be had, or gives no answer, or another one.
pub fn first_answers(rounds: u32) -> Result<()> {
    if Command::new("npm").arg("--version").output().is_err() {
        println!("nothing is compared: there is no npm to install the others with");
        return Ok(());
    }
    let chromium = Engine::Chromium.find_or_install()?;
    let archive = pack::pack(false)?;
    let folder = workspace::target().join("first-answers");
    build::copy_folder(&workspace::root().join(PAGES), &folder.join("pages"))?;
    fs::copy(folder.join("pages/package.json"), folder.join("package.json"))?;
    // What scripts of the packages fetch beside them is for Node.
    install(&folder, &archive, &["--ignore-scripts"])?;
    let mut command = cargo();
    command
        .args(["run", "--quiet", "--package", "browser-tests", "--bin", "first-answers", "--"])
        .args(["--rounds", &rounds.to_string()])
        .env("FIRST_ANSWERS", &folder)
        .envs(chromium.variables());
    run(&mut command, "comparing first answers")
}
