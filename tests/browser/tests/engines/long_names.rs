//! Long and strange names fit in each engine, as in Chromium (page/access/layout.rs walks further).
//! The page is put into an iframe, since windows of Firefox and WebKit cannot be narrow.

use crate::common::{hostile_labels, read, skip};
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

everywhere!(names_of_imagenet_fit, names_that_nobody_expects_fit);

const WIDTHS: [u32; 5] = [320, 360, 600, 900, 1440];

/// No box breaks a word that is at most as wide, in pixels.
const FITS: u32 = 120;

/// The views, and what is there of each once it is shown.
const VIEWS: [(&str, &str); 6] = [
    ("stage", ".pane.stage .panel .map canvas"),
    ("twin", ".twins:not([hidden]) [data-metric=separable-ms][data-value]"),
    ("cost", ".costs:not([hidden]) [data-metric=layer-ms][data-value]"),
    ("why", ".because .shown:not([hidden]) .places canvas"),
    ("lab", ".lab:not([hidden]) .makes canvas"),
    ("change", ".altered .panel:not([hidden]) .name"),
];

fn names_of_imagenet_fit(tab: &Tab<'_>) {
    let model = "v1-1.0-224";
    let index = read(xtask::workspace::dist().join("models/index.json"));
    let index: Value = serde_json::from_slice(&index).expect("JSON");
    if !index.as_array().expect("a list").iter().any(|entry| entry["id"] == model) {
        return skip("names_of_imagenet_fit", &format!("dist/ has no {model}"));
    }
    walk(tab, HashMap::new(), &format!("model={model}&"));
}

fn names_that_nobody_expects_fit(tab: &Tab<'_>) {
    let labels = ("models/built-in/labels.txt".to_owned(), hostile_labels(200).into_bytes());
    walk(tab, HashMap::from([labels]), "");
}

/// Looks at each view at each width.
fn walk(tab: &Tab<'_>, mut files: HashMap<String, Vec<u8>>, more: &str) {
    let script = include_bytes!("../page/access/layout.js").to_vec();
    files.insert("layout.js".to_owned(), script);
    let site = Site::plain_with_files(files);
    tab.goto(&format!("{}/{BLANK}", site.address()));
    tab.run_with(
        "const frame = Object.assign(document.createElement('iframe'), { width: 1440, height: 900 });
         frame.src = `/#${arguments[0]}sample=goldfish&at=1&stage=3`;
         document.body.append(frame);
         await new Promise(resolve => { frame.onload = resolve; });",
        vec![json!(more)],
    );
    tab.command("frame", json!({ "id": 0 })).expect("the frame");
    tab.ready();
    let mut misfits = Vec::new();
    for (view, shown) in VIEWS {
        tab.run_with(
            "location.hash = `#${arguments[0]}view=${arguments[1]}&sample=goldfish&at=1&stage=3&change=7.3`;",
            vec![json!(more), json!(view)],
        );
        tab.wait(&format!("{view} is shown"), &format!("!!document.querySelector('{shown}')"), 60);
        // With all of their synonyms, too.
        let longer = tab.run(
            "const button = document.querySelector('.answer .whole-names');
             return !!button?.checkVisibility();",
        );
        for (width, whole) in WIDTHS.iter().flat_map(|&width| [(width, false), (width, true)]) {
            if whole && longer != json!(true) {
                continue;
            }
            tab.run_with(
                "const button = document.querySelector('.answer .whole-names');
                 if (arguments[0] !== button?.innerText.startsWith('Short')) button?.click();",
                vec![json!(whole)],
            );
            let found = tab.run_with(
                "const { misfits } = await import('/layout.js');
                 const [width, fits] = arguments;
                 frameElement.width = width;
                 let found;
                 // Pictures follow the width of their boxes a frame later, or some on a busy machine.
                 for (let looks = 0; looks < 20; looks++) {
                     await new Promise(resolve => setTimeout(resolve, 150));
                     await new Promise(requestAnimationFrame);
                     if (innerWidth !== width) throw new Error(`${innerWidth} pixels`);
                     found = misfits(fits);
                     if (!found.length) break;
                 }
                 return found.map(({ where, what, text }) => `${where} ${what}: “${text}”`);",
                vec![json!(width), json!(FITS)],
            );
            let found: Vec<String> = serde_json::from_value(found).expect("sentences");
            misfits.extend(
                found.into_iter().map(|found| format!("{view} at {width}, whole {whole}: {found}")),
            );
        }
    }
    let problem = tab.text("#problem");
    tab.command("frame", json!({ "id": null })).expect("the page around");
    assert_eq!(problem, "");
    assert!(misfits.is_empty(), "{} misfits:\n{}", misfits.len(), misfits.join("\n"));
}
