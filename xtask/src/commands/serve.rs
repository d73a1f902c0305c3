//! `xtask serve`: the page on this machine, from its sources.

use crate::build::{self, Content, Models, Parts, licences, page};
use crate::server::{self, Reply, Server, mime};
use crate::workspace;
use anyhow::Result;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The port, unless another is asked for.
pub const PORT: u16 = 8080;

/// Builds the engine and serves `www/` as it is on disk, with what is built beside it, until the
/// process is ended. `plain` leaves out the headers that isolate a page.
///
/// # Errors
/// The port is taken, or the engine does not compile.
pub fn serve(port: u16, plain: bool) -> Result<()> {
    // Before minutes of compiling, which a taken port would waste.
    let server = Server::bind(port)?;
    let server = if plain { server.plain() } else { server };
    let parts = build::parts(Models::Published)?;
    let www = workspace::root().join("www");
    println!("Separable is at {} (Ctrl+C ends it)", server.address());
    println!(
        "Changes in www/ show when the page is loaded again; after changes in src/, start again."
    );
    let sources = www.clone();
    server.run(www, Arc::new(move |path: &str| Some(answer(&sources, &parts, path))));
    Ok(())
}

/// The answer for `path`: a part of `parts`, or a file of `www`. Documents get their policy, the
/// service worker its data; no line moves.
pub fn answer(www: &Path, parts: &Parts, path: &str) -> Reply {
    match parts.files.get(path) {
        Some(Content::File(file)) => return Reply::file(file),
        Some(Content::Bytes(bytes)) => return Reply::bytes(mime(path), bytes.clone()),
        None if path == licences::FILE => return reply(path, licences::text(&parts.models)),
        None => {}
    }
    let Some(file) = server::path_in(www, path) else { return Reply::not_found() };
    let finish = match file.extension() {
        Some(extension) if extension == "html" => page::with_policy,
        _ if path == page::SERVICE_WORKER => |code: &str| Ok(page::unsealed(code)),
        _ => return Reply::file(&file),
    };
    match fs::read_to_string(&file) {
        Ok(text) => reply(&file.to_string_lossy(), finish(&text)),
        Err(_) => Reply::not_found(),
    }
}

fn reply(path: &str, text: Result<String>) -> Reply {
    match text {
        Ok(text) => Reply::bytes(mime(path), text.into()),
        Err(error) => Reply::status(500, &format!("{path}: {error:#}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;

    fn served(path: &str) -> (u16, String) {
        let www = workspace::root().join("www");
        let files = BTreeMap::from([("made.txt".to_owned(), Content::Bytes(b"made".into()))]);
        let mut reply = answer(&www, &Parts { files, models: Vec::new() }, path);
        let mut text = String::new();
        reply.body.read_to_string(&mut text).expect("text");
        (reply.status, text)
    }

    fn source(path: &str) -> String {
        fs::read_to_string(workspace::root().join("www").join(path)).expect("a source")
    }

    #[test]
    fn built_files_lie_over_the_sources() {
        assert_eq!(served("made.txt"), (200, "made".to_owned()));
        assert_eq!(served("separable.js"), (200, source("separable.js")));
        for path in ["no.html", "no.js", "../README.md", "../www/index.html", "/etc/passwd"] {
            assert_eq!(served(path).0, 404, "{path}");
        }
    }

    /// A line number in the browser is the one in the file.
    #[test]
    fn lines_stay_where_they_are() {
        for (path, file) in [("", "index.html"), ("service-worker.js", "service-worker.js")] {
            let ((status, served), source) = (served(path), source(file));
            assert_eq!(status, 200, "{file}");
            assert_ne!(served, source, "{file}");
            assert_eq!(served.lines().count(), source.lines().count(), "{file}");
            assert_eq!(served.lines().last(), source.lines().last(), "{file}");
        }
    }
}
