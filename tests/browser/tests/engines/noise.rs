//! A browser that changes pixels as pages read them, against fingerprinting: another way is taken that is
//! true, or a sentence stands in place of an answer. The badge tells of what is changed unseen.

use crate::first_visit::answers_are_those_of_the_reference;
use crate::tab::{Tab, site};
use browser_tests::BLANK;
use serde_json::{Value, json};
use std::collections::HashMap;
use xtask::workspace;

everywhere!(
    pixels_under_noise_are_true_or_refused,
    the_page_tells_of_noise_in_place_of_an_answer,
    the_badge_tells_of_pictures_that_do_not_arrive,
);

/// Every 41st byte is off by one where the canvas is so large.
fn noise(least: u32) -> String {
    format!(
        "for (const type of ['OffscreenCanvasRenderingContext2D', 'CanvasRenderingContext2D']) {{
             const real = globalThis[type]?.prototype.getImageData;
             if (real) globalThis[type].prototype.getImageData = function (...area) {{
                 const image = real.apply(this, area);
                 if (image.width >= {least}) for (let i = 0; i < image.data.length; i += 41) image.data[i] ^= 1;
                 return image;
             }};
         }}\n"
    )
}

const NO_FRAMES: &str = "delete globalThis.VideoFrame;\n";

/// The page with a worker before whose script these lines run.
fn with_worker(lines: &str) -> browser_tests::Site {
    let script =
        std::fs::read_to_string(workspace::dist().join("separable/worker.js")).expect("the worker");
    let files = [("separable/worker.js".to_owned(), format!("{lines}{script}").into_bytes())];
    site(HashMap::from(files))
}

/// Whether each kind of picture arrives as it is: true, or what is said instead.
fn arrives(tab: &Tab<'_>, lines: &str) -> Value {
    tab.goto(&format!("{}/{BLANK}", with_worker(lines).address()));
    // As text: not every driver takes what is made here as it is.
    let told = tab.run(
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         const data = new ImageData(128, 128);
         for (let i = 0; i < data.data.length; i++) data.data[i] = i % 4 === 3 ? 255 : (i * 7919) >> 3;
         const canvas = Object.assign(document.createElement('canvas'), { width: 128, height: 128 });
         canvas.getContext('2d').putImageData(data, 0, 0);
         const image = new Image();
         image.src = canvas.toDataURL();
         const told = {};
         for (const [name, source] of Object.entries({ data, canvas, image, bitmap: await createImageBitmap(canvas) }))
             told[name] = await net.look(source).then(
                 ({ square }) => square.data.every((value, i) => value === data.data[i]), ({ message }) => message);
         return JSON.stringify(told);",
    );
    serde_json::from_str(told.as_str().expect("text")).expect("JSON")
}

fn pixels_under_noise_are_true_or_refused(tab: &Tab<'_>) {
    let quiet = arrives(tab, "");
    let all = |told: &Value| ["canvas", "image", "bitmap"].map(|name| told[name].clone());
    assert_eq!(all(&quiet), [true, true, true].map(Value::from), "{quiet}");
    for lines in [noise(1), noise(1) + NO_FRAMES] {
        let told = arrives(tab, &lines);
        assert_eq!(told["data"], json!(true), "plain pixels need no canvas: {told}");
        let refused = |told: &Value| told.as_str().is_some_and(|told| told.contains("noise"));
        let frames = tab.kind.frames && !lines.contains("VideoFrame");
        for way in all(&told) {
            assert!(if frames { way == json!(true) } else { refused(&way) }, "{told}");
        }
    }
}

fn the_page_tells_of_noise_in_place_of_an_answer(tab: &Tab<'_>) {
    if tab.kind.frames {
        tab.open_at(&with_worker(&noise(1)), "#sample=fence&at=1");
        answers_are_those_of_the_reference(tab);
        tab.is_well();
    }
    tab.goto(&format!("{}/#sample=fence&at=1", with_worker(&(noise(1) + NO_FRAMES)).address()));
    let told = tab.wait("it is told", "document.querySelector('#problem p')?.innerText", 30);
    assert!(told.as_str().is_some_and(|told| told.contains("noise")), "{told}");
    assert_eq!(tab.text("#predictions").trim(), "");
}

/// Noise on pictures of the network's size alone, which the known picture does not reveal.
fn the_badge_tells_of_pictures_that_do_not_arrive(tab: &Tab<'_>) {
    tab.open_at(&with_worker(&noise(100)), "#sample=fence&at=1");
    let badge = "document.querySelector('footer .badge')?.innerText";
    tab.wait("it tells", &format!("{badge}?.includes('changed on their way')"), 60);
    assert!(
        tab.text("#problem").contains("does not come to the network as it is"),
        "{}",
        tab.text("#problem")
    );
    tab.open_at(&site(HashMap::new()), "#sample=fence&at=1");
    tab.wait("it tells", &format!("{badge}?.includes('Bit-exact')"), 60);
    let title = tab.value("document.querySelector('footer .badge').title");
    assert!(title.as_str().is_some_and(|title| title.contains("pixel by pixel")), "{title}");
}
