//! One file from one address: resumed where an earlier try ended, in place only when it is right.

use super::manifest::Part;
use super::partial::Partial;
use std::fmt;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;
use ureq::http::{Response, StatusCode, header};
use ureq::{Agent, Body, Proxy};

/// Why a file did not come, as a sentence. What it says about other files is the variant.
#[derive(Debug)]
pub enum Failure {
    /// The host is of no use now: it need not be asked for anything else.
    Host(String),
    /// This file alone cannot be had.
    File(String),
    /// Nothing can be written on this machine.
    Here(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(sentence) | Self::File(sentence) | Self::Here(sentence) => {
                f.write_str(sentence)
            }
        }
    }
}

/// How the network is used.
pub struct Way {
    /// How long a name may take to resolve, and then a connection to stand.
    pub connect: Duration,
    /// How long a host may send nothing.
    pub silence: Duration,
    /// Whether the proxy that the environment names is used.
    pub proxy: bool,
}

/// Without a network it is over in a few seconds; a slow line has all the time it needs.
impl Default for Way {
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
    /// A client that uses the network in this way.
    pub fn new(way: &Way) -> Self {
        let agent = Agent::config_builder()
            .timeout_resolve(Some(way.connect))
            .timeout_connect(Some(way.connect))
            .timeout_recv_response(Some(way.silence))
            .timeout_per_read(Some(way.silence))
            .timeout_per_write(Some(way.silence))
            .proxy(way.proxy.then(Proxy::try_from_env).flatten())
            .http_status_as_error(false)
            // What is counted and summed are the bytes of the file.
            .accept_encoding("identity")
            .user_agent(concat!("separable-xtask/", env!("CARGO_PKG_VERSION")))
            .build();
        Self { agent: agent.into(), silence: way.silence }
    }

    /// Brings `part` from `address` to `place`; `progress` hears how many bytes there are.
    pub fn fetch(
        &self,
        address: &str,
        part: &Part,
        place: &Path,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Failure> {
        let here = |error| unwritable(place, &error);
        let Some(mut partial) = Partial::open(place).map_err(here)? else {
            return Err(Failure::File(format!(
                "{} is being downloaded by another process; run this again when that is done",
                place.display()
            )));
        };
        let transfer = Transfer { address, part, place, silence: self.silence };
        let result = transfer.complete(&self.agent, &mut partial, progress);
        let closed = if result.is_ok() { partial.finish() } else { partial.leave() };
        result.and(closed.map_err(here))
    }
}

/// One file on its way.
struct Transfer<'a> {
    address: &'a str,
    part: &'a Part,
    place: &'a Path,
    silence: Duration,
}

impl Transfer<'_> {
    /// Brings what `partial` lacks. Afterwards it has the whole file, or right bytes as far as
    /// anyone can tell, or none.
    fn complete(
        &self,
        agent: &Agent,
        partial: &mut Partial,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Failure> {
        let Part { bytes, ref sha256, .. } = *self.part;
        let here = |error| unwritable(self.place, &error);
        if partial.length() > bytes {
            partial.clear().map_err(here)?;
        }
        loop {
            let mut resumed = true;
            if partial.length() < bytes {
                let (answer, continued) = self.open(agent, partial)?;
                self.receive(answer, partial, progress)?;
                resumed = continued;
            }
            if partial.sha256().map_err(here)? == *sha256 {
                return Ok(());
            }
            partial.clear().map_err(here)?;
            // Wrong bytes may be those of the earlier try: once more from the start.
            if !resumed {
                return Err(Failure::File(format!(
                    "what {} sends is not the published file (its sha256 is another one)",
                    self.address
                )));
            }
        }
    }

    /// Asks for what `partial` lacks. The answer, and whether it goes on from the bytes that are
    /// there; if it does not, they are cleared.
    fn open(
        &self,
        agent: &Agent,
        partial: &mut Partial,
    ) -> Result<(Response<Body>, bool), Failure> {
        let here = |error| unwritable(self.place, &error);
        let from = partial.length();
        let mut request = agent.get(self.address);
        if from > 0 {
            request = request.header(header::RANGE, format!("bytes={from}-"));
        }
        let answer = request.call().map_err(|error| self.unanswered(&error))?;
        let status = answer.status();
        let continued =
            from > 0 && status == StatusCode::PARTIAL_CONTENT && self.continues(&answer, from);
        if continued {
            self.expect_file(&answer, from)?;
        } else if status == StatusCode::OK {
            self.expect_file(&answer, 0)?;
            partial.clear().map_err(here)?;
        } else if from > 0 && matches!(status.as_u16(), 206 | 416) {
            // It does not have this range, or sends another: without one, then.
            partial.clear().map_err(here)?;
            return self.open(agent, partial);
        } else {
            return Err(self.refused(status));
        }
        Ok((answer, continued))
    }

    /// Whether a partial answer is the part that was asked for.
    fn continues(&self, answer: &Response<Body>, from: u64) -> bool {
        let last = self.part.bytes - 1;
        text(answer, header::CONTENT_RANGE) == format!("bytes {from}-{last}/{}", self.part.bytes)
    }

    /// That an answer looks like the rest of the file after `from` bytes.
    fn expect_file(&self, answer: &Response<Body>, from: u64) -> Result<(), Failure> {
        let Part { file, bytes, .. } = self.part;
        if text(answer, header::CONTENT_TYPE).starts_with("text/html") {
            return Err(Failure::Host(format!(
                "{} sends a web page instead of {}; if this network has a page to sign in, open \
                 a browser first",
                host(self.address),
                file.display()
            )));
        }
        match answer.body().content_length() {
            Some(length) if from + length != *bytes => Err(Failure::File(format!(
                "{} has {} bytes instead of {bytes}",
                self.address,
                from + length
            ))),
            _ => Ok(()),
        }
    }

    /// Adds the body of `answer` to `partial`.
    fn receive(
        &self,
        answer: Response<Body>,
        partial: &mut Partial,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Failure> {
        let here = |error| unwritable(self.place, &error);
        let mut body = answer.into_body().into_reader();
        let mut buffer = vec![0; 1 << 16];
        loop {
            let length = match body.read(&mut buffer) {
                Ok(0) if partial.length() < self.part.bytes => {
                    let end = io::Error::from(io::ErrorKind::UnexpectedEof);
                    return Err(self.broken(&end.into(), partial.length()));
                }
                Ok(0) => return Ok(()),
                Ok(length) => length,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.broken(&error.into(), partial.length())),
            };
            if partial.length() + length as u64 > self.part.bytes {
                partial.clear().map_err(here)?;
                return Err(Failure::File(format!(
                    "{} has more than {} bytes",
                    self.address, self.part.bytes
                )));
            }
            partial.append(&buffer[..length]).map_err(here)?;
            progress(partial.length());
        }
    }

    /// The sentence for a request without an answer.
    fn unanswered(&self, error: &ureq::Error) -> Failure {
        use ureq::{Error, Timeout};
        let why = match error {
            Error::BadUri(_) | Error::Http(_) | Error::TooManyRedirects => {
                return Failure::File(format!("{} leads nowhere ({error})", self.address));
            }
            Error::Timeout(Timeout::Resolve | Timeout::Connect) => "no answer".to_owned(),
            Error::Timeout(_) => format!("silent for {} seconds", self.silence.as_secs_f32()),
            Error::Io(error) => error.to_string(),
            error => error.to_string(),
        };
        Failure::Host(format!("{} cannot be reached ({why})", host(self.address)))
    }

    /// The sentence for an answer that ends after `there` bytes of the file.
    fn broken(&self, error: &ureq::Error, there: u64) -> Failure {
        let Part { file, bytes, .. } = self.part;
        let (file, silence) = (file.display(), self.silence.as_secs_f32());
        let sentence = |why: &str| {
            format!(
                "{file} came only as far as {there} of {bytes} bytes ({why}); they are kept, and \
                 the next try goes on from there"
            )
        };
        match error {
            ureq::Error::Timeout(_) => {
                let host = host(self.address);
                Failure::Host(sentence(&format!("{host} was silent for {silence} seconds")))
            }
            ureq::Error::Io(error) => Failure::File(sentence(&error.to_string())),
            error => Failure::File(sentence(&error.to_string())),
        }
    }

    fn refused(&self, status: StatusCode) -> Failure {
        let (address, number) = (self.address, status.as_u16());
        match number {
            404 | 410 => Failure::File(format!("there is nothing at {address} (status {number})")),
            429 | 500.. => Failure::Host(format!(
                "{} does not send files now (status {number}); try again later",
                host(address)
            )),
            _ => Failure::File(format!("{address} cannot be had (status {number})")),
        }
    }
}

/// The host of an address, with its port if that is told.
pub fn host(address: &str) -> &str {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

fn text(answer: &Response<Body>, name: header::HeaderName) -> String {
    let value = answer.headers().get(name).and_then(|value| value.to_str().ok());
    value.unwrap_or_default().trim().to_ascii_lowercase()
}

fn unwritable(place: &Path, error: &io::Error) -> Failure {
    Failure::Here(format!("{} cannot be written ({error})", place.display()))
}
