//! What the board's acts note for the audit. Of a person no more than pages show to those who need not know them: the name masked,
//! everything else that tells who they are as a keyed digest, so that their erasure leaves nothing of them in the chain.

use base::{AccountId, Note, OrgId, PersonId, Tx};
use serde_json::{Value, json};

use crate::orgs::Org;
use crate::people::{Entry, Person};

/// An act on an org.
pub(crate) fn org(act: &'static str, org: &Org) -> Note {
    Note::new(act).on("org", org.id).with("title", org.name.as_str()).with("code", org.code.as_str())
}

/// An act on an org of which only the id is at hand.
pub(crate) fn org_id(act: &'static str, org: OrgId) -> Note {
    Note::new(act).on("org", org)
}

/// An act on a person.
pub(crate) fn person(act: &'static str, person: &Person) -> Note {
    Note::new(act).on("person", person.id).with("title", masked(person))
}

/// An act on a person of whom only the id is at hand.
pub(crate) fn person_id(act: &'static str, person: PersonId) -> Note {
    Note::new(act).on("person", person)
}

fn masked(person: &Person) -> String {
    norms::name::masked(person.entry.name.as_str())
}

/// What the roster says of somebody, as the audit keeps it.
pub(crate) fn entry(tx: &Tx, entry: &Entry) -> Value {
    let name = entry.name.as_str();
    json!({
        "name": norms::name::masked(name),
        "name_digest": tx.veil(name),
        "org": entry.org.to_string(),
        "party": entry.party.chinese(),
        "league": entry.league.chinese(),
        "citizen_id": entry.citizen_id.as_ref().map(|sealed| sealed.masked.clone()),
        "phone": entry.phone.as_ref().map(|sealed| sealed.masked.clone()),
        "digest": tx.veil(&format!("{entry:?}")),
    })
}

/// What somebody does to their own account.
pub(crate) fn own(act: &'static str, id: AccountId) -> Note {
    Note::new(act).on("account", id)
}

/// An act on an account.
pub(crate) fn account(act: &'static str, id: AccountId, user: &str) -> Note {
    Note::new(act).on("account", id).with("user", user)
}
