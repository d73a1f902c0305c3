//! The cost view: totals, layers and kinds against the engine's counts and the paper; alpha and rho; timings;
//! the copied table.

use crate::common;
use browser_tests::{Page, Site};
use separable::cost;
use separable::model::synthetic::MobileNet;
use separable::model::{Element, LayerKind, Model, Version, tflite};
use serde_json::{Value, json};

const ENTER: char = '\u{e007}';
const END: char = '\u{e010}';
const DOWN: char = '\u{e015}';
const LEFT: char = '\u{e012}';
const RIGHT: char = '\u{e014}';

fn open(site: &Site, address: &str) -> Page {
    let page = Page::open(site, address);
    page.ready();
    page.wait("the costs are there", "document.querySelector('.costs:not([hidden])')", 20);
    page.wait("with times", "document.querySelector('[data-metric=layer-ms]')?.dataset.value", 30);
    page
}

/// All values of a metric of the view; none where a number is not known.
fn metrics(page: &Page, name: &str) -> Vec<Option<f64>> {
    let values = page.run_with(
        "return [...document.querySelectorAll(`.pane.cost [data-metric='${arguments[0]}']`)].map(e => e.dataset.value ?? null)",
        vec![json!(name)],
    );
    let parse = |value: &Value| value.as_str().map(|text| text.parse().expect("a plain number"));
    values.as_array().expect("a list").iter().map(parse).collect()
}

fn metric(page: &Page, name: &str) -> f64 {
    match metrics(page, name)[..] {
        [Some(value)] => value,
        ref other => panic!("{name} is {other:?}"),
    }
}

fn built_in() -> Model {
    tflite::read(&common::built_in()).expect("the built-in model")
}

/// A MobileNet V1 of a thousand classes.
fn v1(alpha: f64, size: usize, standard: bool) -> cost::Cost {
    let (version, classes, element) = (Version::V1, 1000, Element::U8);
    let net = MobileNet { version, alpha, size, classes, standard, element };
    cost::network(&net.model().expect("a network"))
}

fn press(page: &Page, button: &str) {
    page.run_with(
        "[...document.querySelectorAll('.costs button')].find(e => e.innerText === arguments[0]).click()",
        vec![json!(button)],
    );
}

#[test]
fn totals_layers_and_kinds_are_those_of_the_engines_books() {
    let site = Site::new();
    let page = open(&site, "#view=cost");
    let model = built_in();
    let all = cost::network(&model);
    assert_eq!(metric(&page, "cost-macs"), all.macs as f64);
    assert_eq!(metric(&page, "cost-params"), all.params as f64);
    let layers: Vec<_> = (0..model.layers.len()).map(|i| cost::layer(&model, i)).collect();
    let macs: Vec<_> = layers.iter().map(|cost| Some(cost.macs as f64)).collect();
    let params: Vec<_> = layers.iter().map(|cost| Some(cost.params as f64)).collect();
    assert_eq!(metrics(&page, "layer-macs"), macs);
    assert_eq!(metrics(&page, "layer-params"), params);

    // Speed is MACs over time, in one and the same look at the page.
    page.wait(
        "the peak is measured",
        "document.querySelector('[data-metric=cost-peak]').dataset.value",
        30,
    );
    let rows = page.run(
        "const numbers = cells => Object.fromEntries([...cells].map(cell => [cell.dataset.metric, Number(cell.dataset.value ?? NaN)]));
         return [numbers(document.querySelectorAll('[data-metric^=cost-]')),
             ...[...document.querySelectorAll('.costs .as-table tbody tr:has([data-metric=layer-ms])')].map(row => numbers(row.querySelectorAll('td')))]",
    );
    let [all_of_it, rows @ ..] = &rows.as_array().expect("rows")[..] else { panic!("no rows") };
    assert_eq!(rows.len(), layers.len(), "a row for each layer");
    let whole = |name: &str| all_of_it[name].as_f64().expect("a number");
    let peak = whole("cost-gmacs") / whole("cost-peak");
    for row in rows {
        let number = |name: &str| row[name].as_f64();
        let ms = number("layer-ms").expect("a time");
        assert!(ms >= 0.0, "{row}");
        if let (Some(macs), Some(speed)) =
            (number("layer-macs").filter(|&n| n > 0.0), number("layer-gmacs"))
        {
            assert!((speed - macs / ms / 1e6).abs() < 1e-6 * speed, "{row}");
            let share = number("layer-peak").expect("a share of the peak");
            assert!((share - speed / peak).abs() < 1e-6 * share, "{row}");
        }
    }
    let pointwise: u64 = (0..layers.len())
        .filter(|&i| model.kind(i) == LayerKind::Pointwise)
        .map(|i| layers[i].macs)
        .sum();
    assert_eq!(metric(&page, "pointwise-macs"), pointwise as f64 / all.macs as f64);
    // All shares in one look at the page: times change with every frame.
    let shares = page.run(
        "return ['macs', 'weights', 'time'].map(column =>
             ['pointwise', 'depthwise', 'conv', 'classifier', 'other'].map(kind =>
                 Number(document.querySelector(`[data-metric=${kind}-${column}]`).dataset.value)))",
    );
    for column in shares.as_array().expect("columns") {
        let kinds = column.as_array().expect("kinds").iter();
        let sum: f64 = kinds.map(|share| share.as_f64().expect("a share")).sum();
        assert!((sum - 1.0).abs() < 1e-9, "{column} add up to {sum}");
    }
    let paper = page.run("return [...document.querySelectorAll('.costs .shares .paper')].some(e => e.checkVisibility())");
    assert_eq!(paper, json!(false), "the paper's figures are of another network");
    page.wait(
        "the last minute is drawn",
        "document.querySelector('.costs .spark').getAttribute('d')?.includes('L')",
        20,
    );
    assert!(metric(&page, "minute-ms") > 0.0);
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_papers_network_has_the_papers_shares() {
    let test = "the_papers_network_has_the_papers_shares";
    if !crate::steps::served(test, "v1-1.0-224") {
        return;
    }
    let site = Site::new();
    let page = open(&site, "#view=cost&model=v1-1.0-224");
    for (name, percent, off) in [
        ("pointwise-macs", 94.86, 0.01),
        ("pointwise-weights", 74.59, 0.03), // the file has a class more
        ("depthwise-macs", 3.06, 0.01),
        ("depthwise-weights", 1.06, 0.01),
        ("classifier-weights", 24.33, 0.03),
    ] {
        let shown = metric(&page, name) * 100.0;
        assert!((shown - percent).abs() < off, "{name}: {shown}");
    }
    let text = page.text(".costs .shares").replace('\u{202f}', "");
    assert!(text.contains("94.86%") && text.contains("74.59%"), "{text}");
    let total = metric(&page, "cost-macs");
    assert!((568.7e6..568.8e6).contains(&total), "{total}");
}

#[test]
fn alpha_and_rho_are_set_by_keyboard_and_kept_in_the_address() {
    let site = Site::new();
    let page = open(&site, "#view=cost&alpha=1&rho=1");
    let (separable, standard) = (v1(1.0, 224, false), v1(1.0, 224, true));
    assert!((4866.4e6..4867.5e6).contains(&(standard.macs as f64)), "the paper has 4866 million");
    assert!((568.7e6..568.8e6).contains(&(separable.macs as f64)), "the paper has 569 million");
    assert_eq!(metric(&page, "net-standard-macs"), standard.macs as f64);
    let text = page.text(".costs .nets").replace('\u{202f}', "");
    for figure in ["569M", "4.2M", "4866M", "29.3M", "70.9%", "71.7%"] {
        assert!(text.contains(figure), "{figure} is published: {text}");
    }
    page.run("document.querySelectorAll('.costs .chart')[1].focus()");
    let sides = [224, 192, 160, 128];
    for (row, alpha) in [1.0, 0.75, 0.5, 0.25].into_iter().enumerate() {
        // There and back again, row by row.
        let order: Vec<usize> =
            if row % 2 == 0 { (0..4).collect() } else { (0..4).rev().collect() };
        for (step, &column) in order.iter().enumerate() {
            if step > 0 {
                page.press(if row % 2 == 0 { LEFT } else { RIGHT });
            }
            let side = sides[column];
            for (of, standard) in [("separable", false), ("standard", true)] {
                let cost = v1(alpha, side, standard);
                let shown =
                    ["macs", "params"].map(|what| metric(&page, &format!("net-{of}-{what}")));
                assert_eq!(shown, [cost.macs as f64, cost.params as f64], "{alpha}, {side}, {of}");
            }
            let said = page.text(".costs .said.short");
            assert!(said.starts_with(&format!("Alpha {alpha}, {side} pixels")), "{said}");
        }
        page.press(DOWN);
    }
    assert_eq!(page.run("return location.hash"), json!("#view=cost&alpha=0.25&rho=1"));
    let again = open(&site, "#view=cost&alpha=0.75&rho=0.714");
    assert_eq!(metric(&again, "net-separable-macs"), v1(0.75, 160, false).macs as f64);
    again.click(".costs [name=cost-alpha][value='0.5'] + span");
    again.wait("the address follows", "location.hash === '#view=cost&alpha=0.5&rho=0.714'", 5);
    assert_eq!(again.errors(), Vec::<String>::new());
}

#[test]
fn a_network_and_its_standard_twin_are_timed_here() {
    let site = Site::new();
    let page = open(&site, "#view=cost&alpha=0.25&rho=0.571");
    assert_eq!(metrics(&page, "net-separable-ms"), [None]);
    // Twice: the first time the browser may still be compiling what is timed.
    for _ in 0..2 {
        press(&page, "Time this one and its standard equivalent");
        page.wait(
            "both are timed",
            "document.querySelector('[data-metric=net-standard-ms]').dataset.value",
            60,
        );
    }
    let [separable, standard] =
        ["net-separable-ms", "net-standard-ms"].map(|name| metric(&page, name));
    assert!(separable > 0.0 && separable < standard, "{separable} ms against {standard} ms");
    let text = page.text(".costs .nets");
    assert!(text.contains("medians of 7") && text.contains("random weights"), "{text}");
    let timed = "document.querySelectorAll('.costs .net.timed').length";
    assert_eq!(page.run(&format!("return {timed}")), json!(1));
    press(&page, "Time all sixteen");
    page.wait("all are timed", &format!("{timed} === 16"), 240);
    page.click(".costs [name=cost-across][value=ms] + span");
    let right = page.run("return document.querySelectorAll('.costs .net').length");
    assert_eq!(right, json!(16), "all have their place over the time, too");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn layers_are_walked_by_keyboard_and_copied() {
    let site = Site::new();
    let page = open(&site, "#view=cost");
    page.cdp(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    let model = built_in();
    let all = cost::network(&model);
    page.run("document.querySelector('.costs .chart').focus()");
    let said = || page.text(".costs [data-picture] > [aria-live]").replace('\u{202f}', "");
    let start = said();
    assert!(start.contains("depthwise of block 1"), "the stage in focus: {start}");
    page.press(RIGHT);
    let next = said();
    let macs = model.stages()[1].layers.clone().map(|i| cost::layer(&model, i).macs).max();
    assert!(next.contains("pointwise of block 1"), "{next}");
    assert!(next.contains(&format!("{} MACs", macs.expect("layers"))), "{next}");
    page.press(END);
    page.press(ENTER);
    page.wait("its stage is chosen", "location.hash.includes('stage=')", 5);

    let copy = |button: &str| {
        page.run("document.querySelector('.costs [role=status]').textContent = ''");
        press(&page, button);
        page.wait(
            "it is copied",
            "document.querySelector('.costs [role=status]').innerText === 'Copied.'",
            5,
        );
        let text = page.run("return navigator.clipboard.readText()");
        text.as_str().expect("a text").to_owned()
    };
    let csv = copy("Copy as CSV");
    let mut lines = csv.lines();
    let head: Vec<&str> = lines.next().expect("a head").split(',').collect();
    let column = |name: &str| head.iter().position(|&other| other == name).expect("a column");
    let (mut macs, mut params, mut rows) = (0, 0, 0);
    for line in lines {
        let cells: Vec<&str> = line.split(',').collect();
        assert_eq!(cells.len(), head.len(), "{line}");
        macs += cells[column("macs")].parse::<u64>().expect("a number");
        params += cells[column("params")].parse::<u64>().expect("a number");
        assert!(cells[column("ms_median")].parse::<f64>().is_ok_and(|ms| ms >= 0.0), "{line}");
        rows += 1;
    }
    assert_eq!((rows, macs, params), (model.layers.len(), all.macs, all.params));
    let told: Value = serde_json::from_str(&copy("Copy as JSON")).expect("JSON");
    assert_eq!(told["macs"], json!(all.macs));
    assert_eq!(told["layers"].as_array().map(Vec::len), Some(rows));
    assert_eq!(told["layerTimes"]["plan"], "inspecting");
    assert!(told["frame"]["ms"]["median"].as_f64() > Some(0.0), "{}", told["frame"]);
    assert_eq!(page.errors(), Vec::<String>::new());
}
