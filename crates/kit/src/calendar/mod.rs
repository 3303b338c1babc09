//! The personal calendar: what each room says that somebody has to do on which day, as a file that calendar programs fetch.

mod ics;

use base::{Actor, DbError, Tx};
use ledger::Later;
use norms::{Day, Period};

pub(crate) use ics::file;

use crate::Module;

/// Something on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// What it is for ever: `plan-0192…`. Where it moves, it keeps it.
    pub id: String,
    /// The day.
    pub day: Day,
    /// Minutes of the day at which it begins; without them it is of the whole day.
    pub minutes: Option<i64>,
    /// What it is.
    pub title: String,
    /// Where; may be empty.
    pub place: String,
    /// What else is to be said; may be empty.
    pub about: String,
    /// Where the program shows it.
    pub href: String,
}

/// What somebody has to do in these days, as a room says it. It only reads.
pub type EventsOf = for<'a> fn(&'a mut Tx, &'a Actor, Period) -> Later<'a, Vec<Event>>;

/// All rooms' events.
#[derive(Clone, Default)]
pub struct AllEvents(Vec<EventsOf>);

impl AllEvents {
    /// Those of these rooms.
    pub fn of(modules: &[Module]) -> AllEvents {
        AllEvents(modules.iter().filter_map(|module| module.events).collect())
    }

    /// What somebody has to do in these days, room by room.
    ///
    /// # Errors
    /// The database's.
    pub async fn all(&self, tx: &mut Tx, by: &Actor, period: Period) -> Result<Vec<Event>, DbError> {
        let mut all = Vec::new();
        for room in &self.0 {
            all.extend(room(tx, by, period).await?);
        }
        Ok(all)
    }
}
