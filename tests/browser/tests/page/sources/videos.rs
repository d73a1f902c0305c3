//! Video files: played in a loop, classified, and released when stopped.

use crate::steps::{Folder, pick, problem};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Options, Page, Site};
use serde_json::{Value, json};

/// Counts the addresses of files that the page holds.
const WATCH: &str = "window.held = new Set();
    const { createObjectURL, revokeObjectURL } = URL;
    URL.createObjectURL = file => {
        const address = createObjectURL.call(URL, file);
        window.held.add(address);
        return address;
    };
    URL.revokeObjectURL = address => {
        window.held.delete(address);
        revokeObjectURL.call(URL, address);
    };";

/// A WebM file of the drawn sample `id`.
fn webm(site: &Site, id: &str) -> Vec<u8> {
    let page = Page::open(site, BLANK);
    let base64 = page.run_with(
        "const { samples } = await import('/www/sources/samples.js');
         const canvas = Object.assign(document.createElement('canvas'), { width: 240, height: 240 });
         document.body.append(canvas);
         const ctx = canvas.getContext('2d');
         const sample = samples.find(sample => sample.id === arguments[0]);
         const recorder = new MediaRecorder(canvas.captureStream(), { mimeType: 'video/webm;codecs=vp8' });
         const parts = [];
         recorder.ondataavailable = ({ data }) => parts.push(data);
         const over = new Promise((resolve, reject) => {
             recorder.onstop = resolve;
             recorder.onerror = ({ error }) => reject(error);
         });
         recorder.start(50);
         for (let frame = 0; frame < 20 || !parts.some(part => part.size); frame++) {
             sample.draw(ctx, 240, frame / 20);
             await new Promise(requestAnimationFrame);
         }
         recorder.stop();
         await over;
         const bytes = new Uint8Array(await new Blob(parts).arrayBuffer());
         return btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join(''));",
        vec![json!(id)],
    );
    let bytes = STANDARD.decode(base64.as_str().expect("base64")).expect("base64");
    assert!(bytes.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]), "a WebM file");
    bytes
}

#[test]
fn a_video_plays_over_and_over_and_is_released() {
    let folder = Folder::new("video");
    let path = folder.0.join("keys.webm");
    let site = Site::new();
    std::fs::write(&path, webm(&site, "keyboard")).expect("a video");
    let page = Page::open_with(&Options::default().before(WATCH), &site, "#sample=fence");
    page.ready();
    pick(&page, "file", &[&path]);
    page.wait(
        "the video plays",
        "document.querySelector('#status').innerText === 'Video: keys.webm'",
        30,
    );
    assert_eq!(page.run("return window.held.size"), json!(1), "the file is held while it plays");
    page.run(
        "document.querySelector('video').addEventListener('seeked', () => window.again = true)",
    );
    page.wait(
        "the keyboard is named",
        "[...document.querySelectorAll('#predictions [data-label]')].some(e => e.dataset.label === 'computer keyboard')",
        30,
    );
    page.wait(
        "its frames are counted",
        "Number(document.querySelector('[data-metric=fps]').dataset.value) > 0",
        30,
    );
    page.wait("it starts over", "window.again", 30);

    page.click("[data-action=stop]");
    page.wait(
        "the sample is back",
        "document.querySelector('#status').innerText.startsWith('Drawn sample')",
        10,
    );
    page.wait("the file is released", "!document.querySelector('video') && !window.held.size", 10);
    page.wait(
        "the fence is named again",
        "document.querySelector('#predictions [data-label]').dataset.label === 'picket fence'",
        30,
    );
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn what_is_no_video_is_told_and_the_page_goes_on() {
    let folder = Folder::new("no-video");
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(WATCH), &site, "#sample=fence");
    page.ready();
    let texts = [("text.webm", "This is a text file, whatever its name says."), ("empty.mp4", "")];
    for (name, text) in texts {
        let path = folder.0.join(name);
        std::fs::write(&path, text).expect("a file");
        pick(&page, "file", &[&path]);
        let told = problem(&page);
        assert!(told.contains(name) && told.contains("is no video"), "{told}");
        let status = page.text("#status");
        assert!(status.starts_with("Drawn sample"), "{status}");
        let left: Value = page.run("return [document.querySelector('video'), window.held.size]");
        assert_eq!(left, json!([null, 0]), "what it was read with");
        page.click("[data-action=dismiss]");
    }
    page.wait(
        "the fence is named",
        "document.querySelector('#predictions [data-label]').dataset.label === 'picket fence'",
        30,
    );
}
