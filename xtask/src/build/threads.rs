//! Building the binary with threads. It needs a standard library compiled for shared memory, which
//! rustup does not offer ready-made.

use crate::workspace::{self, WASM, cargo};
use anyhow::{Context, Result, ensure};
use serde::Deserialize;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// The flags that compile a standard library and share memory are unstable, so they are used with
/// the version of Rust that this file names.
const TOOLCHAIN: &str = include_str!("../../../rust-toolchain.toml");

/// The maximum of the engine's memory; a browser reserves this address space at once.
const MOST_MEMORY: usize = 512 << 20;

#[derive(Deserialize)]
struct ToolchainFile {
    toolchain: Toolchain,
}

#[derive(Deserialize)]
struct Toolchain {
    channel: String,
}

/// The memory is imported and shared, and each thread has its own stack and variables in it.
pub fn rustflags() -> Vec<String> {
    let mut flags = vec![
        "-Clink-arg=--shared-memory".to_owned(),
        "-Clink-arg=--import-memory".to_owned(),
        format!("-Clink-arg=--max-memory={MOST_MEMORY}"),
    ];
    let own = ["__wasm_init_tls", "__tls_size", "__tls_align", "__tls_base"];
    flags.extend(own.map(|name| format!("-Clink-arg=--export={name}")));
    flags
}

/// Lets cargo compile the standard library too, which stable cargo does only with this variable.
pub fn with_own_std(command: &mut Command) {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features="]);
}

/// Whether the binary with threads can be built here.
///
/// # Errors
/// Why not, to stand after a colon.
pub fn ready() -> Result<(), String> {
    check().map_err(|why| format!("{why:#}"))
}

fn check() -> Result<()> {
    let ToolchainFile { toolchain } = toml::from_str(TOOLCHAIN).context("rust-toolchain.toml")?;
    let version = rustc(&["--version"])?;
    ensure!(
        version.starts_with(&format!("rustc {} ", toolchain.channel)),
        "it takes Rust {}, and this is {version}",
        toolchain.channel
    );
    let library = sysroot()?.join("lib/rustlib/src/rust/library/Cargo.toml");
    ensure!(
        library.is_file(),
        "the source of Rust's library is missing (`rustup component add rust-src`)"
    );
    let mut fetch = cargo();
    fetch
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["fetch", "--quiet", "--locked", "--target", WASM, "--manifest-path"])
        .arg(library);
    let status = fetch.stderr(Stdio::null()).status()?;
    ensure!(status.success(), "the crates under Rust's library could not be fetched");
    Ok(())
}

/// The folder of the toolchain in use.
///
/// # Errors
/// There is no rustc.
pub fn sysroot() -> Result<PathBuf> {
    Ok(PathBuf::from(rustc(&["--print", "sysroot"])?))
}

/// The output of the checkout's rustc.
fn rustc(args: &[&str]) -> Result<String> {
    let output = Command::new("rustc").current_dir(workspace::root()).args(args).output();
    let output = output.context("could not start rustc; install Rust from https://rustup.rs")?;
    ensure!(output.status.success(), "rustc failed: {}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?.trim().to_owned())
}
