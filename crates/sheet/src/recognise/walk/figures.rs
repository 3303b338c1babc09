//! Rows of figures: numbers of a period instead of single acts.

use norms::Day;
use norms::reading::DateHint;

use super::super::cells::{self, is_nothing};
use super::super::decide::kind_of;
use super::super::row::RowView;
use super::super::shapes::Made;
use super::Walk;
use crate::lexicon::{Field, Metric};
use crate::model::{Line, Row, SkipKind};
use crate::read::Address;

impl Walk<'_, '_> {
    pub(super) fn figures_of_kind(&mut self, view: &RowView<'_>, metric: &'static Metric) {
        if let Some(unit) = view.text(Field::Unit).filter(|unit| !metric.units.contains(&unit.as_str())) {
            let wanted = metric.units.first().copied().unwrap_or_default();
            let (reason, chinese) = (
                format!("the unit {unit} does not fit {}; it counts in {wanted}", metric.name),
                format!("“{}”按“{wanted}”计，不按“{unit}”计。", metric.name),
            );
            return self.refuse(*cells::refuse(view.address(Field::Unit), &unit, reason, chinese));
        }
        if let Some(column) = self.table.fields.get(&Field::Quantity).copied() {
            self.figures(view, &[(column, metric)]);
        }
    }

    /// A row of figures: each filled column one line on the last day of the period.
    pub(super) fn figures(&mut self, view: &RowView<'_>, columns: &[(u32, &'static Metric)]) {
        let mut lines: Vec<Line> = Vec::new();
        for (column, metric) in columns {
            let Some(value) = view.grid.value(view.row, *column).filter(|value| !is_nothing(&value.text())) else { continue };
            let at = Address::new(view.row, *column);
            match cells::scaled(cells::Cell { at, value }, metric.units, metric.decimals) {
                Ok(0) => {}
                Ok(quantity) => {
                    lines.push(Line { metric: metric.code, quantity, subjects: Vec::new(), cell: at.to_string(), declared: metric.reach })
                }
                Err(rejected) => return self.refuse(*rejected),
            }
        }
        let month = view.cell(Field::Month).ok().flatten().and(view.hint.month);
        self.period_row(view, lines, month);
    }

    /// A row of a table with a column for each month: one record for each month that has a figure.
    pub(super) fn by_month(&mut self, view: &RowView<'_>, kinds: Option<u32>, single: Option<&'static Metric>, months: &[(u32, i64)]) {
        let text = kinds.and_then(|column| view.grid.text(view.row, column));
        let named = text.as_ref().map(|text| kind_of(text, self.taught));
        let metric = match (named.as_deref(), single) {
            (Some([metric]), _) => *metric,
            (None, Some(metric)) => metric,
            _ => return self.skip(view.row, SkipKind::UnknownKind, format!("unknown kind: {}", cells::shown(&text.unwrap_or_default()))),
        };
        let mut lines = Vec::new();
        for (column, month) in months {
            let Some(value) = view.grid.value(view.row, *column).filter(|value| !is_nothing(&value.text())) else { continue };
            let at = Address::new(view.row, *column);
            match cells::scaled(cells::Cell { at, value }, metric.units, metric.decimals) {
                Ok(0) => {}
                Ok(quantity) => {
                    let declared = metric.reach;
                    lines.push((*month, Line { metric: metric.code, quantity, subjects: Vec::new(), cell: at.to_string(), declared }));
                }
                Err(rejected) => return self.refuse(*rejected),
            }
        }
        for (month, line) in lines {
            self.period_row(view, vec![line], Some(month));
        }
    }

    /// Keeps a row of figures on the last day of its month or period.
    pub(super) fn period_row(&mut self, view: &RowView<'_>, lines: Vec<Line>, month: Option<i64>) {
        let Some((day, assumed)) = self.period_day(view.hint, month) else {
            let (reason, chinese) =
                ("the table names no period; write its year and month in the title", "表中没有写明统计期间，请在标题中写明年份和月份。");
            return self.refuse(*cells::refuse(view.first_cell(), "", reason, chinese));
        };
        let org = view.text(Field::Org).or_else(|| view.text(Field::Branch)).or_else(|| self.org.clone());
        let title = if self.table.caption.title.is_empty() { self.report.name.clone() } else { self.table.caption.title.clone() };
        let row = Row {
            sheet: self.report.name.clone(),
            row: view.row + 1,
            lines,
            day,
            day_cell: None,
            day_assumed: assumed,
            until: None,
            title: title.chars().take(200).collect(),
            org,
            place: None,
            people: Vec::new(),
            enterprises: Vec::new(),
            remarks: view.text(Field::Remarks),
            cells: view.masked_cells(),
        };
        self.accept(Made { row, further: Vec::new(), warnings: Vec::new() }, true);
    }

    /// The last day of the row's month, of the table's period, or of its year.
    pub(super) fn period_day(&self, hint: DateHint, month: Option<i64>) -> Option<(Day, bool)> {
        if let Some(month) = month {
            return Day::new(hint.year?, month, 1).ok().map(|day| (day.last_of_month(), true));
        }
        let caption = &self.table.caption;
        let named = caption.as_of.or(caption.period_end);
        let whole_year = || Day::new(caption.year.or(self.times.year)?, 12, 31).ok();
        let day = named.or_else(whole_year)?;
        Some((self.times.limits.today.map_or(day, |today| day.min(today)), true))
    }
}
