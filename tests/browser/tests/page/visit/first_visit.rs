//! The first visit: useful at once, without any permission.

use browser_tests::{Options, Page, Site};
use serde_json::json;
use std::time::{Duration, Instant};

/// Generous: the machine of a test may be busy with another browser.
const SOON: Duration = Duration::from_secs(10);

#[test]
fn the_page_opens_with_an_answer_and_without_errors() {
    let site = Site::new();
    let began = Instant::now();
    let page = Page::open(&site, "");
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
