//! Every proof of who somebody is goes through here: counted before it is looked at, taken back when it was right.

use axum::http::StatusCode;
use base::{DbError, Tx};
use board::BoardError;
use board::limiter::{self, Who};

use crate::{App, Failure, Kind};

/// Counts a try.
///
/// # Errors
/// [`BoardError::Locked`].
pub(super) async fn count(app: &App, who: &Who) -> Result<(), BoardError> {
    app.db.short(who, async |tx: &mut Tx, who: &Who| limiter::count(tx, who).await).await
}

/// It was right.
pub(super) async fn right(app: &App, who: &Who) -> Result<(), BoardError> {
    Ok(app.db.short(who, async |tx: &mut Tx, who: &Who| Ok::<_, DbError>(limiter::right(tx, who).await?)).await?)
}

/// The status of a page that says why a proof was not taken.
pub(super) fn status(failure: &Failure) -> StatusCode {
    if failure.kind == Kind::TooOften { Kind::TooOften.status() } else { StatusCode::UNPROCESSABLE_ENTITY }
}
