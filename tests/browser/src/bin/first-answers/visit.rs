//! A first visit: a browser that was just started opens a page and waits for its answer.

use crate::site::{Site, Transfer};
use anyhow::{Context, Result, bail};
use browser_tests::{Options, Page};
use std::time::Duration;

/// Far more than any page takes.
const PATIENCE: Duration = Duration::from_secs(120);

/// The best of a network's answers.
pub(crate) struct Answer {
    /// The name of the class.
    pub(crate) name: String,
    /// 0 to 1.
    pub(crate) probability: f64,
}

/// What a visit gave.
pub(crate) struct Visit {
    /// What the page says.
    pub(crate) answer: Answer,
    /// Milliseconds from the address to the answer.
    pub(crate) time: f64,
    /// How much of that the page's thread was kept by tasks of more than 50 ms, in milliseconds.
    pub(crate) blocked: f64,
    /// What was sent.
    pub(crate) transfer: Transfer,
}

/// Opens the page of `site`, which reads `network`.
///
/// # Errors
/// The browser does not start, or the page gives no answer.
pub(crate) fn visit(site: &Site, network: &str) -> Result<Visit> {
    // With an argument of its own a browser serves one page alone.
    let options = Options::default().arg("--no-default-browser-check").patience(PATIENCE);
    let page = Page::start(&options.before(include_str!("visit.js")))?;
    site.take();
    page.goto(&format!("{}/?{network}", site.address));
    let told = page.run("return visit");
    if let Some(failure) = told["failure"].as_str() {
        bail!("no answer: {failure}\n{}", page.errors().join("\n"));
    }
    let number = |of: &str| told[of].as_f64().with_context(|| format!("no {of}"));
    Ok(Visit {
        answer: Answer {
            name: told["name"].as_str().context("no answer")?.to_owned(),
            probability: number("probability")?,
        },
        time: number("time")?,
        blocked: number("blocked")?,
        transfer: site.take(),
    })
}
