//! What a release is made of, and what made it, as a list for machines: CycloneDX 1.6 in JSON.

use super::licences::{self, Package};
use crate::weights::manifest::{self, Model};
use crate::workspace;
use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The locks of what builds and tests; none of it is in a release unless the engine uses it, too.
const CARGO_LOCKS: [&str; 2] = ["Cargo.lock", "xtask/bundle/Cargo.lock"];
const NPM_LOCK: &str = "package-lock.json";

/// A component, by its package URL.
type Components = BTreeMap<String, Value>;

/// The list for a release with these models: the same text for one commit and one toolchain.
///
/// # Errors
/// A lock file or a crate's description cannot be read.
pub fn text(models: &[Model]) -> Result<String> {
    let read = |path: &str| {
        fs::read_to_string(workspace::root().join(path)).with_context(|| format!("read {path}"))
    };
    let mut components = Components::new();
    for lock in CARGO_LOCKS {
        add_crates(&read(lock)?, &licences::packages()?, &mut components)?;
    }
    add_npm(&read(NPM_LOCK)?, &mut components)?;
    let mut components: Vec<_> = components.into_values().collect();
    components.push(json!({
        "type": "library", "bom-ref": "rust-std", "name": "rust-std", "scope": "required",
        "version": toolchain(&read("rust-toolchain.toml")?)?,
        "licenses": [{ "expression": "MIT OR Apache-2.0" }],
    }));
    components.extend(models.iter().map(model));
    let version = env!("CARGO_PKG_VERSION");
    let list = json!({
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": { "component": {
            "type": "application", "bom-ref": "separable", "name": "separable",
            "version": version, "purl": format!("pkg:npm/separable@{version}"),
            "licenses": [{ "expression": "MIT OR Apache-2.0" }],
        } },
        "components": components,
    });
    Ok(serde_json::to_string_pretty(&list)? + "\n")
}

#[derive(Deserialize)]
struct CargoLock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    version: String,
    checksum: Option<String>,
}

/// The crates of a lock; `inside` are those that the engine's binaries hold.
fn add_crates(lock: &str, inside: &[Package], to: &mut Components) -> Result<()> {
    let CargoLock { package } = toml::from_str(lock).context("a Cargo.lock")?;
    // Without a sum it is a crate of this repository.
    for Locked { name, version, checksum } in package {
        let Some(checksum) = checksum else { continue };
        let found = inside.iter().find(|it| it.name == name && it.version == version);
        let purl = format!("pkg:cargo/{name}@{version}");
        let mut component = json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "scope": if found.is_some() { "required" } else { "excluded" },
            "hashes": [{ "alg": "SHA-256", "content": checksum }],
        });
        if let Some(licence) = found.and_then(|it| it.license.as_deref()) {
            component["licenses"] = json!([{ "expression": licence.replace('/', " OR ") }]);
        }
        to.insert(purl, component);
    }
    Ok(())
}

#[derive(Deserialize)]
struct NpmLock {
    packages: BTreeMap<String, Installed>,
}

#[derive(Deserialize)]
struct Installed {
    version: Option<String>,
    integrity: Option<String>,
    license: Option<String>,
}

/// The packages of npm that check the sources. None is in a release.
fn add_npm(lock: &str, to: &mut Components) -> Result<()> {
    let NpmLock { packages } = serde_json::from_str(lock).context(NPM_LOCK)?;
    for (path, Installed { version, integrity, license }) in packages {
        let Some((_, name)) = path.rsplit_once("node_modules/") else { continue };
        let version = version.with_context(|| format!("{NPM_LOCK}: {name} has no version"))?;
        let purl = format!("pkg:npm/{}@{version}", name.replace('@', "%40"));
        let mut component = json!({
            "type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl,
            "scope": "excluded",
        });
        let sum = integrity.as_deref().and_then(|it| it.strip_prefix("sha512-"));
        if let Some(sum) = sum {
            let sum = manifest::hexadecimal(&BASE64_STANDARD.decode(sum).context(NPM_LOCK)?);
            component["hashes"] = json!([{ "alg": "SHA-512", "content": sum }]);
        }
        if let Some(license) = license {
            component["licenses"] = json!([{ "expression": license }]);
        }
        to.insert(purl, component);
    }
    Ok(())
}

/// A network and its files.
fn model(model: &Model) -> Value {
    let mut seen = BTreeSet::new();
    let files = model.files().filter(|part| seen.insert(&part.file)).map(|part| {
        json!({
            "type": "file", "name": part.file,
            "bom-ref": format!("{}/{}", model.id, part.file.display()),
            "hashes": [{ "alg": "SHA-256", "content": part.sha256 }],
        })
    });
    let mut component = Map::new();
    for (key, value) in [
        ("type", json!("machine-learning-model")),
        ("bom-ref", json!(model.id)),
        ("name", json!(model.name)),
        ("description", json!(model.source)),
        ("scope", json!("required")),
        ("licenses", json!([{ "license": { "name": model.licence } }])),
        ("components", files.collect()),
    ] {
        component.insert(key.to_owned(), value);
    }
    Value::Object(component)
}

/// The version of Rust.
fn toolchain(text: &str) -> Result<String> {
    let table: toml::Table = toml::from_str(text).context("rust-toolchain.toml")?;
    let channel = table.get("toolchain").and_then(|it| it.get("channel")?.as_str());
    Ok(channel.context("rust-toolchain.toml has no channel")?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_release_names_what_is_in_it_and_what_made_it() {
        let models = manifest::read().expect("models");
        let made = text(&models).expect("a list");
        assert_eq!(made, text(&models).expect("a list"), "the same each time");
        let list: Value = serde_json::from_str(&made).expect("JSON");
        assert_eq!([&list["bomFormat"], &list["specVersion"]], ["CycloneDX", "1.6"]);
        let components = list["components"].as_array().expect("components");
        let text = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
        let refs: BTreeSet<_> = components.iter().map(|it| text(it, "bom-ref")).collect();
        assert_eq!(refs.len(), components.len(), "each is there once");
        let scope = |name: &str| {
            let found = components.iter().find(|it| it["name"] == name);
            found.map(|it| text(it, "scope")).unwrap_or_default()
        };
        for (name, expected) in [
            ("bytemuck", "required"),
            ("wasm-bindgen", "required"),
            ("rust-std", "required"),
            ("MobileNet V1 1.0, 224 px, ImageNet", "required"),
            ("proptest", "excluded"),
            ("rolldown", "excluded"),
            ("@biomejs/biome", "excluded"),
        ] {
            assert_eq!(scope(name), expected, "{name}");
        }
        for component in components.iter().filter(|it| it["scope"] == "required") {
            let expression = text(&component["licenses"][0], "expression");
            let named = text(&component["licenses"][0]["license"], "name");
            assert!(!(expression + &named).is_empty(), "{component} names no licence");
        }
        for component in components.iter().filter(|it| it.get("purl").is_some()) {
            let (name, version) = (text(component, "name"), text(component, "version"));
            let end = format!("{}@{version}", name.replace('@', "%40"));
            assert!(text(component, "purl").ends_with(&end), "{component}");
            let sum = text(&component["hashes"][0], "content");
            let digits = if text(&component["hashes"][0], "alg") == "SHA-256" { 64 } else { 128 };
            assert!(sum.len() == digits && sum.chars().all(|it| it.is_ascii_hexdigit()), "{sum}");
        }
    }

    #[test]
    fn locks_that_are_none_are_told() {
        let to = &mut Components::new();
        assert!(add_crates("package = 1", &[], to).is_err());
        let told = add_npm("{\"packages\":{\"node_modules/a\":{}}}", to).expect_err("no version");
        assert!(told.to_string().contains("a has no version"), "{told}");
        assert!(add_npm("[]", to).is_err() && toolchain("[toolchain]").is_err());
    }
}
