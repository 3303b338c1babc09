//! What this room promises, on SQLite and on PostgreSQL, through its pages.
#![expect(clippy::unwrap_used, reason = "tests")]

mod accounts;
mod doors;
mod evidence;
mod handover;
mod merge;
mod orgs;
mod people;
mod personal;
mod places;
mod settings;
mod terms;
mod ways;

use std::sync::LazyLock;

use base::secret::Key;
use base::{Actor, Db, OrgId, PersonId, Role, Tx};
use board::accounts::AddAccount;
use board::office::CreateOffice;
use board::orgs::FoundOrg;
use board::people::{AddPerson, Entry};
use board::{BoardError, Org, OrgKind};
use kit::{App, Limits, Settings};
use ledger::{Ask, Cause, Fact, LedgerError, SourceRef, metrics};
use norms::name::PersonName;
use norms::{Day, Period};
use testkit::{Answer, Client, TestDb};

pub(crate) const PASSWORD: &str = "plum rain in june";
static HASH: LazyLock<String> = LazyLock::new(|| board::passwords::hash_password(PASSWORD).unwrap());

/// A League committee with its general branch, two branches and a district, and who works there.
pub(crate) struct House {
    /// Keeps the database while the test runs.
    pub(crate) test: TestDb,
    /// The program.
    pub(crate) by: Actor,
    /// 云州团市委
    pub(crate) root: Org,
    /// 机关党总支
    pub(crate) general: Org,
    /// 第一党支部
    pub(crate) first: Org,
    /// 第二党支部
    pub(crate) second: Org,
    /// 临湖区
    pub(crate) district: Org,
    router: axum::Router,
    _files: tempfile::TempDir,
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// The same house on each database.
pub(crate) async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS, ledger::MIGRATIONS]).await {
        all.push(House::build(test).await);
    }
    all
}

async fn root(tx: &mut Tx, _: &Actor, (): &()) -> Result<Org, BoardError> {
    board::orgs::root(tx).await
}

/// Another office in the same database.
pub(crate) async fn office(db: &Db, name: &str, code: &str) -> (Actor, Org) {
    let by = Actor::system(db.new_tenant().await.unwrap(), "测试");
    let period = Period::new(day("2022-01-01"), day("2022-10-31")).unwrap();
    let ask = CreateOffice { name: name.into(), code: code.into(), period };
    db.write(&by, &ask, board::office::create).await.unwrap();
    let root = db.read(&by, &(), root).await.unwrap();
    (by, root)
}

impl House {
    async fn build(test: TestDb) -> House {
        let (by, root) = office(&test.db, "云州团市委", "yz").await;
        let files = testkit::evidence::folder();
        let settings = Settings { evidence: Some(files.path().to_owned()), ..ways::settings() };
        let app = App::new(test.db.clone(), Key::random(), Limits::default(), settings);
        let router = kit::router(app, vec![org::module()]);
        let (general, first, second, district) = (root.clone(), root.clone(), root.clone(), root.clone());
        let mut house = House { test, by, root, general, first, second, district, router, _files: files };
        house.general = house.found("机关党总支", OrgKind::GeneralBranch, house.root.id).await;
        house.first = house.found("第一党支部", OrgKind::Branch, house.general.id).await;
        house.second = house.found("第二党支部", OrgKind::Branch, house.general.id).await;
        house.district = house.found("临湖区", OrgKind::District, house.root.id).await;
        house.account("admin", "秦管理", Role::Administrator, house.root.id).await;
        house.account("first", "刘登记", Role::Recorder, house.first.id).await;
        house.account("reader", "来访", Role::Reader, house.general.id).await;
        house
    }

    pub(crate) fn db(&self) -> &Db {
        &self.test.db
    }

    pub(crate) async fn found(&self, name: &str, kind: OrgKind, parent: OrgId) -> Org {
        self.db().write(&self.by, &FoundOrg::new(name, kind, Some(parent)), board::orgs::found).await.unwrap()
    }

    pub(crate) async fn account(&self, user: &str, name: &str, role: Role, org: OrgId) -> board::accounts::Account {
        let grants = vec![(role, org)];
        let (user, name) = (user.to_owned(), name.to_owned());
        let ask = AddAccount { user, name, person: None, hash: Some(HASH.clone()), must_change: false, grants };
        self.db().write(&self.by, &ask, board::accounts::add).await.unwrap()
    }

    pub(crate) async fn person(&self, name: &str, org: OrgId) -> PersonId {
        let entry = Entry::new(PersonName::new(name).unwrap(), org);
        self.db().write(&self.by, &AddPerson { id: None, entry }, board::people::add).await.unwrap().id
    }

    /// A browser at which nobody has signed in.
    pub(crate) fn nobody(&self) -> Client {
        Client::new(self.router.clone())
    }

    /// A browser at which somebody has signed in.
    pub(crate) async fn browser(&self, user: &str) -> Client {
        let mut client = self.nobody();
        client.sign_in(user, PASSWORD).await;
        client
    }

    /// The org as it stands now.
    pub(crate) async fn org(&self, id: OrgId) -> Org {
        let get = async |tx: &mut Tx, _: &Actor, id: &OrgId| board::orgs::get(tx, *id).await;
        self.db().read(&self.by, &id, get).await.unwrap()
    }

    /// The orgs that an import would find under this name.
    pub(crate) async fn named(&self, name: &str) -> Vec<OrgId> {
        let find = async |tx: &mut Tx, _: &Actor, name: &String| board::orgs::find_named(tx, name).await;
        let found = self.db().read(&self.by, &name.to_owned(), find).await.unwrap();
        found.into_iter().map(|org| org.id).collect()
    }

    /// Posts a record of two events of an org on a day.
    pub(crate) async fn work(&self, org: OrgId, on: &str) {
        let metric = metrics::by_code("assist.event").unwrap();
        let fact = Fact { metric, org, day: day(on), quantity: 2, subject: None, declared: None };
        let id = base::id::new_id(self.db().clock().now());
        let post = async |tx: &mut Tx, by: &Actor, (id, fact): &(uuid::Uuid, Fact)| {
            let source = SourceRef::new("test.record", *id);
            tx.note(base::Note::new("test.record"));
            ledger::record(tx, by, &Cause::new("test.record", *id), &[(source, vec![fact.clone()])]).await
        };
        self.db().write(&self.by, &(id, fact), post).await.unwrap();
    }

    /// How many events an org and all below it had in 2022.
    pub(crate) async fn events(&self, org: OrgId) -> i64 {
        let metric = metrics::by_code("assist.event").unwrap();
        let period = Period::new(day("2022-01-01"), day("2022-12-31")).unwrap();
        let look = async |tx: &mut Tx, _: &Actor, ask: &Ask| Ok::<_, LedgerError>(ledger::figure(tx, ask).await?.value);
        self.db().read(&self.by, &Ask { metric, org, period, as_of: None }, look).await.unwrap()
    }
}

/// The id at the end of the path to which a form led.
pub(crate) fn id_of(answer: &Answer) -> String {
    let path = answer.path.split('?').next().unwrap();
    path.rsplit('/').next().unwrap().to_owned()
}

/// The text of a CSV without its mark.
pub(crate) fn csv(answer: &Answer) -> String {
    answer.text().trim_start_matches('\u{feff}').to_owned()
}
