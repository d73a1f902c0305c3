//! `shots DIR [ADDRESS]`: the page at three widths, light and dark, as whole-page PNG files in DIR.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{Options, Page, Site};
use serde_json::json;
use std::env;
use std::fs;
use std::path::PathBuf;

fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let folder: PathBuf = args.next().context("shots DIR [ADDRESS]")?.into();
    let address = args.next().unwrap_or_default();
    fs::create_dir_all(&folder)?;
    let site = Site::new();
    let page = Page::start(&Options::default())?;
    for (width, height) in [(360, 780), (900, 1000), (1600, 1000)] {
        for scheme in ["light", "dark"] {
            page.resize(width, height);
            page.prefer(scheme);
            page.goto("about:blank");
            page.goto(&format!("{}/{address}", site.address()));
            page.ready();
            // Time for medians and pictures to settle.
            page.rest(2500);
            let metrics = page.cdp("Page.getLayoutMetrics", json!({}));
            let size = &metrics["cssContentSize"];
            let clip =
                json!({ "x": 0, "y": 0, "width": width, "height": size["height"], "scale": 1 });
            let how = json!({ "format": "png", "captureBeyondViewport": true, "clip": clip });
            let shot = page.cdp("Page.captureScreenshot", how);
            let path = folder.join(format!("{width}-{scheme}.png"));
            let data = shot["data"].as_str().context("Chromium gave no picture")?;
            fs::write(&path, STANDARD.decode(data)?)?;
            println!("{}", path.display());
        }
    }
    Ok(())
}
