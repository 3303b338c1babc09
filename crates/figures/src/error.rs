//! What can be refused here.

use base::DbError;
use board::{BoardError, Denied};
use kit::{Failure, Kind};
use ledger::LedgerError;

/// Why a page of figures cannot be shown, or an act did not happen.
#[derive(Debug, thiserror::Error)]
pub enum FiguresError {
    /// No metric has this code.
    #[error("there is no metric {0}; `yipanqi metrics` lists them")]
    NoMetric(String),
    /// More records than one file may hold.
    #[error("there are {0} records, more than {1} in one file; ask for a shorter period or a smaller organisation")]
    TooMany(i64, i64),
    /// What the board refused.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// What the ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// What the database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl FiguresError {
    /// The same for a person at a page.
    pub fn chinese(&self) -> String {
        match self {
            FiguresError::NoMetric(_) => "没有这项指标，请从数据总表进入。".to_owned(),
            FiguresError::TooMany(rows, most) => format!("共有 {rows} 条明细，一次最多下载 {most} 条。请缩短时段或选择下级单位。"),
            FiguresError::Board(error) => error.chinese(),
            FiguresError::Ledger(error) => error.chinese(),
            FiguresError::Db(error) => error.chinese().to_owned(),
        }
    }
}

impl From<Denied> for FiguresError {
    fn from(denied: Denied) -> FiguresError {
        FiguresError::Board(denied.into())
    }
}

impl From<FiguresError> for Failure {
    fn from(error: FiguresError) -> Failure {
        match error {
            FiguresError::NoMetric(_) => Failure::new(Kind::Missing, error.chinese()).because(error),
            FiguresError::TooMany(..) => Failure::new(Kind::Invalid, error.chinese()).because(error),
            FiguresError::Board(error) => error.into(),
            FiguresError::Ledger(error) => error.into(),
            FiguresError::Db(error) => error.into(),
        }
    }
}
