//! The one table: the same columns on the page, in the CSV and in the workbook. Below 720 pixels its rows become cards.

mod cell;
mod export;
mod file;
mod render;

pub use cell::{Align, Cell, Column, Mark, Row};
pub use file::File;

use crate::{Address, Markup};

/// The parameter of the address that says by which column a list is ordered: `day`, or `-day` for the other way round.
pub const SORT: &str = "sort";

/// Rows under columns.
#[derive(Clone, Debug)]
pub struct Table {
    pub(crate) caption: String,
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
    pub(crate) total: Option<Vec<Cell>>,
    pub(crate) numbered: bool,
    pub(crate) first: usize,
    pub(crate) ticks: Option<String>,
    pub(crate) empty: Markup,
    pub(crate) next: Option<String>,
    pub(crate) address: Address,
    pub(crate) count: Option<i64>,
    pub(crate) exports: Vec<(String, String)>,
    pub(crate) compact: bool,
}

impl Table {
    /// A table without rows yet. The caption names it for screen readers and stands above the downloads.
    pub fn new(caption: impl Into<String>, columns: Vec<Column>) -> Table {
        Table {
            caption: caption.into(),
            columns,
            rows: Vec::new(),
            total: None,
            numbered: true,
            first: 1,
            ticks: None,
            empty: Markup::text("还没有内容。"),
            next: None,
            address: Address::default(),
            count: None,
            exports: Vec::new(),
            compact: false,
        }
    }

    /// With these rows.
    #[must_use]
    pub fn rows(mut self, rows: impl IntoIterator<Item = Row>) -> Table {
        self.rows.extend(rows);
        self
    }

    /// With a last line 合计: one cell a column, [`Cell::Empty`] where nothing is added up.
    #[must_use]
    pub fn total(mut self, cells: Vec<Cell>) -> Table {
        self.total = Some(cells);
        self
    }

    /// Without the column 序号.
    #[must_use]
    pub fn unnumbered(mut self) -> Table {
        self.numbered = false;
        self
    }

    /// The number of the first row.
    #[must_use]
    pub fn starting_at(mut self, first: usize) -> Table {
        self.first = first;
        self
    }

    /// With a box to tick at each row that has an id; they are sent as `name` by a form around the table.
    #[must_use]
    pub fn ticks(mut self, name: &str) -> Table {
        self.ticks = Some(name.to_owned());
        self
    }

    /// What to do first, when there are no rows.
    #[must_use]
    pub fn empty(mut self, words: Markup) -> Table {
        self.empty = words;
        self
    }

    /// The page's address: columns that sort and the next page lead from there.
    #[must_use]
    pub fn address(mut self, address: &Address) -> Table {
        self.address = address.clone();
        self
    }

    /// Where the next page begins ([`crate::Cursor::code`], or the board's own text).
    #[must_use]
    pub fn next(mut self, cursor: Option<String>) -> Table {
        self.next = cursor;
        self
    }

    /// How many rows there are in all.
    #[must_use]
    pub fn count(mut self, rows: i64) -> Table {
        self.count = Some(rows);
        self
    }

    /// With a link to a download of the same rows, all pages of them.
    #[must_use]
    pub fn export(mut self, label: &str, path: &str) -> Table {
        self.exports.push((label.to_owned(), self.address.at(path).without(crate::Cursor::NAME).to_string()));
        self
    }

    /// A small table in a side panel: no cards, no frozen head.
    #[must_use]
    pub fn compact(mut self) -> Table {
        (self.compact, self.numbered) = (true, false);
        self
    }
}
