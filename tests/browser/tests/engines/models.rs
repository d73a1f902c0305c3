//! Changing the model by the select and by the address, while the old one goes on.

use crate::reference;
use crate::tab::{Tab, site};
use serde_json::json;
use std::collections::HashMap;

everywhere!(
    models_are_changed_by_select_and_by_address,
    a_broken_model_is_told_and_the_old_one_goes_on
);

/// The built-in model twice, the second time under labels in which the order is turned; and one that
/// is cut.
fn list() -> HashMap<String, Vec<u8>> {
    let entry = |id: &str, file: &str, labels: &str| {
        json!({ "id": id, "name": id, "parts": [file], "labels": labels, "bytes": 1_082_632,
                "input": 128, "alpha": 0.5, "licence": "", "source": "", "accuracy": "" })
    };
    let index = json!([
        entry("built-in", "built-in/model_int8.tflite", "built-in/labels.txt"),
        entry("turned", "built-in/model_int8.tflite", "turned.txt"),
        entry("cut", "cut.tflite", "built-in/labels.txt"),
    ]);
    let mut labels = reference::labels();
    labels.reverse();
    let model = crate::common::built_in();
    HashMap::from([
        ("models/index.json".to_owned(), index.to_string().into_bytes()),
        ("models/turned.txt".to_owned(), labels.join("\n").into_bytes()),
        ("models/cut.tflite".to_owned(), model[..model.len() / 2].to_vec()),
    ])
}

fn runs(tab: &Tab<'_>, id: &str, answer: &str) {
    let model = format!("document.documentElement.dataset.model === '{id}'");
    tab.wait(&format!("the model {id} runs"), &model, 30);
    let best =
        format!("document.querySelector('#predictions [data-label]').dataset.label === '{answer}'");
    tab.wait(&format!("it says {answer}"), &best, 20);
}

/// What the turned labels call a class.
fn turned(label: &str) -> String {
    let labels = reference::labels();
    let class = labels.iter().position(|known| known == label).expect("a label");
    labels[labels.len() - 1 - class].clone()
}

fn models_are_changed_by_select_and_by_address(tab: &Tab<'_>) {
    tab.open_at(&site(list()), "#sample=fence&at=1");
    runs(tab, "built-in", "picket fence");
    tab.choose("[data-action=model]", "turned");
    runs(tab, "turned", &turned("picket fence"));
    tab.wait("the address says so", "location.hash.includes('model=turned')", 10);
    tab.run("location.hash = location.hash.replace('turned', 'built-in');");
    runs(tab, "built-in", "picket fence");
    tab.is_well();
}

fn a_broken_model_is_told_and_the_old_one_goes_on(tab: &Tab<'_>) {
    tab.open_at(&site(list()), "#sample=fence&at=1");
    tab.choose("[data-action=model]", "cut");
    let told = tab.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
    assert!(told.as_str().is_some_and(|told| told.len() > 20), "{told}");
    tab.click("[data-action=dismiss]");
    runs(tab, "built-in", "picket fence");
    tab.click("[data-sample='goldfish']");
    runs(tab, "built-in", "goldfish");
    tab.is_well();
}
