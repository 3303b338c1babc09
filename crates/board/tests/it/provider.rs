//! Whose an account is at the provider, and which certificate is whose: the database itself lets none be two people's.

use base::{Actor, DbError, Tx, sql};
use board::BoardError;
use board::accounts::provider::{self, Subject};
use board::accounts::second::certificate::{self, Certificate};

use crate::accounts::{add, asked};
use crate::houses;

#[tokio::test]
async fn a_subject_and_a_certificate_are_one_accounts_by_the_databases_own_rule() {
    for house in houses().await {
        let lin = add(&house, &house.by, asked("lin", &[])).await.unwrap();
        let gu = add(&house, &house.by, asked("gu", &[])).await.unwrap();
        let subject = Subject { issuer: "https://id.example.cn".into(), subject: "u-1".into() };
        let other = Subject { issuer: "https://other.example.cn".into(), subject: "u-1".into() };
        let db = house.db();
        db.write(&house.by, &(lin.id, subject.clone()), provider::bind).await.unwrap();
        assert_eq!(db.write(&house.by, &(gu.id, subject.clone()), provider::bind).await, Err(BoardError::SubjectTaken));
        db.write(&house.by, &(gu.id, other), provider::bind).await.unwrap();
        let by_hand = async |tx: &mut Tx, _: &Actor, (): &()| -> Result<(), DbError> {
            let text = "INSERT INTO account_provider(tenant, account, issuer, subject, made) VALUES ($1, $2, $3, 'u-1', 1)";
            tx.run(sql(text).bind(tx.tenant()).bind(gu.id).bind("https://id.example.cn").scratch()).await.map(drop)
        };
        assert!(matches!(db.write(&house.by, &(), by_hand).await, Err(DbError::Duplicate(_))));
        let one = Certificate::read("0A:1B:2C").unwrap();
        db.write(&house.by, &(lin.id, one.clone()), certificate::bind).await.unwrap();
        assert_eq!(db.write(&house.by, &(gu.id, one), certificate::bind).await, Err(BoardError::CertificateTaken));
        let by_hand = async |tx: &mut Tx, _: &Actor, (): &()| -> Result<(), DbError> {
            let text = "UPDATE account SET certificate = '0a1b2c' WHERE id = $1";
            tx.run(sql(text).bind(gu.id).scratch()).await.map(drop)
        };
        assert!(matches!(db.write(&house.by, &(), by_hand).await, Err(DbError::Duplicate(_))));
        db.write(&house.by, &(lin.id, subject.issuer.clone()), provider::unbind).await.unwrap();
        db.write(&house.by, &lin.id, board::accounts::second::reset).await.unwrap();
        db.write(&house.by, &(gu.id, subject), provider::bind).await.unwrap();
    }
}

#[tokio::test]
async fn nobody_binds_an_account_that_they_do_not_manage() {
    for house in houses().await {
        let lin = add(&house, &house.by, asked("lin", &[])).await.unwrap();
        let nobody = Actor { grants: Vec::new(), system: false, account: Some(lin.id), ..house.by.clone() };
        let subject = Subject { issuer: "https://id.example.cn".into(), subject: "u-1".into() };
        let bound = house.db().write(&nobody, &(lin.id, subject), provider::bind).await;
        assert!(matches!(bound, Err(BoardError::Denied(_))), "{bound:?}");
        let bound = house.db().write(&nobody, &(lin.id, Certificate::read("0a1b").unwrap()), certificate::bind).await;
        assert!(matches!(bound, Err(BoardError::Denied(_))), "{bound:?}");
    }
}
