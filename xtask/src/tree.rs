//! The texts of the tree: read from disk for the real checks, made up for their tests.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Folders that hold what was built or fetched, never what was written: anywhere, and by their path from the root.
const SKIPPED: [&str; 3] = [".git", "target", "node_modules"];
const SKIPPED_PATHS: [&str; 5] = ["data", "dist", "e2e/out", "fuzz/corpus", "fuzz/artifacts"];

/// Texts by path from the root, with `/` between folders; of other files only their paths.
#[derive(Debug, Default)]
pub struct Tree {
    texts: BTreeMap<String, String>,
    files: BTreeSet<String>,
}

impl Tree {
    /// Reads every text under `root`. Of files that are no UTF-8 only the name is kept.
    pub fn read(root: &Path) -> Result<Tree, String> {
        let mut tree = Tree::default();
        let mut open = vec![root.to_path_buf()];
        while let Some(folder) = open.pop() {
            let entries = std::fs::read_dir(&folder).map_err(|error| format!("{} cannot be read: {error}", folder.display()))?;
            for entry in entries.flatten() {
                let path = entry.path();
                let Ok(kind) = entry.file_type() else { continue };
                let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                if kind.is_dir() {
                    if !SKIPPED.iter().any(|skipped| entry.file_name() == *skipped) && !SKIPPED_PATHS.contains(&name.as_str()) {
                        open.push(path);
                    }
                } else if kind.is_file() {
                    if let Ok(text) = std::fs::read_to_string(&path) {
                        tree.texts.insert(name.clone(), text);
                    }
                    tree.files.insert(name);
                }
            }
        }
        Ok(tree)
    }

    /// A made-up tree.
    #[cfg(test)]
    pub fn of(texts: &[(&str, &str)]) -> Tree {
        let texts: BTreeMap<String, String> = texts.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
        Tree { files: texts.keys().cloned().collect(), texts }
    }

    /// All texts, by path.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The texts whose name ends so.
    pub fn ending<'a>(&'a self, ending: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts().filter(move |(path, _)| path.ends_with(ending))
    }

    /// Whether there is such a file, or a folder with a file in it.
    pub fn holds(&self, path: &str) -> bool {
        let folder = format!("{}/", path.trim_end_matches('/'));
        self.files.contains(path) || self.files.iter().any(|file| file.starts_with(&folder))
    }

    /// One text.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }
}

/// The crate that a path under `crates/` belongs to.
pub fn crate_of(path: &str) -> Option<&str> {
    path.strip_prefix("crates/")?.split('/').next()
}

/// Whether a Rust file holds tests only.
pub fn is_test_file(path: &str) -> bool {
    path.contains("/tests/") || path.ends_with("/tests.rs") || path.ends_with("_tests.rs") || path.contains("/benches/")
}

/// Whether a file is an HTML template.
pub fn is_template(path: &str) -> bool {
    path.starts_with("crates/") && path.contains("/templates/") && path.ends_with(".html")
}
