//! Why the ledger refuses.

use base::DbError;

/// Why an act of the ledger was refused; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// A fact of a computed metric.
    #[error("{0} is computed from other metrics; record those instead")]
    Computed(&'static str),
    /// A quantity beyond a million millions.
    #[error("a quantity of {0} is too large to be true; look for a slip of the pen")]
    TooLarge(&'static str),
    /// A distinct count without a name.
    #[error("{0} counts distinct subjects: name them, or report a declared total for a period")]
    NoSubject(&'static str),
    /// A fact of a distinct count that is not 1.
    #[error("each subject of {0} counts exactly once; give quantity 1")]
    NotOne(&'static str),
    /// A subject of a kind that the metric does not name, or without a key.
    #[error("{0} does not name subjects of kind {1}, or the subject has no key")]
    WrongSubject(&'static str, &'static str),
    /// A declared total with subjects or with a period that ends before it begins.
    #[error("a declared total of {0} needs a period and names no subjects")]
    Declared(&'static str),
    /// An org that the board does not know.
    #[error("there is no organisation {0}; choose another")]
    NoOrg(String),
    /// A subject that the ledger does not know.
    #[error("the ledger knows no {0} of this key; look for the name in the records")]
    NoSuchSubject(&'static str),
    /// A merge of something with itself.
    #[error("a merge needs two different ones; choose another")]
    Same,
    /// A merge of an org with others below it.
    #[error("{0} has organisations below it; move them first, then merge it")]
    HasChildren(String),
    /// A cursor or an id that this program did not give out.
    #[error("{0} is no place in the list; begin at its start")]
    BadCursor(String),
    /// What the board refused.
    #[error(transparent)]
    Board(#[from] board::BoardError),
    /// What the database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl LedgerError {
    /// The same for a person at a page.
    pub fn chinese(&self) -> String {
        let name = |code: &str| crate::metrics::by_code(code).map_or_else(|| code.to_owned(), |m| m.name.to_owned());
        match self {
            LedgerError::Computed(code) => format!("“{}”由系统计算，不能登记。请登记它所依据的指标。", name(code)),
            LedgerError::TooLarge(code) => format!("“{}”的数量过大，请检查是否多写了位数。", name(code)),
            LedgerError::NoSubject(code) => format!("“{}”按名单去重计数，请写明名单；没有名单的请按汇总数上报。", name(code)),
            LedgerError::NotOne(code) => format!("“{}”名单中的每一个只计一次，数量应为1。", name(code)),
            LedgerError::WrongSubject(code, _) => format!("“{}”的名单不是这一类对象，或对象没有名称。", name(code)),
            LedgerError::Declared(code) => format!("“{}”的汇总数应写明起止日期，且不带名单。", name(code)),
            LedgerError::NoOrg(_) => "没有这个组织，请重新选择。".to_owned(),
            LedgerError::NoSuchSubject(_) => "记录中没有这个对象，请核对名称。".to_owned(),
            LedgerError::Same => "请选择两个不同的对象再合并。".to_owned(),
            LedgerError::HasChildren(org) => format!("“{org}”下面还有组织，请先把它们移走再合并。"),
            LedgerError::BadCursor(_) => "页码无效，请从第一页开始查看。".to_owned(),
            LedgerError::Board(error) => error.chinese(),
            LedgerError::Db(error) => error.chinese().to_owned(),
        }
    }
}
