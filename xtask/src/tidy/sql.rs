//! SQL stands in a room's store (`store.rs` or the folder `store/`) and in the kernel crates base, board and ledger;
//! kit and the program reach the database through these. Tests may look into tables.

use super::floors;
use crate::finding::Finding;
use crate::rust_source::RustSource;
use crate::tree::{Tree, crate_of, is_test_file};

/// Crates whose work the database is.
const KERNEL: [&str; 4] = ["base", "board", "ledger", "testkit"];

/// Looks for texts that begin as an SQL statement does.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.ending(".rs") {
        let Some(name) = crate_of(path) else { continue };
        if KERNEL.contains(&name) || is_test_file(path) || (floors::is_room(name) && is_store(path)) {
            continue;
        }
        let source = RustSource::read(text);
        for (line, literal) in &source.literals {
            if is_sql(literal) && !source.in_tests(*line) {
                found.push(Finding::fault(
                    path,
                    *line,
                    "SQL outside a store: move it to store.rs of the room, or to the board or the ledger",
                ));
            }
        }
    }
    found
}

fn is_store(path: &str) -> bool {
    path.ends_with("/store.rs") || path.contains("/store/")
}

fn is_sql(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    match words.as_slice() {
        ["select", rest @ ..] => rest.contains(&"from") || rest.len() == 1,
        ["insert", "into", ..] | ["delete", "from", ..] | ["pragma", _, ..] => true,
        ["create" | "drop" | "alter", "table" | "index" | "unique" | "view" | "trigger", ..] => true,
        ["update", rest @ ..] => rest.contains(&"set"),
        ["with", rest @ ..] => rest.contains(&"as") && rest.iter().any(|word| word.starts_with("(select") || word.starts_with("(values")),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const QUERY: &str = "fn a() { run(sql(\"SELECT id FROM entry WHERE tenant = $1\")); }";

    fn count(path: &str, text: &str) -> usize {
        check(&Tree::of(&[(path, text)])).len()
    }

    #[test]
    fn a_store_and_the_kernel_may_speak_sql() {
        assert_eq!(count("crates/journal/src/store.rs", QUERY), 0);
        assert_eq!(count("crates/journal/src/store/lists.rs", QUERY), 0);
        assert_eq!(count("crates/ledger/src/figures.rs", QUERY), 0);
        assert_eq!(count("crates/journal/tests/it/main.rs", QUERY), 0);
    }

    #[test]
    fn an_action_a_page_kit_and_the_program_may_not() {
        for path in ["crates/journal/src/actions.rs", "crates/kit/src/session.rs", "crates/yipanqi/src/main.rs", "crates/kit/src/store.rs"]
        {
            assert_eq!(count(path, QUERY), 1, "{path}");
        }
    }

    #[test]
    fn english_sentences_are_no_sql() {
        for sentence in ["select a period first", "update it and try again", "with --strict nothing goes in", "delete the file by hand"] {
            assert!(!is_sql(sentence), "{sentence}");
        }
        for statement in
            ["update entry set title = $1", "with k(a) as (values ($1)) select a from k", "\n  insert into entry(id) values ($1)"]
        {
            assert!(is_sql(statement), "{statement}");
        }
    }
}
