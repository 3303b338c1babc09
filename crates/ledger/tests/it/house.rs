//! An office on a fresh database, with records of a room that exists for these tests only.

use std::collections::HashMap;

use base::{Actor, DbError, Migrations, OrgId, Tx, sql};
use board::OrgKind;
use board::office::CreateOffice;
use board::orgs::FoundOrg;
use ledger::{Ask, Caption, Cause, Fact, Figure, Later, LedgerError, SourceRef, Sources, Subject, SubjectKind, metrics};
use norms::{Day, Instant, Period};
use testkit::TestDb;
use uuid::Uuid;

/// Records (their facts as text) and, for the property test, what was done in which order.
const NOTES: Migrations = Migrations {
    room: "notes",
    steps: &["CREATE TABLE note(tenant BIGINT NOT NULL, id {id} NOT NULL, body TEXT NOT NULL, PRIMARY KEY(tenant, id)) {strict};
              CREATE TABLE done(tenant BIGINT NOT NULL, step BIGINT NOT NULL, op BIGINT NOT NULL, number BIGINT NOT NULL, PRIMARY KEY(tenant, step)) {strict};"],
};

pub const MIGRATIONS: &[Migrations] = &[board::MIGRATIONS, ledger::MIGRATIONS, NOTES];

pub const KIND: &str = "test.note";

pub struct House {
    pub test: TestDb,
    pub by: Actor,
    /// The office first, then what was founded.
    pub orgs: Vec<OrgId>,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

pub fn year() -> Period {
    period("2022-01-01", "2022-12-31")
}

/// The same office on each database: `kinds` names kind and parent (by place in the list, 0 the office).
pub async fn houses(kinds: &[(OrgKind, usize)]) -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases_unnoted(MIGRATIONS).await {
        all.push(House::make(test, kinds).await);
    }
    all
}

async fn root(tx: &mut Tx, _: &Actor, _: &()) -> Result<OrgId, LedgerError> {
    Ok(board::orgs::root(tx).await?.id)
}

impl House {
    async fn make(test: TestDb, kinds: &[(OrgKind, usize)]) -> House {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "测试");
        let ask = CreateOffice { name: "云州团市委".into(), code: "yz".into(), period: year() };
        test.db.write(&by, &ask, board::office::create).await.unwrap();
        let mut orgs = vec![test.db.read(&by, &(), root).await.unwrap()];
        for (i, (kind, parent)) in kinds.iter().enumerate() {
            let ask = FoundOrg::new(&format!("组织{}", i + 1), *kind, Some(orgs[*parent]));
            orgs.push(test.db.write(&by, &ask, board::orgs::found).await.unwrap().id);
        }
        House { test, by, orgs }
    }

    pub fn set_clock(&self, instant: &str) {
        self.test.db.clock().set(instant.parse::<Instant>().unwrap());
    }

    /// Saves a record and posts what it says.
    pub async fn note(&self, id: Uuid, facts: Vec<Fact>) -> Result<Option<i64>, LedgerError> {
        self.test.db.write(&self.by, &vec![(id, facts)], save).await
    }

    pub async fn notes(&self, notes: Vec<(Uuid, Vec<Fact>)>) -> Result<Option<i64>, LedgerError> {
        self.test.db.write_long(&self.by, &notes, save).await
    }

    pub async fn ask(&self, ask: &Ask) -> Figure {
        self.test.db.read(&self.by, ask, async |tx: &mut Tx, _: &Actor, ask: &Ask| ledger::figure(tx, ask).await).await.unwrap()
    }

    /// The figure of a code for an org (by place in the list) in a period.
    pub async fn figure(&self, code: &str, org: usize, period: Period) -> Figure {
        self.ask(&self.asks(code, org, period)).await
    }

    pub fn asks(&self, code: &str, org: usize, period: Period) -> Ask {
        Ask { metric: metrics::by_code(code).unwrap(), org: self.orgs[org], period, as_of: None }
    }

    pub fn fact(&self, code: &str, org: usize, on: &str, quantity: i64) -> Fact {
        let metric = metrics::by_code(code).unwrap();
        Fact { metric, org: self.orgs[org], day: day(on), quantity, subject: None, declared: None }
    }

    pub async fn differences(&self) -> Vec<ledger::Difference> {
        self.test.db.read(&self.by, &(), async |tx: &mut Tx, _: &Actor, (): &()| ledger::verify(tx, &Notes).await).await.unwrap()
    }

    /// Changes the database behind the ledger's back.
    pub async fn tamper(&self, text: &str) -> u64 {
        let text = text.replace("$t", &self.by.tenant.0.to_string());
        self.test.db.write(&self.by, &text, async |tx: &mut Tx, _: &Actor, text: &String| tx.run(sql(text)).await).await.unwrap()
    }
}

pub fn named(fact: Fact, kind: SubjectKind, key: &str) -> Fact {
    Fact { subject: Some(Subject { kind, key: key.into(), name: format!("名{key}") }), ..fact }
}

/// A record's id that is the same on both databases.
pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n + 1)
}

async fn save(tx: &mut Tx, by: &Actor, notes: &Vec<(Uuid, Vec<Fact>)>) -> Result<Option<i64>, LedgerError> {
    let rows = notes.iter().map(|(id, facts)| vec![tx.tenant().into(), (*id).into(), write(facts).into()]).collect();
    tx.many("INSERT INTO note(tenant, id, body)", rows, "ON CONFLICT(tenant, id) DO UPDATE SET body = excluded.body").await?;
    let stated: Vec<(SourceRef, Vec<Fact>)> = notes.iter().map(|(id, facts)| (SourceRef::new(KIND, *id), facts.clone())).collect();
    ledger::record(tx, by, &Cause::new(KIND, notes[0].0), &stated).await
}

/// metric org day quantity kind:key declared, a line each.
fn write(facts: &[Fact]) -> String {
    let line = |f: &Fact| {
        let subject = f.subject.as_ref().map_or("-".into(), |s| format!("{}:{}", s.kind.code(), s.key));
        let declared = f.declared.map_or(0, Day::number);
        format!("{} {} {} {} {subject} {declared}\n", f.metric.number, f.org, f.day.number(), f.quantity)
    };
    facts.iter().map(line).collect()
}

fn read(body: &str) -> Vec<Fact> {
    let line = |line: &str| {
        let parts: Vec<&str> = line.split(' ').collect();
        let n = |i: usize| parts[i].parse::<i64>().unwrap();
        let fact = Fact {
            metric: metrics::by_number(n(0)).unwrap(),
            org: parts[1].parse().unwrap(),
            day: Day::from_number(n(2)).unwrap(),
            quantity: n(3),
            subject: None,
            declared: Day::from_number(n(5)).ok(),
        };
        match parts[4].split_once(':') {
            Some((kind, key)) => named(fact, SubjectKind::from_code(kind).unwrap(), key),
            None => fact,
        }
    };
    body.lines().map(line).collect()
}

/// The test's room as the ledger sees it.
pub struct Notes;

impl Sources for Notes {
    fn kinds(&self) -> Vec<&'static str> {
        vec![KIND]
    }

    fn facts<'a>(&'a self, tx: &'a mut Tx, _: &'a str, after: Option<Uuid>, limit: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        Box::pin(async move {
            let query = sql("SELECT id, body FROM note WHERE tenant = $1").bind(tx.tenant()).and(" AND id > ?", after);
            let rows: Vec<(Uuid, String)> = tx.all(query.with(" ORDER BY id LIMIT ?", limit)).await?;
            Ok(rows.into_iter().map(|(id, body)| (id, read(&body))).collect())
        })
    }

    fn captions<'a>(&'a self, _: &'a mut Tx, _: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        Box::pin(async move { Ok(ids.iter().map(|id| (*id, Caption { title: id.to_string(), ..Caption::default() })).collect()) })
    }
}

/// What was done, in the order in which it was committed: (op, last posting number after it).
pub async fn log_step(tx: &mut Tx, op: i64) -> Result<(), DbError> {
    let next = sql("SELECT coalesce(max(step), 0) + 1 FROM done WHERE tenant = $1").bind(tx.tenant());
    let (step,): (i64,) = tx.one(next).await?;
    let (tenant, number) = (tx.tenant(), tx.last_number());
    tx.run(sql("INSERT INTO done(tenant, step, op, number) VALUES ($1, $2, $3, $4)").bind(tenant).bind(step).bind(op).bind(number)).await?;
    Ok(())
}

pub async fn steps(tx: &mut Tx, by: &Actor, _: &()) -> Result<Vec<(i64, i64)>, DbError> {
    tx.all(sql("SELECT op, number FROM done WHERE tenant = $1 ORDER BY step").bind(by.tenant)).await
}

pub async fn save_note(tx: &mut Tx, by: &Actor, id: Uuid, facts: &[Fact]) -> Result<Option<i64>, LedgerError> {
    save(tx, by, &vec![(id, facts.to_vec())]).await
}
