//! What cargo runs for a test compiled to wasm: the official runner, as a member of this workspace,
//! so that nobody installs a tool and its version cannot get out of step.

use wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args;

fn main() -> anyhow::Result<()> {
    run_cli_with_args(std::env::args_os())
}
