//! `xtask test`: everything that shows that Separable works.
//!
//! A test that cannot run here writes `skipped: <name>: <why>` to stderr; the list comes last, after
//! the browsers that cannot be had here.

use crate::browsers::{Browser, Engine};
use crate::build::{self, Models, engine};
use crate::workspace::{self, cargo, run};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::env;
use std::io::{BufRead, BufReader, IsTerminal};
use std::process::{Command, Stdio};

/// A part of the tests.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Unit, golden and property tests on this machine.
    Native,
    /// Each binary of the engine in Chromium, without the page.
    Wasm,
    /// The page and `separable.js` in Chromium, and the most of it in Firefox and WebKit.
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
    let (mut skipped, mut absent) = (BTreeSet::new(), Vec::new());
    // What can fail for want of a browser does so before minutes of tests.
    let chromium =
        if only == Some(Part::Native) { None } else { Some(Engine::Chromium.find_or_install()?) };

    if wanted(Part::Native) {
        heading("Native tests");
        let mut command = cargo();
        command.args(["test", "--workspace", "--exclude", "browser-tests"]);
        tests(&mut command, "the native tests", &mut skipped)?;
    }
    if let Some(chromium) = &chromium {
        if wanted(Part::Wasm) {
            wasm(chromium, &mut skipped)?;
        }
        if wanted(Part::Page) {
            let mut browsers = vec![chromium.clone()];
            for engine in [Engine::Firefox, Engine::WebKit] {
                match engine.find_or_install() {
                    Ok(browser) => browsers.push(browser),
                    Err(why) => absent.push(format!("{}: {why:#}", engine.name())),
                }
            }
            let names: Vec<_> = browsers.iter().map(|browser| browser.engine.name()).collect();
            heading(&format!("The page in {}", names.join(", ")));
            build::build(Models::AtHand)?;
            let mut command = cargo();
            command.args(["test", "--package", "browser-tests", "--no-fail-fast"]);
            command.envs(browsers.iter().flat_map(Browser::variables));
            tests(&mut command, "the tests of the page", &mut skipped)?;
        }
    }
    report(&skipped, &absent, env::var_os("CI").is_some())
}

/// `tests/wasm.rs` in headless Chromium, once for each binary of the engine.
fn wasm(chromium: &Browser, skipped: &mut BTreeSet<String>) -> Result<()> {
    let (variants, no_threads) = engine::variants()?;
    heading("The runner of tests in wasm");
    let target = workspace::target();
    let mut command = cargo();
    command.args(["build", "--package", "wasm-runner", "--target-dir"]).arg(&target);
    run(&mut command, "building the runner")?;
    let runner = target.join("debug/wasm-runner").with_extension(env::consts::EXE_EXTENSION);

    for variant in variants {
        heading(&format!("The engine {} in Chromium", variant.name));
        // Not `--quiet`: cargo would hand it to the runner, which does not know it.
        let mut command = engine::cargo_for(variant, "test");
        command
            .args(["--package", "separable", "--test", "wasm"])
            .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", &runner)
            .env("CHROMEDRIVER", &chromium.driver)
            .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
        tests(&mut command, &format!("the tests of the engine ({})", variant.name), skipped)?;
    }
    skipped.extend(no_threads.map(|why| format!("the engine with threads in Chromium: {why}")));
    Ok(())
}

/// Runs tests, passing on what they say and keeping what they skip.
fn tests(command: &mut Command, what: &str, skipped: &mut BTreeSet<String>) -> Result<()> {
    // Tests run in their own package's folder: a relative path would mean another place.
    let folders =
        [("SEPARABLE_WEIGHTS", workspace::weights()?), ("SEPARABLE_SHARED", workspace::shared()?)];
    for (name, folder) in folders {
        if let Some(folder) = folder {
            command.env(name, folder);
        }
    }
    if std::io::stderr().is_terminal() {
        command.env("CARGO_TERM_COLOR", "always");
    }
    command.stderr(Stdio::piped());
    let mut child = command.spawn().with_context(|| format!("could not start: {what}"))?;
    for line in BufReader::new(child.stderr.take().expect("it was piped")).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        eprintln!("{line}");
        if let Some((_, skip)) = line.split_once("skipped: ") {
            skipped.insert(skip.to_owned());
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

fn heading(text: &str) {
    println!("\n== {text}");
}

/// `absent`: browsers that neither were here nor could be installed. In CI that may be, and no test of
/// those that are here may be skipped.
fn report(skipped: &BTreeSet<String>, absent: &[String], in_ci: bool) -> Result<()> {
    if skipped.is_empty() && absent.is_empty() {
        println!("\nAll tests passed, none was skipped.");
        return Ok(());
    }
    println!("\nAll tests that ran passed.");
    for why in absent {
        println!("\nNot tested in {why}");
    }
    if skipped.is_empty() {
        return Ok(());
    }
    println!("\nSkipped:");
    for line in skipped {
        println!("  {line}");
    }
    if in_ci {
        bail!("{} tests were skipped, which CI does not allow", skipped.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_may_lack_a_browser_but_not_a_test() {
        let absent = ["WebKit: nowhere to be had".to_owned()];
        let skipped = BTreeSet::from(["a test: its file is missing".to_owned()]);
        assert!(report(&BTreeSet::new(), &absent, true).is_ok());
        assert!(report(&skipped, &[], true).is_err());
        assert!(report(&skipped, &absent, false).is_ok());
    }
}
