//! `xtask lint`: who imports whom, the format and lints of every language, and the types of
//! JavaScript.

use crate::build::{self, engine};
use crate::checks::rooms::{Rooms, circles};
use crate::checks::{self, Finding, javascript, node, rust, text};
use crate::workspace::{self, cargo, run};
use anyhow::{Context, Result, bail};
use std::{env, fs};

/// Where nothing may have the type `any`.
const SEAMS: [&str; 2] = ["www/separable/", "www/app/"];

/// Checks everything for this machine, then the engine as the browser gets it.
pub fn lint() -> Result<()> {
    let found = findings()?;
    for finding in &found {
        eprintln!("{finding}");
    }
    if !found.is_empty() {
        bail!("{} places break a rule", found.len());
    }
    run(cargo().args(["fmt", "--all", "--check"]), "cargo fmt --all --check")?;
    match node::missing() {
        None => {
            node::install()?;
            node::biome()?;
            for project in ["tsconfig.json", "tsconfig.worker.json", "tsconfig.node.json"] {
                node::tsc(project)?;
            }
        }
        Some(why) if env::var_os("CI").is_some() => {
            bail!("JavaScript and CSS cannot be checked: {why}")
        }
        Some(why) => println!("Skipped: format, lints and types of JavaScript and CSS: {why}"),
    }
    let mut clippy = cargo();
    clippy.args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    run(&mut clippy, "clippy")?;
    let mut fmt = cargo();
    fmt.args(["fmt", "--check", "--manifest-path", "xtask/bundle/Cargo.toml"]);
    run(&mut fmt, "cargo fmt --check of the bundler")?;
    let mut clippy = build::bundler("clippy");
    clippy.args(["--all-targets", "--", "-D", "warnings"]);
    run(&mut clippy, "clippy on the bundler")?;
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

/// What breaks a rule that needs no tool: rooms, circles, long lines, `any`.
fn findings() -> Result<Vec<Finding>> {
    let root = workspace::root();
    let read =
        |file: &String| fs::read_to_string(root.join(file)).with_context(|| format!("read {file}"));
    let texts = |files: Vec<String>| -> Result<Vec<(String, String)>> {
        files.into_iter().map(|file| read(&file).map(|text| (file, text))).collect()
    };
    let mut findings = Vec::new();

    let rooms = Rooms::read(&read(&"rooms.toml".to_owned())?)?;
    let rust = texts(checks::files(&root, "src", &[".rs"])?)?;
    let page = texts(checks::files(&root, "www", &[".js", ".ts"])?)?;
    let mut imports = rust::imports("src", &rust);
    imports.extend(page.iter().flat_map(|(file, text)| javascript::imports(file, text)));
    let files: Vec<String> = rust.iter().chain(&page).map(|(file, _)| file.clone()).collect();
    findings.extend(rooms.findings(&files, &imports));
    findings.extend(circles(&imports));

    let mut styled = texts(checks::files(&root, "www", &[".css"])?)?;
    styled.extend(texts(checks::files(&root, "tests", &[".js", ".mjs", ".css"])?)?);
    // Between the worker, the engine and the app everything has its type.
    let seams = page.iter().filter(|(file, _)| SEAMS.iter().any(|seam| file.starts_with(seam)));
    findings.extend(seams.flat_map(|(file, text)| javascript::anys(file, text)));
    // What wasm-bindgen makes stands as it is.
    styled.extend(page.into_iter().filter(|(file, _)| !file.ends_with(engine::TYPES)));
    findings.extend(styled.iter().flat_map(|(file, text)| text::long_lines(file, text)));
    findings.sort();
    findings.dedup();
    Ok(findings)
}
