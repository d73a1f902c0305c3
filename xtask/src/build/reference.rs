//! The reference of the interface, made from its types.

use anyhow::{Context, Result};

const HEAD: &str = "# The interface of separable.js

Made from `www/separable.d.ts` by `cargo xtask pack`; what is said there is said here.
";

/// Markdown with a heading for everything that the types export, what is said of it, and its
/// declaration.
///
/// # Errors
/// An export has no name.
pub fn of(types: &str) -> Result<String> {
    let mut text = HEAD.to_owned();
    let lines: Vec<&str> = types.lines().collect();
    let mut at = 0;
    let mut said = Vec::new();
    while at < lines.len() {
        let end = end_of(&lines, at);
        let block = &lines[at..end];
        at = end;
        match block[0] {
            "/**" => {
                said = block[1..]
                    .iter()
                    .map(|line| line.trim_start_matches([' ', '*', '/']))
                    .collect();
            }
            line if line.starts_with("/** ") => {
                said = vec![line.trim_start_matches("/** ").trim_end_matches(" */")];
            }
            line if line.starts_with("export ") => {
                let name = line.split_whitespace().nth(2).context("an export without a name")?;
                let name = name.split(['(', '<', ':', ';', '=']).next().unwrap_or_default();
                let told = said.join("\n");
                text += &format!("\n## {name}\n\n");
                if !told.trim().is_empty() {
                    text += &format!("{}\n\n", told.trim());
                }
                text +=
                    &format!("```ts\n{}\n```\n", block.join("\n").trim_start_matches("export "));
                said.clear();
            }
            _ => said.clear(),
        }
    }
    Ok(text)
}

/// The line behind the comment or the declaration that begins at `at`.
fn end_of(lines: &[&str], at: usize) -> usize {
    let first = lines[at];
    let is_last: fn(&str) -> bool = match first {
        "/**" => |line| line == " */",
        line if line.ends_with('{') => |line| line.starts_with('}'),
        // No declaration has an empty line inside but those in braces.
        line if line.starts_with("export ") && !line.ends_with(';') => {
            let blank = lines[at..].iter().position(|line| line.is_empty());
            return blank.map_or(lines.len(), |blank| at + blank);
        }
        _ => return at + 1,
    };
    let last = lines[at + 1..].iter().position(|line| is_last(line));
    last.map_or(lines.len(), |last| at + last + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::workspace;

    #[test]
    fn it_says_what_the_types_say() {
        let types = "// Types.\n\n/** A name. */\nexport type Name = string;\n\n/**\n * What it is,\n * \
                     in full.\n */\nexport interface Thing {\n  /** One. */\n  a: number;\n}\n\n\
                     export type Many =\n  | 1\n  | 2;\n\ntype Hidden = 3;\n";
        let text = of(types).expect("names");
        assert!(text.contains("## Name\n\nA name.\n\n```ts\ntype Name = string;\n```"), "{text}");
        assert!(text.contains("## Thing\n\nWhat it is,\nin full.\n\n```ts\ninterface Thing {"));
        assert!(text.ends_with("## Many\n\n```ts\ntype Many =\n  | 1\n  | 2;\n```\n"), "{text}");
    }

    #[test]
    fn the_one_in_docs_is_made_from_the_present_types() {
        let read = |path: &str| {
            std::fs::read_to_string(workspace::root().join(path)).expect("a file of the repository")
        };
        let made = of(&read("www/separable.d.ts")).expect("names");
        assert!(made == read("docs/reference.md"), "docs/reference.md: run `cargo xtask pack`");
    }
}
