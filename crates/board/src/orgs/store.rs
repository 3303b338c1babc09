//! The SQL of orgs.

use base::{DbError, OrgId, Scope, Sql, Tx, Value, sql};
use uuid::Uuid;

use super::{Line, Org, OrgFilter, OrgKind, day};
use crate::access;

/// The columns of [`OrgRow`], of a table named `o`.
const COLUMNS: &str =
    "o.id, o.number, o.name, o.kind, o.line, o.code, o.parent, o.path, o.founded, o.closed, o.merged_into, o.sort_key FROM org o";

#[derive(sqlx::FromRow)]
struct OrgRow {
    id: Uuid,
    number: i64,
    name: String,
    kind: String,
    line: String,
    code: String,
    parent: Option<Uuid>,
    path: String,
    founded: Option<i64>,
    closed: Option<i64>,
    merged_into: Option<Uuid>,
    sort_key: Vec<u8>,
}

impl TryFrom<OrgRow> for Org {
    type Error = DbError;
    fn try_from(row: OrgRow) -> Result<Org, DbError> {
        let strange = |what: &str| DbError::Corrupt(format!("org {}: {what}", row.number));
        Ok(Org {
            id: OrgId(row.id),
            number: row.number,
            kind: OrgKind::from_code(&row.kind).ok_or_else(|| strange("its kind is unknown"))?,
            line: Line::from_code(&row.line).ok_or_else(|| strange("its line is unknown"))?,
            name: row.name,
            code: row.code,
            parent: row.parent.map(OrgId),
            path: row.path,
            founded: day(row.founded)?,
            closed: day(row.closed)?,
            merged_into: row.merged_into.map(OrgId),
            sort_key: row.sort_key,
        })
    }
}

/// `SELECT … FROM org o WHERE o.tenant = $1` and whatever follows.
fn select(tx: &Tx, filter: &str) -> Sql {
    sql("SELECT ").push(COLUMNS).push(" WHERE o.tenant = $1").push(filter).bind(tx.tenant())
}

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<Org>, DbError> {
    tx.all::<OrgRow>(query).await?.into_iter().map(Org::try_from).collect()
}

pub(super) async fn optional(tx: &mut Tx, id: OrgId) -> Result<Option<Org>, DbError> {
    let query = select(tx, " AND o.id = $2").bind(id);
    Ok(read(tx, query).await?.pop())
}

pub(super) async fn by_code(tx: &mut Tx, code: &str) -> Result<Option<Org>, DbError> {
    let query = select(tx, " AND o.code = $2").bind(code);
    Ok(read(tx, query).await?.pop())
}

/// Few are asked for by name, many by reading all: a statement holds only so many places.
const MOST_LISTED: usize = 500;

pub(super) async fn by_numbers(tx: &mut Tx, numbers: &[i64]) -> Result<Vec<Org>, DbError> {
    if numbers.len() > MOST_LISTED {
        let wanted: std::collections::HashSet<i64> = numbers.iter().copied().collect();
        return Ok(all(tx).await?.into_iter().filter(|org| wanted.contains(&org.number)).collect());
    }
    let query = select(tx, " AND o.number IN").list(numbers.iter().copied());
    read(tx, query).await
}

pub(super) async fn many(tx: &mut Tx, ids: &[OrgId]) -> Result<Vec<Org>, DbError> {
    if ids.len() > MOST_LISTED {
        let wanted: std::collections::HashSet<OrgId> = ids.iter().copied().collect();
        return Ok(all(tx).await?.into_iter().filter(|org| wanted.contains(&org.id)).collect());
    }
    let query = select(tx, " AND o.id IN").list(ids.iter().copied());
    read(tx, query).await
}

pub(super) async fn all(tx: &mut Tx) -> Result<Vec<Org>, DbError> {
    let query = select(tx, " ORDER BY o.number");
    read(tx, query).await
}

pub(super) async fn children(tx: &mut Tx, org: OrgId) -> Result<Vec<Org>, DbError> {
    let query = select(tx, " AND o.parent = $2 AND o.merged_into IS NULL ORDER BY o.sort_key, o.number").bind(org);
    read(tx, query).await
}

pub(super) async fn named(tx: &mut Tx, name: &str) -> Result<Vec<Org>, DbError> {
    let filter = " AND o.closed IS NULL AND o.merged_into IS NULL AND (o.name = $2 OR o.id IN \
                  (SELECT a.org FROM org_alias a WHERE a.tenant = $1 AND a.name = $2))";
    let query = select(tx, filter).bind(name);
    read(tx, query).await
}

/// Names first, so that each is looked up in the index of names.
pub(super) async fn known_as(tx: &mut Tx, names: &[String]) -> Result<Vec<(String, OrgId)>, DbError> {
    if names.is_empty() {
        return Ok(Vec::new());
    }
    let rows = names.iter().map(|name| vec![Value::from(name)]);
    let text = ") SELECT k.said, o.id FROM k CROSS JOIN org o WHERE o.tenant = ? AND o.name = k.said AND o.merged_into IS NULL \
                UNION SELECT k.said, o.id FROM k CROSS JOIN org_alias a CROSS JOIN org o WHERE a.tenant = ? AND a.name = k.said \
                AND o.tenant = ? AND o.id = a.org AND o.merged_into IS NULL";
    let tenant = tx.tenant();
    let query = sql("WITH k(said) AS (VALUES").rows(rows).with(text, tenant);
    let found: Vec<(String, Uuid)> = tx.all(query).await?;
    Ok(found.into_iter().map(|(name, org)| (name, OrgId(org))).collect())
}

pub(super) async fn list(tx: &mut Tx, scope: &Scope, filter: &OrgFilter) -> Result<Vec<Org>, DbError> {
    let mut query = access::within_path(select(tx, " AND o.merged_into IS NULL"), scope, "o.path")
        .and(" AND o.kind = ?", filter.kind.map(OrgKind::code))
        .and(" AND o.line = ?", filter.line.map(Line::code));
    if !filter.with_closed {
        query = query.push(" AND o.closed IS NULL");
    }
    if let Some(path) = &filter.under {
        query = access::below(query.push(" AND "), "o.path", path);
    }
    if let Some(text) = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
        let alias = "EXISTS (SELECT 1 FROM org_alias a WHERE a.tenant = o.tenant AND a.org = o.id AND a.name LIKE ? ESCAPE '\\')";
        query = query
            .with(" AND (lower(o.name) LIKE ? ESCAPE '\\' OR lower(o.code) LIKE ? ESCAPE '\\'", crate::names::like(&text.to_lowercase()))
            .with(&format!(" OR {alias})"), crate::names::like(text));
    }
    let query = query.with(" ORDER BY o.sort_key, o.number LIMIT ?", filter.limit.unwrap_or(500));
    read(tx, query).await
}

/// The next number: dense, because the office's acts run one after another.
pub(super) async fn next_number(tx: &mut Tx) -> Result<i64, DbError> {
    let query = sql("SELECT coalesce(max(number), 0) + 1 FROM org WHERE tenant = $1").bind(tx.tenant());
    tx.one::<(i64,)>(query).await.map(|row| row.0)
}

/// Inserts an org; `false` where its code or number is taken.
pub(super) async fn insert(tx: &mut Tx, org: &Org) -> Result<bool, DbError> {
    let text = "INSERT INTO org(tenant, id, number, name, kind, line, code, parent, path, founded, closed, merged_into, sort_key) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING";
    let statement = sql(text)
        .bind(tx.tenant())
        .bind(org.id)
        .bind(org.number)
        .bind(&org.name)
        .bind(org.kind.code())
        .bind(org.line.code())
        .bind(&org.code)
        .bind(org.parent)
        .bind(&org.path)
        .bind(org.founded)
        .bind(org.closed)
        .bind(org.merged_into)
        .bind(org.sort_key.clone());
    Ok(tx.run(statement).await? == 1)
}

pub(super) async fn save_name(tx: &mut Tx, org: &Org) -> Result<(), DbError> {
    let text = "UPDATE org SET name = $3, sort_key = $4 WHERE tenant = $1 AND id = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(org.id).bind(&org.name).bind(org.sort_key.clone())).await?;
    Ok(())
}

pub(super) async fn save_closed(tx: &mut Tx, org: &Org) -> Result<(), DbError> {
    let text = "UPDATE org SET closed = $3, merged_into = $4 WHERE tenant = $1 AND id = $2";
    tx.run(sql(text).bind(tx.tenant()).bind(org.id).bind(org.closed).bind(org.merged_into)).await?;
    Ok(())
}

pub(super) async fn add_alias(tx: &mut Tx, org: OrgId, name: &str) -> Result<(), DbError> {
    let text = "INSERT INTO org_alias(tenant, name, org) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    tx.run(sql(text).bind(tx.tenant()).bind(name).bind(org)).await?;
    Ok(())
}

pub(super) async fn remove_alias(tx: &mut Tx, org: OrgId, name: &str) -> Result<(), DbError> {
    let text = "DELETE FROM org_alias WHERE tenant = $1 AND name = $2 AND org = $3";
    tx.run(sql(text).bind(tx.tenant()).bind(name).bind(org)).await?;
    Ok(())
}

pub(super) async fn aliases(tx: &mut Tx, org: OrgId) -> Result<Vec<String>, DbError> {
    let query = sql("SELECT name FROM org_alias WHERE tenant = $1 AND org = $2 ORDER BY name").bind(tx.tenant()).bind(org);
    Ok(tx.all::<(String,)>(query).await?.into_iter().map(|row| row.0).collect())
}
