//! Several files at once, and the visitor's own models, which stay in the list.

use crate::files::{Folder, pick, png, shows};
use crate::tab::{Tab, site};
use image::{Rgb, RgbImage};
use serde_json::json;
use std::collections::HashMap;

everywhere!(
    several_pictures_lead_to_each_other,
    a_picture_beside_a_model_is_shown_and_what_is_left_out_is_named,
    an_own_model_stays_in_the_list_and_is_kept_where_one_asks,
);

/// The names on show of the visitor's own models.
const OWN: &str =
    "[...document.querySelectorAll('optgroup option')].map(o => o.text.split(' · ')[0]).join()";

fn plain(grey: u8) -> Vec<u8> {
    png(&RgbImage::from_pixel(40, 30, Rgb([grey; 3])))
}

fn several_pictures_lead_to_each_other(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "several");
    let files = [("a.png", 20), ("b.png", 120)].map(|(name, grey)| folder.file(name, &plain(grey)));
    let broken = folder.file("c.png", b"no picture");
    tab.open("");
    pick(tab, "file", &[&files[0], &files[1], &broken]);
    shows(tab, "a.png");
    assert_eq!(tab.text(".steps").trim(), "1 of 3");
    tab.click("[data-action=next]");
    shows(tab, "b.png");
    tab.click("[data-action=next]");
    tab.wait(
        "the broken one is told",
        "document.querySelector('#problem').innerText.includes('c.png')",
        30,
    );
    tab.click("[data-action=next]");
    shows(tab, "a.png");
    tab.wait("and no longer", "!document.querySelector('#problem').innerText", 5);
    tab.click("[data-action=previous]");
    tab.click("[data-action=previous]");
    shows(tab, "b.png");
    tab.click("[data-sample=fence]");
    shows(tab, "Picket fence");
    tab.wait("the way ends", "document.querySelector('.steps').hidden", 5);
    // One alone leads nowhere.
    pick(tab, "file", &[&files[1]]);
    shows(tab, "b.png");
    tab.wait("it is alone", "document.querySelector('.steps').hidden", 5);
}

fn a_picture_beside_a_model_is_shown_and_what_is_left_out_is_named(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "beside");
    let model = folder.file("mine.tflite", &crate::common::built_in());
    let picture = folder.file("a.png", &plain(99));
    let other = folder.file("old.h5", b"\x89HDF\r\n");
    tab.open("");
    pick(tab, "model-file", &[&picture, &other, &model]);
    tab.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    shows(tab, "a.png");
    let told = tab.text("#problem");
    assert!(told.starts_with("“old.h5” is left out: it is no .tflite model"), "{told}");
}

fn an_own_model_stays_in_the_list_and_is_kept_where_one_asks(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "own");
    let model = folder.file("mine.tflite", &crate::common::built_in());
    let site = site(HashMap::new());
    let choose = |id: &str| {
        tab.choose("[data-action=model]", id);
        let runs = format!("document.documentElement.dataset.model === '{id}'");
        tab.wait("it runs", &runs, 30);
    };
    tab.open_at(&site, "");
    pick(tab, "model-file", &[&model]);
    tab.wait("it runs", "document.documentElement.dataset.model === 'dropped-1'", 30);
    choose("built-in");
    assert_eq!(tab.value(OWN), json!("mine.tflite"), "it is in the list while another runs");
    // Its bytes are the page's own now.
    std::fs::remove_file(&model).expect("the file can go");
    choose("dropped-1");

    tab.click("[data-action=card]");
    tab.wait("the card", "document.querySelector('#card[open] [data-action=keep-model]')", 20);
    tab.click("[data-action=keep-model]");
    let remove = "document.querySelector('#card [data-action=remove-model]')";
    tab.wait("it is kept", remove, 20);
    tab.goto("about:blank");
    tab.open_at(&site, "");
    tab.wait("it is there at the next visit", &format!("{OWN} === 'mine.tflite'"), 20);
    choose("dropped-1");

    tab.click("[data-action=card]");
    tab.wait("the card", remove, 20);
    tab.click("[data-action=remove-model]");
    tab.wait("it is removed", "document.querySelector('#card [data-action=keep-model]')", 20);
    assert_eq!(tab.value(OWN), json!("mine.tflite"), "until the page is closed");
    tab.goto("about:blank");
    tab.open_at(&site, "");
    tab.rest(1000);
    assert_eq!(tab.value(OWN), json!(""), "and then it is gone");
}
