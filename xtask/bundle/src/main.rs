//! `bundle FOLDER` bundles and minifies the page in FOLDER, in place: each of [`BUNDLES`] becomes
//! one file with its imports, the style sheets of `index.html` become one, and all JavaScript and
//! CSS is minified.

mod scripts;
mod styles;

use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

/// The scripts that the first answer waits for, one file each. Every other module of the page stays
/// a file of its own, and is loaded when it is needed.
const BUNDLES: [&str; 2] = ["separable.js", "separable/worker.js"];

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
    let bundles = BUNDLES.map(|entry| Ok((folder.join(entry), scripts::bundle(&folder, entry)?)));
    let bundles = bundles.into_iter().collect::<Result<BTreeMap<PathBuf, String>>>()?;
    styles::join(&folder)?;
    for path in files(&folder)? {
        let small = match path.extension().and_then(|extension| extension.to_str()) {
            Some("js") => match bundles.get(&path) {
                Some(bundle) => bundle.clone(),
                None => scripts::minify(&fs::read_to_string(&path)?)
                    .with_context(|| format!("minify {}", path.display()))?,
            },
            Some("css") => styles::minify(&fs::read_to_string(&path)?)
                .with_context(|| format!("minify {}", path.display()))?,
            _ => continue,
        };
        fs::write(&path, small)?;
    }
    Ok(())
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
