//! The table, as it stands in the README.

use crate::runtimes::{ENTRIES, SEPARABLE};
use crate::site::Sent;
use crate::visit::Visit;
use anyhow::{Context, Result};
use browser_tests::median;
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
        let of = |what: fn(&Visit) -> f64| median(&visits.iter().map(what).collect::<Vec<_>>());
        let [time, blocked] = [of(|visit| visit.time), of(|visit| visit.blocked)];
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
