//! The doors of a new room. What stands in them is written by a person.

use std::path::Path;

/// File, and the line that says what belongs into it. `ROOM` is the name.
const DOORS: [(&str, &str); 8] = [
    (
        "src/lib.rs",
        "//! Room ROOM: what it is for, what it records, what it posts, what it asks of others.\n\nmod actions;\nmod error;\nmod facts;\nmod model;\nmod pages;\nmod rules;\nmod store;\n",
    ),
    ("src/model.rs", "//! What the room records. A state is an enum that carries its data; transitions return an error, never panic.\n"),
    ("src/rules.rs", "//! The written rules, pure; each names title, article and dates of force.\n"),
    ("src/facts.rs", "//! Record → facts, pure: the whole truth about a record, today.\n"),
    ("src/actions.rs", "//! What people do here, one act one function `(tx, by, ask)`: rights, load, decide, save, post, queue.\n"),
    ("src/store.rs", "//! SQL, private to the room; no rules, no rights.\n"),
    ("src/error.rs", "//! What can be refused: kind, sentence for the person, field; the cause for the log.\n"),
    ("src/pages.rs", "//! Read the request, call an action or a query, show a page.\n"),
];

/// Makes the crate of a room; the line in the composition of yipanqi and in Cargo.toml stays with the person.
pub fn make(root: &Path, name: &str) -> Result<(), String> {
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_lowercase()) {
        return Err(format!("'{name}' is no name for a room: one English word in small letters, as in the glossary"));
    }
    let folder = root.join("crates").join(name);
    if folder.exists() {
        return Err(format!("there is a crate {name} already"));
    }
    let failed = |error: std::io::Error| format!("{} cannot be made: {error}", folder.display());
    for empty in ["src", "migrations", "tests/it"] {
        std::fs::create_dir_all(folder.join(empty)).map_err(failed)?;
    }
    std::fs::create_dir_all(folder.join("templates").join(name)).map_err(failed)?;
    std::fs::write(folder.join("Cargo.toml"), manifest(name)).map_err(failed)?;
    std::fs::write(folder.join("tests/it/main.rs"), format!("//! What the room {name} promises.\n")).map_err(failed)?;
    for (file, text) in DOORS {
        std::fs::write(folder.join(file), text.replace("ROOM", name)).map_err(failed)?;
    }
    println!(
        "crates/{name} made. Now: a line in Cargo.toml (workspace.dependencies), one in crates/yipanqi/Cargo.toml, and its module() in yipanqi's list of rooms."
    );
    Ok(())
}

fn manifest(name: &str) -> String {
    let inherited = ["version", "edition", "rust-version", "license", "publish"].map(|key| format!("{key}.workspace = true\n")).concat();
    let used = ["base", "board", "kit", "ledger", "norms", "askama", "axum", "serde", "sqlx", "thiserror", "uuid"]
        .map(|key| format!("{key}.workspace = true\n"))
        .concat();
    format!(
        "[package]\nname = \"{name}\"\ndescription = \"Room {name}\"\n{inherited}\n[lints]\nworkspace = true\n\n[dependencies]\n{used}\n[dev-dependencies]\ntestkit.workspace = true\n"
    )
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn the_doors_of_a_room_are_made_once() {
        let root = std::env::temp_dir().join(format!("xtask-new-room-{}", std::process::id()));
        std::fs::create_dir_all(&root).unwrap();
        make(&root, "station").unwrap();
        let manifest: toml::Table = std::fs::read_to_string(root.join("crates/station/Cargo.toml")).unwrap().parse().unwrap();
        assert_eq!(manifest["package"]["name"].as_str(), Some("station"));
        assert!(root.join("crates/station/src/actions.rs").exists());
        assert!(make(&root, "station").is_err());
        std::fs::remove_dir_all(&root).unwrap();
    }

    #[test]
    fn a_name_that_is_no_word_is_refused() {
        for name in ["", "Station", "a/b", "..", "new-room"] {
            assert!(make(Path::new("nowhere"), name).is_err(), "{name}");
        }
    }
}
