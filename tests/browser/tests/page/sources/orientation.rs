//! Photographs from a camera held sideways: the file says so, and the network sees them upright.

use crate::steps::{Folder, pick};
use browser_tests::{Page, Site};
use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, Rgb, RgbImage};
use serde_json::json;

const GREY: [u8; 3] = [128; 3];
const RED: [u8; 3] = [220, 20, 20];
const GREEN: [u8; 3] = [20, 200, 20];
const BLUE: [u8; 3] = [20, 20, 220];
const YELLOW: [u8; 3] = [230, 220, 20];

/// The centre square of a flat picture in four colours, from the top left as one reads; the ends
/// beside it are grey, so what is stretched or cut wrongly shows them.
fn flat(unit: u32) -> RgbImage {
    RgbImage::from_fn(6 * unit, 4 * unit, |x, y| {
        Rgb(match (x / unit, y / unit) {
            (0 | 5, _) => GREY,
            (1 | 2, 0 | 1) => RED,
            (_, 0 | 1) => GREEN,
            (1 | 2, _) => BLUE,
            _ => YELLOW,
        })
    })
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    JpegEncoder::new_with_quality(&mut bytes, 90)
        .encode(picture, picture.width(), picture.height(), ExtendedColorType::Rgb8)
        .expect("a JPEG file");
    bytes
}

/// Puts an Exif segment with this orientation behind the start of a JPEG file.
fn with_orientation(mut jpeg: Vec<u8>, orientation: u8) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*".to_vec();
    exif.extend(8u32.to_be_bytes()); // where the only directory is
    exif.extend(1u16.to_be_bytes()); // it has one entry: orientation, a short, one of them
    exif.extend([0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0]);
    exif.extend(0u32.to_be_bytes()); // no further directory
    let mut segment = vec![0xff, 0xe1];
    segment.extend((exif.len() as u16 + 2).to_be_bytes());
    segment.extend(exif);
    assert_eq!(jpeg[..2], [0xff, 0xd8], "the start of a JPEG file");
    jpeg.splice(2..2, segment);
    jpeg
}

/// Waits until the corners of the square that the model sees have these colours, as one reads.
fn corners_are(page: &Page, name: &str, colours: [[u8; 3]; 4]) {
    let script = format!(
        "(() => {{
            if (!document.querySelector('#status').innerText.includes('{name}')) return false;
            const square = document.querySelector('.view canvas'), size = square.width;
            const {{ data }} = square.getContext('2d').getImageData(0, 0, size, size);
            const near = size >> 3, far = size - 1 - near;
            return [[near, near], [far, near], [near, far], [far, far]].every(([x, y], i) =>
                {}[i].every((value, c) => Math.abs(value - data[4 * (y * size + x) + c]) < 24));
        }})()",
        json!(colours)
    );
    page.wait(&format!("{name} is shown with the right corners"), &script, 30);
}

/// Small ones are decoded as they are, those above 2 megapixels are scaled, those above 24 drawn.
#[test]
fn a_photograph_taken_sideways_is_seen_upright() {
    let folder = Folder::new("turned");
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for (name, unit) in [("small", 40), ("large", 360), ("huge", 1040)] {
        let jpeg = jpeg(&flat(unit));
        let lying = format!("{name}-lying.jpg");
        let path = folder.0.join(&lying);
        std::fs::write(&path, &jpeg).expect("a picture");
        pick(&page, "file", &[&path]);
        corners_are(&page, &lying, [RED, GREEN, BLUE, YELLOW]);

        // Orientation 6: a quarter turn to the right makes it upright.
        let upright = format!("{name}-turned.jpg");
        let path = folder.0.join(&upright);
        std::fs::write(&path, with_orientation(jpeg, 6)).expect("a picture");
        pick(&page, "file", &[&path]);
        corners_are(&page, &upright, [BLUE, RED, YELLOW, GREEN]);
        let status = page.text("#status");
        let size = format!("{} × {}", 4 * unit, 6 * unit);
        assert!(status.contains(&size), "not {size}: {status}");
    }
    assert_eq!(page.text("#problem"), "");
}
