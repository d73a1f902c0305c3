//! `cargo xtask <command>`: see [`HELP`].

use lexopt::prelude::*;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;
use std::str::FromStr;
use xtask::build::{self, Models};
use xtask::commands::test::Part;
use xtask::commands::{
    benchmark, browsers, consumers, dist, first_answers, fuzz, lint, pack, readers, sanitize,
    serve, shots, soak, test,
};
use xtask::weights;

const HELP: &str = "\
cargo xtask <command>

  build                    make dist/: the engine's binaries, the page, the models
  serve [--port N] [--plain]
                           build the engine, then serve www/ with it on http://localhost:8080
                           until Ctrl+C; a changed page shows when it is loaded again.
                           --plain sends no headers of ours, like many hosts
  test [--only PART] [FILTER]
                           native tests, tests of what the page knows without a document in
                           Node, tests of the binaries in Chromium, and tests of the page in
                           Chromium, Firefox and WebKit. PART is native, domain, wasm or page;
                           only tests with FILTER in their names run
  browsers                 install the browsers and drivers of the tests that are missing
  benchmark [--model ID,...] [--variant NAME,...] [--dot NAME,...] [--threads N,...]
        [--rounds N] [--only layers|peers|prices] [--json FILE]
                           build, then time every model at hand (or those named, or .tflite
                           files) in Chromium: milliseconds for each layer and for all, GMAC/s,
                           and the share of this machine's measured peak; all bytes are compared
                           with the reference kernels. Then beside the peers, if installed.
                           prices measures the dot products that a layer chooses from
  lint                     check the format of Rust, JavaScript and CSS, warnings (denied) for this
                           machine and for wasm, types, and who imports whom (rooms.toml); what
                           needs Node is skipped where there is none, by name, which fails in CI
  shots [--out DIR] [--address ADDRESS]
                           build, then take screenshots of every view and dialog at 360, 900, 1440
                           and 1600 pixels, light and dark, into DIR (target/shots); or of ADDRESS
                           alone, the part after the host, for example '#model=v1-1.0-224'
  soak [--frames N]        build, then let the page run for N frames (20,000) in Chromium while
                           views and models change; memory, queues and times have bounds
  dist                     build with all models, downloaded where they are missing, and pack dist/ into
                           target/separable-VERSION.tar.gz: one commit and one toolchain give the
                           same bytes every time. Beside it a list of what it is made of (CycloneDX),
                           target/separable-VERSION.cdx.json, and target/separable.html, the page with
                           the built-in model in one file, which opens from disk
  pack [--check]           build, then pack the engine as a package for npm, with the built-in
                           model: target/separable-VERSION.tgz. --check says whether it may be
                           published: the same bytes again, all that it names inside, small enough
  consumers [FILTER]       pack, then use the package from its archive: by bundlers (Vite, webpack,
                           Rollup, esbuild, Next), by pages (from another host, in a sandboxed frame,
                           under strict policies), in Node, Deno and Bun, by TypeScript, and in the
                           projects of docs/examples.md; installs all of them in target/consumers
                           (1 GB)
  first-answers [--rounds N]
                           pack, then time a page from its address to its first answer, with the
                           package and with LiteRT.js, MediaPipe, TensorFlow.js, ONNX Runtime Web and
                           transformers.js, each in a Chromium just started, N times (5) in turn, and
                           print what is asked for, how long it takes, and for how long the page's
                           thread is kept, as a table; installs them in target/first-answers (900 MB)
  fuzz [--runs N]          feed the reader N broken models (10,000,000), with overflow checks and
                           the address sanitizer; needs nightly Rust, and installs cargo-fuzz
                           in target/ if it is missing
  readers                  have other programs read what is written here: networks at hand, changed
                           and with other heads, by TensorFlow Lite's reference kernels (Python),
                           LiteRT.js and MediaPipe; installs them in target/readers (250 MB)
  sanitize                 run the kernels' tests under the address sanitizer, and fewer of them
                           under Miri: no access outside of a buffer; needs nightly Rust
  weights                  download the published models of weights/manifest.toml into the
                           user's cache; build and serve do so by themselves

Environment
  SEPARABLE_WEIGHTS        a folder with the published weights: it is used instead of the cache,
                           and nothing is downloaded
  SEPARABLE_MODELS         a folder with networks of your own and a list of them, models.toml: build,
                           serve and dist add them to the page (docs/hosting.md)
  SEPARABLE_WEIGHTS_FROM   an address in place of the hosts of the manifest, for example
                           http://127.0.0.1:8000
  SEPARABLE_SHARED         the folder with golden outputs and photographs for the tests, if not
                           `shared` beside the checkout
  PEERS_DIR, PEERS_MODULES the folder with peers.mjs, if not `peers` in the folder above, and
                           its node_modules, if not in it
  CHROMIUM_FLAGS           flags for the browser of the benchmark, separated by spaces
  CHROMIUM, CHROMEDRIVER, FIREFOX, GECKODRIVER, MINIBROWSER, WEBKITWEBDRIVER, XVFB
                           the browsers of the tests and their drivers, if not in PATH
  CI                       if set, a skipped test is a failure, and a build downloads nothing";

/// A command with its options.
#[derive(Debug, PartialEq)]
enum Command {
    Help,
    Build,
    Serve { port: u16, plain: bool },
    Test { only: Option<Part>, filter: Option<String> },
    Browsers,
    Benchmark(Vec<OsString>),
    Lint,
    Shots { out: Option<PathBuf>, address: String },
    Soak { frames: u64 },
    Dist,
    Pack { check: bool },
    Consumers { filter: Option<String> },
    FirstAnswers { rounds: u32 },
    Fuzz { runs: u64 },
    Readers,
    Sanitize,
    Weights,
}

fn main() -> ExitCode {
    let command = match parse(lexopt::Parser::from_env()) {
        Ok(command) => command,
        Err(sentence) => {
            eprintln!("xtask: {sentence} (`cargo xtask help` lists the commands)");
            return ExitCode::from(2);
        }
    };
    let result = match command {
        Command::Help => {
            println!("{HELP}");
            Ok(())
        }
        Command::Build => build::build(Models::Published).map(drop),
        Command::Serve { port, plain } => serve::serve(port, plain),
        Command::Test { only, filter } => test::test(only, filter.as_deref()),
        Command::Browsers => browsers::browsers(),
        Command::Benchmark(options) => benchmark::benchmark(&options),
        Command::Lint => lint::lint(),
        Command::Shots { out, address } => shots::shots(out, &address),
        Command::Soak { frames } => soak::soak(frames),
        Command::Dist => dist::dist(),
        Command::Pack { check } => pack::pack(check).map(drop),
        Command::Consumers { filter } => consumers::consumers(filter.as_deref()),
        Command::FirstAnswers { rounds } => first_answers::first_answers(rounds),
        Command::Fuzz { runs } => fuzz::fuzz(runs),
        Command::Readers => readers::readers(),
        Command::Sanitize => sanitize::sanitize(),
        Command::Weights => weights::weights(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The command line, or a sentence about the first wrong argument.
fn parse(mut args: lexopt::Parser) -> Result<Command, String> {
    let name = match args.next().map_err(|error| sentence("", error))? {
        None | Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(Value(name)) => name.to_string_lossy().into_owned(),
        Some(other) => return Err(sentence("", other.unexpected())),
    };
    let mut command = match name.as_str() {
        "help" => Command::Help,
        "build" => Command::Build,
        "serve" => Command::Serve { port: serve::PORT, plain: false },
        "test" => Command::Test { only: None, filter: None },
        "browsers" => Command::Browsers,
        "benchmark" | "bench" => Command::Benchmark(Vec::new()),
        "lint" => Command::Lint,
        "shots" => Command::Shots { out: None, address: String::new() },
        "soak" => Command::Soak { frames: soak::FRAMES },
        "dist" => Command::Dist,
        "pack" => Command::Pack { check: false },
        "consumers" => Command::Consumers { filter: None },
        "first-answers" => Command::FirstAnswers { rounds: first_answers::ROUNDS },
        "fuzz" => Command::Fuzz { runs: fuzz::RUNS },
        "readers" => Command::Readers,
        "sanitize" => Command::Sanitize,
        "weights" => Command::Weights,
        _ => return Err(format!("there is no command `{name}`")),
    };
    loop {
        let arg = args.next().map_err(|error| sentence(&name, error))?;
        match (&mut command, arg) {
            (_, None) => return Ok(command),
            (_, Some(Short('h') | Long("help"))) => return Ok(Command::Help),
            (Command::Serve { port, .. }, Some(Long("port"))) => *port = number(&mut args, "port")?,
            (Command::Serve { plain, .. }, Some(Long("plain"))) => *plain = true,
            (Command::Test { only, .. }, Some(Long("only"))) => {
                *only = Some(choice(&mut args, "only", &Part::ALL, Part::name)?);
            }
            (
                Command::Test { filter: filter @ None, .. }
                | Command::Consumers { filter: filter @ None },
                Some(Value(value)),
            ) => {
                *filter = Some(value.to_string_lossy().into_owned());
            }
            (Command::FirstAnswers { rounds }, Some(Long("rounds"))) => {
                *rounds = number(&mut args, "rounds")?;
            }
            (Command::Fuzz { runs }, Some(Long("runs"))) => *runs = number(&mut args, "runs")?,
            (Command::Pack { check }, Some(Long("check"))) => *check = true,
            (Command::Soak { frames }, Some(Long("frames"))) => {
                *frames = number(&mut args, "frames")?;
            }
            (Command::Shots { out, .. }, Some(Long("out"))) => {
                *out = Some(value(&mut args, "out")?.into());
            }
            (Command::Shots { address, .. }, Some(Long("address"))) => {
                *address = text(&mut args, "address")?;
            }
            (Command::Benchmark(options), Some(Long(option))) => {
                let option = option.to_owned();
                let value: OsString = match option.as_str() {
                    "model" | "variant" | "dot" | "threads" | "json" => value(&mut args, &option)?,
                    "only" => {
                        choice(&mut args, "only", &["layers", "peers", "prices"], |name| name)?
                            .into()
                    }
                    "rounds" => number::<u32>(&mut args, "rounds")?.to_string().into(),
                    _ => return Err(sentence(&name, Long(&option).unexpected())),
                };
                options.extend([format!("--{option}").into(), value]);
            }
            (_, Some(other)) => return Err(sentence(&name, other.unexpected())),
        }
    }
}

fn value(args: &mut lexopt::Parser, option: &str) -> Result<OsString, String> {
    args.value().map_err(|_| format!("--{option} needs a value"))
}

fn text(args: &mut lexopt::Parser, option: &str) -> Result<String, String> {
    Ok(value(args, option)?.to_string_lossy().into_owned())
}

fn number<T: FromStr>(args: &mut lexopt::Parser, option: &str) -> Result<T, String> {
    let text = text(args, option)?;
    text.parse().map_err(|_| format!("--{option} takes a number, not `{text}`"))
}

/// The one of `all` whose name stands after the option.
fn choice<T: Copy>(
    args: &mut lexopt::Parser,
    option: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, String> {
    let text = text(args, option)?;
    let found = all.iter().find(|&&one| name(one) == text);
    found.copied().ok_or_else(|| {
        let names: Vec<_> = all.iter().map(|&one| name(one)).collect();
        format!("--{option} takes {}, not `{text}`", names.join(", "))
    })
}

fn sentence(command: &str, error: lexopt::Error) -> String {
    let command = format!("cargo xtask {command}");
    let command = command.trim_end();
    match error {
        lexopt::Error::UnexpectedOption(option) => format!("`{command}` has no option `{option}`"),
        lexopt::Error::UnexpectedArgument(value) => {
            format!("`{command}` takes no argument `{}`", value.to_string_lossy())
        }
        lexopt::Error::UnexpectedValue { option, .. } => format!("`{option}` takes no value"),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(lexopt::Parser::from_args(line.split_whitespace()))
    }

    #[test]
    fn a_line_becomes_a_command() {
        let filter = Some("keyboard".to_owned());
        for (line, command) in [
            ("", Command::Help),
            ("test --help", Command::Help),
            ("serve --plain --port 80", Command::Serve { port: 80, plain: true }),
            ("test --only page keyboard", Command::Test { only: Some(Part::Page), filter }),
            ("soak", Command::Soak { frames: 20_000 }),
            ("pack --check", Command::Pack { check: true }),
            ("first-answers", Command::FirstAnswers { rounds: 5 }),
            ("first-answers --rounds 9", Command::FirstAnswers { rounds: 9 }),
            ("bench --rounds 5", Command::Benchmark(vec!["--rounds".into(), "5".into()])),
            ("benchmark --only prices", Command::Benchmark(vec!["--only".into(), "prices".into()])),
        ] {
            assert_eq!(parsed(line), Ok(command), "{line}");
        }
    }

    #[test]
    fn a_wrong_argument_becomes_one_sentence() {
        for (line, sentence) in [
            ("tset", "there is no command `tset`"),
            ("--port 80", "`cargo xtask` has no option `--port`"),
            ("build now", "`cargo xtask build` takes no argument `now`"),
            ("test a b", "`cargo xtask test` takes no argument `b`"),
            ("test --onyl page", "`cargo xtask test` has no option `--onyl`"),
            ("test --only all", "--only takes native, domain, wasm, page, not `all`"),
            ("serve --port", "--port needs a value"),
            ("serve --port x", "--port takes a number, not `x`"),
            ("serve --plain=yes", "`--plain` takes no value"),
            ("benchmark --rounds few", "--rounds takes a number, not `few`"),
            ("first-answers --rounds few", "--rounds takes a number, not `few`"),
            ("benchmark --fast", "`cargo xtask benchmark` has no option `--fast`"),
        ] {
            assert_eq!(parsed(line), Err(sentence.to_owned()), "{line}");
        }
    }
}
