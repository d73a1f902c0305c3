//! All in one file: the engine for callers, and the page.

use crate::scripts::{self, Bundle, StandIns};
use crate::styles;
use anyhow::{Result, ensure};
use std::fs;
use std::path::Path;

/// What the engine asks of others, where all is in one file.
const ENGINE: [(&str, &str); 3] = [
    ("platform.js", "inline/platform.js"),
    ("files.js", "inline/files.js"),
    ("fetch-file.js", "inline/fetch-file.js"),
];
/// The same from the page's folder, and what the page asks.
const PAGE: [(&str, &str); 5] = [
    ("separable/platform.js", "separable/inline/platform.js"),
    ("separable/files.js", "separable/inline/files.js"),
    ("separable/fetch-file.js", "app/inline/fetch-file.js"),
    ("app/service-worker.js", "app/inline/service-worker.js"),
    ("views/shared/style-sheet.js", "app/inline/style-sheet.js"),
];
/// The module that holds the worker's code, from the engine's folder.
const WORKER: &str = "inline/worker-code.js";

/// The engine in `folder`, with its worker and its binaries, which lie in `inline/binaries.js`.
pub(crate) fn engine(folder: &Path, entry: &str) -> Result<Bundle> {
    worker(folder)?;
    scripts::bundle_whole(folder, entry, false, &ENGINE)
}

/// The page in `folder`: its script and all of its style sheets, in the folder `inside` there.
pub(crate) fn page(folder: &Path, entry: &str) -> Result<()> {
    worker(&folder.join("separable"))?;
    // Addresses in it are from the document, which lies where the folder's own does.
    let beside = "one-file.js";
    fs::write(folder.join(beside), format!("import \"./{entry}\";\n"))?;
    let script = scripts::bundle_whole(folder, beside, false, &PAGE)?.code;
    // What would end the script in a document, or keep it from ending.
    for text in ["</script", "<script"] {
        ensure!(!script.to_ascii_lowercase().contains(text), "{entry} contains {text}");
    }
    let into = folder.join("inside");
    fs::create_dir_all(&into)?;
    fs::write(into.join("script.js"), script)?;
    Ok(fs::write(into.join("style.css"), styles::all(folder)?)?)
}

/// Writes the module with the worker's code.
fn worker(engine: &Path) -> Result<()> {
    let stand_ins: &StandIns = &ENGINE[2..];
    let Bundle { code, .. } = scripts::bundle_whole(engine, "worker.js", true, stand_ins)?;
    Ok(fs::write(engine.join(WORKER), format!("export default {};\n", literal(&code)))?)
}

/// Text as a string of JavaScript.
fn literal(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for char in text.chars() {
        match char {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            _ => literal.push(char),
        }
    }
    literal.push('"');
    literal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_becomes_a_string_of_javascript() {
        assert_eq!(literal("a\\b\"c\"\r\nd"), r#""a\\b\"c\"\r\nd""#);
    }
}
