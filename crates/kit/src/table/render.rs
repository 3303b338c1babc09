//! A table as HTML.

use askama::Template;

use super::{Align, Row, SORT, Table};
use crate::{Cursor, Markup};

struct Head {
    label: String,
    class: &'static str,
    /// Where its order leads, and how the list is ordered by it now (`ascending`, `descending`, or nothing).
    sort: Option<(String, &'static str)>,
}

#[derive(Template)]
#[template(path = "kit/table.html")]
struct TableHtml<'a> {
    table: &'a Table,
    heads: Vec<Head>,
    next: Option<String>,
    first_page: Option<String>,
}

impl TableHtml<'_> {
    fn class(&self, index: &usize) -> &'static str {
        self.heads.get(*index).map_or("", |head| head.class)
    }

    fn label(&self, index: &usize) -> &str {
        self.heads.get(*index).map_or("", |head| head.label.as_str())
    }

    fn number(&self, index: &usize) -> usize {
        self.table.first + index
    }

    fn row_id<'r>(&self, row: &'r Row) -> &'r str {
        row.id.as_deref().unwrap_or_default()
    }

    fn row_name(&self, row: &Row) -> String {
        row.cells.iter().map(super::Cell::words).find(|words| !words.is_empty()).unwrap_or_default()
    }
}

impl Table {
    fn heads(&self) -> Vec<Head> {
        let now = self.address.get(SORT).unwrap_or_default();
        let one = |column: &super::Column| {
            let (up, down) = (column.name.clone(), format!("-{}", column.name));
            let (target, state) = if now == up {
                (down, "ascending")
            } else if now == down {
                (up, "descending")
            } else {
                (up, "")
            };
            let href = self.address.without(Cursor::NAME).with(SORT, &target).to_string();
            Head {
                label: column.head(),
                class: match column.align {
                    Align::Words => "words",
                    Align::Short => "w",
                    Align::Number => "num",
                },
                sort: column.sorts.then_some((href, state)),
            }
        };
        self.columns.iter().map(one).collect()
    }

    /// The table with its downloads and the way to the next page.
    pub fn render(&self) -> Markup {
        let next = self.next.as_ref().map(|cursor| self.address.with(Cursor::NAME, cursor).to_string());
        let first_page = self.address.get(Cursor::NAME).map(|_| self.address.without(Cursor::NAME).to_string());
        Markup::of(&TableHtml { table: self, heads: self.heads(), next, first_page }).unwrap_or_default()
    }
}
