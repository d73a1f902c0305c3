//! The square that the network sees, moved and zoomed over the picture.

use crate::steps::{Folder, pick};
use browser_tests::{Page, Site};
use image::{Rgb, RgbImage};
use serde_json::json;

/// The colour in the middle of the square that the model sees.
const MIDDLE: &str = "(() => {
    const square = document.querySelector('#square'), half = square.width / 2;
    return [...square.getContext('2d').getImageData(half, half, 1, 1).data].slice(0, 3).join();
})()";

/// Red, green and blue side by side: the centre square is green alone.
#[test]
fn a_picture_moves_under_the_square() {
    let folder = Folder::new("flag");
    let path = folder.0.join("flag.png");
    let colours = [Rgb([200, 0, 0]), Rgb([0, 200, 0]), Rgb([0, 0, 200])];
    let flag = RgbImage::from_fn(600, 200, |x, _| colours[x as usize / 200]);
    flag.save(&path).expect("a picture");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    pick(&page, "file", &[&path]);
    let is = |colour: &str| format!("{MIDDLE} === '{colour}'");
    page.wait("the middle is green", &is("0,200,0"), 20);

    page.run("document.querySelector('.view').focus()");
    for _ in 0..25 {
        page.press('\u{e014}');
    }
    page.wait("the right is blue", &is("0,0,200"), 20);
    page.wait(
        "it is said",
        "document.querySelector('#moved').textContent.includes('from the left')",
        5,
    );
    page.press('0');
    page.wait("the middle is green again", &is("0,200,0"), 20);

    // The hand takes the picture along: what was on the left comes into the square.
    let drag = |x: i32| {
        let pointer = json!({ "type": "pointer", "id": "mouse", "actions": [
            { "type": "pointerMove", "x": 70 - x / 2, "y": 150 }, { "type": "pointerDown", "button": 0 },
            { "type": "pointerMove", "x": 70 + x / 2, "y": 150 }, { "type": "pointerUp", "button": 0 },
        ]});
        page.command("actions", json!({ "actions": [pointer] })).expect("a drag");
    };
    page.run("scrollTo(0, 0)");
    drag(90);
    drag(90);
    page.wait("the left is red", &is("200,0,0"), 20);
    page.click("[data-action=centre]");
    page.wait("the middle is green again", &is("0,200,0"), 20);

    for _ in 0..5 {
        page.press('+');
    }
    page.wait("it is zoomed", "document.querySelector('.centre').innerText.startsWith('3.1')", 5);
    page.click("[data-sample='fence']");
    page.wait("another source starts at the centre", "document.querySelector('.centre').hidden", 5);
}
