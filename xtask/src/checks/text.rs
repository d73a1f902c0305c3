//! The length of lines, where the formatter does not see to it: comments and strings.

use super::Finding;

/// Columns of a line, in code of every language.
pub const WIDTH: usize = 100;

/// The lines of `text` that are too long.
pub fn long_lines(file: &str, text: &str) -> Vec<Finding> {
    let long = text.lines().enumerate().filter(|(_, line)| line.chars().count() > WIDTH);
    long.map(|(at, line)| {
        let rule = format!("{} columns; a line has at most {WIDTH}", line.chars().count());
        Finding { file: file.to_owned(), line: at + 1, rule }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_counted_not_bytes() {
        assert_eq!(long_lines("a.js", &"ä".repeat(WIDTH)), []);
        let found = long_lines("a.js", &format!("a\n{}\n", "ä".repeat(WIDTH + 1)));
        assert_eq!(found[0].to_string(), "a.js:2: 101 columns; a line has at most 100");
    }
}
