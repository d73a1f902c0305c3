//! `first-answers`: from an address to the first answer, with this package and with the other
//! runtimes that a page can install, each as its guide says. `cargo xtask first-answers` installs
//! them and starts it.

mod floats;
mod graph_model;
mod lite;
mod networks;
mod onnx;
mod picture;
mod protobuf;
mod runtimes;
mod site;
mod table;
mod visit;

use anyhow::{Context, Result, bail, ensure};
use lexopt::prelude::*;
use runtimes::{ENTRIES, Entry};
use site::Site;
use std::env;
use std::path::PathBuf;
use visit::{Answer, Visit};
use xtask::commands::first_answers::ROUNDS;

fn main() -> Result<()> {
    let rounds = rounds(lexopt::Parser::from_env())?;
    let folder = env::var_os("FIRST_ANSWERS").context("`cargo xtask first-answers` starts this")?;
    let folder = PathBuf::from(folder);
    let picture = picture::draw()?;
    let expected = networks::write(&folder.join("models"), &picture)?;
    let mut sites = Vec::new();
    for entry in &ENTRIES {
        sites.push(Site::of(entry.runtime, &folder, &picture)?);
    }
    let visit = |at: usize| -> Result<Visit> {
        let Entry { runtime, network, precision } = &ENTRIES[at];
        let visit = visit::visit(&sites[at], network).with_context(|| runtime.name.to_owned())?;
        check(&visit.answer, expected.of(*precision)).with_context(|| runtime.name.to_owned())?;
        Ok(visit)
    };
    // A round that does not count: it shows that all give the answer, and has their files
    // compressed.
    for (at, entry) in ENTRIES.iter().enumerate() {
        let Answer { name, probability } = visit(at)?.answer;
        println!("{}, {}: {name}, {probability:.3}", entry.runtime.name, entry.precision.name());
    }
    let mut visits: Vec<Vec<Visit>> = ENTRIES.iter().map(|_| Vec::new()).collect();
    let mut order: Vec<usize> = (0..ENTRIES.len()).collect();
    for _ in 0..rounds {
        for &at in &order {
            visits[at].push(visit(at)?);
        }
        order.rotate_left(1);
    }
    println!("\n{}", table::of(&visits, &folder)?);
    Ok(())
}

/// How far probabilities may lie apart: runtimes round bytes in ways of their own.
const TOLERANCE: f64 = 0.02;

/// An error if a page says something else than the engine on this machine.
fn check(answer: &Answer, expected: &Answer) -> Result<()> {
    let far = (answer.probability - expected.probability).abs();
    ensure!(
        answer.name == expected.name && far < TOLERANCE,
        "its answer is “{}” with {:.3}, and that of the engine on this machine is “{}” with {:.3}: \
         the time for another answer says nothing",
        answer.name,
        answer.probability,
        expected.name,
        expected.probability
    );
    Ok(())
}

fn rounds(mut args: lexopt::Parser) -> Result<u32> {
    let mut rounds = ROUNDS;
    while let Some(arg) = args.next()? {
        match arg {
            Long("rounds") => rounds = args.value()?.parse()?,
            other => return Err(other.unexpected().into()),
        }
    }
    if rounds == 0 {
        bail!("nothing can be said after no rounds");
    }
    Ok(rounds)
}
