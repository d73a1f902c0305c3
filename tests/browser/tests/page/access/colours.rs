//! Colours and sizes that visitors choose: light and dark, forced colours, the browser's text size.

use crate::faulty::ALONE;
use crate::scenes::{DEEPER, SCENES, explore, read, settle, turn};
use browser_tests::{Options, Page, Site};
use image::RgbImage;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};

const STILL: &str = "sample=goldfish&at=1";

fn site() -> Site {
    let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    Site::with_files(HashMap::from([
        file("contrast.js", include_bytes!("contrast.js")),
        file("forced.js", include_bytes!("forced.js")),
        file("layout.js", include_bytes!("layout.js")),
    ]))
}

fn open(site: &Site) -> Page {
    let page = Page::open_with(&Options::default().before(ALONE), site, &format!("#{STILL}"));
    page.ready();
    page
}

/// Light and dark differ, and in both the text stands out from what is behind it, numbers on the
/// colours of maps and products, too.
#[test]
fn light_and_dark_can_be_read() {
    let site = site();
    let page = open(&site);
    let looks = "const { look } = await import('/contrast.js'); return look();";
    let mut papers = Vec::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        let mut weak = BTreeSet::new();
        let (mut cells, mut least) = (0, 21.0_f64);
        read(&page);
        settle(&page);
        let found = page.run(looks);
        for text in found["weak"].as_array().expect("a list") {
            weak.insert(format!("text: {text}"));
        }
        explore(&page);
        for scene in SCENES.into_iter().chain(DEEPER) {
            turn(&page, scene, STILL);
            let found = page.run(looks);
            for text in found["weak"].as_array().expect("a list") {
                weak.insert(format!("{}: {text}", scene.0));
            }
            cells += found["cells"].as_u64().expect("a count");
            least = least.min(found["least"].as_f64().expect("a ratio"));
        }
        // The picture has every lightness, so numbers stand on every grey.
        for place in 0..60 {
            let (y, x) = (1 + place / 10 * 10, 1 + place % 10 * 6);
            page.run(&format!("location.hash = '#{STILL}&stage=0&place={y}.{x}'"));
            page.rest(150);
            let found = page.run(looks);
            cells += found["cells"].as_u64().expect("a count");
            least = least.min(found["least"].as_f64().expect("a ratio"));
        }
        let weak = Vec::from_iter(weak);
        assert!(weak.is_empty(), "less than 4.5 : 1 in {scheme}:\n{}", weak.join("\n"));
        assert!(cells > 1000 && least >= 4.5, "{cells} numbers, at least {least} : 1");
        papers.push(page.run("return (await import('/contrast.js')).paper()"));
    }
    assert_ne!(papers[0], papers[1], "light and dark have their own background");
}

#[derive(Deserialize)]
struct Places {
    choices: Vec<Place>,
    bars: Vec<Place>,
    /// Patches in the colours of grounds and text.
    plain: Vec<Place>,
    /// A patch in the colour of what is chosen.
    marked: Place,
}

/// An element on the page.
#[derive(Deserialize, PartialEq)]
struct Place {
    name: String,
    /// Left, top, width, height.
    r#box: [f64; 4],
    #[serde(default)]
    chosen: bool,
}

impl Place {
    /// The pixels of the element.
    fn pixels<'a>(&self, picture: &'a RgbImage) -> impl Iterator<Item = [u8; 3]> + use<'a> {
        let [left, top, width, height] = self.r#box;
        let span = |from: f64, length: f64, most: u32| {
            let at = |value: f64| value.round().clamp(0.0, f64::from(most)) as u32;
            at(from)..at(from + length)
        };
        let (columns, rows) =
            (span(left, width, picture.width()), span(top, height, picture.height()));
        rows.flat_map(move |y| columns.clone().map(move |x| picture.get_pixel(x, y).0))
    }

    /// The colour in its middle.
    fn colour(&self, picture: &RgbImage) -> [u8; 3] {
        let [left, top, width, height] = self.r#box.map(|length| length as u32);
        picture.get_pixel(left + width / 2, top + height / 2).0
    }

    /// The share of its pixels that `wanted` takes.
    fn share(&self, picture: &RgbImage, wanted: impl Fn([u8; 3]) -> bool) -> f64 {
        let (mut all, mut taken) = (0.0, 0.0);
        for pixel in self.pixels(picture) {
            all += 1.0;
            taken += f64::from(u8::from(wanted(pixel)));
        }
        taken / f64::max(all, 1.0)
    }
}

fn alike(a: [u8; 3], b: [u8; 3]) -> bool {
    a.iter().zip(b).all(|(a, b)| a.abs_diff(b) < 12)
}

/// The window as it is painted.
fn painted(page: &Page) -> RgbImage {
    image::load_from_memory(&page.screenshot()).expect("a PNG file").into_rgb8()
}

/// The page as it is painted, and what stood still meanwhile.
fn still(page: &Page) -> (Places, RgbImage) {
    let places = || -> Places {
        let places = page.run("return (await import('/forced.js')).places()");
        serde_json::from_value(places).expect("places")
    };
    let mut before = places();
    let picture = painted(page);
    let after = places();
    before.choices.retain(|place| after.choices.contains(place));
    before.bars.retain(|place| after.bars.contains(place));
    (before, picture)
}

/// Dialogs are painted with the window, not with the page.
const DIALOGS: [&str; 4] = ["help", "link", "card", "engine"];

/// What forced colours hide on the page as it is now, and how many chosen things and bars it has.
fn hidden(page: &Page) -> (BTreeSet<String>, usize, usize) {
    let (Places { choices, bars, plain, marked }, picture) = still(page);
    let plain: Vec<_> = plain.iter().map(|patch| patch.colour(&picture)).collect();
    let highlight = marked.colour(&picture);
    let mut wrong = BTreeSet::new();
    for place in &choices {
        let share = place.share(&picture, |pixel| alike(pixel, highlight));
        if place.chosen != (share > 0.08) {
            let is = if place.chosen { "chosen" } else { "not chosen" };
            wrong.insert(format!("{} is {is}: {share:.2} marked", place.name));
        }
    }
    for place in &bars {
        let share = place.share(&picture, |pixel| !plain.iter().any(|plain| alike(pixel, *plain)));
        if share < 0.1 {
            wrong.insert(format!("{} is not seen: {share:.2}", place.name));
        }
    }
    (wrong, choices.iter().filter(|place| place.chosen).count(), bars.len())
}

#[test]
fn forced_colours_tell_what_is_chosen_and_show_bars() {
    let site = site();
    let page = open(&site);
    let feature = json!({ "name": "forced-colors", "value": "active" });
    page.cdp("Emulation.setEmulatedMedia", json!({ "features": [feature] }));
    let mut all = Vec::new();
    let (mut chosen, mut bars) = (0, 0);
    for scene in SCENES.into_iter().chain(DEEPER) {
        if DIALOGS.contains(&scene.0) {
            continue;
        }
        page.resize(900, 900);
        turn(&page, scene, STILL);
        // All of it in the window, which is narrow enough for nothing to stick to an edge.
        let tall = page.run("return document.documentElement.scrollHeight").as_u64();
        page.resize(900, tall.and_then(|tall| tall.try_into().ok()).expect("a height"));
        page.run("scrollTo(0, 0)");
        // What has moved between the looking and the painting stands elsewhere the next time.
        let mut wrong = BTreeSet::new();
        for _ in 0..5 {
            page.rest(300);
            let now = hidden(&page);
            (wrong, chosen, bars) = (now.0, chosen + now.1, bars + now.2);
            if wrong.is_empty() {
                break;
            }
        }
        all.extend(wrong.into_iter().map(|what| format!("{}: {what}", scene.0)));
    }
    assert!(all.is_empty(), "\n{}", all.join("\n"));
    assert!(chosen > 30 && bars > 150, "{chosen} chosen, {bars} bars");
}

/// Sizes of all texts by the elements that they stand in, but for those of charts.
const SIZES: &str = "
    const sizes = () => new Map([...document.body.querySelectorAll('*')]
        .filter(e => [...e.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
        .filter(e => !e.closest('svg, script, style, noscript'))
        .map(e => [e, parseFloat(getComputedStyle(e).fontSize)]));";

#[test]
fn the_browsers_own_text_size_is_followed() {
    let site = site();
    let page = open(&site);
    read(&page);
    settle(&page);
    let set = |size: u32| {
        page.cdp("Page.setFontSizes", json!({ "fontSizes": { "standard": size, "fixed": size } }));
        page.rest(300);
    };
    let mut wrong = BTreeSet::new();
    for scene in SCENES.into_iter().chain(DEEPER) {
        page.resize(1440, 900);
        set(16);
        turn(&page, scene, STILL);
        page.run(&format!("{SIZES} window.small = sizes();"));
        set(32);
        // In what is narrower by then, some of it is a little smaller.
        let found = page.run(&format!(
            "{SIZES}
             const both = [...sizes()].filter(([e]) => window.small.has(e));
             const wrong = both.filter(([e, size]) => size / window.small.get(e) < 1.8)
                 .map(([e, size]) => `${{e.localName}}.${{e.className}}: ${{window.small.get(e)}}, ${{size}}`);
             return {{ count: both.length, wrong: [...new Set(wrong)] }};"
        ));
        assert!(found["count"].as_u64() > Some(100), "{} texts in {}", found["count"], scene.0);
        for text in found["wrong"].as_array().expect("a list") {
            wrong.insert(format!("{}: {text}", scene.0));
        }
        // Twice as large in windows twice as wide: as in those of 360 and 720 pixels.
        for width in [720, 1440] {
            page.resize(width, 900);
            page.rest(200);
            let found = page.run("return (await import('/layout.js')).misfits(240)");
            for misfit in found.as_array().expect("a list") {
                wrong.insert(format!("{} at {width}: {misfit}", scene.0));
            }
        }
    }
    let wrong = Vec::from_iter(wrong);
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

/// A heading that says nothing is one that a screen reader stops at.
#[test]
fn no_heading_is_empty() {
    let site = site();
    let page = Page::start(&Options::default().before(ALONE)).expect("a browser");
    page.resize(360, 640);
    page.goto(&site.at(&format!("#{STILL}")));
    page.ready();
    page.rest(1000);
    let headings = "return [...document.querySelectorAll('h1, h2, h3, h4, h5, h6, [role=heading]')]
        .filter(e => e.checkVisibility({ visibilityProperty: true }))
        .map(e => e.innerText.trim());";
    let far: Vec<String> = serde_json::from_value(page.run(headings)).expect("texts");
    assert!(far.iter().all(|text| !text.is_empty()), "in the workshop: {far:?}");
    read(&page);
    let near: Vec<String> = serde_json::from_value(page.run(headings)).expect("texts");
    assert!(near.iter().all(|text| !text.is_empty()), "in the text: {near:?}");
    assert!(near.len() > 12, "all chapters: {near:?}");
}
