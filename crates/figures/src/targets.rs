//! 目标任务: which target measures a figure, how much of it is reached beside the time that is gone, and the reading of a pasted table.
//! Pure.

use board::targets::Target;
use kit::{Field, Form, Input};
use ledger::metrics::Ratio;
use ledger::{Kind, Metric, metrics};
use norms::{Day, Period};

/// Hundredths of a percent by which a figure may differ from the time that is gone and still be 正常: five points.
pub const EVEN: i64 = 500;

/// 进度: how a figure stands to its target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pace {
    /// 已完成
    Done,
    /// 未完成: the days are over.
    Missed,
    /// 超前: ahead of the time that is gone by more than five points.
    Ahead,
    /// 正常
    Even,
    /// 滞后: behind by more than five points.
    Behind,
    /// 进行中: of what stands on a day, which time does not measure.
    Open,
    /// 未开始: the days lie ahead.
    ToCome,
}

impl Pace {
    /// The word on pages.
    pub fn chinese(self) -> &'static str {
        match self {
            Pace::Done => "已完成",
            Pace::Missed => "未完成",
            Pace::Ahead => "超前",
            Pace::Even => "正常",
            Pace::Behind => "滞后",
            Pace::Open => "进行中",
            Pace::ToCome => "未开始",
        }
    }
}

/// A figure beside its target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    /// 目标, in the metric's scale.
    pub quantity: i64,
    /// The days for which it is set.
    pub period: Period,
    /// 完成率 in hundredths of a percent, rounded as every rate here.
    pub rate: i64,
    /// 时间进度, the share of its days that is gone, in hundredths of a percent; none for what stands on a day.
    pub time: Option<i64>,
    /// 进度
    pub pace: Pace,
}

/// Whether a target can be set for a metric: what is computed from others (rates, averages) has none of its own.
pub fn can_have(metric: &Metric) -> bool {
    !matches!(metric.kind, Kind::Derived(_))
}

/// Of these targets the one that measures a metric in a period: exactly its days, else the shortest that begins with it and is not over
/// before it. What stands on a day is measured by any whose days hold the period's last.
fn fitting<'a>(targets: &'a [Target], metric: &Metric, period: Period) -> Option<&'a Target> {
    let fits = |target: &&Target| {
        let days = target.entry.period;
        let begins = days.from == period.from || metric.stands() && days.from <= period.to;
        target.entry.metric == metric.code && begins && days.to >= period.to
    };
    targets.iter().filter(fits).min_by_key(|target| (target.entry.period.from != period.from, target.entry.period.to))
}

/// A figure of a period beside the target that measures it. `day` is today, or the day as of which the figure is shown.
pub fn measured(targets: &[Target], metric: &Metric, value: i64, period: Period, day: Day) -> Option<Measured> {
    let entry = &fitting(targets, metric, period)?.entry;
    let (quantity, days) = (entry.quantity, entry.period);
    let rate = percent(value, quantity);
    let counted = day.min(period.to);
    let gone = if counted < days.from { 0 } else { days.from.days_until(counted) + 1 };
    let time = (!metric.stands()).then(|| percent(gone, days.from.days_until(days.to) + 1));
    let pace = match time {
        _ if value >= quantity => Pace::Done,
        // Of a part of its days nobody can say that they are over.
        _ if day > days.to && period.to >= days.to => Pace::Missed,
        _ if day < days.from => Pace::ToCome,
        None => Pace::Open,
        Some(time) if rate > time + EVEN => Pace::Ahead,
        Some(time) if rate < time - EVEN => Pace::Behind,
        Some(_) => Pace::Even,
    };
    Some(Measured { quantity, period: days, rate, time, pace })
}

/// Hundredths of a percent.
fn percent(of: i64, per: i64) -> i64 {
    Ratio { of: &[], per: &[], times: 100 }.quotient(of, per, 100)
}

/// 83.29%
pub fn said(hundredths: i64) -> String {
    let (whole, rest) = (hundredths / 100, (hundredths % 100).abs());
    match (rest, rest % 10) {
        (0, _) => format!("{whole}%"),
        (_, 0) => format!("{whole}.{}%", rest / 10),
        _ => format!("{whole}.{rest:02}%"),
    }
}

/// What is read of a pasted table: metrics with quantities, and what cannot be read, a sentence each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// What can be set.
    pub lines: Vec<(&'static Metric, i64)>,
    /// What is wrong.
    pub wrong: Vec<String>,
}

/// Reads lines of metric and number, with a tab between them as a table of WPS or Excel is copied, or a blank. A first line without a
/// number is the table's head.
pub fn pasted(text: &str) -> Pasted {
    let mut out = Pasted::default();
    let lines = text.lines().zip(1..).filter(|(line, _)| !line.trim().is_empty());
    for (at, (line, number)) in lines.enumerate() {
        let (name, amount) = parts(line);
        if at == 0 && metric(name).is_none() && !amount.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        match read(name, amount) {
            Ok((metric, _)) if out.lines.iter().any(|(known, _)| *known == metric) => {
                out.wrong.push(format!("第{number}行：{}写了两次，每项指标写一行。", metric.name));
            }
            Ok(line) => out.lines.push(line),
            Err(wrong) => out.wrong.push(format!("第{number}行：{wrong}")),
        }
    }
    out
}

/// The name and the number of a line: at its last tab, else at its last blank or colon.
fn parts(line: &str) -> (&str, &str) {
    let line = line.trim();
    let blank = |c: char| c.is_whitespace() || matches!(c, '：' | ':');
    let (name, amount) = line.rsplit_once('\t').or_else(|| line.rsplit_once(blank)).unwrap_or((line, ""));
    (name.trim_matches(blank), amount.trim())
}

/// A metric by its name or code.
fn metric(name: &str) -> Option<&'static Metric> {
    metrics::by_code(name).or_else(|| metrics::ALL.iter().copied().find(|metric| metric.name == name))
}

fn read(name: &str, amount: &str) -> Result<(&'static Metric, i64), String> {
    let shown = |text: &str| text.chars().take(20).collect::<String>();
    let metric = metric(name).ok_or_else(|| format!("没有叫“{}”的指标，名称须与数据总表一致。", shown(name)))?;
    if !can_have(metric) {
        return Err(format!("{}由其他指标计算，不设目标。", metric.name));
    }
    let amount = amount.strip_suffix(metric.unit).unwrap_or(amount);
    // Read as a field of a form is, so that both take the same numbers.
    let field = Field::decimal("n", metric.name, if metric.scale == 1 { 0 } else { 2 }).required().least(1);
    let form = Form::new("").field(field).read(&Input::new([("n", amount)]));
    let quantity = form.number("n").filter(|_| form.valid());
    quantity.map(|quantity| (metric, quantity)).ok_or_else(|| {
        let kind = if metric.scale == 1 { "大于 0 的整数" } else { "大于 0、最多两位小数的数" };
        format!("{}的目标“{}”须是{kind}。", metric.name, shown(amount))
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use base::OrgId;
    use board::targets::{Span, TargetEntry};
    use norms::Instant;
    use uuid::Uuid;

    fn target(code: &str, span: Span, quantity: i64) -> Target {
        let entry =
            TargetEntry { org: OrgId(Uuid::nil()), metric: code.into(), period: span.of(2022).unwrap(), quantity, paper: String::new() };
        Target { id: Uuid::nil(), entry, revision: 1, who: String::new(), at: Instant::from_micros(0) }
    }

    fn of(code: &str, value: i64, days: (&str, &str), today: &str) -> Option<(i64, i64, Option<i64>, &'static str)> {
        let targets = [
            target("assist.service", Span::Year, 900),
            target("assist.service", Span::Half(1), 400),
            target("station.site", Span::Year, 30),
            target("life.theme_day", Span::Half(2), 6),
        ];
        let period = Period::new(days.0.parse().unwrap(), days.1.parse().unwrap()).unwrap();
        let metric = metrics::by_code(code).unwrap();
        measured(&targets, metric, value, period, today.parse().unwrap()).map(|m| (m.quantity, m.rate, m.time, m.pace.chinese()))
    }

    #[test]
    fn a_figure_is_measured_by_the_shortest_target_that_begins_with_it() {
        let year = ("2022-01-01", "2022-12-31");
        let ten = ("2022-01-01", "2022-10-31");
        for (given, expected) in [
            (of("assist.service", 450, year, "2022-07-02"), Some((900, 5000, Some(5014), "正常"))),
            (of("assist.service", 630, year, "2022-07-02"), Some((900, 7000, Some(5014), "超前"))),
            (of("assist.service", 400, year, "2022-07-02"), Some((900, 4444, Some(5014), "滞后"))),
            (of("assist.service", 900, year, "2022-07-02"), Some((900, 10000, Some(5014), "已完成"))),
            (of("assist.service", 899, year, "2022-12-31"), Some((900, 9989, Some(10000), "正常"))),
            (of("assist.service", 899, year, "2023-01-01"), Some((900, 9989, Some(10000), "未完成"))),
            (of("assist.service", 0, year, "2021-12-31"), Some((900, 0, Some(0), "未开始"))),
            (of("assist.service", 700, ten, "2022-10-31"), Some((900, 7778, Some(8329), "滞后"))),
            (of("assist.service", 700, ten, "2022-12-01"), Some((900, 7778, Some(8329), "滞后"))),
            (of("assist.service", 700, ten, "2023-03-01"), Some((900, 7778, Some(8329), "滞后"))),
            (of("assist.service", 200, ("2022-01-01", "2022-06-30"), "2022-04-01"), Some((400, 5000, Some(5028), "正常"))),
            (of("assist.service", 200, ("2022-01-01", "2022-03-31"), "2022-04-01"), Some((400, 5000, Some(4972), "正常"))),
            (of("assist.service", 200, ("2022-02-01", "2022-03-31"), "2022-04-01"), None),
            (of("assist.service", 200, ("2021-01-01", "2022-12-31"), "2022-04-01"), None),
            (of("life.theme_day", 2, ("2022-07-01", "2022-07-31"), "2022-08-01"), Some((6, 3333, Some(1685), "超前"))),
            (of("life.theme_day", 2, year, "2022-08-01"), None),
            // What stands on a day is no matter of time.
            (of("station.site", 26, ("2022-04-01", "2022-06-30"), "2022-06-30"), Some((30, 8667, None, "进行中"))),
            (of("station.site", 30, ("2022-04-01", "2022-06-30"), "2022-06-30"), Some((30, 10000, None, "已完成"))),
            (of("station.site", 26, year, "2023-01-01"), Some((30, 8667, None, "未完成"))),
            (of("station.bed", 26, year, "2023-01-01"), None),
        ] {
            assert_eq!(given, expected);
        }
    }

    #[test]
    fn a_rate_is_said_with_the_places_that_it_has() {
        assert_eq!([10000, 8330, 8333, 5, 12050].map(said), ["100%", "83.3%", "83.33%", "0.05%", "120.5%"]);
    }

    #[test]
    fn a_table_is_read_by_name_or_code_with_or_without_a_head() {
        let read = pasted("指标\t目标\n助企服务\t1,200\r\nlife.theme_day\t12次\n\n党员自学：52.5\n覆盖非公企业 ５００家\n");
        assert_eq!(read.wrong, Vec::<String>::new());
        let lines: Vec<(&str, i64)> = read.lines.iter().map(|(metric, quantity)| (metric.code, *quantity)).collect();
        let expected = [("assist.service", 1200), ("life.theme_day", 12), ("study.self_hours", 5250), ("assist.enterprise_covered", 500)];
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_cannot_be_read_is_said_line_by_line() {
        for (line, expected) in [
            ("没有的指标\t5", "第1行：没有叫“没有的指标”的指标，名称须与数据总表一致。"),
            ("助企服务\t-5", "第1行：助企服务的目标“-5”须是大于 0 的整数。"),
            ("助企服务\t0", "第1行：助企服务的目标“0”须是大于 0 的整数。"),
            ("助企服务\t1.5", "第1行：助企服务的目标“1.5”须是大于 0 的整数。"),
            ("助企服务\t", "第1行：助企服务的目标“”须是大于 0 的整数。"),
            ("助企服务", "第1行：助企服务的目标“”须是大于 0 的整数。"),
            ("助企服务\t若干", "第1行：助企服务的目标“若干”须是大于 0 的整数。"),
            ("助企服务\t99999999999999999999", "第1行：助企服务的目标“99999999999999999999”须是大于 0 的整数。"),
            ("诉求未满足率\t5", "第1行：诉求未满足率由其他指标计算，不设目标。"),
            ("助企服务\t5\n助企服务\t6", "第2行：助企服务写了两次，每项指标写一行。"),
        ] {
            let wrong = pasted(line).wrong;
            assert!(wrong.len() == 1 && wrong[0].starts_with(expected), "{line}: {wrong:?}");
        }
        assert_eq!((pasted("").lines.len(), pasted(" \n").wrong.len()), (0, 0));
    }
}
