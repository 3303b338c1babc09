//! 工作交接: views that somebody keeps pass to whoever takes over, as far as they have none of the same name.

use base::{AccountId, Tx, sql};
use board::accounts::handover::Item;
use kit::handing::{Handed, Handing};
use ledger::Later;

/// What of this room passes.
pub(crate) const HANDING: Handing = Handing { held, pass };

fn held<'a>(tx: &'a mut Tx, account: &'a AccountId) -> Later<'a, Vec<Item>> {
    Box::pin(async move {
        let query = sql("SELECT name FROM saved_view WHERE tenant = $1 AND account = $2 ORDER BY name");
        let rows: Vec<(String,)> = tx.all(query.bind(tx.tenant()).bind(*account)).await?;
        Ok(rows.into_iter().map(|(title,)| Item { kind: "常用视图".into(), title }).collect())
    })
}

fn pass<'a>(tx: &'a mut Tx, handed: &'a Handed) -> Later<'a, u64> {
    Box::pin(async move {
        let text = "UPDATE saved_view SET account = $3, by_name = $4 WHERE tenant = $1 AND account = $2 AND NOT EXISTS \
                    (SELECT 1 FROM saved_view theirs WHERE theirs.tenant = $1 AND theirs.account = $3 AND theirs.name = saved_view.name)";
        tx.run(sql(text).bind(tx.tenant()).bind(handed.from).bind(handed.to).bind(&handed.name)).await
    })
}
