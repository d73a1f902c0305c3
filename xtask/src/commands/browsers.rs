//! `xtask browsers`: the browsers of the tests, installed where they are missing.

use crate::browsers::Engine;
use anyhow::{Result, bail};

/// Installs what is missing.
///
/// # Errors
/// What could not be installed, why not, and how it can be.
pub fn browsers() -> Result<()> {
    let mut missing = Vec::new();
    for engine in Engine::ALL {
        let found = engine.find().map_or_else(|| engine.install(), Ok);
        match found {
            Ok(browser) => println!("{}: {}", engine.name(), browser.browser.display()),
            Err(why) => missing.push(format!("{}: {why:#}", engine.name())),
        }
    }
    if !missing.is_empty() {
        bail!("{}", missing.join("\n\n"));
    }
    Ok(())
}
