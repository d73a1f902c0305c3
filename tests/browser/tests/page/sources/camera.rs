//! The camera: its pictures are named, it is released when stopped, and each failure has a sentence.

use crate::common;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{BLANK, Options, Page, Site, camera};
use image::RgbImage;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// How long the video stays on a picture.
const SECONDS: u32 = 3;

/// Keeps what the page gets from the camera where the test can see it.
const WATCH: &str = "if (navigator.mediaDevices) {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    window.asked = [];
    window.tracks = [];
    navigator.mediaDevices.getUserMedia = async wanted => {
        window.asked.push(wanted);
        const stream = await real(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
    };
}";

/// A video that is deleted with this value.
struct Video(PathBuf);

impl Video {
    fn of(test: &str, pictures: &[RgbImage]) -> Self {
        let path =
            std::env::temp_dir().join(format!("separable-{}-{test}.y4m", std::process::id()));
        camera::video(&path, pictures, SECONDS).expect("a video");
        Self(path)
    }
}

impl Drop for Video {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Two drawn samples as a camera would see them.
fn drawn(site: &Site, ids: &[&str]) -> Vec<RgbImage> {
    let page = Page::open(site, BLANK);
    let picture = |id: &&str| {
        let address = page.run_with(
            "const { samples } = await import('/www/sources/samples.js');
             const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
             const ctx = canvas.getContext('2d');
             ctx.translate(80, 0);
             samples.find(sample => sample.id === arguments[0]).draw(ctx, 480, 0);
             return canvas.toDataURL('image/png').split(',')[1];",
            vec![json!(id)],
        );
        let bytes = STANDARD.decode(address.as_str().expect("base64")).expect("base64");
        image::load_from_memory(&bytes).expect("a PNG file").into_rgb8()
    };
    ids.iter().map(picture).collect()
}

fn best(page: &Page) -> String {
    let label =
        page.run("return document.querySelector('#predictions [data-label]')?.dataset.label ?? ''");
    label.as_str().unwrap_or_default().to_owned()
}

fn is_live(page: &Page) {
    page.wait(
        "the camera is live",
        "document.querySelector('#status').innerText.startsWith('Camera')",
        20,
    );
}

#[test]
fn the_camera_names_what_it_sees_and_is_released() {
    let test = "the_camera_names_what_it_sees_and_is_released";
    let site = Site::new();
    let video = Video::of(test, &drawn(&site, &["keyboard"]));
    let page = Page::open_with(&Options::default().camera(&video.0).before(WATCH), &site, "");
    page.ready();
    assert_eq!(
        page.run("return window.asked.length"),
        json!(0),
        "asked for a camera before the click"
    );
    page.click("[data-action=camera]");
    is_live(&page);
    page.wait(
        "the keyboard is named",
        "[...document.querySelectorAll('#predictions [data-label]')].some(e => e.dataset.label === 'computer keyboard')",
        20,
    );
    let asked = page.run("return window.asked");
    assert!(
        asked.as_array().is_some_and(|all| all.iter().all(|one| one["audio"] != json!(true))),
        "{asked}"
    );
    for metric in ["fps", "infer-ms"] {
        let value =
            format!("Number(document.querySelector('[data-metric={metric}]').dataset.value) > 0");
        page.wait(&format!("{metric} is measured"), &value, 20);
    }
    // Frozen, the video goes on and the answer stays; thawed, all goes on.
    page.click("[data-action=freeze]");
    page.wait(
        "it is frozen",
        "document.querySelector('[data-action=freeze]').getAttribute('aria-pressed') === 'true'",
        5,
    );
    page.click("[data-action=freeze]");
    page.click("[data-action=mirror]");
    page.click("[data-action=stop]");
    page.wait(
        "the camera is released",
        "window.tracks.length > 0 && window.tracks.every(track => track.readyState === 'ended')",
        10,
    );
    assert!(!page.text("#status").starts_with("Camera"), "{}", page.text("#status"));
    assert_eq!(page.text("#problem"), "");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn the_camera_pauses_while_the_tab_is_hidden() {
    let test = "the_camera_pauses_while_the_tab_is_hidden";
    let site = Site::new();
    let video = Video::of(test, &drawn(&site, &["fence"]));
    let page = Page::open_with(&Options::default().camera(&video.0).before(WATCH), &site, "");
    page.ready();
    page.click("[data-action=camera]");
    is_live(&page);
    let paused = page.run(
        "const set = hidden => {
             Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
             Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
             document.dispatchEvent(new Event('visibilitychange'));
         };
         const video = document.querySelector('video'), rest = () => new Promise(resolve => setTimeout(resolve, 500));
         const still = () => video.paused || window.tracks.every(track => !track.enabled || track.readyState === 'ended');
         set(true);
         await rest();
         const hidden = still();
         set(false);
         await rest();
         return { hidden, visible: still() };",
    );
    assert_eq!(paused, json!({ "hidden": true, "visible": false }));
}

/// Photographs through the camera, named by the published model.
#[test]
fn the_camera_names_photographs() {
    let test = "the_camera_names_photographs";
    let Some(labels) = common::shared(test, "photos/labels.json") else { return };
    let Some(names) = common::weights(test, "imagenet_labels.txt") else { return };
    if !crate::steps::served(test, "v1-1.0-224") {
        return;
    }
    let labels: Value = serde_json::from_slice(&common::read(labels)).expect("labels");
    let names = String::from_utf8(common::read(names)).expect("names");
    let names: Vec<&str> = names.lines().map(str::trim).collect();
    let photos = [
        "n01820546_lorikeet",
        "n02128757_snow_leopard",
        "n02119022_red_fox",
        "n04487081_trolleybus",
        "n07920052_espresso",
        "n03841143_odometer",
    ];
    let pictures: Vec<RgbImage> = photos
        .iter()
        .filter_map(|photo| common::shared(test, &format!("photos/{photo}.jpg")))
        .map(|path| image::load_from_memory(&common::read(path)).expect("a photograph").into_rgb8())
        .collect();
    assert_eq!(pictures.len(), photos.len(), "photographs");
    let mut wanted: BTreeSet<&str> = photos
        .iter()
        .map(|photo| names[labels[*photo].as_u64().expect("a class") as usize])
        .collect();
    let video = Video::of(test, &pictures);
    let site = Site::new();
    let page = Page::open_with(&Options::default().camera(&video.0), &site, "#model=v1-1.0-224");
    page.wait("the model runs", "document.documentElement.dataset.model === 'v1-1.0-224'", 60);
    page.click("[data-action=camera]");
    is_live(&page);
    // Three times through the video.
    let end = Instant::now() + Duration::from_secs(u64::from(3 * SECONDS) * photos.len() as u64);
    let mut seen = BTreeSet::new();
    while !wanted.is_empty() && Instant::now() < end {
        let label = best(&page);
        wanted.remove(label.as_str());
        seen.insert(label);
        page.rest(100);
    }
    assert!(wanted.is_empty(), "never came first: {wanted:?}; what did: {seen:?}");
}

/// A page whose browser answers a call for the camera with an error of this name.
fn refusing(site: &Site, name: &str) -> Page {
    let script = format!(
        "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('for a test', '{name}'); }};"
    );
    let page = Page::open_with(&Options::default().before(script), site, "");
    page.ready();
    page
}

fn told(page: &Page) -> String {
    page.click("[data-action=camera]");
    let text =
        page.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 20);
    let text = text.as_str().unwrap_or_default().to_owned();
    assert!(text.len() > 20 && !text.contains("for a test"), "not a sentence for people: {text}");
    assert!(
        page.text("#status").contains("sample"),
        "the sample goes on: {}",
        page.text("#status")
    );
    text
}

#[test]
fn a_camera_that_is_denied_missing_or_busy_has_its_own_sentence() {
    let site = Site::new();
    let sentences: BTreeSet<String> = ["NotAllowedError", "NotFoundError", "NotReadableError"]
        .into_iter()
        .map(|name| told(&refusing(&site, name)))
        .collect();
    assert_eq!(sentences.len(), 3, "{sentences:?}");
}

/// No stand-in: the browser itself denies.
#[test]
fn a_denied_camera_is_told_and_can_be_retried() {
    let site = Site::new();
    let video = Video::of("denied", &drawn(&site, &["orange"]));
    // Without the flag that allows everything.
    let mut options = Options::default().camera(&video.0);
    options.args.retain(|arg| !arg.contains("fake-ui"));
    let page = Page::start(&options).expect("a browser");
    let set = |state: &str| {
        page.goto(&site.at(""));
        page.command("permissions", json!({ "descriptor": { "name": "camera" }, "state": state }))
            .expect("the permission is set");
        page.ready();
    };
    set("denied");
    let text = told(&page);
    assert!(text.contains("allow"), "{text}");
    page.command("permissions", json!({ "descriptor": { "name": "camera" }, "state": "granted" }))
        .expect("the permission is set");
    page.click("[data-action=retry]");
    is_live(&page);
    assert_eq!(page.text("#problem"), "");
}

/// No stand-in: this browser has no camera.
#[test]
fn without_a_camera_the_page_says_so() {
    let site = Site::new();
    let page =
        Page::open_with(&Options::default().arg("--use-fake-ui-for-media-stream"), &site, "");
    page.ready();
    let text = told(&page);
    assert!(text.contains("camera"), "{text}");
}

#[test]
fn a_camera_that_is_taken_away_is_told_and_a_sample_goes_on() {
    let site = Site::new();
    let video = Video::of("gone", &drawn(&site, &["orange"]));
    let page = Page::open_with(&Options::default().camera(&video.0).before(WATCH), &site, "");
    page.ready();
    page.click("[data-action=camera]");
    is_live(&page);
    page.run("for (const track of window.tracks) { track.stop(); track.dispatchEvent(new Event('ended')); }");
    let text =
        page.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 20);
    assert!(text.as_str().is_some_and(|text| text.contains("camera")), "{text}");
    assert!(page.text("#status").contains("sample"), "{}", page.text("#status"));
    page.click("[data-action=retry]");
    is_live(&page);
}

#[test]
fn on_an_insecure_origin_the_camera_has_its_own_sentence() {
    let site = Site::new();
    let rule = format!("--host-resolver-rules=MAP insecure.test 127.0.0.1:{}", site.port());
    let page = Page::start(&Options::default().arg(rule)).expect("a browser");
    page.goto("http://insecure.test/");
    page.ready();
    assert_eq!(page.run("return isSecureContext"), json!(false));
    let text = told(&page);
    assert!(text.contains("https"), "{text}");
}

/// A frame as the one before is not computed again: the strip says so, and the time stays that of the
/// last one that was.
#[test]
fn a_camera_that_shows_one_picture_is_not_computed_again() {
    let site = Site::new();
    let picture =
        RgbImage::from_fn(64, 48, |x, y| image::Rgb([4 * x, 5 * y, 128].map(|c| c as u8)));
    let video = Video::of("one-picture", &[picture]);
    let page = Page::open_with(&Options::default().camera(&video.0), &site, "");
    page.ready();
    page.click("[data-action=camera]");
    let time = "document.querySelector('[data-metric=infer-ms]')";
    let note = format!("{time}.closest('div').querySelector('.basis').innerText");
    page.wait("the strip says so", &format!("{note} === 'unchanged picture'"), 30);
    let value = || page.run(&format!("return {time}.dataset.value"));
    let before = value();
    page.rest(1500);
    assert_eq!(value(), before, "the time is that of the frame that was computed");
    let fps = "Number(document.querySelector('[data-metric=fps]').dataset.value)";
    page.wait("frames go on being drawn", &format!("{fps} > 1"), 10);
    page.click("[data-sample=fence]");
    page.wait("what moves is computed", &format!("{note}.startsWith('median of')"), 20);
}
