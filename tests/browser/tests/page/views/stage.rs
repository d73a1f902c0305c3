//! The stage view: cells, receptive fields, padding and clamps against independent bytes and shapes; and
//! every way to move in it.

use crate::common;
use browser_tests::{Page, Site};
use separable::model::{Op, tflite};
use serde_json::{Value, json};
use std::collections::HashMap;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const ESCAPE: char = '\u{e00c}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';

/// A drawn sample that stands still, so that everything belongs to one frame.
const STILL: &str = "sample=monarch&at=1";

/// Opens a scene of the still frame and waits until `shown` holds.
fn scene(site: &Site, address: &str, what: &str, shown: &str) -> Page {
    let page = Page::open(site, &format!("#{STILL}&{address}"));
    page.ready();
    page.wait(what, shown, 30);
    page
}

/// Opens a scene with a cell whose arithmetic is shown: depthwise channel `c`, pointwise channel `k`.
fn cell(site: &Site, stage: usize, [y, x]: [usize; 2], c: usize, k: usize, more: &str) -> Page {
    let address = format!("stage={stage}&channel={c}&output={k}&place={y}.{x}{more}");
    let at = format!("document.querySelector('[data-cell=\"{} {y} {x} {k}\"]')", 2 * stage + 1);
    scene(site, &address, "the cell is answered", &at)
}

/// Runs the frame on show through a second network and asks that.
fn beside(page: &Page, script: &str) -> Value {
    page.run(&format!(
        "const {{ load }} = await import('/separable.js');
         const net = await load('/models/built-in/model_int8.tflite');
         const canvas = document.querySelector('#square');
         const rgba = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
         await net.run(rgba.filter((_, i) => i % 4 < 3));
         {script}"
    ))
}

/// The numbers of the cell of the layer, as the page has them.
const READ: &str = "const read = (layer) => {
     const node = document.querySelector(`[data-cell^='${layer} ']`);
     const values = (metric) => [...node.querySelectorAll(`[data-metric=${metric}]`)]
         .filter((e) => !e.closest('[hidden]')).map((e) => Number(e.dataset.value));
     return { products: values('product'), rest: values('rest'), sum: values('sum')[0], bias: values('bias')[0],
         accumulator: values('accumulator')[0], scaled: values('scaled')[0], byte: values('byte')[0], real: values('real')[0] };
 };\n";

#[test]
fn products_lead_to_the_byte_of_the_activation() {
    let site = Site::new();
    for (stage, [y, x], c, k) in [(3, [7, 11], 5, 9), (2, [31, 31], 1, 2), (13, [3, 0], 400, 77)] {
        let page = cell(&site, stage, [y, x], c, k, "");
        let told = beside(
            &page,
            &format!(
                "{READ}
             const told = [];
             for (const [layer, channel] of [[{dw}, {c}], [{dw} + 1, {k}]]) {{
                 const made = await net.activation(layer), from = await net.activation(layer - 1);
                 const [, w, n] = made.shape, [fh, fw, fn] = from.shape;
                 const {{ data }} = await net.weights(layer, channel);
                 const {{ kernel, stride, kind, output }} = net.layers[layer];
                 const before = [0, 1].map(i => Math.floor(Math.max(0, (output[i] - 1) * stride[i] + kernel[i] - from.shape[i]) / 2));
                 const real = [];
                 for (let ky = 0; ky < kernel[0]; ky++) for (let kx = 0; kx < kernel[1]; kx++) {{
                     const iy = {y} * stride[0] + ky - before[0], ix = {x} * stride[1] + kx - before[1];
                     const inside = iy >= 0 && iy < fh && ix >= 0 && ix < fw;
                     for (const i of kind === 'depthwise' ? [channel] : from.data.keys().take(fn)) {{
                         const value = inside ? from.scale * (from.data[(iy * fw + ix) * fn + i] - from.zeroPoint) : 0;
                         real.push(value * data[kind === 'depthwise' ? ky * kernel[1] + kx : i]);
                     }}
                 }}
                 told.push({{ page: read(layer), byte: made.data[({y} * w + {x}) * n + channel], real,
                     scale: made.scale, zero: made.zeroPoint }});
             }}
             return told;",
                dw = 2 * stage,
            ),
        );
        for cell in told.as_array().expect("two cells") {
            let of = |name: &str| cell["page"][name].as_f64().expect(name);
            let list = |value: &Value| -> Vec<f64> {
                value.as_array().expect("numbers").iter().filter_map(Value::as_f64).collect()
            };
            let products = list(&cell["page"]["products"]);
            let all: f64 = products.iter().chain(&list(&cell["page"]["rest"])).sum();
            assert_eq!(all, of("sum"), "products sum to the sum: {cell}");
            assert_eq!(of("sum") + of("bias"), of("accumulator"), "{cell}");
            assert_eq!(cell["byte"].as_f64(), Some(of("byte")), "the byte of the activation");
            let zero = cell["zero"].as_f64().expect("a zero point");
            let scale = cell["scale"].as_f64().expect("a scale");
            assert_eq!((of("scaled") + zero).clamp(-128.0, 127.0), of("byte"), "{cell}");
            assert!((scale * (of("byte") - zero) - of("real")).abs() < 1e-4, "{cell}");
            // The page's integers, in the unit that the real sum gives them.
            let real = list(&cell["real"]);
            let whole: f64 = real.iter().sum();
            let largest =
                real.iter().copied().fold(0.0, |a: f64, b| if b.abs() > a.abs() { b } else { a });
            if real.len() == 9 {
                let at = real.iter().position(|&product| product == largest).expect("the largest");
                let unit = largest / products[at];
                for (mine, theirs) in products.iter().zip(&real) {
                    assert!((mine * unit - theirs).abs() < 1e-4, "{mine} is not {theirs}: {cell}");
                }
                assert!((of("sum") * unit - whole).abs() < 1e-3, "{cell}");
            } else {
                assert_eq!(products.len(), 5, "the largest contributions");
                let unit = largest / products[0];
                assert!((of("sum") * unit - whole).abs() < 1e-2 + whole.abs() * 1e-3, "{cell}");
                assert!(products.windows(2).all(|pair| pair[0].abs() >= pair[1].abs()), "{cell}");
            }
        }
    }
}

/// Rows (or columns) of the picture that cell `at` of `layer` depends on, traced tap by tap.
fn rows(layer: usize, at: usize, side: usize) -> (usize, usize) {
    let model = tflite::read(&common::built_in()).expect("our own model");
    let mut seen = vec![at];
    for index in (0..=layer).rev() {
        let (Op::Conv(conv) | Op::Depthwise(conv)) = &model.layers[index].op else { continue };
        let size = model.value(index).shape[side];
        let window = conv.window;
        let mut before: Vec<usize> = seen
            .iter()
            .flat_map(|&at| (0..window.kernel[side]).map(move |tap| at * window.stride[side] + tap))
            .filter_map(|place| place.checked_sub(window.pad[side]))
            .filter(|&place| place < size)
            .collect();
        before.sort_unstable();
        before.dedup();
        seen = before;
    }
    (seen[0], seen[seen.len() - 1] + 1)
}

#[test]
fn what_a_cell_sees_is_traced_through_all_layers() {
    let site = Site::new();
    for (stage, [y, x]) in [(1, [0, 63]), (2, [9, 30]), (5, [8, 3]), (13, [0, 2])] {
        let page = cell(&site, stage, [y, x], 0, 0, "&open=sees");
        let told = page.wait(
            "the field is told",
            "document.querySelector('[data-metric=field]')?.dataset.value",
            20,
        );
        let [(top, bottom), (left, right)] = [rows(2 * stage + 1, y, 0), rows(2 * stage + 1, x, 1)];
        assert_eq!(told, json!(format!("{top} {left} {bottom} {right}")), "stage {stage}");
        let said = page.text("[data-metric=field]").replace('\u{202f}', " ");
        let size = format!("{} × {} of 128 × 128 pixels", bottom - top, right - left);
        assert!(said.contains(&size), "{said}");
        let first = page.run(
            "return [...document.querySelectorAll('.growth li')].map(e => e.dataset.value).join()",
        );
        let grown = format!("{} {}", bottom - top, right - left);
        let grown = first.as_str().expect("sizes").ends_with(&grown);
        assert!(grown && first.as_str().is_some_and(|sizes| sizes.starts_with("1 1,")), "{first}");
        let box_on_picture = page.run(
            "const box = document.querySelector('.frame-seen .field').getBoundingClientRect();
             const all = document.querySelector('.frame-seen canvas').getBoundingClientRect();
             return [(box.top - all.top) / all.height * 128, box.width / all.width * 128];",
        );
        let close = |at: usize, to: usize| {
            box_on_picture[at].as_f64().is_some_and(|value| (value - to as f64).abs() < 2.5)
        };
        assert!(close(0, top) && close(1, right - left), "{box_on_picture}");
    }
}

#[test]
fn zeros_stand_where_tensorflow_puts_them() {
    let site = Site::new();
    for (stage, [y, x], sides, zeros) in
        [(2, [31, 31], [0, 1, 1, 0], 5), (2, [0, 0], [0, 1, 1, 0], 0), (3, [0, 0], [1, 1, 1, 1], 5)]
    {
        let page = cell(&site, stage, [y, x], 3, 3, "");
        let told = page.run(
            "const map = document.querySelector('.panel[data-kind=depthwise] .tile.input .map');
             const number = (name) => Number(map.style.getPropertyValue(name));
             const [top, left] = [number('--top'), number('--left')];
             return { sides: [top, number('--across') - number('--columns') - left, number('--down') - number('--rows') - top, left],
                 zeros: document.querySelectorAll('.product[data-padding]').length,
                 shown: document.querySelectorAll('.inputs .tap[data-padding]').length,
                 sentence: document.querySelector('.zeros').innerText };",
        );
        assert_eq!(told["sides"], json!(sides), "above, right, below, left in stage {stage}");
        assert_eq!(told["zeros"], json!(zeros), "products on padding");
        assert_eq!(told["shown"], json!(zeros), "inputs on padding");
        let said = told["sentence"].as_str().unwrap_or_default();
        assert_eq!(said.contains("1 row below and 1 column at the right"), stage == 2, "{said}");
    }
}

#[test]
fn arrows_move_the_cell_and_it_is_spoken() {
    let site = Site::new();
    let page = scene(
        &site,
        "stage=3&channel=1&output=2",
        "the maps are painted",
        "document.querySelector('.panel[data-kind=pointwise] .output .map')?.style.getPropertyValue('--rows') === '32'",
    );
    page.run("document.querySelector('.panel[data-kind=pointwise] .output .map').focus()");
    page.press(ENTER);
    page.wait("the cell is in the address", "location.hash.includes('place=16.16')", 5);
    page.press(RIGHT);
    page.press(DOWN);
    page.wait("it has moved", "location.hash.includes('place=17.17')", 5);
    let voice = "document.querySelector('#cell-voice').textContent";
    page.wait(
        "it is spoken",
        &format!("{voice}.startsWith('Row 18, column 18; depthwise channel 2')"),
        10,
    );
    let said = page.run(&format!("return {voice}"));
    let said = said.as_str().expect("a sentence");
    let byte = page.run(&format!("{READ} return [read(6).byte, read(7).byte, read(7).sum]"));
    for (number, name) in [(0, "stored as"), (1, "stored as"), (2, "sum to")] {
        let number = byte[number].as_i64().expect("a number");
        let digits = |text: &str| -> String {
            text.chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| if c == '−' { '-' } else { c })
                .collect()
        };
        let part = digits(&format!("{name} {number}"));
        assert!(digits(said).contains(&part), "{part} is not in: {said}");
    }
    assert!(said.contains("of 128 × 128 pixels"), "{said}");
    page.press(ESCAPE);
    page.wait("Escape closes it", "!location.hash.includes('place')", 5);
    let hidden = "[...document.querySelectorAll('[data-cell]')].every(e => !e.offsetParent)";
    page.wait("and its arithmetic", hidden, 5);
    page.press(ESCAPE);
    page.wait("and then leads to the ladder", "!!document.activeElement.closest('.ladder')", 5);
}

#[test]
fn the_pointer_shows_and_a_click_pins() {
    let site = Site::new();
    let page = scene(
        &site,
        "stage=3&channel=1&output=2",
        "the maps are painted",
        "document.querySelector('.panel[data-kind=pointwise] .output .map')?.style.getPropertyValue('--rows') === '32'",
    );
    let told = page.run(
        "const map = document.querySelector('.panel[data-kind=depthwise] .output .map');
         const box = map.getBoundingClientRect();
         const at = (y, x) => ({ clientX: box.left + (x + 0.5) / 32 * box.width, clientY: box.top + (y + 0.5) / 32 * box.height, bubbles: true, pointerType: 'mouse' });
         const where = () => document.querySelector('.where').textContent;
         map.dispatchEvent(new PointerEvent('pointermove', at(4, 9)));
         const over = [where(), location.hash.includes('place')];
         map.dispatchEvent(new PointerEvent('click', at(4, 9)));
         map.dispatchEvent(new PointerEvent('pointerleave', at(4, 9)));
         return [...over, where(), location.hash.includes('place=4.9')];",
    );
    let at = "row 5, column 10 of 32 × 32";
    assert_eq!(told, json!([at, false, at, true]));
    // A finger shows first and pins the second time.
    let told = page.run(
        "const map = document.querySelector('.panel[data-kind=depthwise] .input .map');
         const box = map.getBoundingClientRect();
         const at = { clientX: box.left + 21.5 / 34 * box.width, clientY: box.top + 3.5 / 34 * box.height, bubbles: true, pointerType: 'touch' };
         const tap = () => { map.dispatchEvent(new PointerEvent('pointerdown', at)); map.dispatchEvent(new PointerEvent('click', at)); };
         tap();
         const first = location.hash.includes('place=2.20');
         tap();
         return [first, location.hash.includes('place=2.20')];",
    );
    assert_eq!(told, json!([false, true]));
    // A bar of the row is a depthwise channel.
    page.wait("the row is drawn", "!!document.querySelector('.weights-row canvas')?.width", 10);
    let told = page.run(
        "const row = document.querySelector('.weights-row'), box = row.getBoundingClientRect();
         row.dispatchEvent(new PointerEvent('pointermove', { clientX: box.left + 20.5 / 64 * box.width, clientY: box.top + 5, bubbles: true }));
         return [...document.querySelectorAll('.panel[data-kind=depthwise] .tile .name')].map(e => e.textContent);",
    );
    assert_eq!(told, json!(["Input map 21", "× kernel 21", "Channel 21 of 64"]));
}

#[test]
fn the_kernel_slides_stops_steps_and_is_scrubbed() {
    let site = Site::new();
    let page = scene(
        &site,
        "stage=5",
        "the maps are painted",
        "document.querySelector('.panel[data-kind=pointwise] .output .map')?.style.getPropertyValue('--rows') === '16'",
    );
    let range = "Number(document.querySelector('.player input').value)";
    let veiled = "!document.querySelector('.panel[data-kind=pointwise] .veil').hidden";
    assert_eq!(page.run(&format!("return {range}")), json!(8 * 16 + 8), "the middle to begin with");
    page.run("const range = document.querySelector('.player input'); range.value = 20; range.dispatchEvent(new Event('input')); range.dispatchEvent(new Event('change'));");
    page.wait("scrubbed", "location.hash.includes('place=1.4')", 5);
    assert_eq!(
        page.run(&format!("return {veiled}")),
        json!(true),
        "what comes later is not there yet"
    );
    page.click(".player [aria-label='Next cell']");
    page.wait("a step", "location.hash.includes('place=1.5')", 5);
    page.click(".player .play");
    page.wait("it slides", &format!("{range} > 24 && {veiled}"), 10);
    assert_eq!(page.text(".player .play"), "Pause");
    // A pointer takes over, and it goes on where it was.
    let held = page.run(&format!(
        "const map = document.querySelector('.panel[data-kind=depthwise] .output .map');
         const box = map.getBoundingClientRect();
         map.dispatchEvent(new PointerEvent('pointermove', {{ clientX: box.left + 1, clientY: box.top + 1, bubbles: true }}));
         const first = document.querySelector('.where').textContent;
         await new Promise(resolve => setTimeout(resolve, 500));
         const second = document.querySelector('.where').textContent;
         map.dispatchEvent(new PointerEvent('pointerleave', {{ bubbles: true }}));
         return [first.startsWith('row 1, column 1 '), first === second, {range} > 24];"
    ));
    assert_eq!(held, json!([true, true, true]));
    page.click(".player .play");
    page.wait(
        "it stops where it is",
        "/place=\\d+\\.\\d+/.test(location.hash) && !/place=1\\.5/.test(location.hash)",
        5,
    );
    let stopped = page.run(&format!("return {range}"));
    page.rest(400);
    assert_eq!(page.run(&format!("return {range}")), stopped);
    // Without motion: cell by cell.
    let calm = json!([{ "name": "prefers-reduced-motion", "value": "reduce" }]);
    page.cdp("Emulation.setEmulatedMedia", json!({ "features": calm }));
    let moves = page.run(&format!(
        "document.querySelector('.player .play').click();
         const seen = [];
         const end = performance.now() + 2600;
         while (performance.now() < end) {{
             if (seen.at(-1) !== {range}) seen.push({range});
             await new Promise(resolve => setTimeout(resolve, 20));
         }}
         document.querySelector('.player .play').click();
         const still = getComputedStyle(document.querySelector('.map .window')).transitionDuration;
         return [seen, still];"
    ));
    let seen: Vec<u64> =
        moves[0].as_array().expect("moves").iter().filter_map(Value::as_u64).collect();
    assert!((3..=6).contains(&seen.len()), "about one cell in 0.6 s: {moves}");
    assert!(seen.windows(2).all(|pair| pair[1] == pair[0] + 1), "one at a time: {moves}");
    assert_eq!(moves[1], json!("0s"), "nothing slides");
}

#[test]
fn the_address_brings_the_same_cell_back() {
    let site = Site::new();
    let texts = format!(
        "{READ} return {{ cells: [read(10), read(11)], text: document.querySelector('.pane.stage .panels').innerText, hash: location.hash }}"
    );
    let page = cell(&site, 5, [6, 13], 21, 40, "&open=sees.clips&sorted=1");
    page.wait("all is there", "document.querySelectorAll('[data-metric=clipped-low]').length === 2 && document.querySelector('[data-metric=field]')?.dataset.value", 20);
    page.rest(500);
    let before = page.run(&texts);
    let address = before["hash"].as_str().expect("an address").to_owned();
    page.goto("about:blank");
    page.goto(&site.at(&address));
    page.ready();
    page.wait("all is there again", "document.querySelectorAll('[data-metric=clipped-low]').length === 2 && document.querySelector('[data-cell=\"11 6 13 40\"]')", 20);
    page.rest(500);
    assert_eq!(page.run(&texts), before);
}

#[test]
fn clamped_cells_are_counted() {
    let site = Site::new();
    for (stage, c, k) in [(1, 3, 8), (6, 100, 31)] {
        let page = cell(&site, stage, [2, 2], c, k, "&open=clips");
        page.wait(
            "they are told",
            "document.querySelectorAll('[data-metric=clipped-high]').length === 2",
            20,
        );
        let told = beside(
            &page,
            &format!(
                "const told = [];
                 for (const [i, layer, channel] of [[0, {dw}, {c}], [1, {dw} + 1, {k}]]) {{
                     const {{ data, shape, scale, zeroPoint }} = await net.activation(layer);
                     const map = data.filter((_, at) => at % shape[2] === channel);
                     // ReLU6: at zero, and at six or what comes nearest to it in a byte.
                     const top = Math.min(127, Math.round(6 / scale) + zeroPoint);
                     const panel = document.querySelectorAll('.panel .clips')[i];
                     const page = ['low', 'high'].map(end => Number(panel.querySelector(`[data-metric=clipped-${{end}}]`).dataset.value));
                     told.push([page, [map.filter(byte => byte === zeroPoint).length, map.filter(byte => byte >= top).length]]);
                 }}
                 return told;",
                dw = 2 * stage
            ),
        );
        for pair in told.as_array().expect("two layers") {
            assert_eq!(pair[0], pair[1], "at zero, at six, in stage {stage}");
        }
    }
}

#[test]
fn tensors_are_those_of_the_file_and_of_the_frame() {
    let site = Site::new();
    let page = cell(&site, 6, [2, 2], 100, 31, "&open=tensors");
    page.wait(
        "both are told",
        "document.querySelectorAll('.tensors-of tbody tr').length === 8",
        20,
    );
    page.wait("the frame's, too", "document.querySelectorAll('.histogram [d]').length === 8", 20);
    let rows = page.run(
        "return [...document.querySelectorAll('.tensors-of tbody tr')].map(row => [...row.cells].map(cell => cell.innerText))",
    );
    let expected = json!([
        ["input", "16×16×128", "int8", "0.0235294", "−128"],
        ["weights", "1×3×3×128", "int8", "0.00281 … 0.0134, one for each of 128 outputs", "0"],
        ["bias", "128", "int32", "input × weights", "0"],
        ["output", "8×8×128", "int8", "0.0235294", "−128"],
        ["input", "8×8×128", "int8", "0.0235294", "−128"],
        ["weights", "256×1×1×128", "int8", "0.000399 … 0.00384, one for each of 256 outputs", "0"],
        ["bias", "256", "int32", "input × weights", "0"],
        ["output", "8×8×256", "int8", "0.0235294", "−128"],
    ]);
    assert_eq!(rows, expected);
    assert!(page.text(".tensors-of").contains("zeros: 0 above, 0 left, 1 below, 1 right; ReLU6"));
    let told = beside(
        &page,
        "const bars = path => path.getAttribute('d').split('z').length - 1;
         const told = [];
         for (const [i, layer] of [12, 13].entries()) {
             const [weights, frame] = document.querySelectorAll('.tensors-of')[i].querySelectorAll('.histogram');
             const { data } = await net.activation(layer);
             const { weights: { histogram: { counts } } } = await net.tensors(layer);
             const zeros = data.filter(byte => byte === -128).length / data.length;
             told.push([bars(frame.querySelector('path:not(.zero)')), new Set(data).size],
                 [bars(weights.querySelector('path:not(.zero)')), counts.filter(Boolean).length],
                 [frame.innerText.replaceAll(/\\s/g, '').includes(`${Math.round(100 * zeros)}%are−128`), true]);
         }
         return told;",
    );
    for pair in told.as_array().expect("two layers") {
        assert_eq!(pair[0], pair[1], "{told}");
    }
    // What has no weights has its tensors, too.
    page.click("[data-stage='14']");
    page.wait("the average", "document.querySelector('.tensors-of tbody')?.rows.length === 2", 20);
    assert_eq!(page.errors(), Vec::<String>::new(), "the console");
}

#[test]
fn a_first_visit_by_keyboard_finds_what_a_deep_cell_sees() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let reach = |what: &str, reached: &str| {
        for _ in 0..60 {
            if page.run(&format!("return {reached}")) == json!(true) {
                return;
            }
            page.press(TAB);
        }
        panic!("Tab never reached {what}");
    };
    reach("the ladder", "!!document.activeElement.closest('.ladder [data-stage]')");
    for _ in 0..7 {
        page.press(DOWN);
    }
    page.wait(
        "block 8",
        "document.querySelector('[data-stage][aria-selected=true]').dataset.stage === '8'",
        5,
    );
    page.press(ENTER);
    page.wait("its maps", "document.activeElement.classList.contains('grid') && document.querySelector('.pane.stage h2').textContent === 'Block 8'", 10);
    page.press(ENTER);
    page.wait(
        "a cell of the map",
        "document.activeElement.classList.contains('map') && location.hash.includes('place=')",
        5,
    );
    page.press(RIGHT);
    let voice = "document.querySelector('#cell-voice').textContent";
    page.wait(
        "it is said what the cell sees",
        &format!("/This cell sees \\d+ × \\d+ of 128 × 128 pixels/.test({voice})"),
        10,
    );
    page.press(ESCAPE);
    page.press(ESCAPE);
    reach("what it sees", "document.activeElement.dataset.part === 'sees'");
    page.press(ENTER);
    let field = "document.querySelector('[data-metric=field]')?.dataset.value";
    let told = page.wait("it is shown", field, 10);
    let [(top, bottom), (left, right)] = [rows(17, 4, 0), rows(17, 4, 1)];
    assert_eq!(told, json!(format!("{top} {left} {bottom} {right}")), "of the cell in the middle");
}

#[test]
fn a_float_model_shows_maps_and_cells_in_floats() {
    let test = "a_float_model_shows_maps_and_cells_in_floats";
    let Some(model) = common::V1_F32.read(test).map(|parts| parts.concat()) else { return };
    let index = json!([{
        "id": "float", "name": "float", "parts": ["float.tflite"], "labels": "float.txt",
        "bytes": model.len(), "input": 224, "alpha": 1, "licence": "", "source": "", "accuracy": "",
    }]);
    let labels = (0..1001).map(|class| format!("class {class}\n")).collect::<String>();
    let files = HashMap::from([
        ("models/float.txt".to_owned(), labels.into_bytes()),
        ("models/index.json".to_owned(), index.to_string().into_bytes()),
        ("models/float.tflite".to_owned(), model),
    ]);
    let site = Site::with_files(files);
    let page =
        Page::open(&site, &format!("#{STILL}&model=float&stage=12&place=3.3&open=sees.clips"));
    page.wait(
        "both cells are there",
        "document.querySelectorAll('.one-cell [data-metric=byte][data-value]').length === 2",
        60,
    );
    let told = page.run(
        "const canvas = document.querySelector('.panel[data-kind=depthwise] .output canvas');
         const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
         const values = (node, metric) => [...node.querySelectorAll(`[data-metric=${metric}]`)]
             .filter(e => e.checkVisibility()).map(e => Number(e.dataset.value));
         return { cells: [...document.querySelectorAll('.one-cell')].map(node => ({
                 problem: node.querySelector('.problem').innerText, products: values(node, 'product'), rest: values(node, 'rest'),
                 sum: values(node, 'sum')[0], bias: values(node, 'bias')[0], number: values(node, 'byte')[0],
                 steps: values(node, 'scaled').length + values(node, 'shifted').length })),
             colours: new Set(data.filter((_, i) => i % 4 === 2)).size, side: canvas.width,
             weights: [...document.querySelectorAll('.weights .tap')].map(e => e.textContent).filter(text => /\\d/.test(text)).length,
             field: document.querySelector('[data-metric=field]').innerText };",
    );
    for cell in told["cells"].as_array().expect("two cells") {
        assert_eq!((&cell["problem"], &cell["steps"]), (&json!(""), &json!(0)), "{told}");
        let of = |name: &str| cell[name].as_f64().expect(name);
        let list = |name: &str| {
            let list = cell[name].as_array().expect(name).iter().filter_map(Value::as_f64);
            list.collect::<Vec<_>>()
        };
        let sum: f64 = list("products").iter().chain(&list("rest")).sum();
        assert!((sum - of("sum")).abs() < 1e-3, "{sum}: {told}");
        let number = (of("sum") + of("bias")).clamp(0.0, 6.0);
        assert!((number - of("number")).abs() < 1e-5, "{number}: {told}");
    }
    assert_eq!((&told["side"], &told["weights"]), (&json!(7), &json!(9)), "{told}");
    assert!(told["colours"].as_u64() > Some(1), "the map is painted: {told}");
    assert!(told["field"].as_str().is_some_and(|said| said.contains("224")), "{told}");
}
