//! Two frames compared, the held one and the current one: drawn samples, pictures and a camera.

use crate::steps::{Folder, pick, runs, served};
use browser_tests::{Options, Page, Site, camera};
use image::{Rgb, RgbImage};
use serde_json::{Value, json};

const STAGE: usize = 3;
const CHANNEL: usize = 5;

/// Largest differences of the maps on show.
const SHOWN: &str = "[...document.querySelectorAll('.compare [data-metric=max-difference]')]
    .filter(e => e.checkVisibility()).map(e => Number(e.dataset.value))";

/// The largest differences of two moments of a sample, by another network that the engine's face
/// is asked for, and those of the answers by class.
const WANTED: &str = "
    const [id, moments, layers, channel] = arguments;
    const { load } = await import('/separable.js');
    const { samples } = await import('/www/sources/samples.js');
    const net = await load('/models/built-in/model_int8.tflite');
    const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 448 });
    const seen = [];
    for (const moment of moments) {
        samples.find(sample => sample.id === id).draw(canvas.getContext('2d'), 448, moment);
        const answers = await net.classify(canvas, net.classes);
        const maps = [];
        for (const layer of layers) maps.push(await net.activation(layer));
        seen.push({ maps, answers: Object.fromEntries(answers.map(a => [a.className, a.probability])) });
    }
    net.dispose();
    const [a, b] = seen;
    const most = a.maps.map(({ data, shape, scale }, m) => {
        let most = 0;
        for (let i = channel; i < data.length; i += shape[2])
            most = Math.max(most, Math.abs(b.maps[m].data[i] - data[i]));
        return scale * most;
    });
    const answers = Object.keys(a.answers).map(name => b.answers[name] - a.answers[name]);
    return { most, answers };";

fn compared(page: &Page) {
    page.wait(
        "two frames are compared",
        "document.querySelector('.compare:not([hidden])[data-kept]')",
        20,
    );
}

#[test]
fn two_moments_of_a_sample_differ_as_their_activations_do() {
    let site = Site::new();
    let address = |at: f64, stage: usize, channel: usize| {
        format!("#sample=goldfish&stage={stage}&channel={channel}&output={channel}&at={at}")
    };
    let page = Page::open(&site, &address(1.5, STAGE, CHANNEL));
    page.ready();
    page.press('k');
    compared(&page);
    page.wait("both maps are compared", &format!("{SHOWN}.length === 2"), 10);
    assert_eq!(page.run(&format!("return {SHOWN}")), json!([0, 0]), "a frame and itself");
    let differences = "[...document.querySelectorAll('.compare [data-class]')].map(e => Number(e.dataset.difference))";
    assert_eq!(page.run(&format!("return {differences}")), json!(vec![0; 10]));

    // B goes on to another moment; then another stage and channel are compared, of the same two.
    page.run_with("location.hash = arguments[0]", vec![json!(address(4.25, STAGE, CHANNEL))]);
    for (stage, channel) in [(STAGE, CHANNEL), (6, 17)] {
        page.run_with("location.hash = arguments[0]", vec![json!(address(4.25, stage, channel))]);
        let layers = page.run_with(
            "const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite');
             const { layers } = net.stages[arguments[0]];
             net.dispose();
             return layers.filter(i => ['depthwise', 'pointwise'].includes(net.layers[i].kind));",
            vec![json!(stage)],
        );
        let wanted = page
            .run_with(WANTED, vec![json!("goldfish"), json!([1.5, 4.25]), layers, json!(channel)]);
        let most: Vec<f64> = serde_json::from_value(wanted["most"].clone()).expect("numbers");
        assert!(most.iter().all(|&most| most > 0.0), "the moments differ: {most:?}");
        page.wait(
            &format!("channel {channel} of stage {stage} differs by {most:?}"),
            &format!(
                "{SHOWN}.length === 2 && {SHOWN}.every((most, i) => Math.abs(most - {most:?}[i]) < 1e-9)"
            ),
            15,
        );
        // Every difference of an answer is one that the engine has; labels may not be loaded there.
        let shown = page.run(&format!("return {differences}"));
        let answers: Vec<f64> = serde_json::from_value(wanted["answers"].clone()).expect("numbers");
        for shown in shown.as_array().expect("a list").iter().filter_map(Value::as_f64) {
            let near = answers.iter().any(|answer| (answer - shown).abs() < 1e-5);
            assert!(near, "no answer differs by {shown}");
        }
    }
    // The picture of the difference is not plain, and it has both signs.
    let colours = page.run(
        "const canvas = document.querySelectorAll('.compare .difference .map:last-child canvas')[0];
         const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
         let [green, purple] = [0, 0];
         for (let i = 0; i < data.length; i += 4) {
             if (data[i + 1] > data[i] + 4) green++;
             if (data[i + 1] < data[i] - 4) purple++;
         }
         return [green > 0, purple > 0];",
    );
    assert_eq!(colours, json!([true, true]));
    page.click("[data-action=apart]");
    page.wait("it is closed", "document.querySelector('.compare').hidden", 5);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn kept_frames_are_released_and_other_models_look_at_them_again() {
    let test = "kept_frames_are_released_and_other_models_look_at_them_again";
    let folder = Folder::new(test);
    let paths = ["one.png", "two.png"].map(|name| folder.0.join(name));
    let stripes = |width: u32| {
        RgbImage::from_fn(300, 200, |x, y| {
            Rgb([if (x / width).is_multiple_of(2) { 250 } else { 20 }, (y % 256) as u8, 90])
        })
    };
    for (path, width) in paths.iter().zip([7, 31]) {
        stripes(width).save(path).expect("a picture");
    }
    let watch = "
        const make = window.createImageBitmap, close = ImageBitmap.prototype.close;
        window.kept = new Set();
        window.createImageBitmap = async (...args) => {
            const bitmap = await make.apply(window, args);
            window.kept.add(bitmap);
            return bitmap;
        };
        ImageBitmap.prototype.close = function () { window.kept.delete(this); close.call(this); };
        // What is sent to the worker is gone from here: it has no width any more.
        window.held = () => [...window.kept].filter(bitmap => bitmap.width > 0).length;";
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(watch), &site, "#stage=2");
    page.ready();
    pick(&page, "file", &[&paths[0]]);
    page.wait(
        "the picture is there",
        "document.querySelector('#status').innerText.includes('one.png')",
        20,
    );
    page.rest(1500);
    let before = page.run("return window.held()");
    page.click("[data-action=keep-frame]");
    compared(&page);
    page.wait("it is the same", &format!("JSON.stringify({SHOWN}) === '[0,0]'"), 10);
    pick(&page, "file", &[&paths[1]]);
    page.wait(
        "it differs",
        &format!("{SHOWN}.length === 2 && {SHOWN}.every(most => most > 0)"),
        20,
    );
    let text = page.text(".compare");
    assert!(text.contains("one.png") && text.contains("two.png"), "{text}");
    for _ in 0..3 {
        page.click("[data-action=keep-frame]");
        page.wait("now they are the same", &format!("JSON.stringify({SHOWN}) === '[0,0]'"), 10);
    }
    page.rest(1000);
    assert_eq!(
        page.run("return window.held()"),
        json!(before.as_u64().map(|n| n + 1)),
        "one is kept"
    );
    page.click("[data-action=apart]");
    page.rest(500);
    assert_eq!(page.run("return window.held()"), before, "none is kept");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn another_network_sees_the_kept_frame_and_what_the_first_said_is_kept() {
    let test = "another_network_sees_the_kept_frame_and_what_the_first_said_is_kept";
    if !served(test, "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, "#sample=goldfish&at=1.5&stage=3");
    page.ready();
    page.press('k');
    compared(&page);
    let answers = "[...document.querySelectorAll('.compare [data-frame=a] tbody tr:not([hidden])')]
        .map(row => [row.dataset.class, row.querySelector('td').innerText])";
    let first = page.run(&format!("return {answers}"));
    let kept = "document.querySelector('.compare .kept')";
    assert_eq!(page.run(&format!("return {kept}.hidden")), json!(true));
    let choose = |id: &str| {
        page.run(&format!(
            "const select = document.querySelector('[data-action=model]');
             select.value = '{id}';
             select.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        ));
        runs(&page, id);
    };
    choose("v1-1.0-224");
    page.wait("the first is kept", &format!("{kept}.dataset.network === 'built-in'"), 30);
    // It is one frame, which the new network sees as A and as B; and it says so.
    page.wait("both are the same", &format!("JSON.stringify({SHOWN}) === '[0,0]'"), 20);
    let text = page.text(".compare");
    assert!(text.contains("cells differs. A and B by MobileNet V1 1.0, 224 px"), "{text}");
    assert!(text.contains("Tiny ImageNet (built in) said of A: goldfish"), "{text}");
    assert_ne!(page.run(&format!("return {answers}")), first, "A by the new network");
    choose("built-in");
    page.wait("it is the one that was kept", &format!("{kept}.hidden"), 30);
    assert_eq!(page.run(&format!("return {answers}")), first);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_camera_is_frozen_and_compared_with_what_comes_later() {
    let test = "a_camera_is_frozen_and_compared_with_what_comes_later";
    let folder = Folder::new(test);
    let video = folder.0.join("video.y4m");
    let plain = |shift: u32| {
        RgbImage::from_fn(640, 480, |x, y| Rgb([((x + shift * y) % 256) as u8, 80, 160]))
    };
    camera::video(&video, &[plain(0), plain(3)], 2).expect("a video");
    let site = Site::new();
    let page = Page::open_with(&Options::default().camera(&video), &site, "#stage=2");
    page.ready();
    page.click("[data-action=camera]");
    page.wait(
        "the camera is live",
        "document.querySelector('#status').innerText.startsWith('Camera')",
        20,
    );
    page.rest(800);
    page.press('f');
    page.wait("it is frozen", "document.querySelector('#status').innerText.includes('frozen')", 5);
    page.press('k');
    compared(&page);
    // Longer than the video stays on a picture: what is frozen stands.
    page.rest(3000);
    assert_eq!(page.run(&format!("return {SHOWN}")), json!([0, 0]));
    page.press('f');
    page.wait("what comes later differs", &format!("{SHOWN}.some(most => most > 0)"), 10);
    assert_eq!(
        page.run("return /at=|crop=|mirror=/.test(location.hash)"),
        json!(false),
        "a camera stays in the tab"
    );
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
