//! Links between documents lead somewhere.

use crate::finding::Finding;
use crate::tree::Tree;

/// Follows every link of a Markdown file that stays inside the tree.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.ending(".md") {
        for (at, line) in text.lines().enumerate() {
            let dead = targets(line).filter(|target| !resolve(path, target).is_some_and(|target| tree.holds(&target)));
            found.extend(dead.map(|target| Finding::fault(path, at + 1, format!("the link to {target} leads nowhere"))));
        }
    }
    found
}

/// The targets of a line's links, without those that leave the tree and without places inside a page.
fn targets(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', '#', ' ']).next());
    targets.filter(|target| !target.is_empty() && !target.contains("://") && !target.starts_with("mailto:"))
}

fn resolve(from: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = from.split('/').collect();
    parts.pop();
    for part in target.trim_end_matches('/').split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_is_named_and_live_ones_pass() {
        let found = check(&Tree::of(&[
            ("README.md", "[a](docs/a.md) [adr](docs/adr/) [b](docs/b.md#part)\n[else](https://example.org/x) [here](#below)"),
            ("docs/a.md", "[back](../README.md) [one](adr/1.md)"),
            ("docs/adr/1.md", "[out](../../../x.md)"),
        ]));
        let found: Vec<String> = found.into_iter().map(|finding| finding.to_string()).collect();
        assert_eq!(
            found,
            vec![
                "fault: README.md:1: the link to docs/b.md leads nowhere",
                "fault: docs/adr/1.md:1: the link to ../../../x.md leads nowhere",
            ]
        );
    }
}
