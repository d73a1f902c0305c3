//! What callers may ask beyond a frame's answer: files as pictures, chosen answers, features, a loop of
//! frames, and an end.

use crate::files::{picture, png};
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use image::Rgb;
use separable::engine::Engine;
use separable::frame::Resizer;
use separable::model::tflite;
use serde_json::{Value, json};
use std::sync::Arc;
use xtask::server::Reply;
use xtask::workspace;

everywhere!(
    files_and_addresses_are_pictures,
    answers_are_chosen_and_pictures_fitted,
    features_are_those_of_the_layer,
    frames_are_watched_until_the_signal,
    failures_have_a_code,
);

/// What `script` returns on an empty page, with a network.
fn run(tab: &Tab<'_>, script: &str) -> Value {
    let site = Site::with_route(Arc::new(|path: &str| {
        let file = png(&picture(false));
        Some(match path {
            "picture.png" => Reply::bytes("image/png", file),
            "short.png" => Reply::bytes("image/png", file[..file.len() - 20].to_vec()),
            "text.png" => Reply::bytes("image/png", b"no picture".to_vec()),
            _ => return None,
        })
    }));
    tab.goto(&format!("{}/{BLANK}", site.address()));
    tab.run(&format!(
        "const {{ load }} = await import('/separable.js');
         const models = '/models/', name = 'built-in';
         const net = await load(name, {{ models }});
         {script}"
    ))
}

fn files_and_addresses_are_pictures(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const blob = await (await fetch('/picture.png')).blob();
         const bitmap = await net.classify(await createImageBitmap(blob));
         const file = new File([blob], 'a.png', { type: 'image/png' });
         const all = [blob, file, '/picture.png', new URL('/picture.png', location.href)];
         const same = [];
         for (const source of all)
             same.push(JSON.stringify(await net.classify(source)) === JSON.stringify(bitmap));
         const wrong = [];
         for (const source of ['/none.png', '/short.png', '/text.png', new Blob(['no picture'])])
             wrong.push(await net.classify(source).then(() => '', ({ message }) => message));
         return { same, wrong, names: bitmap.every(({ className, index }) => net.labels[index] === className) }",
    );
    assert_eq!(told["same"], json!([true, true, true, true]));
    assert_eq!(told["names"], json!(true), "answers have the index of their class");
    let wrong: Vec<String> = serde_json::from_value(told["wrong"].clone()).expect("sentences");
    for (sentence, words) in wrong.iter().zip(["not there (404)", "cut short", "broken", "broken"])
    {
        assert!(sentence.contains(words), "{sentence}");
    }
}

/// The probabilities of all classes for a whole picture, by the engine on this machine.
fn stretched(mirror: bool) -> Vec<u8> {
    let file = std::fs::read(workspace::root().join("weights/built-in/model_int8.tflite"));
    let mut engine = Engine::new(tflite::read(&file.expect("it")).expect("a network")).expect("it");
    let picture = picture(false);
    let rgba: Vec<u8> = picture.pixels().flat_map(|Rgb([r, g, b])| [*r, *g, *b, 255]).collect();
    let shape = engine.model().input.shape;
    let mut pixels = vec![0; shape.iter().product()];
    let size = [picture.height() as usize, picture.width() as usize];
    Resizer::default().prepare(&rgba, size, mirror, &mut pixels, shape).expect("a picture");
    engine.set_input(&pixels).expect("as many as it takes");
    engine.run().to_vec()
}

fn answers_are_chosen_and_pictures_fitted(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const width = 300, height = 200, data = new Uint8Array(width * height * 4);
         for (let y = 0, i = 0; y < height; y++)
             for (let x = 0; x < width; x++)
                 for (const value of [Math.floor(x * 255 / 299), Math.floor(y * 255 / 199),
                     x * y % 251, 255]) data[i++] = value;
         const source = { data, width, height };
         const all = (how) => net.classify(source, { k: net.classes, ...how });
         const bytes = async how => {
             const sorted = (await all(how)).sort((a, b) => a.index - b.index);
             const { scale, zeroPoint } = net.layers.at(-1);
             return sorted.map(({ probability }) => Math.round(probability / scale) + zeroPoint & 255);
         };
         const [best, second] = await net.classify(source);
         const two = await net.classify(source, 2);
         return {
             stretched: await bytes({ fit: 'stretch' }),
             mirrored: await bytes({ fit: 'stretch', mirror: true }),
             centre: await bytes({}),
             two: two.length,
             denied: (await net.classify(source, { deny: [best.className], k: 1 }))[0].index === second.index,
             allowed: (await net.classify(source, { allow: [second.index] })).length,
             above: (await net.classify(source, { threshold: second.probability, k: 200 })).length,
         }",
    );
    assert_eq!(told["stretched"], json!(stretched(false)), "the whole picture, out of shape");
    assert_eq!(told["mirrored"], json!(stretched(true)), "the same, mirrored");
    assert_ne!(told["centre"], told["stretched"], "its middle is something else");
    assert_eq!([&told["two"], &told["allowed"]], [&json!(2), &json!(1)]);
    assert_eq!(told["denied"], json!(true), "the second is the best without the first");
    assert!(told["above"].as_u64().is_some_and(|count| (1..=3).contains(&count)), "{told}");
}

/// By the fast plan what the inspecting plan has.
fn features_are_those_of_the_layer(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const found = await net.embed('/picture.png');
         await net.classify('/picture.png');
         const { data, scale, zeroPoint } = await net.activation(net.features);
         const same = found.every((value, i) => Math.abs(value - scale * (data[i] - zeroPoint)) < 1e-6);
         const other = await net.embed('/picture.png', { fit: 'stretch' });
         return [found.length, data.length, same, other.some((value, i) => value !== found[i]),
             Object.prototype.toString.call(found)]",
    );
    assert_eq!(told, json!([512, 512, true, true, "[object Float32Array]"]));
}

fn frames_are_watched_until_the_signal(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 64 });
         const context = canvas.getContext('2d');
         context.fillRect(0, 0, 64, 64);
         const stop = new AbortController();
         let frames = 0, slow = 0, most = 0, open = 0;
         const classify = net.classify;
         net.classify = async (...args) => {
             most = Math.max(most, ++open);
             return classify.apply(net, args).finally(() => open--);
         };
         for await (const [best] of net.watch(canvas, { signal: stop.signal })) {
             context.fillStyle = `rgb(${frames * 40}, 90, 10)`;
             context.fillRect(0, 0, 64, 64);
             if (best.className && ++frames === 5) stop.abort();
         }
         const began = performance.now();
         for await (const _ of net.watch(canvas, { fps: 10 })) if (++slow === 4) break;
         const took = performance.now() - began;
         const ended = [];
         for await (const answers of net.watch(canvas, { signal: AbortSignal.abort() })) ended.push(answers);
         net.dispose();
         const after = await net.watch(canvas).next().then(() => '', ({ message }) => message);
         return { frames, most, took, ended: ended.length, after,
             uses: !Symbol.dispose || typeof net[Symbol.dispose] === 'function' }",
    );
    assert_eq!([&told["frames"], &told["most"], &told["ended"]], [&json!(5), &json!(1), &json!(0)]);
    assert!(told["took"].as_f64().is_some_and(|ms| ms > 250.0), "ten a second: {told}");
    assert!(told["after"].as_str().is_some_and(|it| it.contains("disposed")), "{told}");
    assert_eq!(told["uses"], json!(true), "`using` ends a network");
}

fn failures_have_a_code(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const code = (promise) => promise.then(() => 'none', ({ code }) => code);
         return [
             await code(net.classify('/picture.png', { fit: 'cover' })),
             await code(net.embed('/picture.png', { fit: 'cover' })),
             await code(net.classify('/picture.png', { deny: ['no such class'] })),
             await code(net.classify('/text.png')),
             await code(net.classify(new Blob([]))),
             await code(load('/none.tflite')),
             await code(load('/picture.png')),
             await code(load('v9', { models })),
             await code(load(name, { models, labels: '/none.txt' })),
             await code(load(name, { models, locate: file => file === 'worker.js' ? '/none.js' : undefined })),
             await code(load(name, { models, range: 'wide' })),
         ]",
    );
    let expected = json!([
        "option", "option", "option", "source", "source", "model", "model", "model", "labels",
        "engine", "option",
    ]);
    assert_eq!(told, expected);
}
