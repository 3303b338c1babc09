//! From a refusal to what the page answers.

use kit::{Failure, Kind};

use crate::ReportError;

impl From<ReportError> for Failure {
    fn from(error: ReportError) -> Failure {
        let kind = match error {
            ReportError::Db(error) => return error.into(),
            ReportError::Board(error) => return error.into(),
            ReportError::Ledger(ledger::LedgerError::Db(error)) => return error.into(),
            ReportError::Ledger(ledger::LedgerError::Board(error)) => return error.into(),
            ReportError::NotFound
            | ReportError::NoFigure(_)
            | ReportError::NoCountersign
            | ReportError::NoScan
            | ReportError::NoCorrection
            | ReportError::NoRecipient => Kind::Missing,
            ReportError::NotYours(_) | ReportError::OwnDraft(_) | ReportError::Left(_) | ReportError::OwnCorrection => Kind::Denied,
            ReportError::Overtaken(_)
            | ReportError::NotNow(_)
            | ReportError::Awaiting(_)
            | ReportError::Signed
            | ReportError::NotSigned
            | ReportError::CorrectionOpen
            | ReportError::Stale(_) => Kind::Conflict,
            ReportError::Paper(paper::PaperError::TooLarge(_)) => Kind::TooLarge,
            ReportError::Paper(paper::PaperError::NoFont) => Kind::Unsupported,
            ReportError::Paper(paper::PaperError::Pdf(_) | paper::PaperError::Pack(_)) => Kind::Internal,
            _ => Kind::Invalid,
        };
        let failure = Failure::new(kind, error.chinese()).because(&error);
        match error.field() {
            Some(field) => failure.at(field),
            None => failure,
        }
    }
}
