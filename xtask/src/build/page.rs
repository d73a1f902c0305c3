//! Additions to the page's sources: the policy in every document, and the data of this build in its
//! service worker.

use super::policy;
use crate::weights::manifest;
use anyhow::{Context, Result};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where a document declares its encoding; the policy follows it.
const CHARSET: &str = "<meta charset=\"utf-8\">";

/// Beside the page, but a file of no version.
pub const SERVICE_WORKER: &str = "service-worker.js";
const INDEX: &str = "models/index.json";
const BUILT_IN: &str = "models/built-in/";

/// Paths from `dist/`, and the SHA-256 of the files there.
pub type Checksums = BTreeMap<String, String>;

/// Writes the policy into every document of a whole `dist/`, then the data of this build into its
/// service worker: the checksum of every file, and the headers to add. Any change of any file makes
/// another service worker, and so another version.
///
/// # Errors
/// A document declares no encoding, or a file cannot be read or written.
pub fn finish(dist: &Path) -> Result<()> {
    let mut paths = Vec::new();
    list(dist, "", &mut paths)?;
    let (mut files, mut models) = (Checksums::new(), Checksums::new());
    for path in paths {
        let mut bytes = fs::read(dist.join(&path))?;
        if path.ends_with(".html") {
            bytes = with_policy(std::str::from_utf8(&bytes)?).context(path.clone())?.into();
            fs::write(dist.join(&path), &bytes)?;
        }
        let other = path.starts_with("models/") && path != INDEX && !path.starts_with(BUILT_IN);
        if other { &mut models } else { &mut files }.insert(path, checksum(&bytes));
    }
    let worker = dist.join(SERVICE_WORKER);
    let code = fs::read_to_string(&worker)?;
    Ok(fs::write(worker, sealed(&code, &files, &models))?)
}

/// A document with its policy, which stands before its first request. Line numbers do not change.
///
/// # Errors
/// The document declares no encoding.
pub fn with_policy(document: &str) -> Result<String> {
    with_this_policy(document, policy::CONTENT)
}

/// The same with another policy.
///
/// # Errors
/// The document declares no encoding.
pub fn with_this_policy(document: &str, policy: &str) -> Result<String> {
    let (head, rest) = document
        .split_once(CHARSET)
        .with_context(|| format!("a document needs {CHARSET} in its head"))?;
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">");
    Ok([head, CHARSET, &meta, rest].concat())
}

/// The script of a service worker that caches `files`, and those of `models` that a page has read.
pub fn sealed(code: &str, files: &Checksums, models: &Checksums) -> String {
    format!("self.build = {};\n{code}", data(code, files, models))
}

/// The script of a service worker that adds headers and caches nothing, so that changed files show.
/// Line numbers do not change.
pub fn unsealed(code: &str) -> String {
    format!("self.build = {}; {code}", data(code, &Checksums::new(), &Checksums::new()))
}

fn data(code: &str, files: &Checksums, models: &Checksums) -> Value {
    let headers: BTreeMap<_, _> = policy::additions().into();
    let mut build = json!({ "files": files, "models": models, "headers": headers });
    build["version"] = checksum(format!("{build}{code}").as_bytes()).split_off(48).into();
    build
}

/// Every file but the service worker.
fn list(dist: &Path, folder: &str, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(dist.join(folder))? {
        let entry = entry?;
        let path = format!("{folder}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list(dist, &format!("{path}/"), paths)?,
            false if path == SERVICE_WORKER => {}
            false => paths.push(path),
        }
    }
    Ok(())
}

/// The SHA-256 of bytes, in lower-case hexadecimal digits.
pub fn checksum(bytes: &[u8]) -> String {
    manifest::sha256(&mut &*bytes).expect("memory can be read")
}
