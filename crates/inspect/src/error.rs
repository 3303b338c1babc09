//! What can be refused here.

use base::DbError;
use board::{BoardError, Denied};
use kit::{Failure, Kind};

use crate::table::MOST_LINES;

/// Why an act of this room was refused.
#[derive(Debug, thiserror::Error)]
pub enum InspectError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// The board.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// Not there, or not visible.
    #[error("there is no such pack among those you may see")]
    NotFound,
    /// No upload waits.
    #[error("there is no table that waits for its confirmation; upload it again")]
    NoUpload,
    /// The workbook cannot be read.
    #[error(transparent)]
    Read(#[from] sheet::ReadError),
    /// Not one row with a cell.
    #[error("the file has no row with text")]
    NoRows,
    /// No column says what is inspected.
    #[error("no column is chosen that says what is inspected")]
    NoItem,
    /// One kind of column chosen twice.
    #[error("two columns are chosen for {0}")]
    Twice(&'static str),
    /// No line below the header.
    #[error("there is no line below the header")]
    NoLines,
    /// More than [`MOST_LINES`].
    #[error("the table has {0} lines; at most {MOST_LINES} are taken")]
    TooManyLines(usize),
    /// A title that is none.
    #[error("the title must have 1 to 120 characters")]
    Title,
    /// The pack is over.
    #[error("the inspection is over; open it again first")]
    Closed,
    /// Somebody else was first.
    #[error("the pack was changed meanwhile")]
    Changed,
    /// It has materials.
    #[error("lines of the pack have records or files; it can be closed, not deleted")]
    NotEmpty,
    /// A line has enough.
    #[error("a line takes at most 200 records")]
    Full,
    /// A document that cannot be written.
    #[error(transparent)]
    Paper(#[from] paper::PaperError),
}

impl From<Denied> for InspectError {
    fn from(denied: Denied) -> InspectError {
        InspectError::Board(denied.into())
    }
}

impl InspectError {
    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            InspectError::Db(error) => error.chinese().to_owned(),
            InspectError::Board(error) => error.chinese(),
            InspectError::NotFound => "没有找到这项迎检，请检查网址。".into(),
            InspectError::NoUpload => "没有等待确认的评分表，请重新上传。".into(),
            InspectError::Read(error) => error.chinese(),
            InspectError::NoRows => "文件里没有内容，请检查后再上传。".into(),
            InspectError::NoItem => "请指定哪一列是考核内容（指标）。".into(),
            InspectError::Twice(name) => format!("有两列都选成了“{name}”，请只选一列。"),
            InspectError::NoLines => "表头下面没有考核内容，请检查表头所在的行。".into(),
            InspectError::TooManyLines(lines) => format!("这张表有 {lines} 项，一次最多导入 {MOST_LINES} 项，请拆成几张表。"),
            InspectError::Title => "名称须有 1 至 120 个字。".into(),
            InspectError::Closed => "这项迎检已结束，重新打开后才能改动。".into(),
            InspectError::Changed => "刚才有别人改过，请刷新后再改。".into(),
            InspectError::NotEmpty => "已有材料，不能删除。检查过了请点“结束迎检”。".into(),
            InspectError::Full => "每项最多加入 200 条记录。".into(),
            InspectError::Paper(error) => error.chinese(),
        }
    }

    /// The form's field that it is about.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            InspectError::Title => Some("title"),
            InspectError::Read(_) | InspectError::NoRows => Some("file"),
            InspectError::NoLines => Some("header"),
            InspectError::Board(error) => error.field(),
            _ => None,
        }
    }
}

impl From<InspectError> for Failure {
    fn from(error: InspectError) -> Failure {
        let kind = match error {
            InspectError::Db(error) => return error.into(),
            InspectError::Board(error) => return error.into(),
            InspectError::NotFound => Kind::Missing,
            InspectError::Closed | InspectError::Changed | InspectError::NotEmpty => Kind::Conflict,
            InspectError::Paper(ref error) => return Failure::internal(error.to_string()),
            _ => Kind::Invalid,
        };
        Failure { field: error.field().map(str::to_owned), ..Failure::new(kind, error.chinese()) }.because(error)
    }
}
