//! 目标任务: how much of a metric an org is to reach in a year, half-year or quarter. What has been reached, the ledger counts; which
//! metrics there are, it knows too: here a metric is its code.

use base::{Actor, DbError, Note, OrgId, Scope, Sql, Tx, sql};
use norms::name::clean_line;
use norms::{Day, Instant, Period};
use uuid::Uuid;

use crate::{BoardError, access, orgs};

/// Characters of the paper that a target comes from.
pub const MOST_PAPER: usize = 100;
/// Targets that a list shows at once.
pub const MOST_LISTED: i64 = 1_000;
/// Orgs that one question names.
const MOST_AT_ONCE: usize = 500;

/// A stretch of a year for which targets are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// 全年
    Year,
    /// 上半年 and 下半年, 1 and 2
    Half(i64),
    /// 第一季度 to 第四季度, 1 to 4
    Quarter(i64),
}

impl Span {
    /// All, the longest first.
    pub const ALL: [Span; 7] =
        [Span::Year, Span::Half(1), Span::Half(2), Span::Quarter(1), Span::Quarter(2), Span::Quarter(3), Span::Quarter(4)];

    /// Name in addresses and forms.
    pub fn code(self) -> String {
        match self {
            Span::Year => "year".to_owned(),
            Span::Half(half) => format!("h{half}"),
            Span::Quarter(quarter) => format!("q{quarter}"),
        }
    }

    /// The span of this code.
    pub fn from_code(code: &str) -> Option<Span> {
        Span::ALL.into_iter().find(|span| span.code() == code)
    }

    /// Name on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Span::Year => "全年",
            Span::Half(1) => "上半年",
            Span::Half(_) => "下半年",
            Span::Quarter(1) => "第一季度",
            Span::Quarter(2) => "第二季度",
            Span::Quarter(3) => "第三季度",
            Span::Quarter(_) => "第四季度",
        }
    }

    /// Its days in a year; none for a year out of range.
    pub fn of(self, year: i64) -> Option<Period> {
        let (first, months) = match self {
            Span::Year => (1, 12),
            Span::Half(half) => (half * 6 - 5, 6),
            Span::Quarter(quarter) => (quarter * 3 - 2, 3),
        };
        let from = Day::new(year, first, 1).ok()?;
        let last = Day::new(year, first + months - 1, 1).ok()?;
        Period::new(from, last.last_of_month())
    }

    /// The span that these days are; none where they are no whole year, half-year or quarter.
    pub fn is(period: Period) -> Option<Span> {
        Span::ALL.into_iter().find(|span| span.of(period.from.year()) == Some(period))
    }
}

/// What is asked of whom, until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TargetEntry {
    /// Whose it is, with all below it.
    pub org: OrgId,
    /// Code of the metric.
    pub metric: String,
    /// The days: a whole year, half-year or quarter.
    pub period: Period,
    /// How much, in the metric's scale; more than 0.
    pub quantity: i64,
    /// 来源: the paper or meeting that set it, at most [`MOST_PAPER`] characters.
    pub paper: String,
}

/// A target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// Its id.
    pub id: Uuid,
    /// What it says.
    pub entry: TargetEntry,
    /// Goes up with each change.
    pub revision: i64,
    /// Who set or changed it last.
    pub who: String,
    /// When.
    pub at: Instant,
}

/// Asks for a target, or for a change of one: its quantity and its paper.
#[derive(Clone, Debug)]
pub struct SaveTarget {
    /// Made by the form, so that a repeat makes no second.
    pub id: Uuid,
    /// The revision that the form showed; 0 for a new one.
    pub revision: i64,
    /// What it shall say.
    pub entry: TargetEntry,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    org: Uuid,
    metric: String,
    from_day: i64,
    to_day: i64,
    quantity: i64,
    paper: String,
    revision: i64,
    who: String,
    at: i64,
}

impl Row {
    fn target(self) -> Result<Target, DbError> {
        let Row { id, org, metric, from_day, to_day, quantity, paper, revision, who, at } = self;
        let day = |number: i64| Day::from_number(number).map_err(|e| DbError::Corrupt(e.to_string()));
        let period = Period { from: day(from_day)?, to: day(to_day)? };
        let entry = TargetEntry { org: OrgId(org), metric, period, quantity, paper };
        Ok(Target { id, entry, revision, who, at: Instant::from_micros(at) })
    }
}

fn select(tx: &Tx) -> Sql {
    sql("SELECT t.id, t.org, t.metric, t.from_day, t.to_day, t.quantity, t.paper, t.revision, t.who, t.at FROM target t")
        .with(" WHERE t.tenant = ?", tx.tenant())
}

async fn all(tx: &mut Tx, query: Sql) -> Result<Vec<Target>, BoardError> {
    Ok(tx.all::<Row>(query).await?.into_iter().map(Row::target).collect::<Result<_, _>>()?)
}

/// One target.
///
/// # Errors
/// [`BoardError::NoTarget`].
pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Target, BoardError> {
    let query = select(tx).with(" AND t.id = ?", id);
    Ok(tx.optional::<Row>(query).await?.ok_or(BoardError::NoTarget)?.target()?)
}

/// The targets with these ids; what is not there is left out.
pub async fn many(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<Target>, BoardError> {
    let mut found = Vec::new();
    for chunk in ids.chunks(MOST_AT_ONCE) {
        let query = select(tx).push(" AND t.id IN").list(chunk.iter().copied());
        found.extend(all(tx, query).await?);
    }
    Ok(found)
}

/// The targets of a scope that touch these days, at or below a path, the longest span first; at most [`MOST_LISTED`].
pub async fn list(tx: &mut Tx, scope: &Scope, under: &str, days: Period) -> Result<Vec<Target>, BoardError> {
    let query = access::within(select(tx), scope, "t.org");
    let query = query.with(" AND t.from_day <= ?", days.to).with(" AND t.to_day >= ?", days.from);
    let query = query.with(" AND t.org IN (SELECT below.id FROM org below WHERE below.tenant = ?", tx.tenant()).push(" AND ");
    let query = access::below(query, "below.path", under).push(")");
    let query = query.push(" ORDER BY t.from_day, t.to_day DESC, t.org, t.metric");
    all(tx, query.with(" LIMIT ?", MOST_LISTED)).await
}

/// The targets of these orgs whose days hold a day.
pub async fn standing(tx: &mut Tx, orgs: &[OrgId], day: Day) -> Result<Vec<Target>, BoardError> {
    let mut found = Vec::new();
    for chunk in orgs.chunks(MOST_AT_ONCE) {
        let query = select(tx).with(" AND t.from_day <= ?", day).with(" AND t.to_day >= ?", day);
        found.extend(all(tx, query.push(" AND t.org IN").list(chunk.iter().copied())).await?);
    }
    Ok(found)
}

/// The targets of an org for exactly these days.
pub async fn of_org(tx: &mut Tx, org: OrgId, period: Period) -> Result<Vec<Target>, BoardError> {
    let query = select(tx).with(" AND t.org = ?", org).with(" AND t.from_day = ?", period.from).with(" AND t.to_day = ?", period.to);
    all(tx, query).await
}

/// The target of an org for a metric and exactly these days.
pub async fn of(tx: &mut Tx, org: OrgId, metric: &str, period: Period) -> Result<Option<Target>, BoardError> {
    let query = select(tx).with(" AND t.org = ?", org).with(" AND t.metric = ?", metric);
    let query = query.with(" AND t.from_day = ?", period.from).with(" AND t.to_day = ?", period.to);
    Ok(tx.optional::<Row>(query).await?.map(Row::target).transpose()?)
}

/// Sets a target, or changes quantity and paper of one; whose it is, of what and for which days stays.
///
/// # Errors
/// [`BoardError::TargetPeriod`], [`BoardError::TargetQuantity`], [`BoardError::TargetTaken`], [`BoardError::TargetChanged`],
/// [`BoardError::NoTarget`], [`BoardError::OrgClosed`] of a new one.
pub async fn save(tx: &mut Tx, by: &Actor, ask: &SaveTarget) -> Result<Target, BoardError> {
    let entry = &ask.entry;
    let paper = checked(entry.period, &entry.paper, [entry.quantity])?;
    let there = match get(tx, ask.id).await {
        Ok(there) => Some(there),
        Err(BoardError::NoTarget) => None,
        Err(error) => return Err(error),
    };
    let before = there.as_ref().map(|there| there.entry.quantity);
    match there {
        // A repeat of the form that made it.
        Some(there) if ask.revision == 0 => return Ok(there),
        Some(there) if there.revision != ask.revision => return Err(BoardError::TargetChanged),
        Some(_) => change(tx, by, ask, &paper).await?,
        None if ask.revision > 0 => return Err(BoardError::NoTarget),
        None => {
            orgs::get(tx, entry.org).await?.standing()?;
            if of(tx, entry.org, &entry.metric, entry.period).await?.is_some() {
                return Err(BoardError::TargetTaken);
            }
            put(tx, by, entry.org, entry.period, &paper, &[(ask.id, entry.metric.as_str(), entry.quantity)]).await?;
        }
    }
    let after = get(tx, ask.id).await?;
    note(tx, "target.set", &after, before);
    Ok(after)
}

/// Notes a target, with how much it was before.
fn note(tx: &mut Tx, act: &'static str, target: &Target, before: Option<i64>) {
    let entry = &target.entry;
    let note = Note::new(act).on("target", target.id).with("metric", entry.metric.as_str()).with("org", entry.org.to_string());
    let note = note.with("period", entry.period.chinese()).with("paper", entry.paper.as_str());
    tx.note(note.with("before", before).with("after", entry.quantity));
}

/// Asks for targets of one org and days, out of one paper.
#[derive(Clone, Debug)]
pub struct SetTargets {
    /// Whose they are.
    pub org: OrgId,
    /// The days.
    pub period: Period,
    /// 来源
    pub paper: String,
    /// Codes of metrics, each once, with how much.
    pub lines: Vec<(String, i64)>,
}

/// Sets these targets; those that stand already get the quantity and paper that are asked for.
///
/// # Errors
/// [`BoardError::TargetPeriod`], [`BoardError::TargetQuantity`], [`BoardError::OrgClosed`].
pub async fn set(tx: &mut Tx, by: &Actor, ask: &SetTargets) -> Result<(), BoardError> {
    let paper = checked(ask.period, &ask.paper, ask.lines.iter().map(|(_, quantity)| *quantity))?;
    orgs::get(tx, ask.org).await?.standing()?;
    let now = tx.now();
    let rows: Vec<(Uuid, &str, i64)> = ask.lines.iter().map(|(code, quantity)| (base::id::new_id(now), code.as_str(), *quantity)).collect();
    put(tx, by, ask.org, ask.period, &paper, &rows).await?;
    let lines: Vec<String> = ask.lines.iter().map(|(code, quantity)| format!("{code} {quantity}")).collect();
    let note = Note::new("target.set_many").on("org", ask.org).with("period", ask.period.chinese()).with("paper", paper);
    tx.note(note.with("lines", lines));
    Ok(())
}

/// The paper as it is kept, when paper, days and quantities can be.
fn checked(period: Period, paper: &str, quantities: impl IntoIterator<Item = i64>) -> Result<String, BoardError> {
    if Span::is(period).is_none() {
        return Err(BoardError::TargetPeriod);
    }
    if quantities.into_iter().any(|quantity| quantity <= 0) {
        return Err(BoardError::TargetQuantity);
    }
    clean_line(paper, MOST_PAPER).map_err(|_| BoardError::TargetPaper)
}

async fn put(tx: &mut Tx, by: &Actor, org: OrgId, period: Period, paper: &str, rows: &[(Uuid, &str, i64)]) -> Result<(), BoardError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let row = |(id, metric, quantity): &(Uuid, &str, i64)| {
        let (period, said) = ([period.from.into(), period.to.into()], [(*metric).into(), paper.into(), by.name.as_str().into()]);
        let ([from, to], [metric, paper, who]) = (period, said);
        vec![tenant.into(), (*id).into(), org.into(), metric, from, to, (*quantity).into(), paper, 1_i64.into(), who, now.into()]
    };
    let text = "INSERT INTO target(tenant, id, org, metric, from_day, to_day, quantity, paper, revision, who, at)";
    let tail = "ON CONFLICT(tenant, org, metric, from_day, to_day) DO UPDATE SET quantity = excluded.quantity, paper = excluded.paper, \
         revision = target.revision + 1, who = excluded.who, at = excluded.at";
    Ok(tx.many(text, rows.iter().map(row).collect(), tail).await?)
}

async fn change(tx: &mut Tx, by: &Actor, ask: &SaveTarget, paper: &str) -> Result<(), BoardError> {
    let (tenant, now) = (tx.tenant(), tx.now());
    let text = "UPDATE target SET quantity = $1, paper = $2, revision = $3, who = $4, at = $5 WHERE tenant = $6 AND id = $7";
    let query = sql(text).bind(ask.entry.quantity).bind(paper).bind(ask.revision + 1).bind(by.name.as_str());
    tx.run(query.bind(now).bind(tenant).bind(ask.id)).await?;
    Ok(())
}

/// Deletes a target; again, nothing happens.
pub async fn remove(tx: &mut Tx, id: Uuid) -> Result<(), BoardError> {
    let there = match get(tx, id).await {
        Err(BoardError::NoTarget) => return Ok(()),
        there => there?,
    };
    tx.run(sql("DELETE FROM target WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(id)).await?;
    note(tx, "target.remove", &there, None);
    Ok(())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn a_span_is_a_whole_year_half_year_or_quarter() {
        let said = |span: Span| span.of(2022).unwrap().chinese();
        let days = ["2022年", "2022年上半年", "2022年下半年", "2022年1—3月", "2022年4—6月", "2022年7—9月", "2022年10—12月"];
        assert_eq!(Span::ALL.map(said), days);
        for span in Span::ALL {
            assert_eq!((Span::is(span.of(2024).unwrap()), Span::from_code(&span.code())), (Some(span), Some(span)));
        }
        let odd = |from: &str, to: &str| Span::is(Period::new(from.parse().unwrap(), to.parse().unwrap()).unwrap());
        assert_eq!(odd("2022-01-01", "2022-10-31"), None);
        assert_eq!(odd("2022-02-01", "2022-04-30"), None);
        assert_eq!(odd("2021-10-01", "2022-03-31"), None);
        assert_eq!((Span::Year.of(1899), Span::from_code("q5")), (None, None));
    }
}
