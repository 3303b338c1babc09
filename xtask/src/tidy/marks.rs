//! Nothing unfinished and no test that never runs.

use crate::finding::Finding;
use crate::rust_source::RustSource;
use crate::tree::Tree;

/// Marks of unfinished work, written apart so that this file does not find itself.
const UNFINISHED: [&str; 7] = [
    concat!("to", "do!("),
    concat!("unimple", "mented!("),
    concat!("FIX", "ME"),
    concat!("X", "XX"),
    concat!("TO", "DO"),
    concat!("place", "holder"),
    concat!("not implemented", " yet"),
];

/// Looks at Rust, scripts, styles and templates.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        if !["rs", "mjs", "js", "html", "css", "sql"].iter().any(|ending| path.rsplit('.').next() == Some(ending))
            || path.contains("/vendor/")
        {
            continue;
        }
        for (at, line) in text.lines().enumerate() {
            for mark in UNFINISHED.iter().filter(|mark| line.contains(*mark)) {
                found.push(Finding::fault(path, at + 1, format!("'{mark}': finish it, or say what is left in an issue")));
            }
        }
        found.extend(sleeping_tests(path, text));
    }
    found
}

fn sleeping_tests(path: &str, text: &str) -> Vec<Finding> {
    let code = if path.ends_with(".rs") { RustSource::read(text).code } else { text.to_owned() };
    let signs: &[&str] = match path.rsplit('.').next() {
        Some("rs") => &["#[ignore"],
        Some("mjs" | "js") if path.starts_with("e2e/") => &["test.skip(", "it.skip(", "test.only(", "it.only(", "test.todo(", "skip: true"],
        _ => &[],
    };
    let lines = code.lines().enumerate().filter(|(_, line)| signs.iter().any(|sign| line.contains(sign)));
    lines.map(|(at, _)| Finding::fault(path, at + 1, "a test that never runs is no test: mend it or remove it")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unfinished_work_is_named_with_its_line() {
        let text = format!("fn a() {{\n    {}\"later\")\n}}\n", UNFINISHED[0]);
        let found = check(&Tree::of(&[("crates/a/src/lib.rs", &text)]));
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), vec![2]);
    }

    #[test]
    fn a_sleeping_test_is_named_and_a_text_about_one_is_not() {
        let asleep = "#[test]\n#[ignore = \"slow\"]\nfn a() {}\n";
        assert_eq!(check(&Tree::of(&[("crates/a/src/lib.rs", asleep)])).len(), 1);
        assert_eq!(check(&Tree::of(&[("crates/a/src/lib.rs", "const A: &str = \"#[ignore\";")])).len(), 0);
        assert_eq!(check(&Tree::of(&[("e2e/journeys/a.mjs", "test.skip('later', () => {})")])).len(), 1);
    }
}
