//! Installs the programs that drive the browsers of the tests, each step with a time limit.

use super::{From, Part, in_path, is_root};
use crate::workspace::{self, run_within};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The time limit for a Debian package.
const FOR_PACKAGES: Duration = Duration::from_secs(300);
/// The time limit for a crate, which is compiled.
const FOR_CRATES: Duration = Duration::from_secs(600);

/// The folder of programs that cargo installs.
pub(super) fn folder() -> PathBuf {
    workspace::target().join("tools")
}

/// Installs the programs of `missing`, for the browser called `name`.
pub(super) fn install<'a>(name: &str, missing: impl Iterator<Item = &'a Part>) -> Result<()> {
    let (mut packages, mut crates, mut variables) = (Vec::new(), Vec::new(), Vec::new());
    for part in missing {
        variables.push(part.variable);
        match part.from {
            From::Debian(package) => packages.push(package),
            From::Crate(name, version) => crates.push((name, version)),
        }
    }
    packages.dedup();
    if !packages.is_empty() && (!is_root() || in_path("apt-get").is_none()) {
        bail!(
            "{name} or what drives it is not in PATH. On Debian:\n\n    \
             sudo apt-get update && sudo apt-get install --no-install-recommends {}\n\n\
             Elsewhere set {} to where they are. Then run this again",
            packages.join(" "),
            variables.join(" and ")
        );
    }
    println!("Installing what the tests in {name} need ...");
    if !packages.is_empty() {
        // An unreachable second package source must not block the first one.
        if let Err(error) = apt_get(&["update"]) {
            println!("{error}; going on with the lists that are there");
        }
        apt_get(&[&["install", "-y", "--no-install-recommends"], &packages[..]].concat())?;
    }
    for (name, version) in crates {
        let mut install = workspace::cargo();
        install.args(["install", "--quiet", "--locked", name, "--version", version, "--root"]);
        install.arg(folder()).stdin(Stdio::null());
        run_within(FOR_CRATES, &mut install, &format!("cargo install {name}"))?;
    }
    Ok(())
}

fn apt_get(words: &[&str]) -> Result<()> {
    let mut command = Command::new("apt-get");
    command.args(words).env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null());
    run_within(FOR_PACKAGES, &mut command, &format!("apt-get {}", words.join(" ")))
}
