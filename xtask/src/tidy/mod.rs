//! Rules of the tree that compiler and linter do not know. Each has its own file and its own tests on made-up trees.

mod floors;
mod lengths;
mod links;
mod marks;
mod paths;
mod proofs;
mod sql;
mod styles;
mod templates;

pub use templates::without_comments;

use crate::finding::Finding;
use crate::tree::Tree;

/// Runs all rules.
pub fn check(tree: &Tree) -> Vec<Finding> {
    [floors::check, sql::check, styles::check, lengths::check, links::check, marks::check, templates::check, paths::check, proofs::check]
        .iter()
        .flat_map(|rule| rule(tree))
        .collect()
}
