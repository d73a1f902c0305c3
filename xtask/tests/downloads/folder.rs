//! A folder for one test, and its files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use xtask::weights::download::Settings;
use xtask::weights::manifest::{self, Part};

/// Removed with all that is in it.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let name = format!("separable-{}-{test}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.0.join(name)).ok()
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.join(name), bytes).unwrap();
    }

    /// The names of the files, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// The content of a published file: 300,000 bytes that differ from place to place.
pub(crate) fn content() -> Vec<u8> {
    (0..300_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 24) as u8).collect()
}

/// The entry of a manifest for `bytes` published as `name`.
pub(crate) fn part(name: &str, bytes: &[u8]) -> Part {
    Part {
        file: name.into(),
        bytes: bytes.len() as u64,
        sha256: manifest::sha256(&mut &bytes[..]).unwrap(),
        address: Some(format!("https://nowhere.invalid/data/{name}")),
    }
}

/// Half a minute for every limit, so that no test fails because the machine is busy.
pub(crate) fn settings() -> Settings {
    let half_a_minute = Duration::from_secs(30);
    Settings { connect: half_a_minute, silence: half_a_minute, proxy: false }
}
