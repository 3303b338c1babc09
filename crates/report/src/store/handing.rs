//! 工作交接: reports that somebody drafts are named on the list, and a countersignature that was asked of them by name and has not been
//! given is asked of whoever takes over. What they checked, signed or answered stays theirs.

use base::{AccountId, Tx, sql};
use board::accounts::handover::Item;
use kit::handing::{Handed, Handing};
use ledger::Later;

/// What of this room passes.
pub(crate) const HANDING: Handing = Handing { held, pass };

fn held<'a>(tx: &'a mut Tx, account: &'a AccountId) -> Later<'a, Vec<Item>> {
    Box::pin(async move {
        let drafts =
            "SELECT title FROM report WHERE tenant = $1 AND made_account = $2 AND state <> 'signed' AND deleted = $3 ORDER BY title";
        let drafts: Vec<(String,)> = tx.all(sql(drafts).bind(tx.tenant()).bind(*account).bind(false)).await?;
        let asked = "SELECT r.title FROM report_countersign c JOIN report r ON r.tenant = c.tenant AND r.id = c.report \
                     WHERE c.tenant = $1 AND c.account = $2 AND c.answer IS NULL AND r.state <> 'signed' AND r.deleted = $3 ORDER BY r.title";
        let asked: Vec<(String,)> = tx.all(sql(asked).bind(tx.tenant()).bind(*account).bind(false)).await?;
        let item = |kind: &'static str| move |(title,): (String,)| Item { kind: kind.into(), title };
        Ok(drafts.into_iter().map(item("报告草稿")).chain(asked.into_iter().map(item("会签"))).collect())
    })
}

fn pass<'a>(tx: &'a mut Tx, handed: &'a Handed) -> Later<'a, u64> {
    Box::pin(async move {
        let text = "UPDATE report_countersign SET account = $3, name = $4 WHERE tenant = $1 AND account = $2 AND answer IS NULL \
                    AND EXISTS (SELECT 1 FROM report r WHERE r.tenant = $1 AND r.id = report_countersign.report AND r.state <> 'signed') \
                    AND NOT EXISTS (SELECT 1 FROM report_countersign theirs WHERE theirs.tenant = $1 AND theirs.account = $3 \
                    AND theirs.report = report_countersign.report)";
        tx.run(sql(text).bind(tx.tenant()).bind(handed.from).bind(handed.to).bind(&handed.name)).await
    })
}
