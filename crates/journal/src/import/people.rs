//! Who a workbook's names are: the keys by which the ledger tells subjects apart, and the persons of the roster who are made for
//! volunteers and guests.

use std::collections::HashSet;

use base::secret::Key;
use base::{Actor, OrgId, PersonId, Tx};
use board::BoardError;
use board::people::{self, AddPerson, Entry, Sealed};
use ledger::SubjectKind;
use norms::name::PersonName;
use sheet::{IdNumber, Subject};

use super::Made;
use crate::JournalError;
use crate::model::About;

/// A firm is known by its name after folding; a person by the keyed digest of the citizen id, else by name and branch.
pub(super) fn about(subject: &Subject, key: &Key, org_name: &str) -> About {
    let kind = match subject.kind {
        sheet::SubjectKind::Enterprise => SubjectKind::Enterprise,
        sheet::SubjectKind::Child => SubjectKind::Child,
        sheet::SubjectKind::Person | sheet::SubjectKind::Guest => SubjectKind::Person,
    };
    let key = match (&subject.id, kind) {
        (_, SubjectKind::Enterprise) => norms::name::firm_key(&subject.name),
        (Some(id), _) => digest(id, key),
        (None, _) => format!("{}@{}", subject.name, subject.branch.as_deref().unwrap_or(org_name)),
    };
    About { kind: kind.code().to_owned(), key, name: subject.name.clone() }
}

/// The keyed digest of a citizen id, whether the sheet gives it or what was kept of one.
fn digest(id: &IdNumber, key: &Key) -> String {
    match id {
        IdNumber::Clear(id) => key.seal("citizen_id", id.in_clear()),
        IdNumber::Sealed { seal, .. } => seal.clone(),
    }
}

/// A citizen id as the roster keeps it of this person; of what was kept masked, the mask.
pub(super) fn sealed(id: &IdNumber, person: PersonId, key: &Key) -> Result<Sealed, BoardError> {
    match id {
        IdNumber::Clear(id) => Sealed::of_id(key, person, id),
        IdNumber::Sealed { masked, seal } => Ok(Sealed { digest: seal.clone(), masked: masked.clone(), cipher: None }),
    }
}

/// Metrics whose named persons belong on the roster.
const ROSTERED: [&str; 4] = ["mobilise.work_team_people", "mobilise.volunteer_people", "mobilise.volunteer_hours", "station.guest"];

/// The persons met so far in one import.
pub(super) struct People<'a> {
    key: &'a Key,
    make: bool,
    seen: HashSet<(OrgId, String)>,
    /// Who was added.
    pub(super) made: Vec<Made>,
}

impl People<'_> {
    pub(super) fn new(key: &Key, make: bool) -> People<'_> {
        People { key, make, seen: HashSet::new(), made: Vec::new() }
    }

    /// Sees to it that the row's volunteers and guests are on the roster; else why the row is refused (Chinese, English).
    pub(super) async fn meet(
        &mut self,
        tx: &mut Tx,
        by: &Actor,
        row: &sheet::Row,
        org: OrgId,
    ) -> Result<Result<(), (String, String)>, JournalError> {
        for subject in row.lines.iter().filter(|line| ROSTERED.contains(&line.metric)).flat_map(|line| &line.subjects) {
            let who = subject.id.as_ref().map_or(subject.name.as_str(), IdNumber::key).to_owned();
            if !self.seen.insert((org, who)) {
                continue;
            }
            if let Err(refused) = self.one(tx, by, subject, org).await? {
                return Ok(Err(refused));
            }
        }
        Ok(Ok(()))
    }

    async fn one(&mut self, tx: &mut Tx, by: &Actor, subject: &Subject, org: OrgId) -> Result<Result<(), (String, String)>, JournalError> {
        let name = match PersonName::new(&subject.name) {
            Ok(name) => name,
            Err(error) => return Ok(Err((error.chinese(), error.to_string()))),
        };
        let id = PersonId(tx.new_id());
        let sealed = subject.id.as_ref().map(|number| sealed(number, id, self.key)).transpose()?;
        let there = match &sealed {
            Some(id) => people::by_id_digest(tx, &id.digest).await?.is_some(),
            None => !people::find_named(tx, Some(org), name.as_str()).await?.is_empty(),
        };
        if there {
            return Ok(Ok(()));
        }
        if !self.make {
            let name = name.as_str();
            return Ok(Err((
                format!("花名册中没有“{name}”。可勾选“新建缺少的单位和人员”。"),
                format!("{name} is not on the roster; add the person or use --make-missing"),
            )));
        }
        let entry = Entry { citizen_id: sealed, ..Entry::new(name, org) };
        let person = people::add(tx, by, &AddPerson { id: Some(id), entry }).await?;
        self.made.push(Made { what: "person", kind: "人员".into(), name: person.entry.name.as_str().to_owned() });
        Ok(Ok(()))
    }
}
