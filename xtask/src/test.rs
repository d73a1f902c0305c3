//! `xtask test`: everything that shows that Separable works.

use crate::browser::Chromium;
use crate::workspace::{self, WASM, cargo, run};
use crate::{build, skips};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Unit, golden and property tests on this machine.
    Native,
    /// Both engines in Chromium, without the page.
    Wasm,
    /// The page and `separable.js` in Chromium.
    Page,
}

impl Part {
    /// The part called `name` on the command line.
    pub fn named(name: &str) -> Result<Self> {
        match name {
            "native" => Ok(Self::Native),
            "wasm" => Ok(Self::Wasm),
            "page" => Ok(Self::Page),
            _ => bail!("the parts are native, wasm and page"),
        }
    }
}

/// Runs `only`, or all parts; then lists what was skipped.
pub fn test(only: Option<Part>) -> Result<()> {
    let wanted = |part| only.is_none_or(|only| only == part);
    let list = workspace::target().join("skipped-tests.txt");
    if list.exists() {
        fs::remove_file(&list)?;
    }
    let environment = |command: &mut Command| -> Result<()> {
        command.env(skips::VARIABLE, &list);
        // Tests run in their own package's folder: a relative path would mean another place.
        for (name, folder) in [
            ("SEPARABLE_WEIGHTS", workspace::weights()?),
            ("SEPARABLE_SHARED", workspace::shared()?),
        ] {
            if let Some(folder) = folder {
                command.env(name, folder);
            }
        }
        Ok(())
    };
    // What can fail for want of a browser does so before ten minutes of tests.
    let chromium =
        if only == Some(Part::Native) { None } else { Some(Chromium::find_or_install()?) };

    if wanted(Part::Native) {
        heading("Native tests");
        let mut command = cargo();
        command.args(["test", "--workspace", "--exclude", "browser-tests"]);
        environment(&mut command)?;
        run(&mut command, "the native tests")?;
    }
    if let Some(chromium) = &chromium {
        if wanted(Part::Wasm) {
            wasm(chromium)?;
        }
        if wanted(Part::Page) {
            heading("Page in Chromium");
            build::build()?;
            let mut command = cargo();
            command.args(["test", "--package", "browser-tests", "--no-fail-fast"]);
            command.env("CHROMIUM", &chromium.browser).env("CHROMEDRIVER", &chromium.driver);
            environment(&mut command)?;
            run(&mut command, "the tests of the page")?;
        }
    }
    report(&list)
}

/// `tests/wasm.rs` in headless Chromium, once for each binary of the engine.
fn wasm(chromium: &Chromium) -> Result<()> {
    build::ensure_wasm_target()?;
    heading("Runner for tests in wasm");
    let mut command = cargo();
    command.args(["build", "--package", "wasm-runner", "--target-dir"]).arg(workspace::target());
    run(&mut command, "building the runner")?;
    let runner =
        workspace::target().join("debug/wasm-runner").with_extension(env::consts::EXE_EXTENSION);

    for variant in &build::VARIANTS {
        heading(&format!("Engine {} in Chromium", variant.name));
        let mut command = cargo();
        // Not `--quiet`: cargo would hand it to the runner, which does not know it.
        command
            .args(["test", "--package", "separable", "--test", "wasm", "--target", WASM])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
            .env("CHROMEDRIVER", &chromium.driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        build::compile_as(&mut command, variant);
        run(&mut command, &format!("the tests of the engine ({})", variant.name))?;
    }
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text}");
}

fn report(list: &Path) -> Result<()> {
    let mut skipped = skips::read(list).context("the list of skipped tests")?;
    skipped.sort();
    skipped.dedup();
    if skipped.is_empty() {
        println!("\nAll tests passed, none was skipped.");
        return Ok(());
    }
    println!("\nAll tests that ran passed. Skipped:");
    for line in &skipped {
        println!("  {line}");
    }
    if env::var_os("CI").is_some() {
        bail!("{} tests were skipped, which CI does not allow", skipped.len());
    }
    Ok(())
}
