//! Style sheets.

use anyhow::{Context, Result, anyhow};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions, StyleSheet};
use std::fs;
use std::path::{Path, PathBuf};

/// The one style sheet that `index.html` gets.
const PAGE: &str = "page.css";

/// `css` without comments and spaces.
pub(crate) fn minify(css: &str) -> Result<String> {
    let mut sheet =
        StyleSheet::parse(css, ParserOptions::default()).map_err(|error| anyhow!("{error}"))?;
    sheet.minify(MinifyOptions::default()).map_err(|error| anyhow!("{error}"))?;
    let options = PrinterOptions { minify: true, ..PrinterOptions::default() };
    Ok(sheet.to_css(options).map_err(|error| anyhow!("{error}"))?.code)
}

/// Joins the style sheets that `index.html` links to: a visitor waits for one file, which also
/// compresses better.
pub(crate) fn join(folder: &Path) -> Result<()> {
    let page = folder.join("index.html");
    let (mut css, mut html) = (String::new(), String::new());
    for line in fs::read_to_string(&page)?.lines() {
        let Some(sheet) = linked(line) else {
            html.push_str(line.trim_start());
            html.push('\n');
            continue;
        };
        if css.is_empty() {
            html.push_str(&format!("<link rel=\"stylesheet\" href=\"{PAGE}\">\n"));
        }
        let path = folder.join(sheet);
        css.push_str(&fs::read_to_string(&path).with_context(|| format!("read {sheet}"))?);
    }
    fs::write(folder.join(PAGE), css)?;
    Ok(fs::write(page, html)?)
}

/// All style sheets in one: those that `index.html` links to, in their order, then those that come
/// later.
pub(crate) fn all(folder: &Path) -> Result<String> {
    let html = fs::read_to_string(folder.join("index.html"))?;
    let mut sheets: Vec<_> = html.lines().filter_map(linked).map(|it| folder.join(it)).collect();
    let mut others: Vec<_> = fs::read_dir(folder.join("styles"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    others.retain(|path| !sheets.contains(path));
    others.sort();
    sheets.append(&mut others);
    let read = |path: &PathBuf| {
        fs::read_to_string(path).with_context(|| format!("read {}", path.display()))
    };
    minify(&sheets.iter().map(read).collect::<Result<String>>()?)
}

/// The style sheet that a line of a page links to.
fn linked(line: &str) -> Option<&str> {
    line.trim().strip_prefix("<link rel=\"stylesheet\" href=\"")?.strip_suffix("\">")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_spaces_go() -> Result<()> {
        let css = "/* Why. */\n.a {\n  margin: 0 calc(1px + 2em);\n\n  & b { color: light-dark(red, blue) }\n}\n";
        assert_eq!(minify(css)?, ".a{margin:0 calc(1px + 2em);& b{color:light-dark(red,#00f)}}");
        assert!(minify(".a { margin: 0").is_err() || minify("}").is_err());
        Ok(())
    }
}
