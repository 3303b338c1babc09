//! The rooms of this program, in one place. A new room is a new crate and one line here.

use base::Migrations;
use board::personal::Holders;
use kit::{AllSources, Module};

use crate::config::Config;

/// All rooms.
fn rooms() -> Vec<Module> {
    vec![figures::module(), journal::module(), report::module(), inspect::module(), org::module()]
}

/// Every crate's tables, floor by floor: a room that is off keeps its own.
pub fn migrations() -> Vec<Migrations> {
    [board::MIGRATIONS, ledger::MIGRATIONS].into_iter().chain(rooms().into_iter().filter_map(|room| room.migrations)).collect()
}

/// The rooms that this installation has.
pub fn modules(config: &Config) -> Vec<Module> {
    rooms().into_iter().filter(|room| config.rooms.is_empty() || config.rooms.iter().any(|name| name == room.name)).collect()
}

/// The names that `rooms` in the configuration knows.
pub fn room_names() -> Vec<&'static str> {
    rooms().iter().map(|room| room.name).collect()
}

/// All rooms' records as the ledger reaches them, whether their pages are on or off: facts stand either way.
pub fn sources() -> AllSources {
    AllSources::of(&rooms())
}

/// What all rooms hold about people, whether their pages are on or off: an erasure leaves none out.
pub fn holders() -> Holders {
    kit::holders(&rooms())
}
