//! A WebDriver server of an engine's own, and the browsers that it starts.

use crate::group::Group;
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};
use xtask::browsers::{Browser, Engine};

/// How long a program may take until it prints its port.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running server; dropping it ends it and all its browsers.
pub struct Driver {
    _group: Group,
    _display: Option<Group>,
    browser: Browser,
    address: String,
}

impl Driver {
    /// Starts the server of `engine` on a free port, with `environment` on top of ours.
    pub fn start(engine: Engine, environment: &[(&str, &str)]) -> Result<Self> {
        let browser = engine.find().with_context(|| {
            format!("no {} with its driver; `cargo xtask test` says more", engine.name())
        })?;
        // Two servers that start at once may choose the same port; one of them then gives up.
        let mut tries = (0..5).map(|_| Self::try_start(&browser, environment));
        tries.find(Result::is_ok).unwrap_or_else(|| Self::try_start(&browser, environment))
    }

    fn try_start(browser: &Browser, environment: &[(&str, &str)]) -> Result<Self> {
        let mut command = Command::new(&browser.driver);
        // Without it WebKit's language is "C", which is no language.
        command.envs(environment.iter().copied()).env("LANG", "en_US.UTF-8");
        let display = match &browser.display {
            Some(server) => {
                let mut server = Command::new(server);
                server.args(["-displayfd", "1", "-screen", "0", "1400x1000x24"]);
                server.args(["-nolisten", "tcp"]);
                let mut group = Group::start(&server)?;
                let number = group.line(PATIENCE, |line| Some(line.trim().to_owned()))?;
                command.env("DISPLAY", format!(":{number}"));
                Some(group)
            }
            None => None,
        };
        let (group, port) = match browser.engine {
            Engine::Chromium => {
                command.args(["--port=0", "--log-level=SEVERE"]);
                let mut group = Group::start(&command)?;
                let port = group.line(PATIENCE, |line| after(line, "successfully on port "))?;
                (group, port)
            }
            Engine::Firefox => {
                command.args(["--port", "0", "--websocket-port", "0"]);
                let mut group = Group::start(&command)?;
                let port = group.line(PATIENCE, |line| after(line, "Listening on 127.0.0.1:"))?;
                (group, port)
            }
            Engine::WebKit => {
                let port = free_port()?;
                command.arg(format!("--port={port}"));
                let mut group = Group::start(&command)?;
                listening(port, &mut group)?;
                (group, port)
            }
        };
        let address = format!("http://127.0.0.1:{port}");
        Ok(Self { _group: group, _display: display, browser: browser.clone(), address })
    }

    /// Its address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The browser that it starts.
    pub fn browser(&self) -> &Browser {
        &self.browser
    }
}

/// The number that follows `words`.
fn after(line: &str, words: &str) -> Option<u16> {
    let (_, port) = line.split_once(words)?;
    port.trim().trim_end_matches('.').parse().ok()
}

/// A port for a server that does not print the one it took.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn listening(port: u16, group: &mut Group) -> Result<()> {
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if Instant::now() > end || !group.runs() {
            bail!("the driver does not listen on port {port}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}
