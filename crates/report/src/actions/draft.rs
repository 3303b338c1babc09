//! 拟稿: begin a report, write it, throw it away and take that back.

use base::{Actor, OrgId, Tx};
use board::{Org, access, orgs};
use norms::{Day, Period};
use paper::text::clean;
use uuid::Uuid;

use crate::actions::{carry, open, open_kept, person, templates, touch};
use crate::figures;
use crate::model::{Report, State, Step};
use crate::render;
use crate::template::{Template, fill};
use crate::{ReportError, audit, rights, store};

/// Longest title in characters.
pub const TITLE_LIMIT: usize = 120;
/// Longest addressee or signature.
pub const NAME_LIMIT: usize = 100;

/// Asks for a new report.
#[derive(Clone, Debug)]
pub struct Create {
    /// The id that the form made, so that a repeat begins nothing twice; without one it gets a new id.
    pub id: Option<Uuid>,
    /// Name of the template.
    pub template: String,
    /// The org that reports; without one the office.
    pub org: Option<OrgId>,
    /// Its period.
    pub period: Period,
    /// 数据截止日; without one the period's last day, or today where that has not come.
    pub cut_off: Option<Day>,
    /// 以上期为底稿: the report whose text it begins with instead of the template's.
    pub like: Option<Uuid>,
}

/// Begins a report.
///
/// # Errors
/// [`ReportError::NoTemplate`], [`ReportError::Invalid`] for days that do not fit, what the board refuses.
pub async fn create(tx: &mut Tx, by: &Actor, ask: &Create) -> Result<Report, ReportError> {
    if let Some(id) = ask.id
        && store::load(tx, id).await?.is_some()
    {
        return open(tx, by, id, &rights::DRAFT).await.map(|(report, _)| report);
    }
    let org = match ask.org {
        Some(org) => orgs::get(tx, org).await?,
        None => orgs::root(tx).await?,
    };
    access::require(by, &rights::DRAFT, &org.path)?;
    let last = match ask.like {
        Some(id) => Some(open_kept(tx, by, id, &rights::READ).await?.0),
        None => None,
    };
    let name = last.as_ref().map_or(ask.template.as_str(), |last| last.template.as_str());
    let template = templates::named(tx, name, last.is_some()).await?;
    let template = template.ok_or_else(|| ReportError::NoTemplate(name.chars().take(40).collect()))?;
    let cut_off = ask.cut_off.unwrap_or_else(|| usual_cut_off(ask.period, tx.today()));
    let mut report = Report { cut_off, ..begun(tx, by, &org, &template, ask.period) };
    report.id = ask.id.unwrap_or(report.id);
    begin_with(&mut report, &org, &template, last);
    check_days(&report)?;
    figures::check(tx, by, &report, &org, &figures::read(&report.text)?).await?;
    store::insert(tx, &report).await?;
    store::add_step(tx, report.id, Step::Begin, &person(by), tx.now(), "").await?;
    Ok(report)
}

/// A report as this template begins it; nothing is kept.
pub(super) fn begun(tx: &mut Tx, by: &Actor, org: &Org, template: &Template, period: Period) -> Report {
    let mut report = Report {
        id: tx.new_id(),
        org: org.id,
        template: template.name.clone(),
        kind: template.kind.clone(),
        period,
        cut_off: usual_cut_off(period, tx.today()),
        title: String::new(),
        addressee: template.addressee.clone(),
        signature: String::new(),
        text: template.text.clone(),
        state: State::Draft,
        revision: 1,
        made_by: person(by),
        made_at: tx.now(),
        changed_by: person(by),
        changed_at: tx.now(),
        deleted: false,
    };
    begin_with(&mut report, org, template, None);
    report
}

fn usual_cut_off(period: Period, today: Day) -> Day {
    if today >= period.from { period.to.min(today) } else { period.to }
}

/// Fills in the template's front, or takes over the last report's with its period brought up to date.
fn begin_with(report: &mut Report, org: &Org, template: &Template, last: Option<Report>) {
    let said = |line: &str, report: &Report| fill(line, |word| render::word(report, &org.name, word));
    report.title = said(&template.title, report);
    report.signature = said(&template.signature, report);
    if let Some(last) = last {
        report.title = last.title.replace(&last.period.chinese(), &report.period.chinese());
        report.addressee.clone_from(&last.addressee);
        if last.org == report.org {
            report.signature.clone_from(&last.signature);
        }
        report.text = carry::carried(&last);
    }
}

/// Asks that a draft be saved as it was written.
#[derive(Clone, Debug)]
pub struct Save {
    /// Which.
    pub id: Uuid,
    /// The revision that was written on.
    pub revision: i64,
    /// Its title.
    pub title: String,
    /// 主送机关; empty for none.
    pub addressee: String,
    /// 署名.
    pub signature: String,
    /// 统计期.
    pub period: Period,
    /// 数据截止日.
    pub cut_off: Day,
    /// Its text.
    pub text: String,
}

/// Saves a draft.
///
/// # Errors
/// [`ReportError::Overtaken`] with the report as it stands when somebody else saved first; [`ReportError::Signed`] and
/// [`ReportError::NotNow`] when it has gone on; [`ReportError::Text`], [`ReportError::Invalid`] for what does not hold.
pub async fn save(tx: &mut Tx, by: &Actor, ask: &Save) -> Result<Report, ReportError> {
    let (mut report, org) = open_kept(tx, by, ask.id, &rights::DRAFT).await?;
    still_draft(&report)?;
    if report.revision != ask.revision {
        return Err(ReportError::Overtaken(Box::new(report)));
    }
    let before = report.clone();
    report.title = line("title", "标题", "title", &ask.title, TITLE_LIMIT)?;
    if report.title.is_empty() {
        return Err(ReportError::invalid("title", "请填写标题。", "the title is empty; give one"));
    }
    report.addressee = line("addressee", "主送机关", "addressee", &ask.addressee, NAME_LIMIT)?;
    report.signature = line("signature", "署名", "signature", &ask.signature, NAME_LIMIT)?;
    report.period = ask.period;
    report.cut_off = ask.cut_off;
    report.text = clean(&ask.text.replace("\r\n", "\n").replace('\r', "\n"));
    check_days(&report)?;
    figures::check(tx, by, &report, &org, &figures::read(&report.text)?).await?;
    touch(tx, by, &mut report);
    audit::saved(tx, &before, &report);
    keep(tx, report, ask.revision).await
}

/// A text of one line.
fn line(field: &'static str, chinese: &str, english: &str, text: &str, limit: usize) -> Result<String, ReportError> {
    let text = clean(&text.replace(['\r', '\n', '\t'], " ")).trim().trim_end_matches('：').to_owned();
    if text.chars().count() > limit {
        return Err(ReportError::invalid(
            field,
            format!("{chinese}最多{limit}个字。"),
            format!("the {english} has more than {limit} characters"),
        ));
    }
    Ok(text)
}

fn check_days(report: &Report) -> Result<(), ReportError> {
    if report.period.to < report.period.from {
        return Err(ReportError::invalid("to", "统计期的止日早于起日。", "the period ends before it begins"));
    }
    if !report.period.has(report.cut_off) {
        let chinese = "数据截止日应在统计期内。";
        return Err(ReportError::invalid("cut_off", chinese, "the cut-off day lies outside the period"));
    }
    Ok(())
}

/// What is signed stays; what has gone on comes back only by 退回.
pub(super) fn still_draft(report: &Report) -> Result<(), ReportError> {
    match report.state {
        State::Draft => Ok(()),
        State::Signed { .. } => Err(ReportError::Signed),
        _ => Err(ReportError::NotNow(Step::Begin)),
    }
}

/// Saves a changed report on the revision it was loaded with.
pub(super) async fn keep(tx: &mut Tx, report: Report, revision: i64) -> Result<Report, ReportError> {
    if store::update(tx, &report, revision, None).await? {
        return Ok(report);
    }
    let now = store::load(tx, report.id).await?.ok_or(ReportError::NotFound)?;
    Err(ReportError::Overtaken(Box::new(now)))
}

/// Names a draft that is to go or to come back.
#[derive(Clone, Copy, Debug)]
pub struct Delete {
    /// Which.
    pub id: Uuid,
}

/// Throws a draft away; [`restore`] takes that back.
///
/// # Errors
/// [`ReportError::Signed`], [`ReportError::NotNow`] for what is no draft.
pub async fn delete(tx: &mut Tx, by: &Actor, ask: &Delete) -> Result<Report, ReportError> {
    set_deleted(tx, by, ask.id, true).await
}

/// Brings a deleted draft back.
pub async fn restore(tx: &mut Tx, by: &Actor, ask: &Delete) -> Result<Report, ReportError> {
    set_deleted(tx, by, ask.id, false).await
}

async fn set_deleted(tx: &mut Tx, by: &Actor, id: Uuid, deleted: bool) -> Result<Report, ReportError> {
    let (mut report, _) = open(tx, by, id, &rights::DRAFT).await?;
    still_draft(&report)?;
    if report.deleted == deleted {
        return Ok(report);
    }
    let revision = report.revision;
    report.deleted = deleted;
    touch(tx, by, &mut report);
    let step = if deleted { Step::Delete } else { Step::Restore };
    store::add_step(tx, id, step, &person(by), tx.now(), "").await?;
    keep(tx, report, revision).await
}
