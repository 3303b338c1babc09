//! This room's records as others find them and as files are kept with them: what was done, what is planned, campaigns, and imports.

use base::{Actor, Tx};
use board::access;
use board::campaigns::{self, Campaign};
use board::orgs::Org;
use kit::records::{evidenced, seen, unboard};
use kit::{Find, Known, RecordKind, Records};
use ledger::Later;
use norms::{Day, Period};
use uuid::Uuid;

use crate::import::{BatchPage, Logged};
use crate::model::Record;
use crate::plan::Plan;
use crate::store::Filter;
use crate::{RECORD, changes, rights, store};

/// 工作记录.
pub(crate) static WORK: Work = Work;
/// 工作安排.
pub(crate) static PLANS: Plans = Plans;
/// 专项.
pub(crate) static CAMPAIGNS: Campaigns = Campaigns;
/// 导入.
pub(crate) static IMPORTS: Imports = Imports;

/// What was done.
pub(crate) struct Work;
/// What is to be done.
pub(crate) struct Plans;
/// Campaigns, topics, brands.
pub(crate) struct Campaigns;
/// Imports of workbooks.
pub(crate) struct Imports;

impl Records for Work {
    fn kind(&self) -> RecordKind {
        RecordKind { code: RECORD, name: "工作记录", path: "/journal/{id}", read: &rights::READ, change: &rights::WRITE }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = store::many(tx, ids).await?;
            Ok(seen(tx, by, &rights::READ, all, |record| record.content.org).await?.into_iter().map(work).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let filter = Filter {
                words: ask.words.clone(),
                from: ask.period.map(|days| days.from),
                to: ask.period.map(|days| days.to),
                path: ask.path.clone(),
                campaign: ask.campaign,
                evidenced: ask.evidenced,
                ..Filter::default()
            };
            let all = store::list(tx, &access::scope(by, &rights::READ), &filter, None, ask.limit).await?;
            Ok(seen(tx, by, &rights::READ, all, |record| record.content.org).await?.into_iter().map(work).collect())
        })
    }
}

fn work((record, org): (Record, Org)) -> Known {
    let content = &record.content;
    // Other orgs than the record's own are named by its history alone.
    let all = changes::told(content, &|_| org.name.clone());
    let told = all.into_iter().filter(|line| !line.value.is_empty()).map(|line| (line.label, line.value));
    let made = ("登记人".to_owned(), format!("{}，{}", record.made.0, record.made.1.chinese()));
    Known {
        id: record.id,
        title: content.title.clone(),
        href: format!("/journal/{}", record.id),
        day: Some(content.day),
        told: told.chain([made]).collect(),
        gone: record.withdrawn.map(|at| format!("{}撤回", at.chinese())),
        org,
    }
}

impl Records for Plans {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "journal.plan", name: "工作安排", path: "/journal/plan/{id}", read: &rights::READ, change: &rights::WRITE }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = store::plans::many(tx, ids).await?;
            Ok(seen(tx, by, &rights::READ, all, |plan| plan.entry.org).await?.into_iter().map(|one| plan(self.kind(), one)).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced {
                // Plans have days: those of the days are taken, whenever the files came.
                let found = evidenced(self, tx, by, &Find { period: None, ..ask.clone() }).await?;
                let fits = |known: &Known| ask.period.is_none_or(|days| known.day.is_some_and(|day| days.from <= day && day <= days.to));
                return Ok(found.into_iter().filter(fits).collect());
            }
            if ask.campaign.is_some() {
                return Ok(Vec::new());
            }
            let days = ask.period.unwrap_or(Period { from: Day::first(), to: Day::last() });
            let all = store::plans::find(tx, &access::scope(by, &rights::READ), days, &ask.words, ask.limit).await?;
            Ok(seen(tx, by, &rights::READ, all, |plan| plan.entry.org).await?.into_iter().map(|one| plan(self.kind(), one)).collect())
        })
    }
}

fn plan(kind: RecordKind, (plan, org): (Plan, Org)) -> Known {
    let entry = &plan.entry;
    let line = |name: &str, words: String| (!words.is_empty()).then(|| (name.to_owned(), words));
    let told = [
        line("日期", format!("{}{}", entry.day.chinese(), entry.hour)),
        line("责任单位", org.name.clone()),
        line("地点", entry.place.clone()),
        line("参加人员", entry.people.join("、")),
        line("备注", entry.remarks.clone()),
    ];
    Known {
        id: plan.id,
        title: entry.title.clone(),
        // A plan is changed on a page that not everybody may open who may see it.
        href: format!("{}/evidence", kind.href(plan.id)),
        day: Some(entry.day),
        told: told.into_iter().flatten().collect(),
        gone: plan.cancelled.as_ref().map(|_| "已取消".to_owned()),
        org,
    }
}

impl Records for Campaigns {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "board.campaign", name: "专项", path: "/campaigns/{id}", read: &rights::READ, change: &rights::CAMPAIGN }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = campaigns::many(tx, ids).await.map_err(unboard)?;
            Ok(seen(tx, by, &rights::READ, all, |campaign| campaign.entry.org).await?.into_iter().map(campaign).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced {
                return evidenced(self, tx, by, ask).await;
            }
            let mut all = campaigns::list(tx, &access::scope(by, &rights::READ)).await.map_err(unboard)?;
            all.retain(|one| {
                let entry = &one.entry;
                ask.campaign.is_none_or(|id| id == one.id)
                    && ask.period.is_none_or(|days| entry.since <= days.to && entry.until.is_none_or(|until| until >= days.from))
                    && ask.words.iter().all(|word| entry.name.contains(word.as_str()))
            });
            all.truncate(usize::try_from(ask.limit).unwrap_or(0));
            Ok(seen(tx, by, &rights::READ, all, |campaign| campaign.entry.org).await?.into_iter().map(campaign).collect())
        })
    }
}

fn campaign((campaign, org): (Campaign, Org)) -> Known {
    let entry = campaign.entry;
    let until = entry.until.map_or_else(|| "今".to_owned(), Day::chinese);
    let line = |name: &str, words: String| (!words.is_empty()).then(|| (name.to_owned(), words));
    let told = [
        line("类别", entry.kind.chinese().to_owned()),
        line("单位", org.name.clone()),
        line("时间", format!("{}至{until}", entry.since.chinese())),
        line("目标", entry.goal),
        line("方案", entry.plan),
    ];
    Known {
        id: campaign.id,
        title: entry.name,
        href: format!("/campaigns/{}", campaign.id),
        day: None,
        told: told.into_iter().flatten().collect(),
        gone: None,
        org,
    }
}

/// Imports that are looked through for words.
const LOOKED_THROUGH: i64 = 500;

impl Records for Imports {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "journal.batch", name: "导入", path: "/import/{id}", read: &rights::READ, change: &rights::IMPORT }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = store::batches::many(tx, ids).await?;
            Ok(seen(tx, by, &rights::READ, all, |batch| batch.org).await?.into_iter().map(import).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced || ask.campaign.is_some() {
                return evidenced(self, tx, by, ask).await;
            }
            let page = BatchPage { after: None, limit: LOOKED_THROUGH };
            let mut all = store::batches::list(tx, &access::scope(by, &rights::READ), &page).await?;
            all.retain(|one| {
                let day = one.at.day();
                one.undone.is_none()
                    && ask.period.is_none_or(|days| days.from <= day && day <= days.to)
                    && ask.words.iter().all(|word| one.file.contains(word.as_str()))
            });
            all.truncate(usize::try_from(ask.limit).unwrap_or(0));
            Ok(seen(tx, by, &rights::READ, all, |batch| batch.org).await?.into_iter().map(import).collect())
        })
    }
}

fn import((batch, org): (Logged, Org)) -> Known {
    let told = [
        ("单位", org.name.clone()),
        ("导入人", format!("{}，{}", batch.who, batch.at.chinese())),
        ("记录", format!("{} 条", batch.records)),
    ];
    Known {
        id: batch.id,
        title: batch.file,
        href: format!("/import/{}", batch.id),
        day: Some(batch.at.day()),
        told: told.into_iter().map(|(name, words)| (name.to_owned(), words)).collect(),
        gone: batch.undone.map(|at| format!("{}撤销", at.chinese())),
        org,
    }
}
