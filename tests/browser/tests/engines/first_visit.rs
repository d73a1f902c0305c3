//! The first visit: an answer at once, equal to that of the reference kernels on this machine.

use crate::reference;
use crate::tab::{Tab, site};
use browser_tests::BLANK;
use separable::model::tflite::{self, Description};
use serde_json::json;
use std::collections::HashMap;

everywhere!(
    the_page_opens_with_the_answer_of_the_reference_kernels,
    the_badge_says_that_the_bytes_are_the_same,
    a_model_without_labels_asks_for_the_engine_alone,
    labels_that_are_given_are_not_looked_for_in_a_zip,
);

fn the_page_opens_with_the_answer_of_the_reference_kernels(tab: &Tab<'_>) {
    tab.open("#sample=monarch&at=1");
    assert_eq!(tab.value("crossOriginIsolated"), json!(true));
    assert_eq!(tab.value("document.documentElement.dataset.model"), json!("built-in"));
    answers_are_those_of_the_reference(tab);
    tab.is_well();
}

fn the_badge_says_that_the_bytes_are_the_same(tab: &Tab<'_>) {
    tab.open("#sample=monarch&at=1");
    let says = "document.querySelector('footer .badge')?.innerText.includes('Bit-exact with TensorFlow Lite')";
    tab.wait("the badge is there", says, 60);
    let variant = if tab.kind.relaxed { "relaxed" } else { "simd128" };
    let title = tab.value("document.querySelector('footer .badge').title");
    assert!(title.as_str().is_some_and(|title| title.contains(variant)), "{title}");
    tab.is_well();
}

/// Three files beside the model.
fn a_model_without_labels_asks_for_the_engine_alone(tab: &Tab<'_>) {
    asks_for_the_engine_alone(tab, crate::common::built_in(), "{}");
}

fn labels_that_are_given_are_not_looked_for_in_a_zip(tab: &Tab<'_>) {
    let (file, labels) = (crate::common::built_in(), reference::labels());
    let about = Description { labels: labels.clone(), ..crate::common::written::plain() };
    let file = tflite::write(&[&file], &reference::model(), None, &about).expect("a file");
    asks_for_the_engine_alone(tab, file, &json!({ "labels": labels }).to_string());
}

/// What loading `model` with `options` asks for, beside the model.
fn asks_for_the_engine_alone(tab: &Tab<'_>, model: Vec<u8>, options: &str) {
    let site = site(HashMap::from([("model".to_owned(), model)]));
    tab.goto(&format!("{}/{BLANK}", site.address()));
    let asked = tab.run(&format!(
        "const {{ load }} = await import('/separable.js');
         const net = await load('/model', {{ threads: 1, ...{options} }});
         await net.run(new Uint8Array(128 * 128 * 3));
         net.dispose();
         return performance.getEntriesByType('resource').map(({{ name }}) => new URL(name).pathname)
             .filter(name => name.endsWith('.js') || name.endsWith('.wasm')).sort();"
    ));
    let variant = if tab.kind.relaxed { "relaxed" } else { "simd128" };
    let wasm = format!("/separable/{variant}.wasm");
    assert_eq!(asked, json!(["/separable.js", wasm, "/separable/worker.js"]));
}

/// That the answers on show are those of the square beside them.
pub(crate) fn answers_are_those_of_the_reference(tab: &Tab<'_>) {
    let told = tab.value(
        "[...document.querySelectorAll('#predictions [data-label]')].map(e => [e.dataset.label, Number(e.dataset.score)])",
    );
    let told: Vec<(String, f64)> = serde_json::from_value(told).expect("answers");
    let all = reference::probabilities(&reference::model(), &tab.square());
    let mut best: Vec<f64> = all.clone();
    best.sort_by(|a, b| b.total_cmp(a));
    let labels = reference::labels();
    // Five, but for those that would be written as 0.0 %.
    let something = best.iter().take(5).filter(|&&score| score >= 0.0005).count();
    assert_eq!(told.len(), something.max(1), "answers: {told:?}");
    for ((label, score), best) in told.iter().zip(best) {
        let class = labels.iter().position(|known| known == label).expect("a label");
        // They stand there with four digits.
        assert!((score - all[class]).abs() < 1e-4, "{label}: {score} for {}", all[class]);
        assert!((score - best).abs() < 1e-4, "{label}: {score} where the best is {best}");
    }
}
