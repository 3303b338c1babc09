//! One row as a table's fields see it: own cells, ditto marks, merged cells, classes filled down.

use std::collections::{BTreeMap, BTreeSet};

use norms::identifier::mask_text;
use norms::reading::{DateHint, fold, is_ditto};

use super::cells::{self, Cell, DayLimits, refuse};
use super::grid::Grid;
use super::header::Table;
use crate::lexicon::Field;
use crate::model::Rejected;
use crate::read::{Address, Value};

/// The last filled cell of each field, and the fields whose blanks may be filled from it.
#[derive(Default)]
pub(crate) struct Fills {
    last: BTreeMap<Field, (u32, u32)>,
    grouped: BTreeSet<Field>,
}

impl Fills {
    /// Looks over the table: a class column whose values stand in runs is one in which a blank means the same again.
    pub fn of(grid: &Grid<'_>, table: &Table, rows: &[u32]) -> Fills {
        let mut fills = Fills::default();
        for (field, at) in table.fields.iter().filter(|(field, _)| field.classifies()) {
            let mut seen: BTreeSet<String> = BTreeSet::new();
            let mut current = String::new();
            let mut runs = true;
            for text in rows.iter().filter_map(|row| grid.text(*row, *at)).filter(|text| !is_ditto(text)) {
                if text != current {
                    runs &= seen.insert(text.clone());
                    current = text;
                }
            }
            if runs {
                fills.grouped.insert(*field);
            }
        }
        fills
    }

    /// Remembers the filled cells of a row that has been read.
    pub fn note(&mut self, grid: &Grid<'_>, table: &Table, row: u32) {
        for (field, at) in table.fields.iter().filter(|(field, _)| field.repeats()) {
            if grid.text(row, *at).is_some_and(|text| !is_ditto(&text)) {
                self.last.insert(*field, (row, *at));
            }
        }
    }
}

/// One row of a table.
pub(crate) struct RowView<'a> {
    pub grid: &'a Grid<'a>,
    pub table: &'a Table,
    pub fills: &'a Fills,
    pub row: u32,
    pub hint: DateHint,
    pub limits: DayLimits,
}

impl<'a> RowView<'a> {
    /// The address of the field's own cell in this row; of the row's first filled cell when the table has no such column.
    pub fn address(&self, field: Field) -> Address {
        match self.table.fields.get(&field) {
            Some(at) => Address::new(self.row, *at),
            None => self.first_cell(),
        }
    }

    /// The row's first filled cell.
    pub fn first_cell(&self) -> Address {
        Address::new(self.row, self.grid.cells_in(self.row, self.table.span).next().map_or(0, |(column, _)| column))
    }

    fn at(&self, (row, column): (u32, u32)) -> Option<Cell<'a>> {
        self.grid.value(row, column).map(|value| Cell { at: Address::new(self.row, column), value })
    }

    /// The cell that the field is read from, or `None` where it is blank.
    ///
    /// # Errors
    /// A ditto mark in a column of names or numbers.
    pub fn cell(&self, field: Field) -> Result<Option<Cell<'a>>, Box<Rejected>> {
        let Some(column) = self.table.fields.get(&field).copied() else { return Ok(None) };
        let own = self.grid.value(self.row, column).filter(|value| !fold(&value.text()).is_empty());
        match own {
            Some(Value::Text(text)) if is_ditto(text) => {
                if !field.repeats() {
                    let (reason, chinese) =
                        ("a ditto mark stands where a name or a number is needed; write it out", "姓名和数字不能用“同上”，请写全。");
                    return Err(refuse(Address::new(self.row, column), text, reason, chinese));
                }
                Ok(self.fills.last.get(&field).and_then(|at| self.at(*at)))
            }
            Some(value) => Ok(Some(Cell { at: Address::new(self.row, column), value })),
            None if field.repeats() => {
                let merged = self.grid.anchor(self.row, column).filter(|(row, _)| *row > self.table.header).and_then(|at| self.at(at));
                let above = || self.fills.last.get(&field).filter(|_| self.fills.grouped.contains(&field)).and_then(|at| self.at(*at));
                Ok(merged.or_else(above))
            }
            None => Ok(None),
        }
    }

    /// Whether the row itself fills the field's cell.
    pub fn own(&self, field: Field) -> bool {
        self.table.fields.get(&field).is_some_and(|column| self.grid.text(self.row, *column).is_some())
    }

    /// Whether the field's cell is covered by one merged from a row above.
    pub fn covered(&self, field: Field) -> bool {
        self.table
            .fields
            .get(&field)
            .and_then(|column| self.grid.anchor(self.row, *column))
            .is_some_and(|(row, _)| row > self.table.header && row < self.row)
    }

    /// The field's text, folded, without line breaks.
    pub fn text(&self, field: Field) -> Option<String> {
        let cell = self.cell(field).ok().flatten()?;
        Some(fold(&cell.value.text())).filter(|text| !cells::is_nothing(text))
    }

    /// The raw text of the field's cell, line breaks kept.
    pub fn lines(&self, field: Field) -> Option<String> {
        self.cell(field).ok().flatten().map(|cell| cell.value.text()).filter(|text| !cells::is_nothing(text))
    }

    /// Every filled cell of the row, masked.
    pub fn masked_cells(&self) -> Vec<(String, String)> {
        self.grid
            .cells_in(self.row, self.table.span)
            .take(64)
            .map(|(column, value)| {
                let text = cells::first_chars(mask_text(&value.text()), 500);
                (Address::new(self.row, column).to_string(), text)
            })
            .collect()
    }
}
