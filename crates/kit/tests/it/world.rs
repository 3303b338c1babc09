//! An office with two accounts: an officer of the whole office, and a reader of one branch.

use std::sync::LazyLock;

use axum::Router;
use base::{Actor, Role, Tx};
use board::accounts::{self, AddAccount};
use board::orgs::{self, FoundOrg};
use board::{BoardError, OrgKind, office, passwords};
use kit::{App, Limits, Settings};
use norms::{Day, Period};
use testkit::{Client, TestDb};

pub const PASSWORD: &str = "园林里的十个字密码";

/// Hashing is slow on purpose, so it is done once.
static HASH: LazyLock<String> = LazyLock::new(|| passwords::hash_password(PASSWORD).unwrap());

pub struct World {
    pub test: TestDb,
    pub router: Router,
}

pub async fn worlds() -> Vec<World> {
    worlds_with(Limits::default(), Settings::default()).await
}

pub async fn worlds_with(limits: Limits, settings: Settings) -> Vec<World> {
    let mut all = Vec::new();
    for test in testkit::databases(&[board::MIGRATIONS]).await {
        let tenant = test.db.new_tenant().await.unwrap();
        test.db.write(&Actor::system(tenant, "测试"), &HASH, found).await.unwrap();
        let app = App::new(test.db.clone(), base::secret::Key::random(), limits.clone(), settings.clone());
        let router = kit::router(app, vec![crate::room::module()]);
        all.push(World { test, router });
    }
    all
}

async fn found(tx: &mut Tx, by: &Actor, hash: &LazyLock<String>) -> Result<(), BoardError> {
    let period = Period::new(Day::from_number(20220101).unwrap(), Day::from_number(20221031).unwrap()).unwrap();
    let made = office::create(tx, by, &office::CreateOffice { name: "青禾市团委".into(), code: "tsw".into(), period }).await?;
    let branch = orgs::found(tx, by, &FoundOrg::new("第一党支部", OrgKind::Branch, None)).await?;
    for (user, name, role, org) in [("lin", "林小禾", Role::Officer, made.root), ("gu", "顾小满", Role::Reader, branch.id)] {
        let grants = vec![(role, org)];
        let ask =
            AddAccount { user: user.into(), name: name.into(), person: None, hash: Some(hash.to_string()), must_change: false, grants };
        accounts::add(tx, by, &ask).await?;
    }
    Ok(())
}

impl World {
    pub fn client(&self) -> Client {
        Client::new(self.router.clone())
    }

    pub async fn signed_in(&self, user: &str) -> Client {
        self.signed_in_with(user, PASSWORD).await
    }

    pub async fn signed_in_with(&self, user: &str, password: &str) -> Client {
        let mut client = self.client();
        client.sign_in(user, password).await;
        client
    }
}
