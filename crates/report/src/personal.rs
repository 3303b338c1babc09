//! What reports hold about the people who work on them. Reports are official documents: who drafted, checked and signed one stays on it.

use base::{Later, Tx};
use board::personal::{Holder, Mention, Who};

use crate::{rights, store};

/// The reports, as far as they hold something about people.
pub(crate) struct ReportPeople;

impl Holder for ReportPeople {
    fn mentions<'a>(&'a self, tx: &'a mut Tx, who: &'a Who) -> Later<'a, Vec<Mention>> {
        Box::pin(async move {
            let Some(account) = who.account else { return Ok(Vec::new()) };
            let worked = store::todo::worked_on(tx, account).await?;
            let mention = |(id, title, org, at, steps): (uuid::Uuid, String, base::OrgId, norms::Instant, i64)| Mention {
                kind: "报告",
                title,
                day: Some(at.day()),
                href: format!("/reports/{id}"),
                org: Some(org),
                right: Some(&rights::READ),
                says: vec![("经办", format!("{steps} 个步骤"))],
            };
            Ok(worked.into_iter().map(mention).collect())
        })
    }
}
