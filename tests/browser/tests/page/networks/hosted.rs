//! Networks of a host's own: a folder with their files and a list becomes a choice on the page.

use crate::common;
use crate::steps::{Folder, runs};
use browser_tests::{Page, Site};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::fs;
use xtask::build::{Content, models};
use xtask::weights::{manifest, own, store::Store};

/// As docs/hosting.md has it, with the fewest words.
const LIST: &str = "[[model]]
id = \"garden\"
name = \"Our garden\"
input = 128
licence = \"CC0\"
source = \"the school\"
camera = true
parts = [{ file = \"garden.tflite\" }]
labels = { file = \"garden.txt\" }
";

#[test]
fn a_list_in_a_folder_is_enough_to_host_a_network() {
    let folder = Folder::new("hosted");
    let labels: String = (0..200).map(|class| format!("flower {class}\n")).collect();
    for (file, bytes) in [
        ("garden.tflite", common::built_in().as_slice()),
        ("garden.txt", labels.as_bytes()),
        (own::LIST, LIST.as_bytes()),
    ] {
        fs::write(folder.0.join(file), bytes).expect("a file");
    }
    let all = manifest::read().expect("the manifest");
    let hosted = own::read(&folder.0, &all).expect("a list");
    let store = Store::Cache(folder.0.join("none"));
    let mut files = BTreeMap::new();
    let (found, _) = models::find(all, &store, hosted, &mut files).expect("files");
    let ids: Vec<_> = found.iter().map(|model| model.id.as_str()).collect();
    assert_eq!(ids, ["built-in", "garden"], "those whose files are here");
    let files: HashMap<_, _> = files
        .into_iter()
        .map(|(path, content)| match content {
            Content::File(file) => (path, fs::read(file).expect("a file")),
            Content::Bytes(bytes) => (path, bytes),
        })
        .collect();
    let page = Page::open(&Site::with_files(files), "");
    page.ready();
    page.choose("[data-action=model]", "garden");
    runs(&page, "garden");
    page.wait(
        "it answers by its labels",
        "document.querySelector('#predictions').innerText.includes('flower ')",
        20,
    );
    page.click("[data-action=card]");
    page.wait(
        "its card says whose it is",
        "['CC0', 'the school', 'no accuracy is known'].every(it => document.querySelector('#card').innerText.includes(it))",
        20,
    );
    let index = page.run("return (await fetch('/models/index.json')).json()");
    let cameras: Vec<_> =
        index.as_array().expect("a list").iter().map(|it| &it["camera"]).collect();
    assert_eq!(cameras, [&json!(null), &json!(true)], "the host's choice");
    assert_eq!(page.errors(), Vec::<String>::new());
}
