//! Many calls at once, and a page that slept: an engine that works is left alone.

use crate::tab::Tab;
use crate::videos::VIDEO;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Site};
use serde_json::{Value, json};

everywhere!(
    many_calls_at_once_are_all_answered,
    frames_of_what_is_live_are_dropped_where_too_many_wait,
    an_engine_that_slept_with_its_page_goes_on,
);

/// Milliseconds that the engine may be silent for: enough for one call on a busy machine.
const PATIENCE: u32 = 2000;

/// What `script` returns on an empty page, with a network whose engine may be silent for `patience` ms.
fn run(tab: &Tab<'_>, patience: u32, script: &str) -> Value {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    tab.run_with(
        &format!(
            "const {{ load }} = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite');
             const real = window.setTimeout;
             window.setTimeout = (task, ms, ...rest) => real(task, ms === 20000 ? {patience} : ms, ...rest);
             let restarts = 0;
             net.addEventListener('restart', () => restarts++);
             const input = new Uint8Array(128 * 128 * 3);
             const began = performance.now();
             for (let i = 0; i < 50; i++) await net.run(input);
             // As many calls as take half as long again as the engine may be silent.
             const count = Math.ceil(1.5 * {patience} / ((performance.now() - began) / 50));
             const calls = () => outcome(Array.from({{ length: count }}, () => net.run(input)));
             const outcome = async all => {{
                 const names = (await Promise.allSettled(all)).map(({{ reason }}) => reason ? reason.name : 'answered');
                 return Object.fromEntries([...new Set(names)].map(name => [name, names.filter(other => other === name).length]));
             }};
             {script}"
        ),
        vec![json!(STANDARD.encode(&*VIDEO))],
    )
}

/// They take longer together than the engine may be silent for one.
fn many_calls_at_once_are_all_answered(tab: &Tab<'_>) {
    let told = run(
        tab,
        PATIENCE,
        "const all = await calls();
         return [all, restarts, count];",
    );
    assert_eq!(told, json!([{ "answered": told[2] }, 0, told[2]]));
    assert!(told[2].as_u64().is_some_and(|count| count > 1), "{told}");
}

fn frames_of_what_is_live_are_dropped_where_too_many_wait(tab: &Tab<'_>) {
    let told = run(
        tab,
        20_000,
        "const canvas = Object.assign(document.createElement('canvas'), { width: 300, height: 300 });
         canvas.getContext('2d').fillRect(0, 0, 99, 99);
         const bytes = Uint8Array.from(atob(arguments[0]), letter => letter.charCodeAt(0));
         const video = Object.assign(document.createElement('video'), { muted: true, loop: true });
         document.body.append(video);
         video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }));
         await video.play();
         while (video.readyState < 2) await new Promise(resolve => real(resolve, 10));
         const still = await createImageBitmap(canvas);
         const times = (count, source) => outcome(Array.from({ length: count }, () => net.classify(source)));
         const told = [await times(100, canvas), await times(5, video), await times(100, still)];
         const why = await Promise.all(Array.from({ length: 5 }, () => net.look(video).then(() => '', ({ message }) => message)));
         return [...told, restarts, await times(1, canvas), why.at(-1)];",
    );
    assert_eq!(told[0], json!({ "answered": 32, "AbortError": 68 }));
    assert_eq!(told[1], json!({ "answered": 2, "AbortError": 3 }));
    assert_eq!(told[2], json!({ "answered": 100 }), "what stands still waits");
    assert_eq!((&told[3], &told[4]), (&json!(0), &json!({ "answered": 1 })));
    assert!(told[5].as_str().is_some_and(|why| why.contains("dropped")), "{told}");
}

/// A page that slept finds its timer far behind: here its clock jumps while it stands still.
fn an_engine_that_slept_with_its_page_goes_on(tab: &Tab<'_>) {
    let told = run(
        tab,
        PATIENCE,
        "const all = calls();
         await new Promise(resolve => real(resolve, 50));
         const now = performance.now.bind(performance);
         for (const end = now() + 2500; now() < end; );
         performance.now = () => now() + 30000;
         return [await all, restarts, count];",
    );
    assert_eq!(told, json!([{ "answered": told[2] }, 0, told[2]]));
}
