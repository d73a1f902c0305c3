//! The capabilities that a browser of each engine is started with: quiet, without questions, of one size.

use serde_json::{Map, Value, json};
use xtask::browsers::{Browser, Engine, is_root};

/// The capabilities of a new session; `args` go to the browser's command line.
pub(crate) fn of(browser: &Browser, args: &[String]) -> Map<String, Value> {
    let asked = match browser.engine {
        Engine::Chromium => chromium(browser, args),
        Engine::Firefox => firefox(browser, args),
        Engine::WebKit => webkit(browser, args),
    };
    asked.as_object().cloned().unwrap_or_default()
}

fn with<'a>(own: &[&'a str], args: &'a [String]) -> Vec<&'a str> {
    own.iter().copied().chain(args.iter().map(String::as_str)).collect()
}

fn chromium(browser: &Browser, args: &[String]) -> Value {
    let mut all = with(
        &[
            "--headless=new",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
        ],
        args,
    );
    if is_root() {
        all.push("--no-sandbox");
    }
    json!({
        "browserName": "chrome",
        "goog:chromeOptions": { "binary": browser.browser, "args": all },
        "goog:loggingPrefs": { "browser": "ALL" },
    })
}

/// With a camera of its own making, which is allowed.
fn firefox(browser: &Browser, args: &[String]) -> Value {
    let own = ["-headless", "--width", "1280", "--height", "900"];
    json!({
        "browserName": "firefox",
        "moz:firefoxOptions": {
            "binary": browser.browser,
            "args": with(&own, args),
            "prefs": {
                "media.navigator.streams.fake": true,
                "media.navigator.permission.disabled": true,
                "media.autoplay.default": 0,
                // As visitors have it: its driver would let files read each other.
                "security.fileuri.strict_origin_policy": true,
            },
        },
    })
}

/// With a camera of its own making, which is allowed.
fn webkit(browser: &Browser, args: &[String]) -> Value {
    let own = [
        "--automation",
        "--enable-media-stream=true",
        "--enable-mock-capture-devices=true",
        "--features=-MockCaptureDevicesPrompt",
        "--autoplay-policy=allow",
        "--javascript-can-access-clipboard=true",
    ];
    json!({
        "browserName": "MiniBrowser",
        "webkitgtk:browserOptions": { "binary": browser.browser, "args": with(&own, args) },
    })
}
