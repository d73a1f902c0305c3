//! `cargo xtask <command>`: see [`HELP`].

use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::path::PathBuf;
use std::process::ExitCode;
use xtask::build::{self, Models};
use xtask::commands::{bench, dist, fuzz, lint, sanitize, serve, shots, soak, test};
use xtask::weights;

const HELP: &str = "\
cargo xtask <command>

  build                    make dist/: the engine's binaries, the page, the models
  serve [--port N] [--plain]
                           build, then serve dist/ on http://localhost:8080 until Ctrl+C;
                           --plain without any headers of ours, as many hosts do
  test [--only PART]       native tests, the engine's binaries in Chromium, the page in Chromium,
                           and the most of it in Firefox and WebKit where they are or can be
                           installed; PART: native, wasm or page
  bench [--model ID,…] [--variant NAME,…] [--dot NAME,…] [--threads N,…] [--rounds N]
        [--only layers|peers] [--json FILE]
                           build, then time every model at hand (or those named, or .tflite
                           files) in Chromium: per layer and in all milliseconds, GMAC/s and the
                           share of this machine's measured peak; the bytes are compared with
                           the reference kernels. Then beside the peers, where they are installed
  lint                     the format and lints of Rust, JavaScript and CSS, the types of JavaScript,
                           and who imports whom (rooms.toml), for this machine and wasm; what needs
                           Node is skipped where there is none, by name, and a failure with CI
  shots [--out DIR] [--address ADDRESS]
                           build, then screenshots of every view and sheet at 360, 900 and 1600
                           pixels, light and dark, in DIR (target/shots); or of ADDRESS alone,
                           what follows the host, for example '#model=v1-1.0-224'
  soak [--frames N]        build, then let the page run for N frames (20,000) in Chromium, views and
                           models changing all along: memory, queues and times have bounds
  dist                     build with the built-in model alone, and pack dist/ into
                           target/separable-VERSION.tar.gz: the same bytes every time from one
                           commit on one toolchain
  fuzz [--runs N]          millions of broken models for the reader (10,000,000), with overflow
                           checks and the address sanitizer; needs nightly Rust, and installs
                           cargo-fuzz in target/ if there is none
  sanitize                 the kernels' tests under the address sanitizer, and fewer of them under
                           Miri: no access outside of what they were given; needs nightly Rust
  weights                  download the published models that weights/manifest.toml names into
                           the user's cache; build and serve do so by themselves

Environment
  SEPARABLE_WEIGHTS        a folder with the published weights: it is used instead of the cache,
                           and nothing is downloaded
  SEPARABLE_WEIGHTS_FROM   an address that stands in for the hosts of the manifest, for example
                           http://127.0.0.1:8000
  SEPARABLE_SHARED         a folder with golden outputs and photographs for the tests, when it
                           is not the folder `shared` beside the checkout
  PEERS_DIR, PEERS_MODULES the folder with peers.mjs, when not `peers` in the folder above, and
                           its node_modules, when not in it
  CHROMIUM_FLAGS           flags for the browser of the benchmark, apart by spaces
  CHROMIUM, CHROMEDRIVER, FIREFOX, GECKODRIVER, MINIBROWSER, WEBKITWEBDRIVER, XVFB
                           the browsers of the tests and what drives them, when not in PATH
  CI                       when set, a skipped test is a failure, and a build downloads nothing";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut args = lexopt::Parser::from_env();
    let command = match args.next()? {
        None | Some(Short('h') | Long("help")) => "help".to_owned(),
        Some(Value(command)) => command.string()?,
        Some(other) => return Err(other.unexpected().into()),
    };
    if command == "bench" {
        let rest: Vec<_> = args.raw_args()?.collect();
        if !rest.iter().any(|arg| arg == "--help" || arg == "-h") {
            return bench::bench(&rest);
        }
        println!("{HELP}");
        return Ok(());
    }
    let mut port = serve::PORT;
    let mut plain = false;
    let mut only = None;
    let mut out: Option<PathBuf> = None;
    let mut address = String::new();
    let mut runs = fuzz::RUNS;
    let mut frames = soak::FRAMES;
    while let Some(arg) = args.next()? {
        match (command.as_str(), arg) {
            (_, Short('h') | Long("help")) => {
                println!("{HELP}");
                return Ok(());
            }
            ("serve", Long("port")) => port = args.value()?.parse()?,
            ("serve", Long("plain")) => plain = true,
            ("test", Long("only")) => only = Some(args.value()?.parse_with(test::Part::named)?),
            ("fuzz", Long("runs")) => runs = args.value()?.parse()?,
            ("soak", Long("frames")) => frames = args.value()?.parse()?,
            ("shots", Long("out")) => out = Some(args.value()?.into()),
            ("shots", Long("address")) => address = args.value()?.string()?,
            (_, other) => return Err(other.unexpected().into()),
        }
    }
    match command.as_str() {
        "build" => build::build(Models::Published),
        "lint" => lint::lint(),
        "fuzz" => fuzz::fuzz(runs),
        "sanitize" => sanitize::sanitize(),
        "dist" => dist::dist(),
        "serve" => serve::serve(port, plain),
        "test" => test::test(only),
        "weights" => weights::weights(),
        "soak" => soak::soak(frames),
        "shots" => shots::shots(out, &address),
        "help" => {
            println!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}
