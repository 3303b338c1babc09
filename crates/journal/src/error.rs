//! What can be refused here, said for the person and for the command line.

use base::DbError;
use board::BoardError;
use ledger::LedgerError;

use crate::model::Record;

/// Why an act on the journal did not happen. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// A field does not hold.
    #[error("{field}: {english}")]
    Invalid {
        /// The field of the form.
        field: &'static str,
        /// The sentence for a page.
        chinese: String,
        /// The sentence for the command line.
        english: String,
    },
    /// There is no such record, or it is not visible.
    #[error("there is no such record")]
    NotFound,
    /// Somebody else changed the record meanwhile; here it is as it stands now.
    #[error("the record was changed by {} meanwhile; look at it and decide", .0.changed.0)]
    Changed(Box<Record>),
    /// The workbook was imported before.
    #[error("this workbook was imported before as batch {0}; use --again to import it once more, with --correct to apply changed rows")]
    ImportedBefore(uuid::Uuid),
    /// A rehearsal came to its end: this is what would happen. Nothing was kept.
    #[error("this was a rehearsal; nothing was kept")]
    Rehearsed(Box<crate::import::Outcome>),
    /// A strict import found something to look at.
    #[error("nothing was imported: rows were refused or warned about")]
    Findings(Box<crate::import::Outcome>),
    /// There is a profile of this name already; it is replaced only when somebody says so.
    #[error("there is a profile named {} already; say whether to replace it", .0.name)]
    ProfileNamed(Box<crate::import::SavedProfile>),
    /// The import holds something that must be settled first.
    #[error("{0}")]
    Refused(Refusal),
    /// Rows that were chosen as corrections are no longer what was looked at; each by sheet, row and title.
    #[error("rows that were chosen changed meanwhile: {}", .0.join(", "))]
    Outdated(Vec<String>),
    /// The workbook cannot be read.
    #[error(transparent)]
    Unreadable(#[from] sheet::ReadError),
    /// The board refused.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The database refused.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A refusal with a sentence for each door.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// For a page.
    pub chinese: String,
    /// For the command line.
    pub english: String,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.english)
    }
}

impl From<board::access::Denied> for JournalError {
    fn from(denied: board::access::Denied) -> JournalError {
        JournalError::Board(denied.into())
    }
}

impl JournalError {
    /// A field that does not hold.
    pub fn invalid(field: &'static str, chinese: impl Into<String>, english: impl Into<String>) -> JournalError {
        JournalError::Invalid { field, chinese: chinese.into(), english: english.into() }
    }

    /// A refusal that belongs to no field.
    pub fn refused(chinese: impl Into<String>, english: impl Into<String>) -> JournalError {
        JournalError::Refused(Refusal { chinese: chinese.into(), english: english.into() })
    }

    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        match self {
            JournalError::Invalid { chinese, .. } => chinese.clone(),
            JournalError::NotFound => "没有这条记录，或您无权查看。".into(),
            JournalError::Changed(now) => format!("这条记录刚被{}更正过。您填写的内容仍在下面，请对照后再保存。", now.changed.0),
            JournalError::ImportedBefore(_) => "这个文件导入过。如确需再次导入，请勾选“再次导入”。".into(),
            JournalError::Rehearsed(_) => "这是预览，没有保存。".into(),
            JournalError::Findings(_) => "有行被退回或需要核对，没有导入任何内容。".into(),
            JournalError::ProfileNamed(there) => {
                let (who, at) = &there.changed;
                format!("已有一份方案叫“{}”（{who}，{}）。要用现在这份替换它，请勾选“替换”；否则请换一个名称。", there.name, at.chinese())
            }
            JournalError::Refused(refusal) => refusal.chinese.clone(),
            JournalError::Outdated(rows) => {
                let more = if rows.len() > 3 { format!("等 {} 行", rows.len()) } else { String::new() };
                let named = rows.iter().take(3).map(String::as_str).collect::<Vec<_>>().join("、");
                format!("{named}{more}在您核对期间有了变动（记录已被更正、撤回，或已与台账一致）。什么也没有更改，请重新核对后再确认。")
            }
            JournalError::Unreadable(error) => error.chinese(),
            JournalError::Board(error) => error.chinese(),
            JournalError::Ledger(error) => error.chinese(),
            JournalError::Db(error) => error.chinese().into(),
        }
    }

    /// The field that is at fault, if one is.
    pub fn field(&self) -> Option<&'static str> {
        match self {
            JournalError::Invalid { field, .. } => Some(field),
            JournalError::ProfileNamed(_) => Some("name"),
            _ => None,
        }
    }
}
