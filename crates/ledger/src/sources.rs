//! How the ledger reaches the records that its facts speak of, without knowing any room.

use std::collections::HashMap;

pub use base::Later;
use base::Tx;
use serde::Serialize;
use uuid::Uuid;

use crate::{Fact, Metric};

/// What a page shows of a record: a name, a way to it, and the cells it came from when it was imported.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Caption {
    /// What the record is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The workbook.
    pub file: Option<String>,
    /// Its sheet.
    pub sheet: Option<String>,
    /// Metrics' numbers, each with the address (`B12`) of the cell that says how much: a row of a register gives several metrics.
    pub cells: Vec<(i64, String)>,
}

impl Caption {
    /// The address of the cell that a metric's quantity was read from; none when the record says nothing of it or was not imported.
    pub fn cell(&self, metric: &Metric) -> Option<&str> {
        self.cells.iter().find(|(number, _)| *number == metric.number).map(|(_, cell)| cell.as_str())
    }
}

/// All rooms' records, as the binary puts them together. A kind belongs to one room.
pub trait Sources: Send + Sync {
    /// The kinds of record that post (`journal.record`).
    fn kinds(&self) -> Vec<&'static str>;

    /// What the records of a kind say today, in the order of their ids, those after `after` first, at most `limit` records. Withdrawn
    /// ones say nothing and may be left out.
    fn facts<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, after: Option<Uuid>, limit: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>>;

    /// What pages show of these records; those that are not there are left out.
    fn captions<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>>;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics;

    #[test]
    fn a_register_row_shows_for_each_metric_its_own_cell() {
        let number = |code: &str| metrics::ALL.iter().find(|m| m.code == code).map(|m| m.number).unwrap_or_default();
        let cells = vec![(number("station.site"), "B5".to_owned()), (number("station.bed"), "F5".to_owned())];
        let caption = Caption { cells, ..Caption::default() };
        let cell = |code: &str| metrics::by_code(code).and_then(|metric| caption.cell(metric));
        assert_eq!(["station.site", "station.bed", "station.room"].map(cell), [Some("B5"), Some("F5"), None]);
    }
}
