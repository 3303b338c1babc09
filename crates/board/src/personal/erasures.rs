//! 删除清单: what was erased, by ids only. The list is a table, and a file beside the keys that outlives the database: a backup of before
//! knows nothing of later erasures, so they are done again after it was restored.
//!
//! [`write_down`] brings the file up to date; [`reapply`] does again what the file holds.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;

use base::{Actor, Db, DbError, Id, PersonId, TenantId, Tx, sql};
use norms::Instant;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Due, Holders, Why, erase};
use crate::{BoardError, people};

/// Who was erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A person of the roster.
    Person(PersonId),
    /// Somebody whom records name, by the ledger's number.
    Subject(i64),
}

/// One erasure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Erasure {
    /// Its id.
    pub id: Id,
    /// In which office.
    pub tenant: TenantId,
    /// Who.
    pub target: Target,
    /// Why.
    pub why: Why,
    /// When.
    pub at: Instant,
}

/// A line of the file.
#[derive(Serialize, Deserialize)]
struct Line {
    id: Uuid,
    tenant: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    person: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subject: Option<i64>,
    why: String,
    at: i64,
}

impl Line {
    fn of(one: &Erasure) -> Line {
        let (person, subject) = match one.target {
            Target::Person(person) => (Some(person.0), None),
            Target::Subject(number) => (None, Some(number)),
        };
        Line { id: one.id, tenant: one.tenant.0, person, subject, why: one.why.code().to_owned(), at: one.at.micros() }
    }

    fn erasure(self) -> Option<Erasure> {
        let target = match (self.person, self.subject) {
            (Some(person), None) => Target::Person(PersonId(person)),
            (None, Some(number)) => Target::Subject(number),
            _ => return None,
        };
        let (tenant, why) = (TenantId(self.tenant), Why::from_code(&self.why)?);
        Some(Erasure { id: self.id, tenant, target, why, at: Instant::from_micros(self.at) })
    }
}

pub(super) async fn insert(tx: &mut Tx, one: &Erasure) -> Result<(), DbError> {
    let line = Line::of(one);
    let text = "INSERT INTO erasure(tenant, id, person, subject, why, at) VALUES ($1, $2, $3, $4, $5, $6)";
    let statement = sql(text).bind(one.tenant).bind(one.id).bind(line.person).bind(line.subject);
    tx.run(statement.bind(one.why.code()).bind(one.at)).await?;
    Ok(())
}

type ErasureRow = (Uuid, i64, Option<Uuid>, Option<i64>, String, i64);

/// Everything that was erased in this database, in whichever office, in order.
///
/// # Errors
/// The database's.
pub async fn all(db: &Db) -> Result<Vec<Erasure>, BoardError> {
    let nobody = Actor::system(TenantId(0), "system");
    db.read(&nobody, &(), async |tx: &mut Tx, _: &Actor, (): &()| {
        let query = sql("SELECT id, tenant, person, subject, why, at FROM erasure ORDER BY at, id");
        let rows: Vec<ErasureRow> = tx.all(query).await?;
        let line = |(id, tenant, person, subject, why, at)| Line { id, tenant, person, subject, why, at };
        Ok(rows.into_iter().filter_map(|row| line(row).erasure()).collect())
    })
    .await
}

/// The erasures that a file holds; none where there is no file. A last line that was cut off is left out: the database still has it.
///
/// # Errors
/// What the disk says, and a line that is none.
pub fn read(path: &Path) -> std::io::Result<Vec<Erasure>> {
    let file = match std::fs::File::open(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        file => file?,
    };
    let lines = BufReader::new(file).split(b'\n').collect::<Result<Vec<_>, _>>()?;
    let last = lines.len();
    let mut found = Vec::new();
    for (i, line) in lines.iter().enumerate().filter(|(_, line)| !line.is_empty()) {
        match serde_json::from_slice::<Line>(line).ok().and_then(Line::erasure) {
            Some(one) => found.push(one),
            None if i + 1 == last => {}
            None => return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, format!("line {} is no erasure", i + 1))),
        }
    }
    Ok(found)
}

/// Appends to the file what the database has and the file has not, and makes it last; how many. No whole line in it is ever changed.
///
/// # Errors
/// [`BoardError::Erasures`] for what the disk says, and the database's.
pub async fn write_down(db: &Db, path: &Path) -> Result<usize, BoardError> {
    let known: std::collections::HashSet<Id> = read(path).map_err(disk)?.into_iter().map(|one| one.id).collect();
    let missing: Vec<Erasure> = all(db).await?.into_iter().filter(|one| !known.contains(&one.id)).collect();
    append(path, &missing).map_err(disk)?;
    Ok(missing.len())
}

fn disk(error: std::io::Error) -> BoardError {
    BoardError::Erasures(error.to_string())
}

fn append(path: &Path, list: &[Erasure]) -> std::io::Result<()> {
    if list.is_empty() {
        return Ok(());
    }
    let mut options = std::fs::OpenOptions::new();
    options.create(true).append(true).read(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    // A last line that a power cut left unfinished goes: the database still has it, and it is written whole. In the midst of the file it
    // would be a line that nobody can read.
    let there = std::fs::read(path)?;
    let whole = there.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let last = &there[whole..];
    let mut text = String::new();
    if serde_json::from_slice::<Line>(last).is_ok() {
        text.push('\n');
    } else if !last.is_empty() {
        file.set_len(whole as u64)?;
    }
    for one in list {
        text.push_str(&serde_json::to_string(&Line::of(one)).map_err(std::io::Error::other)?);
        text.push('\n');
    }
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Does these erasures again in a database that was restored as it stood at `since`; how many that were. What is erased already, and who
/// is not there, is left alone, so it may be called again. The ledger's numbers mean the same somebody only up to `since`, so of those only
/// later erasures are done again.
///
/// # Errors
/// The database's; what was done before it stays done.
pub async fn reapply(db: &Db, holders: &Holders, list: &[Erasure], since: Instant) -> Result<usize, BoardError> {
    let mut done = 0;
    for one in list {
        let by = Actor::system(one.tenant, "恢复");
        done += usize::from(db.write_long(&by, &(holders, one, since), again).await?);
    }
    Ok(done)
}

async fn again(tx: &mut Tx, _: &Actor, (holders, one, since): &(&Holders, &Erasure, Instant)) -> Result<bool, BoardError> {
    match one.target {
        Target::Person(id) => match people::get(tx, id).await {
            Ok(person) if person.erased.is_none() => erase::person(tx, holders, id, one).await.map(|_| true),
            Ok(_) | Err(BoardError::NoPerson) => Ok(false),
            Err(error) => Err(error),
        },
        Target::Subject(number) if one.at >= *since => match holders.subject(tx, number).await? {
            Some(due @ Due::Subject { .. }) => {
                let who = erase::who_is_due(tx, &due).await?;
                let erased = erase::all(tx, holders, vec![(who, **one)]).await?;
                tx.note(erase::swept(Why::Retention.chinese(), 1, erased.records));
                Ok(true)
            }
            _ => Ok(false),
        },
        Target::Subject(_) => Ok(false),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_a_power_cut_left_unfinished_is_written_whole_by_the_next() {
        let one = |n: u128| {
            let (id, target) = (Uuid::from_u128(n), Target::Person(PersonId(Uuid::from_u128(100 + n))));
            Erasure { id, tenant: TenantId(1), target, why: Why::Request, at: Instant::from_micros(7) }
        };
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("yipanqi.erasures");
        append(&path, &[one(1), one(2)]).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for length in 0..=whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            let known = read(&path).unwrap();
            let missing: Vec<Erasure> = [one(1), one(2), one(3)].into_iter().filter(|one| !known.contains(one)).collect();
            append(&path, &missing).unwrap();
            let mut all = read(&path).unwrap();
            all.sort_by_key(|one| one.id);
            all.dedup();
            assert_eq!(all, [one(1), one(2), one(3)], "cut at {length}");
        }
    }
}
