//! A browser with one page in it.

use crate::session::{self, Session};
use crate::site::Site;
use anyhow::{Result, bail};
use fantoccini::error::CmdError;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};
use xtask::browsers::Engine;

/// What a test ends with whose browser answers nothing any more, or fails its driver.
pub const HANGS: &str = "the browser is lost";

/// Notes whether a click reaches the element that the argument selects, which may be disabled.
const WATCH_CLICK: &str = "const element = document.querySelector(arguments[0]);
if (!element || element.disabled) return;
window.clickMissed = true;
element.addEventListener('click', () => (window.clickMissed = false), { capture: true, once: true });";

/// How the browser is started.
#[derive(Clone)]
pub struct Options {
    /// The browser's engine.
    pub engine: Engine,
    /// Command line arguments.
    pub args: Vec<String>,
    /// Environment variables.
    pub environment: &'static [(&'static str, &'static str)],
    /// JavaScript that runs in every document before the page's own; in Chromium alone.
    pub before: Option<String>,
    /// How long a script may run.
    pub patience: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self::of(Engine::Chromium)
    }
}

impl Options {
    /// A browser of `engine`.
    pub fn of(engine: Engine) -> Self {
        let patience = Duration::from_secs(600);
        Self { engine, args: Vec::new(), environment: &[], before: None, patience }
    }

    /// With scripts that run no longer than this.
    #[must_use]
    pub fn patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    /// With these variables in its environment.
    #[must_use]
    pub fn environment(self, environment: &'static [(&'static str, &'static str)]) -> Self {
        Self { environment, ..self }
    }

    /// With another argument.
    #[must_use]
    pub fn arg(mut self, arg: impl Into<String>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// With JavaScript that runs before the page's own.
    #[must_use]
    pub fn before(mut self, script: impl Into<String>) -> Self {
        self.before = Some(script.into());
        self
    }

    /// With a camera that plays `video` and that need not be allowed.
    #[must_use]
    pub fn camera(self, video: &Path) -> Self {
        self.arg("--use-fake-device-for-media-stream")
            .arg("--use-fake-ui-for-media-stream")
            .arg(format!("--use-file-for-fake-video-capture={}", video.display()))
    }
}

/// Whether the driver has waited in vain for its browser.
fn is_late(error: &CmdError) -> bool {
    use fantoccini::error::ErrorStatus::{ScriptTimeout, Timeout};
    matches!(error, CmdError::Standard(error) if matches!(error.error, Timeout | ScriptTimeout))
}

/// Whether it is the driver that has failed, and not the script, whose own errors are values here.
fn is_lost(error: &CmdError) -> bool {
    use fantoccini::error::ErrorStatus::{InvalidArgument, JavascriptError};
    !matches!(error, CmdError::Standard(error) if matches!(error.error, JavascriptError | InvalidArgument))
}

/// A page in a browser that no other page shares; dropping it closes it.
///
/// Its methods panic with the browser's message, as a test should.
pub struct Page {
    session: Option<Session>,
    patience: Duration,
    /// Whether the browser knows nothing of this page once its tab is closed.
    leaves_nothing: bool,
}

impl Page {
    /// Opens the page of `site` at `address` (what follows the host): in the workshop, if it is empty,
    /// and as at a first visit, if it is [`FIRST_VISIT`].
    pub fn open(site: &Site, address: &str) -> Self {
        Self::open_with(&Options::default(), site, address)
    }

    /// Opens the page in a browser started with `options`.
    pub fn open_with(options: &Options, site: &Site, address: &str) -> Self {
        let page = Self::start(options).expect("a browser");
        page.goto(&site.at(address));
        page
    }

    /// Opens an empty page.
    pub fn start(options: &Options) -> Result<Self> {
        let Options { engine, args, environment, before, patience } = options;
        // Each site has a port, so an origin, of its own: what a page has stored, no other finds.
        let leaves_nothing =
            *engine == Engine::Chromium && args.is_empty() && environment.is_empty();
        let idle = if leaves_nothing { session::take_idle() } else { None };
        let is_used = idle.is_some();
        let session = match idle {
            Some(session) => session,
            None => Session::start(*engine, args, environment)?,
        };
        let page = Self { session: Some(session), patience: *patience, leaves_nothing };
        let timeouts = json!({ "script": patience.as_millis() as u64, "pageLoad": 60_000 });
        page.command("timeouts", timeouts)?;
        if is_used {
            // As the one tab of a new browser is; only there has a document the focus.
            page.cdp("Page.bringToFront", json!({}));
            // What an earlier page has logged is no error of this one.
            page.errors();
        }
        if let Some(source) = before {
            page.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": source }));
        }
        Ok(page)
    }

    fn session(&self) -> &Session {
        self.session.as_ref().expect("the browser runs until the page is dropped")
    }

    fn client(&self) -> &Client {
        self.session().client()
    }

    /// Waits for the browser's answer, for a limited time: the driver of a dead browser may never answer.
    fn answer<T>(&self, coming: impl Future<Output = T>) -> T {
        let late = self.patience + Duration::from_secs(20);
        self.session().within(late, coming).unwrap_or_else(|| panic!("{HANGS}"))
    }

    /// Goes to an absolute address.
    pub fn goto(&self, address: &str) {
        self.answer(self.client().goto(address)).unwrap_or_else(|error| match is_late(&error) {
            true => panic!("{HANGS}: {address} does not open"),
            false => panic!("the page does not open: {error}"),
        });
    }

    /// Runs `script`, the body of an async function with `args` as its `arguments`, to its end.
    pub fn run_with(&self, script: &str, args: Vec<Value>) -> Value {
        self.try_run(script, args).unwrap_or_else(|error| panic!("{error}\nin\n{script}"))
    }

    /// Runs `script`, the body of an async function, to its end.
    pub fn run(&self, script: &str) -> Value {
        self.run_with(script, Vec::new())
    }

    fn try_run(&self, script: &str, args: Vec<Value>) -> Result<Value> {
        let script = format!(
            "const args = [...arguments], done = args.pop();
             (async function () {{ {script}
             }}).apply(null, args).then(
                 value => done({{ value }}),
                 error => done({{ error: String(error?.stack ?? error) }}));"
        );
        let answer = match self.answer(self.client().execute_async(&script, args)) {
            Err(error) if is_lost(&error) => bail!("{HANGS}: {error}"),
            answer => answer?,
        };
        match answer.get("error") {
            Some(Value::String(error)) => bail!("{error}"),
            _ => Ok(answer.get("value").cloned().unwrap_or_default()),
        }
    }

    /// Waits until `condition`, a JavaScript expression, holds, and returns its value.
    pub fn wait(&self, what: &str, condition: &str, seconds: u64) -> Value {
        let end = Instant::now() + Duration::from_secs(seconds);
        let script = format!("return {condition};");
        // A driver may lose one script, where a page changes its process as it opens.
        let mut lost = false;
        loop {
            let value = match self.try_run(&script, Vec::new()) {
                Err(error) if !lost && error.to_string().contains(HANGS) => {
                    lost = true;
                    continue;
                }
                answer => answer.unwrap_or_else(|error| panic!("{error}\nin\n{script}")),
            };
            if !matches!(value, Value::Null | Value::Bool(false)) && value != json!("") {
                return value;
            }
            if Instant::now() > end {
                let problem = self.text("#problem");
                let status = self.text("#status");
                let errors = self.errors().join("\n");
                panic!(
                    "waited {seconds} s in vain until {what}\nstatus: {status}\nproblem: {problem}\n{errors}"
                );
            }
            self.rest(50);
        }
    }

    /// Waits until the page has shown its first answer.
    pub fn ready(&self) {
        self.wait("the first answer is shown", "document.documentElement.dataset.ready", 60);
    }

    /// The text of the first element that `selector` finds; empty if there is none.
    pub fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? '';";
        self.run_with(script, vec![json!(selector)]).as_str().unwrap_or_default().to_owned()
    }

    /// Clicks the first element that `selector` finds, with the mouse; again where the page moved under the
    /// pointer, between the driver's look at the element and its press.
    pub fn click(&self, selector: &str) {
        for _ in 0..3 {
            self.run_with(WATCH_CLICK, vec![json!(selector)]);
            self.answer(async { self.client().find(Locator::Css(selector)).await?.click().await })
                .unwrap_or_else(|error| panic!("could not click {selector}: {error}"));
            // A click may have led to another document, which knows nothing of it.
            if self.run("return window.clickMissed ?? false;") != json!(true) {
                return;
            }
        }
        panic!("three clicks did not reach {selector}");
    }

    /// Types `keys` into the first element that `selector` finds; a file input takes paths.
    pub fn send_keys(&self, selector: &str, keys: &str) {
        let typed =
            async { self.client().find(Locator::Css(selector)).await?.send_keys(keys).await };
        self.answer(typed)
            .unwrap_or_else(|error| panic!("could not type into {selector}: {error}"));
    }

    /// Presses and releases one key, whatever has the focus.
    pub fn press(&self, key: char) {
        let actions = json!({ "actions": [{ "type": "key", "id": "keyboard", "actions": [
            { "type": "keyDown", "value": key }, { "type": "keyUp", "value": key },
        ]}]});
        self.command("actions", actions).expect("a key is pressed");
    }

    /// Chooses the option with `value` in the select that `selector` finds.
    pub fn choose(&self, selector: &str, value: &str) {
        self.run_with(
            "const select = document.querySelector(arguments[0]);
             if (![...select.options].some(option => option.value === arguments[1]))
                 throw new Error(`${arguments[0]} has no option ${arguments[1]}`);
             select.value = arguments[1];
             select.dispatchEvent(new Event('input', { bubbles: true }));
             select.dispatchEvent(new Event('change', { bubbles: true }));",
            vec![json!(selector), json!(value)],
        );
    }

    /// Errors that the page has logged since the last call; in Chromium alone.
    pub fn errors(&self) -> Vec<String> {
        let entries = self.command("se/log", json!({ "type": "browser" })).unwrap_or_default();
        let entries = entries.as_array().cloned().unwrap_or_default();
        let severe = entries.iter().filter(|entry| entry["level"] == "SEVERE");
        severe.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// A PNG file of the window.
    pub fn screenshot(&self) -> Vec<u8> {
        self.answer(self.client().screenshot()).expect("a screenshot")
    }

    /// Runs a command of the Chrome DevTools Protocol.
    pub fn cdp(&self, name: &str, params: Value) -> Value {
        self.command("goog/cdp/execute", json!({ "cmd": name, "params": params }))
            .unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Makes the window's inside `width` by `height` pixels, smaller than a real window can be.
    pub fn resize(&self, width: u32, height: u32) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", metrics);
    }

    /// Emulates a visitor who prefers `scheme`, "light" or "dark".
    pub fn prefer(&self, scheme: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features }));
    }

    /// Waits.
    pub fn rest(&self, milliseconds: u64) {
        std::thread::sleep(Duration::from_millis(milliseconds));
    }

    /// Posts `body` to a command of the session.
    pub fn command(&self, name: &str, body: Value) -> Result<Value, CmdError> {
        let command = Command { name: name.to_owned(), body };
        self.answer(self.client().issue_cmd(command))
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        if let Some(session) = self.session.take()
            && self.leaves_nothing
            && !std::thread::panicking()
        {
            session.renew();
        }
    }
}

/// A command that fantoccini has no method for.
#[derive(Debug)]
struct Command {
    name: String,
    body: Value,
}

impl WebDriverCompatibleCommand for Command {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.name))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.body.to_string()))
    }
}
