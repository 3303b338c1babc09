//! What can be refused here, said for the person at the page and for the log.

use base::DbError;
use board::BoardError;
use kit::{Failure, Kind};
use ledger::LedgerError;

/// Why an act on orgs, people or accounts did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum OrgError {
    /// A field does not hold.
    #[error("{english}")]
    Invalid {
        /// The field of the form.
        field: &'static str,
        /// The sentence for a page.
        chinese: String,
        /// The sentence for the log.
        english: &'static str,
    },
    /// Somebody else changed it since the form was opened.
    #[error("it was changed meanwhile; look at it as it stands now and decide")]
    Changed,
    /// The board refused.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(LedgerError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<board::Denied> for OrgError {
    fn from(denied: board::Denied) -> OrgError {
        OrgError::Board(denied.into())
    }
}

impl From<LedgerError> for OrgError {
    fn from(error: LedgerError) -> OrgError {
        match error {
            LedgerError::Board(error) => OrgError::Board(error),
            LedgerError::Db(error) => OrgError::Db(error),
            other => OrgError::Ledger(other),
        }
    }
}

impl OrgError {
    /// A field that does not hold.
    pub fn invalid(field: &'static str, chinese: impl Into<String>, english: &'static str) -> OrgError {
        OrgError::Invalid { field, chinese: chinese.into(), english }
    }

    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            OrgError::Invalid { chinese, .. } => chinese.clone(),
            OrgError::Changed => "您填写期间，这里的内容刚被他人更正过。您填写的仍在下面，请打开原页对照后再保存。".into(),
            OrgError::Board(error) => error.chinese(),
            OrgError::Ledger(error) => error.chinese(),
            OrgError::Db(error) => error.chinese().into(),
        }
    }

    /// The field that is at fault, if one is.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            OrgError::Invalid { field, .. } => Some(field),
            OrgError::Board(error) => error.field(),
            _ => None,
        }
    }
}

impl From<OrgError> for Failure {
    fn from(error: OrgError) -> Failure {
        let kind = match error {
            OrgError::Board(error) => return error.into(),
            OrgError::Db(error) => return error.into(),
            OrgError::Invalid { .. } => Kind::Invalid,
            OrgError::Changed | OrgError::Ledger(_) => Kind::Conflict,
        };
        Failure { field: error.field().map(str::to_owned), ..Failure::new(kind, error.chinese()).because(&error) }
    }
}
