//! What records say: facts about subjects, and the words by which the ledger refers to records.

use base::OrgId;
use norms::Day;
use serde::Serialize;
use uuid::Uuid;

use crate::LedgerError;
use crate::metrics::{Kind, Metric, SubjectKind};

/// Whom or what a fact names. The ledger keeps each once, by kind and key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Subject {
    /// A person, an enterprise, a child.
    pub kind: SubjectKind,
    /// What makes it the same one: a credit code or the cleaned name; for persons a keyed digest, or name and branch.
    pub key: String,
    /// What pages show.
    pub name: String,
}

impl Subject {
    /// The name as proofs show it: persons and children masked, firms whole.
    pub fn shown(&self) -> String {
        match self.kind {
            SubjectKind::Person | SubjectKind::Child => norms::name::masked(&self.name),
            SubjectKind::Enterprise | SubjectKind::District => self.name.clone(),
        }
    }
}

/// One thing that is true of a record today. Stating it is all a room does; reversals are the ledger's work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it counts towards.
    pub metric: &'static Metric,
    /// Whose work it is. A merged org stands for its survivor.
    pub org: OrgId,
    /// When it happened; for a declared total the last day of its period.
    pub day: Day,
    /// In units of 1/`metric.scale`. For a distinct count 1 for each subject.
    pub quantity: i64,
    /// Whom it names.
    pub subject: Option<Subject>,
    /// A total that was reported without a list (汇总数): the first day of its period. It names no subject.
    pub declared: Option<Day>,
}

/// The largest quantity of one fact: sums of a million such facts still fit.
pub const MOST: i64 = 1_000_000_000_000;

impl Fact {
    /// Whether the fact may stand in the ledger.
    ///
    /// # Errors
    /// [`LedgerError::Computed`], [`LedgerError::TooLarge`], [`LedgerError::NotOne`], [`LedgerError::NoSubject`],
    /// [`LedgerError::WrongSubject`], [`LedgerError::Declared`].
    pub fn check(&self) -> Result<(), LedgerError> {
        let code = self.metric.code;
        if !self.metric.is_posted() {
            return Err(LedgerError::Computed(code));
        }
        if self.quantity.abs() > MOST {
            return Err(LedgerError::TooLarge(code));
        }
        if self.declared.is_some_and(|from| from > self.day || self.subject.is_some()) {
            return Err(LedgerError::Declared(code));
        }
        if let Some(subject) = &self.subject
            && (self.metric.subject != Some(subject.kind) || subject.key.is_empty())
        {
            return Err(LedgerError::WrongSubject(code, subject.kind.code()));
        }
        match self.metric.kind {
            Kind::Reach if self.declared.is_none() && self.subject.is_none() => Err(LedgerError::NoSubject(code)),
            Kind::Reach if self.declared.is_none() && self.quantity != 1 => Err(LedgerError::NotOne(code)),
            _ => Ok(()),
        }
    }
}

/// The record that a fact speaks of.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct SourceRef {
    /// `journal.record`
    pub kind: String,
    /// The record's id.
    pub id: Uuid,
}

impl SourceRef {
    /// The record `id` of a kind.
    pub fn new(kind: &str, id: Uuid) -> SourceRef {
        SourceRef { kind: kind.to_owned(), id }
    }
}

/// What made the ledger learn of facts: a record, an import, a move, a merger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Cause {
    /// `journal.record`, `journal.import`, `org.move` …
    pub kind: String,
    /// Its id.
    pub id: Uuid,
    /// Whether it brings in what an office had kept elsewhere. In its first year such a cause makes nothing late.
    #[serde(skip)]
    pub import: bool,
}

impl Cause {
    /// The cause `id` of a kind.
    pub fn new(kind: &str, id: Uuid) -> Cause {
        Cause { kind: kind.to_owned(), id, import: false }
    }

    /// The import `id` of a kind.
    pub fn import(kind: &str, id: Uuid) -> Cause {
        Cause { import: true, ..Cause::new(kind, id) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persons_and_children_are_shown_by_their_family_name_and_firms_whole() {
        for (kind, name, shown) in [
            (SubjectKind::Person, "林小禾", "林**"),
            (SubjectKind::Child, "顾满", "顾*"),
            (SubjectKind::Person, "", ""),
            (SubjectKind::Enterprise, "青禾精密机械有限公司", "青禾精密机械有限公司"),
            (SubjectKind::District, "东湖区", "东湖区"),
        ] {
            assert_eq!(Subject { kind, key: name.to_owned(), name: name.to_owned() }.shown(), shown);
        }
    }
}
