//! Refusals in the audit: who asked for what they may not have. Each person's first ten in a minute are noted one by one, and so are
//! the first ten of all who are not signed in together; what comes beyond is counted and told with the next that is noted. So a flood
//! lengthens the chain by a bounded number of rows a minute. A page that is not refused pays nothing.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use axum::response::Response;
use base::{AccountId, Actor, DbError, Note};
use norms::Instant;

use crate::{App, Failure, Kind};

/// So many a minute are noted one by one.
const MOST: u32 = 10;
/// µs of a minute.
const MINUTE: i64 = 60_000_000;

/// Who asked, as far as the gate knows.
#[derive(Default)]
pub(crate) struct Who {
    pub(crate) actor: Option<Actor>,
    pub(crate) address: String,
}

/// How many were noted in this minute, by account; nobody signed in is one.
#[derive(Default)]
pub(crate) struct Refusals(Mutex<HashMap<Option<AccountId>, Count>>);

#[derive(Default)]
struct Count {
    minute: i64,
    noted: u32,
    held: u64,
}

impl Refusals {
    /// Whether this one is to be noted, and how many were not since the last that was.
    fn take(&self, who: Option<AccountId>, now: Instant) -> Option<u64> {
        let minute = now.micros() / MINUTE;
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Who has nothing to tell any more is forgotten.
        all.retain(|_, count| count.minute == minute || count.held > 0);
        let count = all.entry(who).or_default();
        if count.minute != minute {
            (count.minute, count.noted) = (minute, 0);
        }
        if count.noted >= MOST {
            count.held += 1;
            return None;
        }
        count.noted += 1;
        Some(std::mem::take(&mut count.held))
    }
}

/// What is to be noted of an answer that is a refusal by right: 403, and 404 to somebody who is signed in.
pub(crate) fn of(path: &str, who: &Who, response: &Response) -> Option<Note> {
    let failure = response.extensions().get::<Failure>()?;
    let refused = match failure.kind {
        Kind::Denied | Kind::Forged => true,
        Kind::Missing => who.actor.is_some(),
        _ => false,
    };
    if !refused {
        return None;
    }
    let subject = path.split('/').find(|part| part.len() == 36).unwrap_or_default();
    Some(Note::new("kit.refused").on("route", subject).with("path", first(path)).with("why", failure.sentence.as_str()))
}

/// Appends a refusal, or counts it. The answer stands whether it can be noted or not.
pub(crate) async fn append(app: &App, who: &Who, note: Note) {
    let Some(held) = app.refusals.take(who.actor.as_ref().and_then(|actor| actor.account), app.db.clock().now()) else { return };
    let note = if held > 0 { note.with("held", held) } else { note };
    if let Err(error) = write(app, who, &note).await {
        tracing::error!(%error, act = "refusal", "the audit could not be written");
    }
}

async fn write(app: &App, who: &Who, note: &Note) -> Result<(), DbError> {
    let actor = match &who.actor {
        Some(actor) => actor.clone(),
        None => {
            // Who is not signed in belongs to no office; the first one hears of it.
            let Ok(tenant) = board::office::first_tenant(&app.db).await else { return Ok(()) };
            Actor { address: who.address.clone(), ..Actor::system(tenant, "未登录的人") }
        }
    };
    app.db.note(&actor, note.clone()).await
}

/// The first characters of an address.
fn first(path: &str) -> String {
    path.chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_counted_and_told_with_the_next_that_is_noted() {
        let refusals = Refusals::default();
        let at = |seconds: i64| Instant::from_micros(seconds * 1_000_000);
        let noted = (0..500).filter(|_| refusals.take(None, at(30)).is_some()).count();
        assert_eq!(noted, 10);
        let somebody = Some(AccountId(uuid::Uuid::nil()));
        assert_eq!(refusals.take(somebody, at(31)), Some(0), "one who floods takes nothing from another");
        assert_eq!(refusals.take(None, at(61)), Some(490));
        assert_eq!(refusals.take(None, at(61)), Some(0));
    }
}
