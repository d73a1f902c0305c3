//! The views: each opens, and its numbers equal those computed here.

use crate::common;
use crate::reference;
use crate::tab::Tab;
use separable::cost;
use separable::model::LayerKind;
use serde_json::json;
use std::collections::HashMap;

everywhere!(
    stage_shows_the_bytes_of_a_cell_and_paints_them,
    twin_counts_and_times_both,
    cost_counts_every_layer_and_draws_it,
    why_adds_up_to_the_logit,
    lab_convolves,
    change_shows_what_the_changed_network_says,
    teach_tells_two_samples_apart,
);

const RIGHT: char = '\u{e014}';

/// A drawn sample that stands still, so that everything belongs to one frame.
const STILL: &str = "sample=monarch&at=1";

fn open(tab: &Tab<'_>, address: &str) {
    tab.open(&format!("#{STILL}&{address}"));
}

fn metric(tab: &Tab<'_>, within: &str, name: &str) -> f64 {
    let value = format!("document.querySelector('{within} [data-metric={name}]')?.dataset.value");
    let value = tab.wait(&format!("{name} is told"), &value, 30);
    value.as_str().and_then(|value| value.parse().ok()).expect("a plain number")
}

fn near(what: &str, got: f64, expected: f64) {
    let bound = 1e-4 * expected.abs().max(1.0);
    assert!((got - expected).abs() <= bound, "{what}: {got} for {expected}");
}

fn stage_shows_the_bytes_of_a_cell_and_paints_them(tab: &Tab<'_>) {
    let (y, x, c, k) = (7, 11, 5, 9);
    open(tab, &format!("stage=3&channel={c}&output={k}&place={y}.{x}"));
    tab.wait(
        "the cell is told",
        &format!("document.querySelector('[data-cell=\"7 {y} {x} {k}\"]')"),
        20,
    );
    let (model, square) = (reference::model(), tab.square());
    for (layer, kind, channel) in [(6, "depthwise", c), (7, "pointwise", k)] {
        let [h, w, channels] = model.layers[layer].output.shape;
        let bytes = reference::bytes(&model, &square, layer);
        let map: Vec<i64> =
            (0..h * w).map(|at| i64::from(bytes[at * channels + channel] as i8)).collect();
        let told = metric(tab, &format!("[data-cell^=\"{layer} \"]"), "byte");
        assert_eq!(told, map[y * w + x] as f64, "the byte of layer {layer}");

        // One colour a byte, and as many colours as bytes, or nearly: 256 colours span the layer.
        let pixels = tab.run_with(
            "const canvas = document.querySelector(`.panel[data-kind=${arguments[0]}] .tile.output .map canvas`);
             const { data, width, height } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
             const box = canvas.getBoundingClientRect();
             return { size: [height, width], seen: box.width * box.height,
                 colours: [...new Uint32Array(data.buffer)] };",
            vec![json!(kind)],
        );
        assert_eq!(pixels["size"], json!([h, w]), "the size of the map");
        assert!(pixels["seen"].as_f64() > Some(1000.0), "{}", pixels["seen"]);
        let colours: Vec<u32> = serde_json::from_value(pixels["colours"].clone()).expect("pixels");
        let mut of = HashMap::new();
        for (byte, colour) in map.iter().zip(&colours) {
            assert_eq!(of.entry(byte).or_insert(colour), &colour, "one colour for byte {byte}");
        }
        let bytes = of.len();
        let different: std::collections::HashSet<_> = of.values().collect();
        assert!(
            bytes > 10 && different.len() * 2 > bytes,
            "{} colours for {bytes} bytes",
            different.len()
        );
    }
    tab.is_well();
}

fn twin_counts_and_times_both(tab: &Tab<'_>) {
    open(tab, "view=twin&stage=3");
    let model = reference::model();
    let (standard, separable) = (
        common::standard_of_block(&model, 6).expect("a block"),
        cost::layer(&model, 6) + cost::layer(&model, 7),
    );
    for (of, cost) in [("standard", standard), ("separable", separable)] {
        let counts = [("macs", cost.macs), ("params", cost.params), ("bytes", cost.bytes)];
        for (name, count) in counts {
            assert_eq!(
                metric(tab, ".pane.twin", &format!("{of}-{name}")),
                count as f64,
                "{of} {name}"
            );
        }
    }
    let [standard_ms, separable_ms] =
        ["standard-ms", "separable-ms"].map(|name| metric(tab, ".pane.twin", name));
    assert!(separable_ms > 0.0 && separable_ms < standard_ms, "{separable_ms} of {standard_ms} ms");
    near("the share of time", metric(tab, ".pane.twin", "time-ratio"), separable_ms / standard_ms);
    let speed = separable.macs as f64 / separable_ms / 1e6;
    near("its speed", metric(tab, ".pane.twin", "separable-speed") / speed, 1.0);
    // The two areas, as they are drawn.
    let areas = tab.run(
        "return [...document.querySelectorAll('.pane.twin .areas rect, .pane.twin .areas i, .pane.twin .areas span')]
             .map(e => e.getBoundingClientRect()).filter(({ width, height }) => width * height > 20).length;",
    );
    assert!(areas.as_u64() >= Some(2), "{areas} areas");
    tab.is_well();
}

fn cost_counts_every_layer_and_draws_it(tab: &Tab<'_>) {
    open(tab, "view=cost");
    let model = reference::model();
    let all = cost::network(&model);
    assert_eq!(metric(tab, ".pane.cost", "cost-macs"), all.macs as f64);
    assert_eq!(metric(tab, ".pane.cost", "cost-params"), all.params as f64);
    tab.wait(
        "layers are timed",
        "document.querySelector('.pane.cost [data-metric=layer-ms]')?.dataset.value > 0",
        30,
    );
    let told = tab.run(
        "const values = name => [...document.querySelectorAll(`.pane.cost [data-metric=${name}]`)].map(e => Number(e.dataset.value));
         const bars = [...document.querySelectorAll('.pane.cost .lanes rect.depthwise, .pane.cost .lanes rect.pointwise, .pane.cost .lanes rect.standard')];
         return { macs: values('layer-macs'), params: values('layer-params'), ms: values('layer-ms'),
             heights: bars.filter((_, i) => i % 3 === 0).map(e => e.getBoundingClientRect().height) };",
    );
    let list =
        |name: &str| -> Vec<f64> { serde_json::from_value(told[name].clone()).expect("numbers") };
    let costs: Vec<_> = (0..model.layers.len()).map(|i| cost::layer(&model, i)).collect();
    let macs: Vec<f64> = costs.iter().map(|cost| cost.macs as f64).collect();
    assert_eq!(list("macs"), macs);
    assert_eq!(list("params"), costs.iter().map(|cost| cost.params as f64).collect::<Vec<_>>());
    assert!(list("ms").iter().all(|&ms| ms >= 0.0) && list("ms").iter().sum::<f64>() > 0.0);
    // Bars as high as the layers are dear.
    let heights = list("heights");
    assert_eq!(heights.len(), macs.len(), "bars");
    let most = macs.iter().copied().fold(0.0, f64::max);
    let highest = heights.iter().copied().fold(0.0, f64::max);
    assert!(highest > 8.0, "the highest bar is {highest} pixels high");
    for (height, macs) in heights.iter().zip(&macs) {
        let expected = macs / most * highest;
        assert!((height - expected).abs() < 0.2, "{height} pixels for {expected}");
    }
    tab.is_well();
}

fn why_adds_up_to_the_logit(tab: &Tab<'_>) {
    open(tab, "view=why");
    tab.wait("there is a map", "!!document.querySelector('.because .shown:not([hidden])')", 20);
    let class = tab.wait("it has a class", "document.querySelector('.pictured').dataset.class", 10);
    let class: usize = class.as_str().and_then(|class| class.parse().ok()).expect("a class");
    let (model, square) = (reference::model(), tab.square());
    let probabilities = reference::probabilities(&model, &square);
    let best = probabilities.iter().copied().fold(0.0, f64::max);
    assert_eq!(probabilities[class], best, "why the first answer");
    let last = |kind: LayerKind| {
        (0..model.layers.len()).rfind(|&layer| model.kind(layer) == kind).expect("such a layer")
    };
    let stored = reference::layer(&model, &square, last(LayerKind::Classifier))[class];
    let value = |name: &str| metric(tab, ".because", name);
    near("stored", value("stored"), stored);
    near("its parts", value("mean") + value("bias") + value("pooling") + value("rounding"), stored);

    // The places as they are painted: all channels of a grey, green or violet picture.
    let painted = tab.run(
        "const canvas = document.querySelector('.because .places canvas');
         const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
         return [canvas.width, new Set(new Uint32Array(data.buffer)).size];",
    );
    assert!(painted[0].as_u64() > Some(200) && painted[1].as_u64() > Some(50), "{painted}");
    tab.is_well();
}

fn lab_convolves(tab: &Tab<'_>) {
    let input: [[i64; 5]; 4] = [[1, 2, 3, 4, 5], [9, 0, 7, 1, 2], [3, 3, 8, 6, 0], [5, 4, 1, 0, 9]];
    let kernel: [[i64; 3]; 3] = [[1, 0, -1], [2, 3, -2], [1, 0, -1]];
    let digits: String = input.iter().flatten().map(i64::to_string).collect();
    let weights: Vec<String> = kernel.iter().flatten().map(i64::to_string).collect();
    let word = format!("i4_5_1*v{digits}*k3_3*s1*psame*d1*g1*n1*w{}*f0_0_2_2", weights.join("_"));
    open(tab, &format!("view=lab&lab={word}"));
    tab.wait(
        "the lab is shown",
        "!!document.querySelector('.lab:not([hidden]) .makes canvas')",
        20,
    );
    tab.run("document.querySelector('.makes .numbers').focus();");
    for column in [4, 5] {
        tab.press(RIGHT);
        let (mut sum, mut outside) = (0, 0);
        for (row, ky) in kernel.iter().zip(0..) {
            for (&weight, kx) in row.iter().zip(0..) {
                let at = input.get(2 + ky - 1).and_then(|row| row.get(column - 1 + kx - 1));
                sum += weight * at.copied().unwrap_or_default();
                outside += usize::from(at.is_none());
            }
        }
        let zeros = if outside > 0 {
            format!(" {outside} of them fall on padding.")
        } else {
            String::new()
        };
        let sum = sum.to_string().replace('-', "\u{2212}");
        let said = format!("Row 3, column {column} of output 1: 9 products sum to {sum}.{zeros}");
        tab.wait(
            &said,
            &format!("document.querySelector('.lab [aria-live]').textContent === '{said}'"),
            10,
        );
    }
    let painted = tab.run(
        "return [...document.querySelectorAll('.lab .numbers canvas')].filter(e => e.checkVisibility()).map(canvas => {
             const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
             return new Set(new Uint32Array(data.buffer)).size;
         });",
    );
    let painted: Vec<u64> = serde_json::from_value(painted).expect("counts");
    assert!(painted.len() >= 2 && painted.iter().all(|&colours| colours > 5), "{painted:?}");
    tab.is_well();
}

fn change_shows_what_the_changed_network_says(tab: &Tab<'_>) {
    let channels = [107, 12, 300];
    let changes: Vec<String> = channels.iter().map(|channel| format!("27.{channel}")).collect();
    open(tab, &format!("view=change&stage=13&change={}", changes.join("*")));
    tab.wait(
        "its answers are there",
        "document.querySelector('.altered .outcome[data-changed] tbody tr')",
        30,
    );
    let (model, square) = (reference::model(), tab.square());
    let mut muted = reference::model();
    for channel in channels {
        reference::mute(&mut muted, 27, channel);
    }
    let told = tab.run(
        "return [...document.querySelectorAll('.altered tbody tr')].filter(row => !row.hidden).map(row =>
             [row.dataset.label, ...['untouched', 'changed'].map(name => Number(row.querySelector(`[data-metric=${name}]`).dataset.value))]);",
    );
    let told: Vec<(String, f64, f64)> = serde_json::from_value(told).expect("rows");
    assert!(told.len() >= 5, "{told:?}");
    let labels = reference::labels();
    let (before, after) =
        (reference::probabilities(&model, &square), reference::probabilities(&muted, &square));
    assert!(before != after, "it makes a difference");
    for (label, untouched, changed) in told {
        let class = labels.iter().position(|known| *known == label).expect("a label");
        assert!(
            (untouched - before[class]).abs() < 1e-6,
            "{label}: {untouched}, {}",
            before[class]
        );
        assert!((changed - after[class]).abs() < 1e-6, "{label}: {changed}, {}", after[class]);
    }
    tab.is_well();
}

/// Recorded, packed, looked at again, taught, kept and deleted: in every browser.
fn teach_tells_two_samples_apart(tab: &Tab<'_>) {
    tab.open("#sample=goldfish&view=teach");
    tab.wait("the classes are shown", "document.querySelector('.teaching .class')", 30);
    for (key, sample, at) in [("a", 3, 0), ("b", 2, 1)] {
        tab.run(&format!("document.querySelectorAll('.samples button')[{sample}].click();"));
        std::thread::sleep(std::time::Duration::from_millis(500));
        let press = |kind: &str| {
            format!(
                "document.dispatchEvent(new KeyboardEvent('{kind}', {{ key: '{key}', bubbles: true }}));"
            )
        };
        tab.run(&press("keydown"));
        let pictures = format!("document.querySelectorAll('.class')[{at}].dataset.pictures >= 6");
        tab.wait("six pictures are there", &pictures, 60);
        tab.run(&press("keyup"));
    }
    let says = "document.querySelector('.says li[data-first]')?.dataset.label";
    tab.wait("it is the second", &format!("{says} === 'Class 2'"), 60);
    tab.run("document.querySelectorAll('.samples button')[3].click();");
    tab.wait("it is the first", &format!("{says} === 'Class 1'"), 60);
    tab.wait("it is assessed", "document.querySelector('.accuracy[data-value]')", 60);
    let press = |text: &str| {
        tab.run(&format!(
            "[...document.querySelectorAll('.teaching button')].find(node => node.textContent === '{text}').click();"
        ));
    };
    press("Keep on this machine");
    tab.wait("it is kept", "document.querySelector('.where').textContent.startsWith('Kept')", 20);
    press("Delete everything");
    tab.run("document.querySelector('.question:not([hidden]) .primary').click();");
    tab.wait("all is gone", "!document.querySelector('.pictures li')", 20);
    tab.is_well();
}
