//! What the program can say of itself is written by the program: docs/reference/ is never edited by hand.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The pages of docs/reference, by the word that `yipanqi reference` takes.
const PAGES: [&str; 4] = ["metrics", "routes", "commands", "configuration"];

/// Writes the pages, or with `--check` compares them. True when nothing differs.
pub fn run(root: &Path, arguments: &[&str]) -> Result<bool, String> {
    let (mut check, mut binary) = (false, None);
    let mut left = arguments.iter();
    while let Some(argument) = left.next() {
        match *argument {
            "--check" => check = true,
            "--binary" => binary = Some(PathBuf::from(left.next().ok_or("--binary needs a file")?)),
            other => return Err(format!("generate does not know '{other}'; it takes --check and --binary FILE")),
        }
    }
    let mut same = true;
    for page in PAGES {
        let said = ask(root, binary.as_deref(), page)?;
        let path = root.join("docs/reference").join(page).with_extension("md");
        let written = std::fs::read_to_string(&path).unwrap_or_default();
        if said == written {
            continue;
        }
        if check {
            println!(
                "fault: docs/reference/{page}.md is not what the program says{}; run `make generate` and look at the change",
                first_difference(&written, &said)
            );
            same = false;
        } else {
            let failed = |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
            std::fs::create_dir_all(root.join("docs/reference")).map_err(failed)?;
            std::fs::write(&path, said).map_err(failed)?;
            println!("docs/reference/{page}.md written");
        }
    }
    Ok(same)
}

fn ask(root: &Path, binary: Option<&Path>, page: &str) -> Result<String, String> {
    let mut command = match binary {
        Some(binary) => Command::new(binary),
        None => {
            let mut cargo = Command::new("cargo");
            cargo.args(["run", "--quiet", "--locked", "-p", "yipanqi", "--"]);
            cargo
        }
    };
    let output = command
        .args(["reference", page])
        .current_dir(root)
        .output()
        .map_err(|error| format!("the program could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`yipanqi reference {page}` failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`yipanqi reference {page}` printed what is no text"))
}

fn first_difference(written: &str, said: &str) -> String {
    if written.is_empty() {
        return " (it is missing)".to_owned();
    }
    let at =
        written.lines().zip(said.lines()).position(|(a, b)| a != b).unwrap_or_else(|| written.lines().count().min(said.lines().count()));
    format!(" (from line {})", at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_line_that_differs_is_named() {
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), " (from line 2)");
        assert_eq!(first_difference("a\n", "a\nb\n"), " (from line 2)");
        assert_eq!(first_difference("", "a\n"), " (it is missing)");
    }

    #[test]
    fn an_unknown_argument_is_refused() {
        assert!(run(Path::new("."), &["--what"]).is_err());
        assert!(run(Path::new("."), &["--binary"]).is_err());
    }
}
