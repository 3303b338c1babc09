//! Every dependency's licence goes with Apache-2.0: the list that allows stands in deny.toml, once.
//! Every library that we ask for by name has its reason in docs/dependencies.md.

use std::path::Path;

use serde_json::Value;

use super::{list, metadata, text};
use crate::finding::Finding;

const LIST: &str = "deny.toml";
const REASONS: &str = "docs/dependencies.md";
const BROWSER_TESTS: &str = "e2e/package-lock.json";
/// Allowed for what only the browser tests use and no program of ours holds.
const TESTS_ONLY: [&str; 1] = ["MPL-2.0"];
/// What the browser tests use stands on the same page.
const TESTS_ONLY_ROWS: [&str; 3] = ["axe-core", "playwright-core", "oidc-provider"];

/// Runs both checks on the tree.
pub fn run(root: &Path) -> Result<Vec<Finding>, String> {
    let read = |name: &str| std::fs::read_to_string(root.join(name)).map_err(|error| format!("{name} cannot be read: {error}"));
    let allowed = allowed(&read(LIST)?)?;
    let mut found = crates(&metadata(root)?, &allowed);
    found.extend(packages(&read(BROWSER_TESTS)?, &allowed)?);
    found.extend(reasons(&read("Cargo.toml")?, &read(REASONS)?)?);
    Ok(found)
}

fn allowed(deny: &str) -> Result<Vec<String>, String> {
    let deny: toml::Table = deny.parse().map_err(|error| format!("{LIST} cannot be read: {error}"))?;
    let list = deny.get("licenses").and_then(|section| section.get("allow")).and_then(toml::Value::as_array);
    let list: Vec<String> = list.into_iter().flatten().filter_map(toml::Value::as_str).map(str::to_owned).collect();
    if list.is_empty() { Err(format!("{LIST} has no list licenses.allow")) } else { Ok(list) }
}

fn crates(metadata: &Value, allowed: &[String]) -> Vec<Finding> {
    let foreign = list(metadata, "packages").iter().filter(|package| package.get("source").is_some_and(|source| !source.is_null()));
    foreign
        .filter(|package| !permits(text(package, "license"), allowed))
        .map(|package| refuse("Cargo.lock", text(package, "name"), text(package, "version"), text(package, "license")))
        .collect()
}

fn packages(lock: &str, allowed: &[String]) -> Result<Vec<Finding>, String> {
    let lock: Value = serde_json::from_str(lock).map_err(|error| format!("{BROWSER_TESTS} is no JSON: {error}"))?;
    let allowed: Vec<String> = allowed.iter().cloned().chain(TESTS_ONLY.map(str::to_owned)).collect();
    let packages = lock.get("packages").and_then(Value::as_object).into_iter().flatten();
    let refused = packages.filter(|(name, package)| !name.is_empty() && !permits(text(package, "license"), &allowed));
    Ok(refused.map(|(name, package)| refuse(BROWSER_TESTS, name, text(package, "version"), text(package, "license"))).collect())
}

fn refuse(path: &str, name: &str, version: &str, licence: &str) -> Finding {
    let licence = if licence.is_empty() { "no licence stated" } else { licence };
    Finding::fault(
        path,
        0,
        format!("{name} {version}: '{licence}' is not allowed by {LIST}; find another library, or argue the licence in an ADR"),
    )
}

/// Every name under `workspace.dependencies` that is not ours has a row in docs/dependencies.md, and the other way round.
fn reasons(manifest: &str, reasons: &str) -> Result<Vec<Finding>, String> {
    let manifest: toml::Table = manifest.parse().map_err(|error| format!("Cargo.toml cannot be read: {error}"))?;
    let asked = manifest.get("workspace").and_then(|workspace| workspace.get("dependencies")).and_then(toml::Value::as_table);
    let asked: Vec<&str> =
        asked.into_iter().flatten().filter(|(_, how)| how.get("path").is_none()).map(|(name, _)| name.as_str()).collect();
    let rows: Vec<(usize, &str)> = reasons
        .lines()
        .enumerate()
        .filter_map(|(at, line)| line.strip_prefix("| `").and_then(|rest| rest.split('`').next()).map(|name| (at + 1, name)))
        .collect();
    let unnamed = asked.iter().filter(|name| !rows.iter().any(|(_, row)| row == *name));
    let unnamed = unnamed.map(|name| Finding::fault(REASONS, 0, format!("{name} has no row: say what it is for and why this one")));
    let left = rows.iter().filter(|(_, row)| !asked.contains(row) && !TESTS_ONLY_ROWS.contains(row));
    let left =
        left.map(|(line, row)| Finding::fault(REASONS, *line, format!("{row} is not asked for in Cargo.toml any more: remove the row")));
    Ok(unnamed.chain(left).collect())
}

/// Whether an SPDX expression lets us choose allowed licences only. Old expressions with `/` mean OR.
fn permits(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut reader = Expression { words: &words, at: 0, allowed };
    !words.is_empty() && words.len() < 100 && reader.either() && reader.at == words.len()
}

struct Expression<'a> {
    words: &'a [&'a str],
    at: usize,
    allowed: &'a [String],
}

impl Expression<'_> {
    fn takes(&mut self, word: &str) -> bool {
        let is = self.words.get(self.at).is_some_and(|found| found.eq_ignore_ascii_case(word));
        self.at += usize::from(is);
        is
    }

    fn either(&mut self) -> bool {
        let mut any = self.both();
        while self.takes("OR") {
            any |= self.both();
        }
        any
    }

    fn both(&mut self) -> bool {
        let mut all = self.one();
        while self.takes("AND") {
            all &= self.one();
        }
        all
    }

    fn one(&mut self) -> bool {
        if self.takes("(") {
            let inside = self.either();
            return self.takes(")") && inside;
        }
        // Stepping past the end marks an expression that breaks off.
        let name = self.words.get(self.at);
        self.at += 1;
        let Some(name) = name else { return false };
        if !self.takes("WITH") {
            return self.allowed.iter().any(|allowed| allowed == name);
        }
        let Some(exception) = self.words.get(self.at) else { return false };
        self.at += 1;
        self.allowed.iter().any(|allowed| *allowed == format!("{name} WITH {exception}"))
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    fn some() -> Vec<String> {
        ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned).to_vec()
    }

    #[test]
    fn an_expression_is_allowed_when_a_choice_of_it_is() {
        for good in [
            "MIT",
            "GPL-3.0 OR MIT",
            "MIT/Apache-2.0",
            "(MIT OR GPL-2.0) AND Unicode-3.0",
            "Apache-2.0 WITH LLVM-exception",
            "BSD-3-Clause AND GPL-2.0 OR MIT",
        ] {
            assert!(permits(good, &some()), "{good}");
        }
        for bad in ["", "GPL-3.0", "MIT AND GPL-3.0", "MIT WITH Some-exception", "MIT OR", "(MIT", "MIT MIT", "MIT WITH"] {
            assert!(!permits(bad, &some()), "{bad}");
        }
    }

    #[test]
    fn a_crate_from_outside_without_a_good_licence_is_named_and_ours_is_not() {
        let metadata = serde_json::json!({"packages": [
            {"name": "ours", "version": "0.1.0", "license": "Apache-2.0", "source": null},
            {"name": "closed", "version": "1.0.0", "license": null, "source": "registry"},
            {"name": "copyleft", "version": "2.0.0", "license": "GPL-3.0-only", "source": "registry"},
            {"name": "fine", "version": "3.0.0", "license": "MIT", "source": "registry"}]});
        let found: Vec<String> = crates(&metadata, &some()).into_iter().map(|finding| finding.sentence).collect();
        assert_eq!(found.len(), 2);
        assert!(found[0].starts_with("closed 1.0.0: 'no licence stated'") && found[1].starts_with("copyleft 2.0.0"));
    }

    #[test]
    fn a_library_without_a_reason_and_a_reason_without_a_library_are_named() {
        let manifest = "[workspace.dependencies]\nnorms = { path = \"crates/norms\" }\nserde = \"1\"\nzip = { version = \"9\" }\n";
        let found = reasons(manifest, "| `serde` | shapes |\n| `gone` | was here |\n").unwrap();
        assert_eq!(found.iter().map(|finding| finding.line).collect::<Vec<_>>(), vec![0, 2]);
        assert!(found[0].sentence.starts_with("zip has no row"));
    }
}
