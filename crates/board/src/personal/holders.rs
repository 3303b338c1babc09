//! What rooms say of the people whom their records name.

use std::fmt;
use std::sync::Arc;

use base::{DbError, Later, OrgId, PersonId, Right, Tx, secret};
use norms::Day;

use super::Who;

/// Something that is held about somebody, as they read it themselves.
#[derive(Clone, Debug)]
pub struct Mention {
    /// What sort of record: 花名册, 任职, 工作台账.
    pub kind: &'static str,
    /// What it is called.
    pub title: String,
    /// Its day, where it has one.
    pub day: Option<Day>,
    /// Where pages show it; empty where none does.
    pub href: String,
    /// The org over which others must hold `right` to see it.
    pub org: Option<OrgId>,
    /// By which right others see it; none where nobody else does.
    pub right: Option<&'static Right>,
    /// What it says of them: name and value.
    pub says: Vec<(&'static str, String)>,
}

/// A kind of record with a time after which what tells who somebody was is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// `left`: unique over all rooms.
    pub code: &'static str,
    /// 调离且没有账号的人
    pub name: &'static str,
    /// From when the time runs: 调离之日.
    pub since: &'static str,
    /// Months that the page proposes.
    pub months: i64,
}

/// Somebody whose time is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A person of the roster.
    Person(PersonId),
    /// Somebody whom records name and who is not on the roster as one of the office's own.
    Subject {
        /// The ledger's number.
        number: i64,
        /// person, child.
        kind: &'static str,
        /// The ledger's key.
        key: String,
        /// The name.
        name: String,
    },
}

/// What takes the place of keys in one erasure. It is drawn for that erasure and kept nowhere, so that nobody can try names against what it
/// made.
pub struct Veil(Vec<u8>);

impl Veil {
    /// A veil for one erasure.
    pub fn new(tx: &Tx) -> Veil {
        Veil([tx.new_id(), tx.new_id()].iter().flat_map(|id| id.as_bytes().to_vec()).collect())
    }

    /// What stands for a key from now on: the same in every room, equal for equal keys.
    pub fn over(&self, kind: &str, key: &str) -> String {
        let mut text = self.0.clone();
        text.extend_from_slice(kind.as_bytes());
        text.push(0);
        text.extend_from_slice(key.as_bytes());
        format!("{ERASED}{}", &secret::hex(&secret::sm3(&text))[..32])
    }

    /// Whether a key is one that a veil made.
    pub fn covers(key: &str) -> bool {
        key.starts_with(ERASED)
    }
}

const ERASED: &str = "erased:";

/// A room, as far as it holds something about people. What it does not say it does not have.
pub trait Holder: Send + Sync {
    /// What it holds about somebody.
    fn mentions<'a>(&'a self, _tx: &'a mut Tx, _who: &'a Who) -> Later<'a, Vec<Mention>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Erases what tells who these were and leaves what counts; how many records.
    fn erase<'a>(&'a self, _tx: &'a mut Tx, _who: &'a [Who], _veil: &'a Veil) -> Later<'a, u64> {
        Box::pin(async { Ok(0) })
    }

    /// Its kinds of record that may have a time.
    fn kinds(&self) -> Vec<Kind> {
        Vec::new()
    }

    /// Whose time of this kind began before a day, at most so many; who was erased is not among them.
    fn due<'a>(&'a self, _tx: &'a mut Tx, _kind: &'a str, _before: Day, _limit: i64) -> Later<'a, Vec<Due>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    /// Whom the ledger keeps under this number: for an erasure that is to be done again.
    fn subject<'a>(&'a self, _tx: &'a mut Tx, _number: i64) -> Later<'a, Option<Due>> {
        Box::pin(async { Ok(None) })
    }
}

/// All rooms that hold something about people, in the order in which they are asked.
#[derive(Clone, Default)]
pub struct Holders(Vec<Arc<dyn Holder>>);

impl fmt::Debug for Holders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Holders({})", self.0.len())
    }
}

impl Holders {
    /// These.
    pub fn new(all: Vec<Arc<dyn Holder>>) -> Holders {
        Holders(all)
    }

    /// Everything that is held about somebody, room by room.
    ///
    /// # Errors
    /// The database's.
    pub async fn mentions(&self, tx: &mut Tx, who: &Who) -> Result<Vec<Mention>, DbError> {
        let mut all = Vec::new();
        for room in &self.0 {
            all.extend(room.mentions(tx, who).await?);
        }
        Ok(all)
    }

    /// Erases these in every room; how many records.
    pub(super) async fn erase(&self, tx: &mut Tx, who: &[Who], veil: &Veil) -> Result<u64, DbError> {
        let mut records = 0;
        for room in &self.0 {
            records += room.erase(tx, who, veil).await?;
        }
        Ok(records)
    }

    /// The kinds of all rooms.
    pub fn kinds(&self) -> Vec<Kind> {
        self.0.iter().flat_map(|room| room.kinds()).collect()
    }

    /// Whose time of a kind began before a day.
    pub(super) async fn due(&self, tx: &mut Tx, kind: &str, before: Day, limit: i64) -> Result<Vec<Due>, DbError> {
        match self.0.iter().find(|room| room.kinds().iter().any(|own| own.code == kind)) {
            Some(room) => room.due(tx, kind, before, limit).await,
            None => Ok(Vec::new()),
        }
    }

    /// Whom the ledger keeps under a number.
    pub(super) async fn subject(&self, tx: &mut Tx, number: i64) -> Result<Option<Due>, DbError> {
        for room in &self.0 {
            if let Some(found) = room.subject(tx, number).await? {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }
}
