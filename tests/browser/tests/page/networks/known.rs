//! What a network knows stands beside its answers, and an answer that is a guess looks like one.

use crate::common::{self, endings};
use crate::steps::{Folder, pick, running};
use browser_tests::{Page, Site};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};
use std::fs;
use xtask::workspace;

/// What the answer says, and where it and what is below it stand.
const ANSWER: &str = "
    const root = document.querySelector('.answer');
    const text = selector => root.querySelector(selector)?.innerText ?? '';
    const items = [...root.querySelectorAll('#predictions li')].filter(li => li.checkVisibility());
    const [first] = items;
    const style = getComputedStyle(first.querySelector('.name'));
    return {
        among: text('.among'), known: text('.known'), guess: root.querySelector('#predictions').hasAttribute('data-guess'),
        weight: Number(style.fontWeight), slant: style.fontStyle,
        labels: items.map(li => li.dataset.label), scores: items.map(li => Number(li.dataset.score)),
        shares: items.map(li => li.querySelector('.share').innerText),
        told: [...root.querySelectorAll('[data-label]')].length,
        tops: ['#predictions', '.known', '.pixels'].map(s => Math.round(root.querySelector(s).getBoundingClientRect().top)),
    };";

/// A picture of nothing.
fn noise(folder: &Folder) -> std::path::PathBuf {
    let path = folder.0.join("noise.png");
    RgbImage::from_fn(300, 300, |x, y| Rgb([(x * y % 251) as u8, (x % 200) as u8, (y % 90) as u8]))
        .save(&path)
        .expect("a picture");
    path
}

fn shows_picture(page: &Page) {
    page.wait("it is shown", "document.querySelector('#status').innerText.includes('noise')", 20);
    page.rest(500);
}

#[test]
fn a_certainty_is_one_of_the_things_that_the_network_knows() {
    let site = Site::new();
    let page = Page::open(&site, "#sample=monarch&at=1");
    page.ready();
    let drawn = page.run(ANSWER);
    assert_eq!(drawn["among"], json!("one of 200 things"));
    assert_eq!(
        drawn["known"],
        json!("People, hands and mobile phones are not among its 200 things.")
    );
    assert_eq!(drawn["guess"], json!(false), "{drawn}");

    let folder = Folder::new("known");
    pick(&page, "file", &[&noise(&folder)]);
    shows_picture(&page);
    let guessed = page.run(ANSWER);
    assert_eq!(guessed["among"], json!("a guess, one of 200 things"), "{guessed}");
    assert_eq!(guessed["guess"], json!(true));
    assert!(guessed["weight"].as_f64() < drawn["weight"].as_f64(), "{guessed}");
    assert_eq!([&drawn["slant"], &guessed["slant"]], [&json!("normal"), &json!("italic")]);
    assert_eq!(guessed["known"], drawn["known"]);
    assert_eq!(guessed["tops"], drawn["tops"], "nothing has moved");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn entries_of_nothing_do_not_fill_the_list() {
    let site = Site::new();
    let page = Page::open(&site, "#sample=monarch&at=1");
    page.ready();
    page.rest(300);
    let answer = page.run(ANSWER);
    let scores: Vec<f64> = serde_json::from_value(answer["scores"].clone()).expect("scores");
    assert!((1..5).contains(&scores.len()), "the fifth is nothing here: {answer}");
    assert!(scores.iter().all(|&score| score >= 0.0005), "{answer}");
    assert_eq!(answer["told"], json!(scores.len()), "others read no hidden entry");
    let shares: Vec<String> = serde_json::from_value(answer["shares"].clone()).expect("shares");
    assert!(shares.iter().all(|share| !share.starts_with("0.0")), "{shares:?}");

    page.run("location.hash = '#sample=bus&at=1'");
    page.wait(
        "five are something",
        "document.querySelectorAll('#predictions [data-label]').length === 5",
        20,
    );
    assert_eq!(page.run(ANSWER)["tops"], answer["tops"], "a full list takes no more room");
}

/// Opens a network with these labels, and returns those of its list.
fn listed(page: &Page, folder: &Folder, model: &[u8], labels: &[&str]) -> Vec<String> {
    let [file, names] = ["mine.tflite", "mine.txt"].map(|name| folder.0.join(name));
    fs::write(&file, model).expect("a model");
    fs::write(&names, labels.join("\n")).expect("labels");
    let before = running(page);
    pick(page, "model-file", &[&file, &names]);
    let other = format!("document.documentElement.dataset.model !== '{before}'");
    page.wait("it runs", &other, 30);
    let answers = "document.querySelector('#predictions').dataset.model === document.documentElement.dataset.model";
    page.wait("it answers", answers, 20);
    serde_json::from_value(page.run(ANSWER)["labels"].clone()).expect("labels")
}

#[test]
fn the_background_does_not_fill_the_list() {
    let folder = Folder::new("background");
    let labels = workspace::root().join("weights/built-in/labels.txt");
    let labels = fs::read_to_string(labels).expect("labels");
    let names: Vec<&str> = labels.lines().collect();
    let site = Site::new();
    let page = Page::open(&site, "#sample=fence&at=1");
    page.ready();
    let model = common::built_in();
    let plain = listed(&page, &folder, &model, &names);
    assert_eq!(plain.len(), 5, "each is something: {plain:?}");
    for (at, name) in plain.iter().enumerate() {
        let renamed: Vec<&str> =
            names.iter().map(|it| if it == name { "background" } else { it }).collect();
        let mut found = listed(&page, &folder, &model, &renamed);
        if at == 0 {
            assert_eq!(found.remove(0), "background", "it is the answer where it comes first");
        }
        let mut others = plain.clone();
        others.remove(at);
        assert_eq!(found[..4], others, "without {name}");
        assert!(!found.contains(&"background".to_owned()), "{found:?}");
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn few_classes_of_ones_own_are_all_named() {
    let folder = Folder::new("few");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    listed(
        &page,
        &folder,
        &endings::logits().write(),
        &["rock", "paper", "scissors", "background"],
    );
    let answer: Value = page.run(ANSWER);
    assert_eq!(answer["known"], json!("The network knows 3 things: rock, paper, scissors."));
    let among = answer["among"].as_str().unwrap_or_default();
    assert!(among.ends_with("one of 3 things"), "{among}");
}
