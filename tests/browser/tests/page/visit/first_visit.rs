//! The first visit: useful at once, without any permission.

use crate::steps::{runs, served};
use browser_tests::{FIRST_VISIT, Options, Page, Site};
use serde_json::json;
use std::time::{Duration, Instant};

/// Generous: the machine of a test may be busy with another browser.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn the_page_opens_with_an_answer_and_without_errors() {
    let site = Site::new();
    let began = Instant::now();
    let page = Page::open(&site, FIRST_VISIT);
    page.ready();
    let took = began.elapsed();
    assert!(took < SOON, "the first answer took {took:?}");
    assert_eq!(page.run("return document.documentElement.dataset.model"), json!("built-in"));
    assert_eq!(page.run("return crossOriginIsolated"), json!(true));
    let scores = page.run(
        "return [...document.querySelectorAll('#predictions [data-label]')].map(e => Number(e.dataset.score))",
    );
    let scores: Vec<f64> = serde_json::from_value(scores).expect("numbers");
    // The sample that a visit begins with leaves little for other classes, and nothing for a fifth.
    assert!((2..=5).contains(&scores.len()), "answers: {scores:?}");
    assert!(scores.iter().all(|score| (0.0005..=1.0).contains(score)), "{scores:?}");
    assert!(scores.is_sorted_by(|a, b| a >= b), "best first: {scores:?}");
    page.rest(1000);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_first_visit_asks_for_no_camera_and_no_other_host() {
    let site = Site::new();
    let watched = Options::default().before(
        "if (navigator.mediaDevices) {
             window.asked = 0;
             for (const name of ['getUserMedia', 'getDisplayMedia']) {
                 const real = navigator.mediaDevices[name].bind(navigator.mediaDevices);
                 navigator.mediaDevices[name] = (...args) => { window.asked += 1; return real(...args); };
             }
         }",
    );
    let page = Page::open_with(&watched, &site, "");
    page.ready();
    page.rest(2000);
    assert_eq!(page.run("return window.asked"), json!(0), "calls for a camera");
    let addresses = page.run("return performance.getEntriesByType('resource').map(e => e.name)");
    let addresses: Vec<String> = serde_json::from_value(addresses).expect("addresses");
    assert!(addresses.len() > 5, "resources of the page are listed: {addresses:?}");
    for address in addresses {
        let own = address.starts_with(site.address())
            || address.starts_with("blob:")
            || address.starts_with("data:");
        assert!(own, "the page asked for {address}");
    }
}

/// `dist/` may lie anywhere: nothing is addressed from the root of the host.
#[test]
fn the_page_works_under_a_path() {
    let site = Site::under("some/path");
    let page = Page::open(&site, "some/path/");
    page.ready();
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_browser_without_simd_is_told() {
    let site = Site::new();
    // V8 has no SIMD for WebAssembly on a processor without SSE4.1.
    let old = Options::default().arg("--js-flags=--no-enable-sse4-1");
    let page = Page::open_with(&old, &site, "");
    let text =
        page.wait("a problem is told", "document.querySelector('#problem').innerText.trim()", 30);
    let text = text.as_str().unwrap_or_default();
    assert!(text.contains("SIMD"), "{text}");
}

#[test]
fn a_browser_without_relaxed_simd_gets_the_other_binary() {
    let site = Site::new();
    let without = Options::default().before(
        "const real = WebAssembly.validate;
         WebAssembly.validate = bytes => {
             const list = [...new Uint8Array(bytes.buffer ?? bytes)];
             // 0xfd 0x80..0xff 0x02: an instruction of relaxed SIMD
             return real(bytes) && !list.some((b, i) => b === 0xfd && list[i + 1] >= 0x80 && list[i + 2] === 2);
         };",
    );
    let page = Page::open_with(&without, &site, "");
    page.ready();
    let addresses =
        page.run("return performance.getEntriesByType('resource').map(e => e.name).join()");
    let variant = page.run(
        "const { load } = await import('./separable.js');
         const net = await load('models/built-in/model_int8.tflite');
         net.dispose();
         return net.backend.variant;",
    );
    assert_eq!(variant, json!("simd128"), "{addresses}");
}

/// What the first screen of a first visit holds, as a visitor counts it.
const FIRST_SCREEN: &str = "
    const seen = e => {
        const { top, bottom, width, height } = e.getBoundingClientRect();
        return e.checkVisibility({ visibilityProperty: true }) && width > 2 && height > 2
            && top < innerHeight && bottom > 0;
    };
    const words = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node; (node = texts.nextNode());) {
        const e = node.parentElement;
        if (!node.data.trim() || e.closest('script, style, option, .sr-only, noscript')) continue;
        const range = document.createRange();
        range.selectNodeContents(node);
        if (seen(e) && range.getBoundingClientRect().top < innerHeight)
            words.push(...node.data.trim().split(/\\s+/));
    }
    const all = selector => [...document.querySelectorAll(selector)].filter(seen);
    const accent = getComputedStyle(document.querySelector('[data-action=camera]')).backgroundColor;
    return {
        words: words.length,
        controls: all('button, select, input, a[href], summary, [tabindex=\"0\"]').length,
        square: document.querySelector('#square').getBoundingClientRect().width,
        filled: all('button').filter(e => getComputedStyle(e).backgroundColor === accent).length,
        sentence: document.querySelector('.story .lead').getBoundingClientRect().top + 20 < innerHeight,
        cost: ['macs', 'infer-ms', 'fps'].every(name => seen(document.querySelector(`[data-metric=${name}]`))),
        maps: all('.passage canvas').filter(e => e.width > 1).length,
        fits: document.documentElement.scrollWidth <= innerWidth,
    };";

#[test]
fn the_first_screen_says_what_this_is() {
    let site = Site::new();
    let page = Page::open(&site, FIRST_VISIT);
    page.ready();
    assert_eq!(page.run("return document.documentElement.dataset.way"), json!("read"));
    page.wait("the text is told", "document.querySelector('.story .chapter')", 20);
    page.wait(
        "frames are counted",
        "document.querySelector('[data-metric=fps]').dataset.value",
        20,
    );
    let mut names = vec!["built-in"];
    if served("the_first_screen_says_what_this_is", "v1-1.0-224") {
        names.push("v1-1.0-224");
    }
    for name in names {
        page.run_with("location.hash = `read&model=${arguments[0]}`", vec![json!(name)]);
        runs(&page, name);
        for (width, height, side) in [(1440, 900, 300.0), (390, 844, 240.0)] {
            page.resize(width, height);
            page.rest(1500);
            let screen = page.run(FIRST_SCREEN);
            let number = |key: &str| screen[key].as_f64().expect("a number");
            assert!(number("words") <= 120.0, "{name} at {width}: {screen}");
            assert!(number("controls") <= 12.0, "{name} at {width}: {screen}");
            assert!(number("square") >= side, "{name} at {width}: {screen}");
            assert_eq!(screen["filled"], json!(1), "the camera alone, {name} at {width}: {screen}");
            assert_eq!(screen["maps"], json!(2), "{name} at {width}: {screen}");
            for key in ["sentence", "cost", "fits"] {
                assert_eq!(screen[key], json!(true), "{key}, {name} at {width}: {screen}");
            }
        }
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// An address that names a part of the workshop opens it, and a returning visitor comes back to it.
#[test]
fn who_was_in_the_workshop_comes_back_to_it() {
    let site = Site::new();
    let page = Page::open(&site, FIRST_VISIT);
    page.ready();
    let way = "return document.documentElement.dataset.way";
    for (address, expected) in [("#stage=3", "explore"), (FIRST_VISIT, "read")] {
        page.goto("about:blank");
        page.goto(&format!("{}/{address}", site.address()));
        page.ready();
        assert_eq!(page.run(way), json!(expected), "{address}");
    }
    page.click("[data-action=explore]");
    page.wait("it is in the address", "location.hash === '#explore'", 5);
    page.goto("about:blank");
    page.goto(&format!("{}/", site.address()));
    page.ready();
    assert_eq!(page.run(way), json!("explore"));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
