//! What a network knows stands beside its answers, and an answer that is a guess looks like one.

use crate::steps::{Folder, pick, runs, served};
use browser_tests::{Page, Site};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

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

/// A network with a class for what is none of its things.
#[test]
fn the_background_does_not_fill_the_list() {
    let test = "the_background_does_not_fill_the_list";
    if !served(test, "birds") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#model=birds&sample=keyboard&at=1");
    runs(&page, "birds");
    page.ready();
    let mut seen = Vec::new();
    for sample in ["keyboard", "monarch", "goldfish", "espresso", "jellyfish", "orange"] {
        page.run(&format!("location.hash = '#model=birds&sample={sample}&at=1'"));
        page.rest(700);
        let labels: Vec<String> =
            serde_json::from_value(page.run(ANSWER)["labels"].clone()).expect("labels");
        let at = labels.iter().position(|label| label == "background");
        assert!(matches!(at, None | Some(0)), "{sample}: {labels:?}");
        seen.push(at);
    }
    assert!(seen.contains(&Some(0)), "an answer of its own where it comes first: {seen:?}");
}

#[test]
fn few_classes_of_ones_own_are_all_named() {
    let folder = Folder::new("few");
    let model = folder.0.join("mine.tflite");
    let labels = folder.0.join("mine.txt");
    std::fs::write(&model, crate::common::endings::logits().write()).expect("a model");
    std::fs::write(&labels, "rock\npaper\nscissors\nbackground\n").expect("labels");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    pick(&page, "model-file", &[&model, &labels]);
    page.wait("it runs", "document.documentElement.dataset.model === 'dropped-1'", 30);
    page.wait("it answers", "document.querySelector('#predictions[data-model=dropped-1]')", 20);
    let answer: Value = page.run(ANSWER);
    assert_eq!(answer["known"], json!("The network knows 3 things: rock, paper, scissors."));
    let among = answer["among"].as_str().unwrap_or_default();
    assert!(among.ends_with("one of 3 things"), "{among}");
}
