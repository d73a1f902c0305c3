//! `soak FRAMES`: the page for so many frames in a real Chromium, its views, stages and samples changing
//! all along, then through ten changes of its model. Prints what it found, and fails with what is out of
//! bounds.
//!
//! Frames come as fast as they can, not as fast as a screen shows them: the browser runs without its
//! limit on frames a second.

use anyhow::{Result, bail};
use browser_tests::{Options, Page, Site};
use serde_json::{Value, json};
use std::env;
use std::time::Instant;

/// The growth allowed to the JavaScript heap of the page and of its workers.
const HEAP: f64 = 5.0 * MIB;
const MIB: f64 = 1024.0 * 1024.0;
/// The 99th percentile of frame time, in medians.
const TAIL: f64 = 3.0;
/// Frames before anything is compared: views and stages pass in haste, so that all have been on show. Before them the
/// last block races with its twin, the largest that is ever timed.
const WARM: u64 = 100;
/// Frames between two looks at memory.
const EVERY: u64 = 500;
/// Calls that may wait for an answer at once: one look and the questions of one view.
const CALLS: f64 = 16.0;
const MODEL_CHANGES: usize = 10;
/// Frames with each model.
const FRAMES_EACH: u64 = 30;

/// Bytes and counts at one moment.
#[derive(Clone, Copy)]
struct Moment {
    frames: f64,
    wasm: f64,
    page: f64,
    workers_heap: f64,
    workers: f64,
}

/// A page that is watched.
struct Soak {
    page: Page,
    moments: Vec<Moment>,
    faults: Vec<String>,
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or(f64::NAN)
}

impl Soak {
    fn start(site: &Site) -> Result<Self> {
        let options = Options::default()
            .before(include_str!("watch.js"))
            .arg("--disable-frame-rate-limit")
            .arg("--disable-gpu-vsync")
            .arg("--enable-blink-features=ForceEagerMeasureMemory");
        let page = Page::start(&options)?;
        page.goto(site.address());
        page.ready();
        Ok(Self { page, moments: Vec::new(), faults: Vec::new() })
    }

    fn get(&self, what: &str) -> f64 {
        number(&self.page.run(&format!("return soak.{what};")))
    }

    /// Waits for `frames` frames; `how` says how the views change meanwhile.
    fn until(&self, frames: u64, how: &str) {
        self.page.run_with(
            "await soak.until(arguments[0], arguments[1]);",
            vec![json!(frames), json!(how)],
        );
    }

    /// Measures memory after a garbage collection.
    fn look(&mut self) -> Moment {
        for _ in 0..2 {
            self.page.cdp("HeapProfiler.collectGarbage", json!({}));
        }
        let heap = self.page.cdp("Runtime.getHeapUsage", json!({}));
        let others = self.page.run("return soak.inWorkers();");
        let moment = Moment {
            frames: self.get("frames"),
            wasm: number(&self.page.run("return soak.memory();")),
            page: number(&heap["usedSize"]),
            workers_heap: number(&others["bytes"]),
            workers: number(&others["workers"]),
        };
        println!(
            "{:>8} {:>9.2} {:>9.2} {:>9.2} {:>8} {:>8} {:>6}",
            moment.frames,
            moment.wasm / MIB,
            moment.page / MIB,
            moment.workers_heap / MIB,
            self.get("workers"),
            moment.workers,
            self.get("pending"),
        );
        self.moments.push(moment);
        moment
    }

    fn expect(&mut self, holds: bool, fault: String) {
        if !holds {
            self.faults.push(fault);
        }
    }

    /// Checks that memory has not grown from `before` to `now`.
    fn compare(&mut self, before: Moment, now: Moment, when: &str) {
        let mib = |bytes: f64| bytes / MIB;
        self.expect(
            now.wasm == before.wasm,
            format!(
                "{when}: {:.2} MiB of wasm memory, {:.2} before",
                mib(now.wasm),
                mib(before.wasm)
            ),
        );
        for (what, was, is) in [
            ("the page's heap", before.page, now.page),
            ("the workers' heap", before.workers_heap, now.workers_heap),
        ] {
            self.expect(
                is - was <= HEAP,
                format!("{when}: {what} is {:.2} MiB, {:.2} before", mib(is), mib(was)),
            );
        }
        self.expect(
            now.workers == before.workers,
            format!("{when}: {} workers, {} before", now.workers, before.workers),
        );
    }
}

fn main() -> Result<()> {
    let frames: u64 = env::args().nth(1).map_or(Ok(20_000), |frames| frames.parse())?;
    let site = Site::new();
    let mut soak = Soak::start(&site)?;
    // The verification has a worker of its own for a moment.
    soak.page.wait(
        "the badge is there",
        "document.querySelector('footer .badge')?.textContent",
        120,
    );
    soak.page.run("location.hash = '#view=twin&stage=13';");
    soak.page.wait("the last block and its twin are timed", "soak.timed > 0", 120);
    let start = soak.get("frames") as u64;
    println!("  frames  wasm MiB  page MiB  work. MiB  workers  by browser  calls");
    soak.until(start + WARM, "haste");
    let warm = soak.look();
    let began = Instant::now();
    let (first, end) = (start + WARM, start + frames.max(WARM + EVERY));
    let mut at = first;
    while at < end {
        at = (at + EVERY).min(end);
        soak.until(at, "tour");
        let now = soak.look();
        soak.compare(warm, now, &format!("after {at} frames"));
    }
    let seconds = began.elapsed().as_secs_f64();
    println!("{:.1} frames a second", (end - first) as f64 / seconds);
    times(&mut soak);
    queues(&mut soak);
    models(&mut soak)?;
    let errors = soak.page.errors();
    soak.expect(errors.is_empty(), format!("the console says: {}", errors.join("\n")));
    let problem = soak.page.text("#problem");
    soak.expect(problem.is_empty(), format!("the page says: {problem}"));
    if !soak.faults.is_empty() {
        bail!("out of bounds:\n  {}", soak.faults.join("\n  "));
    }
    println!("all within bounds");
    Ok(())
}

/// The times of frames in each view.
fn times(soak: &mut Soak) {
    let times = soak.page.run("return soak.times;");
    println!("\nview      frames  median ms   p99 ms  p99 / median");
    for (view, times) in times.as_object().into_iter().flatten() {
        let mut times: Vec<f64> = times.as_array().into_iter().flatten().map(number).collect();
        times.sort_by(f64::total_cmp);
        if times.is_empty() {
            soak.expect(false, format!("{view}: no frame was timed"));
            continue;
        }
        let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
        let (median, tail) = (at(0.5), at(0.99));
        println!("{view:8} {:>7} {median:>10.2} {tail:>8.2} {:>13.2}", times.len(), tail / median);
        soak.expect(
            tail <= TAIL * median,
            format!("{view}: the 99th percentile is {tail:.2} ms, the median {median:.2} ms"),
        );
    }
}

fn queues(soak: &mut Soak) {
    let (calls, looks, restarts) = (soak.get("calls"), soak.get("looks"), soak.get("restarts"));
    println!("\nat most {looks} frame in flight, {calls} calls unanswered; {restarts} restarts");
    soak.expect(looks == 1.0, format!("{looks} frames were in flight at once"));
    soak.expect(calls <= CALLS, format!("{calls} calls were unanswered at once"));
    soak.expect(restarts == 0.0, format!("the engine was restarted {restarts} times"));
}

/// Ten changes of the model, back to the first, and the memory that they leave.
fn models(soak: &mut Soak) -> Result<()> {
    soak.page.run("document.querySelector('[data-view=stage]').click();");
    let ids = soak.page.run(
        "return [...document.querySelectorAll('[data-action=model] option')].map(option => option.value);",
    );
    let ids: Vec<String> = serde_json::from_value(ids)?;
    let Some((first, others)) = ids.split_first().filter(|(_, others)| !others.is_empty()) else {
        println!("\nno model beside the built-in one is at hand, so none was changed");
        return Ok(());
    };
    println!("\nmodels   frames  wasm MiB  page MiB  work. MiB  workers  by browser  calls");
    // Once there and back before anything is compared.
    change(soak, &others[0]);
    change(soak, first);
    let before = soak.look();
    for number in 0..MODEL_CHANGES / 2 {
        change(soak, &others[number % others.len()]);
        change(soak, first);
        let now = soak.look();
        soak.compare(before, now, &format!("after {} changes of the model", 2 * number + 2));
    }
    let workers = soak.get("workers");
    soak.expect(workers == 1.0, format!("{workers} workers are left"));
    Ok(())
}

/// Another model, and some frames of it.
fn change(soak: &Soak, id: &str) {
    soak.page.choose("[data-action=model]", id);
    let runs = format!("document.documentElement.dataset.model === '{id}'");
    soak.page.wait(&format!("{id} runs"), &runs, 120);
    let now = soak.get("frames") as u64;
    soak.until(now + FRAMES_EACH, "");
}
