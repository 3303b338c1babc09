//! A sheet as the recogniser looks at it: sparse, with merged cells known by column.

use std::collections::BTreeMap;

use norms::reading::fold;

use crate::read::{Sheet, Value};

/// Columns that a ledger can have; what lies further right is no part of a table.
pub(crate) const WIDEST: u32 = 128;

/// First row, last row and anchor of a merged range in one column.
type Cover = (u32, u32, (u32, u32));

/// A sheet with an index of its merged cells.
pub(crate) struct Grid<'a> {
    pub sheet: &'a Sheet,
    covers: BTreeMap<u32, Vec<Cover>>,
    rows: Vec<u32>,
}

impl<'a> Grid<'a> {
    pub fn new(sheet: &'a Sheet) -> Grid<'a> {
        let mut covers: BTreeMap<u32, Vec<_>> = BTreeMap::new();
        for merged in sheet.merged.iter().take(20_000) {
            let anchor = (merged.from.row, merged.from.column);
            for column in merged.from.column..=merged.to.column.min(WIDEST) {
                covers.entry(column).or_default().push((merged.from.row, merged.to.row, anchor));
            }
        }
        for list in covers.values_mut() {
            list.sort_unstable();
        }
        let mut rows: Vec<u32> = sheet.cells.keys().filter(|(_, column)| *column < WIDEST).map(|(row, _)| *row).collect();
        rows.dedup();
        Grid { sheet, covers, rows }
    }

    /// Rows that hold a cell within the widest table.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    pub fn value(&self, row: u32, column: u32) -> Option<&'a Value> {
        self.sheet.cells.get(&(row, column))
    }

    /// The cell's text with widths and blanks folded.
    pub fn text(&self, row: u32, column: u32) -> Option<String> {
        self.value(row, column).map(|value| fold(&value.text())).filter(|text| !text.is_empty())
    }

    /// Filled cells of a row, left to right.
    pub fn cells(&self, row: u32) -> impl Iterator<Item = (u32, &'a Value)> + '_ {
        self.sheet.cells.range((row, 0)..(row, WIDEST)).map(|((_, column), value)| (*column, value))
    }

    /// Filled cells of a row between two columns.
    pub fn cells_in(&self, row: u32, span: (u32, u32)) -> impl Iterator<Item = (u32, &'a Value)> + '_ {
        self.cells(row).filter(move |(column, _)| (span.0..span.1).contains(column))
    }

    /// The cell that a merged cell's value stands in, when this one is covered by it.
    pub fn anchor(&self, row: u32, column: u32) -> Option<(u32, u32)> {
        let list = self.covers.get(&column)?;
        let before = list.partition_point(|(from, _, _)| *from <= row);
        let (_, to, anchor) = list.get(before.checked_sub(1)?)?;
        (*to >= row && *anchor != (row, column)).then_some(*anchor)
    }

    /// Columns that the cell covers to the right, itself included, by merging.
    pub fn width(&self, row: u32, column: u32) -> u32 {
        (column + 1..WIDEST).take_while(|c| self.anchor(row, *c) == Some((row, column))).count() as u32 + 1
    }
}
