//! The runner that cargo starts for a test compiled to wasm: wasm-bindgen's own, as a member of this
//! workspace, so that no tool has to be installed and its version always fits.

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> anyhow::Result<()> {
    run_cli_with_args(std::env::args_os())
}
