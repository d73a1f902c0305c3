//! All in one file: the binaries for the package's `inline.js`, and the page as one document.

use super::{Content, Models, Parts, licences, page, policy};
use crate::workspace;
use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Map, Value};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The binaries that are inside: the faster one, and the one for browsers without relaxed SIMD. What
/// is in one file is seldom isolated, so the third, which has threads, would be half as much again for
/// few.
const BINARIES: [&str; 2] = ["relaxed", "simd128"];

/// The module with the binaries, from the engine's folder.
const MODULE: &str = "inline/binaries.js";
/// The module with the other files of a page, from the page's folder.
const CONTENTS: &str = "app/inline/contents.js";
/// What that holds, beside the models.
const CHECKSUMS: &str = "app/network/checksums.json";

/// Folders that only what is in one file has, from `www/`.
pub(super) const FOLDERS: [&str; 2] = ["separable/inline", "app/inline"];

/// Writes the module with the binaries into the engine's `folder`.
///
/// # Errors
/// A binary cannot be read.
pub fn binaries(parts: &Parts, folder: &Path) -> Result<()> {
    let names = BINARIES.map(|name| [format!("{name}.wasm"), format!("{name}-inspect.wasm")]);
    let mut packed = Map::new();
    for name in names.concat() {
        let content = parts.files.get(&format!("{}/{name}", super::BINARIES));
        let content = content.with_context(|| format!("{name} was not built"))?;
        packed.insert(name, gzipped(&bytes(content)?)?.into());
    }
    module(&folder.join(MODULE), packed)
}

/// Makes the page, with the built-in model, as one document: `target/separable.html`.
///
/// # Errors
/// A part of it cannot be built.
pub fn one_file() -> Result<PathBuf> {
    let parts = super::parts(Models::BuiltIn)?;
    let folder = workspace::target().join("one-file");
    super::remove(&folder)?;
    super::copy_folder(&workspace::root().join("www"), &folder)?;
    for file in parts.files.keys().filter(|file| file.ends_with(super::engine::GLUE)) {
        super::write(&folder.join(file), &parts.files[file])?;
    }
    binaries(&parts, &folder.join(super::BINARIES))?;
    let is_read = |path: &str| path.starts_with("models/") && !path.ends_with(".md");
    let mut packed = Map::new();
    for (path, content) in parts.files.iter().filter(|(path, _)| is_read(path)) {
        packed.insert(path.clone(), gzipped(&bytes(content)?)?.into());
    }
    packed.insert(CHECKSUMS.to_owned(), gzipped(&fs::read(folder.join(CHECKSUMS))?)?.into());
    module(&folder.join(CONTENTS), packed)?;
    super::bundled("one-file", &folder)?;
    let read =
        |path: &str| fs::read_to_string(folder.join(path)).with_context(|| format!("read {path}"));
    let html = document(
        &read("index.html")?,
        &Inside {
            script: &read("inside/script.js")?,
            style: &read("inside/style.css")?,
            icon: &read("favicon.svg")?,
            licences: &licences::text(&parts.models)?,
        },
    )?;
    let path = workspace::target().join("separable.html");
    fs::write(&path, html)?;
    Ok(path)
}

/// What a page in one file has instead of other files.
struct Inside<'a> {
    script: &'a str,
    style: &'a str,
    icon: &'a str,
    licences: &'a str,
}

/// The page's document with all inside: what it links to goes, and what it says of other files.
fn document(html: &str, inside: &Inside<'_>) -> Result<String> {
    let style = format!("{}footer pre{{white-space:pre-wrap}}", inside.style);
    let policy = policy::of_one_file(inside.script, &style);
    let icon = BASE64_STANDARD.encode(inside.icon);
    let head = format!(
        "<link rel=\"icon\" href=\"data:image/svg+xml;base64,{icon}\">\n<style>{style}</style>\n\
         <script type=\"module\">{}</script>\n</head>",
        inside.script
    );
    let licences = inside.licences.replace('&', "&amp;").replace('<', "&lt;");
    let licences = format!("<details><summary>Licences</summary><pre>{licences}</pre></details>");
    let html = without(html, "<script>", "</script>")?;
    let html = without(&html, "Engine for any page:", "an example</a>. ")?;
    let is_outside = |line: &str| ["<link ", "<script "].iter().any(|it| line.starts_with(it));
    let mut text: String = html
        .lines()
        .map(str::trim_start)
        .filter(|line| !is_outside(line))
        .fold(String::new(), |text, line| text + line + "\n");
    for (from, to) in [
        (" <a href=\"LICENSES.txt\">Licences</a>", ""),
        ("</footer>", &format!("{licences}\n</footer>")),
        ("</head>", &head),
    ] {
        ensure!(text.matches(from).count() == 1, "index.html has no `{from}`, or several");
        text = text.replace(from, to);
    }
    page::with_this_policy(&text, &policy)
}

/// `text` but for what stands from `begin` to `end`.
fn without(text: &str, begin: &str, end: &str) -> Result<String> {
    let (before, rest) = text.split_once(begin).with_context(|| format!("no `{begin}`"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("no `{end}`"))?;
    Ok([before, after].concat())
}

fn bytes(content: &Content) -> Result<Vec<u8>> {
    match content {
        Content::Bytes(bytes) => Ok(bytes.clone()),
        Content::File(path) => fs::read(path).with_context(|| format!("read {}", path.display())),
    }
}

/// Gzipped, in base64.
fn gzipped(bytes: &[u8]) -> Result<String> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    Ok(BASE64_STANDARD.encode(gzip.finish()?))
}

fn module(path: &Path, contents: Map<String, Value>) -> Result<()> {
    let code = format!("export default {};\n", Value::Object(contents));
    super::write(path, &Content::Bytes(code.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_has_all_inside_and_its_policy_forbids_the_rest() {
        let html = fs::read_to_string(workspace::root().join("www/index.html")).expect("the page");
        let (script, style) = ("run(1 < 2 && \"$&\")", "a{color:red}");
        let inside = Inside { script, style, icon: "<svg/>", licences: "<MIT> & others" };
        let made = document(&html, &inside).expect("a document");
        let policy = made.split_once("Content-Security-Policy\" content=\"").expect("a policy").1;
        let policy = policy.split('"').next().expect("its end");
        assert!(policy.contains("default-src 'none'") && policy.contains("worker-src blob:"));
        for directive in ["connect-src", "'self'", "unsafe-inline", "'unsafe-eval'", "http"] {
            assert!(!policy.contains(directive), "{directive}: {policy}");
        }
        assert!(made.contains(&format!("<script type=\"module\">{script}</script>")), "{made}");
        assert!(made.contains("<pre>&lt;MIT> &amp; others</pre>"), "{made}");
        // Nothing of it names another file.
        for name in [" src=\"", "rel=\"preload", "rel=\"stylesheet", "href=\"separable", ".webmani"]
        {
            assert!(!made.contains(name), "{name}");
        }
    }

    #[test]
    fn what_is_packed_can_be_unpacked() {
        let packed = BASE64_STANDARD.decode(gzipped(b"all of it").expect("text")).expect("bytes");
        let mut text = String::new();
        let mut reader = flate2::read::GzDecoder::new(&*packed);
        std::io::Read::read_to_string(&mut reader, &mut text).expect("gzip");
        assert_eq!(text, "all of it");
    }
}
