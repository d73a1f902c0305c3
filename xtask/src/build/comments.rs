//! The page without its comments and what sets it off: types and reasons are for those who read the
//! source, and a visitor need not fetch them.

/// How a language marks what a visitor need not read.
pub struct Marks {
    /// Begins a comment that `*/` ends, over one line or several.
    open: &'static str,
    /// Begins a line that is a comment as a whole.
    line: Option<&'static str>,
    /// Between these and a space, the space says nothing.
    apart: &'static str,
    /// What a line holds, outside of strings, where spaces may say something.
    leave: &'static [char],
}

/// JavaScript: `/** ... */` goes wherever it stands, `//` where it has a line for itself. The page
/// has no strings with either in them, and none over several lines.
pub const JAVASCRIPT: Marks = Marks {
    open: "/**",
    line: Some("//"),
    apart: "=,;:{}()[]?<>|&*!",
    // Templates, patterns, comments.
    leave: &['`', '/'],
};
/// Style sheets.
pub const CSS: Marks = Marks { open: "/*", line: None, apart: "{,;", leave: &[] };

/// `source` without its comments, and without what only sets its lines off.
pub fn strip(source: &str, marks: &Marks) -> String {
    let mut inside = false;
    let mut kept = String::with_capacity(source.len());
    for line in source.lines() {
        let mut rest = line.trim();
        if !inside && marks.line.is_some_and(|mark| rest.starts_with(mark)) {
            continue;
        }
        let before = kept.len();
        loop {
            let mark = if inside { "*/" } else { marks.open };
            let (code, after) = rest.split_once(mark).map_or((rest, None), |(c, a)| (c, Some(a)));
            if !inside {
                kept.push_str(if kept.len() == before { code.trim_start() } else { code });
            }
            let Some(after) = after else { break };
            inside = !inside;
            rest = if inside { after } else { after.trim_start() };
        }
        kept.truncate(kept.trim_end_matches([' ', '\t']).len().max(before));
        if let Some(line) = squeezed(&kept[before..], marks) {
            kept.truncate(before);
            kept.push_str(&line);
        }
        if kept.len() > before {
            kept.push('\n');
        }
    }
    kept
}

/// A line without the spaces that say nothing, if that can be told; strings stay as they are.
fn squeezed(line: &str, marks: &Marks) -> Option<String> {
    let mut out = String::with_capacity(line.len());
    let mut quote = None;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        out.push(c);
        match quote {
            Some(_) if c == '\\' => out.extend(chars.next()),
            Some(open) => quote = (c != open).then_some(open),
            None if marks.leave.contains(&c) => return None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == ' ' => {
                let after = chars.peek().is_some_and(|&next| marks.apart.contains(next));
                let before = out.trim_end().chars().last();
                if after || before.is_some_and(|last| marks.apart.contains(last)) {
                    out.pop();
                }
            }
            None => {}
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{CSS, JAVASCRIPT, strip};

    #[test]
    fn comments_and_indents_go_and_code_stays() {
        let source = "\
// What this is.
import { a } from \"./a.js\"; // beside code

/**
 * @typedef {object} B
 */
/** @param {number} x */ /** @returns {B} */
/** @type {B} */
export const f = (x) =>
  /** @type {B} */ (a(x, /** @type {any} */ (x), \"https://example.org, and { more }\"));
const h = `${x} = ${x}`;
const g = /** @type {{
  a: B,
}} */ (f);
";
        assert_eq!(
            strip(source, &JAVASCRIPT),
            "\
import { a } from \"./a.js\"; // beside code
export const f=(x)=>
(a(x,(x),\"https://example.org, and { more }\"));
const h = `${x} = ${x}`;
const g=
(f);
"
        );
    }

    #[test]
    fn styles_stay_apart() {
        let source = "/* What this\n   is. */\n\na,\nb :hover {\n  margin: 0 calc(1px + 2px); /* why */\n}\n";
        let stripped = "a,\nb :hover{\nmargin: 0 calc(1px + 2px);\n}\n";
        assert_eq!(strip(source, &CSS), stripped);
    }
}
