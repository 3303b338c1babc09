//! Arrows between crates point down: norms → paper, sheet, heard → base → outbox → board → ledger → kit → rooms → yipanqi.
//! Rooms never import each other. testkit serves the tests of the crates above it and of base.

use crate::finding::Finding;
use crate::tree::{Tree, crate_of};

/// Pure crates and the kernel, lowest first; crates of one line do not import each other.
const FLOORS: [&[&str]; 7] = [&["norms"], &["paper", "sheet", "heard"], &["base"], &["outbox"], &["board"], &["ledger"], &["kit"]];
const ROOM: usize = FLOORS.len();
const TOP: usize = ROOM + 1;
/// What stands above the rooms: the program, and the measurements that use it whole.
const ABOVE: [&str; 2] = ["yipanqi", "bench"];
const TESTKIT: &str = "testkit";

/// The floor on which a crate stands; what is named nowhere is a room.
fn floor(name: &str) -> usize {
    if ABOVE.contains(&name) {
        return TOP;
    }
    FLOORS.iter().position(|floor| floor.contains(&name)).unwrap_or(ROOM)
}

/// Whether a crate is a room.
pub fn is_room(name: &str) -> bool {
    name != TESTKIT && floor(name) == ROOM
}

/// Holds every crate's Cargo.toml against the floors.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let manifests: Vec<(&str, &str, &str)> = tree
        .ending("/Cargo.toml")
        .filter_map(|(path, text)| crate_of(path).map(|name| (name, path, text)))
        .filter(|(name, path, _)| *path == format!("crates/{name}/Cargo.toml"))
        .collect();
    let names: Vec<&str> = manifests.iter().map(|(name, ..)| *name).collect();
    manifests.iter().flat_map(|(name, path, text)| check_manifest(name, path, text, &names)).collect()
}

fn check_manifest(name: &str, path: &str, text: &str, crates: &[&str]) -> Vec<Finding> {
    let manifest: toml::Table = match text.parse() {
        Ok(manifest) => manifest,
        Err(error) => return vec![Finding::fault(path, 0, format!("cannot be read as TOML: {error}"))],
    };
    let mut found = Vec::new();
    for (section, tests_only) in [("dependencies", false), ("build-dependencies", false), ("dev-dependencies", true)] {
        let used = manifest.get(section).and_then(toml::Value::as_table);
        for other in used.into_iter().flat_map(toml::Table::keys).filter(|other| crates.contains(&other.as_str())) {
            if let Some(why) = refusal(name, other, tests_only) {
                let line = text.lines().position(|line| line.split(['.', '=', ' ']).next() == Some(other)).map_or(0, |at| at + 1);
                found.push(Finding::fault(path, line, why));
            }
        }
    }
    found
}

/// Why one crate may not import another.
fn refusal(from: &str, to: &str, tests_only: bool) -> Option<String> {
    if to == TESTKIT {
        return (!tests_only && !ABOVE.contains(&from)).then(|| "testkit is for tests: move it to [dev-dependencies]".to_owned());
    }
    if from == TESTKIT {
        return (floor(to) >= ROOM).then(|| format!("testkit imports {to}: it may know the kernel, no room"));
    }
    if is_room(from) && is_room(to) {
        return Some(format!("room {from} imports room {to}: rooms meet on the board and in the ledger only"));
    }
    (floor(to) >= floor(from)).then(|| format!("{from} imports {to}, which stands on the same floor or higher; see ARCHITECTURE.md"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(texts: &[(&str, &str)]) -> Vec<String> {
        check(&Tree::of(texts)).into_iter().map(|finding| finding.to_string()).collect()
    }

    #[test]
    fn arrows_that_point_down_pass() {
        let found = sentences(&[
            ("crates/norms/Cargo.toml", "[dependencies]\n"),
            ("crates/sheet/Cargo.toml", "[dependencies]\nnorms.workspace = true\n"),
            ("crates/base/Cargo.toml", "[dependencies]\nnorms.workspace = true\n"),
            ("crates/testkit/Cargo.toml", "[dependencies]\nbase.workspace = true\n"),
            (
                "crates/journal/Cargo.toml",
                "[dependencies]\nbase.workspace = true\nsheet = { workspace = true }\n[dev-dependencies]\ntestkit.workspace = true\n",
            ),
            ("crates/yipanqi/Cargo.toml", "[dependencies]\njournal.workspace = true\n"),
        ]);
        assert_eq!(found, Vec::<String>::new());
    }

    #[test]
    fn a_room_that_imports_a_room_is_named_with_its_line() {
        let found = sentences(&[
            ("crates/journal/Cargo.toml", "[dependencies]\n"),
            ("crates/station/Cargo.toml", "[dependencies]\njournal.workspace = true\n"),
        ]);
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("fault: crates/station/Cargo.toml:2: room station imports room journal"), "{}", found[0]);
    }

    #[test]
    fn an_arrow_upwards_or_sideways_is_refused_in_tests_too() {
        let found = sentences(&[
            ("crates/base/Cargo.toml", "[dependencies]\n[dev-dependencies]\nboard = { path = \"../board\" }\n"),
            ("crates/board/Cargo.toml", "[dependencies]\n"),
            ("crates/paper/Cargo.toml", "[dependencies]\nsheet.workspace = true\n"),
            ("crates/sheet/Cargo.toml", "[dependencies]\n"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }

    #[test]
    fn testkit_stays_in_tests_and_knows_no_room() {
        let found = sentences(&[
            ("crates/testkit/Cargo.toml", "[dependencies]\norg.workspace = true\n"),
            ("crates/org/Cargo.toml", "[dependencies]\ntestkit.workspace = true\n"),
        ]);
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
