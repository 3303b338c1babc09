//! Walking the rows of a table: what each row is, and what becomes of it.

mod figures;
mod notes;
mod output;

pub(crate) use output::Output;

use norms::Day;
use norms::reading::{DateHint, fold, is_ditto};

use super::caption::{Caption, month_heading};
use super::cells::{self, DayLimits};
use super::decide::{Plan, Taught, fits, kind_of, section_kind};
use super::grid::{Grid, WIDEST};
use super::header::{Table, same_header};
use super::row::{Fills, RowView};
use super::shapes::{Made, Standing, make, make_counted, says_something};
use super::{members, totals};
use crate::lexicon::{Field, Metric, Shape, plain};
use crate::model::{Line, Rejected, Row, SheetReport, SkipKind, Skipped, Warning};
use crate::read::Value;

/// What the recognition as a whole knows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub limits: DayLimits,
    /// The workbook's year where the sheet names none.
    pub year: Option<i64>,
}

struct Walk<'w, 'a> {
    grid: &'a Grid<'a>,
    table: &'a Table,
    plan: &'w Plan,
    taught: &'w Taught,
    times: Times,
    hint: DateHint,
    standing: Standing,
    kind: Option<&'static Metric>,
    org: Option<String>,
    report: &'w mut SheetReport,
    out: &'w mut Output,
    /// Index in `out.rows` of this table's first row and of the first after the last total.
    first: usize,
    group: usize,
    /// Rows of a kind that nobody knows, which the sheet's own totals count too; and the first of them after the last total.
    unknown: Vec<u32>,
    unknown_group: usize,
    /// Whether the last act was read, so that the rows which go on with it may be added to it.
    read: bool,
}

/// Reads the rows of a table.
pub(crate) fn walk(grid: &Grid<'_>, table: &Table, plan: &Plan, taught: &Taught, times: Times, report: &mut SheetReport, out: &mut Output) {
    let rows: Vec<u32> = grid.rows().iter().copied().filter(|row| *row > table.header && *row < table.end).collect();
    let mut fills = Fills::of(grid, table, &rows);
    let hint = table.caption.hint(times.year);
    let first = out.rows.len();
    let mut walk = Walk {
        grid,
        table,
        plan,
        taught,
        times,
        hint,
        standing: standing(&table.caption, times.year),
        kind: None,
        org: table.caption.org.clone(),
        report,
        out,
        first,
        group: first,
        unknown: Vec::new(),
        unknown_group: 0,
        read: false,
    };
    let mut before = table.header;
    for row in rows {
        if walk.out.is_full() {
            return;
        }
        walk.blank_rows(before, row);
        before = row;
        walk.row(row, &fills);
        fills.note(grid, table, row);
    }
}

/// From when a stock, and a list without days, stands.
fn standing(caption: &Caption, year: Option<i64>) -> Standing {
    let new_year = caption.year.or(year).and_then(|year| Day::new(year, 1, 1).ok());
    Standing { stock: caption.as_of.or(new_year), list: caption.as_of.or(caption.period_end).or(new_year) }
}

/// 一、
fn numbered(c: char) -> bool {
    "一二三四五六七八九十".contains(c)
}

impl<'a> Walk<'_, 'a> {
    fn skip(&mut self, row: u32, kind: SkipKind, why: impl Into<String>) {
        if kind == SkipKind::UnknownKind {
            self.unknown.push(row);
        }
        if self.report.skipped.len() < 5_000 {
            self.report.skipped.push(Skipped { row: row + 1, why: why.into(), kind });
        }
    }

    fn blank_rows(&mut self, before: u32, row: u32) {
        if row - before <= 20 {
            for blank in before + 1..row {
                self.skip(blank, SkipKind::Blank, "blank");
            }
        }
    }

    fn row(&mut self, row: u32, fills: &Fills) {
        if same_header(self.grid, self.table, row) {
            return self.skip(row, SkipKind::Header, "the header again");
        }
        if totals::is_total(self.grid, self.table, row) {
            return self.total(row);
        }
        if self.grid.cells_in(row, self.table.span).next().is_none() || self.is_line(row) {
            return;
        }
        let limits = self.times.limits;
        let view = RowView { grid: self.grid, table: self.table, fills, row, hint: self.month_hint(row, fills), limits };
        if !says_something(&view) {
            return self.skip(row, SkipKind::Blank, "blank");
        }
        if self.continues(&view) {
            if self.read {
                return self.append(&view);
            }
            return self.skip(row, SkipKind::Part, "goes on with a row above that was not read");
        }
        let before = self.out.rows.len();
        self.act(&view);
        self.read = self.out.rows.len() > before;
    }

    /// A row that stands for itself.
    fn act(&mut self, view: &RowView<'_>) {
        match self.plan {
            Plan::Roster => self.member(view),
            Plan::Columns(columns) => {
                let columns = columns.clone();
                self.figures(view, &columns);
            }
            Plan::Months { kinds, single, months } => {
                let (kinds, single, months) = (*kinds, *single, months.clone());
                self.by_month(view, kinds, single, &months);
            }
            Plan::Single(metric) => self.record(view, self.kind.unwrap_or(metric)),
            Plan::Kinds(column) => self.by_kind(view, *column),
            Plan::Sections => match self.kind {
                Some(metric) => self.record(view, metric),
                None => self.skip(view.row, SkipKind::UnknownKind, "no line above says what kind of work this is"),
            },
        }
    }

    /// The hint with the month of the row's month column.
    fn month_hint(&self, row: u32, fills: &Fills) -> DateHint {
        let view = RowView { grid: self.grid, table: self.table, fills, row, hint: self.hint, limits: self.times.limits };
        let cell = view.cell(Field::Month).ok().flatten();
        match cell.and_then(|cell| cells::month_only(cell, &self.hint).or_else(|| month_number(cell.value, &self.hint))) {
            Some(day) => DateHint { year: Some(day.year()), month: Some(day.month()) },
            None => self.hint,
        }
    }

    fn total(&mut self, row: u32) {
        let part = totals::is_subtotal(self.grid, self.table, row);
        let all: Vec<&Row> = self.out.rows[self.first..].iter().collect();
        let group = &all[self.group.saturating_sub(self.first).min(all.len())..];
        let group = totals::Counted { rows: group, unknown: &self.unknown[self.unknown_group..] };
        let all = totals::Counted { rows: &all, unknown: &self.unknown };
        let found = totals::compare(self.grid, self.table, row, group, all, part);
        self.report.totals.extend(found);
        self.group = self.out.rows.len();
        self.unknown_group = self.unknown.len();
        self.skip(row, SkipKind::Total, "total");
    }

    /// Lines between and below the rows: month headings, sections, notes, signatures.
    fn is_line(&mut self, row: u32) -> bool {
        let cells: Vec<(u32, &Value)> = self.grid.cells_in(row, self.table.span).take(12).collect();
        let Some((column, value)) = cells.first() else { return true };
        let text = fold(&value.text());
        if notes::is_note(&text) {
            self.skip(row, SkipKind::Note, "note");
            return true;
        }
        if cells.len() > 1 || !matches!(value, Value::Text(_)) {
            return false;
        }
        if let Some((year, month)) = month_heading(&text) {
            self.hint = DateHint { year: year.or(self.hint.year), month: Some(month) };
            self.skip(row, SkipKind::Section, "month heading");
            return true;
        }
        let leftmost = self.table.columns.first().is_some_and(|first| first.at >= *column);
        let wide = self.grid.width(row, *column) > 2;
        let field = self.table.columns.iter().find(|c| c.at == *column).and_then(|c| c.field).map(|found| found.field);
        let key = matches!(field, Some(Field::Name | Field::Title | Field::Enterprises | Field::Day | Field::Station | Field::Arrival));
        // In a column of days, and where it is numbered, a kind of work is no value but the heading of a part.
        let part = matches!(field, Some(Field::Day | Field::Arrival | Field::Serial))
            || text.starts_with(numbered)
            || text.starts_with(['(', '（']);
        let part = part && section_kind(&text, self.taught).is_some();
        if !wide && (!leftmost || key && !part && text.chars().count() <= 20) {
            return false;
        }
        if !wide && matches!(field, Some(Field::Org | Field::Branch | Field::Kind | Field::Month)) && text.chars().count() <= 20 {
            // A class alone in its row: a form laid out and not filled in; the class holds on for the rows below it.
            self.skip(row, SkipKind::Blank, "blank");
            return true;
        }
        if let Some(metric) =
            section_kind(&text, self.taught).filter(|_| !matches!(self.plan, Plan::Roster | Plan::Columns(_) | Plan::Months { .. }))
        {
            self.kind = Some(metric);
            self.skip(row, SkipKind::Section, format!("section: {}", metric.name));
            return true;
        }
        let bare = plain(&text);
        let bare = bare.trim_start_matches(|c: char| "一二三四五六七八九十()、.".contains(c));
        if ["市", "区", "县", "党支部", "园区", "街道"].iter().any(|end| bare.ends_with(end)) && bare.chars().count() <= 12 {
            self.org = Some(bare.to_string());
            self.skip(row, SkipKind::Section, format!("section: {bare}"));
            return true;
        }
        self.skip(row, SkipKind::Note, "note");
        true
    }

    /// A row that goes on with the act above: what names the act is merged from above, only firms or names are its own.
    fn continues(&self, view: &RowView<'_>) -> bool {
        let keys = [Field::Serial, Field::Day, Field::Title];
        let covered = keys.iter().filter(|field| view.covered(**field)).count();
        let own = keys.iter().chain(&[Field::Arrival, Field::Station]).any(|field| view.own(*field));
        covered >= 2 && !own && !matches!(self.plan, Plan::Columns(_) | Plan::Roster | Plan::Months { .. })
    }

    fn append(&mut self, view: &RowView<'_>) {
        let Some(last) = self.out.rows.last().map(|row| row.lines.first().map(|line| line.metric)) else { return };
        let Some(metric) = last.and_then(crate::lexicon::metric) else { return };
        match make(view, metric, self.standing, self.org.as_deref()) {
            Ok(made) => {
                if let Some(row) = self.out.rows.last_mut() {
                    for line in made.row.lines.into_iter().filter(|line| !line.subjects.is_empty()) {
                        join(row, line);
                    }
                    row.enterprises.extend(made.row.enterprises);
                    row.people.extend(made.row.people);
                    row.cells.extend(made.row.cells);
                }
            }
            Err(rejected) => self.refuse(*rejected),
        }
    }

    fn refuse(&mut self, rejected: Rejected) {
        self.report.rows += 1;
        self.report.rejected.push(rejected);
    }

    fn accept(&mut self, made: Made, figures: bool) {
        self.report.rows += 1;
        if made.row.lines.is_empty() {
            self.report.rows -= 1;
            return self.skip(made.row.row - 1, SkipKind::Blank, "nothing to count (0)");
        }
        self.report.accepted += 1;
        for (cell, text, chinese) in made.warnings {
            self.out.warnings.push(Warning { sheet: self.report.name.clone(), cell: Some(cell), text, chinese });
        }
        for line in std::iter::once(&made.row).chain(&made.further).flat_map(|row| &row.lines) {
            if !self.report.metrics.contains(&line.metric) {
                self.report.metrics.push(line.metric);
            }
        }
        let mut row = made.row;
        // A hundred thousand rows stand in memory at once.
        row.lines.shrink_to_fit();
        for line in &mut row.lines {
            line.subjects.shrink_to_fit();
        }
        for row in std::iter::once(row).chain(made.further) {
            self.out.acts += usize::from(!figures);
            self.out.rows.push(row);
            self.out.figures.push(figures);
        }
    }

    fn record(&mut self, view: &RowView<'_>, metric: &'static Metric) {
        match make(view, metric, self.standing, self.org.as_deref()) {
            Ok(made) => self.accept(made, false),
            Err(rejected) => self.refuse(*rejected),
        }
    }

    fn by_kind(&mut self, view: &RowView<'_>, column: u32) {
        let own = if self.table.fields.get(&Field::Kind) == Some(&column) {
            view.text(Field::Kind)
        } else {
            view.grid.text(view.row, column).filter(|text| !is_ditto(text))
        };
        let Some(text) = own else {
            return match self.kind {
                Some(metric) => self.record(view, metric),
                None => self.skip(view.row, SkipKind::UnknownKind, "the kind of work is missing"),
            };
        };
        match kind_of(&text, self.taught)[..] {
            [metric] if self.is_period_figure() => self.figures_of_kind(view, metric),
            [metric] if view.own(Field::Quantity) && counted_alone(metric, self.table) => {
                match make_counted(view, metric, self.standing, self.org.as_deref()) {
                    Ok(made) => self.accept(made, false),
                    Err(rejected) => self.refuse(*rejected),
                }
            }
            [metric] => match fits(metric, self.table) {
                Ok(()) => self.record(view, metric),
                Err(what) => self.skip(view.row, SkipKind::UnknownKind, format!("{} needs {what}", cells::shown(&text))),
            },
            [] => self.skip(view.row, SkipKind::UnknownKind, format!("unknown kind: {}", cells::shown(&text))),
            _ => self.skip(view.row, SkipKind::UnknownKind, format!("more than one kind: {}", cells::shown(&text))),
        }
    }

    /// A table of kinds and numbers without days of acts.
    fn is_period_figure(&self) -> bool {
        let has = |field| self.table.has(field);
        has(Field::Quantity) && !has(Field::Day) && !has(Field::Arrival) && !has(Field::Name)
    }

    fn member(&mut self, view: &RowView<'_>) {
        match members::read(view, self.org.as_deref()) {
            Ok((member, warnings)) => {
                self.report.rows += 1;
                self.report.accepted += 1;
                let code = if member.probationary == Some(true) { "org.probationary" } else { "org.member" };
                if !self.report.metrics.contains(&code) {
                    self.report.metrics.push(code);
                }
                for (cell, text, chinese) in warnings {
                    self.out.warnings.push(Warning { sheet: self.report.name.clone(), cell: Some(cell), text, chinese });
                }
                self.out.members.push(member);
            }
            Err(rejected) => self.refuse(*rejected),
        }
    }
}

/// Whether a row of a general ledger can give no more of the metric than a number: a list of it would need columns that are not there.
fn counted_alone(metric: &Metric, table: &Table) -> bool {
    let part = matches!(metric.code, "station.room" | "station.bed" | "station.area_m2" | "station.night");
    let listed = match metric.shape {
        Shape::Stay => table.has(Field::Arrival) && table.has(Field::Name),
        Shape::Hours => table.has(Field::Hours),
        Shape::Person | Shape::Talk => table.has(Field::Name) || table.has(Field::People),
        Shape::Firm => table.has(Field::Enterprises),
        _ => true,
    };
    part || !listed
}

/// Adds the subjects of a line to the row's line of the same metric.
fn join(row: &mut Row, line: Line) {
    match row.lines.iter_mut().find(|known| known.metric == line.metric && !known.declared && known.quantity == line.quantity) {
        Some(known) => {
            for subject in line.subjects {
                if !known.subjects.contains(&subject) {
                    known.subjects.push(subject);
                }
            }
        }
        None => row.lines.push(line),
    }
}

/// A month column may hold the number alone.
fn month_number(value: &Value, hint: &DateHint) -> Option<Day> {
    let text = plain(&value.text());
    let number: i64 = text.parse().ok().filter(|n| (1..=12).contains(n))?;
    Day::new(hint.year?, number, 1).ok().map(Day::last_of_month)
}

/// Columns beyond a table's width are named once.
pub(crate) fn far_columns(grid: &Grid<'_>) -> bool {
    grid.sheet.cells.keys().any(|(_, column)| *column >= WIDEST)
}
