//! 去年同期: a switch in the address that adds last year, the difference and its percentage to a table, on the page and in the downloads.

use kit::{Address, Cell, Choice, Column, Field};
use ledger::{Figure, Metric};

use crate::actions::View;
use crate::rules::{self, Growth};

/// The switch's name in the address.
pub(super) const NAME: &str = "compare";
const YEAR: &str = "year";

/// Whether an address asks for it.
pub(super) fn asked(address: &Address) -> bool {
    address.get(NAME) == Some(YEAR)
}

pub(super) fn field() -> Field {
    Field::select(NAME, "对比", [Choice::new(YEAR, "去年同期")])
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
