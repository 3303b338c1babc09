//! What a check found, and where.

use std::fmt;

/// One thing that a person should look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Path from the root of the tree.
    pub path: String,
    /// Line from 1; 0 where the whole file is meant.
    pub line: usize,
    /// A sentence: what is wrong and how to mend it.
    pub sentence: String,
    /// A remark is shown and passes; a fault fails the check.
    pub remark: bool,
}

impl Finding {
    /// A finding that fails the check.
    pub fn fault(path: &str, line: usize, sentence: impl Into<String>) -> Finding {
        Finding { path: path.to_owned(), line, sentence: sentence.into(), remark: false }
    }

    /// A finding that is only shown.
    pub fn remark(path: &str, line: usize, sentence: impl Into<String>) -> Finding {
        Finding { remark: true, ..Finding::fault(path, line, sentence) }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if self.remark { "remark" } else { "fault" };
        match self.line {
            0 => write!(f, "{kind}: {}: {}", self.path, self.sentence),
            line => write!(f, "{kind}: {}:{line}: {}", self.path, self.sentence),
        }
    }
}
