//! Preparing a frame in a browser gives the same bytes as on this machine.

#[path = "../../common/lcg.rs"]
mod lcg;

use base64::prelude::{BASE64_STANDARD, Engine as _};
use browser_tests::{BLANK, Page, Site};
use lcg::Lcg;
use separable::frame::Resizer;
use serde_json::{Value, json};
use std::fs;
use xtask::workspace;

/// The built-in model's input.
const SIZE: usize = 128;

/// Looks at seeded pictures; the answer holds what runs and its squares.
const LOOK: &str = r#"
    const [variant, threads, cases] = arguments;
    const { load } = await import("/separable.js");
    const models = new URL("/models/", location);
    const [{ parts }] = await (await fetch(new URL("index.json", models))).json();
    const net = await load(parts.map((part) => new URL(part, models)), { variant, threads });
    const squares = [];
    for (const { width, height, mirror, crop, seed } of cases) {
        const picture = new ImageData(width, height);
        let state = seed;
        for (let i = 0; i < picture.data.length; i++) {
            state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
            picture.data[i] = i % 4 === 3 ? 255 : state >>> 24;
        }
        const { square } = await net.look(picture, { mirror, crop: crop ?? undefined });
        squares.push(btoa(Array.from(square.data, (byte) => String.fromCharCode(byte)).join("")));
    }
    const found = { backend: net.backend, squares };
    net.dispose();
    return found;
"#;

#[derive(Clone, Copy)]
struct Case {
    width: usize,
    height: usize,
    mirror: bool,
    /// Left, top, side.
    crop: Option<[usize; 3]>,
    seed: u32,
}

fn cases() -> Vec<Case> {
    let sizes =
        [(1, 1), (2, 3), (128, 128), (127, 300), (302, 129), (640, 480), (480, 641), (1414, 1500)];
    let crops = [[0, 0, 1], [11, 7, 128], [399, 199, 201], [203, 3, 397]];
    let mut cases = Vec::new();
    for (width, height) in sizes {
        cases.extend([false, true].map(|mirror| (width, height, mirror, None)));
    }
    cases.extend(crops.map(|crop| (600, 400, false, Some(crop))));
    let numbered = cases.into_iter().zip(1..);
    numbered
        .map(|((width, height, mirror, crop), seed)| Case { width, height, mirror, crop, seed })
        .collect()
}

/// What the page draws, by the same formula.
fn picture(&Case { width, height, seed, .. }: &Case) -> Vec<u8> {
    let mut rgba = Lcg(seed).bytes(width * height * 4);
    rgba.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
    rgba
}

fn expected(case: &Case) -> Vec<u8> {
    let (rgba, Case { width, height, .. }) = (picture(case), *case);
    let side = width.min(height);
    let centre = [(width - side) / 2, (height - side) / 2, side];
    let [left, top, side] = case.crop.unwrap_or(centre);
    let rows = (top..top + side).map(|y| &rgba[(y * width + left) * 4..][..side * 4]);
    let rgba = rows.collect::<Vec<_>>().concat();
    let mut rgb = vec![0; SIZE * SIZE * 3];
    let mut resizer = Resizer::default();
    let shape = [SIZE, SIZE, 3];
    resizer.prepare(&rgba, [side; 2], case.mirror, &mut rgb, shape).expect("a sound picture");
    rgb.chunks_exact(3).flat_map(|rgb| [rgb[0], rgb[1], rgb[2], 255]).collect()
}

/// Variant and threads of each binary that `dist/` holds.
fn binaries() -> Vec<(&'static str, u32)> {
    let mut all = vec![("simd128", 1), ("relaxed", 1)];
    let threads = workspace::dist().join("separable/threads.wasm");
    if fs::metadata(threads).is_ok_and(|wasm| wasm.len() > 0) {
        all.push(("relaxed", 2));
    }
    all
}

#[test]
fn prepares_the_same_bytes_everywhere() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let cases = cases();
    let asked: Vec<Value> = cases
        .iter()
        .map(|&Case { width, height, mirror, crop, seed }| {
            let crop = crop.map(|[x, y, side]| json!({ "x": x, "y": y, "side": side }));
            json!({ "width": width, "height": height, "mirror": mirror, "crop": crop, "seed": seed })
        })
        .collect();
    for (variant, threads) in binaries() {
        let found = page.run_with(LOOK, vec![json!(variant), json!(threads), json!(asked)]);
        assert_eq!(found["backend"]["variant"], variant);
        assert_eq!(found["backend"]["threads"], threads);
        let squares = found["squares"].as_array().expect("a list");
        assert_eq!(squares.len(), cases.len());
        for (case, square) in cases.iter().zip(squares) {
            let square = BASE64_STANDARD.decode(square.as_str().expect("text")).expect("base64");
            let expected = expected(case);
            assert_eq!(square.len(), expected.len());
            let wrong = square.iter().zip(&expected).filter(|(a, b)| a != b).count();
            let Case { width, height, mirror, crop, .. } = case;
            assert_eq!(
                wrong, 0,
                "{variant}, {threads} threads: {width} x {height}, mirror {mirror}, crop {crop:?}"
            );
        }
    }
}
