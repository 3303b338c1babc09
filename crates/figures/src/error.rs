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
    /// A field of a form does not hold.
    #[error("{field}: {english}")]
    Invalid {
        /// The field.
        field: &'static str,
        /// For a person at a page.
        chinese: String,
        /// For a log.
        english: String,
    },
    /// The figure changed while somebody answered: what the page showed, and what it is now.
    #[error("the figure was {0} on the page and is {1} now; look at it before it is written down")]
    Moved(String, String),
    /// No entry of the register has this id, or it is not visible.
    #[error("there is no such entry")]
    NoEntry,
    /// No view has this id, or it is somebody else's.
    #[error("there is no such view")]
    NoView,
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
            FiguresError::Invalid { chinese, .. } => chinese.clone(),
            FiguresError::Moved(was, now) => format!("数字刚刚有变化：页面上是 {was}，现在是 {now}。请按新的数字答复，再登记。"),
            FiguresError::NoEntry => "没有找到这次报数，请从报数登记进入。".to_owned(),
            FiguresError::NoView => "没有找到这个视图，请从常用视图进入。".to_owned(),
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
            FiguresError::NoMetric(_) | FiguresError::NoEntry | FiguresError::NoView => {
                Failure::new(Kind::Missing, error.chinese()).because(error)
            }
            FiguresError::Invalid { field, .. } => Failure::invalid(error.chinese()).at(field).because(error),
            FiguresError::Moved(..) => Failure::new(Kind::Conflict, error.chinese()).because(error),
            FiguresError::TooMany(..) => Failure::new(Kind::Invalid, error.chinese()).because(error),
            FiguresError::Board(error) => error.into(),
            FiguresError::Ledger(error) => error.into(),
            FiguresError::Db(error) => error.into(),
        }
    }
}
