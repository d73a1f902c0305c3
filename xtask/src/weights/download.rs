//! One published file: fetched, checked, moved into place.

use super::manifest::Part;
use ring::digest::{Context, SHA256};
use std::fmt;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use ureq::http::header::CONTENT_TYPE;
use ureq::http::{HeaderMap, StatusCode};
use ureq::{Agent, Body, Proxy};

/// Attempts for a file whose transfer breaks off.
const TRIES: usize = 3;

/// Why a file could not be downloaded, as a sentence.
#[derive(Debug)]
pub enum Failure {
    /// The host is of no use now: the other files need not be asked for.
    Host(String),
    /// This file cannot be had; others may.
    File(String),
    /// The transfer broke off; another try may succeed.
    Broken(String),
    /// This machine cannot write the file.
    Disk(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Host(why) | Self::File(why) | Self::Broken(why) | Self::Disk(why)) = self;
        f.write_str(why)
    }
}

/// The time limits of a [`Client`], and whether it uses the proxy that the environment names.
pub struct Settings {
    /// For resolving a name, and again for connecting.
    pub connect: Duration,
    /// How long a host may send nothing.
    pub silence: Duration,
    /// Whether the environment's proxy is used.
    pub proxy: bool,
}

/// Without a network a download fails in a few seconds; a slow line has all the time it needs.
impl Default for Settings {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), silence: Duration::from_secs(15), proxy: true }
    }
}

/// Fetches files over HTTP.
pub struct Client {
    agent: Agent,
    silence: Duration,
}

impl Client {
    /// A client with these settings.
    pub fn new(settings: &Settings) -> Self {
        let agent = Agent::config_builder()
            .timeout_resolve(Some(settings.connect))
            .timeout_connect(Some(settings.connect))
            .timeout_recv_response(Some(settings.silence))
            .timeout_per_read(Some(settings.silence))
            .timeout_per_write(Some(settings.silence))
            .proxy(settings.proxy.then(Proxy::try_from_env).flatten())
            .http_status_as_error(false)
            // The size and checksum are those of the file, not of a compressed form.
            .accept_encoding("identity")
            .user_agent(concat!("separable-xtask/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: agent.into(), silence: settings.silence }
    }

    /// Downloads `part` from `address` to `path`. Nothing is left behind if that fails.
    ///
    /// # Errors
    /// See [`Failure`].
    pub fn fetch(&self, address: &str, part: &Part, path: &Path) -> Result<(), Failure> {
        let disk = |error| Failure::Disk(format!("{} cannot be written ({error})", path.display()));
        let temporary = temporary(path);
        let mut result = Ok(());
        for _ in 0..TRIES {
            let mut file = create(&temporary).map_err(disk)?;
            result = self.receive(address, part, &mut file, &disk);
            if !matches!(result, Err(Failure::Broken(_))) {
                break;
            }
        }
        let moved = result.and_then(|()| fs::rename(&temporary, path).map_err(disk));
        if moved.is_err() {
            let _ = fs::remove_file(temporary);
        }
        moved
    }

    /// Writes the answer of one request to `file`, and checks its size and checksum.
    fn receive(
        &self,
        address: &str,
        part: &Part,
        file: &mut File,
        disk: &dyn Fn(io::Error) -> Failure,
    ) -> Result<(), Failure> {
        let answer = self.agent.get(address).call();
        let (head, body) = answer.map_err(|error| self.unanswered(address, &error))?.into_parts();
        check_head(address, part, head.status, &head.headers, &body)?;
        let mut body = body.into_reader();
        let (mut context, mut length) = (Context::new(&SHA256), 0);
        let mut buffer = vec![0; 1 << 16];
        loop {
            let count = match body.read(&mut buffer) {
                Ok(0) if length < part.bytes => {
                    return Err(self.broken(address, part, length, &"the connection ended"));
                }
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    return Err(match ureq::Error::from(error) {
                        ureq::Error::Timeout(_) => Failure::Host(self.silent(address)),
                        error => self.broken(address, part, length, &error),
                    });
                }
            };
            length += count as u64;
            if length > part.bytes {
                return Err(Failure::File(format!("{address} has more than {} bytes", part.bytes)));
            }
            context.update(&buffer[..count]);
            file.write_all(&buffer[..count]).map_err(disk)?;
        }
        file.sync_all().map_err(disk)?;
        if super::manifest::hexadecimal(context.finish().as_ref()) != part.sha256 {
            return Err(Failure::File(format!(
                "{address} is not the published file (its SHA-256 differs)"
            )));
        }
        Ok(())
    }

    /// The failure of a request without an answer.
    fn unanswered(&self, address: &str, error: &ureq::Error) -> Failure {
        use ureq::{Error, Timeout};
        match error {
            Error::BadUri(_) | Error::Http(_) | Error::TooManyRedirects => {
                Failure::File(format!("{address} leads nowhere ({error})"))
            }
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => {
                Failure::Host(format!("{} cannot be reached (no answer)", host(address)))
            }
            Error::Timeout(_) => Failure::Host(self.silent(address)),
            error => Failure::Host(format!("{} cannot be reached ({error})", host(address))),
        }
    }

    fn silent(&self, address: &str) -> String {
        format!("{} was silent for {} seconds", host(address), self.silence.as_secs_f32())
    }

    fn broken(&self, address: &str, part: &Part, length: u64, why: &dyn fmt::Display) -> Failure {
        let (file, host) = (part.file.display(), host(address));
        let bytes = part.bytes;
        Failure::Broken(format!("{host} sent {length} of the {bytes} bytes of {file} ({why})"))
    }
}

/// Beside `path`, and of this process alone.
fn temporary(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    name.into()
}

fn create(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    File::create(path)
}

/// Checks by status and headers that an answer can be the file.
fn check_head(
    address: &str,
    part: &Part,
    status: StatusCode,
    headers: &HeaderMap,
    body: &Body,
) -> Result<(), Failure> {
    let (host, number) = (host(address), status.as_u16());
    let mime = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match number {
        200 if mime.to_ascii_lowercase().starts_with("text/html") => Err(Failure::Host(format!(
            "{host} sends a web page instead of {}; if this network has a page to sign in, open a \
             browser first",
            part.file.display()
        ))),
        200 => match body.content_length() {
            Some(length) if length != part.bytes => Err(Failure::File(format!(
                "{address} has {length} bytes instead of {}",
                part.bytes
            ))),
            _ => Ok(()),
        },
        404 | 410 => Err(Failure::File(format!("there is nothing at {address} (status {number})"))),
        429 | 500.. => Err(Failure::Host(format!(
            "{host} does not send files now (status {number}); try again later"
        ))),
        _ => Err(Failure::File(format!("{address} cannot be had (status {number})"))),
    }
}

/// The host of an address, with its port if it has one.
pub fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}
