//! Figures in words.

use kit::{Address, Cell, Markup};
use ledger::{Figure, Metric};
use norms::Period;

/// 874家
pub(super) fn amount(metric: &Metric, quantity: i64) -> String {
    format!("{}{}", metric.plain(quantity), metric.unit)
}

/// 874家（有名单 874 家，另报 38 家）
pub(super) fn whole(metric: &Metric, figure: &Figure) -> String {
    let (amount, parts) = (amount(metric, figure.value), figure.parts(metric));
    if parts.is_empty() { amount } else { format!("{amount}（{parts}）") }
}

/// 1月, or 21年12月 where the months are of several years.
pub(super) fn month(months: &[Period], month: Period) -> String {
    let one_year = months.first().map(|m| m.from.year()) == months.last().map(|m| m.from.year());
    if one_year { format!("{}月", month.from.month()) } else { format!("{}年{}月", month.from.year() % 100, month.from.month()) }
}

/// A number that leads to its records, or a plain one where there are none.
pub(super) fn proven(metric: &Metric, figure: &Figure, facts: &Address) -> Cell {
    if figure.facts == 0 && figure.value == 0 {
        return Cell::scaled(0, metric.scale);
    }
    Cell::figure(figure.value, metric.scale, facts.to_string())
}

/// A remark below a table.
pub(super) fn hint(words: &str) -> Markup {
    Markup::trusted("<p class=\"hint\">").and(Markup::text(words)).and(Markup::trusted("</p>"))
}

/// Links with 、 between them.
pub(super) fn listed(links: impl IntoIterator<Item = Markup>) -> Markup {
    let comma = |all: Markup, (i, one): (usize, Markup)| if i == 0 { one } else { all.and(Markup::text("、")).and(one) };
    links.into_iter().enumerate().fold(Markup::empty(), comma)
}
