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
                 const params = Number(bill.closest('.step').querySelector('[data-metric^=lab-params]').dataset.value);
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
    let weights = page.run("return [...document.querySelectorAll('.kernel:not([hidden]) .weights input')].map(input => Number(input.value));");
    let shown = numeric(&weights);
    for (tap, channel) in (0..9).flat_map(|tap| (0..3).map(move |channel| (tap, channel))) {
        let weight = case.weights()[(9 + tap) * 3 + channel];
        assert_eq!(shown[channel * 9 + tap], f64::from(weight), "tap {tap}, channel {channel}");
    }
}

/// Whether the lab is there.
const LAB: &str = "!!document.querySelector('.pane .lab:not([hidden])')";

/// The page with what `there` asks for, at rest.
fn open_tab(address: &str, there: &str) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open(&site, address);
    page.ready();
    page.wait("the view is shown", there, 20);
    (site, page)
}

/// What the address has of the lab.
const WORD: &str = "new URLSearchParams(location.hash.slice(1)).get('lab')";

#[test]
fn the_tab_carries_the_lab_in_the_address() {
    const UP: char = '\u{e013}';
    let (_site, page) = open_tab("#view=lab", LAB);
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
    let (_site, page) = open_tab("#view=lab", LAB);
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
    let (_site, page) = open_tab("#view=lab&lab=separable&sample=goldfish", LAB);
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
             const tap = document.querySelectorAll('.lab .product .factor')[4].innerText.slice(1);
             return arguments[0] === 'read' ? parseFloat(tap) : red.reduce((sum, byte) => sum + byte, 0) / red.length / 255 * 9;",
            vec![json!(which)],
        )
        .as_f64()
        .expect("a number")
    });
    assert!((read - mean).abs() <= 0.501, "{read} for a mean of {mean}");
    assert!(mean > 0.5, "a cell with some red in it: {mean}");
}

/// Labs of every kind and of the largest sizes that the controls allow: their words in the address.
const LABS: &str = "const { encode } = await import('/www/lab/address.js');
    const { change, mixed, pad, pictured } = await import('/www/lab/lab.js');
    const { PRESETS } = await import('/www/lab/presets.js');
    const set = (lab, terms) => Object.entries(terms).reduce((now, [term, value]) => change(now, term, value), lab);
    const { separable, standard, depthwise, pointwise } = Object.fromEntries(Object.entries(PRESETS).map(([id, { lab }]) => [id, pad(lab, 'same')]));
    const most = { cin: 6, oh: 12, ow: 12, kh: 5, kw: 5, cout: 8 };
    return {
        presets: Object.keys(PRESETS),
        largest: [
            set(standard, most),
            set(separable, { ...most, mix: 8 }),
            set(mixed(set(depthwise, { cin: 4, multiplier: 2, oh: 12, ow: 12, kh: 5, kw: 5 }), true), { mix: 8 }),
            set(standard, { cin: 6, groups: 3, cout: 6, oh: 12, ow: 12, kh: 5, kw: 5 }),
            set(pad(pointwise, 'valid'), { cin: 6, oh: 12, ow: 12, cout: 8 }),
            set(standard, { cin: 6, oh: 12, ow: 12, kh: 5, kw: 5, dilation: 2, cout: 8 }),
            set(standard, { cin: 6, oh: 4, ow: 4, stride: 3, kh: 5, kw: 5, cout: 8 }),
            set(standard, { cin: 6, oh: 12, ow: 2, kh: 5, kw: 1, cout: 8 }),
            set(standard, { cin: 6, oh: 2, ow: 12, kh: 1, kw: 5, cout: 8 }),
            set(pictured(standard, true), { oh: 12, ow: 12, kh: 5, kw: 5, cout: 8 }),
        ].map(encode),
    };";

/// What of the number in focus is not in sight, whole and uncovered: its output; where `arguments[0]` has
/// `all`, inputs, kernels, outputs beside them, sum and player, too; with `steps` those of both steps.
const OUT_OF_SIGHT: &str = "const { all, steps: both } = arguments[0];
    const [, now] = /Step (\\d)/.exec(document.querySelector('.lab .player [type=range]').getAttribute('aria-valuetext'));
    const steps = [...document.querySelectorAll('.lab .step:not([hidden])')];
    const find = (root, selector) => [...root.querySelectorAll(selector)].filter(node => node.checkVisibility({ visibilityProperty: true }));
    const misses = [];
    const look = (name, nodes) => {
        if (!nodes.length) misses.push(`no ${name}`);
        for (const node of nodes) {
            const { top, bottom, left, right } = node.getBoundingClientRect();
            const inside = top >= -0.5 && left >= -0.5 && bottom <= innerHeight + 0.5 && right <= document.documentElement.clientWidth + 0.5;
            const covered = [[left + 2, top + 2], [right - 2, bottom - 2]].some(([x, y]) => !node.contains(document.elementFromPoint(x, y)));
            if (!inside || covered) misses.push(`${name}: ${inside ? 'covered' : 'out'} at ${[top, bottom, left, right].map(Math.round)}`);
        }
    };
    for (const step of all && both ? steps : [steps[now - 1]]) {
        const [inputs, outputs] = ['.in', '.out'].map(part => find(step, `${part} .numbers`));
        look('output', find(step, '.out[data-now] .numbers'));
        if (!all) continue;
        look('outputs', outputs);
        look('inputs', inputs);
        look('kernel', find(step, '.kernel .weights'));
        if (!step.hasAttribute('data-waits')) look('sum', find(step, '.sum'));
        const boxes = nodes => nodes.map(node => node.getBoundingClientRect());
        if (Math.max(...boxes(inputs).map(box => box.right)) > Math.min(...boxes(outputs).map(box => box.left))) misses.push('outputs not beside inputs');
        if (inputs.length <= 3 && new Set(boxes(inputs).map(box => Math.round(box.top))).size > 1) misses.push('inputs not in a row');
    }
    if (all) look('player', find(document, '.lab .player .button'));
    return misses;";

/// Plays from each of a few numbers of the lab on show, at the end of a channel and of a step, and looks after
/// each whether the number is in sight.
fn watch(page: &Page, word: &Value, what: &str, all: bool, steps: bool) -> Vec<String> {
    let at = "Number(document.querySelector('.lab .player [type=range]').value)";
    let run = page.run_with(
        "const { decode } = await import('/www/lab/address.js');
         const { shapes } = await import('/www/lab/lab.js');
         const [first, all] = [2, 3].map(end => shapes(decode(arguments[0])).slice(1, end).reduce((sum, [h, w, c]) => sum + h * w * c, 0));
         return { starts: [0, all > first ? first - 2 : all - 3], last: all - 1 };",
        vec![word.clone()],
    );
    let last = "Number(document.querySelector('.lab .player [type=range]').max)";
    page.wait(&format!("{what} is shown"), &format!("{last} === {}", run["last"]), 20);
    page.rest(300); // for the tab to come into sight
    let mut missed = Vec::new();
    let mut look = |when: &str| {
        let found = page.run_with(OUT_OF_SIGHT, vec![json!({ "all": all, "steps": steps })]);
        for miss in found.as_array().expect("a list") {
            missed.push(format!("{what}, {when}: {miss}"));
        }
    };
    if all {
        look("opened");
    }
    for start in run["starts"].as_array().expect("numbers").iter().skip(steps.into()) {
        page.run_with(
            "const range = document.querySelector('.lab .player [type=range]');
             range.value = arguments[0];
             range.dispatchEvent(new Event('input', { bubbles: true }));",
            vec![start.clone()],
        );
        look(&format!("at {start}"));
        page.click(".lab .player .primary"); // with the pointer, which no longer holds a number
        page.wait(&format!("{what} plays on from {start}"), &format!("{at} > {start} + 1"), 10);
        look(&format!("playing from {start}"));
        page.run("document.querySelector('.lab .player [aria-label=\"Next number\"]').click();");
    }
    // What the address has to follow yet would take the place of the next lab.
    let place = "document.querySelector('.lab .player [type=range]').getAttribute('aria-valuetext').match(/\\d+/g).map(n => n - 1).join('_')";
    page.wait(
        "the address follows",
        &format!(
            "location.hash.endsWith(`*f${{{place}}}`) || location.hash.includes(`*f${{{place}}}&`)"
        ),
        20,
    );
    missed
}

/// Opens each lab of `LABS` in its tab, by a click, in a window of this size; every second one on a
/// phone.
fn watch_all(width: u32, height: u32, all: bool) -> Vec<String> {
    let (_site, page) =
        open_tab("#view=stage&sample=goldfish", "!!document.querySelector('.pane.stage canvas')");
    page.resize(width, height);
    let labs = page.run(LABS);
    let mut missed = Vec::new();
    for (kind, steps) in [("presets", true), ("largest", false)] {
        let words = labs[kind].as_array().expect("words").iter().enumerate();
        for (i, word) in words.step_by(if width < 720 { 2 } else { 1 }) {
            page.run_with(
                "document.querySelector('[data-view=stage]').click();
                 scrollTo(0, 0);
                 const lab = arguments[0] === 'separable' ? '' : arguments[0];
                 document.querySelector('.pane.lab').dispatchEvent(new CustomEvent('action', { bubbles: true, detail: { type: 'set', lab } }));",
                vec![word.clone()],
            );
            page.click("[data-view=lab]");
            page.wait("the lab is shown", "!!document.querySelector('.pane.lab:not([hidden]) .lab:not([hidden]) .makes canvas')", 20);
            let what = format!("{kind} {i} at {width} x {height}");
            missed.extend(watch(&page, word, &what, all, steps));
        }
    }
    missed
}

#[test]
fn the_lab_is_on_one_screen() {
    for (width, height) in [(1440, 900), (1024, 768)] {
        assert_eq!(watch_all(width, height, true), Vec::<String>::new());
    }
}

#[test]
fn on_a_phone_the_number_in_focus_stays_in_sight() {
    assert_eq!(watch_all(360, 800, false), Vec::<String>::new());
}

#[test]
fn who_scrolls_away_from_the_player_is_left_there() {
    let (_site, page) = open_tab("#view=lab", LAB);
    page.resize(1024, 768);
    page.click(".lab .player .primary");
    let at = "Number(document.querySelector('.lab .player [type=range]').value)";
    let away = "(scrollTo(0, document.documentElement.scrollHeight), scrollY)";
    let stood = page.run(&format!("return {away}"));
    let now = page.run(&format!("return {at}"));
    page.wait("it plays on", &format!("{at} > {now} + 2"), 10);
    assert_eq!(page.run("return scrollY"), stood);
}

/// The least contrast of a number with its cell in the inputs that the output in focus does not read, and how
/// many cells were looked at: WCAG 2.2, of what is painted, over the colour of the panel.
const CONTRAST: &str = "const [red, green, blue] = getComputedStyle(document.querySelector('.step')).backgroundColor.match(/\\d+/g).map(Number);
    const light = byte => byte <= 10 ? byte / 3294.6 : ((byte / 255 + 0.055) / 1.055) ** 2.4;
    let [least, cells] = [Infinity, 0];
    for (const grid of document.querySelectorAll('.step .in:not([data-read]):not([hidden]) .numbers')) {
        const canvas = grid.querySelector('canvas');
        const context = canvas.getContext('2d');
        const side = canvas.width / 8;
        const opacity = Number(getComputedStyle(grid).opacity);
        for (let y = 1; y < 7; y++) for (let x = 1; x < 7; x++) {
            const { data } = context.getImageData(Math.ceil(x * side) + 4, Math.ceil(y * side) + 4, Math.floor(side) - 14, Math.floor(side) - 14);
            const seen = [];
            for (let i = 0; i < data.length; i += 4) {
                const part = data[i + 3] / 255 * opacity;
                const [r, g, b] = [red, green, blue].map((below, c) => light(data[i + c] * part + below * (1 - part)));
                seen.push(0.2126 * r + 0.7152 * g + 0.0722 * b);
            }
            const [below, above] = [Math.min(...seen), Math.max(...seen)];
            least = Math.min(least, (above + 0.05) / (below + 0.05));
            cells++;
        }
    }
    return [least, cells];";

#[test]
fn inputs_that_are_not_read_are_pale_and_legible() {
    let (_site, page) = open_tab("#view=stage", "!!document.querySelector('.pane.stage canvas')");
    let fine = json!({ "width": 1440, "height": 900, "deviceScaleFactor": 4, "mobile": false });
    page.cdp("Emulation.setDeviceMetricsOverride", fine);
    page.click("[data-view=lab]");
    let drawn = "document.querySelector('.lab .in canvas')?.width > 400";
    page.wait("the lab is drawn in fine pixels", drawn, 20);
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        page.run(
            "for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
             await new Promise(resolve => setTimeout(resolve, 50));",
        );
        let found = page.run(CONTRAST);
        assert_eq!(found[1], json!(2 * 36), "two inputs of six by six");
        let least = found[0].as_f64().expect("a ratio");
        assert!(least >= 4.5, "{least} : 1, {scheme}");
        assert!(least <= 10.0, "{least} : 1 is not pale, {scheme}");
    }
}
