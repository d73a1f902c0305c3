//! `benchmark`: how fast every model at hand runs in Chromium, layer by layer, and beside the peers.
//! `cargo xtask benchmark` builds and starts it; the options are told there.

mod models;
mod peers;
mod table;
mod timing;

use anyhow::{Context, Result, bail};
use browser_tests::Options;
use lexopt::prelude::*;
use serde_json::{Value, json};
use std::env;
use std::fs;
use std::path::PathBuf;
use timing::Way;
use xtask::workspace;

/// The options of the command line.
struct Asked {
    models: Vec<String>,
    ways: Vec<Way>,
    rounds: usize,
    json: Option<PathBuf>,
    layers: bool,
    peers: bool,
}

impl Asked {
    fn of(mut args: lexopt::Parser) -> Result<Self> {
        let mut asked = Self {
            models: Vec::new(),
            ways: Vec::new(),
            rounds: 50,
            json: None,
            layers: true,
            peers: true,
        };
        let (mut variants, mut dots, mut threads) = (Vec::new(), Vec::new(), Vec::new());
        let list = |value: String| value.split(',').map(str::to_owned).collect::<Vec<_>>();
        while let Some(arg) = args.next()? {
            match arg {
                Long("model") => asked.models.extend(list(args.value()?.string()?)),
                Long("variant") => variants = list(args.value()?.string()?),
                Long("dot") => dots = list(args.value()?.string()?),
                Long("threads") => threads = list(args.value()?.string()?),
                Long("rounds") => asked.rounds = args.value()?.parse()?,
                Long("json") => asked.json = Some(args.value()?.into()),
                Long("only") => match args.value()?.string()?.as_str() {
                    "layers" => asked.peers = false,
                    "peers" => asked.layers = false,
                    _ => bail!("--only takes layers or peers, or prices and no other option"),
                },
                other => return Err(other.unexpected().into()),
            }
        }
        if asked.rounds == 0 {
            bail!("nothing can be said after no rounds");
        }
        let or_any = |list: Vec<String>| -> Vec<Option<String>> {
            if list.is_empty() { vec![None] } else { list.into_iter().map(Some).collect() }
        };
        if threads.is_empty() {
            threads.push("1".into());
        }
        for variant in or_any(variants) {
            for dot in or_any(dots.clone()) {
                for threads in &threads {
                    let (variant, dot) = (variant.clone(), dot.clone());
                    asked.ways.push(Way { variant, dot, threads: threads.parse()? });
                }
            }
        }
        Ok(asked)
    }
}

fn main() -> Result<()> {
    let asked = Asked::of(lexopt::Parser::from_env())?;
    let peers = peers::folder()?;
    let mut all = json!({ "machine": machine(), "models": [], "peers": null });
    if asked.layers {
        all["models"] = layers(&asked, peers.clone())?;
    }
    if asked.peers {
        all["peers"] = beside_peers(&asked, peers)?;
    }
    if let Some(file) = &asked.json {
        fs::write(file, format!("{all:#}\n"))
            .with_context(|| format!("write {}", file.display()))?;
    }
    Ok(())
}

/// Times the models layer by layer; a wrong byte is an error.
fn layers(asked: &Asked, peers: Option<PathBuf>) -> Result<Value> {
    let flags = env::var("CHROMIUM_FLAGS").unwrap_or_default();
    let options = flags.split_whitespace().fold(Options::default(), Options::arg);
    let mut timed = Vec::new();
    for model in models::find(&asked.models, peers.as_deref())? {
        let truth = model.truth()?;
        let found = timing::time(&model, &truth, &asked.ways, asked.rounds, &options)?;
        if timed.is_empty() {
            println!("{}\n{}", machine(), found.agent);
        }
        table::model(&model, &truth, &found);
        timed.push((model, truth, found));
    }
    table::all(&timed);
    Ok(timed.iter().map(|(model, truth, found)| timing::json(model, truth, found)).collect())
}

/// Times this engine and its peers in turn, if there are any.
fn beside_peers(asked: &Asked, peers: Option<PathBuf>) -> Result<Value> {
    let Some(folder) = peers else {
        eprintln!("No peers: PEERS_DIR may name the folder with peers.mjs.");
        return Ok(Value::Null);
    };
    let Some(modules) = peers::modules(&folder) else {
        eprintln!(
            "The peers are not installed: run npm install in {}, or let PEERS_MODULES name \
             their node_modules.",
            folder.display()
        );
        return Ok(Value::Null);
    };
    let mut threads: Vec<usize> = asked.ways.iter().map(|way| way.threads).collect();
    threads.dedup();
    let found = peers::time(&folder, &modules, &workspace::dist(), &threads)?;
    table::peers(&found)?;
    Ok(found)
}

/// The machine's processor, in words.
fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let name = cpu.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let name = name.map_or("an unnamed processor", |(_, name)| name);
    let cores = std::thread::available_parallelism().map_or(1, |n| n.get());
    let vnni = if cpu.contains(" avx_vnni") { ", AVX-VNNI" } else { "" };
    format!("{name}, {cores} cores{vnni}")
}
