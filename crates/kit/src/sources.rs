//! The rooms' records behind the ledger's facts, put together: the ledger asks one, each kind is answered by its room.

use std::collections::HashMap;
use std::sync::Arc;

use base::Tx;
use board::personal::{Holder, Holders};
use ledger::{Caption, Fact, Later, Sources};
use uuid::Uuid;

use crate::Module;

/// Everything that these rooms hold about people. The ledger comes last: by its names the rooms find their records.
pub fn holders(modules: &[Module]) -> Holders {
    let rooms = modules.iter().filter_map(|module| module.people.clone());
    Holders::new(rooms.chain([Arc::new(ledger::personal::Subjects) as Arc<dyn Holder>]).collect())
}

/// All rooms' sources as one.
#[derive(Clone, Default)]
pub struct AllSources(Vec<Arc<dyn Sources>>);

impl AllSources {
    /// Those of these rooms.
    pub fn of(modules: &[Module]) -> AllSources {
        AllSources(modules.iter().filter_map(|module| module.sources.clone()).collect())
    }

    fn room(&self, kind: &str) -> Option<&Arc<dyn Sources>> {
        self.0.iter().find(|sources| sources.kinds().contains(&kind))
    }
}

impl Sources for AllSources {
    fn kinds(&self) -> Vec<&'static str> {
        self.0.iter().flat_map(|sources| sources.kinds()).collect()
    }

    fn facts<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, after: Option<Uuid>, limit: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        match self.room(kind) {
            Some(room) => room.facts(tx, kind, after, limit),
            None => Box::pin(async { Ok(Vec::new()) }),
        }
    }

    fn captions<'a>(&'a self, tx: &'a mut Tx, kind: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        match self.room(kind) {
            Some(room) => room.captions(tx, kind, ids),
            None => Box::pin(async { Ok(HashMap::new()) }),
        }
    }
}
