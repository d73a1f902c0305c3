//! The picture that all look at: one of the page's own samples, in the size of the network's input,
//! so that nobody resizes it, each in a way of its own. The network is sure of some samples whatever
//! is done to its weights, but not of the ladybug.

use anyhow::{Context, Result};
use base64::prelude::{BASE64_STANDARD, Engine};
use browser_tests::{Options, Page};
use serde_json::json;
use std::sync::Arc;
use std::thread;
use xtask::server::{Reply, Server};
use xtask::workspace;

/// Height and width.
pub(crate) const SIDE: usize = 224;

/// Draws it on a page, by the page's own code.
const DRAW: &str = "
    const [side] = arguments;
    const { samples } = await import('/sources/samples.js');
    const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side });
    const ladybug = samples.find(({ id }) => id === 'ladybug');
    ladybug.draw(canvas.getContext('2d'), side, 0);
    return canvas.toDataURL('image/png').split(',')[1];";

/// The picture, as a PNG.
///
/// # Errors
/// There is no browser, or it draws nothing.
pub(crate) fn draw() -> Result<Vec<u8>> {
    let server = Server::bind(0)?.plain();
    let address = server.address();
    let empty = |path: &str| {
        let page = b"<!doctype html><title>drawing</title>";
        path.is_empty().then(|| Reply::bytes("text/html", page.to_vec()))
    };
    thread::spawn(move || server.run(workspace::root().join("www"), Arc::new(empty)));
    let page = Page::start(&Options::default())?;
    page.goto(&format!("{address}/"));
    let drawn = page.run_with(DRAW, vec![json!(SIDE)]);
    Ok(BASE64_STANDARD.decode(drawn.as_str().context("a picture")?)?)
}
