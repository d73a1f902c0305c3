//! The example page: a picture from a file gets five names, those of the native engine.

use browser_tests::example::{answers, picture};
use browser_tests::{Page, Site};
use serde_json::Value;
use std::fs;

#[test]
fn the_example_names_a_picture() {
    let folder = std::env::temp_dir().join(format!("separable-example-{}", std::process::id()));
    fs::create_dir_all(&folder).expect("a folder for files");
    let (path, broken) = (folder.join("landscape.png"), folder.join("broken.png"));
    let picture = picture();
    picture.save(&path).expect("a picture");
    fs::write(&broken, b"no picture").expect("a file");

    let site = Site::new();
    let page = Page::open(&site, "examples/classify.html");
    page.wait("the model is ready", "!document.querySelector('input').disabled", 60);
    page.send_keys("input", path.to_str().expect("a path of text"));
    page.wait("five names are shown", "document.querySelectorAll('li').length === 5", 20);
    let shown = page.run("return [...document.querySelectorAll('li')].map((li) => li.innerText);");
    let shown: Vec<&str> =
        shown.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    assert_eq!(shown, answers(&picture));

    let ready = page.text("[role=status]");
    page.send_keys("input", broken.to_str().expect("a path of text"));
    let told = format!("document.querySelector('[role=status]').innerText !== {ready:?}");
    page.wait("a broken picture is told", &told, 20);
    assert_eq!(page.errors(), Vec::<String>::new());
    fs::remove_dir_all(folder).expect("the folder can go");
}
