//! A line for each file on its way; on a terminal it counts up.

use super::manifest::Part;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// How often a line on a terminal is drawn anew.
const PACE: Duration = Duration::from_millis(100);

/// Where the lines go.
pub struct Progress<'a> {
    out: Box<dyn Write + 'a>,
    terminal: bool,
    drawn: Option<Instant>,
}

impl<'a> Progress<'a> {
    /// Lines for the user.
    pub fn of_terminal() -> Self {
        Self::new(io::stdout(), io::stdout().is_terminal())
    }

    /// Lines to `out`; only a terminal gets more than the finished ones.
    pub fn new(out: impl Write + 'a, terminal: bool) -> Self {
        Self { out: Box::new(out), terminal, drawn: None }
    }

    /// `bytes` of `part` are there.
    pub fn update(&mut self, part: &Part, bytes: u64) {
        if self.terminal && self.drawn.is_none_or(|drawn| drawn.elapsed() >= PACE) {
            self.drawn = Some(Instant::now());
            let line = format!("\r  {}  {bytes} of {} bytes", part.file.display(), part.bytes);
            self.draw(&line);
        }
    }

    /// The whole of `part` is there and right.
    pub fn done(&mut self, part: &Part) {
        let over = if self.drawn.take().is_some() { "\r" } else { "" };
        // The blanks are for what the counting line had more.
        let blanks = if self.terminal { " ".repeat(16) } else { String::new() };
        let line = format!("{over}  {}  {} bytes{blanks}\n", part.file.display(), part.bytes);
        self.draw(&line);
    }

    /// Nothing more comes of this file.
    pub fn stop(&mut self) {
        if self.drawn.take().is_some() {
            self.draw("\n");
        }
    }

    /// Progress that cannot be shown is no reason to stop.
    fn draw(&mut self, text: &str) {
        let _ = self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush());
    }
}
