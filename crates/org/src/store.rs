//! The SQL of this room: counts over the board's tables.

use std::collections::HashMap;

use base::{AccountId, DbError, OrgId, Scope, Tx, sql};
use board::access;
use board::people::{LeagueStatus, PartyStatus, PersonFilter};
use board::sessions::{IDLE_MICROS, LONGEST_MICROS};
use norms::Instant;
use uuid::Uuid;

/// How many people who have not left belong to each org itself.
pub(crate) async fn people_by_org(tx: &mut Tx) -> Result<HashMap<OrgId, i64>, DbError> {
    let query = sql("SELECT org, count(*) FROM person WHERE tenant = $1 AND left_on IS NULL AND merged_into IS NULL GROUP BY org")
        .bind(tx.tenant());
    Ok(tx.all::<(Uuid, i64)>(query).await?.into_iter().map(|(org, count)| (OrgId(org), count)).collect())
}

/// How many people a list of the roster has in all: the same filter as `board::people::list`.
pub(crate) async fn count_people(tx: &mut Tx, scope: &Scope, filter: &PersonFilter) -> Result<i64, DbError> {
    let pattern = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(like);
    let under = filter.under.as_ref().map(|path| Scope { tenant: tx.tenant(), paths: Some(vec![path.clone()]) });
    let mut query = access::within(
        sql("SELECT count(*) FROM person p WHERE p.tenant = $1 AND p.merged_into IS NULL").bind(tx.tenant()),
        scope,
        "p.org",
    )
    .and(" AND p.party_status = ?", filter.party.map(PartyStatus::code))
    .and(" AND p.league_status = ?", filter.league.map(LeagueStatus::code))
    .and(" AND p.name LIKE ? ESCAPE '\\'", pattern);
    if let Some(under) = under {
        query = access::within(query, &under, "p.org");
    }
    if !filter.with_left {
        query = query.push(" AND p.left_on IS NULL");
    }
    Ok(tx.one::<(i64,)>(query).await?.0)
}

fn like(text: &str) -> String {
    let mut pattern = String::from("%");
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// Of each account of the office how many sessions stand, and when the latest was used.
pub(crate) async fn sessions_by_account(tx: &mut Tx) -> Result<HashMap<AccountId, (i64, Instant)>, DbError> {
    let (idle, old) = (tx.now().plus_micros(-IDLE_MICROS), tx.now().plus_micros(-LONGEST_MICROS));
    let text = "SELECT account, count(*), max(seen) FROM session WHERE tenant = $1 AND seen > $2 AND made > $3 GROUP BY account";
    let rows = tx.all::<(Uuid, i64, i64)>(sql(text).bind(tx.tenant()).bind(idle).bind(old)).await?;
    Ok(rows.into_iter().map(|(account, count, seen)| (AccountId(account), (count, Instant::from_micros(seen)))).collect())
}

/// How many grants are given on an org itself, and how many terms of posts it has.
pub(crate) async fn grants_and_terms(tx: &mut Tx, org: OrgId) -> Result<(i64, i64), DbError> {
    let grants = sql("SELECT count(*) FROM account_grant WHERE tenant = $1 AND org = $2").bind(tx.tenant()).bind(org);
    let terms = sql("SELECT count(*) FROM post WHERE tenant = $1 AND org = $2").bind(tx.tenant()).bind(org);
    Ok((tx.one::<(i64,)>(grants).await?.0, tx.one::<(i64,)>(terms).await?.0))
}
