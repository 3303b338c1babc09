//! What an account has begun and not finished.

use std::collections::HashMap;

use base::{DbError, Tx, sql};
use norms::Instant;
use uuid::Uuid;

use super::uploads::KEPT_SECONDS;

/// Half-filled forms that are looked at.
const MOST: i64 = 50;

/// The upload that waits in its preview: file, whether it is another mapping of an earlier import, since when.
pub(crate) async fn upload(tx: &mut Tx, account: Uuid) -> Result<Option<(String, bool, Instant)>, DbError> {
    let (tenant, since) = (tx.tenant(), tx.now().plus_seconds(-KEPT_SECONDS));
    let query = sql("SELECT file, batch, at FROM upload WHERE tenant = $1 AND account = $2 AND at > $3");
    let row: Option<(String, Option<Uuid>, i64)> = tx.optional(query.bind(tenant).bind(account).bind(since)).await?;
    Ok(row.map(|(file, batch, at)| (file, batch.is_some(), Instant::from_micros(at))))
}

/// Half-filled forms: their name, the title of the record that one corrects while it stands, since when.
pub(crate) async fn drafts(tx: &mut Tx, account: Uuid) -> Result<Vec<(String, Option<String>, Instant)>, DbError> {
    let query = sql("SELECT form, at FROM draft WHERE tenant = $1 AND account = $2 ORDER BY at, form").bind(tx.tenant());
    let forms: Vec<(String, i64)> = tx.all(query.bind(account).with(" LIMIT ?", MOST)).await?;
    let records: Vec<Uuid> = forms.iter().filter_map(|(form, _)| form.parse().ok()).collect();
    let titles = if records.is_empty() { HashMap::new() } else { titles(tx, &records).await? };
    let draft = |(form, at): (String, i64)| {
        let title = form.parse::<Uuid>().ok().and_then(|id| titles.get(&id).cloned());
        (form, title, Instant::from_micros(at))
    };
    Ok(forms.into_iter().map(draft).collect())
}

async fn titles(tx: &mut Tx, records: &[Uuid]) -> Result<HashMap<Uuid, String>, DbError> {
    let query = sql("SELECT id, title FROM record WHERE tenant = $1 AND withdrawn IS NULL AND id IN").bind(tx.tenant());
    let rows: Vec<(Uuid, String)> = tx.all(query.list(records.iter().copied())).await?;
    Ok(rows.into_iter().collect())
}
