//! What the pages choose to show, in which order and by which words: pure, without a look at the database.

use board::{Line, OrgKind};
use ledger::{Figure, Kind, Metric, metrics};
use norms::{Day, Period};

/// The headings of the table, each with the beginnings of the codes that stand under it.
const GROUPS: &[(&str, &[&str])] = &[
    ("理论学习", &["study", "outreach"]),
    ("组织生活", &["life"]),
    ("组织人员", &["org", "election"]),
    ("品牌志愿", &["brand", "mobilise"]),
    ("团建助企", &["assist"]),
    ("青年驿站", &["station"]),
    ("清风廉洁", &["integrity"]),
    ("督办", &["duty"]),
    ("先进典型", &["merit"]),
    ("听取意见", &["voice"]),
];

fn place(metric: &Metric) -> usize {
    let room = metric.code.split('.').next().unwrap_or_default();
    GROUPS.iter().position(|(_, rooms)| rooms.contains(&room)).unwrap_or(GROUPS.len())
}

/// The heading under which a metric stands.
pub fn group(metric: &Metric) -> &'static str {
    GROUPS.get(place(metric)).map_or("其他", |group| group.0)
}

/// All metrics, heading by heading.
pub fn all() -> Vec<&'static Metric> {
    let mut all = metrics::ALL.clone();
    all.sort_by_key(|metric| place(metric));
    all
}

/// Whether a metric answers to what somebody searches for: each word stands in its name, its heading, its unit or its code.
pub fn answers(metric: &Metric, words: &str) -> bool {
    let text = format!("{} {} {} {}", metric.name, group(metric), metric.unit, metric.code).to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| text.contains(word))
}

/// How a metric adds up, in a word.
pub fn kind_words(metric: &Metric) -> &'static str {
    match metric.kind {
        Kind::Flow => "期内累计",
        Kind::Stock => "期末总数",
        Kind::Reach => "去重计数",
        Kind::ReachStar(_) => "期末覆盖数",
        Kind::Derived(_) => "由其他指标计算",
    }
}

/// Why months and orgs may not add up to the whole; nothing where they do.
pub fn adding_note(metric: &Metric) -> Option<&'static str> {
    match metric.kind {
        Kind::Flow => None,
        Kind::Stock => Some("各月为月末总数，合计为期末总数，各月不相加。"),
        Kind::Reach => Some("去重计数：同一对象只计一次，各月、各单位之和可能大于合计。"),
        Kind::ReachStar(_) => Some("期末覆盖数：各月为月末数，不相加。"),
        Kind::Derived(_) => Some("由其他指标计算，各月、各单位不相加。"),
    }
}

/// Whether the parts of a figure by org add up to the whole.
pub fn adds_up(metric: &Metric) -> bool {
    matches!(metric.kind, Kind::Flow | Kind::Stock)
}

/// The figures of the home page, the first that have anything.
const CHOSEN: &[&str] = &[
    "study.centre_group",
    "life.theme_day",
    "integrity.class",
    "assist.service",
    "assist.enterprise_covered",
    "station.site",
    "station.bed",
    "station.guest",
    "station.night",
    "mobilise.volunteer_people",
    "study.political_education",
    "assist.event",
    "life.member_meeting",
    "outreach.lecture",
    "assist.team",
    "integrity.talk",
];

/// How many figures the home page shows in its row.
pub const HOME_FIGURES: usize = 9;

/// The metrics from which the home page's row is chosen.
pub fn chosen() -> Vec<&'static Metric> {
    CHOSEN.iter().filter_map(|code| metrics::by_code(code)).collect()
}

/// What every Party organisation does in any half-year (《中国共产党支部工作条例（试行）》第十一条、第十四条 for the meetings and the theme day).
const USUAL: &[&str] = &["life.member_meeting", "life.committee_meeting", "life.party_lecture", "life.theme_day"];
/// What the office as a whole does besides.
const USUAL_OFFICE: &[&str] = &["study.centre_group", "integrity.class"];

/// Whether something is usually recorded by an org of this kind and line: it is asked of every such one, or was recorded in the same days of last
/// year.
pub fn is_usual(metric: &Metric, (kind, line): (OrgKind, Line), last_year: i64) -> bool {
    let usual = match (kind, line) {
        (OrgKind::Office, _) => USUAL.contains(&metric.code) || USUAL_OFFICE.contains(&metric.code),
        (_, Line::Party) => USUAL.contains(&metric.code),
        _ => false,
    };
    matches!(metric.kind, Kind::Flow | Kind::Reach) && (last_year > 0 || usual)
}

/// The same days a year before; a period that ends with its month does so then too.
pub fn year_before(period: Period) -> Period {
    let from = period.from.plus_years(-1);
    let to = period.to.plus_years(-1);
    let to = if period.to == period.to.last_of_month() { to.last_of_month() } else { to };
    Period { from: from.min(to), to }
}

/// The days of the year before that a figure is compared with: of a period that is not over yet, only those up to today.
pub fn compared(period: Period, today: Day) -> Period {
    year_before(Period { from: period.from, to: crate::say::cut_off(period, today) })
}

/// By how much a figure differs from last year's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Growth {
    /// In units of the metric.
    pub more: i64,
    /// In tenths of a percent; none where last year was nothing, and for percentages, of which no percentage is taken.
    pub per_mille: Option<i64>,
}

/// 增减; none where last year has nothing at all: then nothing is compared.
pub fn growth(metric: &Metric, now: &Figure, before: &Figure) -> Option<Growth> {
    if before.facts == 0 && before.value == 0 {
        return None;
    }
    let more = now.value - before.value;
    let whole = before.value > 0 && !matches!(metric.kind, Kind::Derived(_));
    Some(Growth { more, per_mille: whole.then(|| rounded(more, before.value)) })
}

/// A thousand times `more / of`, halves away from zero.
fn rounded(more: i64, of: i64) -> i64 {
    let (more, of) = (i128::from(more) * 2000, i128::from(of));
    let sign = if more < 0 { -1 } else { 1 };
    i64::try_from((more + sign * of) / (2 * of)).unwrap_or(i64::MAX)
}

/// Periods at a touch: of this year and of the year shown now.
pub fn quick_periods(today: Day, now: Period) -> Vec<(String, Period)> {
    let mut quick = Vec::new();
    let day = |year: i64, month: i64, day: i64| Day::new(year, month, day).unwrap_or(Day::last());
    let mut years = vec![today.year()];
    if now.to.year() != today.year() {
        years.push(now.to.year());
    }
    for year in years {
        let own = year == today.year();
        let name = |own_name: &str, other: &str| if own { own_name.to_owned() } else { format!("{year}年{other}") };
        quick.push((name("本年", ""), Period { from: day(year, 1, 1), to: day(year, 12, 31) }));
        quick.push((name("上半年", "上半年"), Period { from: day(year, 1, 1), to: day(year, 6, 30) }));
        quick.push((name("下半年", "下半年"), Period { from: day(year, 7, 1), to: day(year, 12, 31) }));
        if own {
            quick.push(("今年以来".to_owned(), Period { from: day(year, 1, 1), to: today }));
        }
    }
    quick
}

/// 星期一
pub fn weekday(day: Day) -> &'static str {
    let index = usize::try_from(day.weekday() - 1).unwrap_or_default();
    ["星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"].get(index).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn period(from: &str, to: &str) -> Period {
        Period::new(day(from), day(to)).unwrap()
    }

    #[test]
    fn every_metric_stands_under_a_heading_and_none_is_lost() {
        let all = all();
        assert_eq!(all.len(), metrics::ALL.len());
        assert!(all.iter().all(|metric| group(metric) != "其他"));
        let headings: Vec<&str> = all.iter().map(|metric| group(metric)).collect();
        let mut once = headings.clone();
        once.dedup();
        assert_eq!(once.len(), GROUPS.len(), "each heading stands in one place: {once:?}");
    }

    #[test]
    fn codes_named_here_are_in_the_catalogue() {
        assert!(CHOSEN.iter().chain(USUAL).chain(USUAL_OFFICE).all(|code| metrics::by_code(code).is_some()));
    }

    #[test]
    fn meetings_are_asked_of_party_organisations_and_of_others_only_what_they_did_last_year() {
        const OFFICE: (OrgKind, Line) = (OrgKind::Office, Line::Office);
        const BRANCH: (OrgKind, Line) = (OrgKind::Branch, Line::Party);
        const DISTRICT: (OrgKind, Line) = (OrgKind::District, Line::League);
        let usual =
            |code: &str, (kind, line): (OrgKind, Line), before: i64| is_usual(metrics::by_code(code).unwrap(), (kind, line), before);
        assert!(usual("life.theme_day", BRANCH, 0) && usual("life.theme_day", OFFICE, 0));
        assert!(!usual("life.theme_day", DISTRICT, 0) && usual("assist.service", DISTRICT, 3));
        assert!(usual("study.centre_group", OFFICE, 0) && !usual("study.centre_group", BRANCH, 0));
        assert!(!usual("station.bed", OFFICE, 900), "a stock stands whether or not anything is recorded");
    }

    #[test]
    fn words_find_metrics_by_name_heading_and_unit() {
        let found = |words: &str| all().into_iter().filter(|m| answers(m, words)).map(|m| m.code).collect::<Vec<_>>();
        assert!(found("助企").contains(&"assist.service"));
        assert_eq!(found("助企 场次").first(), Some(&"assist.service"));
        assert_eq!(found("没有这样的指标"), Vec::<&str>::new());
    }

    #[test]
    fn last_year_ends_with_its_month_where_this_year_does() {
        assert_eq!(year_before(period("2024-02-01", "2024-02-29")), period("2023-02-01", "2023-02-28"));
        assert_eq!(year_before(period("2023-02-01", "2023-02-28")), period("2022-02-01", "2022-02-28"));
        assert_eq!(year_before(period("2025-01-01", "2025-02-28")), period("2024-01-01", "2024-02-29"));
        assert_eq!(year_before(period("2022-01-01", "2022-10-17")), period("2021-01-01", "2021-10-17"));
    }

    #[test]
    fn a_period_that_is_not_over_is_compared_up_to_today() {
        let whole = period("2022-01-01", "2022-12-31");
        assert_eq!(compared(whole, day("2022-10-17")), period("2021-01-01", "2021-10-17"));
        assert_eq!(compared(whole, day("2023-01-05")), period("2021-01-01", "2021-12-31"));
        assert_eq!(compared(whole, day("2021-05-05")), period("2021-01-01", "2021-01-01"), "one that lies ahead");
    }

    #[test]
    fn growth_is_told_in_numbers_and_percent_where_last_year_has_any() {
        let of = |code: &str, now: i64, before: i64, facts: i64| {
            let figure = |value, facts| Figure { value, declared: 0, facts };
            growth(metrics::by_code(code).unwrap(), &figure(now, 1), &figure(before, facts)).map(|g| (g.more, g.per_mille))
        };
        assert_eq!(of("assist.service", 12, 8, 3), Some((4, Some(500))));
        assert_eq!(of("assist.service", 8, 12, 3), Some((-4, Some(-333))));
        assert_eq!(of("assist.service", 2, 3, 1), Some((-1, Some(-333))));
        assert_eq!(of("assist.service", 5, 3, 1), Some((2, Some(667))), "halves and more go up");
        assert_eq!(of("assist.service", 5, 0, 0), None, "nothing last year");
        assert_eq!(of("assist.service", 5, 0, 1), Some((5, None)), "no percentage of nothing");
        assert_eq!(of("assist.unmet_rate", 1250, 1000, 4), Some((250, None)), "no percentage of a percentage");
    }

    #[test]
    fn periods_at_a_touch_are_of_this_year_and_of_the_year_shown() {
        let quick = quick_periods(day("2026-11-25"), period("2022-01-01", "2022-10-31"));
        let names: Vec<&str> = quick.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(names, ["本年", "上半年", "下半年", "今年以来", "2022年", "2022年上半年", "2022年下半年"]);
        assert_eq!(quick[3].1, period("2026-01-01", "2026-11-25"));
        assert_eq!(quick_periods(day("2022-06-03"), period("2022-01-01", "2022-06-30")).len(), 4);
    }
}
