//! What other realms make (a frame's buffers, files, pictures), and pixels that nobody can see.

use crate::tab::Tab;
use browser_tests::{BLANK, Site};
use serde_json::{Value, json};

everywhere!(
    buffers_and_files_of_a_frame_are_taken,
    too_few_bytes_are_refused,
    a_canvas_whose_picture_is_gone_is_asked_in_its_frame_or_refused,
);

/// What `script` returns on an empty page, with a network.
fn run(tab: &Tab<'_>, script: &str) -> Value {
    tab.goto(&format!("{}/{BLANK}", Site::new().address()));
    tab.run(&format!(
        "const {{ load }} = await import('/separable.js');
         const address = '/models/built-in/model_int8.tflite';
         const net = await load(address);
         const square = async source => [...(await net.look(source)).square.data];
         const told = source => net.classify(source).then(() => '', ({{ message }}) => message);
         {script}"
    ))
}

fn buffers_and_files_of_a_frame_are_taken(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const frame = document.createElement('iframe');
         document.body.append(frame);
         const other = frame.contentWindow;
         if (new other.Uint8Array(1) instanceof Uint8Array) throw new Error('it is the same realm');
         const values = Uint8Array.from({ length: 128 * 128 * 3 }, (_, i) => i * 7);
         const wanted = (await net.run(values)).join();
         const same = {};
         for (const type of ['Uint8Array', 'Uint8ClampedArray'])
             same[type] = (await net.run(other[type].from(values))).join() === wanted;
         same.Int8Array = (await net.run(new other.Int8Array(values.buffer))).join() === (await net.run(new Int8Array(values.buffer))).join();
         const floats = Float32Array.from(values, value => value / 127.5 - 1);
         same.Float32Array = (await net.run(other.Float32Array.from(floats))).join() === wanted;
         const bytes = other.Uint8Array.from(new Uint8Array(await (await fetch(address)).arrayBuffer()));
         const parts = { bytes, buffer: bytes.buffer, view: new other.DataView(bytes.buffer), blob: new other.Blob([bytes]),
             file: new other.File([bytes], 'mine.tflite'), url: new other.URL(address, location.href) };
         for (const [name, part] of Object.entries(parts)) {
             const own = await load(part, { labels: new other.Blob(['first\\nsecond']) });
             same[name] = own.bytes === net.bytes;
             own.dispose();
         }
         const rgba = Uint8ClampedArray.from({ length: 200 * 150 * 4 }, (_, i) => i % 4 === 3 ? 255 : i * 3);
         const seen = (await square(new ImageData(rgba, 200, 150))).join();
         const data = new other.ImageData(200, 150);
         data.data.set(rgba);
         same.imageData = (await square(data)).join() === seen;
         const canvas = other.document.createElement('canvas');
         Object.assign(canvas, { width: 200, height: 150 }).getContext('2d').putImageData(data, 0, 0);
         same.canvas = (await square(canvas)).join() === seen;
         const image = new other.Image();
         image.src = canvas.toDataURL();
         same.image = (await square(image)).join() === seen;
         return Object.entries(same).filter(([, is]) => !is).map(([name]) => name).concat(Object.keys(same).length);",
    );
    assert_eq!(told, json!([13]), "what is not taken as it is");
}

fn too_few_bytes_are_refused(tab: &Tab<'_>) {
    // Large, too, which takes another way.
    let told = run(
        tab,
        "const of = (side, bytes) => ({ data: new Uint8ClampedArray(side * side * bytes), width: side, height: side });
         const white = await square({ data: new Uint8Array(40 * 30 * 4).fill(255), width: 40, height: 30 });
         return [await told(of(100, 3)), await told(of(1500, 3)), await told(of(100, 5)), await told({ data: [1, 2], width: 1, height: 1 }),
             await told(of(100, 4)), white.every(value => value === 255)];",
    );
    for index in 0..3 {
        let told = told[index].as_str().unwrap_or_default();
        assert!(told.contains("four bytes a pixel"), "{index}: {told}");
    }
    assert!(told[3].as_str().is_some_and(|told| told.starts_with("This is no picture")), "{told}");
    assert_eq!((&told[4], &told[5]), (&json!(""), &json!(true)), "{told}");
}

fn a_canvas_whose_picture_is_gone_is_asked_in_its_frame_or_refused(tab: &Tab<'_>) {
    let told = run(
        tab,
        "const rest = () => new Promise(resolve => requestAnimationFrame(() => setTimeout(resolve, 60)));
         const canvas = how => {
             const canvas = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
             document.body.append(canvas);
             const gl = canvas.getContext('webgl', how);
             gl?.clearColor(1, 0, 0, 1);
             return [canvas, gl];
         };
         const [once, gl] = canvas();
         if (!gl) return null;
         const [kept, keptGl] = canvas({ preserveDrawingBuffer: true });
         const [live, liveGl] = canvas();
         for (const each of [gl, keptGl]) each.clear(each.COLOR_BUFFER_BIT);
         const paint = () => { liveGl.clear(liveGl.COLOR_BUFFER_BIT); requestAnimationFrame(paint); };
         requestAnimationFrame(paint);
         await rest(); await rest();
         const red = async source => (await square(source)).every((value, i) => value === [255, 0, 0, 255][i % 4]);
         const flat = Object.assign(document.createElement('canvas'), { width: 200, height: 200 });
         const empty = await told(flat);
         const context = flat.getContext('2d');
         context.fillRect(0, 0, 9, 9);
         await told(flat);
         context.clearRect(0, 0, 200, 200);
         const white = (await square(flat)).every(value => value === 255);
         return { once: await told(once), kept: await red(kept), live: await red(live), empty, white, second: context !== null };",
    );
    if told.is_null() {
        assert_ne!(tab.kind.engine, browser_tests::Engine::Chromium, "Chromium has WebGL");
        return;
    }
    for name in ["once", "empty"] {
        let sentence = told[name].as_str().unwrap_or_default();
        assert!(sentence.contains("preserveDrawingBuffer"), "{name}: {told}");
    }
    for name in ["kept", "live", "white", "second"] {
        assert_eq!(told[name], json!(true), "{name}: {told}");
    }
}
