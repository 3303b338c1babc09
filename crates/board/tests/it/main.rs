//! What the board promises, on SQLite and on PostgreSQL.
#![expect(clippy::unwrap_used, reason = "tests")]

mod access;
mod accounts;
mod evidence;
mod limiter;
mod merge;
mod office;
mod orgs;
mod people;
mod personal;
mod powers;
mod provider;
mod requests;
mod sign_in;
mod targets;
mod tree;

use base::{Actor, Db, OrgId, Role, Tx, sql};
use board::office::CreateOffice;
use board::orgs::FoundOrg;
use board::{BoardError, MIGRATIONS, Org, OrgKind};
use norms::{Day, Period};
use testkit::TestDb;

/// An office on a fresh database.
pub(crate) struct House {
    /// Keeps the database while the test runs.
    pub(crate) test: TestDb,
    /// The program.
    pub(crate) by: Actor,
    /// The office itself.
    pub(crate) root: Org,
}

/// The same office on each database.
pub(crate) async fn houses() -> Vec<House> {
    let mut all = Vec::new();
    for test in testkit::databases(&[MIGRATIONS]).await {
        let tenant = test.db.new_tenant().await.unwrap();
        let by = Actor::system(tenant, "测试");
        let period = Period::new(day("2022-01-01"), day("2022-06-30")).unwrap();
        let ask = CreateOffice { name: "云州团市委".into(), code: "yz".into(), period };
        test.db.write(&by, &ask, board::office::create).await.unwrap();
        let root = test.db.read(&by, &(), async |tx: &mut Tx, _: &Actor, (): &()| board::orgs::root(tx).await).await.unwrap();
        all.push(House { test, by, root });
    }
    all
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().unwrap()
}

impl House {
    pub(crate) fn db(&self) -> &Db {
        &self.test.db
    }

    /// Founds an org below another.
    pub(crate) async fn found(&self, name: &str, kind: OrgKind, parent: OrgId) -> Org {
        self.db().write(&self.by, &FoundOrg::new(name, kind, Some(parent)), board::orgs::found).await.unwrap()
    }

    pub(crate) async fn org(&self, id: OrgId) -> Org {
        self.db().read(&self.by, &id, async |tx: &mut Tx, _: &Actor, id: &OrgId| board::orgs::get(tx, *id).await).await.unwrap()
    }

    pub(crate) async fn named(&self, name: &str) -> Vec<i64> {
        let act = async |tx: &mut Tx, _: &Actor, name: &String| board::orgs::find_named(tx, name).await;
        let found = self.db().read(&self.by, &name.to_owned(), act).await.unwrap();
        found.into_iter().map(|org| org.number).collect()
    }

    pub(crate) async fn shift(&self, org: &Org, since: &str, parent: &Org) -> Result<bool, BoardError> {
        let ask = board::tree::MoveOrg { org: org.id, since: day(since), parent: parent.id };
        self.db().write(&self.by, &ask, board::tree::move_org).await
    }

    /// Paths of all orgs as the column has them, and as the dated tree gives them for today.
    pub(crate) async fn paths(&self) -> Vec<(String, String)> {
        let act = async |tx: &mut Tx, _: &Actor, (): &()| {
            let orgs = board::orgs::all(tx).await?;
            let numbers: Vec<i64> = orgs.iter().map(|org| org.number).collect();
            let tree = board::Tree::load(tx, &numbers).await?;
            let today = tx.today();
            let told = |org: &Org| board::tree::path_text(&tree.path(org.number, today));
            Ok::<_, BoardError>(orgs.iter().map(|org| (org.path.clone(), told(org))).collect())
        };
        self.db().read(&self.by, &(), act).await.unwrap()
    }

    /// How many rows a table has.
    pub(crate) async fn count(&self, table: &str) -> i64 {
        let text = format!("SELECT count(*) FROM {table}");
        let act = async |tx: &mut Tx, _: &Actor, text: &String| tx.one::<(i64,)>(sql(text)).await;
        self.db().read(&self.by, &text, act).await.unwrap().0
    }
}

/// Somebody with these grants, who is not the program.
pub(crate) fn staff(house: &House, grants: &[(Role, &Org)]) -> Actor {
    let grant = |&(role, org): &(Role, &Org)| base::Grant { role, org: org.id, path: org.path.clone() };
    Actor { system: false, grants: grants.iter().map(grant).collect(), ..house.by.clone() }
}
