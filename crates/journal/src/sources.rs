//! How the ledger reaches this room's records: for `verify`, and for the captions of proofs.

use std::collections::HashMap;

use base::Tx;
use ledger::{Caption, Fact, Later, Sources};
use uuid::Uuid;

use crate::facts::facts_of;
use crate::model::{Line, Record};
use crate::{RECORD, store};

/// The journal's records as sources of facts.
pub struct JournalSources;

impl Sources for JournalSources {
    fn kinds(&self) -> Vec<&'static str> {
        vec![RECORD]
    }

    fn facts<'a>(&'a self, tx: &'a mut Tx, _kind: &'a str, after: Option<Uuid>, limit: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        Box::pin(async move {
            let records = store::page(tx, after, limit).await?;
            Ok(records.iter().map(|record| (record.id, facts_of(record))).collect())
        })
    }

    fn captions<'a>(&'a self, tx: &'a mut Tx, _kind: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        Box::pin(async move { Ok(store::many(tx, ids).await?.into_iter().map(|record| (record.id, caption(&record))).collect()) })
    }
}

fn caption(record: &Record) -> Caption {
    let origin = record.origin.as_ref();
    let cell = |line: &Line| line.cell.clone().map(|cell| (line.metric.0.number, cell));
    let cells = record.content.lines.iter().filter_map(cell).collect();
    Caption {
        title: record.content.title.clone(),
        href: format!("/journal/{}", record.id),
        file: origin.map(|o| o.file.clone()),
        sheet: origin.map(|o| o.sheet.clone()),
        cells: if origin.is_some() { cells } else { Vec::new() },
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests")]
mod tests {
    use ledger::metrics;

    use super::*;
    use crate::model::{Code, Content, Origin};

    #[test]
    fn an_imported_row_shows_for_each_metric_the_cell_it_was_read_from_and_a_recorded_one_none() {
        let line = |code: &str, cell: &str| Line {
            metric: Code(metrics::by_code(code).unwrap()),
            quantity: 1,
            subjects: vec![],
            cell: Some(cell.into()),
            declared_from: None,
        };
        let content = Content {
            org: base::OrgId(Uuid::nil()),
            day: norms::Day::first(),
            until: None,
            day_assumed: false,
            title: "示范驿站".into(),
            place: String::new(),
            remarks: String::new(),
            people: vec![],
            lines: vec![line("station.site", "A5"), line("station.room", "C5"), line("station.bed", "D5")],
            reported: None,
        };
        let at = ("测试".to_owned(), norms::Instant::from_micros(0));
        let origin = Origin { file: "台账.xlsx".into(), sheet: "站点".into(), row: 5, cells: vec![] };
        let mut record = Record {
            id: Uuid::nil(),
            content,
            origin: Some(origin),
            batch: None,
            revision: 1,
            made: at.clone(),
            changed: at,
            withdrawn: None,
        };
        let bed = metrics::by_code("station.bed").unwrap();
        assert_eq!(caption(&record).cell(bed), Some("D5"));
        assert_eq!(caption(&record).cell(metrics::by_code("station.area_m2").unwrap()), None);
        record.origin = None;
        assert_eq!(caption(&record).cell(bed), None);
    }
}
