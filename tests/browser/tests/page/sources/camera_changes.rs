//! Cameras that turn, disappear, appear and fall silent while they run; hidden tabs, and two tabs. The
//! cameras are canvases, or Chromium's fake one, green with a moving disc.

use crate::steps::{goes_on, problem};
use browser_tests::{Options, Page, Site};
use serde_json::{Value, json};

/// Cameras of canvases, drawn 30 times a second: a green square in the middle of red, with a clock
/// in a corner of it that moves. `cameras.front.turn(480, 640)` turns one, `cameras.front.go()` takes
/// it away, `cameras.add('back')` brings one, `cameras.front.still = true` silences it.
const CAMERAS: &str = "{
    const media = navigator.mediaDevices;
    window.cameras = {};
    const listed = [];
    const changed = () => media.dispatchEvent(new Event('devicechange'));
    const add = name => {
        const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
        const ctx = canvas.getContext('2d');
        const camera = cameras[name] = { still: false, tracks: [], canvas };
        let frame = 0;
        const draw = () => {
            if (camera.still) return;
            const { width, height } = canvas, side = Math.min(width, height);
            ctx.fillStyle = 'rgb(200, 0, 0)';
            ctx.fillRect(0, 0, width, height);
            ctx.fillStyle = 'rgb(0, 200, 0)';
            ctx.fillRect((width - side) / 2, (height - side) / 2, side, side);
            ctx.fillStyle = `rgb(0, ${100 + frame++ % 100}, 0)`;
            ctx.fillRect((width - side) / 2 + 8, (height - side) / 2 + 8, 64, 64);
        };
        setInterval(draw, 33);
        draw();
        camera.turn = (width, height) => Object.assign(canvas, { width, height });
        camera.go = () => {
            listed.splice(listed.indexOf(name), 1);
            for (const track of camera.tracks) { track.stop(); track.dispatchEvent(new Event('ended')); }
            changed();
        };
        listed.push(name);
        changed();
    };
    window.cameras.add = add;
    media.enumerateDevices = async () =>
        listed.map(name => ({ kind: 'videoinput', deviceId: name, label: `${name} camera` }));
    media.getUserMedia = async ({ video }) => {
        const name = video.deviceId?.exact ?? listed[0];
        if (!listed.includes(name)) throw new DOMException('for a test', listed.length ? 'OverconstrainedError' : 'NotFoundError');
        const stream = cameras[name].canvas.captureStream(30);
        const [track] = stream.getVideoTracks();
        track.getSettings = () => ({ deviceId: name });
        Object.defineProperty(track, 'label', { value: `${name} camera` });
        cameras[name].tracks.push(track);
        return stream;
    };
    add('front');
}";

fn with_cameras(names: &[&str]) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(CAMERAS), &site, "");
    page.ready();
    for name in names {
        page.run(&format!("cameras.add('{name}')"));
    }
    page.click("[data-action=camera]");
    shows(&page, "front camera");
    (site, page)
}

fn shows(page: &Page, source: &str) {
    let said = format!("document.querySelector('#status').innerText.includes('{source}')");
    page.wait(&format!("{source} is on show"), &said, 20);
}

/// The reddest that the corners and the middle of the square are: 0 where it is all green.
const RED: &str = "(() => {
    const square = document.querySelector('#square'), far = square.width - 3;
    const { data } = square.getContext('2d').getImageData(0, 0, square.width, square.width);
    const red = (x, y) => data[4 * (y * square.width + x)];
    return Math.max(red(2, 2), red(far, 2), red(2, far), red(far, far), red(far >> 1, far >> 1));
})()";

fn devices(page: &Page) -> Value {
    page.run("return [...document.querySelector('[data-action=device]').options].map(o => o.value)")
}

#[test]
fn a_camera_that_turns_in_mid_stream_goes_on_with_its_new_centre() {
    let (_site, page) = with_cameras(&[]);
    for (width, height) in [(640, 480), (480, 640), (1280, 720), (240, 320)] {
        page.run(&format!("cameras.front.turn({width}, {height})"));
        let size = format!(
            "document.querySelector('video').videoWidth === {width} && document.querySelector('video').videoHeight === {height}"
        );
        page.wait("the video has turned", &size, 10);
        page.wait("the square is all green", &format!("{RED} < 60"), 10);
        goes_on(&page, "built-in");
    }
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_square_that_was_moved_stays_inside_of_a_camera_that_turns() {
    let (_site, page) = with_cameras(&[]);
    page.run("document.querySelector('.view').focus()");
    for _ in 0..30 {
        page.press('\u{e014}');
    }
    page.wait("the right is red", &format!("{RED} > 150"), 10);
    page.run("cameras.front.turn(480, 640)");
    page.wait("the video has turned", "document.querySelector('video').videoHeight === 640", 10);
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_camera_that_goes_while_another_is_there_gives_way_to_it() {
    let (_site, page) = with_cameras(&["back"]);
    page.wait(
        "both are listed",
        "document.querySelector('[data-action=device]').options.length === 2",
        5,
    );
    page.choose("[data-action=device]", "back");
    shows(&page, "back camera");
    page.run("cameras.back.go()");
    let told = problem(&page);
    assert!(told.contains("camera") && told.contains("another"), "{told}");
    goes_on(&page, "built-in"); // with the sample
    page.click("[data-action=retry]");
    shows(&page, "front camera");
    goes_on(&page, "built-in");
    assert_eq!(devices(&page), json!(["front"]));
    assert_eq!(page.text("#problem"), "");
}

#[test]
fn a_camera_that_comes_can_be_chosen() {
    let (_site, page) = with_cameras(&[]);
    assert_eq!(devices(&page), json!(["front"]));
    page.run("cameras.add('desk')");
    page.wait(
        "it is listed",
        "document.querySelector('[data-action=device]').options.length === 2",
        5,
    );
    goes_on(&page, "built-in");
    page.choose("[data-action=device]", "desk");
    shows(&page, "desk camera");
    goes_on(&page, "built-in");
    assert_eq!(page.text("#problem"), "");
}

/// One that went between the list and the click: what ran before goes on.
#[test]
fn a_camera_that_is_chosen_too_late_leaves_the_one_before() {
    let (_site, page) = with_cameras(&["back"]);
    page.run("navigator.mediaDevices.dispatchEvent = () => true; cameras.back.go();");
    page.choose("[data-action=device]", "back");
    let told = problem(&page);
    assert!(told.contains("no longer there"), "{told}");
    shows(&page, "front camera");
    goes_on(&page, "built-in");
}

#[test]
fn a_camera_that_falls_silent_is_told_and_goes_on_by_itself() {
    let (_site, page) = with_cameras(&[]);
    goes_on(&page, "built-in");
    page.run("cameras.front.still = true");
    let told = problem(&page);
    assert!(told.contains("no picture") && told.contains("by itself"), "{told}");
    page.run("cameras.front.still = false");
    page.wait("the sentence goes", "!document.querySelector('#problem').innerText.trim()", 10);
    shows(&page, "front camera");
    goes_on(&page, "built-in");
}

/// A browser with its own moving camera.
fn with_camera() -> Options {
    Options::default()
        .arg("--use-fake-device-for-media-stream")
        .arg("--use-fake-ui-for-media-stream")
}

/// A new tab in front with the page in it, and what switches to it.
fn tab(page: &Page, site: &Site) -> String {
    let made = page.command("window/new", json!({ "type": "tab" })).expect("a tab");
    let handle = made["handle"].as_str().expect("a handle").to_owned();
    switch(page, &handle);
    page.goto(&site.at(""));
    page.ready();
    handle
}

fn switch(page: &Page, handle: &str) {
    page.command("window", json!({ "handle": handle })).expect("the tab");
    page.cdp("Page.bringToFront", json!({}));
}

fn live(page: &Page) {
    page.click("[data-action=camera]");
    shows(page, "Camera");
    goes_on(page, "built-in");
}

/// Hides and shows a page, as headless Chromium does not: without frames to draw meanwhile.
const HIDING: &str = "{
    const real = requestAnimationFrame;
    const held = [];
    let hidden = false;
    window.requestAnimationFrame = task => hidden ? held.push(task) : real(task);
    window.hide = is => {
        hidden = is;
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => is });
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => is ? 'hidden' : 'visible' });
        document.dispatchEvent(new Event('visibilitychange'));
        if (!is) for (const task of held.splice(0)) real(task);
    };
}";

#[test]
fn a_tab_that_was_hidden_goes_on_when_it_is_shown_again() {
    let site = Site::new();
    let page = Page::open_with(&with_camera().before(HIDING), &site, "");
    page.ready();
    live(&page);
    page.run("hide(true)");
    page.wait("its video rests", "document.querySelector('video').paused", 10);
    page.rest(8000); // longer than a camera may be silent
    assert_eq!(page.text("#problem"), "", "nobody waits for a picture");
    page.run("hide(false)");
    goes_on(&page, "built-in");
    shows(&page, "Camera");
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn two_tabs_look_through_one_camera() {
    let site = Site::new();
    let page = Page::start(&with_camera()).expect("a browser");
    let first = tab(&page, &site);
    live(&page);
    let second = tab(&page, &site);
    live(&page);
    for handle in [first, second] {
        switch(&page, &handle);
        goes_on(&page, "built-in");
        shows(&page, "Camera");
        assert_eq!(page.text("#problem"), "");
    }
}
