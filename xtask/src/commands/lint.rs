//! `xtask lint`: the format of the code, and clippy with warnings denied.

use crate::build::engine;
use crate::workspace::{cargo, run};
use anyhow::Result;

/// Checks everything for this machine, then the engine as the browser gets it.
pub fn lint() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all --check")?;
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    run(&mut clippy, "clippy")?;
    let (variants, no_threads) = engine::variants()?;
    for variant in variants {
        let mut clippy = engine::cargo_for(variant, "clippy");
        clippy.args(["--package", "separable", "--lib", "--test", "wasm", "--", "-D", "warnings"]);
        run(&mut clippy, &format!("clippy on the engine ({})", variant.name))?;
    }
    if let Some(why) = no_threads {
        println!("The engine with threads was not checked: {why}");
    }
    Ok(())
}
