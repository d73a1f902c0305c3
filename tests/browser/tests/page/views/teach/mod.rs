//! The view Teach: recorded, brought, moved, deleted, kept and opened pictures; what is taught from them,
//! against plain loops; and what happens when the network changes or the engine stops meanwhile.

mod export;
mod figures;
mod files;
mod hard;
mod recording;

use browser_tests::{Options, Page, Site};
use serde_json::{Value, json};
use std::collections::HashMap;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const SPACE: char = '\u{e00d}';
const ESCAPE: char = '\u{e00c}';
const CONTROL: char = '\u{e009}';
const RIGHT: char = '\u{e014}';
const DELETE: char = '\u{e017}';

fn site() -> Site {
    let helper = include_bytes!("lesson.js").to_vec();
    Site::with_files(HashMap::from([("lesson.js".to_owned(), helper)]))
}

/// The view, with a sample that moves.
fn open() -> (Site, Page) {
    open_with(&Options::default())
}

fn open_with(options: &Options) -> (Site, Page) {
    let site = site();
    let page = Page::open_with(options, &site, "#view=teach&sample=goldfish");
    page.ready();
    shown(&page);
    (site, page)
}

fn shown(page: &Page) {
    page.wait("the classes are shown", "document.querySelector('.teaching .class')", 20);
}

/// Runs a script that has the helpers.
fn run(page: &Page, script: &str) -> Value {
    page.run(&format!("const lesson = await import('/lesson.js');\n{script}"))
}

/// How many pictures each class has.
fn counts(page: &Page) -> Vec<u64> {
    let counts = page.run(
        "return [...document.querySelectorAll('.teaching .class')].map(node => Number(node.dataset.pictures))",
    );
    serde_json::from_value(counts).expect("numbers")
}

fn has(page: &Page, class: usize, least: usize) {
    let pictures =
        format!("document.querySelectorAll('.teaching .class')[{class}].dataset.pictures");
    page.wait(&format!("class {class} has {least}"), &format!("{pictures} >= {least}"), 30);
}

fn key(page: &Page, kind: &str, value: char) {
    let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
        { "type": kind, "value": value },
    ]}]});
    page.command("actions", actions).expect("a key");
}

/// Holds the letter of a class until it has so many pictures.
fn record(page: &Page, class: usize, least: usize) {
    let letter = ['a', 'b', 'c', 'd'][class];
    key(page, "keyDown", letter);
    has(page, class, least);
    key(page, "keyUp", letter);
    let over = "!document.querySelector('.teaching[data-recording]')";
    page.wait("the recording ends", over, 10);
}

/// Turns to a drawn sample, the `n`th from 0.
fn sample(page: &Page, n: usize) {
    page.run(&format!("document.querySelectorAll('.samples button')[{n}].click();"));
    page.rest(400);
}

/// What the view says now.
fn says(page: &Page) -> Value {
    run(page, "return lesson.says();")
}

/// That the likeliest class is this one.
fn says_first(page: &Page, label: &str) {
    let first = "document.querySelector('.says li[data-first]')?.dataset.label";
    page.wait(&format!("it says {label}"), &format!("{first} === '{label}'"), 20);
}

/// Until nothing more is taught.
fn settled(page: &Page) {
    run(page, "await lesson.report();");
    page.rest(700);
}

/// Presses the button with this text.
fn press(page: &Page, text: &str) {
    let script = format!("lesson.button({}).click();", json!(text));
    run(page, &script);
}

/// Opens a lesson of blots: two hues, two recordings of three pictures each.
fn blots(page: &Page) {
    run(page, "lesson.open((await lesson.lesson([0, 180], 2, 3)).zip);");
    page.wait("it is there", "document.querySelectorAll('.pictures li').length === 12", 30);
}

fn undo(page: &Page) {
    for (kind, value) in
        [("keyDown", CONTROL), ("keyDown", 'z'), ("keyUp", 'z'), ("keyUp", CONTROL)]
    {
        key(page, kind, value);
    }
    page.rest(200);
}
