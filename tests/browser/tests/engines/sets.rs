//! Networks that do not travel with the repository, in each engine and configuration, against
//! TensorFlow Lite's reference kernels: random ones, those that people made, and the MobileNet family
//! with random weights.

use crate::bytes::ways;
use crate::common::sets::{Expected, Made};
use crate::common::{read, shared};
use crate::tab::{Tab, site};
use browser_tests::{BLANK, Engine};
use separable::model::{Element, Model, tflite};
use serde_json::json;
use std::collections::HashMap;

everywhere!(random_networks, real_networks, networks_of_the_family);

fn random_networks(tab: &Tab<'_>) {
    check(tab, "conformance/networks");
}

fn real_networks(tab: &Tab<'_>) {
    check(tab, "real");
}

fn networks_of_the_family(tab: &Tab<'_>) {
    check(tab, "zoo/networks");
}

fn check(tab: &Tab<'_>, folder: &str) {
    let Some(path) = shared(&format!("sets in {}", tab.kind.engine.name()), folder) else { return };
    // All in Chromium; the same binaries run in the others, so that a part tells of their arithmetic.
    let step = if tab.kind.engine == Engine::Chromium { 1 } else { 7 };
    let networks: Vec<_> = Expected::of_folder(&path)
        .into_iter()
        .filter(|network| takes_a_picture(&network.path))
        .step_by(step)
        .collect();
    assert!(!networks.is_empty(), "there are networks in {folder}");
    let name = |network: &Expected| {
        network.path.file_name().and_then(|name| name.to_str()).expect("a name").to_owned()
    };
    let mut files: HashMap<_, _> = networks.iter().map(|it| (name(it), read(&it.path))).collect();
    files.insert("golden.js".into(), include_bytes!("../page/library/golden.js").into());
    files.insert("sets.js".into(), include_bytes!("sets.js").into());
    let site = site(files);
    tab.goto(&format!("{}/{BLANK}", site.address()));
    let mut wrong = Vec::new();
    for (variant, threads) in ways(tab.kind) {
        for network in &networks {
            let made = |model: &Model, bytes: &[u8]| -> Made {
                let real = model.input.element == Element::F32;
                let answer = tab.run_with(
                    "const { make } = await import('/sets.js');
                     return make(...arguments);",
                    vec![
                        json!(format!("/{}", name(network))),
                        json!({ "variant": variant, "threads": threads }),
                        json!(bytes),
                        json!(real),
                    ],
                );
                assert_eq!(answer["backend"]["variant"], variant, "the variant that was asked for");
                assert_eq!(answer["backend"]["threads"], threads, "and the threads");
                Made {
                    sums: serde_json::from_value(answer["sums"].clone()).expect("sums"),
                    output: serde_json::from_value(answer["output"].clone()).expect("bytes"),
                }
            };
            if let Err(what) = network.check(made) {
                wrong.push(format!("{variant}, {threads} threads, {}: {what}", name(network)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// Lists of numbers run on this machine alone: `separable.js` takes pictures.
fn takes_a_picture(path: &std::path::Path) -> bool {
    tflite::read(&read(path)).is_ok_and(|model| {
        let [h, w, _] = model.input.shape;
        h * w > 1
    })
}
