//! axe-core finds no fault in any view or dialog, in light on a wide window, in dark on a narrow one.

use crate::scenes::{DEEPER, SCENES, explore, read, settle, turn};
use crate::steps::{Folder, served};
use browser_tests::{Options, Page, Site, camera};
use image::RgbImage;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// axe-core, as vendor/README.md says.
const AXE: &str = include_str!("../../../vendor/axe.min.js");

/// Runs axe-core on what is on show: each finding in a line, with the first elements it names.
fn findings(page: &Page) -> Vec<String> {
    page.run_with("if (!window.axe) new Function(arguments[0]).call(window);", vec![json!(AXE)]);
    let found = page.run(
        // Motion ends in a state of its own; frames that come meanwhile would change the page under it.
        "const { violations } = await window.axe.run(document, { resultTypes: ['violations'] });
         return violations.map(({ id, help, nodes }) => `${id}: ${help}\\n` + nodes.slice(0, 4)
             .map(({ html, failureSummary }) => `    ${html.slice(0, 160)}\\n        ${failureSummary.replaceAll('\\n', ' ')}`).join('\\n'));",
    );
    serde_json::from_value(found).expect("findings")
}

/// Looks for findings in all scenes in `scheme`, `width` pixels wide, with the camera on.
fn clean(test: &str, scheme: &str, width: u32) {
    if !served(test, "v1-1.0-224") {
        return;
    }
    let folder = Folder::new(test);
    let video = folder.0.join("camera.y4m");
    // A still picture, so that its answers stay.
    let picture =
        RgbImage::from_fn(64, 48, |x, y| image::Rgb([4 * x, 5 * y, 128].map(|c| c as u8)));
    camera::video(&video, &[picture], 1).expect("a video");
    let site = Site::new();
    let page = Page::open_with(&Options::default().camera(&video), &site, "#model=v1-1.0-224");
    page.ready();
    page.prefer(scheme);
    page.resize(width, 900);
    page.click("[data-action=camera]");
    let live = "document.querySelector('#status').innerText.startsWith('Camera')";
    page.wait("the camera is live", live, 20);
    let mut all = BTreeMap::<String, BTreeSet<String>>::new();
    let mut look = |name: &str| {
        for finding in findings(&page) {
            all.entry(finding).or_default().insert(name.to_owned());
        }
    };
    read(&page);
    settle(&page);
    look("text");
    explore(&page);
    for scene in SCENES.into_iter().chain(DEEPER) {
        turn(&page, scene, "model=v1-1.0-224");
        assert_eq!(page.run(&format!("return {live}")), json!(true), "the camera in {}", scene.0);
        look(scene.0);
    }
    let lines: Vec<_> = all
        .into_iter()
        .map(|(found, seen)| format!("{}: {found}", Vec::from_iter(seen).join(", ")))
        .collect();
    assert!(lines.is_empty(), "{} findings, {scheme}:\n{}", lines.len(), lines.join("\n"));
}

#[test]
fn axe_finds_nothing_in_any_view_in_light() {
    clean("axe_finds_nothing_in_any_view_in_light", "light", 1440);
}

#[test]
fn axe_finds_nothing_in_any_view_in_dark() {
    clean("axe_finds_nothing_in_any_view_in_dark", "dark", 360);
}

/// What it is told to find, it finds.
#[test]
fn axe_finds_what_is_wrong() {
    let site = Site::new();
    let page = Page::open(&site, "#at=1");
    page.ready();
    page.run(
        "const button = document.querySelector('[data-action=help]');
         button.removeAttribute('aria-label');
         button.removeAttribute('title');",
    );
    let found = findings(&page);
    assert!(found.iter().any(|finding| finding.starts_with("button-name")), "{found:?}");
}
