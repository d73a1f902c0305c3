//! The imports of Rust files: `use` and paths in the code that begin with `crate`, `self`, `super`
//! or a module of their own. Tests inside of a file are left out.

use super::Import;
use std::collections::{BTreeMap, BTreeSet};

/// A word or a sign of the source, and its line.
#[derive(Clone, Debug, PartialEq)]
struct Token {
    text: String,
    line: usize,
}

/// A path from the root of the crate, as the source names it.
#[derive(Clone, Debug)]
struct Named {
    path: Vec<String>,
    line: usize,
    /// A module that gives the names of its own modules on; that is no use of them.
    given_on: bool,
}

/// What a file of the crate says.
#[derive(Debug, Default)]
struct Module {
    file: String,
    paths: Vec<Named>,
    /// Names that `use` brings, and where they come from.
    names: BTreeMap<String, Vec<String>>,
    /// Modules all of whose names `use` brings.
    globs: Vec<Vec<String>>,
    items: BTreeSet<String>,
}

/// The imports among the files of a crate: their paths from the checkout, with `root` the folder of
/// lib.rs, and their text.
pub fn imports(root: &str, files: &[(String, String)]) -> Vec<Import> {
    let mut modules = BTreeMap::new();
    for (file, text) in files {
        let path = module_of(root, file);
        modules.insert(path.clone(), read(file, &path, text));
    }
    let mut imports: Vec<Import> = Vec::new();
    for module in modules.values() {
        for named in &module.paths {
            let Some(to) = resolve(&modules, &named.path, 0) else { continue };
            let runs = !named.given_on;
            if to != module.file {
                imports.push(Import { from: module.file.clone(), line: named.line, to, runs });
            }
        }
    }
    imports
}

/// `src/a/b.rs` and `src/a/b/mod.rs` are `a::b`, `src/lib.rs` is the crate itself.
fn module_of(root: &str, file: &str) -> Vec<String> {
    let inside = file.trim_start_matches(root).trim_start_matches('/').trim_end_matches(".rs");
    let mut path: Vec<String> = inside.split('/').map(str::to_owned).collect();
    if path.last().is_some_and(|last| last == "mod" || (path.len() == 1 && last == "lib")) {
        path.pop();
    }
    path
}

/// The file in which what `path` names is written.
fn resolve(
    modules: &BTreeMap<Vec<String>, Module>,
    path: &[String],
    depth: usize,
) -> Option<String> {
    let known = (0..=path.len()).rev().find(|&count| modules.contains_key(&path[..count]))?;
    let module = &modules[&path[..known]];
    let Some(name) = path.get(known) else { return Some(module.file.clone()) };
    if depth > 9 || module.items.contains(name) {
        return Some(module.file.clone());
    }
    // What a room gives on from another is the room's own.
    let near = |from: &Vec<String>| known == 0 || from.first() == path.first();
    if let Some(from) = module.names.get(name).filter(|from| near(from)) {
        let whole: Vec<String> = from.iter().chain(&path[known + 1..]).cloned().collect();
        return resolve(modules, &whole, depth + 1);
    }
    let given = module.globs.iter().filter(|from| near(from)).find(|glob| {
        modules
            .get(*glob)
            .is_some_and(|from| from.items.contains(name) || from.names.contains_key(name))
    });
    match given {
        Some(glob) => {
            let whole: Vec<String> = glob.iter().chain(&path[known..]).cloned().collect();
            resolve(modules, &whole, depth + 1)
        }
        None => Some(module.file.clone()),
    }
}

fn read(file: &str, path: &[String], text: &str) -> Module {
    let tokens = without_tests(&tokens(text));
    let mut module = Module { file: file.to_owned(), ..Module::default() };
    let words = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let own: BTreeSet<String> = (0..tokens.len())
        .filter(|&at| words(at) == "mod" && words(at + 2) == ";")
        .map(|at| words(at + 1).to_owned())
        .collect();
    // Modules written inside of this file, by the depth of braces that they end at.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let mut depth = 0;
    let mut at = 0;
    while at < tokens.len() {
        let here: Vec<String> =
            path.iter().cloned().chain(inner.iter().map(|(name, _)| name.clone())).collect();
        match words(at) {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                inner.retain(|(_, end)| *end <= depth);
            }
            "mod" if words(at + 2) == "{" => inner.push((words(at + 1).to_owned(), depth + 1)),
            "fn" | "struct" | "enum" | "trait" | "type" | "const" | "static" | "union"
                if depth == inner.len() =>
            {
                let name = if words(at + 1) == "mut" { words(at + 2) } else { words(at + 1) };
                module.items.insert(name.to_owned());
            }
            "macro_rules" => _ = module.items.insert(words(at + 2).to_owned()),
            // The places that `pub(in ...)` names are not used.
            "pub" if words(at + 1) == "(" => {
                while at < tokens.len() && words(at) != ")" {
                    at += 1;
                }
            }
            "use" => {
                let public = at > 0 && matches!(words(at - 1), "pub" | ")");
                let mut leaves = Vec::new();
                let line = tokens[at].line;
                at = tree(&tokens, at + 1, &[], &mut leaves);
                for (names, called) in leaves {
                    let Some(whole) = absolute(&here, &own, &names) else { continue };
                    let inside = whole.len() > here.len() && whole.starts_with(&here);
                    let given_on = public && inside;
                    module.paths.push(Named { path: whole.clone(), line, given_on });
                    match called.as_str() {
                        "*" => module.globs.push(whole),
                        _ => _ = module.names.insert(called, whole),
                    }
                }
                continue;
            }
            word if words(at + 1) == "::" && (at == 0 || !matches!(words(at - 1), "::" | ".")) => {
                let line = tokens[at].line;
                let mut names = vec![word.to_owned()];
                while words(at + 1) == "::" && is_word(words(at + 2)) {
                    names.push(words(at + 2).to_owned());
                    at += 2;
                }
                if let Some(path) = absolute(&here, &own, &names) {
                    module.paths.push(Named { path, line, given_on: false });
                }
            }
            _ => {}
        }
        at += 1;
    }
    module
}

/// The leaves of the tree behind `use`: their names, and what each is called here. Gives the place
/// behind the tree.
fn tree(
    tokens: &[Token],
    mut at: usize,
    before: &[String],
    leaves: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let mut names = before.to_vec();
    while let Some(token) = tokens.get(at) {
        match token.text.as_str() {
            "::" => {}
            "{" => {
                at += 1;
                while tokens.get(at).is_some_and(|token| token.text != "}") {
                    at = tree(tokens, at, &names, leaves);
                    if tokens.get(at).is_some_and(|token| token.text == ",") {
                        at += 1;
                    }
                }
                return at + 1;
            }
            "*" => {
                leaves.push((names, "*".to_owned()));
                return at + 1;
            }
            "as" => {
                let called = tokens.get(at + 1).map_or("_", |token| token.text.as_str());
                leaves.push((names, called.to_owned()));
                return at + 2;
            }
            word if is_word(word) => {
                // `self` behind others is what they name.
                if word != "self" || names.is_empty() {
                    names.push(word.to_owned());
                }
            }
            _ => break,
        }
        at += 1;
    }
    if let Some(last) = names.last().cloned() {
        leaves.push((names, last));
    }
    at
}

/// The path from the root of the crate; `None` where another crate is meant, or a local name.
fn absolute(here: &[String], own: &BTreeSet<String>, names: &[String]) -> Option<Vec<String>> {
    let mut path = here.to_vec();
    let mut rest = names;
    match names[0].as_str() {
        "crate" => {
            path.clear();
            rest = &names[1..];
        }
        "self" => rest = &names[1..],
        "super" => {
            while rest.first().is_some_and(|name| name == "super") {
                path.pop()?;
                rest = &rest[1..];
            }
        }
        name if own.contains(name) => {}
        _ => return None,
    }
    path.extend(rest.iter().cloned());
    Some(path)
}

fn is_word(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Without what `#[cfg(test)]` stands before.
fn without_tests(tokens: &[Token]) -> Vec<Token> {
    let mut kept = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let is = |offset: usize, text: &str| {
            tokens.get(at + offset).is_some_and(|token| token.text == text)
        };
        if is(0, "#") && is(1, "[") && is(2, "cfg") {
            let end = (at..tokens.len()).find(|&end| tokens[end].text == "]");
            let attribute = &tokens[at..end.unwrap_or(at)];
            let has = |text: &str| attribute.iter().any(|token| token.text == text);
            if has("test") && !has("not") {
                at = item_end(tokens, end.unwrap_or(at) + 1);
                continue;
            }
        }
        kept.push(tokens[at].clone());
        at += 1;
    }
    kept
}

/// The place behind the item that begins at `at`: behind its `;`, or its braces.
fn item_end(tokens: &[Token], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(token) = tokens.get(at) {
        at += 1;
        match token.text.as_str() {
            "{" => depth += 1,
            "}" => {
                depth -= 1;
                if depth == 0 {
                    return at;
                }
            }
            ";" if depth == 0 => return at,
            _ => {}
        }
    }
    at
}

/// Words, `::` and single signs, without comments, strings, characters and lifetimes.
fn tokens(text: &str) -> Vec<Token> {
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let (mut at, mut line) = (0, 1);
    let get = |at: usize| chars.get(at).copied().unwrap_or('\0');
    while at < chars.len() {
        let start = at;
        match chars[at] {
            '/' if get(at + 1) == '/' => {
                while at < chars.len() && chars[at] != '\n' {
                    at += 1;
                }
            }
            '/' if get(at + 1) == '*' => {
                let mut depth = 0;
                loop {
                    match (get(at), get(at + 1)) {
                        ('/', '*') => (depth, at) = (depth + 1, at + 2),
                        ('*', '/') => (depth, at) = (depth - 1, at + 2),
                        _ => at += 1,
                    }
                    if depth == 0 || at >= chars.len() {
                        break;
                    }
                }
            }
            '"' => at = string_end(&chars, at),
            'r' if get(at + 1) == '"'
                || (get(at + 1) == '#' && matches!(get(at + 2), '"' | '#')) =>
            {
                let hashes = chars[at + 1..].iter().take_while(|c| **c == '#').count();
                let close: Vec<char> =
                    std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                at += hashes + 2;
                while at < chars.len() && !chars[at..].starts_with(&close) {
                    at += 1;
                }
                at += close.len();
            }
            '\'' => {
                // A character, or a lifetime: that has no second quote behind one letter.
                at += match (get(at + 1), get(at + 2)) {
                    ('\\', _) => {
                        let body = chars[at + 3..].iter().take_while(|c| **c != '\'').count();
                        body + 4
                    }
                    (_, '\'') => 3,
                    _ => {
                        1 + chars[at + 1..]
                            .iter()
                            .take_while(|c| c.is_alphanumeric() || **c == '_')
                            .count()
                    }
                };
            }
            c if c.is_alphanumeric() || c == '_' => {
                while get(at).is_alphanumeric() || get(at) == '_' {
                    at += 1;
                }
                tokens.push(Token { text: chars[start..at].iter().collect(), line });
            }
            ':' if get(at + 1) == ':' => {
                at += 2;
                tokens.push(Token { text: "::".to_owned(), line });
            }
            c => {
                at += 1;
                if !c.is_whitespace() {
                    tokens.push(Token { text: c.to_string(), line });
                }
            }
        }
        line += chars[start..at.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    tokens
}

fn string_end(chars: &[char], mut at: usize) -> usize {
    at += 1;
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let files: Vec<_> =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        imports("src", &files)
            .into_iter()
            .map(|import| format!("{}:{} {} {}", import.from, import.line, import.to, import.runs))
            .collect()
    }

    const LIB: (&str, &str) =
        ("src/lib.rs", "mod error;\npub mod engine;\npub mod model;\npub use error::Error;\n");
    const ERROR: (&str, &str) = ("src/error.rs", "pub struct Error;\n");
    const MODEL: (&str, &str) = ("src/model.rs", "pub struct Model;\n");

    #[test]
    fn uses_and_paths_in_code_are_imports() {
        let engine = (
            "src/engine/mod.rs",
            "//! [`crate::cost`]\nuse crate::{\n    Error,\n    model::Model as Net,\n};\n\
             fn f(s: &'static str) { let _ = ('a', '\\'', \"crate::x\"); }\n\
             fn g() -> crate::model::Model { todo!() }\n",
        );
        assert_eq!(
            found(&[LIB, ERROR, MODEL, engine]),
            [
                "src/lib.rs:4 src/error.rs false",
                "src/engine/mod.rs:2 src/error.rs true",
                "src/engine/mod.rs:2 src/model.rs true",
                "src/engine/mod.rs:7 src/model.rs true",
            ]
        );
    }

    #[test]
    fn what_a_module_gives_on_comes_from_where_it_is_written() {
        let files = [
            ("src/lib.rs", "pub mod engine;\n"),
            ("src/engine/mod.rs", "mod run;\nmod step;\npub use run::{Engine, other::*};\n"),
            ("src/engine/run.rs", "use super::step::Step;\npub struct Engine;\n"),
            ("src/engine/step.rs", "use super::Engine;\npub(in crate::engine) struct Step;\n"),
        ];
        assert_eq!(
            found(&files),
            [
                "src/engine/mod.rs:3 src/engine/run.rs false",
                "src/engine/mod.rs:3 src/engine/run.rs false",
                "src/engine/run.rs:1 src/engine/step.rs true",
                "src/engine/step.rs:1 src/engine/run.rs true",
            ]
        );
    }

    #[test]
    fn tests_inside_a_file_are_left_out() {
        let model = (
            "src/model.rs",
            "pub struct Model;\n#[cfg(test)]\nuse crate::engine;\n#[cfg(test)]\nmod tests {\n    \
             use super::*;\n    use crate::engine::Engine;\n}\nmod inner {\n    \
             fn f() { super::super::error::Error; }\n}\n",
        );
        let engine = ("src/engine.rs", "pub struct Engine;\n");
        let found = found(&[LIB, ERROR, engine, model]);
        let of_model: Vec<_> =
            found.iter().filter(|import| import.starts_with("src/model")).collect();
        assert_eq!(of_model, ["src/model.rs:10 src/error.rs true"]);
    }
}
