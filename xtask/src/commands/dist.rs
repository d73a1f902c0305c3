//! `xtask dist`: `dist/` as one archive, the same bytes from one commit on one toolchain.

use crate::build::{self, Models, one_file, sbom};
use crate::workspace;
use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Builds with all models, and writes `target/separable-<version>.tar.gz`. The checksums of the
/// manifest say which files the published models are, so that the archive is always the same. Beside
/// it lie the list of what it is made of, `separable-<version>.cdx.json`, and the page with the
/// built-in model as one document, `separable.html`.
///
/// # Errors
/// The page can't be built, or a model can't be had.
pub fn dist() -> Result<()> {
    let models = build::build(Models::Complete)?;
    let name = concat!("separable-", env!("CARGO_PKG_VERSION"));
    let path = workspace::target().join(format!("{name}.tar.gz"));
    archive(&workspace::dist(), Path::new(name), &path)?;
    println!("{}", path.display());
    let list = workspace::target().join(format!("{name}.cdx.json"));
    fs::write(&list, sbom::text(&models)?)?;
    println!("{}", list.display());
    println!("{}", one_file::one_file()?.display());
    Ok(())
}

/// Packs a folder under `name` into the gzipped archive `path`.
///
/// # Errors
/// A file cannot be read or written.
pub fn archive(folder: &Path, name: &Path, path: &Path) -> Result<()> {
    let file = File::create(path).with_context(|| format!("write {}", path.display()))?;
    // No name and no time in the header.
    let gzip = GzBuilder::new().mtime(0).write(file, Compression::best());
    pack(folder, name, gzip)?.finish()?;
    Ok(())
}

/// Packs a folder under `name`: its files in order, with the same owner, time and permissions each.
fn pack<W: Write>(folder: &Path, name: &Path, into: W) -> Result<W> {
    let mut archive = tar::Builder::new(into);
    for file in files(folder)? {
        let mut bytes = Vec::new();
        File::open(&file)?.read_to_end(&mut bytes)?;
        let mut header = tar::Header::new_ustar();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name.join(file.strip_prefix(folder)?), &*bytes)?;
    }
    Ok(archive.into_inner()?)
}

/// All files under a folder, by their paths.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_does_not_tell_when_or_by_whom() {
        let folder = workspace::target().join(format!("archive-{}", std::process::id()));
        let write = |names: [&str; 3]| {
            let _ = fs::remove_dir_all(&folder);
            fs::create_dir_all(folder.join("b")).expect("a folder");
            for name in names {
                fs::write(folder.join(name), name).expect("a file");
            }
            pack(&folder, Path::new("page"), Vec::new()).expect("an archive")
        };
        let first = write(["a", "b/c", "d"]);
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let second = write(["d", "b/c", "a"]);
        assert_eq!(first, second);

        let mut archive = tar::Archive::new(&*first);
        let entries = archive.entries().expect("entries").map(|entry| {
            let mut entry = entry.expect("an entry");
            let mut text = String::new();
            entry.read_to_string(&mut text).expect("text");
            (entry.path().expect("a path").to_string_lossy().into_owned(), text)
        });
        let expected = ["a", "b/c", "d"].map(|name| (format!("page/{name}"), name.to_owned()));
        assert_eq!(entries.collect::<Vec<_>>(), expected);
        fs::remove_dir_all(&folder).expect("gone");
    }
}
