//! The bytes that a frame becomes, against the definition at the head of `src/frame.rs` taken
//! literally: each output pixel a weighted sum of all pixels.
#![cfg(not(target_family = "wasm"))]

mod common;

use common::Lcg;
use separable::frame::Resizer;

/// Pixel `place` of a row of `size` pixels resized from `row`, by the definition.
fn blend(row: &[u8], size: usize, place: usize) -> u8 {
    let (side, size, place) = (row.len() as i128, size as i128, place as i128);
    let weight = |i: i128| {
        let reach = 2 * side.max(size);
        (reach - ((2 * i + 1) * size - (2 * place + 1) * side).abs()).max(0)
    };
    let sum: i128 = (0..side).map(weight).sum();
    let one = 1 << 22;
    let blended: i128 = row
        .iter()
        .zip(0..)
        .map(|(&byte, i)| (2 * weight(i) * one + sum) / (2 * sum) * i128::from(byte))
        .sum();
    u8::try_from(((2 * blended + one) / (2 * one)).min(255)).expect("a byte")
}

/// The luma of a pixel: 0.299 R + 0.587 G + 0.114 B, in 65536ths.
fn grey(rgb: &[u8]) -> u8 {
    let [r, g, b] = [0, 1, 2].map(|c| f64::from(rgb[c]));
    let [kr, kg, kb] = [0.299, 0.587, 0.114].map(|share: f64| (share * 65536.0).round());
    ((kr * r + kg * g + kb * b) / 65536.0 + 0.5).floor() as u8
}

fn reference(
    rgba: &[u8],
    [height, width]: [usize; 2],
    [h, w, channels]: [usize; 3],
    mirror: bool,
) -> Vec<u8> {
    let mut out = vec![0; h * w * 3];
    for c in 0..3 {
        // [output pixel][column of the frame]
        let column = |x| (0..height).map(|y| rgba[(y * width + x) * 4 + c]).collect();
        let columns: Vec<Vec<u8>> = (0..width).map(column).collect();
        for y in 0..h {
            let row: Vec<u8> = columns.iter().map(|column| blend(column, h, y)).collect();
            for x in 0..w {
                let to = if mirror { w - 1 - x } else { x };
                out[(y * w + to) * 3 + c] = blend(&row, w, x);
            }
        }
    }
    if channels == 1 { out.chunks_exact(3).map(grey).collect() } else { out }
}

/// From one pixel up: larger, smaller and equal sizes, odd and even ratios.
const CASES: [(usize, usize); 14] = [
    (1, 1),
    (1, 8),
    (5, 1),
    (2, 7),
    (16, 16),
    (16, 15),
    (15, 16),
    (32, 8),
    (13, 32),
    (46, 23),
    (48, 21),
    (97, 12),
    (61, 60),
    (59, 61),
];

fn agrees(resizer: &mut Resizer, seed: u32, frame: [usize; 2], shape: [usize; 3]) {
    let rgba = Lcg(seed).bytes(frame[0] * frame[1] * 4);
    for mirror in [false, true] {
        let mut out = vec![0; shape.iter().product()];
        resizer.prepare(&rgba, frame, mirror, &mut out, shape).expect("a sound frame");
        let expected = reference(&rgba, frame, shape, mirror);
        let wrong = out.iter().zip(&expected).position(|(a, b)| a != b);
        assert_eq!(wrong, None, "{frame:?} to {shape:?}, mirror {mirror}");
    }
}

#[test]
fn gives_the_bytes_of_the_definition() {
    let mut resizer = Resizer::default(); // one for all: it must notice that sizes change
    for (seed, (side, size)) in (1..).zip(CASES) {
        agrees(&mut resizer, seed, [side, side], [size, size, 3]);
    }
}

#[test]
fn gives_them_in_any_size_and_in_grey() {
    let mut resizer = Resizer::default();
    // Each pair of numbers once as the height and once as the width of one frame.
    for (seed, (i, (height, h))) in (21..).zip(CASES.into_iter().enumerate()) {
        let (width, w) = CASES[(i + 5) % CASES.len()];
        for c in [3, 1] {
            agrees(&mut resizer, seed, [height, width], [h, w, c]);
        }
    }
}

#[test]
fn grey_is_the_luma_of_pillow() {
    // Of PIL.Image.new("RGB", (1, 1), colour).convert("L").
    let known = [
        ([255, 255, 255], 255),
        ([0, 0, 0], 0),
        ([255, 0, 0], 76),
        ([0, 255, 0], 150),
        ([0, 0, 255], 29),
        ([1, 1, 1], 1),
        ([12, 200, 99], 132),
        ([254, 1, 3], 77),
    ];
    for (rgb, expected) in known {
        let [r, g, b] = rgb;
        let mut out = [0];
        Resizer::default()
            .prepare(&[r, g, b, 255], [1, 1], false, &mut out, [1, 1, 1])
            .expect("a pixel");
        assert_eq!(out, [expected], "{rgb:?}");
    }
}

#[test]
fn keeps_one_colour_in_every_size() {
    let mut resizer = Resizer::default();
    for (side, size) in (1..400).step_by(7).flat_map(|side| [(side, 128), (side, 13)]) {
        for byte in [0, 1, 127, 254, 255] {
            let mut out = vec![3; size * size * 3];
            let rgba = vec![byte; side * side * 4];
            resizer
                .prepare(&rgba, [side, side], false, &mut out, [size, size, 3])
                .expect("a sound frame");
            assert!(out.iter().all(|&made| made == byte), "{byte} from {side} to {size}");
        }
    }
}

#[test]
fn ignores_alpha() {
    let rgba = [10, 20, 30, 0, 10, 20, 30, 255].repeat(8);
    let mut out = vec![0; 2 * 2 * 3];
    Resizer::default().prepare(&rgba, [4, 4], false, &mut out, [2, 2, 3]).expect("a sound frame");
    assert_eq!(out, [10, 20, 30].repeat(4));
}

#[test]
fn refuses_what_is_no_frame() {
    let mut resizer = Resizer::default();
    let mut out = [0; 12];
    for (bytes, frame) in [
        (0, [0, 0]),
        (16, [0, 0]),
        (0, [0, 2]),
        (15, [2, 2]),
        (16, [3, 3]),
        (16, [1, 3]),
        (4, [usize::MAX, usize::MAX]),
        (0, [1 << 31, 1 << 31]),
    ] {
        let made = resizer.prepare(&vec![0; bytes], frame, false, &mut out, [2, 2, 3]);
        assert!(made.is_err(), "{bytes} bytes for {frame:?}");
    }
    for (bytes, shape) in
        [(11, [2, 2, 3]), (12, [3, 2, 3]), (0, [0, 2, 3]), (8, [2, 2, 2]), (4, [usize::MAX, 4, 1])]
    {
        let made = resizer.prepare(&[0; 16], [2, 2], false, &mut out[..bytes], shape);
        assert!(made.is_err(), "{bytes} bytes as {shape:?}");
    }
}
