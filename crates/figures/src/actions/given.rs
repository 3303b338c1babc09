//! 报数登记: writing down that a figure was given out, the register, taking an entry back.

use base::{Actor, Tx};
use board::{Org, access, orgs};
use kit::AllSources;
use ledger::{Ask, Figure, Metric};
use norms::Period;
use norms::name::{TextError, clean_line, clean_text};
use uuid::Uuid;

use crate::actions::{Changed, OrgName, names, one, view};
use crate::given::{Change, Given, Means, Withdrawn};
use crate::store::given::{self as store, Filter};
use crate::{FiguresError, audit, rights, say};

/// Entries of one download.
pub const MOST_ENTRIES: i64 = 5_000;
/// Entries that stand and are held against today when only the changed ones are asked for.
const MOST_CHECKED: i64 = 200;
/// The same for the home page, which is opened all day.
const MOST_WATCHED: i64 = 50;
/// Of these so many are read from facts at most.
const MOST_EXACT: usize = 5;
/// Facts of which a digest is taken in passing; the numbers of a larger figure must do.
const MOST_DIGESTED: i64 = 50_000;
/// Whom a figure is given to, in characters.
const MOST_WHOM: usize = 60;
/// Notes and reasons.
const MOST_NOTE: usize = 300;

/// Asks that a figure given out be written down.
#[derive(Clone, Debug)]
pub struct Give {
    /// The id that the form carried: sent twice, it is one entry.
    pub id: Uuid,
    /// Of what.
    pub metric: &'static Metric,
    /// The code of the org.
    pub org: String,
    /// For which days.
    pub period: Period,
    /// Value and declared part as the page showed them.
    pub shown: (i64, i64),
    /// 对方单位或人
    pub to_whom: String,
    /// By what means.
    pub means: Means,
    /// May be empty.
    pub note: String,
}

/// The figure of an entry and what stands behind it.
#[derive(Clone, Debug)]
pub struct Proof {
    figure: Figure,
    posting: i64,
    digest: Option<String>,
    said: String,
}

/// Reads the figure and the facts behind it: apart from the entry's own act, because many facts take a while and nobody is to wait.
///
/// # Errors
/// [`FiguresError::Moved`] when it is not what the page showed; no right over the org.
pub async fn prove(tx: &mut Tx, by: &Actor, ask: &Give) -> Result<Proof, FiguresError> {
    if let Some(there) = store::get(tx, ask.id).await? {
        return Ok(Proof { figure: there.figure, posting: there.posting, digest: there.digest, said: there.said });
    }
    let org = allowed(tx, by, &ask.org).await?;
    let question = Ask { metric: ask.metric, org: org.id, period: ask.period, as_of: None };
    let figure = ledger::figure(tx, &question).await?;
    if (figure.value, figure.declared) != ask.shown {
        let words = |(value, declared): (i64, i64)| {
            let of = |quantity| format!("{}{}", ask.metric.plain(quantity), ask.metric.unit);
            if declared == 0 { of(value) } else { format!("{}（仅报总数 {}）", of(value), of(declared)) }
        };
        return Err(FiguresError::Moved(words(ask.shown), words((figure.value, figure.declared))));
    }
    let digest = if figure.facts <= MOST_DIGESTED { Some(ledger::digest(tx, &question).await?) } else { None };
    let said = say::sentence(ask.metric, &org.name, ask.period, tx.today(), &figure);
    Ok(Proof { figure, posting: tx.last_number(), digest, said })
}

async fn allowed(tx: &mut Tx, by: &Actor, code: &str) -> Result<Org, FiguresError> {
    let org = view::org(tx, by, Some(code)).await?;
    access::require(by, &rights::GIVE, &org.path)?;
    Ok(org)
}

/// Writes down that a figure was given out.
///
/// # Errors
/// [`FiguresError::Invalid`]; no right over the org.
pub async fn give(tx: &mut Tx, by: &Actor, (ask, proof): &(Give, Proof)) -> Result<Given, FiguresError> {
    let org = allowed(tx, by, &ask.org).await?;
    if let Some(there) = store::get(tx, ask.id).await? {
        return Ok(there);
    }
    let to_whom = clean_line(&ask.to_whom, MOST_WHOM).map_err(|error| invalid("to_whom", &error))?;
    if to_whom.is_empty() {
        let chinese = "请填写报给了谁。".to_owned();
        return Err(FiguresError::Invalid { field: "to_whom", chinese, english: "say to whom it was given".into() });
    }
    let given = Given {
        id: ask.id,
        metric: ask.metric,
        org: org.id,
        period: ask.period,
        figure: proof.figure,
        posting: proof.posting,
        digest: proof.digest.clone(),
        said: proof.said.clone(),
        to_whom,
        means: ask.means,
        note: clean_text(&ask.note, MOST_NOTE).map_err(|error| invalid("note", &error))?,
        by: by.name.clone(),
        at: tx.now(),
        withdrawn: None,
    };
    store::insert(tx, &given, by.account).await?;
    audit::given(tx, "figures.give", &given, &org.name, "");
    Ok(given)
}

fn invalid(field: &'static str, error: &TextError) -> FiguresError {
    FiguresError::Invalid { field, chinese: error.chinese(), english: error.to_string() }
}

/// Asks for a page of the register.
#[derive(Clone, Debug)]
pub struct ListAsk {
    /// Which entries.
    pub filter: Filter,
    /// The code of the org to which they are narrowed.
    pub org: Option<String>,
    /// Only those whose figure is another today.
    pub changed: bool,
    /// The entry after which the list goes on.
    pub after: Option<(i64, Uuid)>,
    /// At most so many.
    pub limit: i64,
}

/// A page of the register.
#[derive(Clone, Debug)]
pub struct EntryList {
    /// The entries, the newest first.
    pub rows: Vec<EntryRow>,
    /// How many there are in all.
    pub total: i64,
    /// Where the list goes on.
    pub next: Option<(i64, Uuid)>,
}

/// An entry as it stands to today.
#[derive(Clone, Debug)]
pub struct EntryRow {
    /// The entry.
    pub given: Given,
    /// Of whom it speaks.
    pub org: OrgName,
    /// The figure today; none for an entry that was taken back.
    pub now: Option<Figure>,
}

impl EntryRow {
    /// How today's figure stands to it; what was taken back no longer counts.
    pub fn change(&self) -> Change {
        self.now.map_or(Change::Same, |now| self.given.change(&now))
    }
}

/// A page of the register.
///
/// # Errors
/// [`FiguresError::TooMany`] for a download; the database's.
pub async fn entries(tx: &mut Tx, by: &Actor, ask: &ListAsk) -> Result<EntryList, FiguresError> {
    let scope = access::scope(by, &rights::READ);
    let mut filter = ask.filter.clone();
    if let Some(code) = &ask.org {
        filter.org = Some(view::org(tx, by, Some(code)).await?.id);
    }
    if ask.changed {
        filter.withdrawn = Some(false);
        let all = store::list(tx, &scope, &filter, None, MOST_CHECKED).await?;
        let mut rows = today(tx, all).await?;
        rows.retain(|row| row.change() != Change::Same);
        return Ok(EntryList { total: i64::try_from(rows.len()).unwrap_or_default(), rows, next: None });
    }
    let total = store::count(tx, &scope, &filter).await?;
    if ask.limit >= MOST_ENTRIES && total > MOST_ENTRIES {
        return Err(FiguresError::TooMany(total, MOST_ENTRIES));
    }
    let mut found = store::list(tx, &scope, &filter, ask.after, ask.limit + 1).await?;
    let limit = usize::try_from(ask.limit).unwrap_or_default();
    let more = found.len() > limit;
    found.truncate(limit);
    let next = found.last().filter(|_| more).map(|last| (last.at.micros(), last.id));
    Ok(EntryList { rows: today(tx, found).await?, total, next })
}

/// Holds entries against today's figures, all in one question.
async fn today(tx: &mut Tx, entries: Vec<Given>) -> Result<Vec<EntryRow>, FiguresError> {
    let orgs = names(tx, entries.iter().map(|given| given.org)).await?;
    let asks: Vec<Ask> = entries.iter().filter(|given| given.withdrawn.is_none()).map(Given::ask).collect();
    let mut figures = ledger::figures(tx, &asks).await?.into_iter();
    let row = |given: Given| EntryRow {
        now: if given.withdrawn.is_none() { figures.next() } else { None },
        org: orgs.get(&given.org).cloned().unwrap_or_default(),
        given,
    };
    Ok(entries.into_iter().map(row).collect())
}

/// The last entries whose figure is another today, for the home page. What would have to be read from facts is looked at only where the
/// number of these facts tells that it may have changed.
pub(super) async fn changed(tx: &mut Tx, by: &Actor) -> Result<Vec<EntryRow>, FiguresError> {
    let watched = store::to_watch(tx, &access::scope(by, &rights::READ), MOST_WATCHED).await?;
    if watched.is_empty() {
        return Ok(Vec::new());
    }
    let (odd, mut kept): (Vec<Given>, Vec<Given>) = watched.into_iter().partition(Given::reads_facts);
    let asks: Vec<Ask> = odd.iter().map(Given::ask).collect();
    let counts = ledger::counts(tx, &asks).await?;
    let moved = |(given, now): &(Given, Figure)| (now.declared, now.facts) != (given.figure.declared, given.figure.facts);
    kept.extend(odd.into_iter().zip(counts).filter(moved).map(|(given, _)| given).take(MOST_EXACT));
    let mut rows = today(tx, kept).await?;
    rows.retain(|row| row.change() == Change::Value);
    rows.sort_by_key(|row| std::cmp::Reverse((row.given.at, row.given.id)));
    Ok(rows)
}

/// Asks for one entry.
#[derive(Clone)]
pub struct EntryAsk {
    /// Which.
    pub id: Uuid,
    /// How records are named.
    pub sources: AllSources,
}

/// An entry with what came since.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The entry.
    pub given: Given,
    /// Of whom it speaks.
    pub org: OrgName,
    /// The figure today, and what came since.
    pub changed: Changed,
    /// Whether the same facts stand behind it today; none where that is not known.
    pub same_facts: Option<bool>,
    /// Whether this person may take it back.
    pub may_withdraw: bool,
}

/// One entry.
///
/// # Errors
/// [`FiguresError::NoEntry`].
pub async fn entry(tx: &mut Tx, by: &Actor, ask: &EntryAsk) -> Result<Entry, FiguresError> {
    let (given, org) = open(tx, by, ask.id).await?;
    let changed = one::since(tx, &ask.sources, &given.ask(), given.posting).await?;
    let same_facts = match &given.digest {
        Some(_) if changed.postings.is_empty() => Some(true),
        Some(digest) if changed.now.facts <= MOST_DIGESTED => Some(ledger::digest(tx, &given.ask()).await? == *digest),
        _ => None,
    };
    let may_withdraw = given.withdrawn.is_none() && access::require(by, &rights::GIVE, &org.path).is_ok();
    Ok(Entry { given, org: OrgName { code: org.code, name: org.name }, changed, same_facts, may_withdraw })
}

/// An entry that this person may see. A merged org's entries are those of its survivor.
async fn open(tx: &mut Tx, by: &Actor, id: Uuid) -> Result<(Given, Org), FiguresError> {
    let given = store::get(tx, id).await?.ok_or(FiguresError::NoEntry)?;
    let org = orgs::get(tx, given.org).await?;
    access::require(by, &rights::READ, &org.path).map_err(|_| FiguresError::NoEntry)?;
    Ok((given, org))
}

/// Asks that an entry be taken back.
#[derive(Clone, Debug)]
pub struct Withdraw {
    /// Which.
    pub id: Uuid,
    /// Why.
    pub reason: String,
}

/// Whether this person may take an entry back, asked before the form is shown.
///
/// # Errors
/// [`FiguresError::NoEntry`], or no right over the org.
pub async fn may_withdraw(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<Given, FiguresError> {
    let (given, org) = open(tx, by, *id).await?;
    access::require(by, &rights::GIVE, &org.path)?;
    Ok(given)
}

/// 收回: it stays readable and no longer warns. Again, it stays as it was taken back first.
///
/// # Errors
/// [`FiguresError::NoEntry`], [`FiguresError::Invalid`] without a reason; no right over the org.
pub async fn withdraw(tx: &mut Tx, by: &Actor, ask: &Withdraw) -> Result<Given, FiguresError> {
    let mut given = may_withdraw(tx, by, &ask.id).await?;
    if given.withdrawn.is_some() {
        return Ok(given);
    }
    let reason = clean_line(&ask.reason, MOST_NOTE).map_err(|error| invalid("reason", &error))?;
    if reason.is_empty() {
        let chinese = "请写明为什么收回。".to_owned();
        return Err(FiguresError::Invalid { field: "reason", chinese, english: "say why it is taken back".into() });
    }
    let withdrawn = Withdrawn { by: by.name.clone(), at: tx.now(), reason };
    store::withdraw(tx, given.id, &withdrawn).await?;
    let org = orgs::get(tx, given.org).await?.name;
    audit::given(tx, "figures.withdraw", &given, &org, &withdrawn.reason);
    given.withdrawn = Some(withdrawn);
    Ok(given)
}
