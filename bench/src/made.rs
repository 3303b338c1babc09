//! An office with made facts, recorded through the ledger's own door.

use std::path::Path;
use std::time::Duration;

use base::{Actor, Clock, DatabaseUrl, Db, Migrations, Options, OrgId, Tx};
use board::OrgKind::{Branch, District};
use board::office::CreateOffice;
use board::orgs::FoundOrg;
use ledger::{Cause, Fact, LedgerError, SourceRef, Subject, SubjectKind, metrics};
use norms::Day;
use uuid::Uuid;

use crate::{Result, watch};

/// Records in one call.
pub const BATCH: u64 = 20_000;
const DISTRICTS: u64 = 20;
const BRANCHES: u64 = 50;
/// The facts fall on so many days from 1 January 2022 on.
const DAYS: u64 = 730;
const FIRMS: u64 = 100_000;
const PEOPLE: u64 = 300_000;

pub const MIGRATIONS: &[Migrations] = &[board::MIGRATIONS, ledger::MIGRATIONS, ::figures::MIGRATIONS];

/// The office.
pub struct Made {
    pub db: Db,
    pub by: Actor,
    pub root: OrgId,
    /// A unit at the bottom.
    pub unit: OrgId,
    /// How many facts were stated.
    pub facts: u64,
    /// How long the recording took.
    pub took: Duration,
}

async fn root(tx: &mut Tx, _: &Actor, (): &()) -> std::result::Result<OrgId, LedgerError> {
    Ok(board::orgs::root(tx).await?.id)
}

/// A fresh office in a database, with the root's id.
pub async fn fresh(url: &DatabaseUrl, options: Options) -> Result<(Db, Actor, OrgId)> {
    let db = Db::open(url, MIGRATIONS, Clock::System, options).await?;
    let by = Actor::system(db.new_tenant().await?, "bench");
    let period = norms::Period::new("2022-01-01".parse()?, "2022-12-31".parse()?).ok_or("a period that ends before it begins")?;
    let ask = CreateOffice { name: "云州团市委".into(), code: "yz".into(), period };
    db.write(&by, &ask, board::office::create).await?;
    let root = db.read(&by, &(), root).await?;
    Ok((db, by, root))
}

/// An office of 1,021 orgs with about so many facts of two years.
pub async fn office(folder: &Path, facts: u64) -> Result<Made> {
    let (db, by, root) = fresh(&DatabaseUrl::file(folder.join("made.db")), Options::default()).await?;
    let mut units = Vec::new();
    for d in 0..DISTRICTS {
        let district = db.write(&by, &FoundOrg::new(&format!("第{}板块", d + 1), District, Some(root)), board::orgs::found).await?.id;
        for b in 0..BRANCHES {
            let ask = FoundOrg::new(&format!("第{}板块第{}支部", d + 1, b + 1), Branch, Some(district));
            units.push(db.write(&by, &ask, board::orgs::found).await?.id);
        }
    }
    let unit = *units.first().ok_or("no units")?;
    let records = facts.div_ceil(FACTS_EACH);
    let began = watch::start();
    let mut done = 0;
    while done < records {
        let many = BATCH.min(records - done);
        let stated: Vec<(SourceRef, Vec<Fact>)> = (done..done + many).map(|n| record(n, records, &units)).collect::<Result<_>>()?;
        db.write_long(&by, &stated, post).await?;
        done += many;
        let rate = (done * FACTS_EACH) as f64 / began.elapsed().as_secs_f64();
        eprint!("\r{done} of {records} records made, {rate:.0} facts a second ");
    }
    eprintln!();
    Ok(Made { db, by, root, unit, facts: records * FACTS_EACH, took: began.elapsed() })
}

/// Posts records in one call.
pub async fn post(tx: &mut Tx, by: &Actor, stated: &Vec<(SourceRef, Vec<Fact>)>) -> std::result::Result<Option<i64>, LedgerError> {
    let cause = Cause::new("bench.batch", tx.new_id());
    ledger::record(tx, by, &cause, stated).await
}

const FACTS_EACH: u64 = 6;

/// A firm that was made up.
pub fn firm(n: u64) -> Subject {
    Subject { kind: SubjectKind::Enterprise, key: format!("f{n}"), name: format!("企业{n}") }
}

/// The n-th record: a service to three firms, a guest, a night, a bed.
fn record(n: u64, of: u64, units: &[OrgId]) -> Result<(SourceRef, Vec<Fact>)> {
    let mut dice = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ 0x5DEE_CE66;
    let mut below = |most: u64| {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        dice % most
    };
    let day = "2022-01-01".parse::<Day>()?.plus_days(i64::try_from(n * DAYS / of)?);
    let org = units[usize::try_from(below(units.len() as u64))?];
    let fact = |code: &str, subject: Option<Subject>| -> Result<Fact> {
        let metric = metrics::by_code(code).ok_or("an unknown metric")?;
        Ok(Fact { metric, org, day, quantity: 1, subject, declared: None })
    };
    let first = below(FIRMS - 3);
    let person = below(PEOPLE);
    let person = || Some(Subject { kind: SubjectKind::Person, key: format!("p{person}"), name: format!("青年{person}") });
    let facts = vec![
        fact("assist.service", None)?,
        fact("assist.enterprise_covered", Some(firm(first)))?,
        fact("assist.enterprise_covered", Some(firm(first + 1)))?,
        fact("assist.enterprise_covered", Some(firm(first + 2)))?,
        fact("station.guest", person())?,
        fact("station.night", person())?,
    ];
    Ok((SourceRef::new("bench.record", Uuid::from_u128(u128::from(n) + 1)), facts))
}
