//! What people ask for here, one question one function `(tx, by, ask)`: pages and downloads call these and nothing else.

mod ask;
mod facts;
mod given;
mod home;
mod one;
mod period;
mod pivot;
mod saved;
mod sheet;
mod summary;
mod targets;
mod view;

use std::collections::{BTreeSet, HashMap};

use base::{DbError, OrgId, Tx};
use board::orgs;
use ledger::{Caption, SourceRef, Sources};
use uuid::Uuid;

pub use ask::{Answer, AskFor, Asked, Earlier, Found, Parts, PartsRow, SameName, ask};
pub use facts::{Facts, FactsAsk, Line, MOST_ROWS, all_facts, facts};
pub use given::{
    Entry, EntryAsk, EntryList, EntryRow, Give, ListAsk, MOST_ENTRIES, Proof, Withdraw, entries, entry, give, may_withdraw, prove, withdraw,
};
pub use home::{Home, HomeAsk, Latest, home};
pub use one::{Changed, MOST_CHANGES, One, OneAsk, OrgRow, one};
pub use period::{may_set_period, set_period};
pub use pivot::{MOST_COLUMNS, Of, Pivot, PivotAsk, pivot};
pub use saved::{MOST_NAME, MOST_SAVED, Rename, Save, SavedList, own_view, remove_view, rename_view, save, saved};
pub use sheet::{Against, MOST_MONTHS, Sheet, SheetAsk, SheetLine, sheet};
pub use summary::{MOST_FIGURES, Summary, SummaryAsk, summary};
pub use targets::{
    TableSet, TargetList, TargetRow, TargetTable, TargetsAsk, orgs_to_target, remove_target, save_target, set_targets, target, targets,
};
pub use view::{OrgChoice, Query, View, readable};

use crate::FiguresError;

/// An org as pages name it and links lead to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgName {
    /// Its code, which addresses carry.
    pub code: String,
    /// Its name.
    pub name: String,
}

/// Names of orgs in one look-up.
async fn names(tx: &mut Tx, ids: impl Iterator<Item = OrgId>) -> Result<HashMap<OrgId, OrgName>, FiguresError> {
    let ids: Vec<OrgId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let found = orgs::many(tx, &ids).await?;
    Ok(found.into_iter().map(|(id, org)| (id, OrgName { code: org.code, name: org.name })).collect())
}

/// What records are called, one look-up for each kind of record.
async fn captions(
    tx: &mut Tx,
    sources: &dyn Sources,
    refs: impl Iterator<Item = &SourceRef>,
) -> Result<HashMap<SourceRef, Caption>, DbError> {
    let mut kinds: HashMap<&str, BTreeSet<Uuid>> = HashMap::new();
    for source in refs {
        kinds.entry(&source.kind).or_default().insert(source.id);
    }
    let mut found = HashMap::new();
    for (kind, ids) in kinds {
        let ids: Vec<Uuid> = ids.into_iter().collect();
        for (id, caption) in sources.captions(tx, kind, &ids).await? {
            found.insert(SourceRef::new(kind, id), caption);
        }
    }
    Ok(found)
}
