//! The page on its way from `www/` to `dist/`.

use super::{comments, modules, policy};
use crate::weights::manifest;
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Where a page says what it is written in, and then what it may do.
const CHARSET: &str = "<meta charset=\"utf-8\">\n";

/// Beside the page itself, so that it is no file of any version.
const WORKER: &str = "service-worker.js";
const INDEX: &str = "models/index.json";
const BUILT_IN: &str = "models/built-in/";

/// Paths from `dist/`, and the sums of what lies there.
pub type Sums = BTreeMap<String, String>;

/// Copies the page: JavaScript and styles without comments, `separable.js` and the style sheets of its
/// start as one file each, and every document with the policy in it.
pub fn copy(from: &Path, to: &Path) -> Result<()> {
    copy_folder(from, to)?;
    modules::join(&to.join("separable"))?;
    join_styles(to)
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| format!("read {}", from.display()))? {
        let entry = entry?;
        let (path, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_folder(&path, &target)?;
            continue;
        }
        let text = || fs::read_to_string(&path);
        match target.extension().and_then(|kind| kind.to_str()) {
            Some("js") => fs::write(target, comments::strip(&text()?, &comments::JAVASCRIPT))?,
            Some("css") => fs::write(target, comments::strip(&text()?, &comments::CSS))?,
            Some("html") => {
                let Some(page) = with_policy(&text()?) else {
                    bail!("{} needs the line {CHARSET}", path.display())
                };
                fs::write(target, page)?;
            }
            _ => fs::copy(path, target).map(|_| ())?,
        }
    }
    Ok(())
}

/// A document with what it may do, before anything that it asks for.
fn with_policy(page: &str) -> Option<String> {
    let (head, rest) = page.split_once(CHARSET)?;
    let policy = policy::CONTENT;
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
    Some([head, CHARSET, &meta, rest].concat())
}

/// Tells the service worker of a whole `dist/` what to keep, by which sums, and which headers to give:
/// any change of any file makes another script of it, and so another version.
pub fn seal(dist: &Path) -> Result<()> {
    let script = dist.join(WORKER);
    let mut paths = Vec::new();
    list(dist, "", &mut paths)?;
    paths.sort();
    let (mut files, mut models) = (BTreeMap::new(), BTreeMap::new());
    for path in paths {
        let sum = sum(&fs::read(dist.join(&path))?);
        let other = path.starts_with("models/") && path != INDEX && !path.starts_with(BUILT_IN);
        if other { &mut models } else { &mut files }.insert(path, sum);
    }
    let code = fs::read_to_string(&script)?;
    Ok(fs::write(script, sealed(&code, &files, &models))?)
}

/// The service worker's script, with what it keeps in front of it.
pub fn sealed(code: &str, files: &Sums, models: &Sums) -> String {
    let headers: BTreeMap<_, _> = policy::headers().into();
    let mut build = json!({ "files": files, "models": models, "headers": headers });
    build["version"] = sum(format!("{build}{code}").as_bytes()).split_off(48).into();
    format!("self.build = {build};\n{code}")
}

/// Every file but the service worker.
fn list(dist: &Path, folder: &str, paths: &mut Vec<String>) -> Result<()> {
    for entry in fs::read_dir(dist.join(folder))? {
        let entry = entry?;
        let path = format!("{folder}{}", entry.file_name().to_string_lossy());
        match entry.file_type()?.is_dir() {
            true => list(dist, &format!("{path}/"), paths)?,
            false if path == WORKER => {}
            false => paths.push(path),
        }
    }
    Ok(())
}

/// The SHA-256 of bytes.
pub fn sum(bytes: &[u8]) -> String {
    manifest::sha256(&mut &*bytes).expect("memory can be read")
}

/// The style sheets that the page opens with as one: a visitor waits for one file, and it packs better.
fn join_styles(folder: &Path) -> Result<()> {
    let page = folder.join("index.html");
    let (mut joined, mut html) = (String::new(), String::new());
    for line in fs::read_to_string(&page)?.lines() {
        let link = line.trim().strip_prefix("<link rel=\"stylesheet\" href=\"");
        let Some(sheet) = link.and_then(|link| link.strip_suffix("\">")) else {
            html.push_str(line.trim_start());
            html.push('\n');
            continue;
        };
        if joined.is_empty() {
            html.push_str("<link rel=\"stylesheet\" href=\"styles/page.css\">\n");
        }
        joined.push_str(&fs::read_to_string(folder.join(sheet)).context(sheet.to_owned())?);
    }
    fs::write(folder.join("styles/page.css"), joined)?;
    Ok(fs::write(page, html)?)
}
