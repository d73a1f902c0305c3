//! Channels that no frame changes: marked in Stage with what proves it, counted in Cost, and found again
//! when a channel is muted.

use crate::common::V1_100_224;
use crate::steps::served;
use browser_tests::{Page, Site};
use separable::inspect::{BlankChannel, Blanks, blanks};
use serde_json::json;

const STILL: &str = "#model=v1-1.0-224&sample=goldfish&at=1";

/// What the engine on this machine finds.
fn found(test: &str) -> Option<Vec<Blanks>> {
    V1_100_224.model(test).map(|model| blanks(&model))
}

fn open(site: &Site, address: &str) -> Page {
    let page = Page::open(site, &format!("{STILL}{address}"));
    page.ready();
    page
}

/// Waits until as many maps of the visible panels are crossed out.
fn crossed(page: &Page, count: usize) {
    let marks = "[...document.querySelectorAll('.panel .grid .blanks span')].filter(e => e.checkVisibility()).length";
    page.wait(&format!("{count} maps are crossed out"), &format!("{marks} === {count}"), 30);
}

#[test]
fn blank_channels_are_marked_with_their_bounds() {
    let test = "blank_channels_are_marked_with_their_bounds";
    let Some(found) = found(test) else { return };
    if !served(test, "v1-1.0-224") {
        return;
    }
    let (depthwise, pointwise) = (&found[1].channels, &found[2].channels);
    let bounds = |it: &BlankChannel| it.sums.expect("a convolution has sums");
    let varying = depthwise.iter().find(|it| bounds(it)[0] < bounds(it)[1]);
    let blank = varying.expect("one whose sum is not always the same");
    let [low, high] = bounds(blank);
    let site = Site::new();
    let page = open(&site, &format!("&stage=1&channel={}", blank.channel));
    crossed(&page, depthwise.len() + pointwise.len());
    let told = page.text(".panel[data-kind=depthwise] .blank");
    let numbers: String = told.chars().filter(|c| c.is_ascii_digit()).collect();
    let expected = format!("{}{}{}", blank.channel + 1, low.abs(), high.abs());
    assert_eq!(numbers, expected, "{told}");
    assert!(told.contains("whatever the camera sees"), "{told}");
    // A channel that can change says nothing.
    let other = (0..32).find(|n| depthwise.iter().all(|it| it.channel != *n)).expect("one");
    page.run(&format!("location.hash = '{STILL}&stage=1&channel={other}'"));
    let gone = "!document.querySelector('.panel[data-kind=depthwise] .blank').checkVisibility()";
    page.wait("nothing is said of another", gone, 20);
    // What is muted is blank, too; its proof is that of the network that runs.
    page.run(&format!("location.hash = '{STILL}&stage=1&channel={other}&change=1.{other}'"));
    page.wait("the muted one is told", &format!("!({gone})"), 30);
    crossed(&page, depthwise.len() + 1 + pointwise.len());
}

#[test]
fn needless_multiplications_are_counted() {
    let test = "needless_multiplications_are_counted";
    let Some(found) = found(test) else { return };
    if !served(test, "v1-1.0-224") {
        return;
    }
    let needless: u64 = found.iter().map(|layer| layer.macs).sum();
    let site = Site::new();
    let page = open(&site, "&view=cost");
    let value = "document.querySelector('[data-metric=needless-macs]')?.dataset.value";
    let counted = page.wait("they are counted", value, 30);
    assert_eq!(counted, json!(needless.to_string()));
    let rows = page.run(
        "return [...document.querySelectorAll('.blanks tbody tr')]
             .map(({ dataset: { layer, blank } }) => [Number(layer), Number(blank)]);",
    );
    let expected: Vec<_> = (found.iter().enumerate())
        .filter(|(_, layer)| layer.macs > 0 || !layer.channels.is_empty())
        .map(|(i, layer)| (i, layer.channels.len()))
        .collect();
    assert_eq!(rows, json!(expected));
}
