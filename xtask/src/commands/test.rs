//! `xtask test`: everything that shows that Separable works.
//!
//! A test that cannot run here writes `skipped: <name>: <why>` to stderr; the list comes last,
//! after the browsers that are missing here. A test of the shared folder (photographs, golden bytes
//! of whole layers), which is not public, writes `skipped without the shared folder: <name>:
//! <path>`.

use crate::browsers::{Browser, Engine};
use crate::build::{self, Models, engine, one_file};
use crate::weights::store::Store;
use crate::workspace::{self, cargo, run};
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, IsTerminal, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

/// A part of the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Unit, golden and property tests on this machine.
    Native,
    /// What the page knows without a document, in Node.
    Domain,
    /// Each binary of the engine in Chromium, without the page.
    Wasm,
    /// The page and `separable.js` in Chromium, and most of it in Firefox and WebKit.
    Page,
}

impl Part {
    /// All of them, in the order in which they run.
    pub const ALL: [Self; 4] = [Self::Native, Self::Domain, Self::Wasm, Self::Page];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Domain => "domain",
            Self::Wasm => "wasm",
            Self::Page => "page",
        }
    }
}

/// Where the tests of `www/domain/` lie.
const DOMAIN: &str = "tests/domain";

/// Runs the tests of `only`, or of all parts, that have `filter` in their names; then lists those
/// that were skipped.
///
/// # Errors
/// A test failed, there is no Chromium, no test matches, or in CI one was skipped.
pub fn test(only: Option<Part>, filter: Option<&str>) -> Result<()> {
    let parts = Part::ALL.into_iter().filter(|part| only.is_none_or(|only| only == *part));
    let in_browser = |part: Part| matches!(part, Part::Wasm | Part::Page);
    // A missing browser is reported before minutes of tests.
    let chromium = match parts.clone().any(in_browser) {
        true => Some(Engine::Chromium.find_or_install()?),
        false => None,
    };
    let mut run = Run { filter, chromium, skipped: Skipped::default(), absent: Vec::new() };
    let mut count = 0;
    for part in parts {
        let ran = match part {
            Part::Native => run.native()?,
            Part::Domain => run.domain()?,
            Part::Wasm => run.wasm()?,
            Part::Page => run.page()?,
        };
        if let (0, Some(filter)) = (ran, filter) {
            println!("\nNo {} test has `{filter}` in its name.", part.name());
        }
        count += ran;
    }
    if let (0, Some(filter)) = (count, filter) {
        bail!("no test has `{filter}` in its name");
    }
    report(&run.skipped, &run.absent, env::var_os("CI").is_some())
}

/// Tests on their way. Each method runs a part and returns how many tests ran.
struct Run<'a> {
    filter: Option<&'a str>,
    /// For the parts that need it.
    chromium: Option<Browser>,
    skipped: Skipped,
    absent: Vec<String>,
}

/// Tests that did not run, each with its reason.
#[derive(Default)]
struct Skipped {
    /// Something is missing that should be here; in CI that is a failure.
    here: BTreeSet<String>,
    /// There is no shared folder.
    without_shared: BTreeSet<String>,
}

impl Skipped {
    /// Takes up a line that a test has written.
    fn read(&mut self, line: &str) {
        if let Some((_, skip)) = line.split_once("skipped: ") {
            self.here.insert(skip.to_owned());
        } else if let Some((_, skip)) = line.split_once("skipped without the shared folder: ") {
            self.without_shared.insert(skip.to_owned());
        }
    }
}

impl Run<'_> {
    fn native(&mut self) -> Result<usize> {
        heading("Native tests");
        let mut command = cargo();
        command.args(["test", "--workspace", "--exclude", "browser-tests"]).args(self.filter);
        let count = self.tests(&mut command, "the native tests")?;
        // The bundler takes minutes to compile, and a filter hardly ever means its four tests.
        if self.filter.is_some() {
            return Ok(count);
        }
        Ok(count + self.tests(&mut build::bundler("test"), "the tests of the bundler")?)
    }

    fn domain(&mut self) -> Result<usize> {
        if !workspace::root().join(DOMAIN).is_dir() {
            return Ok(0);
        }
        heading("What the page knows without a document, in Node");
        let mut command = Command::new("node");
        command.current_dir(workspace::root()).args(["--test", "--test-reporter=tap"]);
        command.args(self.filter.map(|filter| format!("--test-name-pattern={filter}")));
        let mut files: Vec<_> = fs::read_dir(workspace::root().join(DOMAIN))?
            .map(|entry| Ok(entry?.path()))
            .collect::<io::Result<_>>()?;
        files.sort();
        command.args(files); // one by one: not every Node understands patterns
        if let Err(error) = Command::new("node").arg("--version").stdout(Stdio::null()).status() {
            self.skipped.here.insert(format!("the domain tests: there is no Node ({error})"));
            return Ok(0);
        }
        self.tests(&mut command, "the domain tests")
    }

    /// `tests/wasm.rs` in headless Chromium, once for each binary of the engine.
    fn wasm(&mut self) -> Result<usize> {
        let chromium = self.chromium.clone().context("there is a Chromium")?;
        let (variants, no_threads) = engine::variants()?;
        let runner = wasm_runner()?;
        let mut count = 0;
        for variant in variants {
            heading(&format!("The engine {} in Chromium", variant.name));
            // Not `--quiet`: cargo would hand it to the runner, which does not know it.
            let mut command = engine::cargo_for(variant, "test");
            command.args(["--package", "separable", "--test", "wasm"]).args(self.filter);
            run_wasm_in(&mut command, &runner, &chromium);
            let what = format!("the tests of the engine ({})", variant.name);
            count += self.tests(&mut command, &what)?;
        }
        let skip = no_threads.map(|why| format!("the engine with threads in Chromium: {why}"));
        self.skipped.here.extend(skip);
        Ok(count)
    }

    fn page(&mut self) -> Result<usize> {
        let mut browsers: Vec<Browser> = self.chromium.iter().cloned().collect();
        for engine in [Engine::Firefox, Engine::WebKit] {
            // One test is no reason to install a browser.
            let found = match self.filter {
                Some(_) => engine.find().with_context(|| engine.advice()),
                None => engine.find_or_install(),
            };
            match found {
                Ok(browser) => browsers.push(browser),
                Err(why) => self.absent.push(format!("{}: {why:#}", engine.name())),
            }
        }
        let names: Vec<_> = browsers.iter().map(|browser| browser.engine.name()).collect();
        heading(&format!("The page in {}", names.join(", ")));
        build::build(Models::AtHand)?;
        one_file::one_file()?;
        let mut command = cargo();
        command.args(["test", "--package", "browser-tests", "--no-fail-fast"]).args(self.filter);
        command.envs(browsers.iter().flat_map(Browser::variables));
        self.tests(&mut command, "the tests of the page")
    }

    /// Runs tests, passes on what they print, and collects which were skipped. Returns how many
    /// ran. With a filter, test programs in which nothing matches are left out.
    fn tests(&mut self, command: &mut Command, what: &str) -> Result<usize> {
        // Tests run in their own package's folder: a relative path would mean another place.
        let weights = Some(Store::from_env()?.folder().to_owned()).filter(|it| it.is_dir());
        let folders = [("SEPARABLE_WEIGHTS", weights), ("SEPARABLE_SHARED", workspace::shared()?)];
        for (name, folder) in folders {
            if let Some(folder) = folder {
                command.env(name, folder);
            }
        }
        if io::stderr().is_terminal() {
            command.env("CARGO_TERM_COLOR", "always");
        }
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().with_context(|| format!("could not start: {what}"))?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let quiet = self.filter.is_some();
        let counting = thread::spawn(move || {
            stdout.map_or(Ok(0), |printed| pass_on(printed, &mut io::stdout(), quiet))
        });
        for line in BufReader::new(stderr.context("it is piped")?).split(b'\n') {
            let line = line?;
            let line = String::from_utf8_lossy(&line);
            eprintln!("{line}");
            self.skipped.read(&line);
        }
        let count = counting.join().expect("it does not panic")?;
        let status = child.wait()?;
        if !status.success() {
            bail!("{what} failed ({status})");
        }
        Ok(count)
    }
}

/// Builds the program that cargo starts for a test compiled to wasm. Returns its path.
pub(super) fn wasm_runner() -> Result<PathBuf> {
    heading("The runner of tests in wasm");
    let target = workspace::target();
    let mut command = cargo();
    command.args(["build", "--package", "wasm-runner", "--target-dir"]).arg(&target);
    run(&mut command, "building the runner")?;
    Ok(target.join("debug/wasm-runner").with_extension(env::consts::EXE_EXTENSION))
}

/// Has `command`, a `cargo test` of wasm, run in `chromium` by `runner`.
pub(super) fn run_wasm_in(command: &mut Command, runner: &Path, chromium: &Browser) {
    command
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", &chromium.driver)
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300");
}

/// Prints what tests print, and counts those that ran. `quiet` leaves out the lines of test
/// programs in which none does.
fn pass_on(from: impl Read, to: &mut impl Write, quiet: bool) -> io::Result<usize> {
    let mut count = 0;
    let mut empty = false;
    for line in BufReader::new(from).split(b'\n') {
        let line = line?;
        let text = String::from_utf8_lossy(&line);
        count += passed(&text).unwrap_or(0);
        empty = text == "running 0 tests" || (empty && !text.starts_with("running "));
        if !(quiet && (empty || text.is_empty())) {
            to.write_all(&[&line[..], b"\n"].concat())?;
        }
    }
    Ok(count)
}

/// The number of tests in the last line of a test program of Rust, or of Node's TAP.
fn passed(line: &str) -> Option<usize> {
    let rust = || line.split_once("test result: ")?.1.split_once(". ")?.1.split_once(" passed");
    let count = line.strip_prefix("# pass ").or_else(|| Some(rust()?.0))?;
    count.trim().parse().ok()
}

fn heading(text: &str) {
    println!("\n== {text}");
}

/// `absent`: browsers that are neither here nor could be installed. In CI that is allowed; a
/// skipped test is not.
fn report(skipped: &Skipped, absent: &[String], in_ci: bool) -> Result<()> {
    let Skipped { here, without_shared } = skipped;
    if here.is_empty() && without_shared.is_empty() && absent.is_empty() {
        println!("\nAll tests passed, none was skipped.");
        return Ok(());
    }
    println!("\nAll tests that ran passed.");
    for why in absent {
        println!("\nNot tested in {why}");
    }
    for (list, why) in [(without_shared, " without the shared folder"), (here, "")] {
        if !list.is_empty() {
            println!("\nSkipped{why}:");
        }
        for line in list {
            println!("  {line}");
        }
    }
    if in_ci && !here.is_empty() {
        bail!("{} tests were skipped, which CI does not allow", here.len());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ci_may_lack_a_browser_and_the_shared_folder_but_not_a_test() {
        let absent = ["WebKit: nowhere to be had".to_owned()];
        let mut skipped = Skipped::default();
        skipped.read("test a ... skipped without the shared folder: a: photos/a.jpg");
        assert_eq!(skipped.without_shared.len(), 1);
        assert!(report(&skipped, &absent, true).is_ok());
        skipped.read("skipped: a test: its file is missing");
        assert!(report(&skipped, &[], true).is_err());
        assert!(report(&skipped, &absent, false).is_ok());
    }

    #[test]
    fn tests_are_counted() {
        let printed = "running 2 tests\n..\ntest result: ok. 2 passed; 0 failed; 1 ignored\n\n\
                       running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored\n\n\
                       TAP version 13\n# pass 30\n# fail 0\n";
        let mut to = Vec::new();
        assert_eq!(pass_on(printed.as_bytes(), &mut to, false).expect("memory can be read"), 32);
        assert_eq!(String::from_utf8_lossy(&to), printed);
        to.clear();
        assert_eq!(pass_on(printed.as_bytes(), &mut to, true).expect("memory can be read"), 32);
        let quiet = String::from_utf8_lossy(&to);
        assert!(quiet.contains("ok. 2 passed") && !quiet.contains("ok. 0 passed"), "{quiet}");
        assert_eq!(passed("test result: FAILED. 7 passed; 1 failed; 0 ignored"), Some(7));
        assert_eq!(passed("all passed"), None);
    }
}
