//! `xtask serve`: the page on this machine, from its sources.

use crate::build::{self, Content, Models, Parts, licences, page};
use crate::server::{Reply, Server, mime};
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
    server.run(www, Arc::new(move |path: &str| answer(&sources, &parts, path)));
    Ok(())
}

/// What is not served as it lies in `www`.
fn answer(www: &Path, parts: &Parts, path: &str) -> Option<Reply> {
    match parts.files.get(path) {
        Some(Content::File(file)) => return Some(Reply::file(file)),
        Some(Content::Bytes(bytes)) => return Some(Reply::bytes(mime(path), bytes.clone())),
        None => {}
    }
    let path = match path {
        "" => "index.html".to_owned(),
        folder if folder.ends_with('/') => format!("{folder}index.html"),
        _ => path.to_owned(),
    };
    let text = match path.as_str() {
        licences::FILE => licences::text(&parts.models),
        page::SERVICE_WORKER => fs::read_to_string(www.join(&path))
            .map(|code| page::unsealed(&code))
            .map_err(Into::into),
        _ if path.ends_with(".html") && !path.contains("..") => {
            page::with_policy(&fs::read_to_string(www.join(&path)).ok()?)
        }
        _ => return None,
    };
    Some(match text {
        Ok(text) => Reply::bytes(mime(&path), text.into()),
        Err(error) => Reply::status(500, &format!("{path}: {error:#}")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;
    use std::io::Read;

    fn served(path: &str) -> Option<String> {
        let www = workspace::root().join("www");
        let files = BTreeMap::from([("made.txt".to_owned(), Content::Bytes(b"made".into()))]);
        let mut reply = answer(&www, &Parts { files, models: Vec::new() }, path)?;
        let mut text = String::new();
        reply.body.read_to_string(&mut text).expect("text");
        Some(text)
    }

    fn source(path: &str) -> String {
        fs::read_to_string(workspace::root().join("www").join(path)).expect("a source")
    }

    #[test]
    fn what_is_built_lies_over_the_sources() {
        assert_eq!(served("made.txt").as_deref(), Some("made"));
        assert_eq!(served("separable.js").as_deref(), None);
        assert_eq!(served("no.html").as_deref(), None);
        assert_eq!(served("../Cargo.html").as_deref(), None);
    }

    /// A line number in the browser is the one in the file.
    #[test]
    fn lines_stay_where_they_are() {
        for (path, file) in [("", "index.html"), ("service-worker.js", "service-worker.js")] {
            let (served, source) = (served(path).expect("an answer"), source(file));
            assert_ne!(served, source, "{file}");
            assert_eq!(served.lines().count(), source.lines().count(), "{file}");
            let last = source.lines().last();
            assert_eq!(served.lines().last(), last, "{file}");
        }
    }
}
