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
