//! The tree is the same on every machine: no paths of one of them, no addresses of one place's registry.

use crate::finding::Finding;
use crate::tree::Tree;

/// Beginnings of paths that exist on one machine only, written apart so that this file does not find itself.
const PLACES: [&str; 5] =
    [concat!("/wo", "rk/"), concat!("/fa", "rm/"), concat!("/ro", "ot/"), concat!("/Use", "rs/"), concat!("/ho", "me/")];
const INDEX: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Looks at every text, and more closely at the two lock files.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        for (at, line) in text.lines().enumerate() {
            let sentence = match path {
                "Cargo.lock" => (line.starts_with("source = ") && !line.contains(INDEX)).then_some("a source other than the public index"),
                _ if path.ends_with("package-lock.json") => {
                    line.contains("\"resolved\"").then_some("a registry's address: set omit-lockfile-registry-resolved")
                }
                _ => PLACES.iter().any(|place| begins_with_place(line, place)).then_some("a path of one machine"),
            };
            found.extend(sentence.map(|sentence| Finding::fault(path, at + 1, sentence)));
        }
    }
    found
}

/// A place begins a path where nothing that could belong to a longer one stands before it.
fn begins_with_place(line: &str, place: &str) -> bool {
    line.match_indices(place).any(|(at, _)| !line[..at].chars().next_back().is_some_and(|c| c.is_alphanumeric() || "._-}/".contains(c)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_found_and_a_longer_path_is_not() {
        let here = format!("see {}main/notes.md", PLACES[0]);
        assert_eq!(check(&Tree::of(&[("README.md", &here)])).len(), 1);
        let page = format!("route(\"/journal{}list\")", PLACES[0]);
        assert_eq!(check(&Tree::of(&[("crates/a/src/lib.rs", &page)])).len(), 0);
    }

    #[test]
    fn lock_files_name_no_place() {
        assert_eq!(check(&Tree::of(&[("Cargo.lock", "source = \"registry+https://mirror.example/index\"\n")])).len(), 1);
        assert_eq!(check(&Tree::of(&[("Cargo.lock", &format!("source = \"{INDEX}\"\n"))])).len(), 0);
        assert_eq!(check(&Tree::of(&[("e2e/package-lock.json", "  \"resolved\": \"https://mirror.example/a.tgz\",\n")])).len(), 1);
    }
}
