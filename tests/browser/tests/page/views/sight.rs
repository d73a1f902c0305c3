//! What is in sight in the workshop: the pictures, what was opened, the strip and the ladder on the way down.

use crate::steps::served;
use browser_tests::{Options, Page, Site};
use serde_json::{Value, json};

/// Of what the selector finds: its edges in the window, its width, and where the strip ends.
const EDGES: &str = "const edges = selector => {
    const { top, bottom, width } = document.querySelector(selector).getBoundingClientRect();
    return { top, bottom, width, strip: document.querySelector('.strip').getBoundingClientRect().bottom };
};\n";

fn edges(page: &Page, selector: &str) -> [f64; 4] {
    let found = page.run(&format!("{EDGES} return edges({});", json!(selector)));
    ["top", "bottom", "width", "strip"].map(|name| found[name].as_f64().expect("a number"))
}

/// The workshop in a window of this size, with a still frame.
fn workshop(site: &Site, [width, height]: [u32; 2], address: &str) -> Page {
    let page = Page::start(&Options::default()).expect("a browser");
    page.resize(width, height);
    page.goto(&site.at(&format!("#sample=monarch&at=1{address}")));
    page.ready();
    page
}

#[test]
fn pictures_of_a_stage_are_large() {
    let site = Site::new();
    for model in ["built-in", "v1-1.0-224", "v2-1.0-224"] {
        if model != "built-in" && !served("large pictures", model) {
            continue;
        }
        let page = workshop(&site, [1440, 900], &format!("&model={model}&stage=3"));
        page.wait("maps are drawn", "document.querySelectorAll('.chain .map').length === 3", 20);
        let widths = page.run(
            "return [...document.querySelectorAll('.chain .map')].map(map => map.getBoundingClientRect().width)",
        );
        let widths: Vec<f64> = serde_json::from_value(widths).expect("widths");
        assert!(widths.iter().all(|width| *width >= 200.0), "{model}: {widths:?}");
    }
}

#[test]
fn what_is_opened_is_in_sight() {
    let site = Site::new();
    for size in [[1440, 900], [1024, 768]] {
        for (part, selector) in [
            ("sum", ".panel .one-cell"),
            ("clips", ".panel .strip-of-clips"),
            ("sees", ".frame-seen"),
            ("tensors", ".pane.stage > .slot:not([hidden]) > *"),
        ] {
            let page = workshop(&site, size, "&stage=4");
            let button = format!("[data-part={part}]");
            page.click(&button);
            let there = format!("document.querySelector('{selector}')?.checkVisibility()");
            page.wait("it is there", &there, 20);
            page.rest(1200); // it is followed for a second
            let [top, bottom, _, strip] = edges(&page, selector);
            let strip = if size[0] < 1240 { 0.0 } else { strip };
            let height = f64::from(size[1]);
            assert!(top >= strip && top < height, "{part} begins at {top}, under {strip}");
            // What is too long for the window begins right under the strip, or the maps that it speaks of do.
            let from = if part == "sum" { edges(&page, ".panel .chain")[0] } else { top };
            let whole = bottom <= height;
            assert!(whole || (strip..strip + 40.0).contains(&from), "{part} ends at {bottom}");
            if ["sum", "clips"].contains(&part) && size[0] == 1440 {
                let [maps, ..] = edges(&page, ".panel .chain");
                assert!(maps >= strip, "the maps that it speaks of begin at {maps}, under {strip}");
            }
        }
    }
}

#[test]
fn the_strip_shrinks_on_the_way_down_and_nothing_jumps() {
    let site = Site::new();
    let page = workshop(&site, [1440, 900], "&stage=3");
    page.wait("maps are drawn", "document.querySelector('.grid canvas')", 20);
    let small = "document.querySelector('.strip').hasAttribute('data-small')";
    assert_eq!(page.run(&format!("return {small};")), json!(false));
    let full = page.run("return document.querySelector('.strip').offsetHeight;").as_f64();
    // A picture's place on the page stays the same at each step down, and up again.
    let places = page.run(
        "const places = [], heights = [];
         const strip = document.querySelector('.strip');
         const steps = Array.from({ length: 60 }, (_, i) => i * 10);
         for (const top of [...steps, ...steps.reverse()]) {
             scrollTo(0, top);
             await new Promise(requestAnimationFrame);
             await new Promise(requestAnimationFrame);
             places.push(document.querySelector('.grid').getBoundingClientRect().top + scrollY);
             heights.push(strip.offsetHeight);
         }
         return { places: [Math.min(...places), Math.max(...places)], least: Math.min(...heights), last: heights.at(-1) };",
    );
    let number = |value: &Value| value.as_f64().expect("a number");
    let [first, last] = [&places["places"][0], &places["places"][1]].map(number);
    assert!((first - last).abs() <= 1.0, "the maps moved from {first} to {last}");
    assert!(number(&places["least"]) <= 100.0, "the strip is {} high", places["least"]);
    assert_eq!(places["last"].as_f64(), full, "it is whole again at the top");
    // What stands in it then is neither cut nor on top of each other.
    page.run("scrollTo(0, 600)");
    page.wait("the strip is small", small, 5);
    let cut = page.run(
        "const strip = document.querySelector('.strip').getBoundingClientRect();
         const shown = [...document.querySelectorAll('.strip :is(button, canvas, #predictions li, dt, dd)')]
             .filter(node => node.checkVisibility()).map(node => [node, node.getBoundingClientRect()])
             .filter(([, { width }]) => width);
         const over = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
         return shown.filter(([, box]) => box.bottom > strip.bottom + 1 || box.right > innerWidth)
             .concat(shown.filter(([node, box]) => shown.some(([other, its]) => node !== other &&
                 !node.contains(other) && !other.contains(node) && over(box, its))))
             .map(([node]) => node.outerHTML.slice(0, 80));",
    );
    assert_eq!(cut, json!([]));
}

#[test]
fn the_ladder_stays_beside_what_is_opened() {
    let site = Site::new();
    let long = served("a long ladder", "v2-1.0-224");
    let model = if long { "v2-1.0-224" } else { "built-in" };
    for size in [[1440, 900], [1440, 800], [1024, 768]] {
        let page = workshop(&site, size, &format!("&model={model}&stage=8&open=tensors"));
        page.wait("maps are drawn", "document.querySelector('.grid canvas')", 20);
        page.run("scrollTo(0, document.documentElement.scrollHeight / 2)");
        page.rest(300);
        let [top, bottom, _, strip] = edges(&page, ".ladder");
        let strip = if size[0] < 1240 { 0.0 } else { strip };
        assert!(
            top >= strip - 1.0 && bottom <= f64::from(size[1]) + 1.0,
            "{size:?}: {top} to {bottom}"
        );
        let rows = page.run(
            "const rows = [...document.querySelectorAll('.ladder [role=option]')];
             rows.at(-1).focus();
             const { bottom } = rows.at(-1).getBoundingClientRect();
             return bottom <= innerHeight;",
        );
        assert_eq!(rows, json!(true), "{size:?}: its last row can be reached");
    }
}
