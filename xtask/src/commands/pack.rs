//! `xtask pack`: the engine as a package for npm, from the same sources as the page's.

mod check;

use super::dist;
use crate::build::{self, Models, licences, one_file, reference};
use crate::workspace;
use anyhow::{Result, bail, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The manifest; its version is written in when it is packed.
const MANIFEST: &str = include_str!("pack/package.json");

/// Where the modules of the package lie in the repository; those of the page are in other folders.
const MODULES: &str = "www/separable";

/// Bytes of the archive without the model: the six parts of the binaries are 730,000 of them, and
/// `inline.js`, which has four of them inside, 500,000.
const MOST: usize = 1_390_000;

/// Builds the engine and writes `target/package/` and `target/separable-VERSION.tgz`, whose path is
/// returned. `checks` whether it may be published.
///
/// # Errors
/// A part of it cannot be built, or it is too large, or does not pass the check.
pub fn pack(checks: bool) -> Result<PathBuf> {
    let parts = build::parts(Models::BuiltIn)?;
    let root = workspace::root();
    let folder = workspace::target().join("package");
    build::remove(&folder)?;
    build::copy_folder(&root.join(MODULES), &folder)?;
    fs::remove_file(folder.join("wasm.d.ts"))?;
    for (path, content) in &parts.files {
        let Some(path) = path
            .strip_prefix("separable/")
            .or(path.strip_prefix("models/built-in/").map(|_| path.as_str()))
        else {
            continue;
        };
        build::write(&folder.join(path), content)?;
    }
    one_file::binaries(&parts, &folder)?;
    build::bundled("package", &folder)?;
    build::remove(&folder.join("inline"))?;
    fs::copy(root.join("www/separable.d.ts"), folder.join("index.d.ts"))?;
    for types in ["mobilenet.d.ts", "element.d.ts"] {
        let text = fs::read_to_string(root.join(MODULES).join("types").join(types))?;
        fs::write(folder.join(types), text.replace("../../separable.d.ts", "./index.d.ts"))?;
    }
    build::remove(&folder.join("types"))?;
    for (from, to) in [("package.md", "README.md"), ("examples.md", "examples.md")] {
        fs::copy(root.join("docs").join(from), folder.join(to))?;
    }
    let reference = reference::of(&fs::read_to_string(root.join("www/separable.d.ts"))?)?;
    let known = root.join("docs/reference.md");
    if checks && fs::read_to_string(&known)? != reference {
        bail!("docs/reference.md is of another interface: `cargo xtask pack` writes it anew");
    }
    for path in [known, folder.join("reference.md")] {
        fs::write(path, &reference)?;
    }
    for licence in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(root.join(licence), folder.join(licence))?;
    }
    fs::write(folder.join(licences::FILE), licences::text(&parts.models)?)?;
    fs::write(folder.join("package.json"), manifest(env!("CARGO_PKG_VERSION")))?;
    let archive =
        workspace::target().join(concat!("separable-", env!("CARGO_PKG_VERSION"), ".tgz"));
    dist::archive(&folder, Path::new("package"), &archive)?;
    let model = fs::read(folder.join("models/built-in/model_int8.tflite"))?;
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(&model)?;
    let model = packed.finish()?.len();
    let rest = usize::try_from(fs::metadata(&archive)?.len())?.saturating_sub(model);
    println!("{}: {rest} bytes, and {model} of the built-in model", archive.display());
    ensure!(rest <= MOST, "the package has {rest} bytes without its model, more than {MOST}");
    if checks {
        check::check(&archive, &folder)?;
    }
    Ok(archive)
}

/// The manifest with its version; the order of its conditions counts.
fn manifest(version: &str) -> String {
    MANIFEST.replacen("\"0.0.0\"", &format!("\"{version}\""), 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const VERSION: &str = env!("CARGO_PKG_VERSION");

    #[test]
    fn all_places_have_one_version() {
        let index = fs::read_to_string(workspace::root().join(MODULES).join("index.js"));
        let index = index.expect("what callers import");
        assert!(index.contains(&format!("export const version = \"{VERSION}\";")), "{index}");
        let manifest: serde_json::Value =
            serde_json::from_str(&manifest(VERSION)).expect("a manifest");
        assert_eq!(manifest["version"], VERSION);
    }
}
