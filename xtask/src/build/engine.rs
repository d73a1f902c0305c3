//! The engine's binaries: cargo compiles them, wasm-bindgen makes their JavaScript.

use super::{split, threads};
use crate::workspace::{self, WASM, cargo};
use anyhow::{Context, Result, bail, ensure};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;
use wasm_bindgen_cli_support::Bindgen;

/// A binary of the engine: its name in `separable.js`, and its compiler flags.
#[derive(Debug, PartialEq, Eq)]
pub struct Variant {
    /// The file in `dist/separable/`, without its ending.
    pub name: &'static str,
    /// Its target features.
    pub features: &'static str,
    /// Whether its memory is shared among threads.
    pub threads: bool,
}

/// One binary for every browser with SIMD, one for browsers with relaxed SIMD too, and one for
/// those that also share memory.
pub const VARIANTS: [Variant; 3] = [
    Variant { name: "simd128", features: "+simd128", threads: false },
    Variant { name: "relaxed", features: "+simd128,+relaxed-simd", threads: false },
    Variant {
        name: "threads",
        features: "+simd128,+relaxed-simd,+atomics,+bulk-memory",
        threads: true,
    },
];

/// The JavaScript of all binaries. That of the binary with threads does for the others, too: they
/// have fewer exports, and import no memory.
pub const GLUE: &str = "wasm.js";

/// The second part of a binary.
pub const INSPECT: &str = "inspect.wasm";

impl Variant {
    /// The two parts in `dist/separable/`, and the files that [`bind`] makes of them.
    pub fn files(&self) -> [(String, &'static str); 2] {
        let name = self.name;
        [(format!("{name}.wasm"), "separable_bg.wasm"), (format!("{name}-inspect.wasm"), INSPECT)]
    }
}

/// The types of the engine's JavaScript module, in `www/`: `worker.js` and the interface are
/// checked against them.
pub const TYPES: &str = "separable/wasm.d.ts";

/// Where [`bind`] leaves what it makes of `variant`.
fn bound(variant: &Variant) -> PathBuf {
    target_of(variant).join("bound")
}

/// The JavaScript of all binaries, once they are built: that of the last one that could be.
pub fn glue() -> Option<PathBuf> {
    let mut made = VARIANTS.iter().rev().map(|variant| bound(variant).join("separable.js"));
    made.find(|path| path.is_file())
}

/// The binaries that can be built here, and the reason why one cannot, if so.
pub fn variants() -> Result<(Vec<&'static Variant>, Option<String>)> {
    check_wasm_target()?;
    let missing = threads::ready().err();
    let built = VARIANTS.iter().filter(|variant| !variant.threads || missing.is_none());
    Ok((built.collect(), missing))
}

/// Compiles the engine as each variant, all at once.
///
/// # Errors
/// The engine does not compile.
pub fn compile(variants: &[&Variant]) -> Result<()> {
    let mut running = Vec::new();
    for variant in variants {
        let mut command = cargo_for(variant, "build");
        command.args(["--release", "--package", "separable", "--lib"]);
        running.push((variant, command.spawn().context("could not start cargo")?));
    }
    for (variant, mut cargo) in running {
        let status = cargo.wait()?;
        if !status.success() {
            bail!("compiling the engine ({}) failed ({status})", variant.name);
        }
    }
    Ok(())
}

/// The folder with the JavaScript module and the wasm of `variant`, once it is compiled. Made again
/// only when the compiled binary, or this program, is newer.
///
/// # Errors
/// wasm-bindgen cannot read the binary.
pub fn bind(variant: &Variant) -> Result<PathBuf> {
    let compiled = target_of(variant).join(WASM).join("release/separable.wasm");
    let out = bound(variant);
    // Cargo may have replaced this program while it runs; then there is none to compare with.
    let program = env::current_exe().and_then(|program| modified(&program));
    let bound = modified(&out.join("separable_bg.wasm"));
    if let (Ok(made), Ok(program), Ok(bound)) = (modified(&compiled), program, bound)
        && made.max(program) < bound
    {
        return Ok(out);
    }
    Bindgen::new()
        .input_path(&compiled)
        .web(true)?
        .omit_default_module_path(true)
        .typescript(true)
        // The split takes names and relocations together, and leaves both out.
        .demangle(false)
        .remove_producers_section(true)
        .generate(&out)
        .with_context(|| format!("wasm-bindgen could not read the engine ({})", variant.name))?;
    let wasm = out.join("separable_bg.wasm");
    let bound = fs::read(&wasm)?;
    fs::remove_file(&wasm)?; // it counts as made again once it is in two parts
    let [first, second] = split::split(&fs::read(compiled)?, &bound, variant.threads)?;
    fs::write(&wasm, first)?;
    fs::write(out.join(INSPECT), second)?;
    append(&out.join("separable.js"), split::EXTEND)?;
    append(&out.join("separable.d.ts"), split::EXTEND_TYPE)?;
    if variant.threads {
        update_types(&fs::read_to_string(out.join("separable.d.ts"))?)?;
    }
    Ok(out)
}

/// Writes the types that wasm-bindgen makes to [`TYPES`], without those that no caller uses: raw
/// exports of the binary, and `using` declarations.
fn update_types(made: &str) -> Result<()> {
    let used = |line: &&str| {
        let export = line.starts_with("    readonly ") && !line.contains("readonly memory:");
        !export && !line.contains("[Symbol.dispose]")
    };
    let types: String = made.lines().filter(used).map(|line| format!("{line}\n")).collect();
    let path = workspace::root().join("www").join(TYPES);
    if fs::read_to_string(&path).is_ok_and(|known| known == types) {
        return Ok(());
    }
    println!("The types of the engine have changed: commit www/{TYPES} with it.");
    Ok(fs::write(path, types)?)
}

fn append(path: &Path, text: &str) -> io::Result<()> {
    fs::OpenOptions::new().append(true).open(path)?.write_all(text.as_bytes())
}

fn modified(path: &Path) -> io::Result<SystemTime> {
    fs::metadata(path)?.modified()
}

/// LLVM's loop strength reduction adds constants to pointers in a way that wasm cannot fold into
/// the address of a load; without it the kernels' inner loops have no such additions. What the
/// kernels need inlined says so; to inline less elsewhere makes the binary 1.4 kB smaller and
/// nothing slower; at 68 EfficientNet-Lite0 took 1.4 of its time. V8 unrolls the loops that count, so
/// that LLVM need not: 2 % smaller. Nor does LLVM make vectors of loops, each of which became several
/// loops: 6 % smaller, and what the kernels need as vectors says so, or stands in fours.
fn rustflags(variant: &Variant) -> String {
    let mut flags = vec![
        format!("-Ctarget-feature={}", variant.features),
        "-Cllvm-args=-disable-lsr".to_owned(),
        "-Cllvm-args=-inline-threshold=75".to_owned(),
        "-Cllvm-args=-unroll-runtime=false".to_owned(),
        "-Cllvm-args=-unroll-allow-partial=false".to_owned(),
        "-Cno-vectorize-loops".to_owned(),
        "-Clink-arg=--emit-relocs".to_owned(), // for the split
    ];
    if variant.threads {
        flags.extend(threads::rustflags());
    }
    flags.extend(remaps());
    flags.join("\x1f")
}

/// Panics name their source file. Files outside the checkout get names that are the same on every
/// machine, so that the binaries are the same, too.
fn remaps() -> Vec<String> {
    let library = threads::sysroot().unwrap_or_default().join("lib/rustlib/src/rust");
    let crates = workspace::cargo_home().join("registry/src");
    let crates = fs::read_dir(crates).into_iter().flatten().flatten().map(|entry| entry.path());
    crates
        .map(|folder| (folder, "crates"))
        .chain([(library, "rust")])
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect()
}

/// A folder for each variant: in a common one, cargo would compile each again after another.
fn target_of(variant: &Variant) -> PathBuf {
    workspace::target().join(format!("wasm-{}", variant.name))
}

/// `cargo subcommand` that compiles as `variant`, whatever flags the environment holds for others.
pub fn cargo_for(variant: &Variant, subcommand: &str) -> Command {
    let mut command = cargo();
    command
        .args([subcommand, "--target", WASM, "--target-dir"])
        .arg(target_of(variant))
        .env_remove("RUSTFLAGS")
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags(variant));
    if variant.threads {
        threads::with_own_std(&mut command);
    }
    command
}

/// Checks that rustc has the wasm target. rustup installs it, since rust-toolchain.toml names it.
fn check_wasm_target() -> Result<()> {
    let libraries = threads::sysroot()?.join("lib/rustlib").join(WASM);
    ensure!(
        libraries.is_dir(),
        "this rustc has no target {WASM}. Run `rustup target add {WASM}`, or install Rust from \
         https://rustup.rs, or the package of your system that has rustc's {WASM} library"
    );
    Ok(())
}
