//! What tests share: where test data is, networks and their golden data, inputs.

#![allow(
    dead_code,
    unreachable_pub,
    unused_imports,
    reason = "every test binary uses a part of this"
)]

pub mod block;
pub mod described;
pub mod endings;
pub mod golden;
pub mod inputs;
pub mod labels;
pub mod lcg;
pub mod networks;
pub mod sets;
pub mod sound;
pub mod tiny;
pub mod written;

pub use block::standard_of_block;
pub use golden::*;
pub use inputs::*;
pub use labels::hostile_labels;
pub use lcg::Lcg;
pub use networks::*;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A file of the repository, for tests of the root package and of those in its folders.
pub fn repository(path: &str) -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = package.ancestors().find(|folder| folder.join("tests/common").is_dir());
    root.expect("the tests lie in a checkout").join(path)
}

/// A file or folder of the test data that does not travel with the repository: photographs, golden
/// bytes of whole layers. It lies beside the checkout, or where `SEPARABLE_SHARED` says.
pub fn shared(test: &str, path: &str) -> Option<PathBuf> {
    match shared_folder() {
        Some(folder) => {
            // Drivers take no path with `..` in it.
            let folder = folder.canonicalize().unwrap_or(folder);
            existing(test, folder.join(path), "SEPARABLE_SHARED")
        }
        None => {
            // No defect, in CI neither: `cargo xtask test` lists these lines apart from the others.
            say(&format!("skipped without the shared folder: {test}: {path}"));
            None
        }
    }
}

fn shared_folder() -> Option<PathBuf> {
    match std::env::var_os("SEPARABLE_SHARED") {
        Some(folder) => Some(repository("").join(folder)),
        None => Some(repository("../shared")).filter(|folder| folder.is_dir()),
    }
}

/// A file of published weights: in the folder that `SEPARABLE_WEIGHTS` names, or in the shared one.
pub fn weights(test: &str, file: &str) -> Option<PathBuf> {
    let named = std::env::var_os("SEPARABLE_WEIGHTS").map(|folder| repository("").join(folder));
    match named.or_else(|| shared_folder().map(|folder| folder.join("weights"))) {
        Some(folder) => existing(test, folder.join(file), "SEPARABLE_WEIGHTS"),
        None => {
            skip(test, &format!("{file} is not there; `cargo xtask weights` downloads it"));
            None
        }
    }
}

fn existing(test: &str, path: PathBuf, variable: &str) -> Option<PathBuf> {
    if path.exists() {
        return Some(path);
    }
    skip(test, &format!("{} is not there; {variable} may name its folder", path.display()));
    None
}

/// Says that a test cannot run here; a failure where `CI` is set.
pub fn skip(test: &str, reason: &str) {
    assert!(std::env::var_os("CI").is_none(), "{test} must not be skipped in CI: {reason}");
    say(&format!("skipped: {test}: {reason}"));
}

/// Writes past cargo's capture.
fn say(line: &str) {
    writeln!(std::io::stderr(), "{line}").expect("stderr can be written");
}

/// The bytes of a file that is known to be there.
pub fn read(path: impl AsRef<Path>) -> Vec<u8> {
    let path = path.as_ref();
    fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A pool of so many threads, which are started again for every layer.
#[derive(Clone, Copy, Debug)]
pub struct Threads(pub usize);

impl separable::threads::ThreadPool for Threads {
    fn size(&self) -> usize {
        self.0
    }

    fn broadcast(&self, job: &(dyn Fn(usize) + Sync)) {
        std::thread::scope(|scope| {
            for number in 1..self.0 {
                scope.spawn(move || job(number));
            }
            job(0);
        });
    }
}
