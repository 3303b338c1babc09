//! Just enough of Rust's grammar to tell code, comments and texts apart.

/// A Rust file taken apart.
#[derive(Debug)]
pub struct RustSource {
    /// The file with comments and the insides of texts blanked out; lines stay where they were.
    pub code: String,
    /// Each text (string literal) with the line on which it begins.
    pub literals: Vec<(usize, String)>,
    /// Line from which on only tests follow (`#[cfg(test)] mod … {`), if there is one.
    pub tests_from: Option<usize>,
}

impl RustSource {
    /// Takes a file apart. Never fails: what is not closed reaches to the end.
    pub fn read(text: &str) -> RustSource {
        let mut reader =
            Reader { chars: text.chars().collect(), at: 0, line: 1, code: String::with_capacity(text.len()), literals: Vec::new() };
        reader.run();
        let tests_from = tests_from(&reader.code);
        RustSource { code: reader.code, literals: reader.literals, tests_from }
    }

    /// Whether a line stands among the tests at the end of the file.
    pub fn in_tests(&self, line: usize) -> bool {
        self.tests_from.is_some_and(|from| line >= from)
    }
}

fn tests_from(code: &str) -> Option<usize> {
    let lines: Vec<&str> = code.lines().collect();
    let at = lines.iter().position(|line| line.trim_start().starts_with("#[cfg(test)]"))?;
    let module = lines.iter().skip(at).take(6).any(|line| line.trim_start().starts_with("mod ") && line.contains('{'));
    module.then_some(at + 1)
}

struct Reader {
    chars: Vec<char>,
    at: usize,
    line: usize,
    code: String,
    literals: Vec<(usize, String)>,
}

impl Reader {
    fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at + ahead).copied()
    }

    /// Goes on by one character, kept or blanked.
    fn step(&mut self, keep: bool) {
        if let Some(c) = self.peek(0) {
            if c == '\n' {
                self.line += 1;
            }
            self.code.push(if keep || c == '\n' { c } else { ' ' });
            self.at += 1;
        }
    }

    fn run(&mut self) {
        while let Some(c) = self.peek(0) {
            match c {
                '/' if self.peek(1) == Some('/') => self.line_comment(),
                '/' if self.peek(1) == Some('*') => self.block_comment(),
                '"' => self.text(),
                'r' if self.raw_hashes().is_some() && !self.after_name() => self.raw_text(),
                '\'' => self.quote(),
                _ => self.step(true),
            }
        }
    }

    fn after_name(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|at| self.chars.get(at));
        // `br"…"` is a raw text too.
        before.is_some_and(|c| (c.is_alphanumeric() || *c == '_') && *c != 'b')
    }

    fn raw_hashes(&self) -> Option<usize> {
        let hashes = self.chars.get(self.at + 1..)?.iter().take_while(|c| **c == '#').count();
        (self.peek(1 + hashes) == Some('"')).then_some(hashes)
    }

    fn line_comment(&mut self) {
        while self.peek(0).is_some_and(|c| c != '\n') {
            self.step(false);
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0;
        while let Some(c) = self.peek(0) {
            match (c, self.peek(1)) {
                ('/', Some('*')) => {
                    depth += 1;
                    self.step(false);
                }
                ('*', Some('/')) => {
                    depth -= 1;
                    self.step(false);
                }
                _ => {}
            }
            self.step(false);
            if depth == 0 {
                break;
            }
        }
    }

    fn text(&mut self) {
        let line = self.line;
        let mut text = String::new();
        self.step(true);
        while let Some(c) = self.peek(0) {
            if c == '"' {
                self.step(true);
                break;
            }
            if c == '\\' {
                self.step(false);
            }
            text.extend(self.peek(0));
            self.step(false);
        }
        self.literals.push((line, text));
    }

    fn raw_text(&mut self) {
        let line = self.line;
        let hashes = self.raw_hashes().unwrap_or(0);
        for _ in 0..hashes + 2 {
            self.step(true);
        }
        let mut text = String::new();
        while let Some(c) = self.peek(0) {
            if c == '"' && (1..=hashes).all(|ahead| self.peek(ahead) == Some('#')) {
                for _ in 0..=hashes {
                    self.step(true);
                }
                break;
            }
            text.push(c);
            self.step(false);
        }
        self.literals.push((line, text));
    }

    /// A character (`'{'`, `'\n'`) or a lifetime (`'a`).
    fn quote(&mut self) {
        self.step(true);
        if self.peek(0) == Some('\\') {
            self.step(false);
            self.step(false);
            while self.peek(0).is_some_and(|c| c != '\'' && c != '\n') {
                self.step(false);
            }
            self.step(true);
        } else if self.peek(1) == Some('\'') {
            self.step(false);
            self.step(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_and_texts_are_no_code() {
        let source = RustSource::read(
            "let a = \"{ todo\"; // fn {\n/* fn { /* } */ */ let b = r#\"a \"quoted\" {\"#;\nlet c = '{'; let d: &'a str = '\\'';",
        );
        assert_eq!(source.code.matches('{').count(), 0);
        assert_eq!(source.code.lines().count(), 3);
        assert_eq!(source.literals, vec![(1, "{ todo".to_owned()), (2, "a \"quoted\" {".to_owned())]);
    }

    #[test]
    fn an_escaped_quote_does_not_end_a_text() {
        let source = RustSource::read(r#"let a = "say \"select\""; let b = "next";"#);
        assert_eq!(source.literals, vec![(1, "say \"select\"".to_owned()), (1, "next".to_owned())]);
    }

    #[test]
    fn tests_at_the_end_are_known() {
        let source = RustSource::read("fn a() {}\n#[cfg(test)]\n#[allow(clippy::unwrap_used)]\nmod tests {\n}\n");
        assert!(!source.in_tests(1));
        assert!(source.in_tests(5));
    }
}
