//! An office with a general branch, two branches and a district, people with each role, and records of a room that exists for these
//! tests only.

use std::collections::HashMap;
use std::sync::LazyLock;

use base::secret::Key;
use base::{Actor, OrgId, Role, Tx};
use board::accounts::{self, AddAccount};
use board::office::{self, CreateOffice};
use board::orgs::{self, FoundOrg};
use board::{BoardError, OrgKind, passwords};
use kit::{App, Limits, Settings, Todo};
use ledger::{Caption, Cause, Fact, Kind, Later, LedgerError, SourceRef, Sources, Subject, metrics};
use norms::{Day, Instant, Period};
use testkit::{Client, TestDb};
use uuid::Uuid;

const KIND: &str = "test.note";
const PASSWORD: &str = "园林里的十个字密码";

/// Hashing is slow on purpose, so it is done once.
static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash_password(PASSWORD).unwrap());

pub const ROOT: usize = 0;
pub const GENERAL: usize = 1;
pub const FIRST: usize = 2;
pub const SECOND: usize = 3;
pub const DISTRICT: usize = 4;

/// Code, name, kind, and the org above.
const ORGS: [(&str, &str, OrgKind, usize); 4] = [
    ("gb", "机关党总支", OrgKind::GeneralBranch, ROOT),
    ("b1", "第一党支部", OrgKind::Branch, GENERAL),
    ("b2", "第二党支部", OrgKind::Branch, GENERAL),
    ("d1", "东湖区", OrgKind::District, ROOT),
];

/// A role, and the org on which it is held.
type Grant = (Role, usize);

/// User, name and grant.
const PEOPLE: [(&str, &str, Option<Grant>); 6] = [
    ("zhou", "周明", Some((Role::Officer, ROOT))),
    ("liu", "刘芳", Some((Role::Recorder, FIRST))),
    ("du", "杜阅", Some((Role::Reader, GENERAL))),
    ("guan", "管理", Some((Role::Administrator, ROOT))),
    ("wai", "外板块", Some((Role::Officer, DISTRICT))),
    ("xin", "新来的", None),
];

pub struct House {
    pub test: TestDb,
    /// The program itself.
    pub by: Actor,
    pub orgs: Vec<OrgId>,
    key: Key,
    /// Where its files lie.
    files: tempfile::TempDir,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// The same office on each database; today is 2022-10-31, its period the first ten months.
pub async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS, ledger::MIGRATIONS, figures::MIGRATIONS]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "系统");
        let orgs = test.db.write(&by, &(), found).await.unwrap();
        for (user, name, grant) in PEOPLE {
            let grants = grant.map(|(role, at)| (role, orgs[at])).into_iter().collect();
            let hash = Some(HASH.to_string());
            let ask = AddAccount { user: user.into(), name: name.into(), person: None, hash, must_change: false, grants };
            test.db.write(&by, &ask, accounts::add).await.unwrap();
        }
        all.push(House { test, by, orgs, key: Key::random(), files: testkit::evidence::folder() });
    }
    all
}

async fn found(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<OrgId>, BoardError> {
    let period = period("2022-01-01", "2022-10-31");
    let made = office::create(tx, by, &CreateOffice { name: "云州团市委".into(), code: "yz".into(), period }).await?;
    let mut all = vec![made.root];
    for (code, name, kind, above) in ORGS {
        let ask = FoundOrg { code: Some(code.into()), ..FoundOrg::new(name, kind, Some(all[above])) };
        all.push(orgs::found(tx, by, &ask).await?.id);
    }
    Ok(all)
}

/// An address as a browser sends it.
pub fn coded(address: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_graphic() && *byte != b'\'';
    address.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

impl House {
    /// What a record says: so much of a metric for an org on a day; a distinct count names so many subjects.
    pub fn facts(&self, code: &str, org: usize, on: &str, quantity: i64) -> Vec<Fact> {
        let metric = metrics::by_code(code).unwrap();
        let fact = |quantity, subject| Fact { metric, org: self.orgs[org], day: day(on), quantity, subject, declared: None };
        match metric.kind {
            Kind::Reach => (0..quantity).map(|i| fact(1, Some(named(code, i)))).collect(),
            _ => vec![fact(quantity * metric.scale, None)],
        }
    }

    /// A total without a list, for the month up to this day.
    pub fn declared(&self, code: &str, org: usize, on: &str, quantity: i64) -> Vec<Fact> {
        let metric = metrics::by_code(code).unwrap();
        let since = Some(day(on).first_of_month());
        vec![Fact { metric, org: self.orgs[org], day: day(on), quantity, subject: None, declared: since }]
    }

    /// Saves a record.
    pub async fn note(&self, id: u128, facts: Vec<Fact>) {
        self.test.db.write_long(&self.by, &(Uuid::from_u128(id), facts), note).await.unwrap();
    }

    /// Some of everything: two months, three orgs, each kind of metric.
    pub async fn work(&self) {
        self.note(1, self.facts("assist.service", DISTRICT, "2022-02-03", 5)).await;
        self.note(2, self.facts("assist.service", DISTRICT, "2022-03-04", 7)).await;
        self.note(3, self.facts("assist.service", ROOT, "2022-03-05", 2)).await;
        self.note(4, self.facts("life.theme_day", FIRST, "2022-02-10", 1)).await;
        self.note(5, self.facts("life.theme_day", SECOND, "2022-02-11", 1)).await;
        self.note(6, self.facts("station.bed", DISTRICT, "2022-02-01", 40)).await;
        self.note(7, self.facts("station.bed", DISTRICT, "2022-03-01", 2)).await;
        // The same four firms in both months and at two orgs.
        self.note(8, self.facts("assist.enterprise_covered", DISTRICT, "2022-02-03", 4)).await;
        self.note(9, self.facts("assist.enterprise_covered", ROOT, "2022-03-05", 4)).await;
        self.note(10, self.facts("station.guest", DISTRICT, "2022-03-05", 2)).await;
    }

    pub fn nobody(&self) -> Client {
        let settings = Settings { evidence: Some(self.files.path().to_owned()), ..Settings::default() };
        let app = App::new(self.test.db.clone(), self.key.clone(), Limits::default(), settings);
        Client::new(kit::router(app, vec![figures::module(), kit::Module::new("notes", "来源").sources(Notes).todos(todos)]))
    }

    pub async fn client(&self, user: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(user, PASSWORD).await;
        client
    }
}

fn named(code: &str, i: i64) -> Subject {
    let kind = metrics::by_code(code).unwrap().subject.unwrap();
    // Names as bad as they come.
    let name = ["=1+1", "林小禾", "+86", "@甲", "-乙", "\t丙"][usize::try_from(i).unwrap() % 6];
    Subject { kind, key: format!("{code}{i}"), name: name.into() }
}

async fn note(tx: &mut Tx, by: &Actor, (id, facts): &(Uuid, Vec<Fact>)) -> Result<(), LedgerError> {
    tx.note(base::Note::new("test.record").on(KIND, id));
    ledger::record(tx, by, &Cause::new(KIND, *id), &[(SourceRef::new(KIND, *id), facts.clone())]).await?;
    Ok(())
}

/// What waits for 周明 in that room.
fn todos<'a>(tx: &'a mut Tx, by: &'a Actor) -> Later<'a, Vec<Todo>> {
    let now = tx.now();
    let all = [("后来的<稿>", now), ("先来的稿", now.plus_seconds(-86_400))];
    let one = |(title, since): (&str, Instant)| Todo::new("核稿", title, "/notes/1", Some(since));
    let todos = if by.name == "周明" { all.map(one).into() } else { Vec::new() };
    Box::pin(async move { Ok(todos) })
}

/// Records whose titles a spreadsheet would take for formulas.
struct Notes;

impl Sources for Notes {
    fn kinds(&self) -> Vec<&'static str> {
        vec![KIND]
    }

    fn facts<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Option<Uuid>, _: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn captions<'a>(&'a self, _: &'a mut Tx, _: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        let begins = ["=", "+", "-", "@", "\t"];
        let caption = |id: &Uuid| Caption {
            title: format!("{}记录{}", begins[(id.as_u128() % 5) as usize], id.as_u128()),
            href: format!("/notes/{}", id.as_u128()),
            file: Some("2022-ledgers.xlsx".into()),
            sheet: Some("助企服务".into()),
            cells: metrics::ALL.iter().map(|metric| (metric.number, "D714".to_owned())).collect(),
        };
        let all = ids.iter().map(|id| (*id, caption(id))).collect();
        Box::pin(async move { Ok(all) })
    }
}
