//! Files that visitors bring: pictures picked, dropped and pasted, a model with its labels, and files that
//! are neither.

use crate::first_visit::answers_are_those_of_the_reference;
use crate::reference;
use crate::tab::Tab;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::imageops::crop_imm;
use image::{ImageFormat, Rgb, RgbImage};
use separable::frame::Resizer;
use serde_json::{Value, json};
use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};

everywhere!(
    a_picked_picture_is_seen_as_the_engine_resizes_it,
    a_dropped_and_a_pasted_picture_are_seen,
    what_is_no_picture_is_told,
    a_picked_model_runs_with_its_labels,
);

/// Files of one test; they go with this value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn of(tab: &Tab<'_>, test: &str) -> Self {
        let name = format!("separable-{}-{test}-{:?}", std::process::id(), tab.kind.engine);
        let folder = std::env::temp_dir().join(name);
        fs::create_dir_all(&folder).expect("a folder for files");
        Self(folder)
    }

    pub(crate) fn file(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.join(name);
        fs::write(&path, bytes).expect("a file");
        path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What is left of it hurts nobody.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Picks files as a visitor does: the button, then the dialog.
pub(crate) fn pick(tab: &Tab<'_>, action: &str, paths: &[&Path]) {
    // The dialog itself cannot be driven; the input behind it takes the paths.
    tab.run(&format!(
        "HTMLInputElement.prototype.click = function () {{}};
         document.querySelector('[data-action={action}]').click();"
    ));
    let paths: Vec<&str> = paths.iter().filter_map(|path| path.to_str()).collect();
    tab.send_keys("input[type=file]", &paths.join("\n"));
}

/// Lets a file fall on the page, or pastes it there.
fn bring(tab: &Tab<'_>, how: &str, name: &str, mime: &str, bytes: &[u8]) {
    tab.run_with(
        "const [how, name, type, base64] = arguments;
         const bytes = Uint8Array.from(atob(base64), letter => letter.charCodeAt(0));
         const data = new DataTransfer();
         data.items.add(new File([bytes], name, { type }));
         const send = (kind, make) => document.body.dispatchEvent(make(kind, { bubbles: true, cancelable: true }));
         if (how === 'drop')
             for (const kind of ['dragenter', 'dragover', 'drop'])
                 send(kind, (kind, how) => new DragEvent(kind, { ...how, dataTransfer: data }));
         // Not every engine lets a script make a ClipboardEvent with data.
         else send('paste', (kind, how) => Object.defineProperty(new Event(kind, how), 'clipboardData', { value: data }));",
        vec![json!(how), json!(name), json!(mime), json!(STANDARD.encode(bytes))],
    );
}

pub(crate) fn shows(tab: &Tab<'_>, name: &str) {
    let status = format!("document.querySelector('#status').innerText.includes('{name}')");
    tab.wait(&format!("{name} is shown"), &status, 30);
}

/// Colours that differ from place to place, wider than high.
pub(crate) fn picture(turned: bool) -> RgbImage {
    RgbImage::from_fn(300, 200, |x, y| {
        let (x, y) = if turned { (299 - x, y) } else { (x, y) };
        Rgb([(x * 255 / 299) as u8, (y * 255 / 199) as u8, ((x * y) % 251) as u8])
    })
}

pub(crate) fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, ImageFormat::Png).expect("a PNG file");
    bytes.into_inner()
}

/// What the model sees of a picture, by the engine on this machine.
fn seen(picture: &RgbImage) -> Vec<u8> {
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    let centre = crop_imm(picture, (width - side) / 2, (height - side) / 2, side, side).to_image();
    let rgba: Vec<u8> = centre.pixels().flat_map(|&Rgb([r, g, b])| [r, g, b, 255]).collect();
    let mut square = vec![0; 128 * 128 * 3];
    let mut resizer = Resizer::default();
    resizer
        .prepare(&rgba, [side as usize; 2], false, &mut square, [128, 128, 3])
        .expect("a picture");
    square
}

/// Waits until the square on show is that of `picture`, byte for byte.
fn sees(tab: &Tab<'_>, picture: &RgbImage) {
    let expected = seen(picture);
    let end = std::time::Instant::now() + std::time::Duration::from_secs(10);
    loop {
        let square = tab.square();
        if square == expected {
            return;
        }
        let off = square.iter().zip(&expected).filter(|(a, b)| a != b).count();
        let most = square.iter().zip(&expected).map(|(a, b)| a.abs_diff(*b)).max();
        assert!(std::time::Instant::now() < end, "{off} bytes differ, by {most:?} at most");
        tab.rest(50);
    }
}

fn a_picked_picture_is_seen_as_the_engine_resizes_it(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "picture");
    let picture = picture(false);
    let path = folder.file("colours.png", &png(&picture));
    tab.open("");
    pick(tab, "file", &[&path]);
    shows(tab, "colours.png");
    sees(tab, &picture);
    answers_are_those_of_the_reference(tab);
    tab.is_well();
}

fn a_dropped_and_a_pasted_picture_are_seen(tab: &Tab<'_>) {
    tab.open("");
    for (how, turned) in [("drop", false), ("paste", true)] {
        let picture = picture(turned);
        bring(tab, how, &format!("{how}.png"), "image/png", &png(&picture));
        shows(tab, &format!("{how}.png"));
        sees(tab, &picture);
    }
    tab.is_well();
}

fn what_is_no_picture_is_told(tab: &Tab<'_>) {
    tab.open("#sample=fence&at=1");
    let status = tab.text("#status");
    let files: [(&str, &str, &[u8]); 3] = [
        ("text.jpg", "image/jpeg", b"This is a text file, whatever its name says."),
        ("noise.webp", "image/webp", &[7; 5000]),
        ("model.tflite", "", b"no model either"),
    ];
    for (name, mime, bytes) in files {
        bring(tab, "drop", name, mime, bytes);
        let told =
            tab.wait("a problem is told", "document.querySelector('#problem p')?.innerText", 30);
        let told = told.as_str().unwrap_or_default();
        assert!(told.len() > 20 && !told.contains("undefined"), "{name}: {told}");
        tab.click("[data-action=dismiss]");
        // What was there before is still there.
        assert_eq!(tab.text("#status"), status);
    }
    answers_are_those_of_the_reference(tab);
    tab.is_well();
}

fn a_picked_model_runs_with_its_labels(tab: &Tab<'_>) {
    let folder = Folder::of(tab, "model");
    let model = folder.file("mine.tflite", &crate::common::built_in());
    // The same classes under other names: the answer says whose labels these are.
    let names: Vec<String> =
        reference::labels().iter().map(|label| format!("my own {label}")).collect();
    let labels = folder.file("mine.txt", names.join("\n").as_bytes());
    tab.open("#sample=fence&at=1");
    let best = "document.querySelector('#predictions [data-label]').dataset.label";
    assert_eq!(tab.value(best), json!("picket fence"));
    pick(tab, "model-file", &[&labels, &model]);
    tab.wait("it runs", "document.documentElement.dataset.model.startsWith('dropped')", 30);
    tab.wait("it has its labels", &format!("{best} === 'my own picket fence'"), 20);
    let options: Value =
        tab.value("document.querySelectorAll('[data-action=model] option').length");
    assert!(options.as_u64() >= Some(1), "{options}");
    tab.is_well();
}
