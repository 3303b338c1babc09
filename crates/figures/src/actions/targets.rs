//! 目标任务: the list of targets, setting and changing one, a whole table at once, deleting.

use base::{Actor, Tx};
use board::targets::{self as board_targets, SaveTarget, SetTargets, Span, Target};
use board::{BoardError, Org, OrgFilter, access, orgs};
use ledger::{Metric, metrics};
use norms::Period;
use uuid::Uuid;

use crate::actions::OrgName;
use crate::actions::view::{self, OrgChoice};
use crate::targets::can_have;
use crate::{FiguresError, rights, rules};

/// So many orgs are offered in a form.
const MOST_ORGS: i64 = 2_000;

/// Asks for the targets of an org and all below it in a year.
#[derive(Clone, Debug, Default)]
pub struct TargetsAsk {
    /// An org by its code; none: the outermost of the person's grants.
    pub org: Option<String>,
    /// The year.
    pub year: i64,
}

/// The list.
#[derive(Clone, Debug)]
pub struct TargetList {
    /// Of this org and all below it.
    pub org: Org,
    /// The orgs that may be chosen.
    pub choices: Vec<OrgChoice>,
    /// The targets.
    pub rows: Vec<TargetRow>,
}

/// A target as the list shows it.
#[derive(Clone, Debug)]
pub struct TargetRow {
    /// The target.
    pub target: Target,
    /// Of what.
    pub metric: &'static Metric,
    /// Whose.
    pub org: OrgName,
    /// Whether this person may change it.
    pub may_change: bool,
}

/// The targets that this person may see.
///
/// # Errors
/// An org that is not there or not visible; a year out of range.
pub async fn targets(tx: &mut Tx, by: &Actor, ask: &TargetsAsk) -> Result<TargetList, FiguresError> {
    let org = view::org(tx, by, ask.org.as_deref()).await?;
    let days = Span::Year.of(ask.year).ok_or(BoardError::TargetPeriod)?;
    let found = board_targets::list(tx, &access::scope(by, &rights::READ), &org.path, days).await?;
    let ids: Vec<_> = found.iter().map(|target| target.entry.org).collect();
    let known = orgs::many(tx, &ids).await?;
    let row = |target: Target| {
        let org = known.get(&target.entry.org)?;
        let may_change = access::require(by, &rights::TARGET, &org.path).is_ok();
        let metric = metrics::by_code(&target.entry.metric)?;
        Some(TargetRow { metric, org: OrgName { code: org.code.clone(), name: org.name.clone() }, may_change, target })
    };
    let mut rows: Vec<TargetRow> = found.into_iter().filter_map(row).collect();
    let place = |code: &str| known.values().find(|org| org.code == code).map(|org| (org.level(), org.sort_key.clone()));
    let metrics = rules::all();
    let heading = |metric: &Metric| metrics.iter().position(|one| *one == metric);
    // Org by org from the top, days in their order with the longest first, metrics as everywhere.
    rows.sort_by_cached_key(|row| {
        let days = row.target.entry.period;
        (place(&row.org.code), row.org.code.clone(), days.from, std::cmp::Reverse(days.to), heading(row.metric))
    });
    let choices = view::readable(tx, by, &()).await?;
    Ok(TargetList { org, choices, rows })
}

/// The orgs for which this person may set targets: those that stand today.
pub async fn orgs_to_target(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<Org>, FiguresError> {
    let filter = OrgFilter { limit: Some(MOST_ORGS), ..OrgFilter::default() };
    Ok(orgs::list(tx, &access::scope(by, &rights::TARGET), &filter).await?)
}

/// One target with its org, for who may change it.
///
/// # Errors
/// [`BoardError::NoTarget`], also for one of an org that this person may not see; [`board::Denied::NotAllowed`].
pub async fn target(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(Target, OrgName), FiguresError> {
    let target = board_targets::get(tx, *id).await?;
    let org = orgs::get(tx, target.entry.org).await?;
    access::require(by, &rights::TARGET, &org.path)?;
    Ok((target, OrgName { code: org.code, name: org.name }))
}

/// Sets a target, or changes one.
///
/// # Errors
/// [`FiguresError::Invalid`] for a metric that can have none, and what the board refuses.
pub async fn save_target(tx: &mut Tx, by: &Actor, ask: &SaveTarget) -> Result<Target, FiguresError> {
    let metric = metrics::by_code(&ask.entry.metric);
    let metric = metric.ok_or_else(|| FiguresError::NoMetric(ask.entry.metric.chars().take(40).collect()))?;
    if !can_have(metric) {
        let chinese = format!("{}由其他指标计算，不设目标。", metric.name);
        return Err(FiguresError::Invalid { field: "metric", chinese, english: format!("{} is derived and has no target", metric.code) });
    }
    access::require(by, &rights::TARGET, &orgs::get(tx, ask.entry.org).await?.path)?;
    if ask.revision > 0 {
        target(tx, by, &ask.id).await?;
    }
    Ok(board_targets::save(tx, by, ask).await?)
}

/// Deletes a target; again, nothing happens.
///
/// # Errors
/// [`board::Denied`].
pub async fn remove_target(tx: &mut Tx, by: &Actor, id: &Uuid) -> Result<(), FiguresError> {
    match target(tx, by, id).await {
        Err(FiguresError::Board(BoardError::NoTarget)) => Ok(()),
        Err(error) => Err(error),
        Ok(_) => Ok(board_targets::remove(tx, *id).await?),
    }
}

/// Asks for a table of targets of one org and days.
#[derive(Clone, Debug)]
pub struct TargetTable {
    /// The code of the org.
    pub org: String,
    /// A whole year, half-year or quarter.
    pub period: Period,
    /// 来源
    pub paper: String,
    /// Each metric once, with how much.
    pub lines: Vec<(&'static Metric, i64)>,
    /// Whether other targets that stand take the table's quantity.
    pub replace: bool,
}

/// What became of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableSet {
    /// Targets that are new.
    pub new: usize,
    /// That were others before.
    pub changed: usize,
    /// That stood so already.
    pub same: usize,
}

/// Sets all targets of a table, or none.
///
/// # Errors
/// [`FiguresError::Invalid`] naming those that stand otherwise, unless they shall be replaced; what the board refuses.
pub async fn set_targets(tx: &mut Tx, by: &Actor, ask: &TargetTable) -> Result<TableSet, FiguresError> {
    let org = orgs::by_code(tx, &ask.org).await?.ok_or(BoardError::NoOrg)?;
    access::require(by, &rights::TARGET, &org.path)?;
    let there = board_targets::of_org(tx, org.id, ask.period).await?;
    let stands = |metric: &Metric| there.iter().find(|target| target.entry.metric == metric.code).map(|target| target.entry.quantity);
    let (known, new): (Vec<_>, Vec<_>) = ask.lines.iter().partition(|(metric, _)| stands(metric).is_some());
    let (same, others): (Vec<_>, Vec<_>) = known.into_iter().partition(|(metric, quantity)| stands(metric) == Some(*quantity));
    if !others.is_empty() && !ask.replace {
        let said = |(metric, _): &(&Metric, i64)| format!("{} {}", metric.name, metric.plain(stands(metric).unwrap_or_default()));
        let list = others.iter().map(said).collect::<Vec<_>>().join("、");
        let chinese = format!("已有不同的目标：{list}。要按这张表改，请勾选“已有的目标按表更新”。");
        return Err(FiguresError::Invalid { field: "table", chinese, english: "some targets stand otherwise".to_owned() });
    }
    let told = TableSet { new: new.len(), changed: others.len(), same: same.len() };
    let lines = new.into_iter().chain(others).map(|(metric, quantity)| (metric.code.to_owned(), quantity)).collect();
    board_targets::set(tx, by, &SetTargets { org: org.id, period: ask.period, paper: ask.paper.clone(), lines }).await?;
    Ok(told)
}
