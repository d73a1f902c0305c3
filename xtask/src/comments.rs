//! The page without its comments and indents: types and reasons are for those who read the source,
//! and a visitor need not fetch them.

/// How a language marks what a visitor need not read.
pub struct Marks {
    /// Begins a comment that `*/` ends, over one line or several.
    open: &'static str,
    /// Begins a line that is a comment as a whole.
    line: Option<&'static str>,
}

/// JavaScript: `/** ... */` goes wherever it stands, `//` where it has a line for itself. The page
/// has no strings with either in them, and none over several lines.
pub const JAVASCRIPT: Marks = Marks { open: "/**", line: Some("//") };
/// Style sheets.
pub const CSS: Marks = Marks { open: "/*", line: None };

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
        if kept.len() > before {
            kept.push('\n');
        }
    }
    kept
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
  /** @type {B} */ (a(x, /** @type {any} */ (x), \"https://example.org\"));
const g = /** @type {{
  a: B,
}} */ (f);
";
        assert_eq!(
            strip(source, &JAVASCRIPT),
            "\
import { a } from \"./a.js\"; // beside code
export const f = (x) =>
(a(x, (x), \"https://example.org\"));
const g =
(f);
"
        );
    }

    #[test]
    fn styles_stay_apart() {
        let source = "/* What this\n   is. */\n\na,\nb {\n  color: red; /* why */\n}\n";
        assert_eq!(strip(source, &CSS), "a,\nb {\ncolor: red;\n}\n");
    }
}
