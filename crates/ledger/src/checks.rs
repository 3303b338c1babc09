//! Checks between metrics, run before sign-off: rules that true figures keep. A finding names both sides and says what to look at.

use std::collections::{BTreeMap, HashMap};

use base::{DbError, OrgId, Tx};
use norms::Period;
use serde::Serialize;

use crate::figure::{Ask, Figure, Span, figures};
use crate::metrics::{self, Kind, Metric};
use crate::{LedgerError, bulk, intern};

/// One side of a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Side {
    /// Of what.
    pub metric: &'static Metric,
    /// In units of the metric's scale.
    pub value: i64,
}

/// A rule that the figures do not keep.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `nights_cover_guests`
    pub rule: &'static str,
    /// Whether it cannot be so; else it is unusual, or two lists may overlap, and somebody should look.
    pub wrong: bool,
    /// What is found and what to do, for people.
    pub sentence: String,
    /// The figures of which it speaks.
    pub sides: Vec<Side>,
    /// The days of which it speaks.
    pub period: Period,
}

/// The sum of `more` may not be less than that of `less`.
struct Cover {
    rule: &'static str,
    wrong: bool,
    more: &'static [&'static str],
    less: &'static [&'static str],
    advice: &'static str,
}

const COVERS: &[Cover] = &[
    Cover {
        rule: "nights_cover_guests",
        wrong: true,
        more: &["station.night"],
        less: &["station.guest"],
        advice: "每位入住青年至少住一晚，请核对住宿登记是否缺晚数",
    },
    Cover {
        rule: "beds_cover_rooms",
        wrong: true,
        more: &["station.bed"],
        less: &["station.room"],
        advice: "每间房至少有一张床，请核对站点台账",
    },
    Cover {
        rule: "rooms_cover_sites",
        wrong: false,
        more: &["station.room"],
        less: &["station.site"],
        advice: "一般每家站点至少有一间房，请核对站点台账",
    },
    Cover {
        rule: "sites_cover_districts",
        wrong: true,
        more: &["station.site"],
        less: &["station.district_covered"],
        advice: "覆盖的板块不会多于站点，请核对站点所属板块",
    },
    Cover {
        rule: "applications_cover_reviews",
        wrong: false,
        more: &["station.application"],
        less: &["station.approved", "station.refused"],
        advice: "审核的份数多于申请，除非含上期的申请，请核对",
    },
    Cover {
        rule: "approvals_cover_no_shows",
        wrong: false,
        more: &["station.approved"],
        less: &["station.no_show"],
        advice: "未到次数多于通过份数，除非含上期通过的，请核对",
    },
    Cover {
        rule: "requests_cover_unmet",
        wrong: false,
        more: &["assist.request"],
        less: &["assist.unmet"],
        advice: "未能满足的多于受理的，除非含上期受理的，请核对",
    },
    Cover {
        rule: "classes_cover_children",
        wrong: false,
        more: &["assist.care_child"],
        less: &["assist.care_class"],
        advice: "暑托班多于入班儿童，请核对班级名册",
    },
];

/// Where there is `some`, there must be one of `of`.
struct Needs {
    rule: &'static str,
    some: &'static str,
    of: &'static [&'static str],
    advice: &'static str,
}

const NEEDS: &[Needs] = &[
    Needs {
        rule: "coverage_needs_services",
        some: "assist.enterprise_covered",
        of: &["assist.service", "assist.event"],
        advice: "覆盖企业应由服务或活动产生，请补登",
    },
    Needs {
        rule: "guests_need_sites", some: "station.guest", of: &["station.site"], advice: "有人入住而没有站点，请补登站点"
    },
    Needs {
        rule: "guests_need_nights", some: "station.guest", of: &["station.night"], advice: "有人入住而没有住宿晚数，请补登"
    },
    Needs {
        rule: "nights_need_guests", some: "station.night", of: &["station.guest"], advice: "有住宿晚数而没有入住青年，请补登"
    },
    Needs {
        rule: "hours_need_volunteers",
        some: "mobilise.volunteer_hours",
        of: &["mobilise.volunteer_people"],
        advice: "有服务时长而没有志愿者名单，请补登",
    },
    Needs {
        rule: "answers_need_surveys", some: "voice.answer", of: &["voice.survey"], advice: "收回了问卷而没有发放记录，请补登"
    },
];

/// Months of its own past to which a month is compared, and how many of them must have something.
const PAST: i64 = 12;
const ENOUGH: usize = 6;
/// A month stands out at so many times the largest before it, and not below so many.
const TIMES: i64 = 3;
const SMALL: i64 = 10;

/// Runs all checks for an org and a period, as of a posting. Findings that cannot be so come first.
///
/// # Errors
/// [`LedgerError::NoOrg`], and the database's.
pub async fn checks(tx: &mut Tx, org: OrgId, period: Period, as_of: Option<i64>) -> Result<Vec<Finding>, LedgerError> {
    let listed: Vec<&'static Metric> = metrics::listed().collect();
    let asks: Vec<Ask> = listed.iter().map(|metric| Ask { metric, org, period, as_of }).collect();
    let known: HashMap<&str, Figure> = listed.iter().map(|m| m.code).zip(figures(tx, &asks).await?).collect();
    let mut found = between(&known, period);
    found.extend(negative(tx, org, period, as_of).await?);
    found.extend(standing_out(tx, org, period, as_of, &known).await?);
    found.extend(same_names(tx, org, period, as_of).await?);
    found.sort_by_key(|finding| !finding.wrong);
    Ok(found)
}

fn sides(codes: &[&str], known: &HashMap<&str, Figure>) -> Vec<Side> {
    let side = |code: &&str| Some(Side { metric: metrics::by_code(code)?, value: known.get(code).map_or(0, |figure| figure.value) });
    codes.iter().filter_map(side).collect()
}

/// 免费住宿1418晚
fn say(side: &Side) -> String {
    format!("{}{}{}", side.metric.name, side.metric.plain(side.value), side.metric.unit)
}

fn say_all(sides: &[Side]) -> String {
    sides.iter().map(say).collect::<Vec<_>>().join("、")
}

/// The rules between figures of one period, and totals that stand beside lists.
fn between(known: &HashMap<&str, Figure>, period: Period) -> Vec<Finding> {
    let sum = |sides: &[Side]| sides.iter().map(|side| side.value).sum::<i64>();
    let mut found = Vec::new();
    for rule in COVERS {
        let (more, less) = (sides(rule.more, known), sides(rule.less, known));
        // Where nothing at all is recorded on the larger side, another rule speaks of it.
        if sum(&more) > 0 && sum(&more) < sum(&less) {
            let sentence = format!("{}少于{}：{}。", say_all(&more), say_all(&less), rule.advice);
            found.push(Finding { rule: rule.rule, wrong: rule.wrong, sentence, sides: more.into_iter().chain(less).collect(), period });
        }
    }
    for rule in NEEDS {
        let (some, of) = (sides(&[rule.some], known), sides(rule.of, known));
        if sum(&some) > 0 && of.iter().all(|side| side.value == 0) {
            let sentence = format!("有{}，但{}：{}。", say_all(&some), say_all(&of), rule.advice);
            found.push(Finding { rule: rule.rule, wrong: false, sentence, sides: some.into_iter().chain(of).collect(), period });
        }
    }
    for metric in metrics::listed().filter(|m| m.kind == Kind::Reach) {
        let figure = known.get(metric.code).copied().unwrap_or_default();
        if figure.declared > 0 && figure.value > 0 {
            let named = Side { metric, value: figure.value };
            let sentence =
                format!("{}有名单，另有仅报总数{}{}，两者可能重叠，没有相加。", say(&named), metric.plain(figure.declared), metric.unit);
            let sides = vec![named, Side { metric, value: figure.declared }];
            found.push(Finding { rule: "declared_beside_list", wrong: false, sentence, sides, period });
        }
    }
    found
}

/// A stock is never below nothing: at the end of each month, and of the period.
async fn negative(tx: &mut Tx, org: OrgId, period: Period, as_of: Option<i64>) -> Result<Vec<Finding>, LedgerError> {
    let months = period.months();
    let stocks: Vec<&'static Metric> = metrics::listed().filter(|m| m.kind == Kind::Stock).collect();
    let asks: Vec<Ask> =
        stocks.iter().flat_map(|metric| months.iter().map(move |month| Ask { metric, org, period: *month, as_of })).collect();
    let figures = figures(tx, &asks).await?;
    let finding = |(ask, figure): (&Ask, Figure)| {
        let side = Side { metric: ask.metric, value: figure.value };
        let sentence = format!("{}的{}为负数，请核对是否多登记了减少。", ask.period.to.chinese(), say(&side));
        Finding { rule: "stock_not_negative", wrong: true, sentence, sides: vec![side], period: ask.period }
    };
    Ok(asks.iter().zip(figures).filter(|(_, figure)| figure.value < 0).map(finding).collect())
}

/// A month that is several times the largest of the org's own past.
async fn standing_out(
    tx: &mut Tx,
    org: OrgId,
    period: Period,
    as_of: Option<i64>,
    known: &HashMap<&str, Figure>,
) -> Result<Vec<Finding>, LedgerError> {
    let since = period.from.first_of_month().plus_months(-PAST);
    let Some(long) = Period::new(since, period.to) else { return Ok(Vec::new()) };
    let months = long.months();
    let used = |m: &&'static Metric| m.kind == Kind::Flow && known.get(m.code).is_some_and(|figure| figure.facts > 0);
    let flows: Vec<&'static Metric> = metrics::listed().filter(used).collect();
    let asks: Vec<Ask> =
        flows.iter().flat_map(|metric| months.iter().map(move |month| Ask { metric, org, period: *month, as_of })).collect();
    let figures = figures(tx, &asks).await?;
    let mut found = Vec::new();
    for (asks, figures) in asks.chunks(months.len()).zip(figures.chunks(months.len())) {
        for (i, (ask, figure)) in asks.iter().zip(figures).enumerate().filter(|(_, (ask, _))| ask.period.to >= period.from) {
            let past: Vec<i64> = figures[i.saturating_sub(PAST as usize)..i].iter().map(|f| f.value).filter(|value| *value > 0).collect();
            let largest = past.iter().copied().max().unwrap_or_default();
            if past.len() >= ENOUGH && figure.value >= SMALL * ask.metric.scale && figure.value > TIMES * largest {
                let (now, before) = (Side { metric: ask.metric, value: figure.value }, Side { metric: ask.metric, value: largest });
                let sentence = format!(
                    "{}{}，超过此前各月最多数{}的{TIMES}倍，请核对是否重复或写错。",
                    ask.period.chinese(),
                    say(&now),
                    ask.metric.plain(largest)
                );
                found.push(Finding { rule: "month_stands_out", wrong: false, sentence, sides: vec![now, before], period: ask.period });
            }
        }
    }
    Ok(found)
}

const SAME_NAMES: &str = "SELECT k.metric, s.name, count(DISTINCT s.number) FROM k CROSS JOIN fact f CROSS JOIN place_anc a CROSS JOIN subject s \
     WHERE f.tenant = {tenant} AND f.metric = k.metric AND f.day BETWEEN k.a AND k.b AND f.posting <= k.n AND f.subject > 0 \
     AND a.tenant = {tenant} AND a.anc = k.org AND a.place = f.place AND s.tenant = {tenant} AND s.number = f.subject AND s.name <> '' \
     GROUP BY k.metric, s.name HAVING count(DISTINCT s.number) > 1 AND sum(f.quantity) > 1 ORDER BY k.metric, s.name";

/// One name under several keys in a distinct count: perhaps the same one, counted twice.
async fn same_names(tx: &mut Tx, org: OrgId, period: Period, as_of: Option<i64>) -> Result<Vec<Finding>, LedgerError> {
    let number = intern::orgs(tx, [org].into()).await?.get(&org).copied().unwrap_or_default();
    let reach: Vec<&'static Metric> = metrics::listed().filter(|m| m.kind == Kind::Reach).collect();
    let key = |metric: &&'static Metric| {
        let span = Span::new(tx, metric, number, period, as_of);
        [metric.number, span.org, span.from, span.to.number(), span.last()]
    };
    let keys: Vec<[i64; 5]> = reach.iter().map(key).collect();
    let rows: Vec<(i64, String, i64)> = bulk::by_keys(tx, "metric, org, a, b, n", &keys, SAME_NAMES).await?;
    let mut by_metric: BTreeMap<i64, Vec<(String, i64)>> = BTreeMap::new();
    for (metric, name, count) in rows {
        by_metric.entry(metric).or_default().push((name, count));
    }
    let finding = |(number, names): (i64, Vec<(String, i64)>)| {
        let metric = metrics::by_number(number).ok_or_else(|| DbError::Corrupt(format!("there is no metric {number}")))?;
        let shown: Vec<String> = names.iter().take(5).map(|(name, count)| format!("{name}（{count}个）")).collect();
        let more = if names.len() > 5 { format!("等{}个名称", names.len()) } else { String::new() };
        let sentence = format!("{}名单中有同名而不同的对象：{}{more}，请核对是否同一个，是则合并。", metric.name, shown.join("、"));
        let value = names.iter().map(|(_, count)| count).sum();
        Ok(Finding { rule: "same_name_twice", wrong: false, sentence, sides: vec![Side { metric, value }], period })
    };
    by_metric.into_iter().map(finding).collect()
}
