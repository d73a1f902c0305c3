//! Blank channels in every engine: those that this machine finds, and none that a picture changes.

use crate::common;
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use separable::inspect::blanks;
use separable::model::tflite;
use serde_json::{Value, json};

everywhere!(blank_channels_are_those_of_this_machine);

fn blank_channels_are_those_of_this_machine(tab: &Tab<'_>) {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    let told = tab.run(
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         const blanks = await net.blanks();
         const changing = [];
         const seen = [];
         for (const seed of [7, 11, 13]) {
             await net.run(Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => (i * i * seed) % 251));
             for (const [layer, { channels }] of blanks.entries()) {
                 const { data, shape: [, , c] } = await net.activation(layer);
                 for (const { channel } of channels) {
                     const cells = String(data.filter((_, i) => i % c === channel));
                     seen[layer] ??= {};
                     if ((seen[layer][channel] ??= cells) !== cells) changing.push([layer, channel]);
                 }
             }
         }
         net.dispose();
         return { blanks, changing };",
    );
    let model = tflite::read(&common::built_in()).expect("the built-in model");
    let expected: Vec<Value> = blanks(&model)
        .iter()
        .map(|layer| {
            let channels: Vec<Value> = (layer.channels.iter())
                .map(|it| json!({ "channel": it.channel, "number": it.number, "sums": it.sums }))
                .collect();
            json!({ "channels": channels, "macs": layer.macs })
        })
        .collect();
    assert_eq!(told["blanks"], json!(expected));
    assert_eq!(told["changing"], json!([]));
}
