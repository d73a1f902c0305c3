//! A video of the visitor's own, in whatever form an engine gives its frames.

use crate::files::{Folder, pick};
use crate::samples::moves;
use crate::tab::Tab;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Page, Site};
use serde_json::json;
use std::sync::LazyLock;

everywhere!(a_video_is_named_and_plays_in_a_loop);

/// A second of the drawn keyboard as WebM. Not every engine can record one, so it is Chromium that does.
static VIDEO: LazyLock<Vec<u8>> = LazyLock::new(|| {
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
