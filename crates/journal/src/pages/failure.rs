//! From a refusal to what the page answers.

use kit::{Failure, Kind};

use crate::JournalError;

impl From<JournalError> for Failure {
    fn from(error: JournalError) -> Failure {
        let kind = match error {
            JournalError::Db(error) => return error.into(),
            JournalError::Board(error) => return error.into(),
            JournalError::Ledger(ledger::LedgerError::Db(error)) => return error.into(),
            JournalError::Ledger(ledger::LedgerError::Board(error)) => return error.into(),
            JournalError::NotFound => Kind::Missing,
            JournalError::Changed(_) | JournalError::ImportedBefore(_) | JournalError::ProfileNamed(_) => Kind::Conflict,
            JournalError::Rehearsed(_) => Kind::Internal,
            _ => Kind::Invalid,
        };
        let failure = Failure::new(kind, error.chinese()).because(&error);
        match error.field() {
            Some(field) => failure.at(field),
            None => failure,
        }
    }
}
