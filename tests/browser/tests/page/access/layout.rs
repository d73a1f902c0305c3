//! From 360 pixels up, nothing is wider than the window.

use browser_tests::{Page, Site};
use serde_json::json;

const WIDTHS: [u32; 5] = [360, 640, 900, 1280, 1600];

#[test]
fn no_width_scrolls_sideways() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let mut wide = Vec::new();
    for width in WIDTHS {
        for stage in [0, 1, 13, 14, 15] {
            page.resize(width, 900);
            page.run_with(
                "document.querySelector(`[data-stage='${arguments[0]}']`).click();
                 await new Promise(resolve => setTimeout(resolve, 200));",
                vec![json!(stage)],
            );
            let over = page.run(
                "const root = document.documentElement;
                 if (root.scrollWidth <= innerWidth) return null;
                 const widest = [...document.body.querySelectorAll('*')]
                     .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                     .map(e => `${e.tagName}.${e.className}`).slice(0, 5);
                 return `${root.scrollWidth} of ${innerWidth}: ${widest.join(', ')}`;",
            );
            if !over.is_null() {
                wide.push(format!("at {width} pixels, stage {stage}: {over}"));
            }
        }
    }
    assert!(wide.is_empty(), "\n{}", wide.join("\n"));
}

/// Text that is cut off or controls that lie on one another would show here first.
#[test]
fn controls_can_be_hit_at_every_width() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    for width in WIDTHS {
        page.resize(width, 900);
        page.rest(200);
        let covered = page.run(
            "return [...document.querySelectorAll('button[data-action], select[data-action], [data-sample]')]
                 .filter(e => e.offsetParent)
                 .filter(e => {
                     e.scrollIntoView({ block: 'center', inline: 'center' });
                     const box = e.getBoundingClientRect();
                     const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
                     return !e.contains(hit) && hit !== e;
                 })
                 .map(e => e.dataset.action ?? e.dataset.sample);",
        );
        assert_eq!(covered, json!([]), "controls that something covers at {width} pixels");
    }
}

/// Light and dark differ, and in both the text stands out from what is behind it.
#[test]
fn light_and_dark_can_be_read() {
    let site = Site::new();
    let page = Page::open(&site, "");
    page.ready();
    let mut backgrounds = Vec::new();
    for scheme in ["light", "dark"] {
        page.prefer(scheme);
        page.rest(300);
        let found = page.run(
            "const canvas = new OffscreenCanvas(1, 1), ctx = canvas.getContext('2d', { willReadFrequently: true });
             const rgba = colour => { ctx.clearRect(0, 0, 1, 1); ctx.fillStyle = colour; ctx.fillRect(0, 0, 1, 1); return [...ctx.getImageData(0, 0, 1, 1).data]; };
             const over = (top, bottom) => top.slice(0, 3).map((v, i) => v * top[3] / 255 + bottom[i] * (1 - top[3] / 255));
             const behind = e => {
                 const chain = [];
                 for (; e; e = e.parentElement) chain.unshift(rgba(getComputedStyle(e).backgroundColor));
                 return chain.reduce((below, colour) => over(colour, below), [255, 255, 255]);
             };
             const light = rgb => { const [r, g, b] = rgb.map(v => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
             const contrast = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + 0.05) / (y + 0.05); };
             const weak = [];
             for (const e of document.body.querySelectorAll('p, h1, h2, h3, li, dt, dd, span, button, a, label, figcaption, select')) {
                 const own = [...e.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
                 if (!own || !e.offsetParent || e.closest('[disabled]')) continue;
                 const back = behind(e), ratio = contrast(over(rgba(getComputedStyle(e).color), back), back);
                 if (ratio < 4.5) weak.push(`${e.tagName}.${e.className} '${e.textContent.trim().slice(0, 30)}' ${ratio.toFixed(2)}`);
             }
             return { weak: weak.slice(0, 12), back: behind(document.body).map(Math.round) };",
        );
        assert_eq!(found["weak"], json!([]), "text of less than 4.5 : 1 in {scheme}");
        backgrounds.push(found["back"].clone());
    }
    assert_ne!(backgrounds[0], backgrounds[1], "light and dark have their own background");
}
