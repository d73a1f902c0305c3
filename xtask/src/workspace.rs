//! Where things are, and running other programs.

use anyhow::{Context, Result, bail};
use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// The target that the engine is compiled for in a browser.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The checkout.
pub fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().expect("xtask/ lies in the checkout").to_owned()
}

/// The output of `xtask build`.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Where cargo builds, unless `CARGO_TARGET_DIR` says otherwise.
pub fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(dir) => absolute(Path::new(&dir)),
        None => root().join("target"),
    }
}

/// Where cargo keeps the sources of crates.
pub fn cargo_home() -> PathBuf {
    let named = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || env::home_dir().unwrap_or_default().join(".cargo");
    named.filter(|path| path.is_absolute()).unwrap_or_else(home)
}

/// The folder of published weights, if `SEPARABLE_WEIGHTS` names one.
pub fn weights() -> Result<Option<PathBuf>> {
    folder_in("SEPARABLE_WEIGHTS")
}

/// The folder of a host's own networks, if `SEPARABLE_MODELS` names one.
pub fn own_models() -> Result<Option<PathBuf>> {
    folder_in("SEPARABLE_MODELS")
}

/// The cache folder for downloads.
pub fn cache() -> PathBuf {
    let folder = cache_of(env::consts::OS, |name| env::var_os(name).map(PathBuf::from));
    folder.unwrap_or_else(target).join("separable")
}

/// The user's cache on `os`, if the environment names it.
fn cache_of(os: &str, env: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    // A relative path would depend on the folder that a command runs in.
    let named = |name: &str| env(name).filter(|path| path.is_absolute());
    match os {
        "windows" => named("LOCALAPPDATA"),
        "macos" => named("HOME").map(|home| home.join("Library/Caches")),
        _ => named("XDG_CACHE_HOME").or_else(|| named("HOME").map(|home| home.join(".cache"))),
    }
}

/// The folder of golden outputs and photographs, if there is one.
pub fn shared() -> Result<Option<PathBuf>> {
    if let Some(folder) = folder_in("SEPARABLE_SHARED")? {
        return Ok(Some(folder));
    }
    let beside = root().join("../shared");
    Ok(beside.is_dir().then_some(beside))
}

fn folder_in(variable: &str) -> Result<Option<PathBuf>> {
    let Some(value) = env::var_os(variable).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let folder = absolute(Path::new(&value));
    if !folder.is_dir() {
        bail!("{variable} names {}, which is no folder", folder.display());
    }
    Ok(Some(folder))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

/// The `cargo` that runs xtask, in the checkout.
pub fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs `command` to its end; `what` names it in an error.
pub fn run(command: &mut Command, what: &str) -> Result<()> {
    let status = command.status().with_context(|| format!("could not start: {what}"))?;
    if !status.success() {
        bail!("{what} failed ({status})");
    }
    Ok(())
}

/// Runs a program, and ends it if it takes longer than `limit`.
pub fn run_within(limit: Duration, command: &mut Command, what: &str) -> Result<()> {
    let mut child = command.spawn().with_context(|| format!("could not start: {what}"))?;
    let end = Instant::now() + limit;
    loop {
        match child.try_wait()? {
            Some(status) if status.success() => return Ok(()),
            Some(status) => bail!("{what} failed ({status})"),
            None if Instant::now() < end => thread::sleep(Duration::from_millis(100)),
            None => {
                child.kill()?;
                child.wait()?;
                bail!("{what} took longer than {} seconds and was ended", limit.as_secs());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(unix)]
    fn what_takes_too_long_is_ended() {
        let limit = Duration::from_millis(300);
        let sleep = |seconds: &str| run_within(limit, Command::new("sleep").arg(seconds), "a nap");
        let began = Instant::now();
        let told = sleep("60").expect_err("it is ended").to_string();
        assert!(began.elapsed() < Duration::from_secs(20) && told.contains("a nap"), "{told}");
        assert!(sleep("0").is_ok());
        assert!(sleep("none").is_err());
    }

    #[test]
    #[cfg(unix)]
    fn the_cache_is_where_the_system_has_it() {
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/me"));
        assert_eq!(cache_of("linux", home), Some("/home/me/.cache".into()));
        assert_eq!(cache_of("macos", home), Some("/home/me/Library/Caches".into()));
        assert_eq!(cache_of("windows", home), None);

        let all = |name: &str| Some(PathBuf::from("/of").join(name));
        assert_eq!(cache_of("linux", all), Some("/of/XDG_CACHE_HOME".into()));
        assert_eq!(cache_of("windows", all), Some("/of/LOCALAPPDATA".into()));

        let relative = |name: &str| (name == "XDG_CACHE_HOME").then(|| PathBuf::from("cache"));
        assert_eq!(cache_of("linux", relative), None);
    }
}
