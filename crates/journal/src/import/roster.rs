//! 党员名册: persons of the roster, made or left as they are.

use base::{Actor, OrgId, PersonId, Tx};
use board::people::{self, AddPerson, Entry, PartyStatus, Sex};
use norms::name::PersonName;
use sheet::Member;

use super::orgs::Orgs;
use super::people::sealed;
use super::{Import, Made, Outcome};
use crate::JournalError;

/// Adds the persons of rosters that are not there yet, in the orgs that the rows name.
pub(super) async fn import(tx: &mut Tx, by: &Actor, ask: &Import, orgs: &mut Orgs, outcome: &mut Outcome) -> Result<(), JournalError> {
    for member in &ask.recognition.members {
        let named = member.branch.as_deref().or(member.org.as_deref());
        let added = match orgs.of(tx, by, named).await? {
            Ok(org) => add(tx, by, ask, member, org.id).await?,
            Err(why) => Err(why),
        };
        match added {
            Ok(Some(made)) => outcome.made.push(made),
            Ok(None) => outcome.already_there += 1,
            Err((chinese, english)) => refuse(outcome, member, english, chinese),
        }
    }
    Ok(())
}

/// Why a row cannot be taken: Chinese, English.
type Refused = (String, String);

async fn add(tx: &mut Tx, by: &Actor, ask: &Import, member: &Member, org: OrgId) -> Result<Result<Option<Made>, Refused>, JournalError> {
    let name = match PersonName::new(&member.name) {
        Ok(name) => name,
        Err(error) => return Ok(Err((error.chinese(), error.to_string()))),
    };
    if !people::find_named(tx, Some(org), name.as_str()).await?.is_empty() {
        return Ok(Ok(None));
    }
    let id = PersonId(tx.new_id());
    let citizen_id = member.id.as_ref().map(|number| sealed(number, id, &ask.key)).transpose()?;
    let sex = member.sex.as_deref().and_then(|sex| Sex::ALL.iter().copied().find(|s| s.chinese() == sex));
    let probationary = member.probationary.unwrap_or(false);
    let party = if probationary { PartyStatus::Probationary } else { PartyStatus::Member };
    let entry = Entry { sex, party, joined_party: member.joined, converted: member.confirmed, citizen_id, ..Entry::new(name, org) };
    match people::add(tx, by, &AddPerson { id: Some(id), entry }).await {
        Ok(person) => Ok(Ok(Some(Made { what: "person", kind: party.chinese().to_owned(), name: person.entry.name.as_str().to_owned() }))),
        Err(board::BoardError::Db(error)) => Err(error.into()),
        Err(error) => Ok(Err((error.chinese(), error.to_string()))),
    }
}

fn refuse(outcome: &mut Outcome, member: &Member, reason: String, chinese: String) {
    if let Some(sheet) = outcome.sheets.iter_mut().find(|s| s.name == member.sheet) {
        sheet.accepted = sheet.accepted.saturating_sub(1);
        sheet.rejected.push(sheet::Rejected { cell: format!("A{}", member.row), value: member.name.clone(), reason, chinese });
    }
}
