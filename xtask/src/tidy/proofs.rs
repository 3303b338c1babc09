//! The tests that docs/security.md names as proof are there.

use crate::finding::Finding;
use crate::tree::Tree;

const DOCUMENT: &str = "docs/security.md";

/// Looks for each test that the document names as `crate::file::test`.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let Some(text) = tree.text(DOCUMENT) else { return Vec::new() };
    let mut found = Vec::new();
    for (at, line) in text.lines().enumerate() {
        for name in line.split('`').skip(1).step_by(2) {
            let parts: Vec<&str> = name.split("::").collect();
            if let [of, file, test] = parts[..]
                && !is_there(tree, of, file, test)
            {
                found.push(Finding::fault(DOCUMENT, at + 1, format!("there is no test {name}")));
            }
        }
    }
    found
}

/// Whether a file of this name in the crate holds the test.
fn is_there(tree: &Tree, of: &str, file: &str, test: &str) -> bool {
    let folder = if of == "xtask" { "xtask/".to_owned() } else { format!("crates/{of}/") };
    let (ending, function) = (format!("/{file}.rs"), format!("fn {test}("));
    tree.ending(&ending).any(|(path, text)| path.starts_with(&folder) && text.contains(&function))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_is_not_there_is_named_with_its_line() {
        let found = check(&Tree::of(&[
            ("docs/security.md", "`kit::gate::every_door_is_shut`, `Db::write`\n`kit::gate::every` and `board::gate::every_door_is_shut`"),
            ("crates/kit/tests/it/gate.rs", "async fn every_door_is_shut() {}"),
        ]));
        let found: Vec<String> = found.into_iter().map(|finding| finding.to_string()).collect();
        assert_eq!(
            found,
            [
                "fault: docs/security.md:2: there is no test kit::gate::every",
                "fault: docs/security.md:2: there is no test board::gate::every_door_is_shut",
            ]
        );
    }
}
