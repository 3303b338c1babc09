//! 印发, 抄送: who got a signed report and its correction notes.

use base::{Actor, Tx};
use norms::Day;
use uuid::Uuid;

use crate::actions::{open_kept, person};
use crate::correction::{Correction, Recipient, Way};
use crate::model::{Report, Step};
use crate::store::correction as rows;
use crate::{ReportError, audit, rights, store};

/// Longest name.
const NAME_LIMIT: usize = 60;
/// So many are written down at once.
const MOST: usize = 200;

/// Asks that recipients be written down.
#[derive(Clone, Debug)]
pub struct Issue {
    /// Which report.
    pub id: Uuid,
    /// 印发 or 抄送.
    pub way: Way,
    /// Names, a line each.
    pub names: String,
    /// When they got it.
    pub day: Day,
    /// 0: the report; else the note of this correction.
    pub correction: i64,
}

/// Writes down who got a signed report or one of its notes; who is there already for the same thing is not written twice.
///
/// # Errors
/// [`ReportError::NotSigned`], [`ReportError::Invalid`] for names and days that do not hold.
pub async fn issue(tx: &mut Tx, by: &Actor, ask: &Issue) -> Result<usize, ReportError> {
    let report = open_signed(tx, by, ask.id, ask.correction).await?;
    let names = read_names(&ask.names)?;
    if ask.day > tx.today() {
        return Err(ReportError::invalid("day", "日期晚于今天，发出以后再登记。", "the day has not come yet"));
    }
    if signed_on(&report).is_some_and(|signed| ask.day < signed) {
        return Err(ReportError::invalid("day", "日期早于签发日，请核对。", "the day lies before sign-off"));
    }
    let known = rows::recipients(tx, report.id).await?;
    let there =
        |name: &str| known.iter().any(|one| !one.withdrawn && one.way == ask.way && one.correction == ask.correction && one.name == name);
    let fresh: Vec<String> = names.into_iter().filter(|name| !there(name)).collect();
    let first = known.last().map_or(0, |last| last.number) + 1;
    let new = |(name, number): (&String, i64)| {
        let (way, day, correction) = (ask.way, ask.day, ask.correction);
        Recipient { number, way, name: name.clone(), day, correction, by: by.name.clone(), withdrawn: false }
    };
    let all: Vec<Recipient> = fresh.iter().zip(first..).map(new).collect();
    if let Some(one) = all.first() {
        rows::add_recipients(tx, report.id, &all, &person(by)).await?;
        let line = format!("{}{}：{}（{}）", one.way.chinese(), one.what(), fresh.join("、"), one.day.chinese());
        store::add_step(tx, report.id, Step::Issue, &person(by), tx.now(), &line).await?;
    }
    Ok(all.len())
}

/// A signed report, if what is handed out is there.
async fn open_signed(tx: &mut Tx, by: &Actor, id: Uuid, correction: i64) -> Result<Report, ReportError> {
    let (report, _) = open_kept(tx, by, id, &rights::DRAFT).await?;
    if !report.signed() {
        return Err(ReportError::NotSigned);
    }
    if correction != 0 && !rows::all(tx, id).await?.iter().any(|one| one.number() == Some(correction)) {
        return Err(ReportError::invalid("correction", "没有这一号更正，请重新选择。", "there is no correction of this number"));
    }
    Ok(report)
}

fn signed_on(report: &Report) -> Option<Day> {
    match report.state {
        crate::model::State::Signed { signed_at, .. } => Some(signed_at.day()),
        _ => None,
    }
}

fn read_names(text: &str) -> Result<Vec<String>, ReportError> {
    let mut names: Vec<String> = Vec::new();
    for name in paper::text::clean(text).split(['\n', '、', '；', ';']).map(str::trim).filter(|name| !name.is_empty()) {
        if name.chars().count() > NAME_LIMIT {
            let chinese = format!("“{}…”超过{NAME_LIMIT}个字，一行写一个单位或人员。", name.chars().take(12).collect::<String>());
            return Err(ReportError::invalid("names", chinese, "a name has more than 60 characters"));
        }
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        return Err(ReportError::invalid("names", "请填写收到的单位或人员，一行一个。", "name who got it, a line each"));
    }
    if names.len() > MOST {
        return Err(ReportError::invalid("names", format!("一次最多登记{MOST}个，请分几次。"), "more than 200 names"));
    }
    Ok(names)
}

/// Names an entry of a report's recipients.
#[derive(Clone, Copy, Debug)]
pub struct RecipientOf {
    /// Which report.
    pub id: Uuid,
    /// Which entry.
    pub number: i64,
}

/// Takes a wrong entry back; it stays, struck out. Exports are not taken back: they happened.
///
/// # Errors
/// [`ReportError::NoRecipient`].
pub async fn withdraw_recipient(tx: &mut Tx, by: &Actor, ask: &RecipientOf) -> Result<(), ReportError> {
    let (report, _) = open_kept(tx, by, ask.id, &rights::DRAFT).await?;
    let all = rows::recipients(tx, report.id).await?;
    let one = all.into_iter().find(|one| one.number == ask.number && one.way != Way::Exported).ok_or(ReportError::NoRecipient)?;
    if one.withdrawn {
        return Ok(());
    }
    rows::withdraw_recipient(tx, report.id, one.number).await?;
    store::add_step(tx, report.id, Step::Issue, &person(by), tx.now(), &format!("撤回：{}{}", one.way.chinese(), one.name)).await?;
    Ok(())
}

/// Names what was exported.
#[derive(Clone, Copy, Debug)]
pub struct Exported {
    /// Which report.
    pub id: Uuid,
    /// 0: the report; else the note of this correction.
    pub correction: i64,
}

/// Writes down that somebody, or the command line, took the file of a signed report, once a day. A draft's is not: it says that it is one.
pub async fn note_export(tx: &mut Tx, by: &Actor, ask: &Exported) -> Result<(), ReportError> {
    let (report, _) = open_kept(tx, by, ask.id, &rights::READ).await?;
    let by = person(by);
    if !report.signed() || rows::is_exported(tx, report.id, &by, tx.today(), ask.correction).await? {
        return Ok(());
    }
    let number = rows::recipients(tx, report.id).await?.last().map_or(0, |last| last.number) + 1;
    let (way, name, day) = (Way::Exported, by.name.clone(), tx.today());
    let one = Recipient { number, way, name, day, correction: ask.correction, by: by.name.clone(), withdrawn: false };
    rows::add_recipients(tx, report.id, &[one], &by).await?;
    audit::note(tx, "report.export", report.id, &report.title, "");
    Ok(())
}

/// A report's recipients, with the numbers of its corrections.
///
/// # Errors
/// [`ReportError::NotSigned`].
pub async fn recipients(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Vec<Recipient>, Vec<i64>), ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::READ).await?;
    if !report.signed() {
        return Err(ReportError::NotSigned);
    }
    let numbers = rows::all(tx, report.id).await?.iter().filter_map(Correction::number).collect();
    Ok((rows::recipients(tx, report.id).await?, numbers))
}
