//! What passes on in all rooms when somebody leaves, and what stays: on both databases.

use base::{AccountId, Actor, DbError, Role, Tx, sql};
use board::accounts::AddAccount;
use board::office::CreateOffice;
use kit::handing::{AllHandings, Handed};
use norms::{Day, Period};

use crate::compose;
use crate::config::Config;

async fn account(db: &base::Db, by: &Actor, user: &str, org: base::OrgId) -> AccountId {
    let grants = vec![(Role::Officer, org)];
    let ask = AddAccount { user: user.into(), name: user.into(), person: None, hash: None, must_change: true, grants };
    db.write(by, &ask, board::accounts::add).await.unwrap().id
}

/// A half-filled form and a saved view.
async fn keep(tx: &mut Tx, _: &Actor, (account, name): &(AccountId, &str)) -> Result<(), DbError> {
    let draft = "INSERT INTO draft(tenant, account, form, content, at) VALUES ($1, $2, $3, $4, 0)";
    tx.run(sql(draft).bind(tx.tenant()).bind(*account).bind(*name).bind(serde_json::json!({"title": "座谈"})).scratch()).await?;
    let view =
        "INSERT INTO saved_view(tenant, id, account, by_name, name, address, shared, at) VALUES ($1, $2, $3, 'x', $4, '/figures', $5, 0)";
    let view = sql(view).bind(tx.tenant()).bind(tx.new_id()).bind(*account).bind(*name).bind(false);
    tx.run(view.scratch()).await.map(drop)
}

async fn held_by(tx: &mut Tx, _: &Actor, account: &AccountId) -> Result<(i64, Vec<String>), DbError> {
    let drafts = sql("SELECT count(*) FROM draft WHERE tenant = $1 AND account = $2").bind(tx.tenant()).bind(*account);
    let (drafts,): (i64,) = tx.one(drafts).await?;
    let views = sql("SELECT name FROM saved_view WHERE tenant = $1 AND account = $2 ORDER BY name").bind(tx.tenant()).bind(*account);
    Ok((drafts, tx.all::<(String,)>(views).await?.into_iter().map(|(name,)| name).collect()))
}

#[tokio::test]
async fn what_is_somebodys_by_name_passes_and_what_the_other_has_already_stays() {
    let handings = AllHandings::of(&compose::modules(&Config::default()));
    for test in testkit::databases(&compose::migrations()).await {
        let by = Actor::system(test.db.first_tenant().await.unwrap(), "测试");
        let period = Period::new(Day::new(2022, 1, 1).unwrap(), Day::new(2022, 10, 31).unwrap()).unwrap();
        let office = CreateOffice { name: "云州团市委".into(), code: "office".into(), period };
        let office = test.db.write(&by, &office, board::office::create).await.unwrap();
        let (from, to) = (account(&test.db, &by, "zhou", office.root).await, account(&test.db, &by, "lin", office.root).await);
        for kept in [(from, "共同"), (from, "自己的"), (to, "共同")] {
            test.db.write(&by, &kept, keep).await.unwrap();
        }
        let all = handings.clone();
        let held = async move |tx: &mut Tx, _: &Actor, account: &AccountId| all.held(tx, account).await;
        let kinds: Vec<String> = test.db.read(&by, &from, held).await.unwrap().into_iter().map(|item| item.kind).collect();
        assert_eq!(kinds, ["常用视图", "常用视图", "草稿"].map(str::to_owned));

        let all = handings.clone();
        let pass = async move |tx: &mut Tx, _: &Actor, handed: &Handed| {
            tx.note(base::Note::new("handover.finish"));
            all.pass(tx, handed).await
        };
        assert_eq!(test.db.write(&by, &Handed { from, to, name: "lin".into() }, pass).await.unwrap(), 2);
        assert_eq!(test.db.read(&by, &to, held_by).await.unwrap(), (2, vec!["共同".to_owned(), "自己的".to_owned()]));
        assert_eq!(test.db.read(&by, &from, held_by).await.unwrap(), (1, vec!["共同".to_owned()]));
    }
}
