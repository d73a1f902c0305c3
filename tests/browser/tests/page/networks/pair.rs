//! Two networks on one frame, and folders of pictures through them.

use crate::common;
use crate::steps::{pick, served};
use browser_tests::{Options, Page, Site};
use image::imageops;
use separable::engine::Engine;
use separable::frame::Resizer;
use separable::model::{Element, tflite};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::fs;
use std::io::Cursor;

const SEEN: &str = "sample=goldfish&at=1.5";
const COMPARED: &str = "document.querySelector('.compared:not([hidden]) [data-agree]')";

/// The answers that the view shows of one of both, by class.
fn shown(side: &str) -> String {
    format!(
        "Object.fromEntries([...document.querySelectorAll('.answers [data-network={side}] tr')]
             .filter(row => row.dataset.class)
             .map(row => [row.dataset.class, Number(row.dataset.probability)]))"
    )
}

/// What the engine's face says of the same frame: answers, MACs and the number of stages.
const WANTED: &str = "
    const [id] = arguments;
    const { load } = await import('/separable.js');
    const { samples } = await import('/www/sources/samples.js');
    const index = await (await fetch('/models/index.json')).json();
    const entry = index.find(entry => entry.id === id);
    const labels = entry.labels && `/models/${entry.labels}`;
    const net = await load(entry.parts.map(part => `/models/${part}`), { labels });
    const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 448 });
    samples.find(sample => sample.id === 'goldfish').draw(canvas.getContext('2d'), 448, 1.5);
    const { answers } = await net.look(canvas, { k: 5 });
    const { macs, stages } = net;
    net.dispose();
    const first = answers[0].className.split(', ')[0];
    const said = answers.map(a => [String(a.index), a.probability]);
    return { answers: said, macs, stages: stages.length, first };";

/// Checks one of both against the engine's face; its first answer.
fn check(page: &Page, side: &str, id: &str) -> String {
    let wanted = page.run_with(WANTED, vec![json!(id)]);
    let got = page.run(&format!("return {}", shown(side)));
    for answer in wanted["answers"].as_array().expect("answers") {
        let class = answer[0].as_str().expect("a class");
        let [probability, shown] = [&answer[1], &got[class]].map(|v| v.as_f64().unwrap_or(-1.0));
        assert!(
            (probability - shown).abs() < 1e-5,
            "{id}, class {class}: {shown} of {probability}"
        );
    }
    let macs = format!("document.querySelector('.prices [data-metric={side}-macs]').dataset.value");
    assert_eq!(page.run(&format!("return Number({macs})")), wanted["macs"], "{id}");
    let column = if side == "a" { "first" } else { "last" };
    let stages = format!(
        "return document.querySelectorAll('.stages tbody td:{column}-child[data-stage]').length"
    );
    assert_eq!(page.run(&stages), wanted["stages"], "{id}: stages");
    wanted["first"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn two_networks_see_one_frame() {
    let test = "two_networks_see_one_frame";
    if !served(test, "v1-1.0-224") || !served(test, "v2-1.0-224") {
        return;
    }
    let workers = "
        window.working = new Set();
        const Real = window.Worker;
        window.Worker = class extends Real {
            constructor(...args) { super(...args); window.working.add(this); }
            terminate() { window.working.delete(this); super.terminate(); }
        };";
    let site = Site::new();
    let address = format!("#view=networks&model=v1-1.0-224&with=v2-1.0-224&{SEEN}");
    let page = Page::open_with(&Options::default().before(workers), &site, &address);
    page.ready();
    page.wait("both have answered", COMPARED, 60);
    let first = check(&page, "a", "v1-1.0-224");
    let second = check(&page, "b", "v2-1.0-224");
    let agree = page.run(&format!("return {COMPARED}.dataset.agree"));
    assert_eq!(agree, json!((first == second).to_string()), "{first} and {second}");
    page.wait(
        "both are timed",
        "['a', 'b'].every(side =>
             Number(document.querySelector(`.prices [data-metric=${side}-ms]`).dataset.value) > 0
             && [...document.querySelectorAll('.stages .ms')].every(e => e.innerText !== '–'))",
        30,
    );
    let votes = "return document.querySelector('.answers .agreement').dataset.frames";
    assert_eq!(page.run(votes), json!("1"), "a frozen frame is one frame");
    assert_eq!(page.run("return document.querySelector('.errors-of').hidden"), json!(true));

    // Another one is chosen, by the list; the address has it.
    page.run(
        "const select = document.querySelector('#networks-with');
         select.value = 'built-in';
         select.dispatchEvent(new Event('change', { bubbles: true }));",
    );
    page.wait("the address has it", "location.hash.includes('with=built-in')", 10);
    let macs = "document.querySelector('.prices [data-metric=b-macs]').dataset.value";
    let built_in = page.run_with(WANTED, vec![json!("built-in")])["macs"].to_string();
    page.wait("it is compared", &format!("{COMPARED} && {macs} === '{built_in}'"), 30);
    assert!(page.text(".answers").contains("classes are in both lists, by their names"));

    // Frames go on while both look, and every frame is a vote.
    page.press('f');
    page.wait(
        "the last minute has many frames",
        "Number(document.querySelector('.answers .agreement').dataset.frames) > 10",
        60,
    );

    // The second one is there for this view alone. The verification, whose engine counts too, has ended.
    page.wait("the engine is verified", "document.querySelector('footer .badge')?.innerText", 60);
    let engines = "[...window.working].length";
    let both = page.run(&format!("return {engines}"));
    page.press('1');
    page.wait("the second one is gone", &format!("{engines} < {both}"), 10);
    page.press('8');
    page.wait("it comes back", &format!("{engines} == {both} && {COMPARED}"), 30);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// The relative error of each layer that both have, computed from what the engine's face tells.
const ERRORS: &str = "
    const { load } = await import('/separable.js');
    const { samples } = await import('/www/sources/samples.js');
    const files = ['/models/built-in/model_int8.tflite', '/float.tflite'];
    const nets = await Promise.all(files.map(at => load(at)));
    const canvas = Object.assign(document.createElement('canvas'), { width: 448, height: 448 });
    samples.find(sample => sample.id === 'goldfish').draw(canvas.getContext('2d'), 448, 1.5);
    for (const net of nets) await net.classify(canvas);
    const errors = [];
    const kinds = ['conv', 'depthwise', 'pointwise', 'pool', 'classifier', 'softmax'];
    const lists = nets.map(net =>
        net.layers.flatMap(({ kind }, i) => kinds.includes(kind) ? [i] : []));
    for (const [at, first] of lists[0].entries()) {
        const [a, b] = await Promise.all(
            [nets[0].activation(first), nets[1].activation(lists[1][at])]);
        const real = ({ data, scale, zeroPoint }) => Array.from(data, x => scale * (x - zeroPoint));
        const [p, q] = [real(a), real(b)];
        const norm = list => Math.sqrt(list.reduce((sum, x) => sum + x * x, 0) / list.length);
        errors.push(norm(p.map((x, i) => x - q[i])) / norm(p));
    }
    for (const net of nets) net.dispose();
    return errors;";

#[test]
fn the_errors_of_int8_against_float_are_those_of_their_activations() {
    let test = "the_errors_of_int8_against_float_are_those_of_their_activations";
    let Some(float) = common::shared(test, "built-in/model_f32.tflite") else { return };
    let files = HashMap::from([("float.tflite".to_owned(), common::read(&float))]);
    let site = Site::with_files(files);
    let page = Page::open(&site, &format!("#view=networks&{SEEN}"));
    page.ready();
    page.wait("the view is there", "document.querySelector('[data-action=second]')", 20);
    let labels = common::repository("weights/built-in/labels.txt");
    pick(&page, "second", &[&float, &labels]);
    let values =
        "[...document.querySelectorAll('.errors-of .error')].map(e => Number(e.dataset.value))";
    page.wait("the errors are told", &format!("{values}.length > 20"), 60);
    let [shown, wanted] = [&format!("return {values}"), ERRORS]
        .map(|script| serde_json::from_value::<Vec<f64>>(page.run(script)).expect("numbers"));
    assert_eq!(shown.len(), wanted.len());
    for (i, (shown, wanted)) in shown.iter().zip(&wanted).enumerate() {
        assert!((shown - wanted).abs() < 1e-6, "layer {i}: {shown} of {wanted}");
    }
    assert!(wanted.iter().all(|error| *error < 0.6) && wanted.iter().any(|error| *error > 0.01));
    let text = page.text(".errors-of");
    assert!(text.contains("It grows most at layer"), "{text}");
    // A file stays in the tab, and arrow keys go from layer to layer.
    assert_eq!(page.run("return location.hash.includes('with=')"), json!(false));
    let said = "document.querySelector('.errors-of .said').innerText";
    page.run("document.querySelector('.errors-of .chart').focus()");
    let before = page.run(&format!("return {said}"));
    page.press('\u{e014}');
    page.wait("the next layer", &format!("{said} !== {before}"), 5);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

/// Photographs as squares, with the class that the built-in network's list has for each.
fn photographs(test: &str) -> Option<Vec<(String, usize, image::RgbImage)>> {
    let classes = common::shared(test, "photos/labels.json")?;
    let classes: Value = serde_json::from_slice(&common::read(classes)).expect("JSON");
    let labels = fs::read_to_string(common::repository("weights/built-in/labels.txt")).ok()?;
    let labels: Vec<&str> = labels.lines().collect();
    let mut found = Vec::new();
    let mut stems: Vec<_> = classes.as_object().expect("pictures").keys().collect();
    stems.sort();
    for stem in stems {
        let name = stem.split_once('_').expect("a name").1.replace('_', " ");
        let of = |label: &&str| label.split(", ").any(|synonym| synonym == name);
        let Some(class) = labels.iter().position(of) else { continue };
        let path = common::shared(test, &format!("photos/{stem}.jpg"))?;
        let picture = image::open(path).expect("a photograph").to_rgb8();
        let side = picture.width().min(picture.height());
        let square = imageops::crop_imm(&picture, 0, 0, side, side).to_image();
        found.push((name, class, square));
    }
    Some(found)
}

/// The top answer and whether the class is among five, by the engine on this machine.
fn judged(engine: &mut Engine, square: &image::RgbImage, class: usize) -> (usize, bool) {
    let rgba: Vec<u8> = square.pixels().flat_map(|p| [p[0], p[1], p[2], 255]).collect();
    let side = square.width() as usize;
    let [h, w, c] = engine.model().input.shape;
    let mut rgb = vec![0; h * w * c];
    let mut resizer = Resizer::default();
    resizer.prepare(&rgba, [side; 2], false, &mut rgb, [h, w, c]).expect("a square");
    engine.set_input(&rgb).expect("an input of its size");
    let signed = engine.model().output().element == Element::I8;
    let stored = |&byte: &u8| if signed { i32::from(byte as i8) } else { i32::from(byte) };
    let output: Vec<i32> = engine.run().iter().map(stored).collect();
    let mut order: Vec<usize> = (0..output.len()).collect();
    order.sort_by_key(|&i| (-output[i], i));
    (order[0], order[..5].contains(&class))
}

/// Has the dialog for a folder return files that the site has, at these paths.
fn give(page: &Page, paths: &[(String, String)]) {
    page.run_with(
        "const files = [];
         for (const [path, address] of arguments[0]) {
             const blob = await (await fetch(address)).blob();
             const type = path.endsWith('.png') ? 'image/png' : '';
             const file = new File([blob], path.split('/').pop(), { type });
             Object.defineProperty(file, 'webkitRelativePath', { value: path });
             files.push(file);
         }
         HTMLInputElement.prototype.click = function () {
             Object.defineProperty(this, 'files', { value: files });
             this.dispatchEvent(new Event('change'));
         };
         document.querySelector('[data-action=folder]').click();",
        vec![json!(paths)],
    );
}

fn png(picture: &image::RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).expect("memory");
    bytes.into_inner()
}

#[test]
fn a_folder_is_as_accurate_as_the_engine_on_this_machine() {
    let test = "a_folder_is_as_accurate_as_the_engine_on_this_machine";
    let Some(photos) = photographs(test) else { return };
    assert!(photos.len() > 10, "photographs of its classes");
    let model = tflite::read(&common::built_in()).expect("our own model");
    let mut engine = Engine::new(model).expect("a whole model");
    let mut files = HashMap::new();
    let mut paths = Vec::new();
    let [mut right, mut five] = [0; 2];
    for (i, (name, class, square)) in photos.iter().enumerate() {
        let address = format!("set-{i}.png");
        files.insert(address.clone(), png(square));
        paths.push((format!("set/{}/{i}.png", name.replace(' ', "_")), format!("/{address}")));
        let (first, among) = judged(&mut engine, square, *class);
        right += usize::from(first == *class);
        five += usize::from(among);
    }
    files.insert("broken.png".to_owned(), b"\x89PNG\r\n\x1a\nbroken".to_vec());
    paths.push(("set/unicorn/=one.png".to_owned(), "/set-0.png".to_owned()));
    paths.push(("set/goldfish/broken.png".to_owned(), "/broken.png".to_owned()));
    paths.push(("set/readme.md".to_owned(), "/broken.png".to_owned()));

    let site = Site::with_files(files);
    let keep = "
        window.saved = [];
        const make = URL.createObjectURL;
        URL.createObjectURL = blob => { window.saved.push(blob); return make.call(URL, blob); };";
    let page = Page::open_with(
        &Options::default().before(keep),
        &site,
        &format!("#view=networks&with=built-in&{SEEN}"),
    );
    page.ready();
    page.wait("both have answered", COMPARED, 60);
    give(&page, &paths);
    page.wait("it is done", "document.querySelector('.folder[data-phase=done]')", 120);
    let figure = |name: &str| {
        let value = format!(
            "return Number(document.querySelector('.folder [data-metric={name}]').dataset.value)"
        );
        page.run(&value).as_f64().expect("a share")
    };
    let count = photos.len() as f64;
    assert!((figure("top-1") - right as f64 / count).abs() < 1e-9, "{right} of {count}");
    assert!((figure("top-5") - five as f64 / count).abs() < 1e-9, "{five} of {count}");
    let text = page.text(".folder");
    for told in [
        "It has no class “unicorn”",
        "1 file left out: no pictures.",
        "1 picture could not be read",
        "Both have the same top answer for 100",
        "Confused most",
    ] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let wrong = "document.querySelectorAll('.folder .worst li').length";
    assert_eq!(page.run(&format!("return {wrong}")), json!(photos.len() - right));

    // Saved: a line for each picture, and no formula.
    page.click("[data-action=folder-save]");
    let saved = page.run("return window.saved.at(-1).text()");
    let saved = saved.as_str().unwrap_or_default();
    assert_eq!(saved.lines().count(), photos.len() + 2, "{saved}");
    let yes = saved.lines().filter(|line| line.split(',').nth(4) == Some("yes")).count();
    assert_eq!(yes, right, "{saved}");
    assert!(saved.lines().skip(1).all(|line| !line.starts_with('=')), "{saved}");

    // A click shows the picture; the buttons lead to the others that were wrong.
    page.click(".folder .worst button");
    let status = "document.querySelector('#status').innerText";
    page.wait("the picture is on the page", &format!("/\\d+\\.png/.test({status})"), 10);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_list_names_the_classes_of_a_flat_folder_and_a_run_can_be_stopped() {
    let plain = |shade: u8| png(&image::RgbImage::from_pixel(64, 64, image::Rgb([shade, 90, 200])));
    let list = "file,class\n0.png,goldfish\n1.png,nothing here\n9.png,goldfish\n";
    let mut files = HashMap::from([("list.csv".to_owned(), list.as_bytes().to_vec())]);
    files.insert("plain.png".to_owned(), plain(7));
    let site = Site::with_files(files);
    let page = Page::open(&site, &format!("#view=networks&{SEEN}"));
    page.ready();
    page.wait("the view is there", "document.querySelector('.folder')", 20);
    let picture = |i: usize| (format!("flat/{i}.png"), "/plain.png".to_owned());
    let mut paths = vec![picture(0), picture(1), picture(2)];
    paths.push(("flat/list.csv".to_owned(), "/list.csv".to_owned()));
    give(&page, &paths);
    page.wait("it is done", "document.querySelector('.folder[data-phase=done]')", 60);
    let text = page.text(".folder");
    for told in ["3 of 3", "“nothing here”", "1 line of the list", "1 of 2 names"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    let many: Vec<_> = (0..400).map(picture).collect();
    give(&page, &many);
    page.wait("it runs", "document.querySelector('.folder progress[value]')", 60);
    page.click("[data-action=folder-stop]");
    page.wait("it stopped", "document.querySelector('.folder[data-phase=stopped]')", 10);
    assert!(page.text(".folder").contains("stopped at"), "{}", page.text(".folder"));
    assert!(page.text(".folder").contains("nothing says which answers are right"));
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
