//! The office's own templates.

use base::{DbError, Tx, sql};
use norms::Instant;

/// A template as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) gone: bool,
    pub(crate) revision: i64,
    pub(crate) who: String,
    pub(crate) at: Instant,
}

type Row = (String, String, bool, i64, String, i64);
const COLUMNS: &str = "SELECT name, file, gone, revision, who, at FROM report_template";

fn read((name, file, gone, revision, who, at): Row) -> Kept {
    Kept { name, file, gone, revision, who, at: Instant(at) }
}

/// All, those that are gone too.
pub(crate) async fn all(tx: &mut Tx) -> Result<Vec<Kept>, DbError> {
    let tenant = tx.tenant();
    Ok(tx.all::<Row>(sql(COLUMNS).with(" WHERE tenant = ?", tenant).push(" ORDER BY name")).await?.into_iter().map(read).collect())
}

/// One.
pub(crate) async fn get(tx: &mut Tx, name: &str) -> Result<Option<Kept>, DbError> {
    let tenant = tx.tenant();
    Ok(tx.optional::<Row>(sql(COLUMNS).with(" WHERE tenant = ?", tenant).with(" AND name = ?", name)).await?.map(read))
}

/// Writes one over what was there.
pub(crate) async fn put(tx: &mut Tx, kept: &Kept) -> Result<(), DbError> {
    let text = "INSERT INTO report_template(tenant, name, file, gone, revision, who, at) VALUES ($1, $2, $3, $4, $5, $6, $7) \
         ON CONFLICT(tenant, name) DO UPDATE SET file = excluded.file, gone = excluded.gone, revision = excluded.revision, \
         who = excluded.who, at = excluded.at";
    let row = sql(text).bind(tx.tenant()).bind(kept.name.as_str()).bind(kept.file.as_str()).bind(kept.gone).bind(kept.revision);
    tx.run(row.bind(kept.who.as_str()).bind(kept.at)).await?;
    Ok(())
}
