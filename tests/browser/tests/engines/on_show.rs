//! A network that fails on a frame: nothing of the one before is on show under its name.

use crate::files::{Folder, pick};
use crate::first_visit::answers_are_those_of_the_reference;
use crate::tab::Tab;
use serde_json::json;

everywhere!(a_network_that_fails_on_a_frame_shows_nothing_of_the_one_before);

/// Frames reach the engine as a call that it does not know.
const FAILS: &str = "window.send = Worker.prototype.postMessage;
    Worker.prototype.postMessage = function (message, ...rest) {
        return send.call(this, message.op === 'look' ? { ...message, op: 'none' } : message, ...rest);
    };";
const SEEN: &str = "(() => {
    const shown = element => element?.checkVisibility({ visibilityProperty: true }) ?? false;
    const square = document.querySelector('#square');
    const { data } = square.getContext('2d').getImageData(0, 0, square.width, square.height);
    return {
        answers: [...document.querySelectorAll('#predictions li')].filter(li => shown(li) || li.dataset.label).length,
        square: shown(square) && data.some(value => value),
        maps: [...document.querySelectorAll('.pane.stage canvas')].some(shown),
    };
})()";

fn a_network_that_fails_on_a_frame_shows_nothing_of_the_one_before(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "fails");
    let model = folder.file("mine.tflite", &crate::common::built_in());
    tab.open("#sample=fence&at=1&view=stage");
    tab.wait("its maps are shown", "document.querySelector('.pane.stage canvas')", 20);
    answers_are_those_of_the_reference(tab);
    let all = json!({ "answers": 5, "square": true, "maps": true });
    assert_eq!(tab.value(SEEN), all);

    tab.run(FAILS);
    pick(tab, "model-file", &[&model]);
    tab.wait("it runs", "document.documentElement.dataset.model === 'dropped-1'", 30);
    tab.wait("it fails", "document.querySelector('#problem [data-action=retry]')", 20);
    assert_eq!(tab.value(SEEN), json!({ "answers": 0, "square": false, "maps": false }));

    tab.run("Worker.prototype.postMessage = send;");
    tab.click("[data-action=retry]");
    tab.wait("it answers", "document.querySelector('#predictions[data-model=dropped-1]')", 30);
    tab.wait("its maps are shown", &format!("{SEEN}.maps"), 20);
    assert_eq!(tab.value(SEEN), all);

    // A source that fails is none either.
    tab.run(FAILS);
    tab.click("[data-sample=goldfish]");
    tab.wait("it fails", "document.querySelector('#problem [data-action=retry]')", 20);
    assert_eq!(tab.value(SEEN), json!({ "answers": 0, "square": false, "maps": false }));
    tab.run("Worker.prototype.postMessage = send;");
}
