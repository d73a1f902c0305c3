//! The engine's panel: its switches, its times, its benchmark.

use browser_tests::{Page, Site};
use serde_json::{Value, json};

const OPEN: &str = "document.querySelector('#engine').open";

fn opened(site: &Site) -> Page {
    let page = Page::open(site, "");
    page.ready();
    let fetched =
        "performance.getEntriesByType('resource').some(e => e.name.endsWith('/engine-panel.js'))";
    assert_eq!(page.run(&format!("return {fetched}")), json!(false), "loaded before it is wanted");
    page.click("[data-action=engine]");
    page.wait("the panel opens", OPEN, 20);
    page
}

fn switch(page: &Page, name: &str) -> Value {
    page.run(&format!(
        "const all = [...document.querySelectorAll('#engine [name=engine-{name}]')];
         return {{ on: all.filter(e => e.checked).map(e => e.value),
                  off: all.filter(e => e.disabled).map(e => e.value),
                  why: all[0].closest('fieldset').querySelector('.why').textContent }};"
    ))
}

#[test]
fn the_engines_panel_tells_times_and_the_machines_peak() {
    let site = Site::new();
    let page = opened(&site);
    let cells =
        "[...document.querySelectorAll('#engine .measured td.number')].map(e => e.innerText)";
    page.wait("times are shown", &format!("{cells}.every(text => parseFloat(text) >= 0)"), 20);
    let times: Vec<String> =
        serde_json::from_value(page.run(&format!("return {cells}"))).expect("texts");
    assert_eq!(times.len(), 14, "p50 and p95 of seven rows");
    let value = |at: usize| -> f64 {
        times[at].split('\u{202f}').next().and_then(|n| n.parse().ok()).expect("a number")
    };
    let [network, rest, frame] = [value(0), value(2), value(12)];
    assert!(network > 0.0 && rest > 0.0 && frame > network, "{times:?}");
    page.wait(
        "the peak is measured",
        "/can do [\\d.]+.GMAC.s at most/.test(document.querySelector('#engine .peak').innerText)",
        20,
    );
    page.press('\u{e00c}');
    page.wait("Escape closes it", &format!("!{OPEN}"), 5);
    let focus = page.run("return document.activeElement?.dataset.action");
    assert_eq!(focus, json!("engine"), "the focus is back where it was");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_engines_switches_offer_what_the_browser_can_do() {
    let site = Site::new();
    let page = opened(&site);
    let own = switch(&page, "variant");
    assert_eq!(own["on"], json!(["relaxed"]), "Chromium has relaxed SIMD");
    assert_eq!(own["off"], json!([]));
    for name in ["dot", "threads"] {
        let found = switch(&page, name);
        let off = found["off"].as_array().expect("a list").len();
        let why = found["why"].as_str().expect("a reason");
        assert!(off == 0 || why.ends_with('.'), "{off} are off without a reason: {found}");
    }

    page.click("#engine [value=simd128]");
    let text = "document.querySelector('footer .engine').innerText.includes('simd128')";
    page.wait("the other binary runs", text, 30);
    let dot = switch(&page, "dot");
    assert_eq!(dot["on"], json!(["i16"]));
    assert_eq!(dot["off"], json!(["unsigned", "signed"]));
    assert_ne!(dot["why"], json!(""));
    assert_eq!(page.run("return location.hash"), json!("#explore&variant=simd128"));

    page.click("#engine [value=relaxed]");
    page.wait("the first one runs again", &format!("!{text}"), 30);
    assert_eq!(
        page.run("return location.hash"),
        json!("#explore"),
        "what suits the machine is no wish"
    );
    assert_eq!(page.errors(), Vec::<String>::new());
}

/// Presses a button that copies, and returns what is copied.
fn copied(page: &Page, name: &str) -> String {
    let allowed = json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] });
    page.cdp("Browser.grantPermissions", allowed);
    page.run("await navigator.clipboard.writeText('')");
    let press = "[...document.querySelectorAll('#engine .bench button')]
         .find(e => e.innerText === arguments[0]).click();";
    page.run_with(press, vec![json!(name)]);
    page.wait("it is copied", "await navigator.clipboard.readText()", 5);
    page.wait("it says so", "document.querySelector('#engine').innerText.includes('Copied.')", 5);
    let text = page.run("return navigator.clipboard.readText()");
    text.as_str().expect("a text").to_owned()
}

/// What a phone that was never here can tell: all that the panel and the badge say.
#[test]
fn a_report_is_copied_that_names_browser_engine_times_and_badge() {
    let site = Site::new();
    let page = opened(&site);
    page.wait("it is verified", "document.querySelector('footer .badge')?.innerText", 60);
    page.wait(
        "the peak is measured",
        "document.querySelector('#engine .peak').innerText.includes('at most')",
        20,
    );
    // Nothing moves while its numbers are compared.
    page.run("document.querySelector('[data-action=freeze]').click()");
    page.rest(500);
    let report = copied(&page, "Copy report");
    let says = |of: &str| page.run(&format!("return {of}")).as_str().unwrap_or_default().to_owned();
    let badge = says("document.querySelector('footer .badge').title");
    assert!(badge.len() > 50 && report.contains(&badge), "{badge}\n{report}");
    assert!(report.contains(&says("navigator.userAgent")), "{report}");
    let on = |name: &str| switch(&page, name)["on"][0].as_str().unwrap_or_default().to_owned();
    let [variant, threads] = ["variant", "threads"].map(on);
    let engine = report.lines().find(|line| line.starts_with("Engine: ")).expect("a line");
    assert!(engine.contains(&format!("{variant}, ")), "{engine}");
    assert!(engine.contains(&format!("dot, {threads} thread")), "{engine}");
    for name in ["inference", "whole frame", "drawing"] {
        let line = report.lines().find(|line| line.trim_start().starts_with(name));
        let numbers: Vec<f64> =
            line.expect("a line").split_whitespace().filter_map(|word| word.parse().ok()).collect();
        assert!(matches!(numbers[..], [median, p95] if 0.0 < median && median <= p95), "{report}");
    }
    assert!(report.contains("Peak of one thread: ") && report.contains(" quantised"), "{report}");
    assert!(report.contains("Network: MobileNet V1 0.5"), "{report}");
    assert!(!report.contains(site.address()) && !report.contains("whole, fast plan"), "{report}");
    assert_eq!(page.errors(), Vec::<String>::new());
}

#[test]
fn the_benchmark_runs_and_is_copied() {
    let site = Site::new();
    let page = opened(&site);
    page.click("#engine .bench button");
    page.wait("it is under way", "document.querySelector('#engine progress').value > 0", 10);
    page.wait("it is done", "document.querySelector('#engine [data-metric=bench-ms]')", 30);
    let rows = page.run("return document.querySelectorAll('#engine .result tbody tr').length");

    let result: Value = serde_json::from_str(&copied(&page, "Copy as JSON")).expect("JSON");
    assert_eq!(result["layers"].as_array().map(Vec::len), rows.as_u64().map(|n| n as usize));
    let number = |value: &Value| value.as_f64().expect("a number");
    let whole = &result["whole"];
    let [min, median, p95] = ["min", "median", "p95"].map(|name| number(&whole[name]));
    assert!(0.0 < min && min <= median && median <= p95, "{whole}");
    assert!(number(&result["runs"]) > 5.0, "{}", result["runs"]);
    let share = number(&result["share"]);
    assert!(share > 0.02 && share < 1.2, "a share of the peak: {share}");
    for kind in ["integer", "float"] {
        assert!(number(&result["peak"][kind]) > 1e9, "{}", result["peak"]);
    }

    let text = copied(&page, "Copy as text");
    assert!(text.contains("whole, fast plan") && text.contains("block 3 pointwise"), "{text}");
    let table = page.text("#engine .result table");
    assert!(table.contains("block 3 pointwise"), "{table}");
    let over = |of: &str| {
        let shares = of.lines().filter_map(|line| line.trim_end().strip_suffix('%'));
        let number = |line: &str| line.split_whitespace().last()?.parse().ok();
        shares.filter_map(number).any(|share: f64| share > 100.0)
    };
    assert_eq!(text.contains("Over 100 %"), over(&text), "{text}");
    assert_eq!(table.contains("Over 100 %"), over(&text), "{table}");
    assert!(copied(&page, "Copy report").contains(&text), "the report has it, too");
    assert_eq!(page.errors(), Vec::<String>::new());
}
