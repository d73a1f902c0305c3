//! Overlapping events: a second click, another source, an engine that stops, an answer to an outdated
//! question.

use crate::steps::{problem, runs};
use browser_tests::{Options, Page, Site};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use xtask::server::{self, Reply};
use xtask::workspace;

/// What goes to the engine is seen by `onsent(op, message)` before it goes; `trap()` stops the engine that frames go to.
const WATCHED: &str = "{
    const Real = Worker;
    let looks;
    window.Worker = class extends Real {
        postMessage(message, ...rest) {
            if (message.op === 'look') looks = this;
            window.onsent?.(message.op, message);
            super.postMessage(message, ...rest);
        }
    };
    window.trap = () => looks.postMessage({ id: -1, op: 'trap' });
}";

fn watched(address: &str) -> (Site, Page) {
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(WATCHED), &site, address);
    page.ready();
    (site, page)
}

const STOPPED: &str = "document.querySelector('#problem').innerText.includes('restarted')";

#[test]
fn an_engine_that_stops_looks_again_at_a_picture_that_stands_still() {
    let (_site, page) = watched("#stage=1&at=1");
    page.rest(2500); // all looks that a still picture gets
    page.run(
        "let first = true;
         window.onsent = op => { if (op === 'look' && first) { first = false; trap(); } };
         document.querySelectorAll('.ladder [role=option]')[5].click();",
    );
    page.wait("the engine is restarted", STOPPED, 20);
    let title = "document.querySelector('.pane.stage').innerText.includes('Stage 6 of')";
    page.wait("the stage that was asked for is shown", title, 20);
}

#[test]
fn the_sums_of_a_model_are_there_while_its_engine_restarts() {
    let (_site, page) = watched("");
    page.click("[data-action=card]");
    page.wait("the card is there", "document.querySelector('#card')?.open", 20);
    let sum = "document.querySelector('#card .sum')?.innerText";
    let before = page.wait("the sum is told", sum, 20);
    page.run("document.querySelector('#card').close(); location.hash = '#dot=i16';");
    page.wait(
        "another engine has the model",
        "!document.querySelector('#card .sum')?.checkVisibility()",
        20,
    );
    page.wait(
        "it runs so",
        "document.querySelector('footer .engine').innerText.includes('16')",
        30,
    );
    page.run(
        "window.onsent = op => {
             if (op !== 'start') return;
             window.onsent = null;
             document.querySelector('[data-action=card]').click();
         };
         trap();",
    );
    page.wait("the engine is restarted", STOPPED, 20);
    let sum = format!("document.querySelector('#card').open && {sum}");
    assert_eq!(page.wait("the sum is told", &sum, 20), before);
}

/// The built-in model as a file of the visitor's own.
const DROP: &str =
    "const bytes = await (await fetch('models/built-in/model_int8.tflite')).arrayBuffer();
    const data = new DataTransfer();
    data.items.add(new File([bytes], 'mine.tflite'));
    document.querySelector('main').dispatchEvent(
        new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }));";

#[test]
fn a_model_of_ones_own_can_be_chosen_again_while_another_is_read() {
    let test = "a_model_of_ones_own_can_be_chosen_again_while_another_is_read";
    if !crate::steps::served(test, "v1-0.25-128") {
        return;
    }
    let (_site, page) = watched("");
    page.run(DROP);
    runs(&page, "dropped-1");
    page.run(
        "const select = document.querySelector('[data-action=model]');
         for (const id of ['v1-0.25-128', 'dropped-1']) {
             select.value = id;
             select.dispatchEvent(new Event('change', { bubbles: true }));
         }",
    );
    page.rest(2000);
    assert_eq!(page.text("#problem"), "");
    runs(&page, "dropped-1");
}

#[test]
fn a_model_that_is_cancelled_at_the_last_moment_does_not_run() {
    let test = "a_model_that_is_cancelled_at_the_last_moment_does_not_run";
    if !crate::steps::served(test, "v1-0.25-128") {
        return;
    }
    let (_site, page) = watched("");
    // Its bytes are there, and their sums are looked at.
    page.run(
        "const digest = crypto.subtle.digest.bind(crypto.subtle);
         crypto.subtle.digest = (...of) => {
             document.querySelector('[data-action=cancel]').click();
             return digest(...of);
         };",
    );
    page.choose("[data-action=model]", "v1-0.25-128");
    page.rest(2000);
    assert_eq!(page.text("#problem"), "");
    runs(&page, "built-in");
}

#[test]
fn a_model_of_ones_own_that_keeps_stopping_is_what_a_retry_brings() {
    let (_site, page) = watched("");
    page.run(DROP);
    runs(&page, "dropped-1");
    page.run("window.onsent = op => { if (op === 'look') trap(); };");
    page.wait("the page gives up", "document.querySelector('[data-action=retry]')", 60);
    page.run("window.onsent = null;");
    page.click("[data-action=retry]");
    page.wait("frames come again", "!document.querySelector('#problem').innerText && !document.querySelector('progress')?.checkVisibility()", 20);
    page.rest(500);
    assert_eq!(page.text("#problem"), "");
    runs(&page, "dropped-1");
}

#[test]
fn no_frame_runs_while_the_benchmark_does() {
    let (_site, page) = watched("");
    // The panel measures the machine when it is opened; the benchmark is asked for meanwhile.
    page.run(
        "window.ops = [];
         let first = true;
         window.onsent = op => {
             ops.push(op);
             if (op !== 'calibrate' || !first) return;
             first = false;
             document.querySelector('#engine .bench button').click();
         };
         document.querySelector('[data-action=engine]').click();",
    );
    let done = "document.querySelector('#engine [data-metric=bench-ms]')";
    page.wait("the benchmark is done", done, 60);
    let among = page.run(
        "const [from, to] = [ops.indexOf('timings'), ops.lastIndexOf('timings')]; // the benchmark alone asks for them
         const meanwhile = ops.slice(from, to + 1);
         return ['timings', 'look'].map(wanted => meanwhile.filter(op => op === wanted).length);",
    );
    assert!(among[0].as_u64() > Some(5), "its rounds: {among}");
    assert_eq!(among[1], json!(0), "frames among them");
}

#[test]
fn what_is_stopped_between_two_channels_stays_stopped() {
    let (_site, page) = watched("#view=change&stage=3");
    let start = ".altered .panel:not([hidden]) [data-try]";
    page.wait(
        "channels can be tried",
        &format!("document.querySelector('{start}')?.checkVisibility()"),
        20,
    );
    // Stopped when the second few channels are asked for, before they are answered.
    page.run_with(
        "const start = document.querySelector(arguments[0]);
         let times = 0;
         window.stopped = false;
         window.onsent = (op) => {
             if (op !== 'rerun' || ++times !== 2) return;
             window.stopped = true;
             queueMicrotask(() => start.click());
         };
         start.click();",
        vec![json!(start)],
    );
    page.wait("it is stopped", "window.stopped", 20);
    page.rest(1000);
    assert!(page.text(start).starts_with("Try each"), "{}", page.text(start));
}

#[test]
fn a_change_outlives_an_engine_that_stops_while_it_is_told() {
    let (_site, page) = watched("#view=change&stage=3");
    page.run(
        "let first = true;
         window.onsent = op => { if (op === 'change' && first) { first = false; trap(); } };
         location.hash = '#view=change&stage=3&change=6.3';",
    );
    page.wait("the engine is restarted", STOPPED, 20);
    page.wait("the change runs", "document.querySelector('.altered .outcome[data-changed]')", 20);
    assert!(
        page.run("return location.hash").as_str().is_some_and(|hash| hash.contains("change=6.3"))
    );
}

#[test]
fn a_frame_that_is_kept_twice_at_once_is_compared_once() {
    let (_site, page) = watched("");
    page.run(
        "for (let i = 0; i < 2; i++) document.querySelector('[data-action=keep-frame]').click()",
    );
    page.wait("it is kept", "document.querySelector('.compare:not([hidden])')", 20);
    page.rest(500);
    assert_eq!(page.run("return document.querySelectorAll('.compare').length"), json!(1));
}

#[test]
fn a_model_that_the_address_asks_for_before_the_list_is_there_runs() {
    let test = "a_model_that_the_address_asks_for_before_the_list_is_there_runs";
    if !crate::steps::served(test, "v1-0.25-128") {
        return;
    }
    let site = Site::with_route(Arc::new(|path: &str| {
        (path == "models/index.json").then(|| {
            std::thread::sleep(Duration::from_secs(3));
            let bytes = std::fs::read(workspace::dist().join(path)).expect("a list of models");
            Reply::bytes("application/json", bytes)
        })
    }));
    let page = Page::open_with(&Options::default().before(WATCHED), &site, "");
    page.wait("the page is there", "document.querySelector('.samples button')", 20);
    page.run("location.hash = '#model=v1-0.25-128'");
    runs(&page, "v1-0.25-128");
    assert!(
        page.run("return location.hash").as_str().is_some_and(|hash| hash.contains("v1-0.25-128"))
    );
}

#[test]
fn a_story_that_does_not_come_is_told_once() {
    let site = Site::with_route(Arc::new(|path: &str| {
        (path == "app/late-telling.js").then(|| server::file(&workspace::dist(), "no such file"))
    }));
    let print = "window.print = () => { window.printed = document.querySelectorAll('.story .failed').length; };";
    let page = Page::open_with(&Options::default().before(print), &site, "#read");
    page.ready();
    page.run("document.dispatchEvent(new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, bubbles: true, cancelable: true }))");
    page.wait("it prints", "window.printed !== undefined", 30);
    page.click("[data-action=explore]");
    page.click("[data-action=story]");
    page.rest(1000);
    assert_eq!(
        page.run("return [printed, document.querySelectorAll('.story .failed').length]"),
        json!([1, 1])
    );
}

const TWIN: &str = "document.querySelector('.pane.twin [data-metric=separable-ms]')?.dataset.value";

/// Leaves a view in the moment in which `then`, a condition, holds, and comes back.
fn left_and_back(page: &Page, view: &str, then: &str) {
    page.run(&format!(
        "while (!({then})) await new Promise(done => setTimeout(done));
         document.querySelector('[data-view=stage]').click();"
    ));
    page.rest(1500);
    page.click(&format!("[data-view={view}]"));
}

#[test]
fn a_twin_is_timed_although_it_was_left_before() {
    let (_site, page) = watched("#view=twin&stage=3");
    page.wait("both are timed", TWIN, 30);
    // Before the timing is asked for, then while it goes on.
    page.run("location.hash = '#view=twin&stage=5'");
    left_and_back(&page, "twin", "location.hash.includes('stage=5')");
    page.wait("both are timed", TWIN, 30);
    page.run(
        "window.onsent = op => { window.timing = op === 'time' || window.timing; };
         location.hash = '#view=twin&stage=7';",
    );
    left_and_back(&page, "twin", "window.timing");
    page.wait("both are timed", TWIN, 30);
    // Another engine times them again.
    page.run("location.hash = '#view=twin&stage=7&variant=simd128&threads=1'");
    page.wait("another engine runs", &format!("!{TWIN}"), 30);
    page.wait("both are timed", TWIN, 30);
}

#[test]
fn the_machine_is_measured_although_the_costs_were_left_before() {
    let (_site, page) = watched("");
    page.run("window.onsent = op => { window.measured = op === 'calibrate' || window.measured; };");
    page.click("[data-view=cost]");
    left_and_back(&page, "cost", "document.querySelector('[data-metric=layer-ms]')?.dataset.value");
    page.wait("the machine is measured", "window.measured", 20);
}

#[test]
fn a_page_that_is_about_to_print_prints_once() {
    let print = "window.printed = 0; window.print = () => { window.printed++; };";
    let site = Site::new();
    let page = Page::open_with(&Options::default().before(print), &site, "");
    page.ready();
    page.run(
        "for (const repeat of [false, true]) document.dispatchEvent(
             new KeyboardEvent('keydown', { key: 'p', ctrlKey: true, repeat, bubbles: true, cancelable: true }))",
    );
    page.wait("it prints", "window.printed > 0", 20);
    page.rest(1000);
    assert_eq!(page.run("return window.printed"), json!(1));
}

#[test]
fn a_picture_that_cannot_be_saved_is_told() {
    let site = Site::with_route(Arc::new(|path: &str| {
        (path == "app/late-save.js").then(|| server::file(&workspace::dist(), "no such file"))
    }));
    let page = Page::open(&site, "");
    page.wait("pictures can be saved", "document.querySelector('.save')", 30);
    page.run("document.querySelector('.save').click()");
    assert!(problem(&page).contains("saves pictures"));
}
