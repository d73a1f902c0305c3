//! `bundle page FOLDER` bundles and minifies the page in FOLDER, in place: each of [`BUNDLES`]
//! becomes one file with its imports, [`PAGE`] becomes what a first visit needs and what is loaded
//! later, the style sheets of `index.html` become one, and all JavaScript and CSS is minified.
//! `bundle package FOLDER` does the same with the modules of a package.
//! `bundle one-file FOLDER` writes what a page in one file has, `inside/script.js` and
//! `inside/style.css`.

mod one_file;
mod scripts;
mod styles;

use anyhow::{Context, Result};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// The scripts of the engine, one file each: what the first answer waits for, and what few visitors
/// need.
const BUNDLES: [&str; 10] = [
    "separable.js",
    "separable/worker.js",
    "separable/refusals.js",
    "separable/packed.js",
    "separable/label-tables.js",
    "separable/teaching.js",
    "separable/watching.js",
    "separable/other-outputs.js",
    "separable/unreachable.js",
    "separable/named-models.js",
];

/// The page's script. All that it imports becomes a part of it, at once or in files beside it.
const PAGE: &str = "app/main.js";
/// Callers import the engine by its address; it is not copied into the page's script.
const ENGINE: &str = "separable.js";

/// The modules of a package, from its folder: what callers import, and what those load later.
const PACKAGE: [&str; 12] = [
    "index.js",
    "worker.js",
    "refusals.js",
    "packed.js",
    "label-tables.js",
    "teaching.js",
    "watching.js",
    "other-outputs.js",
    "unreachable.js",
    "named-models.js",
    "mobilenet.js",
    "element.js",
];
/// Its module with all in one file.
const INLINE: &str = "inline.js";
/// Its modules for Node, and what each is made of.
const NODE: [(&str, &str); 4] = [
    ("node.js", "node.js"),
    ("node/worker.js", "node/worker.js"),
    ("node/command.js", "node/command.js"),
    ("mobilenet-node.js", "mobilenet.js"),
];
/// What stands in for modules there.
const OF_NODE: [(&str, &str); 2] =
    [("platform.js", "node/platform.js"), ("fetch-file.js", "node/fetch-file.js")];

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let (Some(what), Some(folder)) = (args.next(), args.next()) else {
        eprintln!("bundle: `page`, `package` or `one-file`, and which folder?");
        return ExitCode::from(2);
    };
    let bundle = match what.to_str() {
        Some("package") => package,
        Some("one-file") => |folder: &Path| one_file::page(&canonical(folder)?, PAGE),
        _ => page,
    };
    match bundle(Path::new(&folder)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bundle: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn page(folder: &Path) -> Result<()> {
    let folder = canonical(folder)?;
    // All of them are made before any file changes, since they read the others.
    let (mut bundles, mut merged) = in_one(&folder, &BUNDLES)?;
    let page = scripts::page(&folder, PAGE, ENGINE)?;
    merged.extend(page.merged);
    bundles.extend(page.chunks);
    merged.retain(|path| path.is_file() && !bundles.contains_key(path));
    for file in &merged {
        fs::remove_file(file).with_context(|| format!("remove {}", file.display()))?;
    }
    remove_empty_folders(&folder)?;
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

/// Bundles a package in place; its other files are left as they are.
fn package(folder: &Path) -> Result<()> {
    let folder = canonical(folder)?;
    let (mut bundles, mut merged) = in_one(&folder, &PACKAGE)?;
    for (file, entry) in NODE {
        // They have `node.js` in the place of `index.js`.
        let mut outside = PACKAGE[1..].to_vec();
        outside.extend(NODE.map(|(_, entry)| entry));
        outside.retain(|other| *other != entry);
        let scripts::Bundle { modules, code } =
            scripts::bundle_for_node(&folder, entry, &outside, &OF_NODE)?;
        merged.extend(modules);
        bundles.insert(folder.join(file), code);
    }
    let scripts::Bundle { modules, code } = one_file::engine(&folder, INLINE)?;
    merged.extend(modules);
    bundles.insert(folder.join(INLINE), code);
    merged.retain(|path| path.is_file() && !bundles.contains_key(path));
    for file in &merged {
        fs::remove_file(file).with_context(|| format!("remove {}", file.display()))?;
    }
    for (path, code) in bundles {
        fs::write(&path, code).with_context(|| format!("write {}", path.display()))?;
    }
    remove_empty_folders(&folder)
}

/// Each of `entries` with what it imports but for the others; and all modules that are in them.
fn in_one(
    folder: &Path,
    entries: &[&str],
) -> Result<(BTreeMap<PathBuf, String>, BTreeSet<PathBuf>)> {
    let (mut bundles, mut merged) = (BTreeMap::new(), BTreeSet::new());
    for entry in entries {
        let outside: Vec<_> = entries.iter().copied().filter(|other| other != entry).collect();
        let scripts::Bundle { modules, code } = scripts::bundle(folder, entry, &outside)?;
        merged.extend(modules);
        bundles.insert(folder.join(entry), code);
    }
    Ok((bundles, merged))
}

fn canonical(folder: &Path) -> Result<PathBuf> {
    fs::canonicalize(folder).with_context(|| format!("find {}", folder.display()))
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
