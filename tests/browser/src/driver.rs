//! A chromedriver process, and the browsers that it starts.

use anyhow::{Context, Result};
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::thread;
use xtask::browser::{Chromium, is_root};

/// A running chromedriver; dropping it ends it.
pub struct Driver {
    process: Child,
    chromium: Chromium,
    address: String,
}

impl Driver {
    /// Starts chromedriver on a port of its own choice.
    pub fn start() -> Result<Self> {
        let chromium = Chromium::find()
            .context("no Chromium with chromedriver; `cargo xtask test` finds or installs it")?;
        // Two that start at once may choose the same port, and one of them gives up.
        let mut tries = (0..5).map(|_| Self::try_start(chromium.clone()));
        tries.find(Result::is_ok).unwrap_or_else(|| Self::try_start(chromium.clone()))
    }

    fn try_start(chromium: Chromium) -> Result<Self> {
        let mut process = Command::new(&chromium.driver)
            .args(["--port=0", "--log-level=SEVERE"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("start {}", chromium.driver.display()))?;
        let mut output = BufReader::new(process.stdout.take().expect("it was piped"));
        let port = loop {
            let mut line = String::new();
            if output.read_line(&mut line)? == 0 {
                let status = process.wait()?;
                anyhow::bail!("chromedriver ended before it said its port ({status})");
            }
            if let Some((_, port)) = line.split_once("successfully on port ") {
                break port.trim().trim_end_matches('.').to_owned();
            }
        };
        // Whoever writes into a full pipe waits for ever.
        thread::spawn(move || std::io::copy(&mut output, &mut std::io::sink()));
        Ok(Self { process, chromium, address: format!("http://127.0.0.1:{port}") })
    }

    /// Where it listens.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// What to ask it for: a quiet, headless browser with `args` on top.
    pub fn capabilities(&self, args: &[String]) -> serde_json::Map<String, serde_json::Value> {
        let mut all: Vec<&str> = vec![
            "--headless=new",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,900",
        ];
        if is_root() {
            all.push("--no-sandbox");
        }
        all.extend(args.iter().map(String::as_str));
        let capabilities = serde_json::json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": self.chromium.browser, "args": all },
            "goog:loggingPrefs": { "browser": "ALL" },
        });
        capabilities.as_object().cloned().unwrap_or_default()
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        // The session has been closed and with it the browser; nothing else hangs on this process.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
