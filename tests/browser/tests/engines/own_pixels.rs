//! Images at their own pixels: denser than the page, not yet loaded, of lines, cut short, or none.

use crate::common::shared;
use crate::files::{pick, png, shows};
use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::io::Cursor;
use std::sync::Arc;
use xtask::server::Reply;

everywhere!(
    an_image_denser_than_the_page_is_seen_whole,
    lines_are_drawn_no_smaller_than_the_network_sees,
    an_image_that_is_cut_short_is_refused,
    an_image_that_does_not_come_is_told,
    a_clip_of_one_frame_is_seen,
);

/// A square whose places all differ.
fn colours() -> RgbImage {
    RgbImage::from_fn(320, 320, |x, y| {
        Rgb([(x * 255 / 319) as u8, (y * 255 / 319) as u8, ((x / 40 + y / 40) % 2 * 200) as u8])
    })
}

fn jpeg() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    colours().write_to(&mut bytes, ImageFormat::Jpeg).expect("a JPEG file");
    bytes.into_inner()
}

/// The JPEG, whose Exif says: twice as dense as a page (144 dots per inch), 160 pixels wide and high on it.
fn dense_jpeg() -> Vec<u8> {
    let entry = |tag: u16, kind: u16, value: u32| {
        let mut bytes = [tag.to_be_bytes(), kind.to_be_bytes()].concat();
        bytes.extend(1u32.to_be_bytes());
        // A short number stands at the left of its four bytes.
        bytes.extend(if kind == 3 { value << 16 } else { value }.to_be_bytes());
        bytes
    };
    let (first, second) = (8, 8 + 2 + 4 * 12 + 4);
    let numbers: u32 = second + 2 + 2 * 12 + 4;
    let mut exif = b"Exif\0\0MM\0*".to_vec();
    exif.extend(u32::to_be_bytes(first));
    exif.extend(4u16.to_be_bytes());
    exif.extend(entry(0x011a, 5, numbers));
    exif.extend(entry(0x011b, 5, numbers + 8));
    exif.extend(entry(0x0128, 3, 2));
    exif.extend(entry(0x8769, 4, second));
    exif.extend([0; 4]);
    exif.extend(2u16.to_be_bytes());
    exif.extend(entry(0xa002, 4, 160));
    exif.extend(entry(0xa003, 4, 160));
    exif.extend([0; 4]);
    for number in [144u32, 1, 144, 1] {
        exif.extend(number.to_be_bytes());
    }
    let jpeg = jpeg();
    let length = u16::try_from(exif.len() + 2).expect("a short segment").to_be_bytes();
    // In the place of the JFIF segment, which has a density, too.
    let jfif = 4 + usize::from(u16::from_be_bytes([jpeg[4], jpeg[5]]));
    [&[0xff, 0xd8, 0xff, 0xe1][..], &length, &exif, &jpeg[jfif..]].concat()
}

const QUARTERS: &str = "viewBox='0 0 400 400'><rect width='200' height='200' fill='#f00'/>\
    <rect x='200' width='200' height='200' fill='#0f0'/><rect y='200' width='200' height='200' fill='#00f'/></svg>";

/// The pictures of these tests.
fn site() -> Site {
    Site::with_route(Arc::new(|path: &str| {
        let half = |bytes: Vec<u8>| bytes[..bytes.len() / 2].to_vec();
        let short = |bytes: Vec<u8>| bytes[..bytes.len() - 20].to_vec();
        let svg = |size| {
            format!("<svg xmlns='http://www.w3.org/2000/svg' {size} {QUARTERS}").into_bytes()
        };
        Some(match path {
            "whole.png" => Reply::bytes("image/png", png(&colours())),
            "half.png" => Reply::bytes("image/png", half(png(&colours()))),
            "short.png" => Reply::bytes("image/png", short(png(&colours()))),
            "whole.jpg" => Reply::bytes("image/jpeg", jpeg()),
            "half.jpg" => Reply::bytes("image/jpeg", half(jpeg())),
            "short.jpg" => Reply::bytes("image/jpeg", short(jpeg())),
            "dense.jpg" => Reply::bytes("image/jpeg", dense_jpeg()),
            "small.svg" => Reply::bytes("image/svg+xml", svg("width='16' height='16'")),
            "any.svg" => Reply::bytes("image/svg+xml", svg("")),
            _ => return None,
        })
    }))
}

/// What `script` returns on an empty page, with a network and what helps to look.
fn run(tab: &Tab<'_>, script: &str) -> Value {
    tab.goto(&format!("{}/{BLANK}", site().address()));
    tab.run(&format!(
        "const {{ load }} = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         const image = what => Object.assign(new Image(), what);
         const square = async (source, how) => (await net.look(source, how)).square.data;
         const told = source => net.classify(source).then(() => '', error => `${{error.name}}: ${{error.message}}`);
         {script}"
    ))
}

/// The reference is a bitmap of the file, which no page makes denser.
fn an_image_denser_than_the_page_is_seen_whole(tab: &Tab<'_>) {
    let most = run(
        tab,
        "const bitmap = async address => createImageBitmap(await (await fetch(address)).blob());
         const [png, jpeg] = [await bitmap('/whole.png'), await bitmap('/whole.jpg')];
         const picture = document.createElement('picture');
         const inside = new Image();
         picture.append(Object.assign(document.createElement('source'), { srcset: '/whole.png 2x' }), inside);
         document.body.append(picture);
         inside.src = '/half.png';
         const one = { src: '/whole.png' }, dense = { srcset: '/whole.png 2x' }, sized = { sizes: '80px', srcset: '/whole.png 320w' };
         const crop = { x: 20, y: 100, side: 160 }, by = n => ({ crop: { x: 20 / n, y: 100 / n, side: 160 / n } });
         const cases = {
             plain: [image(one), {}, png, {}],
             dense: [image(dense), {}, png, {}],
             sized: [image(sized), {}, png, {}],
             picture: [inside, {}, png, {}],
             exif: [image({ src: '/dense.jpg' }), {}, jpeg, {}],
             plainCrop: [image(one), { crop }, png, { crop }],
             denseCrop: [image(dense), by(2), png, { crop }],
             sizedCrop: [image(sized), by(4), png, { crop }],
         };
         const most = {};
         for (const [name, [source, how, other, same]] of Object.entries(cases)) {
             const [a, b] = [await square(source, how), [...await square(other, same)]];
             const again = [...await square(source, how)];
             most[name] = Math.max(...b.map((value, i) => Math.max(Math.abs(value - a[i]), Math.abs(value - again[i]))));
         }
         return most;",
    );
    let most: Vec<_> = most.as_object().expect("cases").iter().collect();
    assert_eq!(most.len(), 8);
    let off: Vec<_> = most.iter().filter(|(_, by)| by.as_u64() > Some(2)).collect();
    assert!(off.is_empty(), "seen otherwise, by how much: {off:?}");
}

fn lines_are_drawn_no_smaller_than_the_network_sees(tab: &Tab<'_>) {
    let seen = run(
        tab,
        "const addresses = ['/small.svg', '/any.svg'];
         addresses.push(URL.createObjectURL(await (await fetch('/any.svg')).blob()));
         const seen = [];
         for (const src of addresses) {
             const data = await square(image({ src }));
             // Two pixels from the edge of the quarters, to the left and to the right of it.
             seen.push([[61, 20], [66, 20], [20, 66], [66, 66]].map(([x, y]) => data.slice((y * 128 + x) * 4).slice(0, 3).join()));
         }
         return seen;",
    );
    let quarters = json!(["255,0,0", "0,255,0", "0,0,255", "255,255,255"]);
    assert_eq!(seen, json!([quarters, quarters, quarters]));
}

/// As an image of any page, and as a file that is dropped on ours.
fn an_image_that_is_cut_short_is_refused(tab: &Tab<'_>) {
    let files = ["half.png", "short.png", "half.jpg", "short.jpg"];
    for file in files {
        let told = run(
            tab,
            &format!(
                "return [await told(image({{ src: '/{file}' }})), await told(image({{ src: '/whole.png' }}))]"
            ),
        );
        let sentence = told[0].as_str().unwrap_or_default();
        assert!(sentence.contains("cut short") || sentence.contains("broken"), "{file}: {told}");
        assert_eq!(told[1], json!(""), "{file}");
    }
    tab.goto(&format!("{}/#sample=fence&at=1", site().address()));
    tab.ready();
    let status = tab.text("#status");
    for file in files {
        tab.run(&format!(
            "const data = new DataTransfer();
             data.items.add(new File([await (await fetch('/{file}')).blob()], '{file}'));
             for (const kind of ['dragenter', 'dragover', 'drop'])
                 document.body.dispatchEvent(new DragEvent(kind, {{ bubbles: true, cancelable: true, dataTransfer: data }}));"
        ));
        let told =
            format!("document.querySelector('#problem p')?.innerText.includes('“{file}” is ')");
        tab.wait(&format!("{file} is told"), &told, 20);
        let told = tab.text("#problem p");
        assert!(told.contains("cut short"), "{told}");
        tab.click("[data-action=dismiss]");
        assert_eq!(tab.text("#status"), status, "what was there is still there");
    }
}

fn an_image_that_does_not_come_is_told(tab: &Tab<'_>) {
    let told =
        run(tab, "return [await told(new Image()), await told(image({ src: '/none.png' }))]");
    for told in told.as_array().expect("sentences") {
        let told = told.as_str().unwrap_or_default();
        assert!(told.starts_with("Error: The image is broken"), "{told}");
    }
}

/// In Chromium: the others here have no H.264.
fn a_clip_of_one_frame_is_seen(tab: &Tab<'_>) {
    let test = "a_clip_of_one_frame_is_seen";
    let Some(clip) = shared(test, "faults/one_frame.mp4") else { return };
    if tab.kind.engine != browser_tests::Engine::Chromium {
        return;
    }
    tab.open("#sample=fence");
    pick(tab, "file", &[&clip]);
    shows(tab, "one_frame.mp4");
    // Red is its lower left, cyan its lower right.
    let at = |x: usize| {
        let square = tab.square();
        [0, 1, 2].map(|channel| square[(115 * 128 + x) * 3 + channel])
    };
    let seen = "document.querySelector('#square').getContext('2d').getImageData(12, 115, 1, 1).data[0] > 240";
    tab.wait("its frame is seen", seen, 10);
    assert!(at(12)[1] < 20 && at(115)[0] < 20 && at(115)[1] > 240, "{:?} {:?}", at(12), at(115));
    // Another question looks again.
    tab.click("[data-view=stage]");
    tab.wait("its maps are shown", "document.querySelector('.pane.stage canvas')", 10);
    tab.is_well();
}
