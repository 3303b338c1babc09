//! Lines as records with which files are kept: whoever may see the pack sees them, whoever works on it adds and removes them.

use std::collections::HashMap;

use base::{Actor, OrgId, Tx};
use board::access;
use board::evidence::Evidence;
use board::orgs::{self, Org};
use kit::records::{evidenced, unboard};
use kit::{Find, Known, RecordKind, Records};
use ledger::Later;
use uuid::Uuid;

use crate::{LINE, rights, store};

/// 迎检的一项.
pub(crate) static LINES: Lines = Lines;

/// Lines of packs.
pub(crate) struct Lines;

impl Records for Lines {
    fn kind(&self) -> RecordKind {
        RecordKind { code: LINE, name: "迎检材料", path: "/inspect/lines/{id}", read: &rights::READ, change: &rights::WRITE }
    }

    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            let lines = store::lines_by_id(tx, ids).await?;
            let packs: Vec<Uuid> = lines.iter().map(|line| line.pack).collect();
            let packs = store::many(tx, &packs).await?;
            let ids: Vec<OrgId> = packs.values().map(|pack| pack.org).collect();
            let orgs: HashMap<OrgId, Org> = orgs::many(tx, &ids).await.map_err(unboard)?;
            let known = |line: crate::model::Line| {
                let pack = packs.get(&line.pack)?;
                let org = orgs.get(&pack.org).filter(|org| access::require(by, &rights::READ, &org.path).is_ok())?.clone();
                let told = [("考核项目", &line.entry.project), ("考核内容", &line.entry.item), ("所需材料", &line.entry.wanted)];
                let told = told.into_iter().filter(|(_, words)| !words.is_empty());
                Some(Known {
                    id: line.id,
                    title: format!("{} {}", pack.title, line.number()),
                    href: format!("/inspect/lines/{}", line.id),
                    day: None,
                    told: told.map(|(name, words)| (name.to_owned(), words.clone())).collect(),
                    gone: pack.closed.map(|at| format!("{}结束", at.chinese())),
                    org,
                })
            };
            Ok(lines.into_iter().filter_map(known).collect())
        })
    }

    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>> {
        Box::pin(async move {
            // A line answers no other line: it is found only for its files.
            if ask.evidenced { evidenced(self, tx, by, ask).await } else { Ok(Vec::new()) }
        })
    }

    fn attached<'a>(&'a self, tx: &'a mut Tx, record: Uuid, file: &'a Evidence) -> Later<'a, ()> {
        Box::pin(async move { store::remember(tx, record, &[(LINE.to_owned(), record, file.id, file.name.clone())]).await })
    }
}
