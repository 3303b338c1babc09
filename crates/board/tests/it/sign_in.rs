//! Promises about signing in and sessions.

use base::{Actor, Tx, sql};
use board::accounts::{self, Account, AddAccount};
use board::passwords::hash_password;
use board::sign_in::{self, SignIn, SignedIn};
use board::{BoardError, sessions};

use crate::accounts::{add, asked};
use crate::{House, houses};

const PASSWORD: &str = "苏州园林 spring 7";

async fn with_account(house: &House) -> Account {
    let ask = AddAccount { hash: Some(hash_password(PASSWORD).unwrap()), ..asked("lin", &[]) };
    add(house, &house.by, ask).await.unwrap()
}

async fn sign_in(house: &House, user: &str, address: &str, password: &str) -> Result<SignedIn, BoardError> {
    let ask = SignIn { user: user.into(), address: address.into(), agent: "test".into() };
    let attempt = house.db().short(&ask, sign_in::begin).await?;
    let fits = attempt.fits(password);
    match house.db().short(&(attempt, fits), sign_in::finish).await? {
        sign_in::Opened::In(signed) => Ok(signed),
        sign_in::Opened::Waits(_) => panic!("it waits for a second factor"),
    }
}

async fn staff(house: &House, id: &str) -> Option<(sessions::Session, Account, Actor)> {
    let act = async |tx: &mut Tx, _: &Actor, id: &String| accounts::staff(tx, id).await;
    house.db().read(&house.by, &id.to_owned(), act).await.unwrap()
}

#[tokio::test]
async fn a_session_is_kept_only_as_a_digest_and_tells_who_is_signed_in() {
    for house in houses().await {
        let account = with_account(&house).await;
        let signed = sign_in(&house, " LIN ", "10.0.0.7", PASSWORD).await.unwrap();
        assert_eq!(signed.session.len(), 64, "256 bits in hex");
        let (session, found, by) = staff(&house, &signed.session).await.unwrap();
        assert_eq!((&found, by.account, session.address.as_str()), (&account, Some(account.id), "10.0.0.7"));
        let rows = async |tx: &mut Tx, _: &Actor, (): &()| {
            tx.all::<(Vec<u8>, String, String)>(sql("SELECT digest, address, agent FROM session")).await
        };
        let rows = house.db().read(&house.by, &(), rows).await.unwrap();
        assert_eq!(rows[0].0, base::secret::sm3(signed.session.as_bytes()));
        assert_ne!(base::secret::hex(&rows[0].0), signed.session);
        assert!(staff(&house, &session.handle()).await.is_none(), "what the table holds signs nobody in");
        let again = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.unwrap();
        assert_ne!(again.session, signed.session, "each sign-in has a new one");
    }
}

#[tokio::test]
async fn a_form_token_belongs_to_one_session() {
    let (mine, theirs) = (base::secret::token(32), base::secret::token(32));
    assert!(sessions::csrf_fits(&mine, &sessions::csrf(&mine)));
    for wrong in [sessions::csrf(&theirs), mine.clone(), String::new(), sessions::csrf(&mine)[..63].to_owned()] {
        assert!(!sessions::csrf_fits(&mine, &wrong));
    }
}

#[tokio::test]
async fn a_wrong_name_a_wrong_password_and_a_disabled_account_are_told_alike() {
    for house in houses().await {
        let account = with_account(&house).await;
        let nobody = sign_in(&house, "nobody", "10.0.0.7", PASSWORD).await.err();
        let wrong = sign_in(&house, "lin", "10.0.0.7", "wrong").await.err();
        house.db().write(&house.by, &account.id, accounts::disable).await.unwrap();
        let disabled = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.err();
        assert_eq!((&nobody, &wrong, &disabled), (&Some(BoardError::WrongSignIn), &nobody, &nobody));
        let waits = add(&house, &house.by, asked("waits", &[])).await.unwrap();
        assert!(waits.must_change);
        assert_eq!(sign_in(&house, "waits", "10.0.0.7", "").await.err(), nobody, "no password yet is no empty password");
    }
}

#[tokio::test]
async fn an_account_disabled_between_the_two_steps_gets_no_session() {
    for house in houses().await {
        let account = with_account(&house).await;
        let ask = SignIn { user: "lin".into(), address: "10.0.0.7".into(), agent: "test".into() };
        let attempt = house.db().short(&ask, sign_in::begin).await.unwrap();
        house.db().write(&house.by, &account.id, accounts::disable).await.unwrap();
        assert_eq!(house.db().short(&(attempt, true), sign_in::finish).await.err(), Some(BoardError::WrongSignIn));
        assert_eq!(house.count("session").await, 0);
    }
}

#[tokio::test]
async fn disabling_an_account_ends_its_sessions_at_once() {
    for house in houses().await {
        let account = with_account(&house).await;
        let signed = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.unwrap();
        house.db().write(&house.by, &account.id, accounts::disable).await.unwrap();
        assert!(staff(&house, &signed.session).await.is_none());
        house.db().write(&house.by, &account.id, accounts::enable).await.unwrap();
        assert!(staff(&house, &signed.session).await.is_none(), "nor does it come back");
    }
}

#[tokio::test]
async fn a_session_is_over_after_eight_idle_hours_or_seven_days() {
    for house in houses().await {
        with_account(&house).await;
        let hours = |n: i64| testkit::noon().plus_seconds(n * 3600);
        let idle = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.unwrap().session;
        let used = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.unwrap().session;
        for n in (7..168).step_by(7) {
            house.db().clock().set(hours(n));
            let (session, ..) = staff(&house, &used).await.unwrap();
            house.db().short(&session, async |tx: &mut Tx, session: &sessions::Session| sessions::touch(tx, session).await).await.unwrap();
            assert_eq!(staff(&house, &idle).await.is_some(), n < 8, "{n} hours");
        }
        house.db().clock().set(hours(168));
        assert!(staff(&house, &used).await.is_none(), "seven days are the longest");
        let swept = house.db().short(&(), async |tx: &mut Tx, (): &()| sessions::sweep(tx).await).await.unwrap();
        assert_eq!((swept >= 1, staff(&house, &idle).await.is_none()), (true, true));
    }
}

#[tokio::test]
async fn sessions_are_listed_and_ended_by_their_owner_only() {
    for house in houses().await {
        let mine = with_account(&house).await;
        let theirs = add(&house, &house.by, asked("other", &[])).await.unwrap();
        let a = sign_in(&house, "lin", "10.0.0.7", PASSWORD).await.unwrap().session;
        let b = sign_in(&house, "lin", "10.0.0.8", PASSWORD).await.unwrap().session;
        let list = async |tx: &mut Tx, _: &Actor, account: &Account| sessions::list(tx, account.tenant, account.id).await;
        let listed = house.db().read(&house.by, &mine, list).await.unwrap();
        assert_eq!(listed.len(), 2);
        let handle = staff(&house, &a).await.unwrap().0.handle();
        let revoke =
            async |tx: &mut Tx, (account, handle): &(Account, String)| sessions::revoke(tx, account.tenant, account.id, handle).await;
        assert!(!house.db().short(&(theirs, handle.clone()), revoke).await.unwrap());
        assert!(house.db().short(&(mine.clone(), handle), revoke).await.unwrap());
        assert!(staff(&house, &a).await.is_none());
        assert!(staff(&house, &b).await.is_some());
        house.db().short(&b, async |tx: &mut Tx, id: &String| sessions::close(tx, id).await).await.unwrap();
        assert!(staff(&house, &b).await.is_none(), "signed out");
    }
}
