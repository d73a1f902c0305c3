//! `xtask weights`: the published models, downloaded into the user's cache.

pub mod download;
pub mod manifest;
pub mod own;
pub mod store;

use anyhow::{Result, bail};
use download::{Client, Failure, Settings};
use manifest::{Model, Part};
use std::collections::BTreeSet;
use std::env;
use std::io::{self, Write};
use store::Store;

/// Downloads the missing files.
///
/// # Errors
/// The names of those that are still missing.
pub fn weights() -> Result<()> {
    let models = manifest::read()?;
    let parts = published(&models);
    let store = Store::from_env()?;
    println!("The published models in {}:", store.folder().display());
    let advice = match &store {
        Store::Given(_) => "without SEPARABLE_WEIGHTS they are downloaded",
        Store::Cache(_) => {
            for failure in download_missing(&parts, &store)? {
                println!("  {failure}");
            }
            "run this again"
        }
    };
    let mut missing = Vec::new();
    for part in &parts {
        if store.find(part)?.is_none() {
            missing.push(part.file.display().to_string());
        }
    }
    if missing.is_empty() {
        println!("  all {} files are there and right", parts.len());
        return Ok(());
    }
    let (count, all) = (missing.len(), parts.len());
    bail!("{count} of {all} files are missing: {}; {advice}", missing.join(", "))
}

/// The store for a build, and the reason why a file may be missing from it. `download` allows the
/// network, except where `CI` is set.
///
/// # Errors
/// The environment names no folder or no address.
pub fn prepare(models: &[Model], download: bool) -> Result<(Store, String)> {
    let store = Store::from_env()?;
    let reason = match &store {
        Store::Given(folder) => format!("{} does not have their files", folder.display()),
        Store::Cache(_) if download && env::var_os("CI").is_none() => {
            let failures = download_missing(&published(models), &store)?;
            format!("{}. `cargo xtask weights` tries again", failures.join("; "))
        }
        Store::Cache(_) => "`cargo xtask weights` downloads them".to_owned(),
    };
    Ok((store, reason))
}

fn download_missing(parts: &[&Part], store: &Store) -> Result<Vec<String>> {
    let client = Client::new(&Settings::default());
    fetch_missing(parts, store, &client, mirror()?.as_deref(), &mut io::stdout())
}

/// Downloads those of `parts` that `store` lacks, from `mirror` if there is one. Returns a sentence
/// for each failure. A host that cannot be reached is asked once. `out` shows each file.
///
/// # Errors
/// A wrong file in the given folder.
pub fn fetch_missing(
    parts: &[&Part],
    store: &Store,
    client: &Client,
    mirror: Option<&str>,
    out: &mut dyn Write,
) -> Result<Vec<String>> {
    let mut failures = Vec::new();
    let mut useless = BTreeSet::new();
    for part in parts {
        let Some(published) = &part.address else { continue };
        let address = mirror.map_or_else(|| published.clone(), |base| mirrored(base, published));
        let host = download::host(&address).to_owned();
        if useless.contains(&host) || store.find(part)?.is_some() {
            continue;
        }
        write!(out, "  {} ({} bytes) ... ", part.file.display(), part.bytes)?;
        out.flush()?;
        let result = client.fetch(&address, part, &store.folder().join(&part.file));
        writeln!(out, "{}", if result.is_ok() { "done" } else { "failed" })?;
        let Err(failure) = result else { continue };
        failures.push(failure.to_string());
        match failure {
            Failure::File(_) | Failure::Broken(_) => {}
            Failure::Host(_) => drop(useless.insert(host)),
            Failure::Disk(_) => break,
        }
    }
    Ok(failures)
}

/// Every published file once.
fn published(models: &[Model]) -> Vec<&Part> {
    let mut known = BTreeSet::new();
    let files = models.iter().flat_map(Model::files);
    files.filter(|part| part.address.is_some() && known.insert(&part.file)).collect()
}

/// The address that `SEPARABLE_WEIGHTS_FROM` puts in the place of the manifest's hosts.
fn mirror() -> Result<Option<String>> {
    match env::var("SEPARABLE_WEIGHTS_FROM") {
        Ok(base) if base.starts_with("http://") || base.starts_with("https://") => Ok(Some(base)),
        Ok(base) if !base.is_empty() => {
            bail!(
                "SEPARABLE_WEIGHTS_FROM is `{base}`, which does not begin with http:// or https://"
            )
        }
        _ => Ok(None),
    }
}

/// `address` with `base` in the place of its scheme and host.
fn mirrored(base: &str, address: &str) -> String {
    let path = address.split_once("://").and_then(|(_, rest)| rest.split_once('/'));
    format!("{}/{}", base.trim_end_matches('/'), path.map_or("", |(_, path)| path))
}
