//! Videos for Chromium's fake camera: pictures that each stay for a while, as `.y4m`.

use anyhow::Result;
use image::RgbImage;
use image::imageops::FilterType;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// What the camera gives.
pub const WIDTH: u32 = 640;
/// What the camera gives.
pub const HEIGHT: u32 = 480;
/// Chromium plays a `.y4m` at the rate that it states.
const FRAMES_PER_SECOND: u32 = 10;

/// Writes a video that shows each of `pictures` for `seconds`; Chromium plays it in a loop.
pub fn video(path: &Path, pictures: &[RgbImage], seconds: u32) -> Result<()> {
    let mut file = BufWriter::new(File::create(path)?);
    writeln!(file, "YUV4MPEG2 W{WIDTH} H{HEIGHT} F{FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg")?;
    for picture in pictures {
        let planes = planes(&cover(picture));
        for _ in 0..FRAMES_PER_SECOND * seconds {
            file.write_all(b"FRAME\n")?;
            file.write_all(&planes)?;
        }
    }
    Ok(file.flush()?)
}

/// The largest centred part of `picture` with the camera's proportions, in its size.
fn cover(picture: &RgbImage) -> RgbImage {
    let dynamic = image::DynamicImage::ImageRgb8(picture.clone());
    dynamic.resize_to_fill(WIDTH, HEIGHT, FilterType::Triangle).into_rgb8()
}

/// Y, then U and V at half the size: BT.601, studio range.
fn planes(picture: &RgbImage) -> Vec<u8> {
    let byte = |value: f32| value.round().clamp(0.0, 255.0) as u8;
    let luma = picture.pixels().map(|pixel| {
        let [r, g, b] = pixel.0.map(f32::from);
        byte(16.0 + 0.257 * r + 0.504 * g + 0.098 * b)
    });
    let mut planes: Vec<u8> = luma.collect();
    let half = image::imageops::thumbnail(picture, WIDTH / 2, HEIGHT / 2);
    for [red, green, blue] in [[-0.148, -0.291, 0.439], [0.439, -0.368, -0.071]] {
        planes.extend(half.pixels().map(|pixel| {
            let [r, g, b] = pixel.0.map(f32::from);
            byte(128.0 + red * r + green * g + blue * b)
        }));
    }
    planes
}
