//! Finding the browser of the tests and its driver, or installing them.

use crate::workspace::run;
use anyhow::{Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Chromium and its WebDriver server.
#[derive(Clone, Debug)]
pub struct Chromium {
    /// The browser.
    pub browser: PathBuf,
    /// `chromedriver`.
    pub driver: PathBuf,
}

const INSTALL: &str = "apt-get install -y --no-install-recommends chromium chromium-driver";

impl Chromium {
    /// Those that `CHROMIUM` and `CHROMEDRIVER` name, else the first in `PATH`.
    pub fn find() -> Option<Self> {
        let browser =
            named("CHROMIUM", &["chromium", "chromium-browser", "google-chrome", "chrome"])?;
        let driver = named("CHROMEDRIVER", &["chromedriver", "chromium.chromedriver"])?;
        Some(Self { browser, driver })
    }

    /// Finds them, or installs them as root on Debian and its kin.
    pub fn find_or_install() -> Result<Self> {
        if let Some(found) = Self::find() {
            return Ok(found);
        }
        if !is_root() || in_path("apt-get").is_none() {
            bail!(
                "the tests need Chromium and chromedriver, and they are not in PATH. On Debian:\n\n    \
                 sudo apt-get update && sudo {INSTALL}\n\nElsewhere set CHROMIUM and CHROMEDRIVER \
                 to where they are. Then run this again"
            );
        }
        println!("Installing Chromium for the tests ...");
        let mut update = Command::new("apt-get");
        update.arg("update");
        // An unreachable second source must not stop what the first one has.
        if let Err(error) = run(&mut update, "apt-get update") {
            println!("{error}; going on with the lists that are there");
        }
        let mut words = INSTALL.split(' ');
        let mut install = Command::new(words.next().unwrap_or_default());
        install.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        run(&mut install, INSTALL)?;
        match Self::find() {
            Some(found) => Ok(found),
            None => bail!("`{INSTALL}` ran, and still chromium or chromedriver is not in PATH"),
        }
    }
}

fn named(variable: &str, names: &[&str]) -> Option<PathBuf> {
    match env::var_os(variable) {
        Some(path) if !path.is_empty() => Some(path.into()),
        _ => names.iter().find_map(|name| in_path(name)),
    }
}

fn in_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Whether this process is root; where there is no /proc it is taken for an ordinary user.
pub fn is_root() -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        std::fs::metadata(Path::new("/proc/self")).is_ok_and(|me| me.uid() == 0)
    }
    #[cfg(not(unix))]
    false
}
