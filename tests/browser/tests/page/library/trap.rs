//! A trap in the engine: the worker is started again with its model, and the page goes on.

use browser_tests::{BLANK, Page, Site, TRAP};
use serde_json::json;

#[test]
fn after_a_trap_the_network_works_again() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let told = page.run(&[
        TRAP,
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite', { labels: '/models/built-in/labels.txt' });
         const input = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => i * 7);
         const before = (await net.run(input)).join();
         const restarted = new Promise(resolve => net.addEventListener('restart', event => resolve(event.detail.reason), { once: true }));
         const trapped = trap(net).then(() => 'nothing', error => error.message);
         const pending = net.run(input).then(output => output.join(), error => error.message);
         const [reason, message, answer] = await Promise.all([restarted, trapped, pending]);
         const after = (await net.run(input)).join();
         const [best] = await net.classify(new ImageData(64, 64));
         net.dispose();
         const disposed = await net.run(input).then(() => 'nothing', error => error.message);
         return { reason, message, answer, same: before === after, best: best.className, disposed, before };",
    ].concat());
    assert_eq!(told["same"], json!(true), "{told}");
    for sentence in ["reason", "message", "disposed"] {
        let text = told[sentence].as_str().unwrap_or_default();
        assert!(text.len() > 10 && text != "nothing", "{sentence}: {text}");
    }
    // A call behind the trap is rejected with a sentence, or runs on the new engine: it never hangs.
    let answer = told["answer"].as_str().unwrap_or_default();
    assert!(answer == told["before"] || answer.contains(' '), "{answer}");
    assert!(told["best"].as_str().is_some_and(|name| !name.is_empty()));
}

#[test]
fn twice_trapped_is_twice_restarted() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let works = page.run(
        &[
            TRAP,
            "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         let restarts = 0;
         net.addEventListener('restart', () => { restarts += 1; });
         for (let i = 0; i < 2; i++) {
             await trap(net).catch(() => {});
             await net.run(new Uint8Array(128 * 128 * 3));
         }
         return restarts;",
        ]
        .concat(),
    );
    assert_eq!(works, json!(2));
}
