//! `xtask pack --check`: whether the archive may be published. It is what the workflow runs.

use super::dist;
use anyhow::{Context, Result, bail, ensure};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;

/// What a page asks for before its first answer, but for the model; of the binaries it needs one.
const SCRIPTS: [&str; 2] = ["index.js", "worker.js"];
const BINARIES: [&str; 3] = ["relaxed.wasm", "simd128.wasm", "threads.wasm"];
/// Bytes of these, gzipped, with the largest of the binaries.
const MOST: usize = 156_000;

/// Files by their paths, as npm unpacks them.
type Files = BTreeMap<String, Vec<u8>>;

/// Checks the archive that was made of `folder`.
///
/// # Errors
/// A sentence about the first thing that is wrong with it.
pub(super) fn check(archive: &Path, folder: &Path) -> Result<()> {
    let again = archive.with_extension("again");
    dist::archive(folder, Path::new("package"), &again)?;
    let same = fs::read(archive)? == fs::read(&again)?;
    fs::remove_file(&again)?;
    ensure!(same, "{} has other bytes when it is packed again", archive.display());
    let files = unpacked(archive)?;
    manifest(&files)?;
    imports(&files)?;
    let bytes = at_run_time(&files)?;
    println!("{bytes} bytes, gzipped, before the first answer of a page, in three requests");
    ensure!(bytes <= MOST, "they are more than {MOST}");
    Ok(())
}

fn unpacked(archive: &Path) -> Result<Files> {
    let mut files = Files::new();
    for entry in tar::Archive::new(GzDecoder::new(File::open(archive)?)).entries()? {
        let mut entry = entry?;
        let path = entry.path()?.to_string_lossy().into_owned();
        let path = path.strip_prefix("package/").context("npm unpacks `package/`")?.to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes)?;
        files.insert(path, bytes);
    }
    Ok(files)
}

/// That the manifest needs no other package, and that all files that it names are there.
fn manifest(files: &Files) -> Result<()> {
    let text = files.get("package.json").context("there is no package.json")?;
    let manifest: Value = serde_json::from_slice(text).context("package.json")?;
    for key in ["dependencies", "devDependencies", "scripts", "private"] {
        ensure!(manifest.get(key).is_none(), "package.json has `{key}`");
    }
    ensure!(manifest["version"] == env!("CARGO_PKG_VERSION"), "package.json has another version");
    let mut named = Vec::new();
    for key in ["main", "types", "bin", "exports", "sideEffects"] {
        paths(manifest.get(key).with_context(|| format!("no `{key}`"))?, &mut named);
    }
    for path in named {
        let path = path.trim_start_matches("./");
        let there = match path.split_once('*') {
            Some((begin, end)) => files.keys().any(|it| it.starts_with(begin) && it.ends_with(end)),
            None => files.contains_key(path),
        };
        ensure!(there, "package.json names {path}, which is not in the archive");
    }
    Ok(())
}

/// All texts in a value.
fn paths<'a>(value: &'a Value, to: &mut Vec<&'a str>) {
    match value {
        Value::String(path) => to.push(path),
        Value::Array(all) => all.iter().for_each(|it| paths(it, to)),
        Value::Object(all) => all.values().for_each(|it| paths(it, to)),
        _ => {}
    }
}

/// That each module that another one names, at once or later, is there.
fn imports(files: &Files) -> Result<()> {
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".js")) {
        let code = std::str::from_utf8(bytes).with_context(|| format!("{name} is no text"))?;
        let home = Path::new(name).parent().unwrap_or(Path::new(""));
        for begin in ["from\"./", "from\"../", "import\"./", "import(`./", "import(`../"] {
            for (at, _) in code.match_indices(begin) {
                let rest = &code[at + begin.find(['"', '`']).unwrap_or_default() + 1..];
                let Some(path) = rest.split(['"', '`']).next() else { bail!("{name} is cut") };
                let mut full = home.to_owned();
                for part in path.split('/') {
                    match part {
                        "." => {}
                        ".." => drop(full.pop()),
                        part => full.push(part),
                    }
                }
                let full = full.to_string_lossy().into_owned();
                ensure!(files.contains_key(&full), "{name} imports {path}, which is not there");
            }
        }
    }
    Ok(())
}

fn at_run_time(files: &Files) -> Result<usize> {
    let size = |name: &&str| -> Result<usize> {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
        gzip.write_all(files.get(*name).with_context(|| format!("there is no {name}"))?)?;
        Ok(gzip.finish()?.len())
    };
    let binaries = BINARIES.iter().map(size).collect::<Result<Vec<_>>>()?;
    let scripts = SCRIPTS.iter().map(size).sum::<Result<usize>>()?;
    Ok(scripts + binaries.into_iter().max().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(change: impl FnOnce(&mut Files)) -> Files {
        let manifest = super::super::manifest(env!("CARGO_PKG_VERSION"));
        let parsed: Value = serde_json::from_str(&manifest).expect("a manifest");
        let mut named = Vec::new();
        for key in ["main", "types", "bin", "exports", "sideEffects"] {
            paths(&parsed[key], &mut named);
        }
        let names = named.iter().map(|it| it.trim_start_matches("./").replace('*', "x"));
        let mut files: Files = names.map(|name| (name, Vec::new())).collect();
        files.insert("package.json".to_owned(), manifest.into());
        change(&mut files);
        files
    }

    fn told(change: impl FnOnce(&mut Files)) -> String {
        let files = files(change);
        let told = manifest(&files).and_then(|()| imports(&files));
        format!("{:#}", told.expect_err("it is wrong"))
    }

    #[test]
    fn what_is_wrong_with_a_package_is_told() {
        let right = files(|files| {
            let code = "import{a}from\"./worker.js\";import(`../index.js`)";
            files.insert("node/command.js".to_owned(), code.replace("./w", "../w").into());
            files.insert("index.js".to_owned(), "import{a}from\"./worker.js\"".into());
        });
        manifest(&right).and_then(|()| imports(&right)).expect("nothing is wrong");
        assert!(told(|it| drop(it.remove("inline.js"))).contains("names inline.js"));
        let other = |it: &mut Files, from: &str, to: &str| {
            let text = String::from_utf8(it["package.json"].clone()).expect("text");
            it.insert("package.json".to_owned(), text.replacen(from, to, 1).into());
        };
        let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
        assert!(told(|it| other(it, &version, "\"version\": \"9.9.9\"")).contains("version"));
        let dependency = "\"dependencies\": { \"a\": \"1\" }, \"main\"";
        assert!(told(|it| other(it, "\"main\"", dependency)).contains("`dependencies`"));
        let late = "import(`./late.js`)";
        let absent = told(|it| drop(it.insert("index.js".to_owned(), late.into())));
        assert!(absent.contains("index.js imports ./late.js"), "{absent}");
    }
}
