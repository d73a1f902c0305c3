//! A program that ends together with all programs that it has started.

use anyhow::{Context, Result};
use std::env;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{self, Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver, TryRecvError};
use std::thread;
use std::time::{Duration, Instant};

/// Runs its arguments until its input is closed, also by the death of its parent; then ends the whole
/// process group and removes the group's folder.
const KEEPER: &str = r#"
    "$@" < /dev/null &
    exec > /dev/null
    read -r _
    trap "" TERM
    kill -KILL $!
    kill -TERM 0
    wait
    rm -rf "$TMPDIR" || { sleep 1; rm -rf "$TMPDIR"; }
    kill -KILL 0
"#;

/// A running program, in a process group and a folder of its own.
pub(crate) struct Group {
    keeper: Child,
    input: Option<ChildStdin>,
    /// What the program prints.
    lines: Receiver<String>,
}

impl Group {
    /// Starts `program` with its arguments and environment, and a new folder as its home.
    pub(crate) fn start(program: &Command) -> Result<Self> {
        static STARTED: AtomicUsize = AtomicUsize::new(0);
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let home = env::temp_dir().join(format!("separable-{}-run-{number}", process::id()));
        fs::create_dir_all(&home)?;
        let mut keeper = keeper(program, &home);
        let mut keeper = keeper
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("start {}", program.get_program().display()))?;
        let input = keeper.stdin.take();
        let output = BufReader::new(keeper.stdout.take().expect("it was piped"));
        let (tell, lines) = mpsc::channel();
        // Read to the end: a program that writes into a full pipe waits forever.
        thread::spawn(move || {
            for line in output.lines().map_while(Result::ok) {
                let _ = tell.send(line);
            }
        });
        Ok(Self { keeper, input, lines })
    }

    /// The first result of `found` for a line that the program prints.
    pub(crate) fn line<T>(
        &mut self,
        patience: Duration,
        found: impl Fn(&str) -> Option<T>,
    ) -> Result<T> {
        let end = Instant::now() + patience;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line =
                self.lines.recv_timeout(left).context("it ended, or said nothing in time")?;
            if let Some(found) = found(&line) {
                return Ok(found);
            }
        }
    }

    /// Whether the program still runs.
    pub(crate) fn runs(&self) -> bool {
        self.lines.try_recv() != Err(TryRecvError::Disconnected)
    }
}

/// The command that runs `program` and, where there are process groups, cleans up after it.
fn keeper(program: &Command, home: &PathBuf) -> Command {
    #[cfg(unix)]
    let mut keeper = {
        use std::os::unix::process::CommandExt;
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEPER, "sh"]).arg(program.get_program()).process_group(0);
        shell.env("TMPDIR", home).env("HOME", home);
        shell
    };
    #[cfg(not(unix))]
    let mut keeper = Command::new(program.get_program());
    keeper.args(program.get_args());
    keeper.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    keeper
}

impl Drop for Group {
    fn drop(&mut self) {
        drop(self.input.take());
        if cfg!(not(unix)) {
            let _ = self.keeper.kill();
        }
        let _ = self.keeper.wait();
    }
}
