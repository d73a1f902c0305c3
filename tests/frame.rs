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

fn reference(rgba: &[u8], side: usize, size: usize, mirror: bool) -> Vec<u8> {
    let mut out = vec![0; size * size * 3];
    for c in 0..3 {
        // [output pixel][column of the square]
        let columns: Vec<Vec<u8>> =
            (0..side).map(|x| (0..side).map(|y| rgba[(y * side + x) * 4 + c]).collect()).collect();
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

#[test]
fn gives_the_bytes_of_the_definition() {
    let mut resizer = Resizer::default(); // one for all: it must notice that sizes change
    for (seed, (side, size)) in (1..).zip(CASES) {
        let rgba = Lcg(seed).bytes(side * side * 4);
        for mirror in [false, true] {
            let mut out = vec![0; size * size * 3];
            resizer.prepare(&rgba, side, mirror, &mut out).expect("a sound frame");
            let expected = reference(&rgba, side, size, mirror);
            let wrong = out.iter().zip(&expected).position(|(a, b)| a != b);
            assert_eq!(wrong, None, "{side} to {size}, mirror {mirror}");
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
            resizer.prepare(&rgba, side, false, &mut out).expect("a sound frame");
            assert!(out.iter().all(|&made| made == byte), "{byte} from {side} to {size}");
        }
    }
}

#[test]
fn ignores_alpha() {
    let rgba = [10, 20, 30, 0, 10, 20, 30, 255].repeat(8);
    let mut out = vec![0; 2 * 2 * 3];
    Resizer::default().prepare(&rgba, 4, false, &mut out).expect("a sound frame");
    assert_eq!(out, [10, 20, 30].repeat(4));
}

#[test]
fn refuses_what_is_no_frame() {
    let mut resizer = Resizer::default();
    let mut out = [0; 12];
    for (bytes, side) in [(0, 0), (16, 0), (15, 2), (16, 3), (4, usize::MAX), (0, 1 << 31)] {
        assert!(resizer.prepare(&vec![0; bytes], side, false, &mut out).is_err());
    }
    assert!(resizer.prepare(&[0; 16], 2, false, &mut [0; 11]).is_err());
    assert!(resizer.prepare(&[0; 16], 2, false, &mut []).is_err());
}
