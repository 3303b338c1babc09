//! Reports as other rooms find them and as files are kept with them.

use std::collections::HashMap;

use base::{Actor, DbError, OrgId, Tx};
use board::access;
use board::orgs::{self, Org};
use kit::records::{evidenced, unboard};
use kit::{Find, Known, RecordKind, Records};
use ledger::Later;
use uuid::Uuid;

use crate::model::{Report, State};
use crate::store::countersign::Asked;
use crate::{rights, store};

/// 报告.
pub(crate) static REPORTS: Reports = Reports;

/// Reports.
pub(crate) struct Reports;

impl Records for Reports {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "report", name: "报告", path: "/reports/{id}", read: &rights::READ, change: &rights::ATTACH }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let found = store::seen_of(tx, &access::scope(by, &rights::READ), &Asked::of(by), ids).await?;
            told(tx, found).await
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced || ask.campaign.is_some() {
                return evidenced(self, tx, by, ask).await;
            }
            let filter = store::Filter { words: ask.words.join(" "), ..store::Filter::default() };
            let mut found = store::list(tx, &access::scope(by, &rights::READ), &Asked::of(by), &filter, None, ask.limit).await?;
            found.retain(|one| ask.period.is_none_or(|days| one.period.from <= days.to && days.from <= one.period.to));
            told(tx, found).await
        })
    }

    fn texts<'a>(&'a self, tx: &'a mut Tx, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, String>> {
        Box::pin(signed(tx, ids))
    }
}

/// Of a signed report what was signed; a draft is no paper yet.
async fn signed(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, DbError> {
    Ok(store::frozen_of(tx, ids).await?.into_iter().map(|(id, document)| (id, paper::plain_text(&document))).collect())
}

async fn told(tx: &mut Tx, found: Vec<Report>) -> Result<Vec<Known>, DbError> {
    let ids: Vec<OrgId> = found.iter().map(|report| report.org).collect();
    let orgs: HashMap<OrgId, Org> = orgs::many(tx, &ids).await.map_err(unboard)?;
    Ok(found.into_iter().filter_map(|report| orgs.get(&report.org).cloned().map(|org| known(report, org))).collect())
}

fn known(report: Report, org: Org) -> Known {
    let line = |name: &str, words: String| (!words.is_empty()).then(|| (name.to_owned(), words));
    let signed = match &report.state {
        State::Signed { signed_by, signed_at, .. } => format!("{}，{}", signed_by.name, signed_at.chinese()),
        _ => String::new(),
    };
    let told = [
        line("单位", org.name.clone()),
        line("种类", report.kind.clone()),
        line("统计期", report.period.chinese()),
        line("主送", report.addressee.clone()),
        line("状态", report.state.chinese().to_owned()),
        line("签发", signed),
    ];
    Known {
        id: report.id,
        title: report.title,
        href: format!("/reports/{}", report.id),
        day: None,
        told: told.into_iter().flatten().collect(),
        gone: report.deleted.then(|| "已删除".to_owned()),
        org,
    }
}
