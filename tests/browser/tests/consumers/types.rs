//! The types of the package, and its manifest.

use crate::*;

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn need_no_library_of_the_dom() {
    for compiler in ["typescript", "typescript-7"] {
        let tsc = folder().join("node_modules").join(compiler).join("bin/tsc");
        for libraries in ["esnext", "esnext,webworker", "esnext,dom", "es2022,dom"] {
            let strict = ["--noEmit", "--strict", "--exactOptionalPropertyTypes"];
            for (module, resolution) in [("nodenext", "nodenext"), ("esnext", "bundler")] {
                let mut command = Command::new("node");
                command.arg(&tsc).args(strict).args(["--skipLibCheck", "false"]);
                command.args(["--target", "esnext", "--lib", libraries]);
                command.args(["--module", module, "--moduleResolution", resolution]);
                printed(command.args(["--project", "."]).current_dir(folder().join("types")));
            }
        }
    }
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn the_manifest_is_as_it_should_be() {
    let said = tool("", "publint", &["node_modules/separable", "--strict"]);
    assert!(said.contains("All good"), "{said}");
    let archive = format!("separable-{}.tgz", env!("CARGO_PKG_VERSION"));
    let archive = xtask::workspace::target().join(archive);
    // What is no module for callers has no types.
    let others = ["--exclude-entrypoints", "./worker.js"];
    let path = archive.to_string_lossy();
    let args = [&["--profile", "esm-only", &path][..], &others].concat();
    tool("", "attw", &args);
}
