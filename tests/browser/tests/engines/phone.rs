//! The width of a phone. Windows of Firefox and WebKit cannot be that narrow, so the page is put into an
//! iframe.

use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::{Value, json};

everywhere!(nothing_is_wider_than_a_phone);

const WIDTH: u64 = 360;

/// What is there of each view once it is shown.
const VIEWS: [(&str, &str); 6] = [
    ("stage", ".pane.stage .panel .map canvas"),
    ("twin", ".twins:not([hidden]) [data-metric=separable-ms][data-value]"),
    ("cost", ".costs:not([hidden]) [data-metric=layer-ms][data-value]"),
    ("why", ".because .shown:not([hidden]) .places canvas"),
    ("lab", ".lab:not([hidden]) .makes canvas"),
    ("change", ".altered .panel:not([hidden]) .name"),
];

fn nothing_is_wider_than_a_phone(tab: &Tab<'_>) {
    // The policy of our own server lets no page hold another.
    tab.goto(&format!("{}/{BLANK}", Site::plain_under("page").address()));
    tab.run_with(
        "const frame = Object.assign(document.createElement('iframe'), { width: arguments[0], height: 780 });
         frame.src = '/page/#sample=monarch&at=1&stage=3';
         document.body.append(frame);",
        vec![json!(WIDTH)],
    );
    let inside = "document.querySelector('iframe').contentDocument";
    tab.wait("it is ready", &format!("{inside}.documentElement?.dataset.ready"), 30);
    for (view, shown) in VIEWS {
        tab.run_with(
            "document.querySelector('iframe').contentWindow.location.hash = `#view=${arguments[0]}&sample=monarch&at=1&stage=3`;",
            vec![json!(view)],
        );
        tab.wait(&format!("{view} is shown"), &format!("!!{inside}.querySelector('{shown}')"), 30);
        let told = tab.run(&format!(
            "const page = {inside};
             await new Promise(requestAnimationFrame);
             const wide = [...page.querySelectorAll('body *')]
                 .filter(e => e.getBoundingClientRect().right > page.documentElement.clientWidth + 1 && !e.closest('.sr-only, [hidden], .scroll'))
                 .map(e => e.className || e.tagName);
             return [page.documentElement.clientWidth, page.documentElement.scrollWidth, wide.slice(0, 5)];"
        ));
        let [width, needed]: [u64; 2] = [0, 1].map(|at| told[at].as_u64().expect("a width"));
        assert!(width <= WIDTH && width > WIDTH - 20, "a frame of {width} pixels");
        assert!(needed <= width, "{view} needs {needed} of {width} pixels: {}", told[2]);
    }
    let told: Value = tab.value(&format!("{inside}.querySelector('#problem').innerText"));
    assert_eq!(told, json!(""));
}
