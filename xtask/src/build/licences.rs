//! The licences of all that `dist/` holds, in one text.

use crate::weights::manifest::Model;
use crate::workspace::{self, WASM, cargo};
use anyhow::{Context, Result, bail, ensure};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

/// The output of `cargo metadata`.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    resolve: Resolve,
}

/// A crate, as `cargo metadata` describes it.
#[derive(Deserialize)]
pub(super) struct Package {
    id: String,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) license: Option<String>,
    repository: Option<String>,
    manifest_path: PathBuf,
    targets: Vec<Target>,
}

#[derive(Deserialize)]
struct Target {
    kind: Vec<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    deps: Vec<Dep>,
}

#[derive(Deserialize)]
struct Dep {
    pkg: String,
    dep_kinds: Vec<DepKind>,
}

#[derive(Deserialize)]
struct DepKind {
    kind: Option<String>,
}

/// Where the text lies in `dist/`.
pub const FILE: &str = "LICENSES.txt";

/// The text for a page with these models.
///
/// # Errors
/// A crate names no licence, or does not contain its text.
pub fn text(models: &[Model]) -> Result<String> {
    let root = workspace::root();
    let mut text = "Separable: what this page is made of, and under which licences.\n\n".to_owned();
    let own = fs::read_to_string(root.join("LICENSE-MIT"))?;
    writeln!(text, "{}", heading("Separable: the page, the engine, the drawn samples"))?;
    writeln!(text, "MIT OR Apache-2.0, at your choice\n\n{}", own.trim_end())?;

    for model in models {
        writeln!(text, "\n{}", heading(&format!("The model “{}”", model.name)))?;
        writeln!(text, "{}\nSource: {}", model.licence, model.source)?;
    }
    writeln!(text, "\n{}", heading("In the engine: the Rust standard library"))?;
    let rust = "MIT OR Apache-2.0\nCopyright (c) The Rust Project Contributors; the MIT text stands above.\nhttps://github.com/rust-lang/rust";
    writeln!(text, "{rust}")?;
    for package in packages()? {
        let Package { name, version, license, repository, .. } = &package;
        let license = license.as_deref().with_context(|| format!("{name} names no licence"))?;
        writeln!(text, "\n{}", heading(&format!("In the engine: {name} {version}")))?;
        writeln!(text, "{license}")?;
        if let Some(repository) = repository {
            writeln!(text, "{repository}")?;
        }
        writeln!(text, "\n{}", licence_of(&package)?.trim())?;
    }
    Ok(text)
}

fn heading(text: &str) -> String {
    format!("{text}\n{}", "=".repeat(text.chars().count()))
}

/// The crates that are compiled into the engine, in order of their names.
pub(super) fn packages() -> Result<Vec<Package>> {
    let mut command = cargo();
    command.args(["metadata", "--format-version=1", "--filter-platform", WASM, "--locked"]);
    let output = command.output().context("could not start cargo metadata")?;
    ensure!(output.status.success(), "cargo metadata failed");
    let Metadata { packages, resolve } = serde_json::from_slice(&output.stdout)?;
    let mut packages: HashMap<_, _> =
        packages.into_iter().map(|package| (package.id.clone(), package)).collect();
    let nodes: HashMap<_, _> = resolve.nodes.iter().map(|node| (&node.id, node)).collect();

    let own = packages.values().find(|package| package.name == "separable");
    let mut open = vec![own.context("the engine is a package here")?.id.clone()];
    let mut found = BTreeMap::new();
    while let Some(id) = open.pop() {
        let Some(package) = packages.remove(&id) else { continue };
        // Build dependencies are not in the binary.
        let runs = package
            .targets
            .iter()
            .any(|target| target.kind.iter().any(|kind| kind == "proc-macro"));
        if runs {
            continue;
        }
        let deps = &nodes.get(&id).context("every package has its place")?.deps;
        let normal = deps.iter().filter(|dep| dep.dep_kinds.iter().any(|dep| dep.kind.is_none()));
        open.extend(normal.map(|dep| dep.pkg.clone()));
        found.insert((package.name.clone(), package.version.clone()), package);
    }
    found.retain(|(name, _), _| name != "separable");
    Ok(found.into_values().collect())
}

/// The text of a crate's licence; of several, the shortest.
fn licence_of(package: &Package) -> Result<String> {
    let folder = package.manifest_path.parent().unwrap_or(Path::new("."));
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        if (name.starts_with("LICENSE") || name.starts_with("LICENCE")) && path.is_file() {
            texts.push(fs::read_to_string(&path)?);
        }
    }
    match texts.into_iter().min_by_key(String::len) {
        Some(text) => Ok(text),
        None => bail!("{} {} brings no licence text", package.name, package.version),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_crate_of_the_engine_is_there_with_its_terms() {
        let text = text(&[]).expect("crates with licences");
        let lock = fs::read_to_string(workspace::root().join("Cargo.toml")).expect("the manifest");
        for (name, _) in
            lock.lines().filter_map(|line| line.split_once(" = ")).filter(|(name, _)| {
                ["bytemuck", "ndarray", "thiserror", "js-sys", "wasm-bindgen", "web-sys"]
                    .contains(name)
            })
        {
            assert!(text.contains(&format!("In the engine: {name} ")), "{name}");
        }
        for part in text.split("In the engine: ").skip(2) {
            let may = ["Permission is", "Apache License", "Licensed under"];
            assert!(may.iter().any(|words| part.contains(words)), "no terms: {part}");
        }
        assert!(!text.contains("proptest") && !text.contains("syn 3"), "what only builds or tests");
    }
}
