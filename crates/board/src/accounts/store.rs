//! The SQL of accounts.

use base::{AccountId, DbError, PersonId, Sql, TenantId, Tx, sql};
use uuid::Uuid;

use super::{Account, Second};

type AccountRow = (i64, Uuid, String, String, Option<Uuid>, bool, bool, Option<String>, Option<String>);

fn read((tenant, id, user, name, person, disabled, must_change, second, certificate): AccountRow) -> Account {
    let (id, tenant, person) = (AccountId(id), TenantId(tenant), person.map(PersonId));
    let second = second.as_deref().and_then(Second::from_code);
    let certificate = certificate.is_some();
    Account { id, tenant, user, name, person, disabled, must_change, second, certificate }
}

fn select(filter: &str) -> Sql {
    sql("SELECT tenant, id, user_name, name, person, disabled, must_change, second, certificate FROM account").push(filter)
}

pub(super) async fn get(tx: &mut Tx, tenant: TenantId, id: AccountId) -> Result<Option<Account>, DbError> {
    let query = select(" WHERE tenant = $1 AND id = $2").bind(tenant).bind(id);
    Ok(tx.optional(query).await?.map(read))
}

pub(super) async fn by_user(tx: &mut Tx, user: &str) -> Result<Option<Account>, DbError> {
    let query = select(" WHERE tenant = $1 AND user_name = $2").bind(tx.tenant()).bind(user);
    Ok(tx.optional(query).await?.map(read))
}

pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Account>, DbError> {
    let query = select(" WHERE tenant = $1 ORDER BY user_name").bind(tx.tenant());
    Ok(tx.all(query).await?.into_iter().map(read).collect())
}

/// Inserts an account; `false` where the user name is taken, in whatever office.
pub(super) async fn insert(tx: &mut Tx, account: &Account, hash: Option<&str>) -> Result<bool, DbError> {
    let text = "INSERT INTO account(tenant, id, user_name, name, person, password_hash, disabled, must_change, made) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING";
    let statement = sql(text)
        .bind(account.tenant)
        .bind(account.id)
        .bind(&account.user)
        .bind(&account.name)
        .bind(account.person)
        .bind(hash)
        .bind(account.disabled)
        .bind(account.must_change)
        .bind(tx.now());
    Ok(tx.run(statement).await? == 1)
}

pub(super) async fn save(tx: &mut Tx, account: &Account) -> Result<(), DbError> {
    let text = "UPDATE account SET name = $3, person = $4, disabled = $5 WHERE tenant = $1 AND id = $2";
    let statement = sql(text).bind(account.tenant).bind(account.id).bind(&account.name).bind(account.person).bind(account.disabled);
    tx.run(statement).await?;
    Ok(())
}

/// Sets somebody's own password: nothing is left to change, and no code holds any longer.
pub(super) async fn set_password(tx: &mut Tx, account: AccountId, hash: &str) -> Result<(), DbError> {
    let text =
        "UPDATE account SET password_hash = $3, must_change = $4, reset_digest = NULL, reset_until = NULL WHERE tenant = $1 AND id = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(account).bind(hash).bind(false)).await?;
    Ok(())
}

pub(super) async fn set_second(tx: &mut Tx, account: AccountId, second: Option<Second>) -> Result<(), DbError> {
    let statement = sql("UPDATE account SET second = $3 WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(account);
    tx.run(statement.bind(second.map(Second::code))).await?;
    Ok(())
}

pub(super) async fn set_certificate(tx: &mut Tx, account: AccountId, certificate: Option<&str>) -> Result<(), DbError> {
    let statement = sql("UPDATE account SET certificate = $3 WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(account);
    tx.run(statement.bind(certificate.map(str::to_owned))).await?;
    Ok(())
}

pub(super) async fn password_hash(tx: &mut Tx, account: AccountId) -> Result<Option<String>, DbError> {
    let query = sql("SELECT password_hash FROM account WHERE tenant = $1 AND id = $2").bind(tx.tenant()).bind(account);
    Ok(tx.optional::<(Option<String>,)>(query).await?.and_then(|row| row.0))
}

/// An account's name stands in no list any more, its user name is one that nobody types, and its ways of being told something are gone.
pub(super) async fn forget_disabled(tx: &mut Tx, people: &[PersonId]) -> Result<(), DbError> {
    let query = sql("SELECT id FROM account WHERE tenant = $1 AND disabled = $2 AND person IN").bind(tx.tenant()).bind(true);
    let rows: Vec<(Uuid,)> = tx.all(query.list(people.iter().copied())).await?;
    for (id,) in rows {
        for table in ["reminder", "calendar_feed", "session", "sign_in_step", "second_secret", "second_code"] {
            let text = format!("DELETE FROM {table} WHERE tenant = $1 AND account = $2");
            tx.run(sql(&text).bind(tx.tenant()).bind(id)).await?;
        }
        let text = "UPDATE account SET name = $3, user_name = $4, password_hash = NULL, person = NULL WHERE tenant = $1 AND id = $2";
        let user = format!("gone-{}", id.simple());
        tx.run(sql(text).bind(tx.tenant()).bind(id).bind(crate::personal::GONE).bind(user)).await?;
    }
    Ok(())
}
