//! The page's JavaScript without its comments: types and reasons are for those who read the source,
//! and a visitor need not fetch them.

/// `source` without the lines that hold nothing but a comment: `//`, and `/** … */` over one line
/// or several. A comment beside code stays. The page has no lines like these inside of strings.
pub fn strip(source: &str) -> String {
    let mut inside = false;
    let mut kept = String::with_capacity(source.len());
    for line in source.lines() {
        let text = line.trim();
        let end = text.find("*/");
        let whole = text.starts_with("//")
            || text.starts_with("/**") && end.is_some_and(|end| end + 2 == text.len());
        if inside {
            inside = end.is_none();
        } else if text.starts_with("/**") && end.is_none() {
            inside = true;
        } else if !whole {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::strip;

    #[test]
    fn lines_of_comment_go_and_code_stays() {
        let source = "\
// What this is.
import { a } from \"./a.js\"; // beside code

/**
 * @typedef {object} B
 */
/** @param {number} x */ /** @returns {B} */
/** @type {B} */
export const f = (x) =>
  /** @type {B} */ (a(x, \"https://example.org\"));
";
        assert_eq!(
            strip(source),
            "\
import { a } from \"./a.js\"; // beside code

/** @param {number} x */ /** @returns {B} */
export const f = (x) =>
  /** @type {B} */ (a(x, \"https://example.org\"));
"
        );
    }
}
