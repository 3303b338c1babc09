//! What an account holds in each room by its own name and not by a role, and how it passes to whoever takes over (工作交接).

use base::{AccountId, DbError, Tx};
use board::accounts::handover::Item;
use ledger::Later;

use crate::Module;

/// From whom to whom.
#[derive(Clone, Debug)]
pub struct Handed {
    /// Who leaves.
    pub from: AccountId,
    /// Who takes over.
    pub to: AccountId,
    /// Their name, as pages show it.
    pub name: String,
}

/// What a room knows of it.
#[derive(Clone, Copy)]
pub struct Handing {
    /// What an account holds in the room.
    pub held: for<'a> fn(&'a mut Tx, &'a AccountId) -> Later<'a, Vec<Item>>,
    /// Passes it on; how many things. What who takes over has already stays where it is. The handover notes it for the audit.
    pub pass: for<'a> fn(&'a mut Tx, &'a Handed) -> Later<'a, u64>,
}

/// That of all rooms.
#[derive(Clone, Default)]
pub struct AllHandings(Vec<Handing>);

impl AllHandings {
    /// That of these rooms.
    pub fn of(modules: &[Module]) -> AllHandings {
        AllHandings(modules.iter().filter_map(|module| module.handing).collect())
    }

    /// What an account holds, room by room.
    pub async fn held(&self, tx: &mut Tx, account: &AccountId) -> Result<Vec<Item>, DbError> {
        let mut all = Vec::new();
        for room in &self.0 {
            all.extend((room.held)(tx, account).await?);
        }
        Ok(all)
    }

    /// Passes everything on.
    pub async fn pass(&self, tx: &mut Tx, handed: &Handed) -> Result<u64, DbError> {
        let mut count = 0;
        for room in &self.0 {
            count += (room.pass)(tx, handed).await?;
        }
        Ok(count)
    }
}
