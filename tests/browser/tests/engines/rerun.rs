//! Covered parts and muted channels in every engine, against whole runs there.

use crate::bytes::ways;
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::json;

everywhere!(what_is_run_again_is_a_whole_run);

fn what_is_run_again_is_a_whole_run(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    for (variant, threads) in ways(tab.kind) {
        let told = tab.run_with(
            "const [variant, threads] = arguments;
             const { load } = await import('/separable.js');
             const net = await load('/models/built-in/model_int8.tflite', { variant, threads });
             const input = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * i) % 251);
             const boxes = [
                 { top: 0, left: 0, bottom: 20, right: 20 },
                 { top: 50.4, left: 70.6, bottom: 82.4, right: 102.6 },
                 { top: 100, left: -5, bottom: 300, right: 3 },
                 { top: 7, left: 7, bottom: 7, right: 7 },
             ];
             const wrong = [];
             const differ = (a, b) => a.length !== b.length || a.some((byte, i) => byte !== b[i]);
             const covered = await net.runCovered(input, boxes, { level: 90 });
             for (const [i, { top, left, bottom, right }] of boxes.entries()) {
                 const seen = input.slice();
                 for (let y = Math.round(top); y < Math.min(Math.round(bottom), 128); y++)
                     for (let x = Math.max(0, Math.round(left)); x < Math.round(right); x++)
                         seen.fill(90, (y * 128 + x) * 3, (y * 128 + x + 1) * 3);
                 if (differ(await net.run(seen), covered[i])) wrong.push(boxes[i]);
             }
             const muted = await net.runMuted(input, 2, [0, 5, 15]);
             for (const [i, channel] of [0, 5, 15].entries()) {
                 await net.change([{ layer: 2, channel }]);
                 if (differ(await net.run(input), muted[i])) wrong.push(channel);
                 const more = await net.runMuted(input, 4, [3]);
                 await net.change([{ layer: 2, channel }, { layer: 4, channel: 3 }]);
                 if (differ(await net.run(input), more[0])) wrong.push([channel, 3]);
             }
             await net.change([]);
             const refused = [];
             for (const call of [
                 () => net.runMuted(input, 2, [16]),
                 () => net.runMuted(input, 2000, [0]),
                 () => net.runCovered(input.slice(1), boxes),
             ]) refused.push(await call().then(() => '', ({ message }) => message));
             const none = await net.runCovered(input, []);
             const same = !differ(await net.run(input), covered[3]);
             net.dispose();
             return { wrong, refused, none: none.length, same };",
            vec![json!(variant), json!(threads)],
        );
        assert_eq!(told["wrong"], json!([]), "{variant}, {threads} threads");
        assert_eq!(told["none"], json!(0));
        assert_eq!(told["same"], json!(true), "an empty box covers nothing");
        for (refused, said) in
            told["refused"].as_array().expect("three").iter().zip(["channel", "layer", "values"])
        {
            assert!(refused.as_str().is_some_and(|it| it.contains(said)), "{refused}");
        }
    }
}
