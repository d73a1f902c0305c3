//! `shots DIR [ADDRESS]`: the page at four widths, light and dark, as PNG files in DIR: every view and
//! sheet, or only what ADDRESS leads to.

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use browser_tests::{FIRST_VISIT, Options, Page, Site};
use serde_json::json;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// A scene to take.
struct Scene {
    name: &'static str,
    address: String,
    /// What a visitor does there, in JavaScript.
    then: &'static str,
    /// Whether it lies over the page: then the window is taken, else the whole page.
    over: bool,
}

/// Every view, some of them in depth, and the panels and dialogs.
fn scenes() -> Vec<Scene> {
    let at = |name, address: &str, then| Scene { name, address: address.into(), then, over: false };
    let sheet = |name, address: &str, then| Scene { over: true, ..at(name, address, then) };
    vec![
        at("stage", "", ""),
        at("stage-cell", "#stage=4&channel=5&output=9&place=6.7", ""),
        at("stage-stride", "#stage=2&place=0.0", ""),
        at("stage-first", "#stage=0&place=10.12", ""),
        at("stage-average", "#stage=14", ""),
        at("stage-class", "#stage=15", ""),
        at("twin", "#view=twin&stage=3", ""),
        at("twin-own", "#view=twin&shape=14.14.512.512.3.1", ""),
        at("cost", "#view=cost", ""),
        at("why", "#view=why&sample=goldfish", ""),
        at("lab", "#view=lab", ""),
        at("networks", "#view=networks&with=built-in", ""),
        at("change", "#view=change&stage=3&change=7.3*7.5", ""),
        at("teach", "#view=teach&sample=goldfish", ""),
        sheet("first-visit", FIRST_VISIT, ""),
        at(
            "read",
            "#read",
            "
            for (const figure of document.querySelectorAll('.story .live')) {
                figure.scrollIntoView();
                await new Promise(resolve => setTimeout(resolve, 800));
            }
            scrollTo(0, 0);",
        ),
        at("figure", "#figure=depthwise-look", ""),
        at(
            "compare",
            "#sample=bus&at=3.2&stage=2",
            "
            document.querySelector('[data-action=keep-frame]').click();
            await new Promise(resolve => setTimeout(resolve, 1000));
            location.hash = '#sample=bus&at=5.9&stage=2';",
        ),
        at("hidden", "#stage=5&hide=story.ladder.price.twin.cost", ""),
        sheet("help", "", "document.querySelector('[data-action=help]').click();"),
        sheet(
            "link",
            "#stage=3&hide=price.twin",
            "document.querySelector('[data-action=link]').click();",
        ),
        sheet("card", "", "document.querySelector('[data-action=card]').click();"),
        sheet("engine", "", "document.querySelector('[data-action=engine]').click();"),
    ]
}

fn main() -> Result<()> {
    let mut args = env::args().skip(1);
    let folder: PathBuf = args.next().context("shots DIR [ADDRESS]")?.into();
    let scenes = match args.next().filter(|address| !address.is_empty()) {
        Some(address) => vec![Scene { name: "page", address, then: "", over: false }],
        None => scenes(),
    };
    fs::create_dir_all(&folder)?;
    let site = Site::new();
    let page = Page::start(&Options::default())?;
    for scene in &scenes {
        for (width, height) in [(360, 780), (900, 1000), (1440, 900), (1600, 1000)] {
            for scheme in ["light", "dark"] {
                page.resize(width, height);
                page.prefer(scheme);
                page.goto("about:blank");
                page.goto(&site.at(&scene.address));
                page.ready();
                // Time for views to load, and for medians and pictures to settle.
                page.rest(1500);
                page.run(scene.then);
                page.rest(1500);
                let path = folder.join(format!("{}-{width}-{scheme}.png", scene.name));
                take(&page, width, scene.over.then_some(height), &path)?;
                println!("{}", path.display());
            }
        }
    }
    Ok(())
}

/// The page as it is now: the window of that height, or the whole of it.
fn take(page: &Page, width: u32, height: Option<u32>, path: &Path) -> Result<()> {
    let metrics = page.cdp("Page.getLayoutMetrics", json!({}));
    let whole = &metrics["cssContentSize"]["height"];
    let tall = height.map_or_else(|| whole.clone(), |height| json!(height));
    let clip = json!({ "x": 0, "y": 0, "width": width, "height": tall, "scale": 1 });
    let how = json!({ "format": "png", "captureBeyondViewport": height.is_none(), "clip": clip });
    let shot = page.cdp("Page.captureScreenshot", how);
    let data = shot["data"].as_str().context("Chromium gave no picture")?;
    Ok(fs::write(path, STANDARD.decode(data)?)?)
}
