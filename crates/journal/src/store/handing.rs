//! 工作交接: forms half filled pass to whoever takes over, as far as they have not begun the same form themselves.

use base::{AccountId, Tx, sql};
use board::accounts::handover::Item;
use kit::handing::{Handed, Handing};
use ledger::Later;

/// What of this room passes.
pub(crate) const HANDING: Handing = Handing { held, pass };

fn held<'a>(tx: &'a mut Tx, account: &'a AccountId) -> Later<'a, Vec<Item>> {
    Box::pin(async move {
        let query = sql("SELECT count(*) FROM draft WHERE tenant = $1 AND account = $2").bind(tx.tenant()).bind(*account);
        let (drafts,): (i64,) = tx.one(query).await?;
        Ok((drafts > 0).then(|| Item { kind: "草稿".into(), title: format!("没有登记完的表单 {drafts} 份") }).into_iter().collect())
    })
}

fn pass<'a>(tx: &'a mut Tx, handed: &'a Handed) -> Later<'a, u64> {
    Box::pin(async move {
        let text = "UPDATE draft SET account = $3 WHERE tenant = $1 AND account = $2 AND NOT EXISTS \
                    (SELECT 1 FROM draft theirs WHERE theirs.tenant = $1 AND theirs.account = $3 AND theirs.form = draft.form)";
        tx.run(sql(text).bind(tx.tenant()).bind(handed.from).bind(handed.to)).await
    })
}
