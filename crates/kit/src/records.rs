//! Records of all rooms by one question: what one is called, where it stands, what it says. Files are kept with any of them, and whoever
//! gathers records over rooms finds them here; each room says of its own which of them a person may see.

use std::collections::HashMap;

use base::{Actor, DbError, OrgId, Right, Tx};
use board::orgs::{self, Org};
use board::{BoardError, access, evidence};
use ledger::Later;
use norms::{Day, Period};
use uuid::Uuid;

use crate::Module;

/// A kind of record.
#[derive(Clone, Copy, Debug)]
pub struct RecordKind {
    /// The kind by which ledger and board name it: `journal.record`.
    pub code: &'static str,
    /// 工作记录
    pub name: &'static str,
    /// Where one stands: `/journal/{id}`; what hangs on it stands below.
    pub path: &'static str,
    /// Who may see one.
    pub read: &'static Right,
    /// Who may change one, and so add to it.
    pub change: &'static Right,
}

impl RecordKind {
    /// The address of one.
    pub fn href(&self, id: Uuid) -> String {
        self.path.replace("{id}", &id.to_string())
    }
}

/// A record as a person may see it.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its id.
    pub id: Uuid,
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// Whose it is.
    pub org: Org,
    /// Its day, where it has one.
    pub day: Option<Day>,
    /// What it says, as lines of name and words, in the order of its page; what is empty is left out.
    pub told: Vec<(String, String)>,
    /// That it stands no more, and since when: 2022年6月3日撤回. Nothing is added to it then.
    pub gone: Option<String>,
}

impl Known {
    /// Whether a person may change it and add to it.
    pub fn may_change(&self, by: &Actor, kind: &RecordKind) -> bool {
        access::require(by, kind.change, &self.org.path).is_ok()
    }
}

/// Which records somebody looks for.
#[derive(Clone, Debug, Default)]
pub struct Find {
    /// Each stands in what the record says of itself first (title, name).
    pub words: Vec<String>,
    /// Only those of these days; of a kind without a day, those to which a file was added on one of them.
    pub period: Option<Period>,
    /// Only those of this org and all below: its path.
    pub path: Option<String>,
    /// Only those of this campaign.
    pub campaign: Option<Uuid>,
    /// Only those with evidence.
    pub evidenced: bool,
    /// At most so many.
    pub limit: i64,
}

impl Find {
    /// Whether a record is of the org that is asked for.
    pub fn below(&self, org: &Org) -> bool {
        self.path.as_ref().is_none_or(|path| org.path.starts_with(path.as_str()))
    }
}

/// The records of one kind; told by its room.
pub trait Records: Send + Sync {
    /// Which kind.
    fn kind(&self) -> RecordKind;

    /// Those of these that the person may see, withdrawn ones too; what is not there or not visible is left out.
    fn known<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ids: &'a [Uuid]) -> Later<'a, Vec<Known>>;

    /// Those that stand and hold these words and that the person may see, the latest first.
    fn find<'a>(&'a self, tx: &'a mut Tx, by: &'a Actor, ask: &'a Find) -> Later<'a, Vec<Known>>;

    /// The whole text of those of these that are papers, a paragraph a line; for a document of its own. They are known to the person.
    fn texts<'a>(&'a self, _tx: &'a mut Tx, _ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, String>> {
        Box::pin(async { Ok(HashMap::new()) })
    }

    /// Hears of a file that was added to one, in the act that adds it.
    fn attached<'a>(&'a self, _tx: &'a mut Tx, _record: Uuid, _file: &'a evidence::Evidence) -> Later<'a, ()> {
        Box::pin(async { Ok(()) })
    }
}

/// All rooms' records.
#[derive(Clone, Default)]
pub struct AllRecords(Vec<&'static dyn Records>);

impl AllRecords {
    /// Those of these rooms.
    pub fn of(modules: &[Module]) -> AllRecords {
        AllRecords(modules.iter().flat_map(|module| module.records.iter().copied()).collect())
    }

    /// The kinds.
    pub fn kinds(&self) -> Vec<RecordKind> {
        self.0.iter().map(|records| records.kind()).collect()
    }

    /// Those of this kind.
    pub fn by_code(&self, code: &str) -> Option<&'static dyn Records> {
        self.0.iter().copied().find(|records| records.kind().code == code)
    }

    /// What a person may see of these; the rest is left out.
    ///
    /// # Errors
    /// The database's.
    pub async fn known(&self, tx: &mut Tx, by: &Actor, code: &str, ids: &[Uuid]) -> Result<Vec<Known>, DbError> {
        match self.by_code(code) {
            Some(records) if access::holds(by, records.kind().read) && !ids.is_empty() => records.known(tx, by, ids).await,
            _ => Ok(Vec::new()),
        }
    }

    /// What a person finds over all rooms, kind by kind; `only` one kind where that is asked for.
    ///
    /// # Errors
    /// The database's.
    pub async fn find(&self, tx: &mut Tx, by: &Actor, only: Option<&str>, ask: &Find) -> Result<Vec<(RecordKind, Known)>, DbError> {
        let mut all = Vec::new();
        for records in &self.0 {
            let kind = records.kind();
            if access::holds(by, kind.read) && only.is_none_or(|code| code == kind.code) {
                all.extend(found(*records, tx, by, ask).await?.into_iter().map(|known| (kind, known)));
            }
        }
        Ok(all)
    }
}

/// Those of one kind, with what each room need not look after itself.
async fn found(records: &dyn Records, tx: &mut Tx, by: &Actor, ask: &Find) -> Result<Vec<Known>, DbError> {
    let mut found = records.find(tx, by, ask).await?;
    found.retain(|known| ask.below(&known.org));
    Ok(found)
}

/// Those of a kind without a day of its own that have evidence: by the days on which files were added. For a room's [`Records::find`].
///
/// # Errors
/// The database's.
pub async fn evidenced(records: &dyn Records, tx: &mut Tx, by: &Actor, ask: &Find) -> Result<Vec<Known>, DbError> {
    let added = evidence::Added { period: ask.period, campaign: ask.campaign, limit: ask.limit };
    let ids = evidence::records(tx, records.kind().code, &added).await.map_err(unboard)?;
    let mut known = records.known(tx, by, &ids).await?;
    known.retain(|one| one.gone.is_none() && ask.words.iter().all(|word| one.title.contains(word.as_str())));
    Ok(known)
}

/// Each of these with its org, where the person holds the right there.
///
/// # Errors
/// The database's.
pub async fn seen<T>(tx: &mut Tx, by: &Actor, right: &Right, all: Vec<T>, org: impl Fn(&T) -> OrgId) -> Result<Vec<(T, Org)>, DbError> {
    let ids: Vec<OrgId> = all.iter().map(&org).collect();
    let orgs = orgs::many(tx, &ids).await.map_err(unboard)?;
    let open = |one: T| {
        let org = orgs.get(&org(&one)).filter(|org| access::require(by, right, &org.path).is_ok())?;
        Some((one, org.clone()))
    };
    Ok(all.into_iter().filter_map(open).collect())
}

/// What the board says, for those who can only speak of the database.
pub fn unboard(error: BoardError) -> DbError {
    match error {
        BoardError::Db(error) => error,
        other => DbError::Corrupt(other.to_string()),
    }
}
