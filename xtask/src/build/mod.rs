//! `xtask build`: the engine's binaries, the page and the models become `dist/`.

pub mod comments;
pub mod licences;
pub mod models;
pub mod modules;
pub mod page;
pub mod policy;
pub mod threads;

use crate::weights::{self, manifest};
use crate::workspace::{self, WASM, cargo};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use wasm_bindgen_cli_support::Bindgen;

/// A binary of the engine: its name, as `separable.js` knows it, and what it is compiled with.
#[derive(Debug, PartialEq, Eq)]
pub struct Variant {
    /// The folder under [`BINARIES`].
    pub name: &'static str,
    /// Its target features. The one place where they are chosen.
    pub features: &'static str,
    /// Whether its memory is shared among threads.
    pub threads: bool,
}

/// One binary for every browser with SIMD, one for those that have the relaxed instructions too,
/// and one for those that share memory besides.
pub const VARIANTS: [Variant; 3] = [
    Variant { name: "simd128", features: "+simd128", threads: false },
    Variant { name: "relaxed", features: "+simd128,+relaxed-simd", threads: false },
    Variant {
        name: "threads",
        features: "+simd128,+relaxed-simd,+atomics,+bulk-memory",
        threads: true,
    },
];

/// Where `www/separable/` finds the binaries, from `dist/`.
const BINARIES: &str = "separable/wasm";

/// What stands in place of the binary with threads where it could not be built, beside an empty
/// wasm file: `worker.js` then takes the next one, and nobody asks for a file that is not there.
const NO_THREADS: &str = "throw new Error(\"The engine was built without threads.\");\n";

/// The binaries that can be built here, and why one of them cannot, if so.
pub fn variants() -> Result<(Vec<&'static Variant>, Option<String>)> {
    ensure_wasm_target()?;
    let missing = threads::ready().err();
    let built = VARIANTS.iter().filter(|variant| !variant.threads || missing.is_none());
    Ok((built.collect(), missing))
}

/// Which models `dist/` gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Models {
    /// All published ones; missing files are downloaded.
    Published,
    /// Those whose files are on this machine: tests must not depend on the network.
    AtHand,
    /// The built-in model alone.
    BuiltIn,
}

/// Makes `dist/` again. It is put together beside the old one and swapped in when whole.
pub fn build(wanted: Models) -> Result<()> {
    let (variants, no_threads) = variants()?;
    let root = workspace::root();
    let dist = workspace::dist();
    let fresh = root.join("target/dist-new");
    let old = root.join("target/dist-old");
    remove(&fresh)?;
    remove(&old)?;

    compile(&variants)?;
    page::copy(&root.join("www"), &fresh)?;
    for variant in &variants {
        bind(variant, &fresh.join(BINARIES).join(variant.name))?;
    }
    if no_threads.is_some() {
        let folder = fresh.join(BINARIES).join("threads");
        fs::create_dir_all(&folder)?;
        fs::write(folder.join("separable.js"), NO_THREADS)?;
        fs::write(folder.join("separable_bg.wasm"), "")?;
    }
    let mut models = manifest::read()?;
    if wanted == Models::BuiltIn {
        models.retain(|model| model.id == manifest::BUILT_IN);
    }
    let (store, why) = weights::prepare(&models, wanted == Models::Published)?;
    let (ids, missing) = models::collect(&fresh.join("models"), &models, &store)?;
    let taken: Vec<_> = models.iter().filter(|model| ids.contains(&model.id.as_str())).collect();
    fs::write(fresh.join("LICENSES.txt"), licences::text(&taken)?)?;
    page::seal(&fresh)?;

    if dist.exists() {
        fs::rename(&dist, &old).context("move the old dist/ away")?;
    }
    fs::rename(&fresh, &dist).context("move the new dist/ in")?;
    remove(&old)?;

    println!("dist/ is ready:");
    for variant in &variants {
        let wasm = dist.join(BINARIES).join(variant.name).join("separable_bg.wasm");
        println!("  engine {:8} {:7.1} kB", variant.name, fs::metadata(wasm)?.len() as f64 / 1e3);
    }
    if let Some(why) = no_threads {
        println!("  no engine with threads: {why}");
    }
    println!("  page            {:7.1} kB", size(&root.join("www"))? as f64 / 1e3);
    println!("  models          {}", ids.join(", "));
    match missing.as_slice() {
        [] => {}
        _ if ids.len() == 1 => println!("  only the built-in model is there: {why}"),
        _ => println!("  not there       {}: {why}", missing.join(", ")),
    }
    Ok(())
}

/// Compiles the engine as each variant, all at once.
fn compile(variants: &[&Variant]) -> Result<()> {
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

/// Writes the JavaScript module, without its comments, and the wasm of `variant` into `out`.
fn bind(variant: &Variant, out: &Path) -> Result<()> {
    Bindgen::new()
        .input_path(target_of(variant).join(WASM).join("release/separable.wasm"))
        .web(true)?
        .omit_default_module_path(false)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate(out)
        .with_context(|| format!("wasm-bindgen could not read the engine ({})", variant.name))?;
    let script = out.join("separable.js");
    Ok(fs::write(&script, comments::strip(&fs::read_to_string(&script)?, &comments::JAVASCRIPT))?)
}

/// LLVM's loop strength reduction adds constants to pointers in a way that wasm cannot fold into the
/// address of a load; without it the kernels' inner loops have no such additions. What the kernels
/// need inlined says so; to inline less elsewhere makes the binary 1.4 kB smaller and nothing slower.
fn rustflags(variant: &Variant) -> String {
    let mut flags = vec![
        format!("-Ctarget-feature={}", variant.features),
        "-Cllvm-args=-disable-lsr".to_owned(),
        "-Cllvm-args=-inline-threshold=100".to_owned(),
    ];
    if variant.threads {
        flags.extend(threads::rustflags());
    }
    flags.extend(remaps(variant));
    flags.join("\x1f")
}

/// Panics name the source that they come from: what lies outside the checkout by names that are the
/// same on every machine, so that the binaries are.
fn remaps(variant: &Variant) -> Vec<String> {
    let mut rustc = if variant.threads { threads::pinned("rustc") } else { Command::new("rustc") };
    rustc.current_dir(workspace::root()).args(["--print", "sysroot"]);
    let sysroot = rustc.output().map(|said| said.stdout).unwrap_or_default();
    let library = Path::new(String::from_utf8_lossy(&sysroot).trim()).join("lib/rustlib/src/rust");
    let crates = workspace::cargo_home().join("registry/src");
    let crates = fs::read_dir(crates).into_iter().flatten().flatten().map(|entry| entry.path());
    crates
        .map(|folder| (folder, "crates"))
        .chain([(library, "rust")])
        .map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()))
        .collect()
}

/// A folder for each: in one, cargo would take the variants for the same file and compile anew.
fn target_of(variant: &Variant) -> PathBuf {
    workspace::target().join(format!("wasm-{}", variant.name))
}

/// `cargo subcommand` that compiles as `variant`, whatever flags the environment holds for others.
pub fn cargo_for(variant: &Variant, subcommand: &str) -> Command {
    let mut command = if variant.threads { threads::pinned("cargo") } else { cargo() };
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

/// Adds rustc's wasm target if it is missing.
pub fn ensure_wasm_target() -> Result<()> {
    let libs = Command::new("rustc")
        .current_dir(workspace::root())
        .args(["--print", "target-libdir", "--target", WASM])
        .output()
        .context("could not start rustc; install Rust from https://rustup.rs")?;
    if PathBuf::from(String::from_utf8_lossy(&libs.stdout).trim()).is_dir() {
        return Ok(());
    }
    println!("Adding the compiler's target {WASM} ...");
    let added = Command::new("rustup")
        .current_dir(workspace::root())
        .args(["target", "add", WASM])
        .status();
    match added {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => bail!(
            "rustup could not add the target {WASM}. Look at its message above (is the network \
             there?), run `rustup target add {WASM}` until it works, then this again"
        ),
        Err(_) => bail!(
            "this rustc has no target {WASM}, and there is no rustup to add it. Install Rust from \
             https://rustup.rs, or the package of your system that has rustc's {WASM} library"
        ),
    }
}

fn size(path: &Path) -> Result<u64> {
    if !path.is_dir() {
        return Ok(fs::metadata(path)?.len());
    }
    fs::read_dir(path)?.map(|entry| size(&entry?.path())).sum()
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
