//! From 320 pixels up everything fits: nothing is wider than its window or box, whatever the names.

use crate::common::hostile_labels;
use crate::faulty::ALONE;
use crate::scenes::{DEEPER, SCENES, explore, read, settle, turn};
use crate::steps::served;
use browser_tests::{BLANK, Options, Page, Site};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet, HashMap};

const WIDTHS: [u32; 7] = [320, 360, 600, 720, 900, 1024, 1440];

/// No box breaks a word that is at most as wide, in pixels: it fits a line of the narrowest page.
const FITS: u32 = 120;

/// What does not fit in any scene at any width: each place once, with where it was seen.
#[derive(Default)]
struct Misfits(BTreeMap<String, (String, BTreeSet<String>)>);

impl Misfits {
    /// Looks at what is on show, at all widths.
    fn look(&mut self, page: &Page, scene: &str) {
        for width in WIDTHS {
            page.resize(width, 900);
            let found = page.run_with(
                "const { misfits } = await import('/layout.js');
                 const frame = () => new Promise(resolve => requestAnimationFrame(resolve));
                 await new Promise(resolve => setTimeout(resolve, 60));
                 await frame();
                 await frame();
                 return misfits(arguments[0]);",
                vec![json!(FITS)],
            );
            for misfit in found.as_array().expect("a list") {
                let [place, what, text] =
                    ["where", "what", "text"].map(|key| misfit[key].as_str().unwrap_or_default());
                let kind: String = what.chars().filter(|c| !c.is_ascii_digit()).collect();
                let (_, seen) = self
                    .0
                    .entry(format!("{place} {kind}"))
                    .or_insert_with(|| (format!("{place} {what}: “{text}”"), BTreeSet::new()));
                seen.insert(format!("{scene} at {width}"));
            }
        }
    }

    /// Fails where something was found.
    fn none(self, names: &str) {
        let lines: Vec<_> = self
            .0
            .into_values()
            .map(|(what, seen)| format!("{what}\n    {}", Vec::from_iter(seen).join(", ")))
            .collect();
        assert!(lines.is_empty(), "{} misfits, {names}:\n{}", lines.len(), lines.join("\n"));
    }
}

/// Walks through all scenes and chapters with `more` in the address and `files` in `dist/`.
fn walk(names: &str, more: &str, mut files: HashMap<String, Vec<u8>>) {
    let more = &format!("sample=goldfish&at=1&{more}");
    files.insert("layout.js".to_owned(), include_bytes!("layout.js").to_vec());
    let site = Site::with_files(files);
    let page = Page::open_with(&Options::default().before(ALONE), &site, &format!("#{more}"));
    page.ready();
    let mut misfits = Misfits::default();
    page.resize(1440, 900);
    read(&page);
    settle(&page);
    misfits.look(&page, "text");
    explore(&page);
    for scene in SCENES.into_iter().chain(DEEPER) {
        page.resize(1440, 900);
        turn(&page, scene, more);
        misfits.look(&page, scene.0);
    }
    // The lists with all synonyms, where there are any.
    page.resize(1440, 900);
    let button = "document.querySelector('.answer .whole-names')";
    if page.run(&format!("return {button}.checkVisibility()")) == json!(true) {
        page.run(&format!("{button}.click()"));
        for scene in SCENES.into_iter().filter(|(name, ..)| ["change", "compare"].contains(name)) {
            page.resize(1440, 900);
            turn(&page, scene, more);
            misfits.look(&page, &format!("{}, whole names", scene.0));
        }
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    misfits.none(names);
}

#[test]
fn imagenets_names_fit_everywhere() {
    if !served("imagenets_names_fit_everywhere", "v1-1.0-224") {
        return;
    }
    walk("V1 1.0 224", "model=v1-1.0-224", HashMap::new());
}

#[test]
fn a_v2_and_german_chapters_fit_everywhere() {
    if !served("a_v2_and_german_chapters_fit_everywhere", "v2-1.0-224") {
        return;
    }
    walk("V2 1.0 224, German", "model=v2-1.0-224&lang=de", HashMap::new());
}

#[test]
fn names_that_nobody_expects_fit_everywhere() {
    let labels = ("models/built-in/labels.txt".to_owned(), hostile_labels(200).into_bytes());
    walk("hostile labels", "", HashMap::from([labels]));
}

/// What it is told to find, it finds.
#[test]
fn what_does_not_fit_is_found() {
    let files = HashMap::from([("layout.js".to_owned(), include_bytes!("layout.js").to_vec())]);
    let site = Site::with_files(files);
    let page = Page::open(&site, BLANK);
    let found = page.run(
        "const { misfits } = await import('/layout.js');
         const found = {};
         for (const [name, box, text] of [
             ['fits', 'width: 200px', 'a word'],
             ['scrolls', 'width: 40px; overflow-x: auto', 'unbreakable'],
             ['whole', 'width: 40px; overflow-wrap: anywhere', 'of 40'],
             ['leaves', 'width: 40px', 'unbreakable'],
             ['cut', 'width: 40px; overflow: hidden; white-space: nowrap', 'several words'],
             ['low', 'height: 12px; overflow: hidden; font: 30px serif', 'high'],
             ['start', 'width: 40px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap', 'قطة منزلية صغيرة'],
             ['broken', 'width: 40px; overflow-wrap: anywhere', 'unbreakable'],
             ['wide', 'width: 3000px', 'a word'],
         ]) {
             const div = document.createElement('div');
             div.style.cssText = box;
             div.textContent = text;
             div.title = name;
             document.body.replaceChildren(div);
             found[name] = misfits(120).map(({ what }) => what.replaceAll(/\\d+/g, 'N')).join();
         }
         return found;",
    );
    let expected = json!({
        "fits": "",
        "scrolls": "",
        "whole": "",
        "leaves": "text N px beyond its N",
        "cut": "text N px beyond its N",
        "low": "text cut above or below",
        "start": "cut at its start",
        "broken": "breaks a word of N px",
        "wide": "is N px wide",
    });
    assert_eq!(found, expected);
}

/// Text that is cut off or controls that lie on one another would show here first.
#[test]
fn controls_can_be_hit_at_every_width() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for width in WIDTHS {
        page.resize(width, 900);
        page.rest(200);
        let covered = page.run(
            "return [...document.querySelectorAll('button[data-action], select[data-action], [data-sample]')]
                 .filter(e => e.offsetParent)
                 .filter(e => {
                     e.scrollIntoView({ block: 'center', inline: 'center' });
                     const box = e.getBoundingClientRect();
                     const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                     return !e.contains(hit) && hit !== e;
                 })
                 .map(e => e.dataset.action ?? e.dataset.sample);",
        );
        assert_eq!(covered, json!([]), "controls that something covers at {width} pixels");
    }
}
