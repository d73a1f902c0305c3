//! Tests that cannot run here are skipped by name, never in silence.
//!
//! A test appends a line to the file that `SEPARABLE_SKIPS` names; `xtask test` lists them.

use anyhow::{Context, Result};
use std::env;
use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

/// The variable that names the file.
pub const VARIABLE: &str = "SEPARABLE_SKIPS";

/// Notes that `test` is skipped because of `why`.
///
/// # Panics
/// Where `CI` is set: there nothing may be skipped.
pub fn skip(test: &str, why: &str) {
    assert!(env::var_os("CI").is_none(), "{test} cannot be skipped where CI is set: {why}");
    eprintln!("skipped: {test}: {why}");
    if let Some(path) = env::var_os(VARIABLE) {
        let file = OpenOptions::new().create(true).append(true).open(path);
        let written = file.and_then(|mut file| writeln!(file, "{test}: {why}"));
        written.expect("the list of skipped tests can be written");
    }
}

/// The lines that tests have written to `path`.
pub(crate) fn read(path: &Path) -> Result<Vec<String>> {
    if !path.exists() {
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}
