//! Promises about accounts and grants.

use base::{AccountId, Actor, Role, Tx};
use board::accounts::{self, Account, AddAccount, ChangeGrant, Redeem};
use board::passwords::hash_password;
use board::{BoardError, Org, OrgKind, sessions};

use crate::{House, houses};

pub(crate) fn asked(user: &str, grants: &[(Role, &Org)]) -> AddAccount {
    let grants = grants.iter().map(|&(role, org)| (role, org.id)).collect();
    AddAccount { user: user.into(), name: "林晓禾".into(), person: None, hash: None, must_change: false, grants }
}

pub(crate) async fn add(house: &House, by: &Actor, ask: AddAccount) -> Result<Account, BoardError> {
    house.db().write(by, &ask, accounts::add).await
}

async fn actor(house: &House, account: &Account) -> Option<Actor> {
    let act = async |tx: &mut Tx, _: &Actor, id: &AccountId| accounts::actor(tx, *id).await;
    house.db().read(&house.by, &account.id, act).await.unwrap()
}

#[tokio::test]
async fn a_user_name_is_one_over_the_installation_in_whatever_case_it_is_typed() {
    for house in houses().await {
        let account = add(&house, &house.by, asked(" Ｌin.Xiaohe ", &[])).await.unwrap();
        assert_eq!(account.user, "lin.xiaohe");
        assert_eq!(add(&house, &house.by, asked("LIN.XIAOHE", &[])).await, Err(BoardError::UserTaken));
        let other = Actor::system(house.db().new_tenant().await.unwrap(), "别处");
        assert_eq!(add(&house, &other, asked("lin.xiaohe", &[])).await, Err(BoardError::UserTaken), "in another office");
        for bad in ["a", "林 晓禾", "<b>", &"长".repeat(41)] {
            assert_eq!(add(&house, &house.by, asked(bad, &[])).await, Err(BoardError::BadUser), "{bad}");
        }
    }
}

#[tokio::test]
async fn an_actor_has_the_paths_of_today_and_none_once_disabled() {
    for house in houses().await {
        let old = house.found("旧区", OrgKind::District, house.root.id).await;
        let new = house.found("新区", OrgKind::District, house.root.id).await;
        let unit = house.found("街道团委", OrgKind::LeagueCommittee, old.id).await;
        let account = add(&house, &house.by, asked("lin", &[(Role::Recorder, &unit)])).await.unwrap();
        house.shift(&unit, "2022-06-01", &new).await.unwrap();
        let by = actor(&house, &account).await.unwrap();
        assert_eq!((by.system, by.account, by.name.as_str()), (false, Some(account.id), "林晓禾"));
        assert_eq!(by.grants[0].path, format!("/1/{}/{}/", new.number, unit.number), "the move holds at once");
        house.db().write(&house.by, &account.id, accounts::disable).await.unwrap();
        assert!(actor(&house, &account).await.is_none());
        house.db().write(&house.by, &account.id, accounts::enable).await.unwrap();
        assert!(actor(&house, &account).await.is_some());
    }
}

#[tokio::test]
async fn nobody_gives_takes_or_takes_over_what_they_do_not_administer() {
    for house in houses().await {
        let mine = house.found("甲区", OrgKind::District, house.root.id).await;
        let below = house.found("甲区团委", OrgKind::LeagueCommittee, mine.id).await;
        let theirs = house.found("乙区", OrgKind::District, house.root.id).await;
        let head = add(&house, &house.by, asked("head", &[(Role::Administrator, &house.root)])).await.unwrap();
        let admin = add(&house, &house.by, asked("admin", &[(Role::Administrator, &mine), (Role::Reader, &house.root)])).await.unwrap();
        let admin = actor(&house, &admin).await.unwrap();
        let local = add(&house, &admin, asked("local", &[(Role::Recorder, &below)])).await.unwrap();
        for beyond in [asked("x1", &[(Role::Reader, &theirs)]), asked("x2", &[(Role::Administrator, &house.root)]), asked("x3", &[])] {
            assert_eq!(add(&house, &admin, beyond).await, Err(BoardError::BeyondReach));
        }
        let grant = |account: &Account, org: &Org| ChangeGrant { account: account.id, role: Role::Administrator, org: org.id };
        let give = async |by: &Actor, ask: ChangeGrant| house.db().write(by, &ask, accounts::add_grant).await;
        assert_eq!(give(&admin, grant(&local, &house.root)).await, Err(BoardError::BeyondReach));
        assert_eq!(give(&admin, grant(&head, &mine)).await, Err(BoardError::BeyondReach), "nor touch one who reaches further");
        assert_eq!(house.db().write(&admin, &head.id, accounts::reset).await, Err(BoardError::BeyondReach));
        assert_eq!(house.db().write(&admin, &head.id, accounts::disable).await, Err(BoardError::BeyondReach));
        give(&admin, grant(&local, &mine)).await.unwrap();
        let recorder = actor(&house, &add(&house, &house.by, asked("rec", &[(Role::Recorder, &mine)])).await.unwrap()).await.unwrap();
        assert!(house.db().write(&recorder, &local.id, accounts::reset).await.is_err());
        let see = async |tx: &mut Tx, by: &Actor, (): &()| {
            let scope = board::access::scope(by, &accounts::MANAGE);
            let users = accounts::list(tx, &scope).await?.into_iter().map(|(account, _)| account.user);
            Ok::<_, BoardError>(users.collect::<Vec<_>>())
        };
        assert_eq!(house.db().read(&admin, &(), see).await.unwrap(), ["local", "rec"]);
        assert_eq!(house.db().read(&recorder, &(), see).await.unwrap().len(), 0);
        let head = actor(&house, &head).await.unwrap();
        assert_eq!(house.db().read(&head, &(), see).await.unwrap(), ["admin", "head", "local", "rec"]);
    }
}

#[tokio::test]
async fn the_last_administrator_stays() {
    for house in houses().await {
        let head = add(&house, &house.by, asked("head", &[(Role::Administrator, &house.root)])).await.unwrap();
        let ask = ChangeGrant { account: head.id, role: Role::Administrator, org: house.root.id };
        assert_eq!(house.db().write(&house.by, &ask, accounts::remove_grant).await, Err(BoardError::LastAdministrator));
        assert_eq!(house.db().write(&house.by, &head.id, accounts::disable).await, Err(BoardError::LastAdministrator));
        assert!(actor(&house, &head).await.is_some(), "what was refused is undone");
        add(&house, &house.by, asked("second", &[(Role::Administrator, &house.root)])).await.unwrap();
        house.db().write(&house.by, &ask, accounts::remove_grant).await.unwrap();
        house.db().write(&house.by, &head.id, accounts::disable).await.unwrap();
    }
}

#[tokio::test]
async fn a_reset_code_sets_a_password_once_within_a_day() {
    for house in houses().await {
        let account =
            add(&house, &house.by, AddAccount { hash: Some(hash_password("old password 1").unwrap()), ..asked("lin", &[]) }).await.unwrap();
        let open = sessions::OpenSession {
            tenant: account.tenant,
            account: account.id,
            address: "::1".into(),
            agent: "t".into(),
            way: sessions::Way::Own,
        };
        house.db().short(&open, sessions::open).await.unwrap();
        let code = house.db().write(&house.by, &account.id, accounts::reset).await.unwrap();
        assert!(code.chars().filter(char::is_ascii_hexdigit).count() >= 32, "128 bits and more");
        assert_eq!(house.count("session").await, 0, "whoever was signed in is out");
        let hash = hash_password("new password 2").unwrap();
        let redeem = async |user: &str, code: &str| {
            let ask = Redeem { user: user.into(), code: code.into(), hash: hash.clone() };
            house.db().write(&house.by, &ask, accounts::redeem).await
        };
        let state = async |tx: &mut Tx, _: &Actor, id: &AccountId| {
            Ok::<_, BoardError>((accounts::password_hash(tx, *id).await?, accounts::get(tx, *id).await?.must_change))
        };
        assert_eq!(house.db().read(&house.by, &account.id, state).await.unwrap(), (None, true), "the old password is gone");
        assert_eq!(redeem("lin", "wrong").await, Err(BoardError::WrongCode));
        assert_eq!(redeem("other", &code).await, Err(BoardError::WrongCode), "a code is one user's");
        redeem("LIN", &format!(" {} ", code.to_uppercase().replace('-', " "))).await.unwrap();
        assert_eq!(house.db().read(&house.by, &account.id, state).await.unwrap(), (Some(hash.clone()), false));
        assert_eq!(redeem("lin", &code).await, Err(BoardError::WrongCode), "used up");
        let code = house.db().write(&house.by, &account.id, accounts::reset).await.unwrap();
        house.db().clock().set(testkit::noon().plus_seconds(24 * 3600));
        assert_eq!(redeem("lin", &code).await, Err(BoardError::WrongCode), "too old");
    }
}

#[tokio::test]
async fn a_changed_password_ends_the_other_sessions() {
    for house in houses().await {
        let account = add(&house, &house.by, AddAccount { must_change: true, ..asked("lin", &[]) }).await.unwrap();
        let open = sessions::OpenSession {
            tenant: account.tenant,
            account: account.id,
            address: "::1".into(),
            agent: "t".into(),
            way: sessions::Way::Own,
        };
        let here = house.db().short(&open, sessions::open).await.unwrap();
        let there = house.db().short(&open, sessions::open).await.unwrap();
        let staff = async |tx: &mut Tx, _: &Actor, id: &String| accounts::staff(tx, id).await;
        let (session, known, by) = house.db().read(&house.by, &here, staff).await.unwrap().unwrap();
        assert!(known.must_change);
        let ask = accounts::ChangePassword { hash: hash_password("another one 3").unwrap(), session: Some(session) };
        house.db().write(&by, &ask, accounts::change_password).await.unwrap();
        assert!(!house.db().read(&house.by, &here, staff).await.unwrap().unwrap().1.must_change);
        assert!(house.db().read(&house.by, &there, staff).await.unwrap().is_none());
    }
}
