//! The steps of a report: 送核, 核稿, 签发, 退回; 会签 has a file of its own.

use base::{Actor, Tx};
use board::{Org, access};
use norms::Period;
use uuid::Uuid;

use crate::actions::draft::keep;
use crate::actions::{countersign, open_kept, people, person, touch};
use crate::figures::{self, Figure};
use crate::model::{Report, State, Step};
use crate::rules::{self, Finding, Weight};
use crate::{ReportError, render, rights, store};

/// Longest reason in characters.
pub const REASON_LIMIT: usize = 500;

/// Sends a draft on to be checked.
///
/// # Errors
/// [`ReportError::Findings`] while something stands in the way, [`ReportError::NotNow`].
pub async fn send(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Report, ReportError> {
    let (report, org) = open_kept(tx, by, *id, &rights::DRAFT).await?;
    forward(tx, by, report, &org, Step::Send).await
}

/// 核稿: passes a report on to those who are asked to countersign, or to be signed.
///
/// # Errors
/// [`ReportError::OwnDraft`] for who wrote it, where somebody else may check it;
/// [`ReportError::Findings`] while something stands in the way, [`ReportError::NotNow`].
pub async fn check(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Report, ReportError> {
    let (report, org) = open_kept(tx, by, *id, &rights::CHECK).await?;
    if matches!(report.state, State::Checking { .. }) {
        people::not_own(tx, by, &report, &org).await?;
    }
    forward(tx, by, report, &org, Step::Check).await
}

async fn forward(tx: &mut Tx, by: &Actor, mut report: Report, org: &Org, step: Step) -> Result<Report, ReportError> {
    let (who, at, revision) = (person(by), tx.now(), report.revision);
    let state = report.state.clone();
    report.state = if step == Step::Send {
        state.send(who.clone(), at)?
    } else {
        let asked = store::countersign::all(tx, report.id).await?.len();
        state.check(who.clone(), at, i64::try_from(asked).unwrap_or(i64::MAX))?
    };
    let (_, findings) = look(tx, &report, org).await?;
    refuse_errors(&findings)?;
    touch(tx, by, &mut report);
    store::add_step(tx, report.id, step, &who, at, "").await?;
    keep(tx, report, revision).await
}

/// Asks for sign-off.
#[derive(Clone, Debug)]
pub struct Sign {
    /// Which.
    pub id: Uuid,
    /// Why what was found may stand; needed when anything was found.
    pub accept: Option<String>,
}

/// 签发: freezes text and figures with the digests of the facts and the ledger's number, writes the citations and closes the period.
/// Digests read every fact behind the figures: run it without a limit of time.
///
/// # Errors
/// [`ReportError::Findings`] while something stands in the way or is not accepted, [`ReportError::Awaiting`] while 会签 does,
/// [`ReportError::NotNow`].
pub async fn sign(tx: &mut Tx, by: &Actor, ask: &Sign) -> Result<Report, ReportError> {
    let (report, org) = open_kept(tx, by, ask.id, &rights::SIGN).await?;
    if report.state.next() == Some(Step::Countersign) {
        return Err(countersign::awaiting(tx, report.id).await?);
    }
    sign_report(tx, by, report, &org, ask.accept.as_deref()).await
}

async fn sign_report(tx: &mut Tx, by: &Actor, mut report: Report, org: &Org, accept: Option<&str>) -> Result<Report, ReportError> {
    let (who, at, revision, posting) = (person(by), tx.now(), report.revision, tx.last_number());
    report.state = report.state.clone().sign(who.clone(), at, posting)?;
    let (mut figures, findings) = look(tx, &report, org).await?;
    refuse_errors(&findings)?;
    let reason = accept.map(str::trim).unwrap_or_default();
    if !findings.is_empty() && reason.is_empty() {
        return Err(ReportError::Findings(findings));
    }
    for figure in &mut figures {
        figure.digest = ledger::digest(tx, &figure.ask(None)).await?;
    }
    let text = figures::read(&report.text)?;
    let document = render::document(&report, &org.name, &text, &figures, at.day());
    touch(tx, by, &mut report);
    if !store::update(tx, &report, revision, Some(&document)).await? {
        let now = store::load(tx, report.id).await?.ok_or(ReportError::NotFound)?;
        return Err(ReportError::Overtaken(Box::new(now)));
    }
    store::freeze(tx, report.id, &figures).await?;
    store::add_step(tx, report.id, Step::Sign, &who, at, &reason_line(reason, &findings)).await?;
    tell_ledger(tx, &report, org, &figures, posting).await?;
    Ok(report)
}

/// What history keeps of accepted findings: the reason, and what it was about.
fn reason_line(reason: &str, findings: &[Finding]) -> String {
    if findings.is_empty() {
        return reason.chars().take(REASON_LIMIT).collect();
    }
    let list: Vec<String> = rules::sentences(findings).into_iter().map(|(_, sentence)| sentence).collect();
    format!("{}（已知悉：{}）", reason.chars().take(REASON_LIMIT).collect::<String>(), list.join(""))
}

async fn tell_ledger(tx: &mut Tx, report: &Report, org: &Org, figures: &[Figure], posting: i64) -> Result<(), ReportError> {
    for figure in figures {
        let citation = ledger::Citation {
            report: report.id,
            key: figure.key.clone(),
            metric: figure.metric,
            org: figure.org.id,
            period: figure.period,
            number: posting,
            value: figure.value,
            digest: figure.digest.clone(),
        };
        ledger::cite(tx, &citation).await?;
    }
    let closed: Period = report.counted();
    ledger::close_period(tx, org.id, closed).await?;
    Ok(())
}

/// The report's figures and everything that is found about it.
pub(super) async fn look(tx: &mut Tx, report: &Report, org: &Org) -> Result<(Vec<Figure>, Vec<Finding>), ReportError> {
    let text = figures::read(&report.text)?;
    let figures = figures::evaluate(tx, report, org, &text).await?;
    let document = render::document(report, &org.name, &text, &figures, tx.today());
    let mut findings = rules::findings(report, &text, &document, &figures);
    let found = ledger::checks(tx, org.id, report.counted(), None).await?;
    findings.extend(rules::between_metrics(found, &figures));
    findings.sort_by_key(|finding| finding.weight);
    Ok((figures, findings))
}

fn refuse_errors(findings: &[Finding]) -> Result<(), ReportError> {
    let errors: Vec<Finding> = findings.iter().filter(|finding| finding.weight == Weight::Error).cloned().collect();
    if errors.is_empty() { Ok(()) } else { Err(ReportError::Findings(errors)) }
}

/// Asks that a report go back to its writer.
#[derive(Clone, Debug)]
pub struct GiveBack {
    /// Which.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// A reason that somebody gives, in so many words.
pub(super) fn reason_of(words: &str, chinese: &str, english: &str) -> Result<String, ReportError> {
    let reason = paper::text::clean(words.trim());
    if reason.is_empty() {
        return Err(ReportError::invalid("reason", chinese, english));
    }
    if reason.chars().count() > REASON_LIMIT {
        return Err(ReportError::invalid("reason", format!("最多{REASON_LIMIT}个字，请写短一些。"), "more than 500 characters"));
    }
    Ok(reason)
}

/// 退回: whoever may take the next step may give it back instead, with a reason. While 会签 is open that is whoever is asked, whoever
/// deals with opinions, and the signer.
///
/// # Errors
/// [`ReportError::NotNow`] for a draft, [`ReportError::Signed`], [`ReportError::Invalid`] without a reason.
pub async fn give_back(tx: &mut Tx, by: &Actor, ask: &GiveBack) -> Result<Report, ReportError> {
    let (report, org) = open_kept(tx, by, ask.id, &rights::READ).await?;
    if report.signed() {
        return Err(ReportError::Signed);
    }
    if !may_give_back(tx, by, &report, &org).await? {
        return Err(board::Denied::NotAllowed.into());
    }
    let reason = reason_of(&ask.reason, "请写明退回的原因。", "give the reason for returning it")?;
    countersign::give_back(tx, by, report, &reason).await
}

async fn may_give_back(tx: &mut Tx, by: &Actor, report: &Report, org: &Org) -> Result<bool, ReportError> {
    let may = |right| access::require(by, right, &org.path).is_ok();
    if report.state.next() != Some(Step::Countersign) {
        return Ok(may(report.state.right()));
    }
    let takers = people::takers(tx, report, org).await?;
    let asked = by.account.is_some_and(|account| takers.iter().any(|taker| taker.account == account));
    Ok(asked || may(&rights::DRAFT) || may(&rights::CHECK) || may(&rights::SIGN))
}

/// Asks for every open step that somebody may take.
#[derive(Clone, Debug)]
pub struct SignOpen {
    /// Which.
    pub id: Uuid,
    /// Why what was found may stand.
    pub accept: Option<String>,
}

/// What became of it.
#[derive(Clone, Debug)]
pub struct Taken {
    /// The report as it stands now.
    pub report: Report,
    /// The steps that were taken.
    pub steps: Vec<Step>,
    /// The step that is open now, for somebody else.
    pub open: Option<Step>,
}

/// The report as if its last writer had sent it on: so that its check is what comes next.
fn as_sent(report: &Report) -> Report {
    let state = match &report.state {
        State::Draft => State::Checking { sent_by: report.changed_by.clone(), sent_at: report.changed_at },
        state => state.clone(),
    };
    Report { state, ..report.clone() }
}

/// Takes every open step that this person may take, in one act: a draft is sent on by whoever may draft or check, and 会签 is 同意
/// wherever they are asked.
///
/// # Errors
/// [`ReportError::NotYours`] naming the step when none of them is theirs, [`ReportError::OwnDraft`] when all that is open is the check of
/// what they wrote themselves; [`ReportError::Signed`]; what the steps refuse.
pub async fn sign_open(tx: &mut Tx, by: &Actor, ask: &SignOpen) -> Result<Taken, ReportError> {
    let (mut report, org) = open_kept(tx, by, ask.id, &rights::READ).await?;
    if report.signed() {
        return Err(ReportError::Signed);
    }
    let may = |right| access::require(by, right, &org.path).is_ok();
    // Sending on what others wrote makes nobody its writer.
    let own = people::not_own(tx, by, &as_sent(&report), &org).await;
    let mut steps = Vec::new();
    while let Some(step) = report.state.next() {
        let theirs = match step {
            Step::Send => may(&rights::DRAFT) || may(&rights::CHECK),
            Step::Check => may(&rights::CHECK) && own.is_ok(),
            Step::Countersign => countersign::agree_all(tx, by, &mut report, &org).await? > 0,
            _ => may(report.state.right()),
        };
        if !theirs {
            break;
        }
        report = match report.state {
            State::Countersigning { .. } if step == Step::Countersign => report,
            State::Countersigning { .. } => sign_report(tx, by, report, &org, ask.accept.as_deref()).await?,
            _ => forward(tx, by, report, &org, step).await?,
        };
        steps.push(step);
    }
    let open = report.state.next().map(|step| if step == Step::Send { Step::Check } else { step });
    match open {
        Some(Step::Check) if steps.is_empty() && may(&rights::CHECK) && own.is_err() => Err(own.err().unwrap_or(ReportError::NotFound)),
        Some(step) if steps.is_empty() => Err(ReportError::NotYours(step)),
        open => Ok(Taken { report, steps, open }),
    }
}
