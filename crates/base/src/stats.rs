//! What SQLite is told of the tables. Untold, it takes ten rows to have the same tenant, and rather walks through all rows of the tenant
//! than look up some by an index that leads to them. In truth most files hold one tenant, so the tenant alone selects nothing.
//! PostgreSQL counts by itself.

use crate::{DbError, Tx, sql};

/// So many rows a table is said to have.
const ROWS: i64 = 1_000_000;
/// Each further column of an index is said to leave one row in so many …
const EACH: i64 = 100;
/// … but not fewer than so many, unless all columns of the index are given: then so many, or the one row of a unique index.
const LEAST: i64 = 20;
const ALL: i64 = 10;

/// Every index that begins with the tenant: table, index, how many columns, whether it is unique, whether it is the table itself.
const INDEXES: &str = "SELECT m.name, i.name, (SELECT count(*) FROM pragma_index_info(i.name)), i.\"unique\", i.origin = 'pk' \
                       FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' \
                       AND (SELECT c.name FROM pragma_index_info(i.name) c WHERE c.seqno = 0) = 'tenant'";

/// Tells SQLite, when the schema has changed or it was never told.
pub(crate) async fn tell(tx: &mut Tx, changed: bool) -> Result<(), DbError> {
    let (told,): (i64,) = tx.one(sql("SELECT count(*) FROM sqlite_schema WHERE name = 'sqlite_stat1'")).await?;
    if told > 0 && !changed {
        return Ok(());
    }
    // Makes the table of statistics without counting anything.
    tx.raw("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1").await?;
    let indexes: Vec<(String, String, i64, bool, bool)> = tx.all(sql(INDEXES)).await?;
    let rows = indexes.into_iter().map(|(table, index, columns, unique, whole)| {
        let name = if whole { table.clone() } else { index };
        vec![table.into(), name.into(), text(columns, unique).into()]
    });
    tx.many("INSERT INTO sqlite_stat1(tbl, idx, stat)", rows.collect(), "").await?;
    // Read at once what was written.
    tx.raw("ANALYZE sqlite_schema").await
}

/// How many rows there are, and how many have the same first column, the same first two, …
fn text(columns: i64, unique: bool) -> String {
    let mut left = ROWS;
    let mut text = ROWS.to_string();
    for i in 1..=columns {
        let rows = match i == columns {
            true if unique => 1,
            true => ALL,
            false => left.max(LEAST),
        };
        text.push_str(&format!(" {rows}"));
        left /= EACH;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tenant_selects_nothing_and_a_whole_unique_index_one_row() {
        assert_eq!(text(2, true), "1000000 1000000 1");
        assert_eq!(text(5, false), "1000000 1000000 10000 100 20 10");
    }
}
