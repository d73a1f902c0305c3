//! axe-core finds no fault in any view, dialog, width or colour scheme.

use crate::scenes::{DEEPER, SCENES, explore, read, settle, turn};
use crate::steps::{Folder, served};
use browser_tests::{Options, Page, Site, camera};
use image::RgbImage;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// With one column, two and three.
const WIDTHS: [u32; 3] = [360, 900, 1440];

/// axe-core, as vendor/README.md says.
const AXE: &str = include_str!("../../../vendor/axe.min.js");

/// What axe-core finds otherwise in another colour scheme; all else it reads from the document.
const OF_COLOURS: [&str; 2] = ["color-contrast", "link-in-text-block"];

/// Runs axe-core on what is on show, with all its rules, or with these alone: each finding in a line, with
/// the first elements it names.
fn findings(page: &Page, rules: &[&str]) -> Vec<String> {
    page.run_with("if (!window.axe) new Function(arguments[0]).call(window);", vec![json!(AXE)]);
    let found = page.run_with(
        // Motion ends in a state of its own; frames that come meanwhile would change the page under it.
        "const runOnly = arguments[0].length ? arguments[0] : undefined;
         const { violations } = await window.axe.run(document, { resultTypes: ['violations'], runOnly });
         return violations.map(({ id, help, nodes }) => `${id}: ${help}\\n` + nodes.slice(0, 4)
             .map(({ html, failureSummary }) => `    ${html.slice(0, 160)}\\n        ${failureSummary.replaceAll('\\n', ' ')}`).join('\\n'));",
        vec![json!(rules)],
    );
    serde_json::from_value(found).expect("findings")
}

/// All scenes at all widths, with the camera on: in light by all rules, in dark by those of colours.
#[test]
fn axe_finds_nothing_in_any_view() {
    let test = "axe_finds_nothing_in_any_view";
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
    page.click("[data-action=camera]");
    let live = "document.querySelector('#status').innerText.startsWith('Camera')";
    page.wait("the camera is live", live, 20);
    let mut all = BTreeMap::<String, BTreeSet<String>>::new();
    let mut look = |name: &str| {
        for (scheme, rules) in [("dark", &OF_COLOURS[..]), ("light", &[])] {
            page.prefer(scheme);
            for width in WIDTHS {
                page.resize(width, 900);
                page.rest(100);
                for finding in findings(&page, rules) {
                    let seen = format!("{name} at {width}, {scheme}");
                    all.entry(finding).or_default().insert(seen);
                }
            }
        }
    };
    read(&page);
    settle(&page);
    look("text");
    explore(&page);
    for scene in SCENES.into_iter().chain(DEEPER) {
        page.resize(1440, 900);
        turn(&page, scene, "model=v1-1.0-224");
        assert_eq!(page.run(&format!("return {live}")), json!(true), "the camera in {}", scene.0);
        look(scene.0);
    }
    let lines: Vec<_> = all
        .into_iter()
        .map(|(found, seen)| format!("{}: {found}", Vec::from_iter(seen).join(", ")))
        .collect();
    assert!(lines.is_empty(), "{} findings:\n{}", lines.len(), lines.join("\n"));
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
    let found = findings(&page, &[]);
    assert!(found.iter().any(|finding| finding.starts_with("button-name")), "{found:?}");
    page.run("document.querySelector('h1').style.color = '#eee'");
    page.prefer("light");
    page.rest(500);
    let found = findings(&page, &OF_COLOURS);
    assert!(found.iter().any(|finding| finding.starts_with("color-contrast")), "{found:?}");
    assert!(!found.iter().any(|finding| finding.starts_with("button-name")), "{found:?}");
}
