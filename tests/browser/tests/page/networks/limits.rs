//! The limits under which answers look like guesses follow from photographs.

use crate::common;
use browser_tests::{BLANK, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

/// One answer: what it says, how sure, and whether it is right.
struct Answer {
    probability: f64,
    right: bool,
}

/// Whether `label` has `name` in it as whole words.
fn names(label: &str, name: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    label.match_indices(name).any(|(at, _)| {
        !letter(label[..at].chars().next_back()) && !letter(label[at + name.len()..].chars().next())
    })
}

/// The class in words, or the background where the network has no such class.
fn is_right(answer: &str, class: &str, labels: &[String]) -> bool {
    let synonyms: Vec<String> = class.to_lowercase().split(", ").map(str::to_owned).collect();
    let is = |label: &str| {
        let label = label.to_lowercase();
        synonyms.iter().any(|name| names(&label, name))
    };
    if labels.iter().any(|label| is(label)) { is(answer) } else { answer == "background" }
}

/// The limit that makes the fewest answers look like what they are not, in percent; the highest of
/// several.
fn limit(answers: &[Answer]) -> u32 {
    let wrong = |&percent: &u32| {
        let guess = |answer: &&Answer| answer.probability < f64::from(percent) / 100.0;
        answers.iter().filter(|answer| answer.right == guess(answer)).count()
    };
    (0..=100).rev().min_by_key(wrong).expect("a limit")
}

#[test]
fn each_limit_is_that_of_the_photographs() {
    let test = "each_limit_is_that_of_the_photographs";
    let Some(classes) = common::shared(test, "photos/labels.json") else { return };
    let Some(all) = common::weights(test, "imagenet_labels.txt") else { return };
    let classes: HashMap<String, usize> =
        serde_json::from_slice(&common::read(classes)).expect("classes");
    let all = String::from_utf8(common::read(all)).expect("names");
    let all: Vec<&str> = all.lines().map(str::trim).collect();
    let photos: HashMap<String, Vec<u8>> = classes
        .keys()
        .filter_map(|photo| {
            let path = common::shared(test, &format!("photos/{photo}.jpg"))?;
            Some((format!("photos/{photo}.jpg"), common::read(path)))
        })
        .collect();
    assert_eq!(photos.len(), classes.len(), "photographs");
    let site = Site::with_files(photos);
    let page = Page::open(&site, BLANK);
    let index = page.run("return (await fetch('/models/index.json')).json()");
    let mut told = Vec::new();
    for entry in index.as_array().expect("models") {
        let seen = page.run_with(
            "const [{ parts, labels }, photos] = arguments;
             const { load } = await import('/separable.js');
             const net = await load(parts.map(part => `/models/${part}`), { labels: `/models/${labels}` });
             const seen = [];
             for (const photo of photos) {
                 const file = await (await fetch(`/photos/${encodeURIComponent(photo)}.jpg`)).blob();
                 const [{ className, probability }] = await net.classify(await createImageBitmap(file), 1);
                 seen.push([className, probability]);
             }
             const { labels: names } = net;
             net.dispose();
             return { seen, names };",
            vec![entry.clone(), json!(classes.keys().collect::<Vec<_>>())],
        );
        let names: Vec<String> = serde_json::from_value(seen["names"].clone()).expect("labels");
        let seen: Vec<(String, f64)> =
            serde_json::from_value(seen["seen"].clone()).expect("answers");
        let answers: Vec<Answer> = classes
            .values()
            .zip(seen)
            .map(|(&class, (label, probability))| Answer {
                probability,
                right: is_right(label.trim(), all[class], &names),
            })
            .collect();
        let of = |right: bool, over: bool, from: f64| {
            let counts = |a: &&Answer| a.right == right && (a.probability >= from) == over;
            answers.iter().filter(counts).count()
        };
        let found = limit(&answers);
        let from = f64::from(found) / 100.0;
        told.push((
            entry["id"].clone(),
            entry["guess"].as_f64().map(|guess| (guess * 100.0).round() as u32),
            found,
            format!(
                "over: {} right, {} wrong; under: {} right, {} wrong",
                of(true, true, from),
                of(false, true, from),
                of(true, false, from),
                of(false, false, from)
            ),
        ));
    }
    for (id, guess, found, counts) in &told {
        println!("{id}: {found} % ({counts}), in the manifest {guess:?}");
    }
    let differs: Vec<&Value> = told
        .iter()
        .filter(|(_, guess, found, _)| *guess != Some(*found))
        .map(|(id, ..)| id)
        .collect();
    assert!(differs.is_empty(), "other limits than in weights/manifest.toml: {differs:?}");
}
