//! What can go wrong on a page: a kind that gives the status, a sentence for the person, a cause for the log. Neither leaks into the other.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base::DbError;

/// What kind of failure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Not there, or not visible to this person: 404.
    Missing,
    /// Visible, but not allowed: 403.
    Denied,
    /// The page's token is missing or foreign: 403.
    Forged,
    /// Nobody is signed in: 401 (pages are sent to the sign-in instead).
    Nobody,
    /// What was typed cannot be accepted: 422.
    Invalid,
    /// Somebody else was first: 409.
    Conflict,
    /// Too much at once: 413.
    TooLarge,
    /// The request's line and headers are too long: 431.
    HeadTooLarge,
    /// A kind of file or body that is not read here: 415.
    Unsupported,
    /// The address does not take this method: 405.
    Method,
    /// Too often: 429.
    TooOften,
    /// The database or the machine is busy: 503.
    Busy,
    /// The disk is full: 507.
    Full,
    /// A fault of ours: 500.
    Internal,
}

impl Kind {
    /// The HTTP status.
    pub fn status(self) -> StatusCode {
        match self {
            Kind::Missing => StatusCode::NOT_FOUND,
            Kind::Denied | Kind::Forged => StatusCode::FORBIDDEN,
            Kind::Nobody => StatusCode::UNAUTHORIZED,
            Kind::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Kind::Conflict => StatusCode::CONFLICT,
            Kind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Kind::HeadTooLarge => StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE,
            Kind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            Kind::Method => StatusCode::METHOD_NOT_ALLOWED,
            Kind::TooOften => StatusCode::TOO_MANY_REQUESTS,
            Kind::Busy => StatusCode::SERVICE_UNAVAILABLE,
            Kind::Full => StatusCode::INSUFFICIENT_STORAGE,
            Kind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// What the error page is headed with.
    pub fn title(self) -> &'static str {
        match self {
            Kind::Missing => "没有找到",
            Kind::Denied => "没有权限",
            Kind::Forged => "页面已失效",
            Kind::Nobody => "请先登录",
            Kind::Invalid => "内容有误",
            Kind::Conflict => "已被他人改动",
            Kind::TooLarge => "内容过大",
            Kind::HeadTooLarge => "请求过长",
            Kind::Unsupported => "不支持的格式",
            Kind::Method => "操作不可用",
            Kind::TooOften => "操作过于频繁",
            Kind::Busy => "系统正忙",
            Kind::Full => "磁盘已满",
            Kind::Internal => "系统出错",
        }
    }
}

/// A failure on its way to the person and to the log.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What kind it is: gives the status.
    pub kind: Kind,
    /// A Chinese sentence: what happened and what to do.
    pub sentence: String,
    /// The form's field that it is about.
    pub field: Option<String>,
    /// What the log is told, in English.
    pub cause: Option<String>,
}

impl Failure {
    /// A failure of this kind, told in a Chinese sentence.
    pub fn new(kind: Kind, sentence: impl Into<String>) -> Failure {
        Failure { kind, sentence: sentence.into(), field: None, cause: None }
    }

    /// Not there, or not visible.
    pub fn missing(sentence: impl Into<String>) -> Failure {
        Failure::new(Kind::Missing, sentence)
    }

    /// Visible, but not allowed.
    pub fn denied(sentence: impl Into<String>) -> Failure {
        Failure::new(Kind::Denied, sentence)
    }

    /// What was typed cannot be accepted.
    pub fn invalid(sentence: impl Into<String>) -> Failure {
        Failure::new(Kind::Invalid, sentence)
    }

    /// Somebody else was first.
    pub fn conflict(sentence: impl Into<String>) -> Failure {
        Failure::new(Kind::Conflict, sentence)
    }

    /// A fault of ours; the person is told its number only.
    pub fn internal(cause: impl Into<String>) -> Failure {
        let sentence = "系统内部出错，没有作任何改动。请把下面的编号告诉管理员，稍后再试。";
        Failure { cause: Some(cause.into()), ..Failure::new(Kind::Internal, sentence) }
    }

    /// About this field of the form.
    #[must_use]
    pub fn at(mut self, field: impl Into<String>) -> Failure {
        self.field = Some(field.into());
        self
    }

    /// With this cause for the log.
    #[must_use]
    pub fn because(mut self, cause: impl ToString) -> Failure {
        self.cause = Some(cause.to_string());
        self
    }
}

impl IntoResponse for Failure {
    /// Only the status; the outermost layer writes the page, because it knows the request's id.
    fn into_response(self) -> Response {
        let mut response = self.kind.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        let kind = match &error {
            DbError::Busy | DbError::Lost(_) | DbError::TooSlow | DbError::Unknown => Kind::Busy,
            DbError::Full(_) => Kind::Full,
            DbError::Duplicate(_) | DbError::Missing(_) => Kind::Conflict,
            DbError::OutOfBounds(_) => Kind::Invalid,
            _ => Kind::Internal,
        };
        Failure { cause: Some(error.to_string()), ..Failure::new(kind, error.chinese()) }
    }
}

impl Failure {
    /// A fault of ours with this error as its cause: for `map_err`.
    pub fn cause(error: impl ToString) -> Failure {
        Failure::internal(error.to_string())
    }
}

impl From<board::BoardError> for Failure {
    fn from(error: board::BoardError) -> Failure {
        let kind = match error.kind() {
            _ if matches!(error, board::BoardError::Locked(_)) => Kind::TooOften,
            board::Kind::NotFound => Kind::Missing,
            board::Kind::Denied => Kind::Denied,
            board::Kind::Invalid => Kind::Invalid,
            board::Kind::Conflict => Kind::Conflict,
            board::Kind::Db => match error {
                board::BoardError::Db(error) => return error.into(),
                _ => Kind::Internal,
            },
        };
        Failure { field: error.field().map(str::to_owned), cause: Some(error.to_string()), ..Failure::new(kind, error.chinese()) }
    }
}

impl From<board::Denied> for Failure {
    fn from(denied: board::Denied) -> Failure {
        board::BoardError::from(denied).into()
    }
}

impl From<ledger::LedgerError> for Failure {
    fn from(error: ledger::LedgerError) -> Failure {
        match error {
            ledger::LedgerError::Db(error) => error.into(),
            ledger::LedgerError::Board(error) => error.into(),
            error => Failure::invalid(error.chinese()).because(error),
        }
    }
}
