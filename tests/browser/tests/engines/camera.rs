//! Each engine's own fake camera: frames arrive in the form that the engine supports, and the camera is
//! released.

use crate::first_visit::answers_are_those_of_the_reference;
use crate::samples::moves;
use crate::tab::Tab;
use serde_json::json;

everywhere!(the_camera_is_looked_at_and_let_go);

fn the_camera_is_looked_at_and_let_go(tab: &Tab<'_>) {
    tab.open("");
    assert_eq!(tab.value("tracks.length"), json!(0), "asked for a camera before the click");
    tab.click("[data-action=camera]");
    tab.wait("it is live", "document.querySelector('#status').innerText.startsWith('Camera')", 20);
    moves(tab);
    tab.wait(
        "frames are counted",
        "Number(document.querySelector('[data-metric=fps]').dataset.value) > 1",
        20,
    );
    // Frozen, the square stays, and what is said is said of it.
    tab.click("[data-action=freeze]");
    let frozen =
        "document.querySelector('[data-action=freeze]').getAttribute('aria-pressed') === 'true'";
    tab.wait("it is frozen", frozen, 5);
    stands_still(tab);
    let square = tab.square();
    let colours = square.iter().collect::<std::collections::BTreeSet<_>>().len();
    assert!(colours > 2, "a picture of {colours} bytes");
    answers_are_those_of_the_reference(tab);
    assert_eq!(tab.square(), square, "the square that was answered for");

    tab.click("[data-action=freeze]");
    tab.wait("it goes on", &format!("!({frozen})"), 5);
    moves(tab);
    tab.click("[data-action=stop]");
    let ended = "tracks.length > 0 && tracks.every(track => track.readyState === 'ended')";
    tab.wait("it is let go", ended, 10);
    assert!(tab.text("#status").contains("sample"), "{}", tab.text("#status"));

    let frames = tab.value("videoFrames").as_u64().expect("a count");
    assert_eq!(frames > 0, tab.kind.frames, "{frames} video frames went to the worker as they are");
    tab.is_well();
}

/// Waits until the square on show is the same for a while.
fn stands_still(tab: &Tab<'_>) {
    let mut before = tab.square();
    for _ in 0..50 {
        tab.rest(300);
        let now = tab.square();
        if now == before {
            return;
        }
        before = now;
    }
    panic!("the square still moves");
}
