//! How a command fails: one sentence, one exit code.

use std::process::ExitCode;

/// A sentence that says what to do, and the exit code.
#[derive(Debug)]
pub struct Failure {
    /// One line of English.
    pub message: String,
    /// 1: the work found problems; 2: wrong use.
    pub code: u8,
}

impl Failure {
    /// The command was used wrongly.
    pub fn usage(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), code: 2 }
    }

    /// The work could not be done.
    pub fn problem(message: impl std::fmt::Display) -> Failure {
        Failure { message: message.to_string(), code: 1 }
    }
}

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Failure {
        Failure::problem(error)
    }
}

/// The parser's words about wrong arguments as one sentence, with where to read on.
pub fn wrong_use(rendered: &str) -> String {
    let about = rendered.split("\n\nUsage:").next().unwrap_or(rendered);
    let said: Vec<&str> = about.lines().map(|line| line.trim().trim_start_matches("error: ")).filter(|line| !line.is_empty()).collect();
    let usage = rendered.lines().find_map(|line| line.strip_prefix("Usage: ")).unwrap_or("yipanqi");
    let command: Vec<&str> = usage.split_whitespace().take_while(|word| !word.starts_with(['<', '[', '-'])).collect();
    format!("{}; see `{} --help`", said.join("; "), command.join(" "))
}

/// Says it on standard error in one line.
pub fn report(message: &str, code: u8) -> ExitCode {
    use std::io::Write;
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    // Nobody may be listening any more; the exit code still tells.
    drop(writeln!(std::io::stderr(), "yipanqi: {line}"));
    ExitCode::from(code)
}
