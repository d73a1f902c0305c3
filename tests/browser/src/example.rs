//! What the examples are held to: a picture, and the five names that the engine on this machine has
//! for it.

use image::imageops::crop_imm;
use image::{Rgb, RgbImage};
use separable::engine::Engine;
use separable::frame::Resizer;
use separable::model::tflite;
use std::fs;
use xtask::workspace;

/// Something like a landscape under a sun.
pub fn picture() -> RgbImage {
    RgbImage::from_fn(321, 240, |x, y| {
        let sun = (x as i32 - 200).pow(2) + (y as i32 - 70).pow(2) < 45 * 45;
        match (sun, y) {
            (true, _) => Rgb([250, 160, 30]),
            (_, ..150) => Rgb([60, 110 + y as u8 / 2, 220]),
            _ => Rgb([40, 130 - (x % 16) as u8 * 4, 50]),
        }
    })
}

/// What an example has to show for `picture`: names of the built-in network, with their shares.
pub fn answers(picture: &RgbImage) -> Vec<String> {
    let folder = workspace::root().join("weights/built-in");
    let read = |name: &str| fs::read(folder.join(name)).expect("the built-in model");
    let model = tflite::read_parts(&[&read("model_int8.tflite")]).expect("our own model");
    let labels = String::from_utf8(read("labels.txt")).expect("labels are text");
    let labels: Vec<&str> = labels.lines().collect();
    let mut engine = Engine::new(model).expect("a whole model");
    let (width, height) = picture.dimensions();
    let side = width.min(height);
    let centre = crop_imm(picture, (width - side) / 2, (height - side) / 2, side, side).to_image();
    let rgba: Vec<u8> = centre.pixels().flat_map(|&Rgb([r, g, b])| [r, g, b, 255]).collect();
    let shape = engine.model().input.shape;
    Resizer::default()
        .prepare(&rgba, [side as usize; 2], false, engine.input_mut(), shape)
        .expect("a sound picture");
    engine.run();
    let output = *engine.model().output();
    let probability = |byte: u8| output.scale * (i32::from(byte as i8) - output.zero_point) as f32;
    let mut answers: Vec<(usize, f32)> =
        engine.output().iter().map(|&byte| probability(byte)).enumerate().collect();
    answers.sort_by(|a, b| b.1.total_cmp(&a.1));
    let first = answers.iter().take(5);
    first.map(|&(class, p)| format!("{}: {:.1} %", labels[class], 100.0 * p)).collect()
}
