//! 会签: asking others, their answers, what becomes of an opinion, and what is done when one who was asked has left.

use base::{Actor, Tx};
use board::{Org, access};
use uuid::Uuid;

use crate::actions::draft::keep;
use crate::actions::people::{self, Roster, Taker};
use crate::actions::steps::reason_of;
use crate::actions::{open_kept, person, touch};
use crate::countersign::{Countersign, Party, Standing, may_ask, may_replace, may_settle};
use crate::model::{Report, State, Step};
use crate::store::countersign as rows;
use crate::{ReportError, rights, store};

/// At most so many are asked for one report.
pub const MOST: usize = 30;

/// Asks that somebody be asked to countersign.
#[derive(Clone, Copy, Debug)]
pub struct AskParty {
    /// Which report.
    pub id: Uuid,
    /// Whom.
    pub party: Party,
}

/// What somebody is to a report, as far as 会签 asks.
pub(super) fn standing(by: &Actor, org: &Org) -> Standing {
    let may = |right| access::require(by, right, &org.path).is_ok();
    Standing { drafts: may(&rights::DRAFT), checks: may(&rights::CHECK) }
}

/// Opens a report for an act that drafters and checkers share.
async fn open_shared(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(Report, Org, Standing), ReportError> {
    let (report, org) = open_kept(tx, by, id, &rights::READ).await?;
    let standing = standing(by, &org);
    if standing == Standing::default() {
        return Err(board::Denied::NotAllowed.into());
    }
    if report.signed() {
        return Err(ReportError::Signed);
    }
    Ok((report, org, standing))
}

/// The name of one who can be asked.
fn named(report: &Report, org: &Org, roster: &Roster, party: Party) -> Result<String, ReportError> {
    let nobody = || ReportError::invalid("party", "请从列表中选择仍能会签的单位或人员。", "nobody can countersign for that org or account");
    let able = roster.countersigners(party, org);
    let first = able.first().ok_or_else(nobody)?;
    match party {
        Party::Org(asked) if asked == report.org => Err(ReportError::invalid(
            "party",
            "本单位的报告不用本单位会签，请选择其他部门或人员。",
            "an org does not countersign its own report",
        )),
        Party::Org(asked) => roster.orgs().remove(&asked).ok_or_else(nobody),
        Party::Person(account) if people::writers(report).contains(&account) => {
            Err(ReportError::invalid("party", "拟稿人不会签自己的稿，请选择其他人。", "nobody countersigns what they wrote"))
        }
        Party::Person(_) => Ok(first.name.clone()),
    }
}

/// 请会签: asks a department, another org or a person to countersign.
///
/// # Errors
/// [`ReportError::NotNow`] once it was passed on; [`ReportError::Invalid`] for whom nobody can answer, who wrote it, or who is asked already.
pub async fn ask(tx: &mut Tx, by: &Actor, ask: &AskParty) -> Result<Report, ReportError> {
    let (report, org, standing) = open_shared(tx, by, ask.id).await?;
    if !may_ask(&report.state, standing) {
        return Err(ReportError::NotNow(Step::Ask));
    }
    let roster = Roster::load(tx).await?;
    let name = named(&report, &org, &roster, ask.party)?;
    if store::countersign::all(tx, report.id).await?.len() >= MOST {
        return Err(ReportError::invalid("party", format!("一份报告最多请{MOST}家会签。"), "too many are asked already"));
    }
    if !rows::ask(tx, report.id, ask.party, &name, &by.name, tx.now()).await? {
        return Err(ReportError::invalid("party", format!("已经请过{name}会签。"), "they are asked already"));
    }
    store::add_step(tx, report.id, Step::Ask, &person(by), tx.now(), &name).await?;
    Ok(report)
}

/// Asks that another be asked in somebody's place.
#[derive(Clone, Debug)]
pub struct Replace {
    /// Which report.
    pub id: Uuid,
    /// In whose place, by its number.
    pub number: i64,
    /// Who instead.
    pub party: Party,
    /// Why.
    pub reason: String,
}

/// 另请会签: asks another in the place of one who has not answered.
///
/// # Errors
/// [`ReportError::NotNow`] for one who has answered, or whom only the checker may replace; what [`ask`] refuses of the new one.
pub async fn replace(tx: &mut Tx, by: &Actor, ask: &Replace) -> Result<Report, ReportError> {
    let (report, org, one, roster) = replaceable(tx, by, ask.id, ask.number, Step::Replace).await?;
    let reason = reason_of(&ask.reason, "请写明为什么另请。", "give the reason for asking another")?;
    let name = named(&report, &org, &roster, ask.party)?;
    if store::countersign::all(tx, report.id).await?.iter().any(|other| other.party == ask.party) {
        return Err(ReportError::invalid("party", format!("已经请过{name}会签。"), "they are asked already"));
    }
    rows::replace(tx, report.id, one.number, ask.party, &name, &by.name, tx.now()).await?;
    store::add_step(tx, report.id, Step::Replace, &person(by), tx.now(), &format!("{}改为{name}（{reason}）", one.name)).await?;
    Ok(report)
}

/// Asks that somebody be asked no longer.
#[derive(Clone, Debug)]
pub struct Excuse {
    /// Which report.
    pub id: Uuid,
    /// Whom, by number.
    pub number: i64,
    /// Why.
    pub reason: String,
}

/// 免于会签: asks one who has not answered no longer.
///
/// # Errors
/// As [`replace`].
pub async fn excuse(tx: &mut Tx, by: &Actor, ask: &Excuse) -> Result<Report, ReportError> {
    let (mut report, _, one, _) = replaceable(tx, by, ask.id, ask.number, Step::Excuse).await?;
    let reason = reason_of(&ask.reason, "请写明为什么不再请其会签。", "give the reason")?;
    rows::excuse(tx, report.id, one.number).await?;
    if let State::Countersigning { waiting, .. } = &mut report.state {
        *waiting -= 1;
    }
    store::add_step(tx, report.id, Step::Excuse, &person(by), tx.now(), &format!("{}（{reason}）", one.name)).await?;
    Ok(report)
}

async fn replaceable(
    tx: &mut Tx,
    by: &Actor,
    id: Uuid,
    number: i64,
    step: Step,
) -> Result<(Report, Org, Countersign, Roster), ReportError> {
    let (report, org, standing) = open_shared(tx, by, id).await?;
    let one = of_number(tx, id, number).await?;
    let roster = Roster::load(tx).await?;
    let left = roster.countersigners(one.party, &org).is_empty();
    if !one.unanswered() || !may_replace(&report.state, standing, left) {
        return Err(ReportError::NotNow(step));
    }
    Ok((report, org, one, roster))
}

async fn of_number(tx: &mut Tx, report: Uuid, number: i64) -> Result<Countersign, ReportError> {
    let all = store::countersign::all(tx, report).await?;
    all.into_iter().find(|one| one.number == number).ok_or(ReportError::NoCountersign)
}

/// An answer of somebody who is asked.
#[derive(Clone, Debug)]
pub struct AnswerAsk {
    /// Which report.
    pub id: Uuid,
    /// As which of those who are asked, by number.
    pub number: i64,
    /// The opinion; none for 同意.
    pub opinion: Option<String>,
}

/// 会签: 同意, or an opinion that must be dealt with before 签发.
///
/// # Errors
/// [`ReportError::Left`] for one whose account or right is gone, [`ReportError::NotYours`] for who is not asked, [`ReportError::NotNow`].
pub async fn answer(tx: &mut Tx, by: &Actor, ask: &AnswerAsk) -> Result<Report, ReportError> {
    let (mut report, org) = open_kept(tx, by, ask.id, &rights::READ).await?;
    if report.signed() {
        return Err(ReportError::Signed);
    }
    let one = of_number(tx, report.id, ask.number).await?;
    let roster = Roster::load(tx).await?;
    theirs(&roster, by, &org, &one)?;
    if !matches!(report.state, State::Countersigning { .. }) || !one.unanswered() {
        return Err(ReportError::NotNow(Step::Countersign));
    }
    let opinion = match &ask.opinion {
        None => String::new(),
        Some(words) => reason_of(words, "请写明意见。", "say what the opinion is").map_err(|error| error.at("opinion"))?,
    };
    if let State::Countersigning { waiting, .. } = &mut report.state
        && opinion.is_empty()
    {
        *waiting -= 1;
    }
    answered(tx, by, &report, &one, &opinion).await?;
    Ok(report)
}

async fn answered(tx: &mut Tx, by: &Actor, report: &Report, one: &Countersign, opinion: &str) -> Result<(), ReportError> {
    rows::answer(tx, report.id, one.number, opinion, &by.name, tx.now()).await?;
    let what = if opinion.is_empty() { "同意".to_owned() } else { format!("有意见：{opinion}") };
    let line = if one.name == by.name { what } else { format!("（{}）{what}", one.name) };
    store::add_step(tx, report.id, Step::Countersign, &person(by), tx.now(), &line).await?;
    Ok(())
}

/// Refuses who is not asked. One who was asked and has left is told so.
fn theirs(roster: &Roster, by: &Actor, org: &Org, one: &Countersign) -> Result<(), ReportError> {
    let own = by.account.is_some_and(|account| one.party == Party::Person(account));
    let able = roster.countersigners(one.party, org);
    if by.account.is_some_and(|account| able.iter().any(|taker| taker.account == account)) {
        Ok(())
    } else if own {
        Err(ReportError::Left(one.name.clone()))
    } else {
        Err(ReportError::NotYours(Step::Countersign))
    }
}

/// 同意 wherever this person is asked and has not answered; how many that were.
pub(super) async fn agree_all(tx: &mut Tx, by: &Actor, report: &mut Report, org: &Org) -> Result<usize, ReportError> {
    let roster = Roster::load(tx).await?;
    let all = store::countersign::all(tx, report.id).await?;
    let mut taken = 0;
    for one in all.iter().filter(|one| one.unanswered() && theirs(&roster, by, org, one).is_ok()) {
        answered(tx, by, report, one, "").await?;
        taken += 1;
    }
    if let State::Countersigning { waiting, .. } = &mut report.state {
        *waiting = i64::try_from(all.iter().filter(|one| one.open()).count() - taken).unwrap_or(i64::MAX);
    }
    Ok(taken)
}

/// What became of an opinion.
#[derive(Clone, Debug)]
pub struct Settle {
    /// Which report.
    pub id: Uuid,
    /// Whose opinion, by number.
    pub number: i64,
    /// What was done about it.
    pub words: String,
}

/// 意见处理: says what became of an opinion; what it asks of the text needs a return to the draft instead.
///
/// # Errors
/// [`ReportError::NotNow`] where there is no such opinion, [`ReportError::Invalid`] without words.
pub async fn settle(tx: &mut Tx, by: &Actor, ask: &Settle) -> Result<Report, ReportError> {
    let (mut report, _, standing) = open_shared(tx, by, ask.id).await?;
    let one = of_number(tx, report.id, ask.number).await?;
    if !one.unsettled() || !may_settle(&report.state, standing) {
        return Err(ReportError::NotNow(Step::Settle));
    }
    let words = reason_of(&ask.words, "请写明意见怎样处理。", "say what was done about the opinion")?;
    rows::settle(tx, report.id, one.number, &words, &by.name, tx.now()).await?;
    if let State::Countersigning { waiting, .. } = &mut report.state {
        *waiting -= 1;
    }
    store::add_step(tx, report.id, Step::Settle, &person(by), tx.now(), &format!("{}：{words}", one.name)).await?;
    Ok(report)
}

/// One who is asked, as pages show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countersigned {
    /// Who, and what they answered.
    pub one: Countersign,
    /// Who may answer; nobody: they have left, and another must be asked.
    pub able: Vec<Taker>,
}

impl Countersigned {
    /// Whether nobody is left who could answer.
    pub fn left(&self) -> bool {
        self.one.unanswered() && self.able.is_empty()
    }
}

/// Everybody who is asked about a report.
pub(super) async fn all(tx: &mut Tx, report: &Report, org: &Org) -> Result<Vec<Countersigned>, ReportError> {
    let all = store::countersign::all(tx, report.id).await?;
    if all.is_empty() {
        return Ok(Vec::new());
    }
    let roster = Roster::load(tx).await?;
    Ok(all.into_iter().map(|one| Countersigned { able: roster.countersigners(one.party, org), one }).collect())
}

/// The sentence about what still stands in the way of 签发.
pub(super) async fn awaiting(tx: &mut Tx, report: Uuid) -> Result<ReportError, ReportError> {
    let open = store::countersign::all(tx, report).await?.into_iter().filter(Countersign::open);
    Ok(ReportError::Awaiting(open.map(|one| one.name).collect::<Vec<_>>().join("、")))
}

/// Whom the form offers: orgs with somebody who could answer, and persons.
#[derive(Clone, Debug, Default)]
pub struct Offers {
    /// Orgs with their names.
    pub orgs: Vec<(base::OrgId, String)>,
    /// Persons.
    pub people: Vec<Taker>,
}

/// Who could be asked besides those who are.
pub async fn offers(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Offers, ReportError> {
    let (report, org, _) = open_shared(tx, by, *id).await?;
    let asked: Vec<Party> = store::countersign::all(tx, *id).await?.into_iter().map(|one| one.party).collect();
    let roster = Roster::load(tx).await?;
    let writers = people::writers(&report);
    let orgs = roster.orgs().into_iter().filter(|(id, _)| *id != org.id && !asked.contains(&Party::Org(*id))).collect();
    let able = roster.holders(&[&rights::COUNTERSIGN], &org).into_iter();
    let people = able.filter(|taker| !writers.contains(&taker.account) && !asked.contains(&Party::Person(taker.account))).collect();
    Ok(Offers { orgs, people })
}

/// A report that goes back asks everybody anew.
pub(super) async fn give_back(tx: &mut Tx, by: &Actor, mut report: Report, reason: &str) -> Result<Report, ReportError> {
    let revision = report.revision;
    report.state = report.state.clone().give_back()?;
    touch(tx, by, &mut report);
    rows::anew(tx, report.id).await?;
    store::add_step(tx, report.id, Step::Return, &person(by), tx.now(), reason).await?;
    keep(tx, report, revision).await
}
