//! What the binary with threads is built with: a standard library of its own, compiled for shared
//! memory, which rustup does not have ready made.

use crate::workspace::{self, WASM, cargo};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

/// The toolchain that the binary with threads is built by: how a standard library is compiled, and
/// which flags make memory shared, is settled for one version of Rust and not for the next.
const PINNED: &str = "1.95.0";

/// The most memory that the engine may take, which a browser has to set aside at once.
const MOST_MEMORY: usize = 512 << 20;

/// Memory comes from outside, shared, and a thread gets its own stack and variables in it.
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

/// What cargo is told besides: to compile the standard library too, which it does for nobody
/// without this variable.
pub fn with_own_std(command: &mut Command) {
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features="]);
}

/// `program`, `cargo` or `rustc`, of the pinned toolchain, in the checkout.
pub fn pinned(program: &str) -> Command {
    let mut command = match (*IN_USE, program) {
        (true, "cargo") => cargo(),
        (true, _) => Command::new(program),
        (false, _) => {
            let mut rustup = Command::new("rustup");
            rustup.args(["run", PINNED, program]);
            rustup
        }
    };
    command.current_dir(workspace::root());
    command
}

/// Whether the toolchain in use is the pinned one.
static IN_USE: LazyLock<bool> = LazyLock::new(|| {
    let said = Command::new("rustc").current_dir(workspace::root()).arg("--version").output();
    said.is_ok_and(|said| said.stdout.starts_with(format!("rustc {PINNED} ").as_bytes()))
});

/// Brings what the binary with threads needs.
///
/// # Errors
/// Why it cannot be had, to stand after a colon.
pub fn ready() -> Result<(), String> {
    if library().is_none() {
        rustup(&["toolchain", "install", PINNED, "--profile", "minimal"])
            .map_err(|why| format!("it takes Rust {PINNED}, and {why}"))?;
    }
    let library = library().ok_or("rustc does not say where its library is")?;
    if !library.is_file() {
        let toolchain: &[&str] = if *IN_USE { &[] } else { &["--toolchain", PINNED] };
        rustup(&[&["component", "add", "rust-src"], toolchain].concat())
            .map_err(|why| format!("it takes the source of Rust's library, and {why}"))?;
    }
    let mut fetch = pinned("cargo");
    fetch
        .env("RUSTC_BOOTSTRAP", "1")
        .args(["fetch", "--quiet", "--locked", "--target", WASM, "--manifest-path"])
        .arg(library);
    match fetch.stderr(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("the crates under Rust's library could not be fetched".to_owned()),
    }
}

/// The manifest of the standard library's source, where the pinned toolchain would have it; none
/// where that toolchain is not there.
fn library() -> Option<PathBuf> {
    let said = pinned("rustc").args(["--print", "sysroot"]).output().ok()?;
    let sysroot = PathBuf::from(String::from_utf8(said.stdout).ok()?.trim());
    let there = said.status.success();
    there.then(|| sysroot.join("lib/rustlib/src/rust/library/Cargo.toml"))
}

fn rustup(args: &[&str]) -> Result<(), String> {
    let status = Command::new("rustup").current_dir(workspace::root()).args(args).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(format!("`rustup {}` failed", args.join(" "))),
        Err(_) => Err("there is no rustup to bring it".to_owned()),
    }
}
