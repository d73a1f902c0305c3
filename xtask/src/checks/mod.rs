//! What `xtask lint` checks besides the compiler's own lints.

pub mod javascript;
pub mod node;
pub mod rooms;
pub mod rust;
pub mod text;

use std::fmt;
use std::path::{Path, PathBuf};

/// A place in the code that breaks a rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// Relative to the checkout, with `/`.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// The rule, and how the code breaks it.
    pub rule: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.rule)
    }
}

/// An import of one file by another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The file that imports, relative to the checkout.
    pub from: String,
    /// From 1.
    pub line: usize,
    /// The file that is imported, or a folder if the name of the file is computed.
    pub to: String,
    /// Whether the code needs it when it runs; a type in a comment does not.
    pub runs: bool,
}

/// The files under `folder` of `root` with one of these endings, sorted, relative to `root`.
pub fn files(root: &Path, folder: &str, endings: &[&str]) -> std::io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::from(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(root.join(&folder))? {
            let entry = entry?;
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            if entry.file_type()?.is_dir() {
                if entry.file_name() != "vendor" && entry.file_name() != "target" {
                    folders.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(name);
            }
        }
    }
    found.sort();
    Ok(found)
}
