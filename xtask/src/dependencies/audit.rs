//! What cargo-deny says of the dependencies: doubles, licences, sources, known faults.

use std::path::Path;
use std::process::{Command, Output};

/// What needs nothing but the lock file and the registry.
const OWN: &[&str] = &["check", "--hide-inclusion-graph", "bans", "licenses", "sources"];
/// What needs the database of known faults, which is fetched anew each time.
const FAULTS: &[&str] = &["check", "advisories"];
/// The same with the copy of the database that an earlier run fetched.
const FAULTS_AS_FETCHED: &[&str] = &["--offline", "check", "advisories"];

const NOT_INSTALLED: &str = "cargo-deny is not installed; run `cargo install --locked cargo-deny` and try again.";
const NO_DATABASE: &str = "known faults were not looked up, because the advisory database (https://github.com/RustSec/advisory-db) could \
     not be fetched and there is no earlier copy: run `make audit` where github.com can be reached, or run `cargo deny fetch db` there and \
     copy its folder ~/.cargo/advisory-dbs to this machine.";

/// Runs cargo-deny where it is installed; else says how to get it. True when it found nothing.
///
/// # Errors
/// A sentence that says what to do, when something could not be looked up.
pub fn run(root: &Path) -> Result<bool, String> {
    if !deny(root, &["--version"]).is_ok_and(|output| output.status.success()) {
        return Err(NOT_INSTALLED.to_owned());
    }
    let sound = show(&deny(root, OWN)?);
    let mut faults = deny(root, FAULTS)?;
    if says(&faults, is_unreachable) {
        faults = deny(root, FAULTS_AS_FETCHED)?;
        if says(&faults, has_no_copy) {
            return Err(NO_DATABASE.to_owned());
        }
        println!("audit: the advisory database could not be fetched; known faults are looked up in the copy of an earlier run.");
    }
    Ok(show(&faults) && sound)
}

fn deny(root: &Path, arguments: &[&str]) -> Result<Output, String> {
    let run = Command::new("cargo").arg("deny").args(arguments).current_dir(root).output();
    run.map_err(|error| format!("cargo-deny could not be started: {error}"))
}

/// Passes on what was said; true when nothing was found.
fn show(output: &Output) -> bool {
    print!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    output.status.success()
}

fn says(output: &Output, what: fn(&str) -> bool) -> bool {
    !output.status.success() && what(&String::from_utf8_lossy(&output.stderr))
}

/// Whether the database of known faults could not be fetched.
fn is_unreachable(said: &str) -> bool {
    said.contains("failed to fetch advisory database")
}

/// Whether no earlier run left a copy of it.
fn has_no_copy(said: &str) -> bool {
    said.contains("'FETCH_HEAD'") || said.contains("failed to load advisory database")
}

#[cfg(test)]
mod tests {
    use super::*;

    const FETCH: &str = "[ERROR] failed to fetch advisory database https://github.com/RustSec/advisory-db with cli: failed to clone: \
         [\"clone\", \"--depth=1\"]\nfatal: unable to access 'https://github.com/RustSec/advisory-db/': Could not resolve host: github.com";
    const COPY: &str = "[ERROR] failed to get 'FETCH_HEAD' metadata: failed to get HEAD timestamp\n\
         fatal: cannot change to 'advisory-dbs/advisory-db-3157b0e258782691': No such file or directory";
    const FAULT: &str = "error[vulnerability]: a made-up fault\n   advisories FAILED";

    #[test]
    fn a_database_that_cannot_be_fetched_is_told_from_a_fault_that_was_found() {
        assert!(is_unreachable(FETCH) && !is_unreachable(COPY) && !is_unreachable(FAULT));
        assert!(has_no_copy(COPY) && !has_no_copy(FAULT));
    }

    #[test]
    fn what_to_do_is_said_in_one_sentence() {
        for sentence in [NOT_INSTALLED, NO_DATABASE] {
            assert!(!sentence.contains('\n') && !sentence.contains("  ") && sentence.contains("run `"), "{sentence}");
        }
    }
}
