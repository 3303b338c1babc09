//! Rows of whole numbers in bulk.

use base::{DbError, Row, Rows, Tx};

/// `WITH k(columns) AS (rows) query`, for every part of the rows: the rows first and joined by `CROSS JOIN`, so that both databases look
/// up each by the index. `query` may use `tenant` as `{tenant}`.
pub(crate) async fn by_keys<const N: usize, T: Row>(tx: &mut Tx, columns: &str, rows: &[[i64; N]], query: &str) -> Result<Vec<T>, DbError> {
    tx.keyed(columns, Rows::ints(rows), query).await
}
