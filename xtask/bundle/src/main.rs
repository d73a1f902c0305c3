//! `bundle FOLDER` bundles and minifies the page in FOLDER, in place: each of [`BUNDLES`] becomes
//! one file with its imports, [`PAGE`] becomes what a first visit needs and what is loaded later,
//! the style sheets of `index.html` become one, and all JavaScript and CSS is minified.

mod scripts;
mod styles;

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// The scripts of the engine that the first answer waits for, one file each. Its other modules stay
/// files of their own, and are loaded when they are needed.
const BUNDLES: [&str; 2] = ["separable.js", "separable/worker.js"];
/// Modules of theirs that few visitors need, and that stay files of their own: what a file is that is
/// no network, zips, tables of labels, and teaching.
const RARE: [&str; 5] = [
    "separable/refusals.js",
    "separable/packed.js",
    "separable/label-tables.js",
    "separable/teaching.js",
    "separable/training.js",
];

/// The page's script. All that it imports becomes a part of it, at once or in files beside it.
const PAGE: &str = "app/main.js";
/// Callers import the engine by its address; it is not copied into the page's script.
const ENGINE: &str = "separable.js";

fn main() -> ExitCode {
    let Some(folder) = env::args_os().nth(1) else {
        eprintln!("bundle: which folder?");
        return ExitCode::from(2);
    };
    match bundle(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn bundle(folder: &Path) -> Result<()> {
    let folder = fs::canonicalize(folder).with_context(|| format!("find {}", folder.display()))?;
    // All of them are made before any file changes, since they read the others.
    let bundles =
        BUNDLES.map(|entry| Ok((folder.join(entry), scripts::bundle(&folder, entry, &RARE)?)));
    let mut bundles = bundles.into_iter().collect::<Result<BTreeMap<PathBuf, String>>>()?;
    let scripts::Page { chunks, merged } = scripts::page(&folder, PAGE, ENGINE)?;
    for file in &merged {
        fs::remove_file(file).with_context(|| format!("remove {}", file.display()))?;
    }
    remove_empty_folders(&folder)?;
    bundles.extend(chunks);
    styles::join(&folder)?;
    for path in files(&folder)? {
        let minify = match path.extension().and_then(|extension| extension.to_str()) {
            Some("js") if bundles.contains_key(&path) => continue,
            Some("js") => scripts::minify,
            Some("css") => styles::minify,
            _ => continue,
        };
        let small = minify(&fs::read_to_string(&path)?)
            .with_context(|| format!("minify {}", path.display()))?;
        fs::write(&path, small)?;
    }
    for (path, code) in bundles {
        fs::write(&path, code).with_context(|| format!("write {}", path.display()))?;
    }
    forget_preloads(&folder)
}

fn remove_empty_folders(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            remove_empty_folders(&path)?;
            if fs::read_dir(&path)?.next().is_none() {
                fs::remove_dir(&path)?;
            }
        }
    }
    Ok(())
}

/// Takes the preloads of modules that are no files any more out of `index.html`.
fn forget_preloads(folder: &Path) -> Result<()> {
    let path = folder.join("index.html");
    let page = fs::read_to_string(&path)?;
    let kept = page.split_inclusive('\n').filter(|line| {
        let preload = line.trim().strip_prefix("<link rel=\"modulepreload\" href=\"");
        let href = preload.and_then(|rest| rest.split('"').next());
        href.is_none_or(|href| folder.join(href).is_file())
    });
    Ok(fs::write(&path, kept.collect::<String>())?)
}

fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        match path.is_dir() {
            true => found.extend(files(&path)?),
            false => found.push(path),
        }
    }
    Ok(found)
}
