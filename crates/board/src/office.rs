//! The office of a tenant: its root org and the period its pages show.

use base::{Actor, Db, DbError, OrgId, TenantId, Tx, sql};
use norms::{Day, Period};
use uuid::Uuid;

use crate::{BoardError, audit, orgs};

/// An office as it is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Office {
    /// Its tenant.
    pub tenant: TenantId,
    /// Its root org, number 1.
    pub root: OrgId,
    /// The root org's name.
    pub name: String,
    /// The period that pages show unless asked for another.
    pub period: Period,
}

/// Asks for a new office in a tenant that has none.
#[derive(Clone, Debug)]
pub struct CreateOffice {
    /// Its name, which becomes that of the root org.
    pub name: String,
    /// The root org's code.
    pub code: String,
    /// The period that pages show first.
    pub period: Period,
}

/// Makes the office and its root org. The tenant is the actor's; `Db::new_tenant` makes one.
///
/// # Errors
/// [`BoardError::OfficeExists`], a bad name or code.
pub async fn create(tx: &mut Tx, _by: &Actor, ask: &CreateOffice) -> Result<Office, BoardError> {
    let root = orgs::found_root(tx, &ask.name, &ask.code).await?;
    let text = "INSERT INTO office(tenant, root, period_from, period_to) VALUES ($1, $2, $3, $4)";
    tx.run(sql(text).bind(tx.tenant()).bind(root.id).bind(ask.period.from).bind(ask.period.to)).await?;
    tx.note(audit::org("office.create", &root));
    Ok(Office { tenant: tx.tenant(), root: root.id, name: root.name, period: ask.period })
}

/// The office of the transaction's tenant.
///
/// # Errors
/// [`BoardError::NoOffice`] before it was made.
pub async fn load(tx: &mut Tx) -> Result<Office, BoardError> {
    let query = sql(SELECT).push(" WHERE f.tenant = $1").bind(tx.tenant());
    let row = tx.optional::<OfficeRow>(query).await?.ok_or(BoardError::NoOffice)?;
    Ok(read(row)?)
}

/// Switches the period that pages show.
pub async fn set_period(tx: &mut Tx, _by: &Actor, period: &Period) -> Result<(), BoardError> {
    let before = load(tx).await?;
    let text = "UPDATE office SET period_from = $2, period_to = $3 WHERE tenant = $1";
    tx.run(sql(text).bind(tx.tenant()).bind(period.from).bind(period.to)).await?;
    let note = audit::org_id("office.period", before.root).with("before", before.period.chinese());
    tx.note(note.with("after", period.chinese()));
    Ok(())
}

/// All offices of an installation, oldest first: there is usually one.
pub async fn offices(db: &Db) -> Result<Vec<Office>, BoardError> {
    db.read(&nobody(), &(), async |tx: &mut Tx, _: &Actor, (): &()| {
        let rows = tx.all::<OfficeRow>(sql(SELECT).push(" ORDER BY f.tenant")).await?;
        Ok(rows.into_iter().map(read).collect::<Result<_, _>>()?)
    })
    .await
}

/// The tenant of the oldest office, for the command line.
///
/// # Errors
/// [`BoardError::NoOffice`] where there is none yet.
pub async fn first_tenant(db: &Db) -> Result<TenantId, BoardError> {
    offices(db).await?.first().map(|office| office.tenant).ok_or(BoardError::NoOffice)
}

/// Reads across offices belong to no tenant.
fn nobody() -> Actor {
    Actor::system(TenantId(0), "system")
}

const SELECT: &str =
    "SELECT f.tenant, f.root, o.name, f.period_from, f.period_to FROM office f JOIN org o ON o.tenant = f.tenant AND o.id = f.root";

type OfficeRow = (i64, Uuid, String, i64, i64);

fn read((tenant, root, name, from, to): OfficeRow) -> Result<Office, DbError> {
    let day = |number| Day::from_number(number).map_err(|error| DbError::Corrupt(error.to_string()));
    let period = Period::new(day(from)?, day(to)?).ok_or_else(|| DbError::Corrupt("a period ends before it begins".into()))?;
    Ok(Office { tenant: TenantId(tenant), root: OrgId(root), name, period })
}
