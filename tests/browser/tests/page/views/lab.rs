//! The lab: its convolutions against `kernels::reference`, its costs against `cost`, its address, and its
//! controls, which offer only legal convolutions.

use crate::common;
use browser_tests::{BLANK, Page, Site};
use separable::cost;
use separable::kernels::reference;
use separable::model::{
    Activation, Convolution, Element, FloatWeights, Layer, Model, Op, Precision, Shape, Tensor,
    Weights, Window,
};
use serde_json::{Value, json};

/// A convolution as the lab has it; weights `[n][kh][kw][c / groups]`.
struct Case {
    input: Shape,
    kernel: [usize; 2],
    stride: usize,
    same: bool,
    dilation: usize,
    groups: usize,
    outputs: usize,
}

impl Case {
    fn fan(&self) -> usize {
        self.input[2] / self.groups
    }

    /// How far the kernel reaches along axis `i`.
    fn reach(&self, i: usize) -> usize {
        (self.kernel[i] - 1) * self.dilation + 1
    }

    /// Output places along axis `i`, and the zeros before the first.
    fn places(&self, i: usize) -> (usize, usize) {
        if !self.same {
            return ((self.input[i] - self.reach(i)) / self.stride + 1, 0);
        }
        let places = self.input[i].div_ceil(self.stride);
        let needed = (places - 1) * self.stride + self.reach(i);
        (places, needed.saturating_sub(self.input[i]) / 2)
    }

    fn values(&self) -> Vec<i32> {
        numbers(self.input.iter().product(), 10, 0)
    }

    fn weights(&self) -> Vec<i32> {
        numbers(self.outputs * self.kernel[0] * self.kernel[1] * self.fan(), 9, 4)
    }

    fn json(&self) -> Value {
        let padding = if self.same { "same" } else { "valid" };
        json!({ "shape": self.input, "input": self.values(), "conv": {
            "kernel": self.kernel, "stride": self.stride, "padding": padding,
            "dilation": self.dilation, "groups": self.groups, "outputs": self.outputs,
            "weights": self.weights(),
        }})
    }

    /// The same as a standard convolution without groups or gaps: what a kernel skips has weight zero.
    fn dense(&self) -> Model {
        let [kh, kw] = [self.reach(0), self.reach(1)];
        let (c, fan, share) = (self.input[2], self.fan(), self.outputs / self.groups);
        let mut values = vec![0.0; self.outputs * kh * kw * c];
        let mut weights = self.weights().into_iter();
        for n in 0..self.outputs {
            for ky in (0..kh).step_by(self.dilation) {
                for kx in (0..kw).step_by(self.dilation) {
                    for i in 0..fan {
                        let channel = n / share * fan + i;
                        let weight = weights.next().expect("one for each tap");
                        values[((n * kh + ky) * kw + kx) * c + channel] = weight as f32;
                    }
                }
            }
        }
        self.model([kh, kw], self.input, self.outputs, values)
    }

    /// One of its groups alone, as far as `cost` looks at it.
    fn group(&self) -> Model {
        let [h, w, _] = self.input;
        let outputs = self.outputs / self.groups;
        let weights = outputs * self.kernel[0] * self.kernel[1] * self.fan();
        self.model(self.kernel, [h, w, self.fan()], outputs, vec![0.0; weights])
    }

    fn model(&self, kernel: [usize; 2], input: Shape, n: usize, values: Vec<f32>) -> Model {
        let tensor = |shape| Tensor { shape, element: Element::F32, scale: 1.0, zero_point: 0 };
        let [(oh, top), (ow, left)] = [self.places(0), self.places(1)];
        let window =
            Window { kernel, stride: [self.stride; 2], pad: [top, left], dilation: [1, 1] };
        let weights =
            Weights::Float(FloatWeights { values, bias: vec![0.0; n], stored: Precision::Single });
        let conv = Convolution { window, weights, activation: Activation::None };
        let layer = Layer {
            name: "conv".into(),
            op: Op::Conv(conv),
            inputs: vec![0],
            output: tensor([oh, ow, n]),
        };
        Model::new(tensor(input), vec![layer])
    }
}

/// `count` whole numbers below `below`, less `less`, that repeat late.
fn numbers(count: usize, below: usize, less: i32) -> Vec<i32> {
    let mut random = common::Lcg(7);
    (0..count).map(|_| random.below(below) as i32 - less).collect()
}

/// What `model` makes of `input`.
fn run(model: &Model, input: &[i32]) -> Vec<f64> {
    let bytes: Vec<u8> = input.iter().flat_map(|&value| (value as f32).to_le_bytes()).collect();
    let output = reference::run(model, &bytes).expect("an input of its size").remove(0);
    let floats = output.as_chunks().0.iter();
    floats.map(|&float| f64::from(f32::from_le_bytes(float))).collect()
}

/// Standard, grouped, depthwise with and without multiplier, pointwise; strides, paddings, gaps.
fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for (input, outputs, groups) in [
        ([7, 6, 3], 4, 1),
        ([6, 8, 4], 6, 2),
        ([8, 5, 3], 3, 3),
        ([6, 6, 2], 6, 2),
        ([12, 12, 6], 8, 1),
        ([5, 5, 1], 1, 1),
    ] {
        for kernel in [[1, 1], [3, 3], [2, 5], [4, 1]] {
            for (stride, same, dilation) in [
                (1, false, 1),
                (1, true, 1),
                (2, true, 1),
                (3, true, 1),
                (2, false, 1),
                (1, true, 2),
                (2, true, 2),
            ] {
                let case = Case { input, kernel, stride, same, dilation, groups, outputs };
                if case.reach(0) <= input[0] && case.reach(1) <= input[1] {
                    cases.push(case);
                }
            }
        }
    }
    cases
}

#[test]
fn the_lab_convolves_as_the_reference_does() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let cases = cases();
    let found = page.run_with(
        "const { convolve, cell, cost, geometry } = await import('/www/lab/convolution.js');
         return arguments[0].map(({ shape, input, conv }) => {
             const { output: [oh, ow, n] } = geometry(conv, shape);
             const cells = [];
             for (let y = 0; y < oh; y++) for (let x = 0; x < ow; x++) for (let o = 0; o < n; o++) {
                 const { channels, sum } = cell(conv, input, shape, y, x, o);
                 const products = channels.flatMap(({ taps }) => taps.map(({ product }) => product));
                 cells.push([sum, products.reduce((a, b) => a + b), products.length]);
             }
             return { output: [...convolve(conv, input, shape)], cells, ...cost(conv, shape) };
         });",
        vec![cases.iter().map(Case::json).collect()],
    );
    for (case, found) in cases.iter().zip(found.as_array().expect("a list")) {
        let what = case.json();
        let expected = run(&case.dense(), &case.values());
        assert_eq!(numeric(&found["output"]), expected, "{what}");
        let products = case.kernel[0] * case.kernel[1] * case.fan();
        let cells: Vec<f64> =
            expected.iter().flat_map(|&sum| [sum, sum, products as f64]).collect();
        assert_eq!(numeric(&found["cells"]), cells, "{what}");
        let group = cost::layer(&case.group(), 0);
        assert_eq!(found["macs"], json!(group.macs * case.groups as u64), "{what}");
        assert_eq!(found["params"].as_u64(), Some(case.weights().len() as u64), "{what}");
    }
}

/// All numbers in order, whole or not.
fn numeric(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numeric).collect(),
        value => vec![value.as_f64().expect("a number")],
    }
}

#[test]
fn every_lab_fits_into_the_address() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let found = page.run(
        "const { decode, encode } = await import('/www/lab/address.js');
         const { change, choices, isDepthwise, mixed, pad, pictured, values } = await import('/www/lab/lab.js');
         const { PRESETS } = await import('/www/lab/presets.js');
         const wrong = [];
         for (const [id, { lab }] of Object.entries(PRESETS))
             if (encode(lab) !== id || JSON.stringify(decode(id)) !== JSON.stringify(lab)) wrong.push(id);
         let seed = 3;
         const any = list => list[(seed = (seed * 69069 + 1) % 2147483648) % 9973 % list.length];
         const terms = ['oh', 'ow', 'kh', 'kw', 'cin', 'groups', 'multiplier', 'cout', 'stride', 'dilation', 'mix'];
         let { lab } = PRESETS.separable;
         for (let i = 0; i < 3000; i++) {
             const term = any(terms);
             if (term === 'mix' && lab.steps.length < 2 || i % 40 === 0) lab = mixed(lab, lab.steps.length < 2);
             else if (i % 31 === 0) lab = pad(lab, any(['same', 'valid']));
             else if (i % 57 === 0) lab = pictured(lab, !lab.picture);
             else if (term !== 'multiplier' || isDepthwise(lab)) lab = change(lab, term, any(choices(lab, term)));
             const word = encode(lab);
             const again = decode(word);
             const kept = lab.picture ? { ...lab, input: lab.input.map(() => 0) } : lab;
             if (JSON.stringify(again) !== JSON.stringify(kept)) wrong.push(word);
             if (new URLSearchParams({ lab: word }).toString() !== `lab=${word}`) wrong.push(`escaped: ${word}`);
             if (values(lab).some(list => Array.from(list).some(value => !Number.isFinite(value)))) wrong.push(`not finite: ${word}`);
         }
         const whole = encode({ ...PRESETS.blur.lab, input: PRESETS.blur.lab.input.map(() => 1) });
         const parts = whole.split('*');
         const bad = ['', 'nothing', 'toString', '__proto__', 'i6_6_3'];
         parts.forEach((part, i) => {
             if (part[0] !== 'f') bad.push(parts.toSpliced(i, 1).join('*'));
         });
         for (const [from, to] of [['i8_8_1', 'i99_8_1'], ['i8_8_1', 'i8_8_0'], ['k3_3', 'k9_3'], ['s1', 's0'], ['d1', 'd7'],
                                   ['g1', 'g2'], ['n1', 'n2'], ['pvalid', 'pfull'], ['1f9', '1f0'], ['1f9', '1e9'], ['v1', 'v']])
             bad.push(whole.replace(from, to));
         return { wrong: wrong.slice(0, 5), taken: bad.filter(word => decode(word)), whole: !!decode(whole) };",
    );
    assert_eq!(found, json!({ "wrong": [], "taken": [], "whole": true }));
}

/// The lab alone on a page, with the words that it dispatches.
const MOUNT: &str = "document.body.innerHTML = '<main><section></section></main>';
    for (const name of ['base', 'controls', 'ladder', 'stage']) {
        const link = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: `/styles/${name}.css` });
        document.head.append(link);
    }
    const { create } = await import('/www/views/lab/index.js');
    const root = document.querySelector('section');
    window.words = [];
    root.addEventListener('action', ({ detail }) => window.words.push(detail.lab));
    window.view = create(root);
    window.view.update({ lab: arguments[0], frame: null });";

fn mount(page: &Page, word: &str) {
    page.run_with(MOUNT, vec![json!(word)]);
    page.wait(
        "the lab is shown",
        "!!document.querySelector('.lab:not([hidden]) .makes canvas')",
        20,
    );
}

#[test]
fn the_formula_is_the_control_panel() {
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    mount(&page, "");
    let found = page.run(
        "const wrong = [];
         let seed = 5;
         const any = count => (seed = (seed * 69069 + 1) % 2147483648) % 9973 % count;
         const keys = ['ArrowUp', 'ArrowDown', 'Home', 'End', '1', '2', '5'];
         const bills = [...document.querySelectorAll('.bill')];
         for (let i = 0; i < 300; i++) {
             const terms = [...document.querySelectorAll('.lab [role=spinbutton]:not([aria-disabled])')].filter(term => !term.closest('[hidden]'));
             const term = terms[any(terms.length)];
             term.dispatchEvent(new KeyboardEvent('keydown', { key: keys[any(keys.length)], bubbles: true, cancelable: true }));
             for (const bill of bills.filter(bill => !bill.hidden)) {
                 const all = [...bill.querySelectorAll('[role=spinbutton]')];
                 const [oh, ow, kh, kw, c, groups, n] = all.map(term => Number(term.getAttribute('aria-valuenow')));
                 for (const term of all) {
                     const [now, least, most] = ['now', 'min', 'max'].map(name => Number(term.getAttribute(`aria-value${name}`)));
                     if (!(least <= now && now <= most)) wrong.push(term.outerHTML);
                 }
                 const macs = Number(bill.querySelector('[data-metric^=lab-macs]').dataset.value);
                 const params = Number(bill.querySelector('[data-metric^=lab-params]').dataset.value);
                 if (macs !== oh * ow * kh * kw * (c / groups) * n) wrong.push([oh, ow, kh, kw, c, groups, n, macs]);
                 if (params !== kh * kw * (c / groups) * n) wrong.push([kh, kw, c, groups, n, params]);
             }
         }
         await new Promise(resolve => setTimeout(resolve, 700));
         const { decode } = await import('/www/lab/address.js');
         const { cost } = await import('/www/lab/convolution.js');
         const { shapes } = await import('/www/lab/lab.js');
         const lab = decode(window.words.at(-1));
         const shown = Number(document.querySelector('[data-metric=lab-macs-1]').dataset.value);
         return { wrong: wrong.slice(0, 5), same: cost(lab.steps[0], shapes(lab)[0]).macs === shown, actions: window.words.length };",
    );
    assert_eq!(found, json!({ "wrong": [], "same": true, "actions": 1 }));
    let errors: Vec<String> =
        page.errors().into_iter().filter(|error| !error.contains("favicon")).collect();
    assert_eq!(errors, Vec::<String>::new());
}

#[test]
fn a_cell_of_the_lab_is_read_out() {
    const RIGHT: char = '\u{e014}';
    const PAGE_DOWN: char = '\u{e00f}';
    let site = Site::new();
    let page = Page::open(&site, BLANK);
    let case = Case {
        input: [6, 7, 3],
        kernel: [3, 3],
        stride: 2,
        same: true,
        dilation: 1,
        groups: 1,
        outputs: 2,
    };
    let word = page.run_with(
        "const { encode } = await import('/www/lab/address.js');
         const [{ shape, input, conv }] = arguments;
         return encode({ shape, input, picture: false, steps: [conv], place: { step: 0, channel: 0, y: 1, x: 2 } });",
        vec![case.json()],
    );
    mount(&page, word.as_str().expect("a word"));
    page.run("document.querySelector('.makes .numbers').focus();");
    page.press(RIGHT);
    page.press(PAGE_DOWN);
    let said = "document.querySelector('.lab [aria-live]').textContent";
    let said = page.wait("the cell is read out", said, 10);
    let [(_, _), (ow, _)] = [case.places(0), case.places(1)];
    let sum = run(&case.dense(), &case.values())[(ow + 3) * 2 + 1];
    let sum = format!("{sum}").replace('-', "\u{2212}");
    let expected = format!(
        "Row 2, column 4 of output 2: 27 products sum to {sum}. 9 of them fall on padding."
    );
    assert_eq!(said, json!(expected));
    // The kernels that were typed are those that are shown.
    let weights = page.run("return [...document.querySelectorAll('.row:not([hidden]) .weights input')].map(input => Number(input.value));");
    let shown = numeric(&weights);
    for (tap, channel) in (0..9).flat_map(|tap| (0..3).map(move |channel| (tap, channel))) {
        let weight = case.weights()[(9 + tap) * 3 + channel];
        assert_eq!(shown[channel * 9 + tap], f64::from(weight), "tap {tap}, channel {channel}");
    }
}

/// The lab as the page's tab, at rest.
fn open_tab(address: &str) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open(&site, address);
    page.ready();
    page.wait("the lab is shown", "!!document.querySelector('.pane .lab:not([hidden])')", 20);
    (site, page)
}

/// What the address has of the lab.
const WORD: &str = "new URLSearchParams(location.hash.slice(1)).get('lab')";

#[test]
fn the_tab_carries_the_lab_in_the_address() {
    const UP: char = '\u{e013}';
    let (_site, page) = open_tab("#view=lab");
    let metric = "Number(document.querySelector('[data-metric=lab-macs-1]')?.dataset.value)";
    let before = page.run(&format!("return {metric}"));
    page.run("document.querySelector('.lab .bill [data-term=kh]').focus();");
    page.press(UP);
    page.wait("the formula follows", &format!("{metric} !== {before}"), 5);
    let after = page.run(&format!("return {metric}"));
    page.wait("the address has the lab", WORD, 5);
    let address = page.run("return location.hash");
    let site = Site::new();
    let again = Page::open(&site, address.as_str().expect("an address"));
    again.wait("the same lab", &format!("{metric} === {after}"), 20);
}

#[test]
fn the_tab_lets_its_player_rest() {
    const ESCAPE: char = '\u{e00c}';
    let (_site, page) = open_tab("#view=lab");
    let count = "parseInt(document.querySelector('.lab .count').innerText)";
    let at = page.run(&format!("return {count}"));
    page.click(".lab .player .primary");
    page.wait("it plays", &format!("{count} > {at} + 1"), 10);
    page.click("[data-view=stage]");
    page.rest(1000);
    page.click("[data-view=lab]");
    let left = page.run(&format!("return {count}"));
    page.rest(1000);
    assert_eq!(page.run(&format!("return {count}")), left, "nothing plays that is not seen");
    // Escape first ends the half-made picture, then leads back to the ladder.
    let later = "document.activeElement.closest('.ladder') !== null";
    page.run("document.querySelector('.lab .player .primary').focus();");
    page.press(ESCAPE);
    assert_eq!(page.run(&format!("return {later}")), json!(false));
    page.press(ESCAPE);
    page.wait("the ladder has the focus", later, 5);
}

#[test]
fn the_tab_takes_the_picture_of_the_page() {
    let (_site, page) = open_tab("#view=lab&lab=separable&sample=goldfish");
    page.run("[...document.querySelectorAll('.lab .button')].find(button => button.innerText === 'Use the picture').click();");
    page.wait("the address says so", &format!("/(^|\\*)x(\\*|$)/.test({WORD})"), 5);
    // Each number is the mean of its pixels: here the red under the middle of the kernel.
    page.click("[data-action=freeze]");
    page.rest(600);
    let [read, mean] = ["read", "mean"].map(|which| {
        page.run_with(
            "const { decode } = await import('/www/lab/address.js');
             const { shape: [h, w], place: { y, x } } = decode(new URLSearchParams(location.hash.slice(1)).get('lab'));
             const square = document.querySelector('#square');
             const [top, left, bottom, right] = [y / h, x / w, (y + 1) / h, (x + 1) / w].map(part => Math.floor(part * square.width));
             const { data } = square.getContext('2d').getImageData(left, top, right - left, bottom - top);
             const red = data.filter((_, i) => i % 4 === 0);
             const tap = document.querySelectorAll('.lab .products .factors')[4].innerText;
             return arguments[0] === 'read' ? parseFloat(tap) : red.reduce((sum, byte) => sum + byte, 0) / red.length / 255 * 9;",
            vec![json!(which)],
        )
        .as_f64()
        .expect("a number")
    });
    assert!((read - mean).abs() <= 0.501, "{read} for a mean of {mean}");
    assert!(mean > 0.5, "a cell with some red in it: {mean}");
}
