//! `xtask fuzz`: millions of broken models for the readers. It is no part of `test`, because it
//! needs time and nightly Rust.

use crate::workspace::{self, run};
use anyhow::{Result, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The default number of inputs.
pub const RUNS: u64 = 10_000_000;

/// What is fuzzed: the reader of networks, and that of what is said beside them.
const TARGETS: [&str; 2] = ["model", "metadata"];

/// The maximum length of an input; the tests' tiny networks are shorter.
const MOST_BYTES: usize = 8 << 10;

/// Tries `runs` mutations of the tiny networks and of the corpus of earlier runs in each target. An
/// input that breaks a promise is written to `fuzz/artifacts`, to become a test.
pub fn fuzz(runs: u64) -> Result<()> {
    let root = workspace::root();
    let target = workspace::target().join("fuzz");
    let (seeds, corpus) = (target.join("seeds"), target.join("corpus"));
    let artifacts = root.join("fuzz/artifacts/");
    for folder in [&corpus, &artifacts] {
        fs::create_dir_all(folder)?;
    }
    let tool = tool()?;
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--bin", "seeds", "--manifest-path"]);
    cargo.arg(root.join("fuzz/Cargo.toml")).arg("--").arg(&seeds).env("CARGO_TARGET_DIR", &target);
    run(&mut cargo, "writing the seeds")?;

    for fuzzed in TARGETS {
        let mut fuzzer = Command::new(&tool);
        fuzzer.args(["fuzz", "run", fuzzed]).args([&corpus, &seeds]).arg("--");
        fuzzer.arg(format!("-runs={runs}")).arg(format!("-max_len={MOST_BYTES}"));
        fuzzer.arg(format!("-artifact_prefix={}/", artifacts.display()));
        fuzzer.args(["-timeout=10", "-rss_limit_mb=1024", "-print_final_stats=1"]);
        fuzzer.current_dir(&root).env("CARGO_TARGET_DIR", &target);
        fuzzer.env("RUSTUP_TOOLCHAIN", "nightly");
        run(&mut fuzzer, &format!("fuzzing {fuzzed} (what broke it lies in fuzz/artifacts)"))?;
    }
    Ok(())
}

/// cargo-fuzz, installed in `target/` if the machine has none.
fn tool() -> Result<PathBuf> {
    let works = |tool: &PathBuf| {
        let mut version = Command::new(tool);
        version.args(["fuzz", "--version"]).stdout(Stdio::null()).stderr(Stdio::null());
        version.status().is_ok_and(|status| status.success())
    };
    let home = workspace::target().join("tools");
    let installed = home.join("bin/cargo-fuzz");
    for tool in [PathBuf::from("cargo-fuzz"), installed.clone()] {
        if works(&tool) {
            return Ok(tool);
        }
    }
    let mut install = Command::new("cargo");
    install.args(["install", "--quiet", "cargo-fuzz", "--root"]).arg(&home);
    run(&mut install, "installing cargo-fuzz")?;
    ensure!(works(&installed), "cargo-fuzz was installed but does not run");
    Ok(installed)
}
