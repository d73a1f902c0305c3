//! The package in what bundlers make, and in Next.

use crate::*;

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn vite_serves_while_one_develops() {
    let vite = Served::start("app", "vite/bin/vite.js", &["--host", "127.0.0.1"]);
    page_works(&vite.address(), true);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn vite_builds() {
    tool("app", "vite", &["build", "--outDir", "dist-vite", "--logLevel", "error"]);
    built_works(&folder().join("app/dist-vite"));
    let args = ["preview", "--outDir", "dist-vite", "--host", "127.0.0.1"];
    page_works(&Served::start("app", "vite/bin/vite.js", &args).address(), true);
}

/// Bundles the page, puts what no bundler copies beside it, and looks at it.
fn bundled_works(name: &str, args: &[&str], files: &[&str]) {
    tool("app", name, args);
    let dist = folder().join(format!("app/dist-{name}"));
    with_page(&dist, files);
    built_works(&dist);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn webpack_builds() {
    let args = ["-c", "webpack.config.cjs", "--output-path", "dist-webpack"];
    bundled_works("webpack", &args, &[]);
}

#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn rollup_builds() {
    let args = ["-c", "rollup.config.js", "--dir", "dist-rollup", "--silent"];
    bundled_works("rollup", &args, &[]);
}

/// It copies no files: they are put beside what it makes.
#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn esbuild_builds() {
    let binaries = ["relaxed", "simd128", "threads"];
    let parts = binaries.map(|it| [format!("{it}.wasm"), format!("{it}-inspect.wasm")]);
    let parts = parts.concat();
    let mut files: Vec<_> = parts.iter().map(String::as_str).collect();
    files.push("worker.js");
    let args = ["main.js", "--bundle", "--format=esm", "--outdir=dist-esbuild"];
    bundled_works("esbuild", &args, &files);
}

/// The page is rendered where there is no browser before it runs in one.
#[test]
#[ignore = "`cargo xtask consumers` installs it"]
fn next_builds_and_serves() {
    tool("next", "next", &["build"]);
    page_works(&Served::start("next", "next/dist/bin/next", &["start"]).address(), true);
}
