//! The QR code of a link, read by a decoder that is not ours.

use super::export;
use browser_tests::{BLANK, Options, Page, Site};
use image::{DynamicImage, GrayImage};
use rqrr::{Grid, PreparedImage, SimpleGrid};
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::fs;
use xtask::workspace;

const LARGEST: usize = 20;

#[derive(Deserialize)]
struct Code {
    version: usize,
    level: String,
    mask: u8,
    size: usize,
    /// Dark is '1'.
    modules: String,
}

impl Code {
    /// What the decoder reads in it, with its version, level and mask, where these modules are turned over.
    fn read(&self, turned: &BTreeSet<usize>) -> Option<(usize, u16, u16, String)> {
        let dark: Vec<bool> = self.modules.bytes().map(|it| it == b'1').collect();
        let grid = SimpleGrid::from_func(self.size, |x, y| {
            let cell = y * self.size + x;
            dark[cell] != turned.contains(&cell)
        });
        let (meta, text) = Grid::new(grid).decode().ok()?;
        Some((meta.version.0, meta.ecc_level, meta.mask, text))
    }

    fn expected(&self, text: &str) -> Option<(usize, u16, u16, String)> {
        let level = match self.level.as_str() {
            "L" => 1,
            "M" => 0,
            other => panic!("no level {other}"),
        };
        Some((self.version, level, self.mask.into(), text.to_owned()))
    }
}

/// Links as the page makes them, and longer ones: the lengths run through all versions.
fn texts() -> Vec<String> {
    let letters = b"abcdefghijklmnopqrstuvwxyz0123456789=&.*-#/:%ABCXYZ";
    let mut state = 7_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as usize % below
    };
    let mut texts = vec!["a".to_owned(), "https://example.org/modèle/#sample=été".to_owned()];
    texts.extend((1..=240).map(|i| {
        let length = if i <= 160 { i * 858 / 160 } else { 20 + next(600) };
        (0..length).map(|_| char::from(letters[next(letters.len())])).collect()
    }));
    texts
}

#[test]
fn a_decoder_of_others_reads_every_code() {
    let source = fs::read(workspace::root().join("www/domain/qr.js")).expect("the encoder");
    let site = Site::with_files(HashMap::from([("qr.js".to_owned(), source)]));
    let page = Page::open(&site, BLANK);
    let texts = texts();
    let made = page.run_with(
        "const { qr } = await import(`${location.origin}/qr.js`);
         const code = (text, wish) => {
             const made = qr(text, wish);
             return made && { ...made, modules: made.modules.join('') };
         };
         const texts = arguments[0].map(text => [text, code(text)]);
         const wishes = [];
         for (let version = 1; version <= 20; version++)
             for (const level of ['L', 'M'])
                 for (let mask = version % 2; mask < 8; mask += 2) {
                     const text = `v${version}${level}${mask}`;
                     wishes.push([text, code(text, { version, level, mask })]);
                 }
         return [...texts, ...wishes];",
        vec![json!(texts)],
    );
    let codes: Vec<(String, Code)> = serde_json::from_value(made).expect("codes");
    let mut seen = BTreeSet::new();
    for (text, code) in &codes {
        let read = code.read(&BTreeSet::new());
        assert_eq!(read, code.expected(text), "{} {} {text}", code.version, code.level);
        seen.insert((code.version, code.level.clone(), code.mask));
    }
    let versions: BTreeSet<_> = seen.iter().map(|(version, ..)| *version).collect();
    assert_eq!(versions, (1..=LARGEST).collect(), "every version");
    assert!(seen.iter().filter(|(version, ..)| *version == 5).count() >= 8, "{seen:?}");

    // Error correction that is right mends: dirt of two modules, away from all patterns.
    for (text, code) in codes.iter().filter(|(_, code)| code.version > 1) {
        let row = code.size - 5;
        let dirt =
            BTreeSet::from([row * code.size + code.size - 1, row * code.size + code.size - 2]);
        assert_eq!(code.read(&dirt), code.expected(text), "{} with dirt", code.version);
    }
}

/// Waits for the sheet, and takes its code as it stands on the screen.
fn on_screen(page: &Page) -> GrayImage {
    let place = page.run(
        "const { x, y, width, height } = document.querySelector('#link .qr canvas').getBoundingClientRect();
         return [x, y, width, height].map(it => it * devicePixelRatio);",
    );
    let [x, y, width, height] =
        [0, 1, 2, 3].map(|i| place[i].as_f64().expect("pixels").round() as u32);
    let screen = image::load_from_memory(&page.screenshot()).expect("a picture").into_luma8();
    image::imageops::crop_imm(&screen, x, y, width, height).to_image()
}

/// The one code in a picture.
fn read(picture: &GrayImage) -> String {
    let [width, height] = [picture.width(), picture.height()].map(|it| it as usize);
    let mut picture = PreparedImage::prepare_from_greyscale(width, height, |x, y| {
        picture.get_pixel(x as u32, y as u32).0[0]
    });
    let mut found = picture.detect_grids();
    assert_eq!(found.len(), 1, "codes");
    found.remove(0).decode().expect("a code that can be read").1
}

#[test]
fn a_camera_reads_the_link_off_the_sheet() {
    let options = Options::default().before(export::WATCH);
    let page = Page::open_with(&options, &Site::new(), "#sample=goldfish&at=1&stage=2");
    page.ready();
    page.click("[data-action=link]");
    page.wait("the sheet is open", "document.querySelector('#link')?.open", 10);
    page.wait("pictures can be saved", "document.querySelector('#link .save')", 10);
    let link = "return document.querySelector('#link textarea').value";
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        for part in ["story", "price", "cost", "lab"] {
            page.click(&format!("#link [value={part}]"));
            page.run("document.querySelector('#link').scrollTo(0, 0)");
            page.rest(100);
            assert_eq!(json!(read(&on_screen(&page))), page.run(link), "{scheme}");
        }
        let (picture, ..) = export::save(&page, "#link .qr figure");
        let picture = DynamicImage::ImageRgba8(picture).into_luma8();
        assert_eq!(json!(read(&picture)), page.run(link), "the {scheme} picture");
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
