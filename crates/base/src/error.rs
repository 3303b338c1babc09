//! What can go wrong at the database, told so that callers can act on it and nothing secret is said.

/// Why a database act did not succeed. Unless it is [`DbError::Unknown`], nothing of the act was kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// Another process holds the database; the act was tried again for 20 seconds.
    #[error("the database is busy; try again in a moment")]
    Busy,
    /// The connection was lost or could not be made.
    #[error("the database cannot be reached: {0}")]
    Lost(String),
    /// The connection was lost while committing and the outcome could not be asked.
    #[error("the database did not answer while saving; look whether the change is there before repeating it")]
    Unknown,
    /// A unique constraint refused a row: table and columns as the database names them.
    #[error("there is such a record already ({0})")]
    Duplicate(String),
    /// A foreign key refused a row.
    #[error("the record refers to something that is not there ({0})")]
    Missing(String),
    /// A check constraint refused a row.
    #[error("a value is out of its bounds ({0})")]
    OutOfBounds(String),
    /// No room on the disk, or it cannot be written.
    #[error("the disk is full or cannot be written; nothing was changed ({0})")]
    Full(String),
    /// The act took longer than acts may.
    #[error("the act took too long and was stopped; nothing was changed")]
    TooSlow,
    /// The act went on after one of its statements had failed.
    #[error("an act went on after a failed statement")]
    Spoilt,
    /// The act changed rows and noted nothing for the audit (only where that is refused: in tests).
    #[error("an act changed rows and noted nothing for the audit: {0}")]
    Unnoted(String),
    /// The act panicked; the process goes on.
    #[error("the act failed inside: {0}")]
    Panic(String),
    /// A test asked that this statement fail.
    #[error("a statement failed as the test asked")]
    Injected,
    /// The file or database at this address holds something else.
    #[error("{0} is not a database of yipanqi; it was left untouched")]
    NotOurs(String),
    /// The address is not one we can open.
    #[error("{0} is no database address; write sqlite://FILE or postgres://USER@HOST/NAME")]
    BadAddress(String),
    /// A migration that ran once has another text now, or the database is of a newer program.
    #[error("the database's schema does not fit this program: {0}")]
    Schema(String),
    /// What a row holds is not what the column promises.
    #[error("a row cannot be read: {0}")]
    Corrupt(String),
    /// Anything else.
    #[error("the database refused: {0}")]
    Other(String),
}

impl DbError {
    /// The same for a person at a page.
    pub fn chinese(&self) -> &'static str {
        match self {
            DbError::Busy => "系统正忙，请稍后再试。",
            DbError::Lost(_) => "数据库暂时连接不上，请稍后再试。",
            DbError::Unknown => "保存时连接中断，请先查看是否已保存，再决定是否重做。",
            DbError::Duplicate(_) => "已有相同的记录。",
            DbError::Missing(_) => "所引用的记录不存在。",
            DbError::OutOfBounds(_) => "数值超出允许的范围。",
            DbError::Full(_) => "磁盘已满或不可写，没有作任何改动。请联系管理员清理磁盘。",
            DbError::TooSlow => "操作用时过长，已停止，没有作任何改动。",
            _ => "系统内部出错，没有作任何改动。请把页面上的编号告诉管理员。",
        }
    }
}

/// Error codes by which SQLite and PostgreSQL say "somebody else is at it".
const BUSY: [&str; 6] = ["5", "261", "517", "40001", "40P01", "55P03"];
/// PostgreSQL's words for a connection that was ended.
const LOST: [&str; 6] = ["57P01", "57P02", "57P03", "25P03", "08006", "08003"];
/// SQLITE_FULL, SQLITE_IOERR and kin, SQLITE_READONLY, SQLITE_CANTOPEN; PostgreSQL disk_full.
const FULL: [&str; 8] = ["13", "10", "778", "1034", "8", "14", "53100", "4874"];

impl From<sqlx::Error> for DbError {
    fn from(error: sqlx::Error) -> DbError {
        use sqlx::error::ErrorKind::*;
        match &error {
            sqlx::Error::Database(database) => {
                let code = database.code().unwrap_or_default();
                let message = database.message().to_owned();
                match database.kind() {
                    UniqueViolation => return DbError::Duplicate(message),
                    ForeignKeyViolation => return DbError::Missing(message),
                    CheckViolation | NotNullViolation => return DbError::OutOfBounds(message),
                    _ => {}
                }
                match code.as_ref() {
                    code if BUSY.contains(&code) => DbError::Busy,
                    code if LOST.contains(&code) => DbError::Lost(message),
                    code if FULL.contains(&code) => DbError::Full(message),
                    code => DbError::Other(format!("{message} ({code})")),
                }
            }
            sqlx::Error::Io(error) if error.kind() == std::io::ErrorKind::StorageFull => DbError::Full(error.to_string()),
            sqlx::Error::Io(error) => DbError::Lost(error.to_string()),
            sqlx::Error::PoolTimedOut => DbError::Busy,
            sqlx::Error::Protocol(_) | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => DbError::Lost(error.to_string()),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) | sqlx::Error::ColumnNotFound(_) => {
                DbError::Corrupt(error.to_string())
            }
            _ => DbError::Other(error.to_string()),
        }
    }
}
