//! `xtask lint`: the format of the code, and clippy with warnings denied.

use crate::build::{self, VARIANTS};
use crate::workspace::{WASM, cargo, run};
use anyhow::Result;

/// Checks everything for this machine, then the engine as the browser gets it.
pub fn lint() -> Result<()> {
    run(cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all --check")?;
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    run(&mut clippy, "clippy")?;
    build::ensure_wasm_target()?;
    for variant in &VARIANTS {
        let mut clippy = cargo();
        clippy.args(["clippy", "--package", "separable", "--lib", "--test", "wasm"]);
        clippy.args(["--target", WASM]);
        build::compile_as(&mut clippy, variant);
        clippy.args(["--", "-D", "warnings"]);
        run(&mut clippy, &format!("clippy on the engine ({})", variant.name))?;
    }
    Ok(())
}
