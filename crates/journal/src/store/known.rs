//! What stands of earlier imports.

use std::collections::HashMap;

use base::{DbError, Tx, sql};
use uuid::Uuid;

/// Standing imported records by one of the two digests, a few hundred a query.
pub(crate) async fn standing(tx: &mut Tx, column: &'static str, mut keys: Vec<String>) -> Result<HashMap<String, Vec<Uuid>>, DbError> {
    let mut out: HashMap<String, Vec<Uuid>> = HashMap::new();
    keys.sort_unstable();
    keys.dedup();
    for chunk in keys.chunks(200) {
        let tenant = tx.tenant();
        let query = sql("SELECT ").push(column).push(", id FROM record").with(" WHERE tenant = ?", tenant);
        let query = query.push(" AND withdrawn IS NULL AND batch IS NOT NULL AND ").push(column).push(" IN").list(chunk.iter());
        for (key, id) in tx.all::<(String, Uuid)>(query).await? {
            out.entry(key).or_default().push(id);
        }
    }
    Ok(out)
}
