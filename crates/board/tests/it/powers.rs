//! 三员分立, and roles that somebody wrote into the database.

use base::{Actor, Role, Tx, sql};
use board::BoardError;
use board::accounts::{self, Account, AddAccount, ChangeGrant, add_grant, remove_grant};

use crate::{House, houses};

async fn account(house: &House, user: &str, roles: &[Role]) -> Account {
    let grants = roles.iter().map(|role| (*role, house.root.id)).collect();
    let ask =
        AddAccount { user: user.into(), name: format!("{user}同志"), person: None, hash: Some("#".into()), must_change: false, grants };
    house.db().write(&house.by, &ask, accounts::add).await.unwrap()
}

async fn acts(house: &House, account: &Account) -> Actor {
    house.db().read(&house.by, &account.id, async |tx: &mut Tx, _: &Actor, id: &_| accounts::actor(tx, *id).await).await.unwrap().unwrap()
}

fn grant(house: &House, account: &Account, role: Role) -> ChangeGrant {
    ChangeGrant { account: account.id, role, org: house.root.id }
}

#[tokio::test]
async fn the_three_exclude_each_other_by_rule_and_by_constraint() {
    for house in houses().await {
        let three = [Role::Administrator, Role::Security, Role::Auditor];
        account(&house, "spare", &[Role::Administrator]).await;
        for held in three {
            let one = account(&house, &format!("one-{}", held.code()), &[held]).await;
            for other in three.into_iter().filter(|other| *other != held) {
                let refused = house.db().write(&house.by, &grant(&house, &one, other), add_grant).await.unwrap_err();
                assert_eq!(refused, BoardError::Excluded(other.chinese(), held.chinese()));
                let ask = (one.id, other);
                let past = house.db().write(&house.by, &ask, async |tx: &mut Tx, _: &Actor, (account, role): &(_, Role)| {
                    let text = "INSERT INTO account_grant(tenant, account, role, org, power, seal) \
                                SELECT tenant, $2, $3, id, $3, $4 FROM org WHERE tenant = $1 AND number = 1";
                    tx.run(sql(text).bind(tx.tenant()).bind(*account).bind(role.code()).bind(vec![1_u8])).await
                });
                assert!(past.await.is_err(), "{held:?} and {other:?} past the program");
            }
            house.db().write(&house.by, &grant(&house, &one, Role::Officer), add_grant).await.unwrap();
            assert_eq!(acts(&house, &one).await.grants.len(), 2, "other roles do not stand in the way");
        }
        let one = account(&house, "changes", &[Role::Auditor]).await;
        house.db().write(&house.by, &grant(&house, &one, Role::Auditor), remove_grant).await.unwrap();
        house.db().write(&house.by, &grant(&house, &one, Role::Administrator), add_grant).await.unwrap();
    }
}

#[tokio::test]
async fn from_the_first_security_administrator_on_only_they_give_roles_and_none_to_themselves() {
    for house in houses().await {
        let admin = account(&house, "admin", &[Role::Administrator]).await;
        let reader = account(&house, "reader", &[Role::Reader]).await;
        let recorder = grant(&house, &reader, Role::Recorder);
        let by_admin = acts(&house, &admin).await;
        house.db().write(&by_admin, &recorder, add_grant).await.unwrap();
        house.db().write(&by_admin, &recorder, remove_grant).await.unwrap();
        let bao = account(&house, "bao", &[]).await;
        house.db().write(&by_admin, &grant(&house, &bao, Role::Security), add_grant).await.unwrap();

        let by_bao = acts(&house, &bao).await;
        assert_eq!(house.db().write(&by_admin, &recorder, add_grant).await, Err(BoardError::Separated));
        assert_eq!(house.db().write(&by_admin, &grant(&house, &reader, Role::Reader), remove_grant).await, Err(BoardError::Separated));
        house.db().write(&by_bao, &recorder, add_grant).await.unwrap();
        assert_eq!(house.db().write(&by_bao, &grant(&house, &bao, Role::Officer), add_grant).await, Err(BoardError::OwnRoles));
        let opens = AddAccount { user: "x1".into(), name: "新".into(), person: None, hash: None, must_change: true, grants: Vec::new() };
        assert_eq!(
            house.db().write(&by_bao, &opens, accounts::add).await,
            Err(BoardError::BeyondReach),
            "who gives roles opens no accounts"
        );
        assert!(house.db().write(&by_bao, &reader.id, accounts::disable).await.is_err());
        house.db().write(&by_admin, &opens, accounts::add).await.unwrap();

        assert_eq!(house.db().write(&by_admin, &bao.id, accounts::disable).await, Err(BoardError::LastSecurity), "no way back by a page");
        house.db().write(&house.by, &bao.id, accounts::disable).await.unwrap();
        house.db().write(&by_admin, &grant(&house, &reader, Role::Checker), add_grant).await.unwrap();
    }
}

#[tokio::test]
async fn a_role_that_was_written_into_the_database_gives_nothing_until_somebody_at_the_machine_seals_it() {
    for house in houses().await {
        let reader = account(&house, "reader", &[Role::Reader]).await;
        let other = account(&house, "other", &[Role::Officer]).await;
        let planted = async |tx: &mut Tx, _: &Actor, id: &base::AccountId| {
            // The seal of another's grant does not fit either.
            let text = "INSERT INTO account_grant(tenant, account, role, org, seal) \
                        SELECT tenant, $2, role, org, seal FROM account_grant WHERE tenant = $1 AND account = $3";
            tx.run(sql(text).bind(tx.tenant()).bind(*id).bind(other.id).scratch()).await
        };
        house.db().write(&house.by, &reader.id, planted).await.unwrap();
        let roles = async |house: &House| acts(house, &reader).await.grants.iter().map(|grant| grant.role).collect::<Vec<_>>();
        assert_eq!(roles(&house).await, [Role::Reader]);
        let unsound = async |house: &House| {
            house.db().read(&house.by, &(), async |tx: &mut Tx, _: &Actor, (): &()| accounts::unsound(tx).await).await.unwrap()
        };
        assert_eq!(unsound(&house).await, [(reader.id, "officer".to_owned(), house.root.id)]);

        let seal = async |tx: &mut Tx, _: &Actor, (): &()| accounts::seal_grants(tx).await;
        assert_eq!(house.db().write(&house.by, &(), seal).await.unwrap(), 1);
        assert_eq!(roles(&house).await, [Role::Officer, Role::Reader]);
        assert!(unsound(&house).await.is_empty());
    }
}
