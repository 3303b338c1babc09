//! 对比: a switch in the address that holds a table against 去年同期 or 目标, on the page and in the downloads.

use kit::table::Mark;
use kit::{Address, Cell, Choice, Column, Field};
use ledger::{Figure, Kind, Metric};

use crate::actions::{Against, View};
use crate::rules::{self, Growth};
use crate::targets::{EVEN, Measured, Pace};

/// The switch's name in the address.
pub(super) const NAME: &str = "compare";
const YEAR: &str = "year";
const TARGET: &str = "target";

/// What an address asks for.
pub(super) fn asked(address: &Address) -> Against {
    match address.get(NAME) {
        Some(YEAR) => Against::LastYear,
        Some(TARGET) => Against::Target,
        _ => Against::Nothing,
    }
}

pub(super) fn field() -> Field {
    Field::select(NAME, "对比", [Choice::new(YEAR, "去年同期"), Choice::new(TARGET, "目标任务")])
}

/// How many columns it adds.
pub(super) fn width(against: Against) -> usize {
    columns_of(against).len()
}

/// The columns that it adds.
pub(super) fn columns_of(against: Against) -> Vec<Column> {
    match against {
        Against::Nothing => Vec::new(),
        Against::LastYear => columns().into(),
        Against::Target => vec![
            Column::number("target", "目标"),
            Column::short("target_days", "目标时段"),
            Column::number("rate", "完成率").unit("%"),
            Column::number("time", "时间进度").unit("%"),
            Column::short("pace", "进度"),
        ],
    }
}

/// A figure beside its target; „—“ where it has none, and for the time of what stands on a day.
pub(super) fn target_cells(metric: &Metric, target: Option<&Measured>) -> [Cell; 5] {
    let none = || Cell::text("—");
    let Some(target) = target else { return [none(), none(), none(), none(), none()] };
    let percent = |hundredths| Cell::Number(hundredths, 2);
    let mark = match target.pace {
        Pace::Done | Pace::Ahead => Mark::Done,
        Pace::Behind => Mark::Due,
        Pace::Missed => Mark::Late,
        Pace::Even | Pace::Open | Pace::ToCome => Mark::Plain,
    };
    [
        Cell::scaled(target.quantity, metric.scale),
        Cell::text(target.period.chinese()),
        percent(target.rate),
        target.time.map_or_else(none, percent),
        Cell::Tag(target.pace.chinese().to_owned(), mark),
    ]
}

/// What the columns of targets mean, for the lines that a table shows.
pub(super) fn target_notes<'a>(lines: impl Iterator<Item = (&'a Metric, &'a Figure, &'a Measured)>) -> Vec<String> {
    let lines: Vec<_> = lines.collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let points = EVEN / 100;
    let mut notes = vec![format!(
        "完成率为数量除以目标，时间进度为截至数据计至日已过天数占目标时段的比例；完成率高于时间进度超过 {points} 个百分点为超前，低于超过 {points} 个百分点为滞后。“—”表示没有目标。"
    )];
    if lines.iter().any(|(metric, ..)| metric.stands()) {
        notes.push("期末总数、期末覆盖数按当日的数计算完成率，不与时间进度比。".to_owned());
    }
    if lines.iter().any(|(metric, figure, _)| figure.declared != 0 && metric.kind == Kind::Reach) {
        notes.push("有名单的去重计数与另报的总数不相加，完成率按有名单的计算。".to_owned());
    }
    notes
}

pub(super) fn columns() -> [Column; 3] {
    [Column::number("before", "去年同期"), Column::number("more", "增减"), Column::number("growth", "增幅").unit("%")]
}

/// „—“ three times where last year has nothing, and for the percentage where none can be taken.
pub(super) fn cells(metric: &Metric, now: &Figure, before: &Figure, facts: Option<&Address>) -> [Cell; 3] {
    let none = || Cell::text("—");
    let Some(Growth { more, per_mille }) = rules::growth(metric, now, before) else {
        return [none(), none(), none()];
    };
    let before = match facts {
        Some(facts) => Cell::figure(before.value, metric.scale, facts.to_string()),
        None => Cell::scaled(before.value, metric.scale),
    };
    [before, Cell::scaled(more, metric.scale), per_mille.map_or_else(none, |tenths| Cell::Number(tenths, 1))]
}

/// Which days are compared, and what the line means.
pub(super) fn note(view: &View) -> String {
    format!("去年同期指{}；“—”表示去年同期没有记录，或不能计算增幅。", view.before.chinese())
}
