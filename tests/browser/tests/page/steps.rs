//! Steps and conditions that many tests share.

use crate::common;
use browser_tests::Page;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;
use xtask::build::engine;
use xtask::server::{self, Reply};
use xtask::workspace;

pub(crate) fn runs(page: &Page, id: &str) {
    let model = format!("document.documentElement.dataset.model === '{id}'");
    page.wait(&format!("the model {id} runs"), &model, 60);
}

/// The id of the model that runs.
pub(crate) fn running(page: &Page) -> String {
    let id = page.run("return document.documentElement.dataset.model");
    id.as_str().unwrap_or_default().to_owned()
}

/// That frames still come, by the model `id`.
pub(crate) fn goes_on(page: &Page, id: &str) {
    assert_eq!(page.run("return document.documentElement.dataset.model"), json!(id));
    let measured = page.run(
        "const square = document.querySelector('#square');
         const picture = () => square.toDataURL();
         const before = picture();
         for (let i = 0; i < 100; i++) {
             await new Promise(resolve => setTimeout(resolve, 50));
             if (picture() !== before) return true;
         }
         return false;",
    );
    assert_eq!(measured, json!(true), "the square goes on moving");
}

pub(crate) fn problem(page: &Page) -> String {
    let told =
        page.wait("a problem is told", "document.querySelector('#problem').innerText.trim()", 60);
    let told = told.as_str().unwrap_or_default();
    let sentence = told.lines().next().unwrap_or_default();
    assert!(sentence.len() > 20 && !sentence.contains("undefined"), "not a sentence: {told}");
    sentence.to_owned()
}

/// Picks files as a visitor does: the button, then the dialog.
pub(crate) fn pick(page: &Page, action: &str, paths: &[&PathBuf]) {
    // The dialog itself cannot be driven; the input behind it takes the paths.
    page.run(&format!(
        "HTMLInputElement.prototype.click = function () {{}};
         document.querySelector('[data-action={action}]').click();"
    ));
    let paths: Vec<&str> = paths.iter().filter_map(|path| path.to_str()).collect();
    page.send_keys("input[type=file]", &paths.join("\n"));
}

/// A folder of one test's own; dropping it removes it.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let name = format!("separable-{}-{test}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for files");
        Self(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it hurts nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Whether `dist/` holds a published model; a test without it is skipped.
pub(crate) fn served(test: &str, id: &str) -> bool {
    let index =
        std::fs::read(workspace::dist().join("models/index.json")).expect("a list of models");
    let index: Value = serde_json::from_slice(&index).expect("JSON");
    let there = index.as_array().expect("a list").iter().any(|entry| entry["id"] == id);
    if !there {
        common::skip(
            test,
            &format!("dist/ has no {id}; SEPARABLE_WEIGHTS names the folder of its files"),
        );
    }
    there
}

/// The binaries in `dist/`, by what `load` is asked for: variant and threads.
pub(crate) fn binaries() -> Vec<(&'static str, u32)> {
    let mut all = vec![("simd128", 1), ("relaxed", 1)];
    if built("threads in Chromium") {
        all.push(("relaxed", 2));
    }
    all
}

/// Whether `dist/` holds the binary with threads; a test without it is skipped.
pub(crate) fn built(test: &str) -> bool {
    let wasm = workspace::dist().join("separable/threads.wasm");
    let there = std::fs::metadata(wasm).is_ok_and(|wasm| wasm.len() > 0);
    if !there {
        common::skip(test, "dist/ has no engine with threads; cargo xtask build says why");
    }
    there
}

/// A module of the engine as it is in the repository, where `dist/` has them in one: for a test that
/// changes one of them.
pub(crate) fn in_modules(path: &str) -> Option<Reply> {
    let file = path.strip_prefix("separable/")?;
    if !file.ends_with(".js") {
        return None;
    }
    match file {
        engine::GLUE => Some(Reply::file(&engine::glue()?)),
        _ => Some(server::file(&workspace::root().join("www/separable"), file)),
    }
}
