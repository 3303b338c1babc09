//! An office with its ten districts, people with each role, and records of a room that exists for these tests only.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use base::secret::Key;
use base::{AccountId, Actor, OrgId, Role, Tx};
use board::accounts::{self, AddAccount};
use board::office::{self, CreateOffice};
use board::orgs::{self, FoundOrg};
use board::{BoardError, OrgKind, passwords};
use kit::{App, Limits, Settings};
use ledger::{Caption, Cause, Fact, Kind, Later, LedgerError, SourceRef, Sources, Subject, metrics};
use norms::{Day, Period};
use report::ReportError;
use report::actions::{self, Create, Save, Sign, SignOpen, Taken, View};
use report::model::Report;
use testkit::{Client, TestDb};
use uuid::Uuid;

pub const KIND: &str = "test.note";
pub const PASSWORD: &str = "园林里的十个字密码";

/// Hashing is slow on purpose, so it is done once.
static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash_password(PASSWORD).unwrap());

/// User, name, role, and the place in [`House::orgs`] where it is held.
const PEOPLE: [(&str, &str, Role, usize); 7] = [
    ("zhou", "周明", Role::Officer, 0),
    ("wu", "吴静", Role::Officer, 0),
    ("he", "何清", Role::Checker, 0),
    ("qian", "钱峰", Role::Signer, 0),
    ("du", "杜阅", Role::Reader, 0),
    ("wai", "外板块", Role::Officer, 1),
    ("deng", "邓记", Role::Recorder, 0),
];

pub struct House {
    pub test: TestDb,
    /// The program itself.
    pub by: Actor,
    /// The office first, then its ten districts.
    pub orgs: Vec<OrgId>,
    pub key: Key,
    /// Where its files lie.
    files: tempfile::TempDir,
    people: HashMap<&'static str, AccountId>,
}

pub fn day(text: &str) -> Day {
    text.parse().unwrap()
}

pub fn period(from: &str, to: &str) -> Period {
    Period::new(day(from), day(to)).unwrap()
}

/// The period of the source report.
pub fn ten_months() -> Period {
    period("2022-01-01", "2022-10-31")
}

/// The same office on each database.
pub async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS, ledger::MIGRATIONS, report::MIGRATIONS]).await {
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "系统");
        let orgs = test.db.write(&by, &(), found).await.unwrap();
        let mut people = HashMap::new();
        for (user, name, role, at) in PEOPLE {
            let grants = vec![(role, orgs[at])];
            let hash = Some(HASH.to_string());
            let ask = AddAccount { user: user.into(), name: name.into(), person: None, hash, must_change: false, grants };
            people.insert(user, test.db.write(&by, &ask, accounts::add).await.unwrap().id);
        }
        all.push(House { test, by, orgs, key: Key::random(), people, files: testkit::evidence::folder() });
    }
    all
}

async fn found(tx: &mut Tx, by: &Actor, (): &()) -> Result<Vec<OrgId>, BoardError> {
    let made = office::create(tx, by, &CreateOffice { name: "云州团市委".into(), code: "yz".into(), period: ten_months() }).await?;
    let mut all = vec![made.root];
    for i in 1..=10 {
        let ask = FoundOrg { code: Some(format!("d{i}")), ..FoundOrg::new(&format!("第{i}板块"), OrgKind::District, None) };
        all.push(orgs::found(tx, by, &ask).await?.id);
    }
    Ok(all)
}

impl House {
    pub async fn actor(&self, user: &str) -> Actor {
        let act = async |tx: &mut Tx, _: &Actor, id: &AccountId| accounts::actor(tx, *id).await;
        self.test.db.read(&self.by, &self.people[user], act).await.unwrap().unwrap()
    }

    pub fn set_clock(&self, instant: &str) {
        self.test.db.clock().set(instant.parse().unwrap());
    }

    /// What a record says: so much of a metric for an org (by place) on a day; a distinct count names so many subjects.
    pub fn facts(&self, code: &str, org: usize, on: &str, quantity: i64) -> Vec<Fact> {
        let metric = metrics::by_code(code).unwrap();
        let fact = |quantity, subject| Fact { metric, org: self.orgs[org], day: day(on), quantity, subject, declared: None };
        let name = |i: i64| Subject { kind: metric.subject.unwrap(), key: format!("{code}{i}"), name: format!("名{i}") };
        match metric.kind {
            Kind::Reach => (0..quantity).map(|i| fact(1, Some(name(i)))).collect(),
            _ => vec![fact(quantity * metric.scale, None)],
        }
    }

    /// Saves a record.
    pub async fn note(&self, id: u128, facts: Vec<Fact>) {
        self.test.db.write_long(&self.by, &(Uuid::from_u128(id), facts), note).await.unwrap();
    }

    /// Saves a record that came with a workbook.
    pub async fn import(&self, id: u128, facts: Vec<Fact>) {
        let act = async |tx: &mut Tx, by: &Actor, (id, facts): &(Uuid, Vec<Fact>)| {
            tx.note(base::Note::new("test.import").on("test.batch", id));
            ledger::record(tx, by, &Cause::import("test.batch", *id), &[(SourceRef::new(KIND, *id), facts.clone())]).await
        };
        let posted: Result<_, LedgerError> = self.test.db.write_long(&self.by, &(Uuid::from_u128(id), facts), act).await;
        posted.unwrap();
    }

    /// Everything that the source report counts, a record for each code.
    pub async fn truth(&self) {
        let truth = [
            ("study.centre_group", 9),
            ("outreach.lecture", 8),
            ("study.political_education", 8),
            ("integrity.class", 8),
            ("study.must_know", 5),
            ("integrity.reminder", 3),
            ("mobilise.work_team_people", 5),
            ("mobilise.volunteer_people", 22),
            ("assist.team", 159),
            ("assist.project", 167),
            ("assist.policy", 64),
            ("assist.position", 60),
            ("assist.event", 213),
            ("assist.service", 726),
            ("assist.enterprise_covered", 912),
            ("station.room", 631),
            ("station.bed", 1007),
            ("station.area_m2", 5260),
            ("station.guest", 454),
            ("station.night", 1418),
        ];
        for (i, (code, quantity)) in truth.into_iter().enumerate() {
            self.note(100 + i as u128, self.facts(code, 1, "2022-05-16", quantity)).await;
        }
        for district in 1..=10 {
            let sites = if district == 1 { 7 } else { 6 };
            self.note(200 + district as u128, self.facts("station.site", district, "2022-03-01", sites)).await;
        }
    }

    pub async fn begin(&self, user: &str, template: &str) -> Report {
        let ask = Create { id: None, template: template.into(), org: None, period: ten_months(), cut_off: None, like: None };
        self.test.db.write(&self.actor(user).await, &ask, actions::create).await.unwrap()
    }

    /// A report with this text.
    pub async fn with_text(&self, text: &str) -> Report {
        let report = self.begin("zhou", "summary").await;
        self.save("zhou", &Save { text: text.into(), ..saving(&report) }).await.unwrap()
    }

    pub async fn save(&self, user: &str, ask: &Save) -> Result<Report, ReportError> {
        self.test.db.write(&self.actor(user).await, ask, actions::save).await
    }

    pub async fn view(&self, id: Uuid) -> View {
        self.test.db.read(&self.by, &id, actions::view).await.unwrap()
    }

    pub async fn send(&self, user: &str, id: Uuid) -> Result<Report, ReportError> {
        self.test.db.write(&self.actor(user).await, &id, actions::send).await
    }

    pub async fn check(&self, user: &str, id: Uuid) -> Result<Report, ReportError> {
        self.test.db.write(&self.actor(user).await, &id, actions::check).await
    }

    pub async fn sign(&self, user: &str, id: Uuid, accept: Option<&str>) -> Result<Report, ReportError> {
        let ask = Sign { id, accept: accept.map(str::to_owned) };
        self.test.db.write_long(&self.actor(user).await, &ask, actions::sign).await
    }

    pub async fn sign_open(&self, user: &str, id: Uuid) -> Result<Taken, ReportError> {
        let ask = SignOpen { id, accept: Some("命令行签发".into()) };
        self.test.db.write_long(&self.actor(user).await, &ask, actions::sign_open).await
    }

    /// A report with this text, signed.
    pub async fn signed(&self, text: &str) -> Report {
        let report = self.with_text(text).await;
        self.send("zhou", report.id).await.unwrap();
        self.check("he", report.id).await.unwrap();
        self.sign("qian", report.id, Some("已核对")).await.unwrap()
    }

    pub async fn grant(&self, user: &str, role: Role) {
        self.grant_on(user, role, 0).await;
    }

    pub async fn grant_on(&self, user: &str, role: Role, org: usize) {
        let ask = accounts::ChangeGrant { account: self.people[user], role, org: self.orgs[org] };
        self.test.db.write(&self.by, &ask, accounts::add_grant).await.unwrap();
    }

    pub async fn take_away(&self, user: &str, role: Role, org: usize) {
        let ask = accounts::ChangeGrant { account: self.people[user], role, org: self.orgs[org] };
        self.test.db.write(&self.by, &ask, accounts::remove_grant).await.unwrap();
    }

    pub fn account(&self, user: &str) -> AccountId {
        self.people[user]
    }

    pub async fn disable(&self, user: &str) {
        self.test.db.write(&self.by, &self.people[user], accounts::disable).await.unwrap();
    }

    pub fn router(&self) -> axum::Router {
        self.router_with(Settings { evidence: Some(self.files.path().to_owned()), ..Settings::default() })
    }

    pub fn router_with(&self, settings: Settings) -> axum::Router {
        let app = App::new(self.test.db.clone(), self.key.clone(), Limits::default(), settings);
        kit::router(app, vec![report::module(), kit::Module::new("notes", "来源").sources(Notes)])
    }

    pub async fn client(&self, user: &str) -> Client {
        let mut client = Client::new(self.router());
        client.sign_in(user, PASSWORD).await;
        client
    }
}

/// A save that changes nothing.
pub fn saving(report: &Report) -> Save {
    Save {
        id: report.id,
        revision: report.revision,
        title: report.title.clone(),
        addressee: report.addressee.clone(),
        signature: report.signature.clone(),
        period: report.period,
        cut_off: report.cut_off,
        text: report.text.clone(),
    }
}

pub async fn note(tx: &mut Tx, by: &Actor, (id, facts): &(Uuid, Vec<Fact>)) -> Result<(), LedgerError> {
    tx.note(base::Note::new("test.record").on(KIND, id));
    ledger::record(tx, by, &Cause::new(KIND, *id), &[(SourceRef::new(KIND, *id), facts.clone())]).await?;
    Ok(())
}

pub fn notes() -> Arc<dyn Sources> {
    Arc::new(Notes)
}

struct Notes;

impl Sources for Notes {
    fn kinds(&self) -> Vec<&'static str> {
        vec![KIND]
    }

    fn facts<'a>(&'a self, _: &'a mut Tx, _: &'a str, _: Option<Uuid>, _: i64) -> Later<'a, Vec<(Uuid, Vec<Fact>)>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn captions<'a>(&'a self, _: &'a mut Tx, _: &'a str, ids: &'a [Uuid]) -> Later<'a, HashMap<Uuid, Caption>> {
        let caption = |id: &Uuid| Caption {
            title: format!("记录{}", id.as_u128()),
            href: format!("/notes/{id}"),
            file: Some("2022-ledgers.xlsx".into()),
            sheet: Some("助企服务".into()),
            cells: metrics::ALL.iter().map(|metric| (metric.number, "D714".to_owned())).collect(),
        };
        let all = ids.iter().map(|id| (*id, caption(id))).collect();
        Box::pin(async move { Ok(all) })
    }
}
