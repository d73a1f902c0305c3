//! A video of the visitor's own, in whatever form an engine gives its frames.

use crate::files::{Folder, pick, shows};
use crate::samples::moves;
use crate::tab::Tab;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Page, Site};
use serde_json::json;
use std::sync::LazyLock;

everywhere!(a_video_is_named_and_plays_in_a_loop, a_video_stands_as_its_file_says,);

/// A second of the drawn keyboard as WebM. Not every engine can record one, so it is Chromium that does.
pub(crate) static VIDEO: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let page = Page::open(&Site::new(), BLANK);
    let base64 = page.run(
        "const { samples } = await import('/www/sources/samples.js');
         const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 240 });
         document.body.append(canvas);
         const context = canvas.getContext('2d');
         const { draw } = samples.find(({ id }) => id === 'keyboard');
         const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
         const parts = [];
         recorder.ondataavailable = ({ data }) => parts.push(data);
         const over = new Promise(resolve => { recorder.onstop = resolve; });
         recorder.start(50);
         for (let frame = 0; frame < 30 || !parts.some(part => part.size); frame++) {
             draw(context, 240, frame / 10);
             await new Promise(requestAnimationFrame);
         }
         recorder.stop();
         await over;
         const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
         return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));",
    );
    let bytes = STANDARD.decode(base64.as_str().expect("base64")).expect("base64");
    assert!(bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]), "a WebM file");
    bytes
});

fn a_video_is_named_and_plays_in_a_loop(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "video");
    let video = folder.file("keys.webm", &VIDEO);
    tab.open("#sample=fence");
    pick(tab, "file", &[&video]);
    tab.wait("it plays", "document.querySelector('#status').innerText === 'Video: keys.webm'", 30);
    let named = "[...document.querySelectorAll('#predictions [data-label]')].some(e => e.dataset.label === 'computer keyboard')";
    tab.wait("the keyboard is named", named, 20);
    let again = tab.run(
        "const video = document.querySelector('video'), end = performance.now() + 20000;
         for (let last = 0; performance.now() < end; await new Promise(resolve => setTimeout(resolve, 20))) {
             if (video.currentTime < last) return true;
             last = video.currentTime;
         }
         return false;",
    );
    assert_eq!(again, json!(true), "it begins again");
    moves(tab);
    tab.click("[data-action=stop]");
    tab.wait("it is let go", "!document.querySelector('video')", 10);
    assert!(tab.text("#status").contains("sample"), "{}", tab.text("#status"));
    tab.is_well();
}

/// Red and green above blue and yellow, 320 by 240, as MP4 by Chromium, which writes one track with a matrix and a ratio
/// of its pixels.
static QUARTERS: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let page = Page::open(&Site::new(), BLANK);
    let base64 = page.run(
        "const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
         document.body.append(canvas);
         const context = canvas.getContext('2d');
         const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/mp4;codecs=vp9' });
         const parts = [];
         recorder.ondataavailable = ({ data }) => parts.push(data);
         const over = new Promise(resolve => { recorder.onstop = resolve; });
         recorder.start();
         for (let frame = 0; frame < 30; frame++) {
             ['#f00', '#0f0', '#00f', '#ff0'].forEach((colour, i) => {
                 context.fillStyle = colour;
                 context.fillRect(i % 2 * 160, i < 2 ? 0 : 120, 160, 120);
             });
             context.fillRect(155 + frame % 10, 115, 2, 2);
             await new Promise(resolve => setTimeout(resolve, 30));
         }
         recorder.stop();
         await over;
         const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
         return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));",
    );
    STANDARD.decode(base64.as_str().expect("base64")).expect("base64")
});

/// Where the contents of a box begin.
fn inside(bytes: &[u8], name: &[u8; 4]) -> usize {
    bytes.windows(4).position(|four| four == name).expect("the box") + 4
}

/// The video turned clockwise by so many quarters of a circle.
fn turned(quarters: usize) -> Vec<u8> {
    let mut bytes = QUARTERS.clone();
    let header = inside(&bytes, b"tkhd");
    let matrix = header + if bytes[header] == 1 { 52 } else { 40 };
    let (cos, sin) = [(1, 0), (0, 1), (-1, 0), (0, -1)][quarters];
    for (i, value) in [(0, cos), (1, sin), (3, -sin), (4, cos)] {
        bytes[matrix + 4 * i..][..4].copy_from_slice(&(value * 65536_i32).to_be_bytes());
    }
    bytes
}

/// The video with pixels twice as wide as high.
fn wide() -> Vec<u8> {
    let mut bytes = QUARTERS.clone();
    let header = inside(&bytes, b"tkhd");
    let width = header + if bytes[header] == 1 { 88 } else { 76 };
    bytes[width..][..4].copy_from_slice(&(640_u32 << 16).to_be_bytes());
    let ratio = inside(&bytes, b"pasp");
    bytes[ratio..][..8].copy_from_slice(&[0, 0, 0, 2, 0, 0, 0, 1]);
    bytes
}

/// As a phone writes them, and as tapes were. The middle of the picture is the network's.
fn a_video_stands_as_its_file_says(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "turned");
    tab.open("#sample=fence");
    for (name, bytes, corners) in [
        ("upright.mp4", turned(0), ["red", "green", "blue", "yellow"]),
        ("right.mp4", turned(1), ["blue", "red", "yellow", "green"]),
        ("over.mp4", turned(2), ["yellow", "blue", "green", "red"]),
        ("left.mp4", turned(3), ["green", "yellow", "red", "blue"]),
        ("wide.mp4", wide(), ["red", "green", "blue", "yellow"]),
    ] {
        pick(tab, "file", &[&folder.file(name, &bytes)]);
        shows(tab, name);
        let corner = |x: usize, y: usize| {
            format!(
                "[...document.querySelector('#square').getContext('2d').getImageData({x}, {y}, 1, 1).data]
                     .slice(0, 3).map(value => value > 128 ? 1 : 0).join('')"
            )
        };
        let places = [corner(6, 6), corner(121, 6), corner(6, 121), corner(121, 121)].join(", ");
        let names = "({ '100': 'red', '010': 'green', '001': 'blue', '110': 'yellow' })";
        let seen = format!("[{places}].map(colour => {names}[colour] ?? colour).join()");
        let wanted = corners.join(",");
        tab.run(&format!(
            "for (const end = performance.now() + 8000; performance.now() < end && {seen} !== '{wanted}';)
                 await new Promise(resolve => setTimeout(resolve, 50));"
        ));
        assert_eq!(tab.value(&seen), json!(wanted), "{name}");
    }
    tab.is_well();
}
