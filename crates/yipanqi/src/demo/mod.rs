//! The demonstration: a fictional League committee whose records add up exactly to the source report's figures, entered day by day
//! with the clock in hand, so that "as of", late entries and histories have something to show.

mod names;
mod orgs;
mod people;
mod random;
mod targets;
mod work;

use std::collections::BTreeMap;

use base::{Actor, Clock, Db, OrgId, PersonId, Tx};
use board::accounts::{self, AddAccount};
use board::office::CreateOffice;
use board::orgs::FoundOrg;
use board::{OrgKind, passwords};
use journal::JournalError;
use journal::actions::{Correct, Recorded, Withdraw};
use journal::model::{Content, Record};
use norms::{Day, Instant, Period};
use serde::{Deserialize, Serialize};

use crate::commands::init::{Founding, found};
use crate::failure::Failure;

/// One sign-in of the demonstration.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SignIn {
    /// User name.
    pub user: String,
    /// Random for each database.
    pub password: String,
    /// What the person is.
    pub post: String,
    /// Where.
    pub org: String,
}

/// The period that the source report speaks of.
pub fn period() -> Period {
    Period { from: Day::from_number(20220101).unwrap_or(Day::first()), to: Day::from_number(20221031).unwrap_or(Day::last()) }
}

/// Fills an empty database; the sign-ins. The clock must be one in the hand.
pub async fn fill(db: &Db) -> Result<Vec<SignIn>, Failure> {
    let clock = db.clock().clone();
    clock.set(day(20211220).start().plus_seconds(32_400));
    let tenant = db.new_tenant().await?;
    let founder = Actor::system(tenant, "系统");
    let password = base::secret::password();
    let ask = Founding {
        office: CreateOffice { name: "共青团苏江市委员会".into(), code: "office".into(), period: period() },
        user: "admin".into(),
        name: "钱进".into(),
        hash: passwords::hash_password(&password)?,
    };
    let (office, _) = db.write(&founder, &ask, found).await?;
    let orgs = db.write(&founder, &office.root, orgs::found).await?;
    let mut sign_ins = vec![SignIn { user: "admin".into(), password, post: "系统管理员".into(), org: office.name.clone() }];
    let roster = db.write(&founder, &orgs.branches, people::roster).await?;
    for person in people::STAFF {
        sign_ins.push(add(db, &founder, person, roster.get(person.user).copied(), &orgs, office.root).await?);
    }
    enter(db, &founder, office.root, &orgs, &clock).await?;
    Ok(sign_ins)
}

async fn add(
    db: &Db,
    by: &Actor,
    person: people::Staff,
    bound: Option<PersonId>,
    orgs: &orgs::Orgs,
    root: OrgId,
) -> Result<SignIn, Failure> {
    let password = base::secret::password();
    let (org, shown) = person.place(orgs, root);
    let ask = AddAccount {
        user: person.user.into(),
        name: person.name.into(),
        person: bound,
        hash: Some(passwords::hash_password(&password)?),
        must_change: false,
        grants: person.roles.iter().map(|role| (*role, org)).collect(),
    };
    db.write(by, &ask, accounts::add).await?;
    Ok(SignIn { user: person.user.into(), password, post: person.post.into(), org: shown.into() })
}

/// Enters the year in the order in which it was entered, one act a day.
async fn enter(db: &Db, founder: &Actor, office: OrgId, orgs: &orgs::Orgs, clock: &Clock) -> Result<(), Failure> {
    let mut by_day: BTreeMap<Day, Vec<Content>> = BTreeMap::new();
    for entry in work::entries(orgs) {
        by_day.entry(entry.content.day.plus_days(entry.days_late)).or_default().push(entry.content);
    }
    let officer = Actor { name: "周明".into(), ..founder.clone() };
    clock.set(morning(day(20211231)));
    targets::plan(db, &officer, office, orgs).await?;
    for (entered, contents) in by_day {
        clock.set(morning(entered));
        db.write_long(&officer, &contents, record_all).await?;
        if entered.number() == 20220714 {
            slips(db, &officer, orgs, clock).await?;
        }
    }
    // In September 青年发展部 went below 书记室: told in November, dated back.
    clock.set(morning(day(20221102)).max(clock.now()));
    db.write_long(&officer, &(orgs.department, day(20220905), orgs.secretariat), move_org).await?;
    Ok(())
}

/// What goes wrong in a real office: one record entered twice and withdrawn, one with a slip that was corrected, an org by a typo.
async fn slips(db: &Db, by: &Actor, orgs: &orgs::Orgs, clock: &Clock) -> Result<(), Failure> {
    let (org, _) = orgs.district(3);
    let mut content = Content {
        org,
        day: day(20220706),
        until: None,
        day_assumed: false,
        title: "银企对接会（重复登记）".into(),
        place: String::new(),
        remarks: String::new(),
        people: Vec::new(),
        lines: work::lines("assist.event", 1),
        reported: None,
    };
    let twice = db.write(by, &Recorded { id: base::id::new_id(clock.now()), content: content.clone() }, journal::actions::record).await?;
    clock.set(clock.now().plus_seconds(3_600));
    let gone = Withdraw { id: twice.id, revision: twice.revision, reason: "与7月6日另一条重复".into() };
    db.write(by, &gone, journal::actions::withdraw).await?;
    content.title = "第二党支部青年理论学习".into();
    content.org = orgs.branches[1].0;
    content.lines = work::lines("life.joint_study", 3);
    let slip = db.write(by, &Recorded { id: base::id::new_id(clock.now()), content: content.clone() }, journal::actions::record).await?;
    clock.set(clock.now().plus_seconds(86_400));
    content.lines = work::lines("life.joint_study", 1);
    let mended = Correct { id: slip.id, revision: slip.revision, content, reason: "次数误填为3".into() };
    db.write(by, &mended, journal::actions::correct).await?;
    typo(db, by, org).await
}

async fn typo(db: &Db, by: &Actor, right: OrgId) -> Result<(), Failure> {
    let wrong = db.write(by, &FoundOrg::new("玉峰巿", OrgKind::District, None), board::orgs::found).await?;
    db.write(by, &(wrong.id, right), merge).await?;
    Ok(())
}

async fn move_org(tx: &mut Tx, by: &Actor, ask: &(OrgId, Day, OrgId)) -> Result<(), ledger::LedgerError> {
    ledger::move_org(tx, by, ask.0, ask.1, ask.2).await.map(|_| ())
}

async fn merge(tx: &mut Tx, by: &Actor, pair: &(OrgId, OrgId)) -> Result<(), ledger::LedgerError> {
    ledger::merge_orgs(tx, by, pair.0, pair.1).await.map(|_| ())
}

async fn record_all(tx: &mut Tx, by: &Actor, contents: &Vec<Content>) -> Result<Vec<Record>, JournalError> {
    let mut out = Vec::new();
    for content in contents {
        let id = tx.new_id();
        out.push(journal::actions::record(tx, by, &Recorded { id, content: content.clone() }).await?);
    }
    Ok(out)
}

fn day(number: i64) -> Day {
    Day::from_number(number).unwrap_or(Day::first())
}

/// Half past nine in Shanghai.
fn morning(day: Day) -> Instant {
    day.start().plus_seconds(34_200)
}
