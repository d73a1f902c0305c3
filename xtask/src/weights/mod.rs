//! `xtask weights`: the published models, brought into the user's cache.

pub mod download;
pub mod manifest;
pub mod partial;
pub mod progress;
pub mod store;

use anyhow::{Result, bail};
use download::{Client, Failure, Way};
use manifest::{Model, Part};
use progress::Progress;
use std::collections::BTreeSet;
use std::env;
use store::Store;

/// Whether the network may be asked for what is missing.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// For whoever wants to look at the page.
    Ask,
    /// For tests: they must not depend on it.
    Leave,
    /// For the archive: the built-in model alone, whatever else is at hand.
    BuiltIn,
}

/// Brings what is missing, or says why not.
pub fn weights() -> Result<()> {
    let models = manifest::read()?;
    let parts = published(&models);
    let store = Store::of_user()?;
    println!("The published models in {}:", store.folder().display());
    let failures = match &store {
        Store::Cache(_) => {
            let client = Client::new(&Way::default());
            let mut progress = Progress::of_terminal();
            bring(&parts, &store, &client, mirror()?.as_deref(), &mut progress)?
        }
        Store::Given(_) => Vec::new(),
    };
    for failure in &failures {
        println!("  {failure}");
    }
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
    let advice = match store {
        Store::Given(_) => "without SEPARABLE_WEIGHTS they are downloaded",
        Store::Cache(_) => "run this again",
    };
    let (count, all) = (missing.len(), parts.len());
    bail!("{count} of {all} files are missing: {}; {advice}", missing.join(", "))
}

/// The published models' files for a build, and what to say about those that are not there.
pub fn ready(models: &[Model], network: Network) -> Result<(Store, String)> {
    let store = Store::of_user()?;
    if matches!(store, Store::Given(_)) {
        let why = format!("{} does not have their files", store.folder().display());
        return Ok((store, why));
    }
    if network != Network::Ask || env::var_os("CI").is_some() {
        return Ok((store, "`cargo xtask weights` downloads them".to_owned()));
    }
    let client = Client::new(&Way::default());
    let mut progress = Progress::of_terminal();
    let mirror = mirror()?;
    let failures = bring(&published(models), &store, &client, mirror.as_deref(), &mut progress)?;
    let why = format!("{}. `cargo xtask weights` tries again", failures.join("; "));
    Ok((store, why))
}

/// Downloads those of `parts` that `store` does not have, from `mirror` if there is one. Returns
/// a sentence for each failure; a host that cannot be reached is asked once.
pub fn bring(
    parts: &[&Part],
    store: &Store,
    client: &Client,
    mirror: Option<&str>,
    progress: &mut Progress<'_>,
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
        let place = store.folder().join(&part.file);
        let fetched =
            client.fetch(&address, part, &place, &mut |bytes| progress.update(part, bytes));
        match fetched {
            Ok(()) => progress.done(part),
            Err(failure) => {
                progress.stop();
                failures.push(failure.to_string());
                match failure {
                    Failure::File(_) => {}
                    Failure::Host(_) => drop(useless.insert(host)),
                    Failure::Here(_) => break,
                }
            }
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
