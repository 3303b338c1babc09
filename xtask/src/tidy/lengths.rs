//! Files and functions short enough to be read.

use crate::finding::Finding;
use crate::rust_source::RustSource;
use crate::tree::{Tree, is_test_file};

/// Lines of a source file: shown above the first, refused above the second.
const FILE: (usize, usize) = (400, 700);
/// Lines of a function from `fn` to its closing brace, likewise. Tests are stories and may be longer.
const FUNCTION: (usize, usize) = (70, 120);

/// Measures every Rust source, style sheet, script and template.
pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut found = Vec::new();
    for (path, text) in tree.texts() {
        let rust = path.ends_with(".rs");
        if !(rust || [".css", ".mjs", ".html", ".sql"].iter().any(|ending| path.ends_with(ending))) || path.contains("/vendor/") {
            continue;
        }
        found.extend(judge(path, 0, "file", text.lines().count(), FILE, "make it a folder of named parts"));
        if rust && !is_test_file(path) {
            let source = RustSource::read(text);
            for (line, name, length) in functions(&source.code) {
                if !source.in_tests(line) {
                    found.extend(judge(path, line, &format!("function {name}"), length, FUNCTION, "name its steps"));
                }
            }
        }
    }
    found
}

fn judge(path: &str, line: usize, what: &str, length: usize, (shown, refused): (usize, usize), advice: &str) -> Option<Finding> {
    let sentence = format!("{what} has {length} lines (at most {refused}, better {shown}): {advice}");
    match length {
        length if length > refused => Some(Finding::fault(path, line, sentence)),
        length if length > shown => Some(Finding::remark(path, line, sentence)),
        _ => None,
    }
}

/// Line, name and length of each function with a body.
fn functions(code: &str) -> Vec<(usize, String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let Some(name) = function_name(line) else { continue };
        if let Some(length) = body_length(&lines[at..]) {
            found.push((at + 1, name, length));
        }
    }
    found
}

fn function_name(line: &str) -> Option<String> {
    let mut words = line.split_whitespace().skip_while(|word| *word != "fn");
    words.next()?;
    let name: String = words.next()?.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
    (!name.is_empty()).then_some(name)
}

/// Lines up to the brace that closes the first one opened; nothing when a `;` outside brackets comes first.
fn body_length(lines: &[&str]) -> Option<usize> {
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    for (at, line) in lines.iter().enumerate() {
        // What stands before `fn` on its line belongs to something else.
        let from = if at == 0 { line.find("fn ").unwrap_or(0) } else { 0 };
        for c in line[from..].chars() {
            match c {
                '(' | '[' => brackets += 1,
                ')' | ']' => brackets = brackets.saturating_sub(1),
                ';' if braces == 0 && brackets == 0 => return None,
                '{' => braces += 1,
                '}' => {
                    braces = braces.saturating_sub(1);
                    if braces == 0 {
                        return Some(at + 1);
                    }
                }
                _ => {}
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(lines: usize) -> String {
        format!("pub async fn long(\n    a: [u8; 4],\n) {{\n{}}}\n", "    step();\n".repeat(lines - 4))
    }

    #[test]
    fn a_long_function_is_remarked_and_a_very_long_one_refused() {
        let found = check(&Tree::of(&[("crates/a/src/lib.rs", &function(70))]));
        assert_eq!(found, vec![]);
        let found = check(&Tree::of(&[("crates/a/src/lib.rs", &function(71))]));
        assert!(found[0].remark && found[0].sentence.contains("function long has 71 lines"), "{found:?}");
        let found = check(&Tree::of(&[("crates/a/src/lib.rs", &function(121))]));
        assert!(!found[0].remark);
    }

    #[test]
    fn a_declaration_without_a_body_is_no_function() {
        assert_eq!(functions("trait A {\n    fn a(&self, b: [u8; 2]);\n    fn b(&self) {\n    }\n}"), vec![(3, "b".to_owned(), 2)]);
    }

    #[test]
    fn a_long_file_is_remarked_and_a_very_long_one_refused() {
        let found = check(&Tree::of(&[("crates/a/src/long.rs", &"\n".repeat(401)), ("crates/a/templates/a/b.html", &"\n".repeat(701))]));
        assert_eq!(found.iter().map(|finding| finding.remark).collect::<Vec<_>>(), vec![true, false]);
    }
}
