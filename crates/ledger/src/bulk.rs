//! Rows of whole numbers in bulk. Few are bound to places, so that the statement's text stays the same and is prepared once; many are
//! written out, because SQLite finds a named place by walking through all of them.

use base::{DbError, Sql, Tx, sql};

/// So many rows are bound; more are written out.
const FEW: usize = 8;
/// So many written-out rows go in one statement.
const MANY: usize = 400;

/// Appends `(1,2),(3,4)…`: after `VALUES`.
fn append<const N: usize>(query: Sql, rows: &[[i64; N]]) -> Sql {
    if rows.len() <= FEW {
        return query.rows(rows.iter().map(|row| row.iter().map(|n| (*n).into()).collect()));
    }
    let mut text = String::with_capacity(rows.len() * N * 8);
    for row in rows {
        let first = text.is_empty();
        text.push_str(if first { " (" } else { ",(" });
        for (i, n) in row.iter().enumerate() {
            if i > 0 {
                text.push(',');
            }
            // PostgreSQL takes the columns' type from the first row; a short number alone would be an INTEGER.
            text.push_str(&if first { format!("CAST({n} AS BIGINT)") } else { n.to_string() });
        }
        text.push(')');
    }
    query.push(&text)
}

/// Runs `head VALUES rows tail` for all rows.
pub(crate) async fn insert<const N: usize>(tx: &mut Tx, head: &str, rows: &[[i64; N]], tail: &str) -> Result<(), DbError> {
    for part in rows.chunks(MANY) {
        tx.run(append(sql(head).push(" VALUES"), part).push(" ").push(tail)).await?;
    }
    Ok(())
}

/// `WITH k(columns) AS (VALUES rows) query`, for every part of the rows: the rows first and joined by `CROSS JOIN`, so that both
/// databases look up each by the index. `query` may use `tenant` as `{tenant}`.
pub(crate) async fn by_keys<const N: usize, T: base::Row>(
    tx: &mut Tx,
    columns: &str,
    rows: &[[i64; N]],
    query: &str,
) -> Result<Vec<T>, DbError> {
    let mut out = Vec::new();
    let query = query.replace("{tenant}", &tx.tenant().0.to_string());
    for part in rows.chunks(MANY) {
        let keys = append(sql(&format!("WITH k({columns}) AS (VALUES")), part);
        out.extend(tx.all(keys.push(") ").push(&query)).await?);
    }
    Ok(out)
}
