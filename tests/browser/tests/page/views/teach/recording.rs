//! Pictures recorded by key, by button and by pointer, and what becomes of each.

use super::{
    CONTROL, DELETE, ENTER, ESCAPE, RIGHT, SPACE, TAB, counts, has, key, open, open_with, record,
    run, sample, says_first, settled, undo,
};
use crate::steps::Folder;
use browser_tests::{Options, Page, camera};
use image::RgbImage;
use serde_json::{Value, json};

/// The first picture of a class, as bytes.
fn picture(page: &Page, class: usize) -> Value {
    page.run(&format!(
        "const image = document.querySelectorAll('.teaching .class')[{class}].querySelector('img');
         await image.decode();
         const bitmap = await createImageBitmap(image);
         const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
         const context = canvas.getContext('2d');
         context.drawImage(bitmap, 0, 0);
         const at = (x, y) => [...context.getImageData(x * bitmap.width, y * bitmap.height, 1, 1).data];
         return {{ size: [bitmap.width, bitmap.height], left: at(0.2, 0.5), right: at(0.8, 0.5) }};"
    ))
}

#[test]
fn two_samples_are_taught_by_their_keys_and_told_apart() {
    let (_site, page) = open();
    let step = page.text(".teaching .step");
    assert_eq!(step, "To begin, record 5 pictures of “Class 1” and 5 pictures of “Class 2”.");
    record(&page, 0, 4);
    let few = counts(&page)[0];
    if few < 5 {
        assert!(page.text(".teaching .step").contains("1 more picture of “Class 1”"));
    }
    record(&page, 0, 8);
    sample(&page, 2);
    record(&page, 1, 5);
    says_first(&page, "Class 2");
    record(&page, 1, 9);
    assert!(
        !page.run("return document.querySelector('.step').checkVisibility();").as_bool().unwrap()
    );
    sample(&page, 3);
    says_first(&page, "Class 1");
    settled(&page);
    let told = run(&page, "return lesson.report();");
    assert_eq!(told["accuracy"].as_f64(), Some(1.0), "{told}");
    assert_eq!(told["needs"], json!([]), "each was recorded twice");
    // Recordings are told apart, and each key press is one.
    let recordings = page.text(".teaching .class .counts");
    assert!(recordings.ends_with("2 recordings"), "{recordings}");
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// The whole picture goes in as the square shows it: cropped, and mirrored.
#[test]
fn what_the_camera_sees_is_recorded_as_the_square_shows_it() {
    let folder = Folder::new("teach-camera");
    let video = folder.0.join("camera.y4m");
    let halves = RgbImage::from_fn(64, 48, |x, _| {
        image::Rgb(if x < 32 { [220, 30, 30] } else { [30, 30, 220] })
    });
    camera::video(&video, &[halves], 1).expect("a video");
    let (_site, page) = open_with(&Options::default().camera(&video));
    page.run("document.querySelector('.seen [data-action=camera]').click();");
    let live = "document.querySelector('#status').innerText.startsWith('Camera')";
    page.wait("the camera is live", live, 20);
    page.rest(500);
    let red = |pixel: &Value| pixel[0].as_u64() > pixel[2].as_u64();
    record(&page, 0, 3);
    let seen = picture(&page, 0);
    assert_eq!(seen["size"], json!([256, 256]));
    assert!(!red(&seen["left"]) && red(&seen["right"]), "a mirror's picture: {seen}");
    page.click("[data-action=mirror]");
    page.rest(400);
    record(&page, 1, 3);
    let seen = picture(&page, 1);
    assert!(red(&seen["left"]) && !red(&seen["right"]), "{seen}");
    // Zoomed into the left half, where all is red.
    page.run(
        "const view = document.querySelector('.square .view');
         view.focus();
         for (const key of [...Array(6).fill('+'), ...Array(40).fill('ArrowLeft')])
             view.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));",
    );
    page.rest(400);
    page.run("document.activeElement.blur();");
    let before = counts(&page)[0] as usize;
    record(&page, 0, before + 2);
    let seen = picture(&page, 0);
    assert!(red(&seen["left"]) && red(&seen["right"]), "{seen}");
}

#[test]
fn a_hold_of_the_button_is_one_recording_and_a_still_picture_comes_once() {
    let (_site, page) = open();
    page.run("document.querySelector('.class .record').focus();");
    key(&page, "keyDown", SPACE);
    has(&page, 0, 3);
    key(&page, "keyUp", SPACE);
    page.rest(400);
    let after = counts(&page);
    page.rest(600);
    assert_eq!(counts(&page), after, "release ends it");
    // By pointer; it ends where the pointer goes up, wherever that is.
    let pointer = |actions: Value| {
        let actions = json!({ "actions": [{ "type": "pointer", "id": "mouse", "parameters": { "pointerType": "mouse" }, "actions": actions }] });
        page.command("actions", actions).expect("a pointer");
    };
    let at = page.run(
        "const button = document.querySelectorAll('.class .record')[1];
         button.scrollIntoView({ block: 'center' });
         const { left, top, width, height } = button.getBoundingClientRect();
         return [Math.round(left + width / 2), Math.round(top + height / 2)];",
    );
    pointer(json!([
        { "type": "pointerMove", "x": at[0], "y": at[1] },
        { "type": "pointerDown", "button": 0 },
    ]));
    has(&page, 1, 3);
    pointer(
        json!([{ "type": "pointerMove", "x": 5, "y": 5 }, { "type": "pointerUp", "button": 0 }]),
    );
    let over = "!document.querySelector('.teaching[data-recording]')";
    page.wait("the recording ends", over, 10);
    // A click of an assistive tool.
    page.click("[data-action=freeze]");
    page.rest(400);
    let before = counts(&page)[1] as usize;
    page.run("document.querySelectorAll('.class .record')[1].click();");
    has(&page, 1, before + 1);
    // What stands still is recorded once, however long the key is held.
    key(&page, "keyDown", 'b');
    page.rest(1200);
    key(&page, "keyUp", 'b');
    page.rest(300);
    assert_eq!(counts(&page)[1] as usize, before + 2);
    assert!(page.text(".class:nth-child(2) .counts").ends_with("3 recordings"));
}

#[test]
fn letters_that_are_typed_record_nothing() {
    let (_site, page) = open();
    page.run("const name = document.querySelector('.class .name'); name.focus(); name.select();");
    page.send_keys(".class .name", "abba");
    page.press(ENTER);
    page.wait("it is renamed", "document.querySelector('.class').ariaLabel === 'abba'", 10);
    page.rest(300);
    assert_eq!(counts(&page), [0, 0]);
    let shown = page.run("return document.querySelector('.recorders .record').ariaLabel;");
    assert_eq!(shown, json!("Hold to record “abba”"));
}

#[test]
fn pictures_are_moved_deleted_and_come_back() {
    let (_site, page) = open();
    super::blots(&page);
    let ids = |class: usize| {
        page.run(&format!(
            "return [...document.querySelectorAll('.class')[{class}].querySelectorAll('[data-picture-id]')].map(node => node.dataset.pictureId);"
        ))
    };
    let (first, second) = (ids(0), ids(1));
    // By keys: to the second picture, a closer look, out again, then away with it.
    page.run("document.querySelector('.pictures li[tabindex=\"0\"]').focus();");
    page.press(RIGHT);
    page.press(ENTER);
    page.wait("it is looked at", "document.querySelector('.look[open]')", 10);
    assert!(page.text(".look .about").starts_with("Picture 5 of 6, in a recording of 3"));
    page.press(ESCAPE);
    page.wait("the focus is back", "document.activeElement.dataset.pictureId", 10);
    assert_eq!(page.run("return document.activeElement.dataset.pictureId"), first[1]);
    page.press(DELETE);
    has(&page, 0, 5);
    assert_eq!(counts(&page), [5, 6]);
    assert_eq!(page.run("return document.activeElement.dataset.pictureId"), first[2], "the next");
    undo(&page);
    assert_eq!((ids(0), ids(1)), (first.clone(), second.clone()), "where it was");
    // Moved by the list of classes, in the closer look.
    page.press(ENTER);
    page.wait("it is looked at", "document.querySelector('.look[open]')", 10);
    page.run(
        "const select = document.querySelector('.look select');
         select.selectedIndex = 1;
         select.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    page.wait(
        "it has moved",
        "document.querySelectorAll('.class')[1].dataset.pictures === '7'",
        10,
    );
    // Its whole new neighbourhood is one recording or another: a recording goes in one press.
    run(&page, "lesson.button('Delete its recording')?.click();");
    page.rest(300);
    page.press(ESCAPE);
    let left = counts(&page);
    assert!(left.iter().sum::<u64>() <= 12, "{left:?}");
    // A class with its pictures, and back.
    page.run("document.querySelector('.class header button').click();");
    page.wait("one class is left", "document.querySelectorAll('.class').length === 1", 10);
    super::press(&page, "Undo the deletion");
    page.wait("it is back", "document.querySelectorAll('.class').length === 2", 10);
    assert_eq!(counts(&page), left);
    // Dragged to the other class.
    let before = counts(&page);
    page.run(
        "const [from, to] = document.querySelectorAll('.class');
         const dataTransfer = new DataTransfer();
         const drag = (node, type) => node.dispatchEvent(
             new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
         drag(from.querySelector('.pictures li'), 'dragstart');
         drag(to, 'dragover');
         drag(to, 'drop');",
    );
    page.rest(300);
    assert_eq!(counts(&page), [before[0] - 1, before[1] + 1]);
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// All of it in the order in which it stands, without a pointer.
#[test]
fn tab_reaches_every_control() {
    let (_site, page) = open();
    super::blots(&page);
    settled(&page);
    page.run("document.querySelector('#tab-teach').focus();");
    let mut reached = Vec::new();
    for _ in 0..60 {
        page.press(TAB);
        let name = page.run(
            "const node = document.activeElement;
             return node.closest('.teaching') ? (node.ariaLabel || node.textContent || node.className).trim() : '';",
        );
        reached.push(name.as_str().unwrap_or_default().to_owned());
    }
    for wanted in [
        "Name of the class",
        "Hold to record “hue 0”",
        "Files of “hue 0”",
        "Delete the class “hue 180”",
        "Add a class",
        "Tried it, what next?",
        "Confusion table",
        "Ridge and variations",
        "Save as a file",
        "Open a file",
        "Keep on this machine",
        "Delete everything",
    ] {
        assert!(reached.iter().any(|name| name == wanted), "{wanted} among {reached:?}");
    }
    assert_eq!(reached.iter().filter(|name| name.starts_with("Picture")).count(), 2, "one a class");
    key(&page, "keyUp", CONTROL);
}
