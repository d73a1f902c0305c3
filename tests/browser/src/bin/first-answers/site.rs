//! A host with the page of one runtime, which counts what is asked for.

use crate::runtimes::Runtime;
use anyhow::{Context, Result};
use flate2::Compression;
use flate2::write::GzEncoder;
use std::collections::HashMap;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use xtask::server::{self, Reply, Server};
use xtask::workspace::run;

/// The name of the picture, which is no part of what is counted.
const PICTURE: &str = "picture.png";

/// Files that hosts compress. Weights hardly become smaller, and hosts send them as they are.
const GZIPPED: [&str; 7] = ["html", "js", "mjs", "css", "json", "txt", "wasm"];

/// What was sent of some files.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Sent {
    pub(crate) requests: usize,
    pub(crate) bytes: usize,
}

/// What was sent since it was last taken: of the runtime with its page, and of the network.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Transfer {
    pub(crate) code: Sent,
    pub(crate) network: Sent,
}

/// A running server; it serves until the program ends.
pub(crate) struct Site {
    pub(crate) address: String,
    transfer: Arc<Mutex<Transfer>>,
}

impl Site {
    /// Builds the page of `runtime` with Vite, in `folder`, and serves it.
    ///
    /// # Errors
    /// It cannot be built.
    pub(crate) fn of(runtime: &Runtime, folder: &Path, picture: &[u8]) -> Result<Self> {
        let project = build(runtime, folder)?;
        let server = Server::bind(0)?.plain();
        let address = server.address();
        let modules = folder.join("node_modules");
        let served = runtime.served.map(|path| modules.join(path));
        let models = folder.join("models");
        let place = move |path: &str| -> Option<PathBuf> {
            if let Some(path) = path.strip_prefix("models/") {
                return server::path_in(&models, path);
            }
            match (path.strip_prefix("wasm/"), &served) {
                (Some(path), Some(served)) => server::path_in(served, path),
                _ => server::path_in(&project.join("dist"), path),
            }
        };
        let transfer = Arc::new(Mutex::new(Transfer::default()));
        let counted = Arc::clone(&transfer);
        let (picture, files) = (picture.to_vec(), Mutex::new(HashMap::new()));
        let answer = move |path: &str| -> Option<Reply> {
            if path == PICTURE {
                return Some(Reply::bytes(server::mime(path), picture.clone()));
            }
            let file = packed(&files, &place(path)?)?;
            let mut counted = counted.lock().unwrap_or_else(PoisonError::into_inner);
            let sent =
                if path.starts_with("models/") { &mut counted.network } else { &mut counted.code };
            sent.requests += 1;
            sent.bytes += file.bytes.len();
            let length = u64::try_from(file.bytes.len()).ok();
            let File { mime, gzipped, bytes } = file;
            Some(Reply {
                status: 200,
                mime,
                body: Box::new(io::Cursor::new(bytes)),
                length,
                gzipped,
            })
        };
        let route = move |path: &str| Some(answer(path).unwrap_or_else(Reply::not_found));
        thread::spawn(move || server.run(PathBuf::new(), Arc::new(route)));
        Ok(Self { address, transfer })
    }

    /// What was sent since the last call.
    pub(crate) fn take(&self) -> Transfer {
        std::mem::take(&mut *self.transfer.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Builds the page of `runtime` in a folder of its own, which is returned; `dist/` in it is the page.
fn build(runtime: &Runtime, folder: &Path) -> Result<PathBuf> {
    let project = folder.join(runtime.page);
    fs::create_dir_all(&project)?;
    let pages = folder.join("pages");
    for (from, to) in [
        ("index.html", "index.html"),
        (&format!("{}.js", runtime.page), "main.js"),
        ("pixels.js", "pixels.js"),
    ] {
        fs::copy(pages.join(from), project.join(to)).with_context(|| from.to_owned())?;
    }
    let mut vite = Command::new("node");
    vite.arg(folder.join("node_modules/vite/bin/vite.js")).arg("build").arg(&project);
    vite.args(["--logLevel", "error", "--emptyOutDir"]).current_dir(&project);
    run(&mut vite, &format!("building a page with {}", runtime.name))?;
    Ok(project)
}

/// A file as it is sent.
#[derive(Clone)]
struct File {
    mime: &'static str,
    gzipped: bool,
    bytes: Arc<[u8]>,
}

/// The file at `path`, which is read and compressed once.
fn packed(files: &Mutex<HashMap<PathBuf, File>>, path: &Path) -> Option<File> {
    let mut files = files.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(file) = files.get(path) {
        return Some(file.clone());
    }
    let bytes = fs::read(path).ok()?;
    let mime = server::mime(&path.to_string_lossy());
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    let gzipped = GZIPPED.contains(&ending.as_ref());
    let bytes = if gzipped { gzip(&bytes).ok()? } else { bytes };
    let file = File { mime, gzipped, bytes: bytes.into() };
    files.insert(path.to_owned(), file.clone());
    Some(file)
}

fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::best());
    packed.write_all(bytes)?;
    packed.finish()
}
