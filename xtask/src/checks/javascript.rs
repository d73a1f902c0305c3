//! The imports of JavaScript files, and the types in their comments.

use super::{Finding, Import};

/// The source in two, with its lines in both. What stands in strings belongs to the code.
#[derive(Debug)]
pub struct Source {
    /// Blank where comments were.
    pub code: String,
    /// Blank where code was.
    pub comments: String,
}

impl Source {
    /// Takes a source apart.
    pub fn read(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let mut code = String::new();
        let mut comments = String::new();
        let mut nested = Vec::new(); // braces within each `${` of a template
        let mut at = 0;
        while at < chars.len() {
            let (end, comment) = part(&chars, at, &code, &mut nested);
            for &c in &chars[at..end] {
                let blank = if c == '\n' { '\n' } else { ' ' };
                code.push(if comment { blank } else { c });
                comments.push(if comment { c } else { blank });
            }
            at = end;
        }
        Self { code, comments }
    }
}

/// The end of the comment, string, template, regular expression or sign at `at`; whether it is a
/// comment. `before` is the code so far.
fn part(chars: &[char], at: usize, before: &str, nested: &mut Vec<usize>) -> (usize, bool) {
    let rest = &chars[at..];
    let until = |close: &[char], skip: usize| {
        let mut end = at + skip;
        while end < chars.len() && !chars[end..].starts_with(close) {
            end += 1;
        }
        (end + close.len()).min(chars.len())
    };
    match rest {
        ['/', '/', ..] => (until(&['\n'], 2) - 1, true),
        ['/', '*', ..] => (until(&['*', '/'], 2), true),
        ['"' | '\'', ..] => (quoted(chars, at), false),
        ['`', ..] => (template(chars, at + 1, nested), false),
        ['{', ..] => {
            if let Some(open) = nested.last_mut() {
                *open += 1;
            }
            (at + 1, false)
        }
        ['}', ..] => match nested.last_mut() {
            Some(0) => {
                nested.pop();
                (template(chars, at + 1, nested), false)
            }
            Some(open) => {
                *open -= 1;
                (at + 1, false)
            }
            None => (at + 1, false),
        },
        ['/', ..] if begins_expression(before) => (regular(chars, at), false),
        _ => (at + 1, false),
    }
}

fn quoted(chars: &[char], at: usize) -> usize {
    let mut end = at + 1;
    while end < chars.len() && chars[end] != chars[at] && chars[end] != '\n' {
        end += if chars[end] == '\\' { 2 } else { 1 };
    }
    (end + 1).min(chars.len())
}

/// Behind the end of a template's text, or behind the `${` where an expression begins.
fn template(chars: &[char], mut at: usize, nested: &mut Vec<usize>) -> usize {
    while at < chars.len() {
        match &chars[at..] {
            ['\\', ..] => at += 2,
            ['`', ..] => return at + 1,
            ['$', '{', ..] => {
                nested.push(0);
                return at + 2;
            }
            _ => at += 1,
        }
    }
    chars.len()
}

fn regular(chars: &[char], at: usize) -> usize {
    let mut end = at + 1;
    let mut class = false;
    while end < chars.len() && chars[end] != '\n' {
        match chars[end] {
            '\\' => end += 1,
            '[' => class = true,
            ']' => class = false,
            '/' if !class => return end + 1,
            _ => {}
        }
        end += 1;
    }
    end.min(chars.len())
}

/// Whether a `/` behind this begins a regular expression, and does not divide.
fn begins_expression(before: &str) -> bool {
    let before = before.trim_end();
    let word: String = before.chars().rev().take_while(|c| c.is_alphanumeric()).collect();
    let keyword = ["nruter", "foepyt", "esac"].contains(&word.as_str());
    keyword || before.ends_with(|c| "(,=:[!&|?{};+-*%~^<>".contains(c)) || before.is_empty()
}

/// The imports of `file`; what is imported by the name of a package stands under that name.
pub fn imports(file: &str, text: &str) -> Vec<Import> {
    let Source { code, comments } = Source::read(text);
    let mut imports = Vec::new();
    for (text, runs) in [(&code, true), (&comments, false)] {
        for (at, address) in addresses(text, runs) {
            // Modules of Node itself are no room of ours; in that folder they are what it is for.
            if address.starts_with("node:") && file.starts_with("www/separable/node/") {
                continue;
            }
            let line = text[..at].matches('\n').count() + 1;
            let to = target(file, &address);
            imports.push(Import { from: file.to_owned(), line, to, runs });
        }
    }
    imports
}

/// What stands in quotes behind `from`, `import`, `import(` or `new URL(`, and where.
fn addresses(text: &str, code: bool) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (at, quote) in text.match_indices(['"', '`']) {
        let before = text[..at].trim_end();
        let word = |word: &str| {
            before.strip_suffix(word).is_some_and(|rest| {
                !rest.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '$'))
            })
        };
        let opens = before.strip_suffix('(').map(str::trim_end).unwrap_or_default();
        let called = opens.ends_with("import") || (code && opens.ends_with("new URL"));
        if !(word("from") || word("import") || called) {
            continue;
        }
        let address = text[at + 1..].split([quote.chars().next().unwrap_or('"'), '\n']).next();
        let address = address.unwrap_or_default();
        let script = !opens.ends_with("new URL") || is_script(&text[at + 1..], address);
        // In comments words stand in quotes, too.
        if script && if code { !address.contains(' ') } else { address.starts_with('.') } {
            found.push((at, address.split("${").next().unwrap_or_default().to_owned()));
        }
    }
    found
}

/// Whether `new URL` names a script, from this very module on.
fn is_script(text: &str, address: &str) -> bool {
    let behind: String = text[address.len()..].chars().skip(1).take(40).collect();
    let here = behind.trim_start_matches([',', ' ', '\n']).starts_with("import.meta.url");
    here && address.starts_with('.') && address.ends_with(".js")
}

/// The path of `address` as `file` means it.
fn target(file: &str, address: &str) -> String {
    if !address.starts_with('.') {
        return address.to_owned();
    }
    let mut path: Vec<&str> = file.split('/').collect();
    path.pop();
    for part in address.split('/') {
        match part {
            "." | "" => {}
            ".." => _ = path.pop(),
            part => path.push(part),
        }
    }
    path.join("/")
}

/// The places where a comment gives something the type `any`.
pub fn anys(file: &str, text: &str) -> Vec<Finding> {
    let comments = Source::read(text).comments;
    let mut findings = Vec::new();
    let mut depth = 0;
    let mut word = String::new();
    let mut line = 1;
    for c in comments.chars() {
        if c.is_alphanumeric() || c == '_' {
            word.push(c);
            continue;
        }
        if depth > 0 && word == "any" {
            let rule = "the type `any` takes the check away; say the type, or `unknown`".to_owned();
            findings.push(Finding { file: file.to_owned(), line, rule });
        }
        word.clear();
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            '\n' => line += 1,
            _ => {}
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        imports("www/views/cost/index.js", text)
            .into_iter()
            .map(|import| format!("{} {} {}", import.line, import.to, import.runs))
            .collect()
    }

    #[test]
    fn all_ways_to_import_are_found() {
        let text = "import { a } from \"./a.js\";\nimport {\n  b,\n} from \"../shared/b.js\";\n\
            export * from \"./c.js\";\nimport \"./d.js\";\nconst e = () => import(\"./e.js\");\n\
            const f = import(`../../story/${language}.js`);\n\
            new Worker(new URL(\"./g.js\", import.meta.url));\n\
            /** @import { H } from \"../../domain/h.js\" */\n/** @type {import(\"./i.js\").I} */\n";
        assert_eq!(
            found(text),
            [
                "1 www/views/cost/a.js true",
                "4 www/views/shared/b.js true",
                "5 www/views/cost/c.js true",
                "6 www/views/cost/d.js true",
                "7 www/views/cost/e.js true",
                "8 www/story true",
                "9 www/views/cost/g.js true",
                "10 www/domain/h.js false",
                "11 www/views/cost/i.js false",
            ]
        );
    }

    #[test]
    fn what_only_looks_like_an_import_is_none() {
        let text = "// import { a } from './a.js'\nconst b = \"a // b\";\nconst c = /[/\"]/.test(b);\n\
            say(`a ${b ? `from ${c}` : \"\"} /* no comment */`);\nwords(\"The text from\", \"there\");\n\
            new URL(\"index.json\", models);\n\
            new URL(\"../styles/\", import.meta.url);\n// how far from \"left\" it is\nconst d = 6 / 2 / 1;\n";
        assert_eq!(found(text), Vec::<String>::new());
        let source = Source::read(text);
        assert_eq!(source.comments.lines().next(), Some("// import { a } from './a.js'"));
    }

    #[test]
    fn any_is_found_in_types_alone() {
        let text = "/** Asks for any cell. @type {any} */\nlet any;\n/**\n * @param {Promise<any>} a\n \
            * @param {Company} b any\n */\n";
        let lines: Vec<_> = anys("a.js", text).iter().map(|finding| finding.line).collect();
        assert_eq!(lines, [1, 4]);
    }
}
