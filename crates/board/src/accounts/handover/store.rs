//! The SQL of handovers.

use base::{AccountId, DbError, Id, Sql, Tx, sql};
use norms::{Day, Instant};
use uuid::Uuid;

use super::{Handover, Item, Part, Signature};
use crate::BoardError;
use crate::accounts::{Account, get as account};

/// Inserts a handover; `false` where the leaver has one under way.
pub(super) async fn insert(tx: &mut Tx, new: &Handover) -> Result<bool, BoardError> {
    let text = "INSERT INTO handover(tenant, id, leaver, receiver, witness, last_day, list, absent, made_by, made_at) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING";
    let statement = sql(text).bind(tx.tenant()).bind(new.id).bind(new.leaver.id).bind(new.receiver.id).bind(new.witness.id);
    let statement = statement.bind(new.last_day).bind(written(&new.list)?).bind(&new.absent).bind(&new.made.0).bind(new.made.1);
    Ok(tx.run(statement).await? == 1)
}

fn written(list: &[Item]) -> Result<String, DbError> {
    serde_json::to_string(list).map_err(|error| DbError::Corrupt(error.to_string()))
}

/// What a signature proves: who signed which list, as what and when.
fn proof(tx: &Tx, handover: Id, part: &str, account: AccountId, at: Instant, list: &str) -> Vec<u8> {
    tx.proof("board.handover", &format!("{handover}|{part}|{account}|{}|{list}", at.micros()))
}

/// Signs; `false` where that part is signed already.
pub(super) async fn sign(tx: &mut Tx, handover: &Handover, part: Part) -> Result<bool, BoardError> {
    let who: &Account = handover.account(part);
    let at = tx.now();
    let proof = proof(tx, handover.id, part.code(), who.id, at, &written(&handover.list)?);
    let text = "INSERT INTO handover_signature(tenant, handover, part, account, name, at, proof) VALUES ($1, $2, $3, $4, $5, $6, $7) \
                ON CONFLICT DO NOTHING";
    let statement = sql(text).bind(tx.tenant()).bind(handover.id).bind(part.code()).bind(who.id).bind(&who.name).bind(at).bind(proof);
    Ok(tx.run(statement).await? == 1)
}

/// Ends a handover: `done_at` or `withdrawn_at`.
pub(super) async fn end(tx: &mut Tx, id: Id, how: &str) -> Result<(), DbError> {
    let text = format!("UPDATE handover SET {how} = $3 WHERE tenant = $1 AND id = $2");
    tx.run(sql(&text).bind(tx.tenant()).bind(id).bind(tx.now())).await?;
    Ok(())
}

type Row = (Uuid, Uuid, Uuid, Uuid, i64, String, String, String, i64, Option<i64>, Option<i64>);

fn select(tx: &Tx, filter: &str) -> Sql {
    let text = "SELECT id, leaver, receiver, witness, last_day, list, absent, made_by, made_at, done_at, withdrawn_at FROM handover \
                WHERE tenant = $1";
    sql(text).push(filter).bind(tx.tenant())
}

/// The handover with this id.
pub(super) async fn get(tx: &mut Tx, id: Id) -> Result<Option<Handover>, BoardError> {
    let query = select(tx, " AND id = $2").bind(id);
    Ok(read(tx, query).await?.pop())
}

/// Those of an account that leaves, the latest first.
pub(super) async fn of_account(tx: &mut Tx, leaver: AccountId) -> Result<Vec<Handover>, BoardError> {
    let query = select(tx, " AND leaver = $2 ORDER BY made_at DESC, id").bind(leaver);
    read(tx, query).await
}

/// Those under way in which an account has a part.
pub(super) async fn open_with(tx: &mut Tx, account: AccountId) -> Result<Vec<Handover>, BoardError> {
    let filter = " AND done_at IS NULL AND withdrawn_at IS NULL AND (leaver = $2 OR receiver = $2 OR witness = $2) ORDER BY made_at, id";
    let query = select(tx, filter).bind(account);
    read(tx, query).await
}

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<Handover>, BoardError> {
    let mut all = Vec::new();
    for row in tx.all::<Row>(query).await? {
        let (id, leaver, receiver, witness, last_day, list, absent, made_by, made_at, done, withdrawn) = row;
        let corrupt = |error: &dyn std::fmt::Display| DbError::Corrupt(error.to_string());
        let items: Vec<Item> = serde_json::from_str(&list).map_err(|error| corrupt(&error))?;
        all.push(Handover {
            id,
            leaver: account(tx, AccountId(leaver)).await?,
            receiver: account(tx, AccountId(receiver)).await?,
            witness: account(tx, AccountId(witness)).await?,
            last_day: Day::from_number(last_day).map_err(|error| corrupt(&error))?,
            list: items,
            absent,
            made: (made_by, Instant::from_micros(made_at)),
            done: done.map(Instant::from_micros),
            withdrawn: withdrawn.map(Instant::from_micros),
            signatures: signatures(tx, id, &list).await?,
        });
    }
    Ok(all)
}

async fn signatures(tx: &mut Tx, handover: Id, list: &str) -> Result<Vec<Signature>, DbError> {
    let text = "SELECT part, account, name, at, proof FROM handover_signature WHERE tenant = $1 AND handover = $2 ORDER BY at, part";
    let rows: Vec<(String, Uuid, String, i64, Vec<u8>)> = tx.all(sql(text).bind(tx.tenant()).bind(handover)).await?;
    let read = |(part, account, name, at, kept): (String, Uuid, String, i64, Vec<u8>)| {
        let at = Instant::from_micros(at);
        let fits = proof(tx, handover, &part, AccountId(account), at, list) == kept;
        let part = Part::ALL.into_iter().find(|known| known.code() == part);
        let part = part.ok_or_else(|| DbError::Corrupt("a signature of an unknown part".into()))?;
        Ok(Signature { part, name, at, fits })
    };
    rows.into_iter().map(read).collect()
}
