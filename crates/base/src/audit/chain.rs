//! The chain's open end in one transaction: what the acts of a group have noted so far, linked when the group is written.

use norms::Instant;
use serde_json::json;

use super::AuditKey;
use super::{BROKEN, Entry, Head, Note, UNNAMED, seal_of};
use crate::{AccountId, Actor, DbError, Insert, Rows, TenantId, Value};

/// Bytes of a row's content; more is left out and said to be.
const MOST_CONTENT: usize = 64 * 1024;

/// What the acts of a transaction noted, and the head that they follow.
#[derive(Clone)]
pub(crate) struct Chain {
    pub(crate) key: AuditKey,
    /// Whether an act that changed rows and noted nothing is refused instead of noted without a name.
    pub(crate) strict: bool,
    head: Head,
    waiting: Vec<Entry>,
    by: (Option<AccountId>, String, String),
    /// The first statement of this act that changed rows.
    touched: Option<String>,
}

impl Chain {
    pub(crate) fn new(key: AuditKey, strict: bool) -> Chain {
        let by = (None, String::new(), String::new());
        Chain { key, strict, head: Head::none(), waiting: Vec::new(), by, touched: None }
    }

    /// Follows this head.
    pub(crate) fn follow(&mut self, head: Head) {
        self.head = head;
    }

    /// An act begins.
    pub(crate) fn begin(&mut self, by: &Actor) {
        self.by = (by.account, plain(&by.name), plain(&by.address));
        self.touched = None;
    }

    /// How much has been noted; [`Chain::back_to`] forgets what came after.
    pub(crate) fn mark(&self) -> usize {
        self.waiting.len()
    }

    pub(crate) fn back_to(&mut self, mark: usize) {
        self.waiting.truncate(mark);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// A statement changed rows.
    pub(crate) fn touch(&mut self, statement: &str) {
        if self.touched.is_none() {
            self.touched = Some(statement.chars().take(60).collect());
        }
    }

    pub(crate) fn note(&mut self, note: Note, at: Instant) {
        let mut content = serde_json::Value::Object(note.content).to_string();
        if content.len() > MOST_CONTENT {
            content =
                json!({ "left_out": content.len(), "digest": crate::secret::hex(&crate::secret::sm3(content.as_bytes())) }).to_string();
        }
        let (account, who, address) = self.by.clone();
        let (act, kind, subject) = (note.act.to_owned(), note.kind.to_owned(), plain(&note.subject));
        let (previous, digest) = Default::default();
        self.waiting.push(Entry { number: 0, at, account, who, address, act, kind, subject, content, previous, digest });
    }

    /// An act ends well: it must have noted what it changed since `mark`.
    pub(crate) fn end(&mut self, mark: usize, at: Instant) -> Result<(), DbError> {
        let Some(statement) = self.touched.take().filter(|_| self.waiting.len() == mark) else { return Ok(()) };
        if self.strict {
            return Err(DbError::Unnoted(statement));
        }
        self.note(Note::new(UNNAMED).with("statement", statement), at);
        Ok(())
    }

    /// Links all that waits to the head and gives the rows to be written. A head without our seal is told of first.
    pub(crate) fn link(&mut self, tenant: TenantId) -> Result<Option<(Insert, Head)>, DbError> {
        if self.waiting.is_empty() {
            return Ok(None);
        }
        let mut entries = std::mem::take(&mut self.waiting);
        if !self.head.fits(&self.key, tenant) && entries.first().is_some_and(|first| first.act != super::BEGUN) {
            entries.insert(0, broken(&self.head, entries[0].at));
        }
        for entry in &mut entries {
            entry.number = self.head.number + 1;
            // A clock that was set back takes no row before the one that it follows.
            entry.at = entry.at.max(self.head.at);
            entry.previous = if self.head.digest.is_empty() { vec![0; 32] } else { std::mem::take(&mut self.head.digest) };
            entry.digest = entry.expected(tenant);
            (self.head.number, self.head.at, self.head.digest) = (entry.number, entry.at, entry.digest.clone());
        }
        self.head.seal = seal_of(&self.key, "audit.head", tenant, self.head.number, &self.head.digest, "");
        let rows = Rows::of(entries.into_iter().map(|entry| row(tenant, entry)).collect())?;
        let text = "INSERT INTO audit(tenant, number, at, account, who, address, act, kind, subject, content, previous, digest)";
        Ok(Some((Insert::new(text, rows, ""), self.head.clone())))
    }
}

fn broken(head: &Head, at: Instant) -> Entry {
    let content = json!({ "head": head.number, "digest": crate::secret::hex(&head.digest) }).to_string();
    let (number, previous, digest, address, kind, subject) = Default::default();
    let (who, act) = ("系统".to_owned(), BROKEN.to_owned());
    Entry { number, at, account: None, who, address, act, kind, subject, content, previous, digest }
}

fn row(tenant: TenantId, entry: Entry) -> Vec<Value> {
    let Entry { number, at, account, who, address, act, kind, subject, content, previous, digest } = entry;
    vec![
        tenant.into(),
        number.into(),
        at.into(),
        account.into(),
        who.into(),
        address.into(),
        act.into(),
        kind.into(),
        subject.into(),
        content.into(),
        previous.into(),
        digest.into(),
    ]
}

/// A line of text that both databases take, of at most 200 characters.
fn plain(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
