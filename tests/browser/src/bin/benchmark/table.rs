//! The results as tables.

use crate::models::{Found, Truth};
use crate::timing::{Timed, Timings, middle_and_least};
use anyhow::{Context, Result};
use serde_json::Value;

/// Numbers of one line: milliseconds (median, minimum), and from the minimum the speed and its share
/// of the peak.
fn numbers(ms: (f64, f64), macs: u64, peak: f64) -> String {
    let speed = macs as f64 / (ms.1 / 1e3);
    let time = format!("{:9.3} {:9.3}", ms.0, ms.1);
    if macs == 0 {
        return time;
    }
    format!("{time} {:8.1} {:5.0} %", speed / 1e9, 100.0 * speed / peak)
}

fn heading(timed: &Timed) -> String {
    let backend = &timed.backend;
    let threads = if backend.threads == 1 { "thread" } else { "threads" };
    format!("{}, {} dot, {} {threads}", backend.variant, backend.dot, backend.threads)
}

/// The layers of one model, in each configuration.
pub(crate) fn model(model: &Found, truth: &Truth, found: &Timings) {
    for timed in &found.ways {
        let peak = timed.peak(truth);
        println!("\n{} ({}): {}", model.name, model.id, heading(timed));
        println!(
            "{} rounds; peak {:.1} GMAC/s; every layer {}",
            timed.whole.len(),
            peak / 1e9,
            if truth.float { "within 1e-4" } else { "the right bytes" }
        );
        println!(
            "{:>3} {:10} {:12} {:12} {:>8} {:>9} {:>9} {:>8} {:>7}",
            "", "layer", "input", "output", "MMAC", "ms median", "min", "GMAC/s", "of peak"
        );
        let mut kinds: Vec<(&str, u64, [f64; 2])> = Vec::new();
        for (index, (layer, times)) in truth.layers.iter().zip(&timed.layers).enumerate() {
            let ms = middle_and_least(times);
            let [input, output] = &layer.shapes;
            let mmac = layer.macs as f64 / 1e6;
            println!(
                "{index:3} {:10} {input:12} {output:12} {mmac:8.2} {}",
                layer.kind,
                numbers(ms, layer.macs, peak)
            );
            match kinds.iter_mut().find(|(kind, ..)| **kind == layer.kind) {
                Some((_, macs, [median, least])) => {
                    *macs += layer.macs;
                    *median += ms.0;
                    *least += ms.1;
                }
                None => kinds.push((&layer.kind, layer.macs, [ms.0, ms.1])),
            }
        }
        for (kind, macs, [median, least]) in kinds {
            let mmac = macs as f64 / 1e6;
            println!(
                "    {kind:10} {:25} {mmac:8.2} {}",
                "all",
                numbers((median, least), macs, peak)
            );
        }
        println!("{}", whole("whole, fast plan", truth, timed));
    }
}

fn whole(name: &str, truth: &Truth, timed: &Timed) -> String {
    let mmac = truth.macs as f64 / 1e6;
    let ms = middle_and_least(&timed.whole);
    format!("    {name:36} {mmac:8.2} {}", numbers(ms, truth.macs, timed.peak(truth)))
}

/// The total of every model.
pub(crate) fn all(timed: &[(Found, Truth, Timings)]) {
    let Some((.., first)) = timed.first() else { return };
    for (way, of) in first.ways.iter().enumerate() {
        println!("\nAll models: {}", heading(of));
        println!(
            "    {:36} {:>8} {:>9} {:>9} {:>8} {:>7}",
            "fast plan", "MMAC", "ms median", "min", "GMAC/s", "of peak"
        );
        for (model, truth, found) in timed {
            println!("{}", whole(&model.id, truth, &found.ways[way]));
        }
    }
}

/// This engine beside its peers.
pub(crate) fn peers(found: &Value) -> Result<()> {
    for (group, runtimes) in found.as_object().context("groups")? {
        println!("\n{group:20} threads  ms median  ours / it   load + first run, ms  ours / it");
        let runtimes = runtimes.as_object().context("runtimes")?;
        for (name, times) in runtimes {
            let (runtime, threads) = name.split_once('@').context("runtime@threads")?;
            let number = |times: &Value, of: &str| times[of].as_f64().unwrap_or(f64::NAN);
            let start = |times: &Value| number(times, "load") + number(times, "first");
            let (median, load) = (number(times, "median"), start(times));
            let ours = runtimes.get(&format!("separable@{threads}"));
            let ratio = |ours: Option<f64>, it: f64| match ours {
                Some(ours) if runtime != "separable" => format!("{:.2}", ours / it),
                _ => String::new(),
            };
            println!(
                "  {runtime:18} {threads:>7} {median:10.2} {:>10} {load:22.0} {:>10}",
                ratio(ours.map(|ours| number(ours, "median")), median),
                ratio(ours.map(start), load)
            );
        }
    }
    Ok(())
}
