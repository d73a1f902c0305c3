//! Pictures of the page as PNG files: sharp, with their captions.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{Options, Page, Site};
use image::RgbaImage;
use serde_json::json;
use std::collections::HashSet;

/// Keeps what the page makes files of, and what they would be called.
pub(crate) const WATCH: &str = "window.files = [];
    const make = URL.createObjectURL;
    URL.createObjectURL = blob => {
        if (blob.type === 'image/png') window.files.push({ blob });
        return make.call(URL, blob);
    };
    const click = HTMLAnchorElement.prototype.click;
    HTMLAnchorElement.prototype.click = function () {
        if (this.download) window.files.at(-1).name = this.download;
        else click.call(this);
    };";

/// Saves the picture that `selector` finds: its pixels, its text, the name of its file.
pub(crate) fn save(page: &Page, selector: &str) -> (RgbaImage, String, String) {
    page.wait(
        "the button is there",
        &format!("document.querySelector(`{selector} > .save`)?.getBoundingClientRect().width > 0"),
        10,
    );
    let saved = page.run_with(
        "const before = window.files.length;
         document.querySelector(`${arguments[0]} > .save`).click();
         while (!window.files[before]?.name) await new Promise(resolve => setTimeout(resolve, 20));
         const { blob, name } = window.files[before];
         const bytes = new Uint8Array(await blob.arrayBuffer());
         return [btoa(Array.from(bytes, byte => String.fromCharCode(byte)).join('')), name];",
        vec![json!(selector)],
    );
    let bytes = STANDARD.decode(saved[0].as_str().expect("base64")).expect("base64");
    let mut reader =
        png::Decoder::new(std::io::Cursor::new(&bytes)).read_info().expect("a PNG file");
    // Text may come after the pixels; reading them all checks every sum of the file.
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    let text = reader.info().utf8_text.first().expect("a description");
    assert_eq!(text.keyword, "Description");
    let text = text.get_text().expect("text");
    let picture = image::load_from_memory(&bytes).expect("a PNG file").into_rgba8();
    (picture, text, saved[1].as_str().unwrap_or_default().to_owned())
}

fn colours<'a>(pixels: impl Iterator<Item = &'a image::Rgba<u8>>) -> usize {
    pixels.map(|pixel| pixel.0).collect::<HashSet<_>>().len()
}

#[test]
fn a_picture_is_saved_sharp_and_with_its_caption() {
    let site = Site::new();
    let page =
        Page::open_with(&Options::default().before(WATCH), &site, "#sample=bus&at=2&stage=3");
    page.ready();
    let (picture, text, name) = save(&page, "figure.square");
    let size = page.run(
        "const { width, height } = document.querySelector('figure.square').getBoundingClientRect();
         return [width, height];",
    );
    let (width, height) = (size[0].as_f64().expect("a width"), size[1].as_f64().expect("a height"));
    // Twice as sharp as the page, on a card that is wider and has room for the words.
    let card = 380.0;
    assert!((f64::from(picture.width()) - 2.0 * card).abs() < 3.0, "{}", picture.width());
    let words = f64::from(picture.height()) / 2.0 - height;
    assert!((70.0..160.0).contains(&words), "{words} CSS pixels of words");
    assert!(name.ends_with(".png") && name.contains("square that the model sees"), "{name}");
    for part in [
        "The square that the model sees",
        "Block 3",
        "School bus at 2 s",
        "Tiny ImageNet",
        "Separable, 20",
    ] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    // The square's pixels are in it: the middle of each, at its place.
    let square = page.run(
        "const canvas = document.querySelector('#square');
         return [...canvas.getContext('2d').getImageData(0, 0, 128, 128).data];",
    );
    let square: Vec<u8> = serde_json::from_value(square).expect("bytes");
    let (left, side) = ((card - width) / 2.0, width);
    for (x, y) in [(3, 5), (64, 64), (100, 30), (20, 110), (121, 12)] {
        let at = |i: usize| (i as f64 + 0.5) * side / 128.0;
        let pixel = picture.get_pixel((2.0 * (left + at(x))) as u32, (2.0 * (20.0 + at(y))) as u32);
        let wanted = &square[(y * 128 + x) * 4..][..3];
        assert_eq!(&pixel.0[..3], wanted, "at {x}, {y}");
    }
    // Words are written under it.
    let under = (2.0 * (20.0 + height + 14.0)) as u32;
    let caption = picture.rows().skip(under as usize).flatten();
    assert!(colours(caption) > 4, "a caption");
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn every_picture_of_a_view_can_be_saved_in_light_and_in_dark() {
    let site = Site::new();
    let page =
        Page::open_with(&Options::default().before(WATCH), &site, "#sample=goldfish&at=2&stage=3");
    page.ready();
    page.press('k');
    page.wait(
        "two frames are compared",
        "document.querySelector('.compare:not([hidden])[data-kept]')",
        20,
    );
    let mut corners = HashSet::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        page.rest(500);
        let (picture, text, _) = save(&page, ".compare .difference");
        assert!(colours(picture.pixels()) > 50, "{} colours", colours(picture.pixels()));
        assert!(text.contains("in frame A, in frame B, and B − A"), "{text}");
        assert!(text.contains("this channel in both"), "its scope: {text}");
        corners.insert(picture.get_pixel(0, 0).0);
    }
    assert_eq!(corners.len(), 2, "the card is as light or dark as the page");
    // All that is a picture, in any view, has a button, and a caption that is a sentence.
    for view in ["stage", "twin", "cost", "why"] {
        page.click(&format!("[data-view={view}]"));
        page.wait(
            &format!("{view} has pictures"),
            "[...document.querySelectorAll('.pane:not([hidden]) [data-picture]')].some(e => e.checkVisibility())",
            20,
        );
        page.wait(
            &format!("every picture of {view} can be saved"),
            "[...document.querySelectorAll('[data-picture]')].filter(e => e.checkVisibility())
                 .every(e => (e.querySelector(':scope > .save') ?? e.parentElement.querySelector(':scope > .save'))
                     && /^\\p{Lu}.*\\.$/su.test(e.dataset.picture))",
            10,
        );
    }
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}
