//! The cost of a visit: bytes transferred, bytes of memory.

use browser_tests::{BLANK, FIRST_VISIT as FIRST_VISIT_ADDRESS, Page, Site};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use std::fs;
use std::io::Write;
use xtask::workspace;

/// With the text of Read and the figures near the first screen.
const FIRST_VISIT: usize = 240 * 1024;
const BINARIES: [(&str, usize); 3] =
    [("relaxed", 125 * 1024), ("simd128", 128 * 1024), ("threads", 128 * 1024)];
const MEMORY_OF_V1: f64 = 40.0 * 1024.0 * 1024.0;

fn gzipped(bytes: &[u8], level: Compression) -> usize {
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes).expect("memory");
    gzip.finish().expect("memory").len()
}

#[test]
fn a_first_visit_without_models_is_small() {
    let site = Site::new();
    let page = Page::open(&site, FIRST_VISIT_ADDRESS);
    page.ready();
    page.wait("the text is told", "document.querySelector('.story .chapter')", 20);
    page.rest(1000);
    // What a worker fetches stands in the worker's own list.
    let fetched = page.run(
        "return performance.getEntriesByType('resource').map(e => new URL(e.name).pathname.slice(1))",
    );
    let mut paths: Vec<String> = serde_json::from_value(fetched).expect("paths");
    let dist = workspace::dist();
    paths.retain(|path| !path.starts_with("models/") || path.ends_with(".json"));
    for path in ["index.html", "separable/worker.js", "separable/relaxed.wasm"] {
        assert!(dist.join(path).is_file(), "dist/ has {path}");
        paths.push(path.to_owned());
    }
    paths.sort();
    paths.dedup();
    let mut sum = 0;
    let mut listed = Vec::new();
    for path in &paths {
        let Ok(bytes) = fs::read(dist.join(path)) else { continue };
        let size = gzipped(&bytes, Compression::default());
        listed.push(format!("{size:7} {path}"));
        sum += size;
    }
    assert!(listed.len() > 10, "the page's files are among them:\n{}", listed.join("\n"));
    println!("a first visit: {sum} bytes gzipped");
    assert!(sum < FIRST_VISIT, "{sum} bytes gzipped:\n{}", listed.join("\n"));
}

/// The first part of each, which a first answer waits for.
#[test]
fn each_binary_is_small() {
    for (name, most) in BINARIES {
        let wasm = workspace::dist().join("separable").join(name).with_extension("wasm");
        let size = gzipped(&fs::read(wasm).expect("a binary"), Compression::best());
        println!("{name}: {size} bytes gzipped");
        assert!(size <= most, "{name}: {size} bytes gzipped, of {most}");
    }
}

#[test]
fn v1_100_224_runs_in_little_memory() {
    let test = "v1_100_224_runs_in_little_memory";
    if !crate::steps::served(test, "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let memory = page.run(
        "const { load } = await import('/separable.js');
         const index = await (await fetch('/models/index.json')).json();
         const { parts } = index.find(({ id }) => id === 'v1-1.0-224');
         const net = await load(parts.map(part => `/models/${part}`));
         const canvas = new OffscreenCanvas(1280, 720);
         canvas.getContext('2d').fillRect(0, 0, 99, 99);
         // As the page does it: a frame of a camera, maps of a stage, times of all layers.
         await net.look(canvas, { maps: [1, 2], timings: true });
         for (let i = 0; i < net.layers.length; i++) await net.activation(i);
         return net.memory();",
    );
    let memory = memory.as_f64().expect("bytes");
    println!("V1 1.0 224: {:.1} MiB of wasm memory", memory / 1024.0 / 1024.0);
    assert!(memory > 1e6 && memory < MEMORY_OF_V1, "{memory} bytes of wasm memory");
}

#[test]
fn a_page_that_runs_for_a_while_does_not_grow() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let grown = page.run(
        "const { load } = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         const canvas = new OffscreenCanvas(640, 480);
         canvas.getContext('2d').fillRect(0, 0, 99, 99);
         const look = () => net.look(canvas, { maps: [1, 2], timings: true });
         for (let i = 0; i < 5; i++) await look();
         const before = await net.memory();
         for (let i = 0; i < 100; i++) await look();
         const after = await net.memory();
         return after - before;",
    );
    assert_eq!(grown, json!(0), "bytes of wasm memory after a hundred frames");
}
