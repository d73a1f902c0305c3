//! The table, as it stands in the README.

use crate::runtimes::{ENTRIES, SEPARABLE};
use crate::site::Sent;
use crate::visit::Visit;
use anyhow::{Context, Result};
use std::fmt::Write;
use std::path::Path;

const HEAD: &str = "\
| runtime | network | page and runtime, gzipped | requests | files of the network | requests \
| first answer, ours / it | main thread blocked |
|---|---|---|---|---|---|---|---|
";

/// The medians of the `visits` of each entry.
///
/// # Errors
/// There are none, or a version is not known.
pub(crate) fn of(visits: &[Vec<Visit>], folder: &Path) -> Result<String> {
    let mut table = HEAD.to_owned();
    let mut ours = f64::NAN;
    for (entry, visits) in ENTRIES.iter().zip(visits) {
        let time = median(visits.iter().map(|visit| visit.time));
        let blocked = median(visits.iter().map(|visit| visit.blocked));
        let is_ours = entry.runtime.page == SEPARABLE.page;
        if is_ours {
            ours = time;
        }
        let name = match is_ours {
            true => entry.runtime.name.to_owned(),
            false => format!("{} {}", entry.runtime.name, entry.runtime.version(folder)?),
        };
        let transfer = visits.last().context("a visit")?.transfer;
        writeln!(
            table,
            "| {name} | {} | {} | {} | {:.2} | {blocked:.0} ms |",
            entry.precision.name(),
            sent(transfer.code),
            sent(transfer.network),
            ours / time,
        )?;
    }
    Ok(table)
}

fn sent(Sent { requests, bytes }: Sent) -> String {
    format!("{:.2} MB | {requests}", bytes as f64 / 1e6)
}

/// With an even number of values the mean of the two in the middle.
fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let [low, high] = [sorted.len().saturating_sub(1) / 2, sorted.len() / 2]
        .map(|at| sorted.get(at).copied().unwrap_or(f64::NAN));
    (low + high) / 2.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn half_of_the_values_lie_on_each_side() {
        for (values, middle) in [(&[3.0, 1.0, 2.0][..], 2.0), (&[4.0, 1.0, 2.0, 8.0], 3.0)] {
            assert_eq!(super::median(values.iter().copied()), middle, "{values:?}");
        }
        assert!(super::median([].into_iter()).is_nan());
    }
}
