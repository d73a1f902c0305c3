//! The engine's worker and the service worker: errors, memory and rules that differ between engines.

use crate::bytes::ways;
use crate::first_visit::answers_are_those_of_the_reference;
use crate::tab::Tab;
use browser_tests::{BLANK, Site, TRAP};
use serde_json::{Value, json};

everywhere!(
    after_a_trap_every_way_goes_on,
    every_kind_of_picture_is_read_alike,
    on_a_plain_host_a_service_worker_isolates_the_page,
);

/// A trap ends the worker; the next call gets another one, with the model and as many threads.
fn after_a_trap_every_way_goes_on(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    for (variant, threads) in ways(tab.kind) {
        let told = tab.run_with(
            &[
                TRAP,
                "const [variant, threads] = arguments;
             const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite', { variant, threads });
             const reasons = [];
             net.addEventListener('restart', ({ detail }) => reasons.push(detail.reason));
             const input = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => i * 7);
             const before = (await net.run(input)).join();
             const told = await trap(net).then(() => '', ({ message }) => message);
             const after = (await net.run(input)).join();
             net.dispose();
             return { same: before === after, reasons, told, threads: net.backend.threads };",
            ]
            .concat(),
            vec![json!(variant), json!(threads)],
        );
        assert_eq!(told["same"], json!(true), "{told}");
        assert_eq!(told["threads"], json!(threads), "{told}");
        assert_eq!(told["reasons"].as_array().map(Vec::len), Some(1), "{told}");
        let sentence = told["told"].as_str().unwrap_or_default();
        assert!(sentence.starts_with("The engine stopped"), "{told}");
    }
}

/// The same pixels as plain data, canvas, bitmap, image, video frame, some of them transparent: one
/// square, and the answers of the crop that was asked for.
fn every_kind_of_picture_is_read_alike(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    for (variant, threads) in ways(tab.kind) {
        let told = tab.run_with(
            "const [variant, threads] = arguments;
             const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite', { variant, threads });
             const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 240 });
             const context = canvas.getContext('2d', { willReadFrequently: true });
             for (let x = 0; x < 320; x += 8) {
                 context.fillStyle = `rgb(${x % 251} ${x * 3 % 241} ${255 - x % 200})`;
                 context.fillRect(x, x % 64, 8, 240);
             }
             const data = context.getImageData(0, 0, 320, 240);
             const image = new Image();
             image.src = canvas.toDataURL('image/png');
             await image.decode();
             const sources = { data, canvas, image, bitmap: await createImageBitmap(canvas) };
             if (globalThis.VideoFrame) sources.frame = new VideoFrame(canvas, { timestamp: 0 });
             const crop = { x: 60, y: 20, side: 180 };
             const seen = {};
             for (const [name, source] of Object.entries(sources)) {
                 const { square, answers } = await net.look(source, { crop });
                 seen[name] = [square.data.join(), JSON.stringify(answers)];
             }
             net.dispose();
             return Object.fromEntries(Object.entries(seen).map(([name, [square, answers]]) =>
                 [name, square === seen.data[0] && answers === seen.data[1] && square.length > 1000]));",
            vec![json!(variant), json!(threads)],
        );
        let kinds = told.as_object().expect("kinds of pictures");
        assert!(kinds.len() >= 4, "{told}");
        let other: Vec<_> = kinds.iter().filter(|&(_, same)| same != &Value::Bool(true)).collect();
        assert!(other.is_empty(), "read otherwise: {other:?}");
    }
}

/// A host without headers: at the cost of one time of loading, the service worker brings them.
fn on_a_plain_host_a_service_worker_isolates_the_page(tab: &Tab<'_>) {
    let site = Site::plain_under("some/path");
    tab.goto(&site.at("some/path/#sample=monarch&at=1"));
    tab.wait("the page is isolated", "crossOriginIsolated", 30);
    tab.ready();
    answers_are_those_of_the_reference(tab);
    assert_eq!(tab.text("#problem"), "");
}
