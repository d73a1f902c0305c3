//! What goes wrong while something is taught: another network, an engine that stops, names that nobody
//! expects.

use super::{blots, counts, open, open_with, record, run, says, settled};
use crate::common::hostile_labels;
use crate::steps::{goes_on, runs};
use browser_tests::Options;
use serde_json::json;

/// Features and head are computed anew for the network that runs; those of the same one are the same.
#[test]
fn another_network_is_taught_by_the_same_pictures() {
    let (_site, page) = open();
    blots(&page);
    page.click("[data-action=freeze]");
    settled(&page);
    let before = says(&page);
    // A channel of the last block muted makes other features.
    let address = page.run("return location.hash;");
    page.run("location.hash = location.hash.replace('#', '#change=27.107*27.3*27.9&');");
    page.rest(800);
    settled(&page);
    assert_ne!(says(&page), before);
    page.run_with("location.hash = arguments[0];", vec![address]);
    page.rest(800);
    settled(&page);
    assert_eq!(says(&page), before);
    page.run(
        "const bytes = await (await fetch('models/built-in/model_int8.tflite')).arrayBuffer();
         const data = new DataTransfer();
         data.items.add(new File([bytes], 'mine.tflite'));
         document.querySelector('.teaching .lead').dispatchEvent(
             new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));",
    );
    runs(&page, "dropped-1");
    page.rest(500);
    settled(&page);
    assert_eq!(says(&page), before);
    assert_eq!(counts(&page), [6, 6]);
}

/// Makes the engine trap at the next message of this kind.
const TRAPS: &str = "
    window.trapAt = '';
    const send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
        const traps = window.trapAt && message.op === window.trapAt;
        if (traps) window.trapAt = '';
        return send.call(this, traps ? { ...message, op: 'trap' } : message, ...rest);
    };";

#[test]
fn an_engine_that_stops_meanwhile_is_taught_on() {
    let (_site, page) = open_with(&Options::default().before(TRAPS));
    for op in ["look", "teach", "assess"] {
        page.run(&format!("window.trapAt = '{op}';"));
        if op == "look" {
            blots(&page);
        } else {
            let [first, _] = counts(&page)[..] else { panic!("two classes") };
            record(&page, 0, first as usize + 3);
        }
        page.wait("it has trapped", "window.trapAt === ''", 30);
        settled(&page);
        goes_on(&page, "built-in");
        page.press(super::ESCAPE);
    }
    let told = run(&page, "return lesson.report();");
    assert!(told["accuracy"].as_f64().is_some_and(|accuracy| accuracy > 0.5), "{told}");
}

#[test]
fn names_that_nobody_expects_are_text() {
    let (_site, page) = open();
    blots(&page);
    for name in
        hostile_labels(40).lines().chain(["<img src=x onerror=alert(1)>", "\u{202e}egami", ""])
    {
        page.run_with(
            "const input = document.querySelector('.class .name');
             input.value = arguments[0];
             input.dispatchEvent(new Event('change'));",
            vec![json!(name)],
        );
    }
    page.rest(300);
    settled(&page);
    let wide = page.run("return document.documentElement.scrollWidth <= innerWidth;");
    assert_eq!(wide, json!(true), "nothing is wider than the window");
    assert_eq!(
        page.run("return document.querySelectorAll('.teaching img[src=x]').length"),
        json!(0)
    );
    assert_eq!(page.errors(), Vec::<String>::new());
}
