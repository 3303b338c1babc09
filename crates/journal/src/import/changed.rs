//! 有变动的行: rows of a workbook whose record stands with other values, and which of them an officer takes.

use std::collections::BTreeSet;

use sheet::Warning;

use crate::changes;
use crate::model::{Content, Line, Record};

/// Which changed rows are applied as corrections.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Corrections {
    /// None: each is told.
    #[default]
    No,
    /// All.
    All,
    /// Those that were ticked, by [`ChangedRow::token`]. All or nothing: when one of them is no longer offered, nothing is imported.
    Chosen(BTreeSet<String>),
}

impl From<bool> for Corrections {
    fn from(all: bool) -> Corrections {
        if all { Corrections::All } else { Corrections::No }
    }
}

impl Corrections {
    pub(super) fn takes(&self, row: &ChangedRow) -> bool {
        match self {
            Corrections::No => false,
            Corrections::All => true,
            Corrections::Chosen(tokens) => tokens.contains(&row.token()),
        }
    }
}

/// A row and the record that it is about, which says something else.
#[derive(Clone, Debug)]
pub struct ChangedRow {
    /// Which sheet of the workbook, from 0, and its name.
    pub sheet: (usize, String),
    /// Row, from 1.
    pub row: u32,
    /// The cells of the row.
    pub cells: Vec<(String, String)>,
    /// The record with what it said when the row was compared with it.
    pub record: Record,
    /// What the row says.
    pub content: Content,
    /// A person corrected the record since its last import.
    pub by_hand: bool,
    /// Only what counts for no figure differs (place, people, remarks): without a correction the row is one that stands already.
    pub details: bool,
    /// The revision that the correction made.
    pub applied: Option<i64>,
}

/// A field that differs, as a page sets both values side by side.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldChange {
    /// 数量, 日期, 地点…
    pub label: String,
    /// What the record says; empty for nothing.
    pub before: String,
    /// What the row says; of a list of names what is added and what is gone.
    pub after: String,
}

/// Rows of one sheet; a spreadsheet has at most 2^20.
const PLACES: i64 = 1 << 21;

impl ChangedRow {
    /// Sheet and row in one number, in the order of the workbook.
    pub(crate) fn place(&self) -> i64 {
        i64::try_from(self.sheet.0).unwrap_or(0) * PLACES + i64::from(self.row)
    }

    /// Sheet and row out of that number.
    pub(crate) fn placed(place: i64) -> (usize, u32) {
        (usize::try_from(place / PLACES).unwrap_or(0), u32::try_from(place % PLACES).unwrap_or(0))
    }

    /// By what a form names the row: its place, the revision that was shown, and the end of the record's id. With another revision it is
    /// another row, which nobody has looked at yet.
    pub fn token(&self) -> String {
        let id = self.record.id.simple().to_string();
        format!("{:x}-{}-{}", self.place(), self.record.revision, id.get(24..).unwrap_or_default())
    }

    /// The sheet's number and the row that a token names.
    pub(super) fn named(token: &str) -> Option<(usize, u32)> {
        i64::from_str_radix(token.split('-').next()?, 16).ok().filter(|place| *place >= 0).map(ChangedRow::placed)
    }

    /// The cell that differs, or the row's first.
    pub fn cell(&self) -> String {
        let old = |line: &Line| self.record.content.lines.iter().find(|old| old.metric == line.metric);
        let differs = |line: &&Line| old(line).is_none_or(|old| old.quantity != line.quantity || old.subjects != line.subjects);
        let cell = self.content.lines.iter().find(differs).and_then(|line| line.cell.clone());
        cell.or_else(|| self.cells.first().map(|(cell, _)| cell.clone())).unwrap_or_else(|| format!("A{}", self.row))
    }

    /// What differs, field by field.
    pub fn fields(&self) -> Vec<FieldChange> {
        // The row's org is the record's: it is what makes both the same work.
        let all = changes::changes(&self.record.content, &self.content, &|_| String::new());
        all.into_iter()
            .map(|change| match self.lists(&change.label) {
                Some((before, after)) => FieldChange { before: listed(&before), after: difference(&before, &after), label: change.label },
                None => FieldChange { label: change.label, before: change.before, after: change.after },
            })
            .collect()
    }

    /// The names before and after of the line whose list has this label.
    fn lists(&self, label: &str) -> Option<(Vec<&str>, Vec<&str>)> {
        let metric = label.strip_suffix("名单")?;
        let of = |content| names(content, metric);
        Some((of(&self.record.content), of(&self.content)))
    }

    pub(super) fn warning(&self) -> Warning {
        let row = self.row;
        Warning {
            sheet: self.sheet.1.clone(),
            cell: Some(format!("A{row}")),
            text: format!("row {row} differs from a record imported before; use --correct to correct it"),
            chinese: format!("第{row}行与此前导入的记录不一致，可按更正导入。"),
        }
    }
}

fn names<'a>(content: &'a Content, metric: &str) -> Vec<&'a str> {
    let lines = content.lines.iter().filter(|line| line.metric.0.name == metric);
    lines.flat_map(|line| line.subjects.iter().map(|about| about.name.as_str())).collect()
}

/// Names that a page lists one by one.
const MOST_NAMES: usize = 12;

fn listed(names: &[&str]) -> String {
    let more = if names.len() > MOST_NAMES { format!("等，共 {} 个", names.len()) } else { String::new() };
    format!("{}{more}", names.iter().take(MOST_NAMES).copied().collect::<Vec<_>>().join("、"))
}

fn difference(before: &[&str], after: &[&str]) -> String {
    let only = |these: &[&str], those: &[&str]| -> String {
        listed(&these.iter().filter(|name| !those.contains(name)).copied().collect::<Vec<_>>())
    };
    let (added, gone) = (only(after, before), only(before, after));
    let parts = [("增加 ", added), ("减少 ", gone)].into_iter().filter(|(_, names)| !names.is_empty());
    parts.map(|(word, names)| format!("{word}{names}")).collect::<Vec<_>>().join("；")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_list_of_names_only_what_came_and_went_is_said() {
        assert_eq!(difference(&["甲", "乙"], &["乙", "丙"]), "增加 丙；减少 甲");
        assert_eq!(difference(&[], &["甲"]), "增加 甲");
        let many: Vec<String> = (0..30).map(|n| n.to_string()).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(listed(&many).ends_with("、11等，共 30 个"));
    }

    #[test]
    fn a_token_names_its_sheet_and_row() {
        assert_eq!(ChangedRow::named(&format!("{:x}-3-0123", 2 * PLACES + 714)), Some((2, 714)));
        for bad in ["", "-1-2", "zz", "ffffffffffffffff-1-1"] {
            assert_eq!(ChangedRow::named(bad), None, "{bad}");
        }
    }
}
