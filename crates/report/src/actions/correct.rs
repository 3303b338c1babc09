//! 更正: correcting figures of a signed report. One person drafts, another approves; what was signed stays as it is.

use base::{Actor, Tx};
use board::access;
use paper::Seal;
use serde::Serialize;
use uuid::Uuid;

use crate::actions::compare::{Compared, compared};
use crate::actions::export::{Checked, Paper};
use crate::actions::people::{Roster, Taker};
use crate::actions::steps::reason_of;
use crate::actions::{open_kept, person};
use crate::correction::{CorrectedFigure, Correction, CorrectionState, Reason, Recipient, exactly, holding};
use crate::figures::Figure;
use crate::model::{Report, State, Step};
use crate::store::correction as rows;
use crate::{ReportError, note, rights, say, store};

/// A figure that may be corrected: today's value is not the one that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As signed.
    pub signed: Figure,
    /// The correction that holds; none: it was signed so.
    pub correction: Option<i64>,
    /// The value that would be put in its place, with what it replaces.
    pub figure: CorrectedFigure,
}

fn posting_of(report: &Report) -> Result<i64, ReportError> {
    match report.state {
        State::Signed { posting, .. } => Ok(posting),
        _ => Err(ReportError::NotSigned),
    }
}

fn candidate(one: Compared) -> Candidate {
    let Compared { signed, holds, today, today_said } = one;
    let figure = CorrectedFigure {
        key: signed.key.clone(),
        old_value: holds.value,
        old_declared: holds.declared,
        old_said: holds.said,
        new_value: today.value,
        new_declared: today.declared,
        new_said: today_said,
        facts: today.facts,
        digest: String::new(),
    };
    Candidate { signed, correction: holds.correction, figure }
}

/// The figures of a signed report that may be corrected now.
///
/// # Errors
/// [`ReportError::NotSigned`].
pub async fn correctable(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Vec<Candidate>, ReportError> {
    let (report, _) = open_kept(tx, by, *id, &rights::DRAFT).await?;
    let posting = posting_of(&report)?;
    let all = compared(tx, &report, posting).await?;
    Ok(all.into_iter().filter(Compared::differs).map(candidate).collect())
}

/// Asks for a correction.
#[derive(Clone, Debug)]
pub struct DraftCorrection {
    /// Which report.
    pub report: Uuid,
    /// The id that the form made, so that a repeat drafts nothing twice.
    pub id: Uuid,
    /// Names of the figures.
    pub keys: Vec<String>,
    /// Why.
    pub reason: Reason,
    /// The same in words.
    pub words: String,
}

/// 拟更正: freezes old and new values with the digests of the facts and the ledger's number. Digests read every fact behind the figures:
/// run it without a limit of time.
///
/// # Errors
/// [`ReportError::NotSigned`], [`ReportError::CorrectionOpen`] while another waits, [`ReportError::Invalid`] for figures that need none.
pub async fn draft_correction(tx: &mut Tx, by: &Actor, ask: &DraftCorrection) -> Result<Correction, ReportError> {
    let (report, _) = open_kept(tx, by, ask.report, &rights::DRAFT).await?;
    let posting = posting_of(&report)?;
    let all = rows::all(tx, report.id).await?;
    if let Some(same) = all.iter().find(|one| one.id == ask.id) {
        return Ok(same.clone());
    }
    if all.iter().any(Correction::open) {
        return Err(ReportError::CorrectionOpen);
    }
    let words = reason_of(&ask.words, "请写明更正的具体原因。", "say why it is corrected").map_err(|error| error.at("words"))?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for one in compared(tx, &report, posting).await? {
        if ask.keys.contains(&one.signed.key) {
            if !one.differs() {
                let chinese = format!("“{}”与今天的台账一致，不需要更正。", one.signed.metric.name);
                return Err(ReportError::invalid("keys", chinese, format!("figure {} does not differ today", one.signed.key)));
            }
            candidates.push(candidate(one));
        }
    }
    if candidates.is_empty() {
        return Err(ReportError::invalid("keys", "请选择要更正的数字。", "choose figures of the report that differ today"));
    }
    let (mut figures, mut signed) = (Vec::new(), Vec::new());
    for one in candidates {
        let digest = ledger::digest(tx, &one.signed.ask(None)).await?;
        figures.push(CorrectedFigure { digest, ..one.figure });
        signed.push(one.signed);
    }
    let one = Correction {
        id: ask.id,
        state: CorrectionState::Drafted,
        reason: ask.reason,
        words,
        posting: tx.last_number(),
        drafted_by: person(by),
        drafted_at: tx.now(),
        figures,
    };
    if !rows::insert(tx, report.id, &one).await? {
        return Err(ReportError::CorrectionOpen);
    }
    store::add_step(tx, report.id, Step::Correct, &person(by), tx.now(), &summary(&one, &signed)).await?;
    Ok(one)
}

/// 补报：助企服务“700余场次”（726场次）改为“800余场次”（806场次）.
fn summary(one: &Correction, signed: &[Figure]) -> String {
    let said = |figure: &CorrectedFigure| {
        let metric = signed.iter().find(|signed| signed.key == figure.key)?.metric;
        Some(format!("{}{}改为{}", metric.name, figure.was(metric), figure.is(metric)))
    };
    let figures: Vec<String> = one.figures.iter().filter_map(said).collect();
    format!("{}：{}", one.reason.chinese(), figures.join("，"))
}

/// Names a correction of a report.
#[derive(Clone, Copy, Debug)]
pub struct CorrectionOf {
    /// Which report.
    pub report: Uuid,
    /// Which correction.
    pub id: Uuid,
}

async fn of_id(tx: &mut Tx, at: CorrectionOf) -> Result<(Correction, Vec<Correction>), ReportError> {
    let all = rows::all(tx, at.report).await?;
    let one = all.iter().find(|one| one.id == at.id).cloned().ok_or(ReportError::NoCorrection)?;
    Ok((one, all))
}

/// 批准更正: from now on the new values hold. What was right when it was drafted must still be right.
///
/// # Errors
/// [`ReportError::OwnCorrection`] for who drafted it, [`ReportError::Stale`] where the ledger has gone on, [`ReportError::NotNow`].
pub async fn approve_correction(tx: &mut Tx, by: &Actor, ask: &CorrectionOf) -> Result<Correction, ReportError> {
    let (report, _) = open_kept(tx, by, ask.report, &rights::SIGN).await?;
    let posting = posting_of(&report)?;
    let (one, all) = of_id(tx, *ask).await?;
    if !one.open() {
        return Err(ReportError::NotNow(Step::Approve));
    }
    if !one.may_be_approved_by(by.account) {
        return Err(ReportError::OwnCorrection);
    }
    let now = compared(tx, &report, posting).await?;
    let today = |key: &str| now.iter().find(|compared| compared.signed.key == key).map(|one| (one.today.value, one.today.declared));
    let stale = one.figures.iter().filter(|figure| today(&figure.key) != Some((figure.new_value, figure.new_declared)));
    let stale: Vec<&str> = stale.map(|figure| figure.new_said.as_str()).collect();
    if !stale.is_empty() {
        return Err(ReportError::Stale(stale.join("、")));
    }
    let number = all.iter().filter_map(Correction::number).max().unwrap_or(0) + 1;
    let signed: Vec<Figure> = now.into_iter().map(|compared| compared.signed).collect();
    rows::approve(tx, report.id, one.id, number, &person(by), tx.now()).await?;
    store::add_step(tx, report.id, Step::Approve, &person(by), tx.now(), &format!("更正{number}，{}", summary(&one, &signed))).await?;
    Ok(Correction { state: CorrectionState::Approved { number, by: person(by), at: tx.now() }, ..one })
}

/// Asks that a correction be taken back.
#[derive(Clone, Debug)]
pub struct WithdrawCorrection {
    /// Which.
    pub of: CorrectionOf,
    /// Why.
    pub reason: String,
}

/// 撤回更正: by the drafters, or refused by a signer. One that was approved stays: it is corrected by the next.
///
/// # Errors
/// [`ReportError::NotNow`] for one that no longer waits, [`ReportError::Invalid`] without a reason.
pub async fn withdraw_correction(tx: &mut Tx, by: &Actor, ask: &WithdrawCorrection) -> Result<Correction, ReportError> {
    let (report, org) = open_kept(tx, by, ask.of.report, &rights::READ).await?;
    let may = |right| access::require(by, right, &org.path).is_ok();
    if !may(&rights::DRAFT) && !may(&rights::SIGN) {
        return Err(board::Denied::NotAllowed.into());
    }
    let (one, _) = of_id(tx, ask.of).await?;
    if !one.open() {
        return Err(ReportError::NotNow(Step::Withdraw));
    }
    let words = reason_of(&ask.reason, "请写明撤回的原因。", "give the reason")?;
    rows::withdraw(tx, report.id, one.id, &words, &person(by), tx.now()).await?;
    store::add_step(tx, report.id, Step::Withdraw, &person(by), tx.now(), &words).await?;
    Ok(Correction { state: CorrectionState::Withdrawn { by: person(by), at: tx.now(), words }, ..one })
}

/// A correction as its page shows it.
#[derive(Clone, Debug)]
pub struct CorrectionView {
    /// The report.
    pub report: Report,
    /// The correction.
    pub correction: Correction,
    /// The report's figures as signed.
    pub figures: Vec<Figure>,
    /// Who has a figure from before it.
    pub recipients: Vec<Recipient>,
    /// Who may approve it, while it waits.
    pub approvers: Vec<Taker>,
    /// Whether this person may take it back.
    pub may_withdraw: bool,
}

/// A correction with what belongs to it.
///
/// # Errors
/// [`ReportError::NoCorrection`].
pub async fn correction(tx: &mut Tx, by: &Actor, ask: &CorrectionOf) -> Result<CorrectionView, ReportError> {
    let (report, org) = open_kept(tx, by, ask.report, &rights::READ).await?;
    let (correction, all) = of_id(tx, *ask).await?;
    let next = all.iter().filter_map(Correction::number).max().unwrap_or(0) + 1;
    let number = correction.number().unwrap_or(next);
    let recipients = rows::recipients(tx, report.id).await?.into_iter().filter(|one| one.got_before(number)).collect();
    let may = |right| access::require(by, right, &org.path).is_ok();
    let approvers = if correction.open() {
        let able = Roster::load(tx).await?.holders(&[&rights::SIGN], &org);
        able.into_iter().filter(|taker| correction.may_be_approved_by(Some(taker.account))).collect()
    } else {
        Vec::new()
    };
    let figures = store::figures(tx, report.id).await?;
    let may_withdraw = correction.open() && (may(&rights::DRAFT) || may(&rights::SIGN));
    Ok(CorrectionView { report, correction, figures, recipients, approvers, may_withdraw })
}

/// 更正说明: the note that goes out to whoever has an old figure. Only an approved correction has one.
///
/// # Errors
/// [`ReportError::NotNow`] for one that was not approved.
pub async fn correction_note(tx: &mut Tx, by: &Actor, ask: &CorrectionOf) -> Result<Paper, ReportError> {
    let view = correction(tx, by, ask).await?;
    let CorrectionState::Approved { number, at, .. } = view.correction.state else { return Err(ReportError::NotNow(Step::Approve)) };
    let document = note::document(&view.report, &view.correction, &view.figures, &view.recipients);
    let seal = Seal::of(&document, &view.report.id.to_string(), view.correction.posting, at);
    Ok(Paper { document, seal: Some(seal), name: format!("更正{number}-{}", view.report.title.replace('\n', "")) })
}

/// A figure that a file carries and that was corrected since.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Superseded {
    /// Its name in the report.
    pub key: String,
    /// What the file says.
    pub said: String,
    /// The number of the correction that holds.
    pub correction: i64,
    /// What is right.
    pub corrected: serde_json::Number,
    /// How the report would say it.
    pub corrected_said: String,
    /// The same with its exact value, for a page.
    #[serde(skip)]
    pub exactly: String,
    /// Measure word.
    pub unit: String,
}

impl Superseded {
    /// One line for the command line.
    pub fn english(&self) -> String {
        let Superseded { key, said, correction, corrected, corrected_said, unit, .. } = self;
        format!("figure {key} ({said}) was corrected later: {corrected_said}, exactly {corrected}{unit}, by correction {correction}")
    }

    /// The sentence for a page.
    pub fn chinese(&self) -> String {
        format!("“{}”后来已由更正{}改为{}。", self.said, self.correction, self.exactly)
    }
}

/// The same check of a file, with the figures that were corrected since: of a report that is kept here and that `by` may see.
pub async fn superseded(tx: &mut Tx, by: &Actor, checked: &Checked) -> Result<Vec<Superseded>, ReportError> {
    let Some(id) = checked.report.as_deref().and_then(|id| id.parse::<Uuid>().ok()) else { return Ok(Vec::new()) };
    let report = match open_kept(tx, by, id, &rights::READ).await {
        Ok((report, _)) => report,
        Err(ReportError::NotFound) => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let held = holding(&rows::all(tx, report.id).await?);
    let figures = store::figures(tx, report.id).await?;
    let sealed = checked.figures.iter().filter_map(|(key, said, digest)| {
        let (holds, figure) = (held.get(key)?, figures.iter().find(|figure| figure.key == *key)?);
        let correction = holds.correction.filter(|_| holds.digest != *digest)?;
        let corrected = say::number(holds.value, figure.metric);
        Some(Superseded {
            key: key.clone(),
            said: said.clone(),
            correction,
            corrected,
            corrected_said: holds.said.clone(),
            exactly: exactly(&holds.said, holds.value, figure.metric),
            unit: figure.metric.unit.to_owned(),
        })
    });
    Ok(sealed.collect())
}
