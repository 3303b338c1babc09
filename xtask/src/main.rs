//! Tasks of the workshop: the checks that compiler and linter do not know, and what can be written by a program.
//! `cargo run -p xtask -- help` lists them.

mod dependencies;
mod finding;
mod generate;
mod new_room;
mod rust_source;
mod tidy;
mod tree;
mod words;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use finding::Finding;
use tree::Tree;

const HELP: &str = "\
cargo run -p xtask -- TASK

  tidy                          floors between crates, SQL in its place, lengths, unfinished marks, templates, paths, proofs
  words                         words on pages against docs/glossary.md
  licences                      licences of all dependencies against deny.toml; each named in docs/dependencies.md
  audit                         cargo-deny: doubles, licences, sources, known faults
  sbom FILE                     the list of parts (CycloneDX JSON)
  generate [--check] [--binary FILE]
                                write docs/reference from the program; with --check only compare
  new-room NAME                 the doors of a new room as a crate";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let root = root();
    let outcome = match arguments.as_slice() {
        ["tidy"] => Tree::read(&root).map(|tree| report("tidy", &tidy::check(&tree))),
        ["words"] => Tree::read(&root).and_then(|tree| words::check(&tree)).map(|found| report("words", &found)),
        ["licences"] => dependencies::licences::run(&root).map(|found| report("licences", &found)),
        ["audit"] => dependencies::audit::run(&root),
        ["sbom", file] => dependencies::sbom::write(&root, Path::new(file)).map(|()| true),
        ["generate", rest @ ..] => generate::run(&root, rest),
        ["new-room", name] => new_room::make(&root, name).map(|()| true),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        other => {
            eprintln!("xtask: '{}' is not a task.\n\n{HELP}", other.join(" "));
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(sentence) => {
            eprintln!("xtask: {sentence}");
            ExitCode::FAILURE
        }
    }
}

/// The folder of the workspace: the parent of this crate's.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Prints what was found; true when nothing of it is a fault (remarks pass).
fn report(task: &str, found: &[Finding]) -> bool {
    for finding in found {
        println!("{finding}");
    }
    let faults = found.iter().filter(|finding| !finding.remark).count();
    println!("{task}: {} remarks, {faults} faults", found.len() - faults);
    faults == 0
}
