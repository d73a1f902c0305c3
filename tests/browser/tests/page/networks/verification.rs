//! The verification and its badge: whether this browser gives the bytes of TensorFlow Lite, and what happens
//! where it does not.

use crate::steps::{goes_on, in_modules, problem, runs};
use browser_tests::{Page, Site};
use serde_json::{Value, json};
use std::sync::Arc;
use xtask::server::Reply;
use xtask::workspace;

fn whole(path: &str) -> String {
    std::fs::read_to_string(workspace::dist().join(path)).expect("a file of dist/")
}

fn badge(page: &Page, text: &str) {
    let says = format!("document.querySelector('footer .badge')?.innerText.includes('{text}')");
    page.wait(&format!("the badge says “{text}”"), &says, 60);
}

fn title(page: &Page) -> String {
    let title = page.run("return document.querySelector('footer .badge').title");
    title.as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_badge_tells_that_the_bytes_are_those_of_tensorflow_lite() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    badge(&page, "Bit-exact with TensorFlow Lite");
    assert!(
        title(&page).contains("33 layers") && title(&page).contains("66 compared"),
        "{}",
        title(&page)
    );
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
    page.click("[data-action=engine]");
    page.wait(
        "the panel has it too",
        "document.querySelector('#engine').innerText.includes('Bit-exact')",
        20,
    );
    // Another way to run is another question.
    page.run("document.querySelector('#engine input[value=simd128]').click()");
    page.wait(
        "the other build runs",
        "document.querySelector('footer .engine').innerText.includes('simd128')",
        30,
    );
    page.wait(
        "that one is compared, too",
        "document.querySelector('footer .badge').title.includes('simd128')",
        30,
    );
    badge(&page, "Bit-exact with TensorFlow Lite");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// The binaries with relaxed SIMD pass their test at start, and then give one wrong byte in layer 7.
fn one_wrong_byte() -> Site {
    let wrong = "import { Session, variant } from './right.js';
        export * from './right.js';
        export { default } from './right.js';
        {
            const real = Session.prototype.activation;
            Session.prototype.activation = function (layer) {
                const bytes = real.call(this, layer);
                if (layer === 7 && variant() === 'relaxed') bytes[bytes.length >> 1] ^= 1;
                return bytes;
            };
        }";
    Site::with_route(Arc::new(move |path: &str| match path {
        "separable/wasm.js" => Some(Reply::bytes("text/javascript", wrong.into())),
        "separable/right.js" => in_modules("separable/wasm.js"),
        path => in_modules(path),
    }))
}

#[test]
fn one_wrong_byte_is_noticed_and_the_next_binary_takes_over() {
    let site = one_wrong_byte();
    let page = Page::open(&site, "#sample=fence");
    page.ready();
    assert!(page.text("footer .engine").contains("relaxed"), "{}", page.text("footer .engine"));
    let told = problem(&page);
    assert!(told.contains("other bytes") && told.contains("simd128"), "{told}");
    badge(&page, "Now on simd128: bit-exact with TensorFlow Lite");
    runs(&page, "built-in");
    goes_on(&page, "built-in");
    assert!(page.text("footer .engine").contains("simd128"), "{}", page.text("footer .engine"));
    assert!(
        page.run("return location.hash").as_str().is_some_and(|hash| !hash.contains("variant"))
    );
    page.click("[data-action=dismiss]");
    // So will other models.
    let other =
        page.run("return document.querySelectorAll('[data-action=model] option')[1]?.value ?? ''");
    if let Some(other) = other.as_str().filter(|id| !id.is_empty()) {
        page.choose("[data-action=model]", other);
        runs(&page, other);
        assert!(page.text("footer .engine").contains("simd128"), "{}", page.text("footer .engine"));
    }
}

#[test]
fn where_no_way_gives_the_bytes_the_page_says_so_and_goes_on() {
    let mut sums: Value = serde_json::from_str(&whole("app/network/checksums.json")).expect("sums");
    sums["5"][20] = json!(sums["5"][20].as_u64().expect("a sum") ^ 1);
    let site = Site::with_files(
        [("app/network/checksums.json".to_owned(), sums.to_string().into_bytes())].into(),
    );
    let page = Page::open(&site, "");
    page.ready();
    badge(&page, "Not bit-exact with TensorFlow Lite");
    let told = problem(&page);
    assert!(told.contains("other bytes") && told.contains("another one"), "{told}");
    goes_on(&page, "built-in");
}
