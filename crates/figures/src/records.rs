//! What orgs are to reach, and figures that were given out, as other rooms find them and as files are kept with them.

use base::{Actor, Tx};
use board::access;
use board::orgs::Org;
use board::targets::{self, Target};
use kit::records::{evidenced, seen, unboard};
use kit::{Find, Known, RecordKind, Records};
use ledger::{Later, metrics};
use norms::{Day, Period};
use uuid::Uuid;

use crate::given::Given;
use crate::rights;
use crate::store::given as store;

/// 目标任务.
pub(crate) static TARGETS: Targets = Targets;
/// 报数.
pub(crate) static GIVEN: GivenOut = GivenOut;

/// Targets.
pub(crate) struct Targets;
/// Figures that were given out.
pub(crate) struct GivenOut;

fn holds(title: &str, words: &[String]) -> bool {
    words.iter().all(|word| title.contains(word.as_str()))
}

impl Records for Targets {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "board.target", name: "目标任务", path: "/targets/{id}", read: &rights::READ, change: &rights::TARGET }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = targets::many(tx, ids).await.map_err(unboard)?;
            Ok(seen(tx, by, &rights::READ, all, |one| one.entry.org).await?.into_iter().map(|one| target(self.kind(), one)).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced || ask.campaign.is_some() {
                return evidenced(self, tx, by, ask).await;
            }
            let days = ask.period.unwrap_or(Period { from: Day::first(), to: Day::last() });
            let all = targets::list(tx, &access::scope(by, &rights::READ), "/", days).await.map_err(unboard)?;
            let all = seen(tx, by, &rights::READ, all, |one| one.entry.org).await?.into_iter().map(|one| target(self.kind(), one));
            let limit = usize::try_from(ask.limit).unwrap_or(0);
            Ok(all.filter(|one| holds(&one.title, &ask.words)).take(limit).collect())
        })
    }
}

fn target(kind: RecordKind, (target, org): (Target, Org)) -> Known {
    let entry = &target.entry;
    let metric = metrics::by_code(&entry.metric);
    let name = metric.map_or(entry.metric.as_str(), |metric| metric.name);
    let quantity = metric.map_or_else(|| entry.quantity.to_string(), |metric| format!("{} {}", metric.plain(entry.quantity), metric.unit));
    let line = |name: &str, words: String| (!words.is_empty()).then(|| (name.to_owned(), words));
    let told = [
        line("单位", org.name.clone()),
        line("指标", name.to_owned()),
        line("时段", entry.period.chinese()),
        line("目标", quantity),
        line("来源", entry.paper.clone()),
        line("设定", format!("{}，{}", target.who, target.at.chinese())),
    ];
    Known {
        id: target.id,
        title: format!("{}{}{name}目标", org.name, entry.period.chinese()),
        // A target is changed on a page that not everybody may open who may see it.
        href: format!("{}/evidence", kind.href(target.id)),
        day: None,
        told: told.into_iter().flatten().collect(),
        gone: None,
        org,
    }
}

impl Records for GivenOut {
    fn kind(&self) -> RecordKind {
        RecordKind { code: "figures.given", name: "报数登记", path: "/given/{id}", read: &rights::READ, change: &rights::GIVE }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let all = store::many(tx, ids).await?;
            Ok(seen(tx, by, &rights::READ, all, |one| one.org).await?.into_iter().map(given).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            if ask.evidenced || ask.campaign.is_some() {
                return evidenced(self, tx, by, ask).await;
            }
            let (from, to) = (ask.period.map(|days| days.from), ask.period.map(|days| days.to));
            let filter = store::Filter { words: ask.words.clone(), from, to, withdrawn: Some(false), ..store::Filter::default() };
            let all = store::list(tx, &access::scope(by, &rights::READ), &filter, None, ask.limit).await?;
            Ok(seen(tx, by, &rights::READ, all, |one| one.org).await?.into_iter().map(given).collect())
        })
    }
}

fn given((given, org): (Given, Org)) -> Known {
    let line = |name: &str, words: String| (!words.is_empty()).then(|| (name.to_owned(), words));
    let told = [
        line("报出", given.said.clone()),
        line("报给", given.to_whom.clone()),
        line("方式", given.means.chinese().to_owned()),
        line("报数人", format!("{}，{}", given.by, given.at.chinese())),
        line("备注", given.note.clone()),
    ];
    Known {
        id: given.id,
        title: format!("报给{}：{}", given.to_whom, given.metric.name),
        href: format!("/given/{}", given.id),
        day: Some(given.at.day()),
        told: told.into_iter().flatten().collect(),
        gone: given.withdrawn.as_ref().map(|back| format!("{}收回", back.at.chinese())),
        org,
    }
}
