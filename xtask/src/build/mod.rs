//! `xtask build`: the engine's binaries, the page and the models become `dist/`.

pub mod engine;
pub mod licences;
pub mod models;
pub mod one_file;
pub mod page;
pub mod policy;
pub mod reference;
mod references;
pub mod sbom;
mod split;
pub mod threads;

use self::engine::Variant;
use crate::weights::{self, manifest, own};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Where `www/separable/` finds the binaries, from `dist/`.
const BINARIES: &str = "separable";

/// Which models the page gets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Models {
    /// All published ones; a missing file is downloaded, and one that can't be had is an error.
    Complete,
    /// All published ones; missing files are downloaded.
    Published,
    /// Those whose files are on this machine: tests must not depend on the network.
    AtHand,
    /// The built-in model alone.
    BuiltIn,
}

/// The parts of the page that do not lie in `www/`.
pub struct Parts {
    /// By their paths from `dist/`.
    pub files: BTreeMap<String, Content>,
    /// What `LICENSES.txt` says of the models.
    pub models: Vec<manifest::Model>,
}

/// The content of a file of the page.
pub enum Content {
    /// A file that lies elsewhere.
    File(PathBuf),
    /// Made in memory.
    Bytes(Vec<u8>),
}

/// Builds the engine and finds the models. Says what is missing.
///
/// # Errors
/// The engine does not compile, or a file of the built-in model is wrong.
pub fn parts(wanted: Models) -> Result<Parts> {
    let (variants, no_threads) = engine::variants()?;
    engine::compile(&variants)?;
    let mut files = BTreeMap::new();
    let mut add = |file: &str, content| files.insert(format!("{BINARIES}/{file}"), content);
    for variant in &variants {
        let folder = engine::bind(variant)?;
        for (file, made) in variant.files() {
            add(&file, Content::File(folder.join(made)));
        }
        // That of the last one is the one with threads, if it can be built.
        add(engine::GLUE, Content::File(folder.join("separable.js")));
    }
    if let Some(why) = no_threads {
        println!("No engine with threads: {why}");
        for (file, _) in engine::VARIANTS.iter().filter(|it| it.threads).flat_map(Variant::files) {
            // `worker.js` takes the next binary, and no missing file is requested.
            add(&file, Content::Bytes(Vec::new()));
        }
    }

    let mut all = manifest::read()?;
    if wanted == Models::BuiltIn {
        all.retain(|model| model.id == manifest::BUILT_IN);
    }
    let may_download = matches!(wanted, Models::Complete | Models::Published);
    let (store, why) = weights::prepare(&all, may_download)?;
    let own = if wanted == Models::BuiltIn { Vec::new() } else { own::from_env(&all)? };
    let (models, missing) = models::find(all, &store, own, &mut files)?;
    if wanted == Models::Complete {
        ensure!(missing.is_empty(), "models are missing ({why}): {}", missing.join(", "));
    }
    if !missing.is_empty() {
        println!("Models that are missing ({why}): {}", missing.join(", "));
    }
    Ok(Parts { files, models })
}

/// Makes `dist/` again, and returns its models. It is put together beside the old one and swapped in
/// when whole.
///
/// # Errors
/// A part of it cannot be built, read or written.
pub fn build(wanted: Models) -> Result<Vec<manifest::Model>> {
    let parts = parts(wanted)?;
    let dist = workspace::dist();
    let fresh = workspace::root().join("target/dist-new");
    let old = workspace::root().join("target/dist-old");
    remove(&fresh)?;
    remove(&old)?;

    copy_folder(&workspace::root().join("www"), &fresh)?;
    // For type checks in this repository alone; callers have `separable.d.ts`.
    fs::remove_file(fresh.join(engine::TYPES))?;
    // The package alone has these.
    for file in ["node.js", "inline.js", "mobilenet.js", "element.js"] {
        fs::remove_file(fresh.join("separable").join(file))?;
    }
    for folder in ["separable/node", "separable/types"].iter().chain(&one_file::FOLDERS) {
        remove(&fresh.join(folder))?;
    }
    for (path, content) in &parts.files {
        write(&fresh.join(path), content)?;
    }
    fs::write(fresh.join(licences::FILE), licences::text(&parts.models)?)?;
    bundle(&fresh)?;
    page::finish(&fresh)?;

    if dist.exists() {
        fs::rename(&dist, &old).context("move the old dist/ away")?;
    }
    fs::rename(&fresh, &dist).context("move the new dist/ in")?;
    remove(&old)?;

    println!("dist/ is ready:");
    for engine::Variant { name, .. } in &engine::VARIANTS {
        let wasm = fs::metadata(dist.join(BINARIES).join(name).with_extension("wasm"))?;
        println!("  engine {name:8} {:7.1} kB", wasm.len() as f64 / 1e3);
    }
    let ids: Vec<_> = parts.models.iter().map(|model| model.id.as_str()).collect();
    println!("  models          {}", ids.join(", "));
    Ok(parts.models)
}

/// Bundles and minifies the page in `folder`. A separate program does it, because its crates take
/// minutes to compile and nothing else needs them.
fn bundle(folder: &Path) -> Result<()> {
    bundled("page", folder)
}

/// Bundles the `page` or the `package` in `folder`, in place.
///
/// # Errors
/// The bundler does not compile, or a module is wrong.
pub fn bundled(what: &str, folder: &Path) -> Result<()> {
    let mut command = bundler("run");
    command.args(["--", what]).arg(folder);
    workspace::run(&mut command, &format!("bundling the {what}"))
}

/// `cargo subcommand` for the bundler in `xtask/bundle/`.
pub fn bundler(subcommand: &str) -> std::process::Command {
    let mut command = workspace::cargo();
    command
        .args([subcommand, "--quiet", "--locked", "--manifest-path", "xtask/bundle/Cargo.toml"])
        .arg("--target-dir")
        .arg(workspace::target().join("bundle"));
    command
}

pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from).with_context(|| format!("read {}", from.display()))? {
        let entry = entry?;
        let to = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => copy_folder(&entry.path(), &to)?,
            false => write(&to, &Content::File(entry.path()))?,
        }
    }
    Ok(())
}

/// Copies the bytes without permissions: a read-only original must not make a read-only copy.
pub(crate) fn write(path: &Path, content: &Content) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let written = match content {
        Content::Bytes(bytes) => fs::write(path, bytes),
        Content::File(from) => {
            let bytes = fs::read(from).with_context(|| format!("read {}", from.display()))?;
            fs::write(path, bytes)
        }
    };
    written.with_context(|| format!("write {}", path.display()))
}

pub(crate) fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            Err(error).with_context(|| format!("remove {}", folder.display()))
        }
        _ => Ok(()),
    }
}
