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

fn reference(rgba: &[u8], [width, height]: [usize; 2], size: usize, mirror: bool) -> Vec<u8> {
    let side = width.min(height);
    let (left, top) = ((width - side) / 2, (height - side) / 2);
    let mut out = vec![0; size * size * 3];
    for c in 0..3 {
        // [output pixel][column of the square]
        let columns: Vec<Vec<u8>> = (left..left + side)
            .map(|x| (top..top + side).map(|y| rgba[(y * width + x) * 4 + c]).collect())
            .collect();
        for y in 0..size {
            let row: Vec<u8> = columns.iter().map(|column| blend(column, size, y)).collect();
            for x in 0..size {
                let to = if mirror { size - 1 - x } else { x };
                out[(y * size + to) * 3 + c] = blend(&row, size, x);
            }
        }
    }
    out
}

/// From one pixel up: larger, smaller and equal sizes, odd and even ratios, wide and tall.
const CASES: [([usize; 2], usize); 14] = [
    ([1, 1], 1),
    ([1, 1], 8),
    ([9, 5], 1),
    ([2, 3], 7),
    ([16, 16], 16),
    ([17, 16], 15),
    ([15, 31], 16),
    ([33, 32], 8),
    ([13, 40], 32),
    ([47, 46], 23),
    ([64, 48], 21),
    ([97, 101], 12),
    ([200, 61], 60),
    ([59, 300], 61),
];

#[test]
fn gives_the_bytes_of_the_definition() {
    let mut resizer = Resizer::default(); // one for all: it must notice that sizes change
    for (seed, (sides, size)) in (1..).zip(CASES) {
        let rgba = Lcg(seed).bytes(sides[0] * sides[1] * 4);
        for mirror in [false, true] {
            let mut out = vec![0; size * size * 3];
            resizer.prepare(&rgba, sides[0], sides[1], mirror, &mut out).expect("a sound frame");
            let expected = reference(&rgba, sides, size, mirror);
            let wrong = out.iter().zip(&expected).position(|(a, b)| a != b);
            assert_eq!(wrong, None, "{sides:?} to {size}, mirror {mirror}");
        }
    }
}

#[test]
fn keeps_one_colour_in_every_size() {
    let mut resizer = Resizer::default();
    for (side, size) in (1..400).step_by(7).flat_map(|side| [(side, 128), (side, 13)]) {
        for byte in [0, 1, 127, 254, 255] {
            let mut out = vec![3; size * size * 3];
            let rgba = vec![byte; side * side * 4];
            resizer.prepare(&rgba, side, side, false, &mut out).expect("a sound frame");
            assert!(out.iter().all(|&made| made == byte), "{byte} from {side} to {size}");
        }
    }
}

#[test]
fn leaves_out_what_is_beside_the_square() {
    let mut rgba = vec![255; 6 * 4 * 4];
    for pixel in rgba.chunks_exact_mut(24).flat_map(|row| row[4..20].chunks_exact_mut(4)) {
        pixel.copy_from_slice(&[10, 20, 30, 0]);
    }
    let mut out = vec![0; 2 * 2 * 3];
    Resizer::default().prepare(&rgba, 6, 4, false, &mut out).expect("a sound frame");
    assert_eq!(out, [10, 20, 30].repeat(4));
}

#[test]
fn refuses_what_is_no_frame() {
    let mut resizer = Resizer::default();
    let mut out = [0; 12];
    for (bytes, width, height) in
        [(0, 0, 0), (16, 4, 0), (15, 2, 2), (16, 2, 3), (4, usize::MAX, 2)]
    {
        assert!(resizer.prepare(&vec![0; bytes], width, height, false, &mut out).is_err());
    }
    assert!(resizer.prepare(&[0; 16], 2, 2, false, &mut [0; 11]).is_err());
    assert!(resizer.prepare(&[0; 16], 2, 2, false, &mut []).is_err());
}
