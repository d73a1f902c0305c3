//! The page as `cargo xtask serve` has it: from its sources.

use browser_tests::{BLANK, Page, Site};
use serde_json::json;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use xtask::build::{Content, Parts, engine};
use xtask::commands::serve;
use xtask::workspace;

/// The files that are built, as `dist/` has them.
fn built(folder: &str, files: &mut BTreeMap<String, Content>) {
    for entry in fs::read_dir(workspace::dist().join(folder)).expect("a folder of dist/") {
        let entry = entry.expect("an entry");
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        match entry.path().is_dir() {
            true => built(&path, files),
            false => drop(files.insert(path, Content::File(entry.path()))),
        }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder of sources") {
        let entry = entry.expect("an entry");
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        match from.is_dir() {
            true => copy(&from, &to),
            false => drop(fs::copy(from, to).expect("a copy")),
        }
    }
}

#[test]
fn sources_run_as_they_are_and_a_change_shows_on_reload() {
    let www = workspace::target().join(format!("sources-{}", std::process::id()));
    copy(&workspace::root().join("www"), &www);
    let mut files = BTreeMap::new();
    for binary in ["relaxed", "simd128", "threads"] {
        for part in ["", "-inspect"] {
            let path = format!("separable/{binary}{part}.wasm");
            let file = workspace::dist().join(&path);
            files.insert(path, Content::File(file));
        }
    }
    let glue = engine::glue().expect("the engine is built");
    files.insert(format!("separable/{}", engine::GLUE), Content::File(glue));
    built("models", &mut files);
    let parts = Parts { files, models: Vec::new() };
    let folder = www.clone();
    let site = Site::with_route(Arc::new(move |path: &str| match path {
        BLANK => None,
        _ => Some(serve::answer(&folder, &parts, path)),
    }));
    let page = Page::open(&site, "");
    page.ready();
    // Registered after the first answer; it must not hold back what comes next.
    page.wait("a service worker runs", "navigator.serviceWorker.controller !== null", 20);

    let index = www.join("index.html");
    let changed = fs::read_to_string(&index).expect("a page").replace("<title>", "<title>New ");
    fs::write(&index, changed).expect("a change");
    let door = www.join("separable.js");
    let changed = fs::read_to_string(&door).expect("a door") + "globalThis.changed = true;\n";
    fs::write(&door, changed).expect("a change");
    page.goto("about:blank");
    page.goto(&site.at(""));
    page.ready();
    let seen = page.run("return [document.title.startsWith('New '), globalThis.changed]");
    assert_eq!(seen, json!([true, true]));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    fs::remove_dir_all(www).expect("gone");
}
