//! `xtask sanitize`: the kernels' loads and stores under the address sanitizer, then under Miri. It
//! is no part of `test`, because it needs time and nightly Rust.

use crate::workspace::{self, run};
use anyhow::{Context, Result, ensure};
use std::process::{Command, Stdio};

/// Cases of each property under the address sanitizer.
const CASES: &str = "500";
/// Cases of each property under Miri, where one takes ten seconds.
const MIRI_CASES: &str = "2";

/// Runs the tests that reach every kernel in an instrumented build, which detects accesses outside
/// of an allocation; then fewer and smaller ones in Miri, which also detects accesses outside of a
/// slice. Both run the scalar backend, whose loads and stores are as unchecked as those of the
/// others.
pub fn sanitize() -> Result<()> {
    let host = host()?;
    let mut address = nightly("address");
    address.args(["test", "--target", &host, "--package", "separable", "--lib"]);
    address.arg("--no-fail-fast").env("PROPTEST_CASES", CASES);
    address.args(["--test", "properties", "--test", "any_byte", "--test", "bad_model"]);
    // A leak is no unsound access, and leak detection is not allowed everywhere.
    address.env("RUSTFLAGS", "-Zsanitizer=address").env("ASAN_OPTIONS", "detect_leaks=0");
    run(&mut address, "the tests under the address sanitizer")?;

    if !has_miri() {
        let mut rustup = Command::new("rustup");
        rustup.args(["component", "add", "--toolchain", "nightly", "miri", "rust-src"]);
        run(&mut rustup, "bringing Miri")?;
    }
    // proptest reads the environment, and both plans must round exp alike. The other properties
    // take too long under Miri.
    let mut miri = nightly("miri");
    miri.args(["miri", "test", "--package", "separable", "--test", "properties", "--"]);
    miri.args(["average_pool", "convolution", "depthwise", "float"]);
    miri.env("MIRIFLAGS", "-Zmiri-disable-isolation -Zmiri-deterministic-floats");
    miri.env("PROPTEST_CASES", MIRI_CASES);
    run(&mut miri, "the kernels' properties under Miri")
}

/// Nightly Rust's cargo, with a folder of its own to build in.
fn nightly(folder: &str) -> Command {
    let mut cargo = Command::new("cargo");
    cargo.current_dir(workspace::root()).env("RUSTUP_TOOLCHAIN", "nightly");
    cargo.env("CARGO_TARGET_DIR", workspace::target().join("sanitize").join(folder));
    cargo
}

fn has_miri() -> bool {
    let mut version = nightly("miri");
    version.args(["miri", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
    version.status().is_ok_and(|status| status.success())
}

/// The target of this machine: named, it keeps the sanitizer out of build scripts.
fn host() -> Result<String> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV").env("RUSTUP_TOOLCHAIN", "nightly");
    let said = rustc.output().context("could not start rustc")?;
    ensure!(said.status.success(), "nightly Rust is missing: `rustup toolchain install nightly`");
    let said = String::from_utf8(said.stdout)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}
