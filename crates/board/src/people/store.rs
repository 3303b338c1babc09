//! The SQL of people.

use base::{Actor, DbError, OrgId, PersonId, Scope, Sql, Tx, sql};
use norms::name::PersonName;
use uuid::Uuid;

use super::{Entry, LeagueStatus, Number, PartyStatus, Person, PersonFilter, Revealed, Sealed, Sex};
use crate::orgs::day;
use crate::page::{cursor, from_cursor};
use crate::personal::GONE;
use crate::{Page, access, names};

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: Uuid,
    org: Uuid,
    name: String,
    sort_key: Vec<u8>,
    sex: Option<String>,
    party_status: String,
    league_status: String,
    joined_party: Option<i64>,
    converted: Option<i64>,
    joined_league: Option<i64>,
    birth: Option<i64>,
    id_digest: Option<String>,
    id_masked: Option<String>,
    phone_digest: Option<String>,
    phone_masked: Option<String>,
    id_sealed: Option<Vec<u8>>,
    phone_sealed: Option<Vec<u8>>,
    left_on: Option<i64>,
    merged_into: Option<Uuid>,
    erased: Option<i64>,
}

impl TryFrom<PersonRow> for Person {
    type Error = DbError;
    fn try_from(row: PersonRow) -> Result<Person, DbError> {
        let strange = |what: &str| DbError::Corrupt(format!("person {}: {what}", row.id));
        let sealed = |digest: Option<String>, masked: Option<String>, cipher: Option<Vec<u8>>| {
            digest.zip(masked).map(|(digest, masked)| Sealed { digest, masked, cipher })
        };
        let entry = Entry {
            name: PersonName::new(&row.name).map_err(|_| strange("the name is none"))?,
            org: OrgId(row.org),
            sex: row.sex.as_deref().and_then(Sex::from_code),
            party: PartyStatus::from_code(&row.party_status).ok_or_else(|| strange("the Party status is unknown"))?,
            league: LeagueStatus::from_code(&row.league_status).ok_or_else(|| strange("the League status is unknown"))?,
            joined_party: day(row.joined_party)?,
            converted: day(row.converted)?,
            joined_league: day(row.joined_league)?,
            birth: day(row.birth)?,
            citizen_id: sealed(row.id_digest, row.id_masked, row.id_sealed),
            phone: sealed(row.phone_digest, row.phone_masked, row.phone_sealed),
        };
        Ok(Person {
            id: PersonId(row.id),
            entry,
            sort_key: row.sort_key,
            left: day(row.left_on)?,
            merged: row.merged_into.map(PersonId),
            erased: row.erased.map(norms::Instant),
        })
    }
}

fn select(tx: &Tx, filter: &str) -> Sql {
    let columns = "p.id, p.org, p.name, p.sort_key, p.sex, p.party_status, p.league_status, p.joined_party, p.converted, p.joined_league, \
                   p.birth, p.id_digest, p.id_masked, p.phone_digest, p.phone_masked, p.id_sealed, p.phone_sealed, p.left_on, p.merged_into, p.erased";
    sql("SELECT ").push(columns).push(" FROM person p WHERE p.tenant = $1").push(filter).bind(tx.tenant())
}

async fn read(tx: &mut Tx, query: Sql) -> Result<Vec<Person>, DbError> {
    tx.all::<PersonRow>(query).await?.into_iter().map(Person::try_from).collect()
}

pub(super) async fn optional(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, DbError> {
    let query = select(tx, " AND p.id = $2").bind(id);
    Ok(read(tx, query).await?.pop())
}

pub(super) async fn many(tx: &mut Tx, ids: &[PersonId]) -> Result<Vec<Person>, DbError> {
    let mut people = Vec::with_capacity(ids.len());
    for some in ids.chunks(500) {
        let query = select(tx, " AND p.id IN").list(some.iter().copied());
        people.extend(read(tx, query).await?);
    }
    Ok(people)
}

/// A citizen id is one person's; a phone may be several people's.
pub(super) async fn by_digest(tx: &mut Tx, number: Number, digest: &str) -> Result<Vec<Person>, DbError> {
    let filter = match number {
        Number::CitizenId => " AND p.id_digest = $2",
        Number::Phone => " AND p.phone_digest = $2 AND p.merged_into IS NULL",
    };
    let query = select(tx, filter).bind(digest).push(" ORDER BY p.id LIMIT 20");
    read(tx, query).await
}

pub(super) async fn named(tx: &mut Tx, path: Option<&str>, name: &str) -> Result<Vec<Person>, DbError> {
    let query = select(tx, " AND p.name = $2 AND p.left_on IS NULL AND p.merged_into IS NULL").bind(name);
    let query = under(query, tx, path).push(" ORDER BY p.id");
    read(tx, query).await
}

/// Only people of orgs at or below a path.
fn under(query: Sql, tx: &Tx, path: Option<&str>) -> Sql {
    match path {
        Some(path) => access::within(query, &Scope { tenant: tx.tenant(), paths: Some(vec![path.to_owned()]) }, "p.org"),
        None => query,
    }
}

pub(super) async fn list(
    tx: &mut Tx,
    scope: &Scope,
    filter: &PersonFilter,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<Person>, DbError> {
    let query = page_query(tx, scope, filter, after, limit);
    let mut rows = read(tx, query).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| cursor(&last.sort_key, last.id.0));
    Ok(Page { rows, next })
}

fn page_query(tx: &Tx, scope: &Scope, filter: &PersonFilter, after: Option<&str>, limit: usize) -> Sql {
    let text = filter.text.as_deref().map(str::trim).filter(|text| !text.is_empty());
    let mut query = access::within(select(tx, " AND p.merged_into IS NULL"), scope, "p.org")
        .and(" AND p.party_status = ?", filter.party.map(PartyStatus::code))
        .and(" AND p.league_status = ?", filter.league.map(LeagueStatus::code))
        .and(" AND p.name LIKE ? ESCAPE '\\'", text.map(names::like));
    query = under(query, tx, filter.under.as_deref());
    if !filter.with_left {
        query = query.push(" AND p.left_on IS NULL");
    }
    if let Some((key, id)) = after.and_then(from_cursor) {
        query = query.with(" AND (p.sort_key, p.id) > (?", key).with(", ?)", id);
    }
    // One more than asked for tells whether there is a next page.
    query.with(" ORDER BY p.sort_key, p.id LIMIT ?", limit as i64 + 1)
}

fn values(statement: Sql, person: &Person) -> Sql {
    let entry = &person.entry;
    let digest = |sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| sealed.digest.clone());
    let masked = |sealed: &Option<Sealed>| sealed.as_ref().map(|sealed| sealed.masked.clone());
    let cipher = |sealed: &Option<Sealed>| sealed.as_ref().and_then(|sealed| sealed.cipher.clone());
    statement
        .bind(person.id)
        .bind(entry.org)
        .bind(entry.name.as_str())
        .bind(person.sort_key.clone())
        .bind(entry.sex.map(Sex::code))
        .bind(entry.party.code())
        .bind(entry.league.code())
        .bind(entry.joined_party)
        .bind(entry.converted)
        .bind(entry.joined_league)
        .bind(entry.birth)
        .bind(digest(&entry.citizen_id))
        .bind(masked(&entry.citizen_id))
        .bind(digest(&entry.phone))
        .bind(masked(&entry.phone))
        .bind(person.left)
        .bind(cipher(&entry.citizen_id))
        .bind(cipher(&entry.phone))
        .bind(person.merged)
}

pub(super) async fn insert(tx: &mut Tx, person: &Person) -> Result<(), DbError> {
    let text = "INSERT INTO person(tenant, id, org, name, sort_key, sex, party_status, league_status, joined_party, converted, \
                joined_league, birth, id_digest, id_masked, phone_digest, phone_masked, left_on, id_sealed, phone_sealed, merged_into) \
                VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20)";
    let statement = values(sql(text).bind(tx.tenant()), person);
    tx.run(statement).await?;
    Ok(())
}

pub(super) async fn save(tx: &mut Tx, person: &Person) -> Result<(), DbError> {
    let text = "UPDATE person SET org = $3, name = $4, sort_key = $5, sex = $6, party_status = $7, league_status = $8, joined_party = $9, \
                converted = $10, joined_league = $11, birth = $12, id_digest = $13, id_masked = $14, phone_digest = $15, \
                phone_masked = $16, left_on = $17, id_sealed = $18, phone_sealed = $19, merged_into = $20 WHERE tenant = $1 AND id = $2";
    let statement = values(sql(text).bind(tx.tenant()), person);
    tx.run(statement).await?;
    Ok(())
}

/// People with a number that another key than this one sealed, at most so many.
pub(super) async fn sealed_before(tx: &mut Tx, key: u32, limit: i64) -> Result<Vec<Person>, DbError> {
    let number = key.to_be_bytes().to_vec();
    let older = " AND (substr(p.id_sealed, 1, 4) <> $2 OR substr(p.phone_sealed, 1, 4) <> $3) ORDER BY p.id LIMIT $4";
    let query = select(tx, older).bind(number.clone()).bind(number).bind(limit);
    read(tx, query).await
}

/// One sealed number of any office.
pub(super) async fn any_sealed(tx: &mut Tx) -> Result<Option<(PersonId, Number, Vec<u8>)>, DbError> {
    for (column, number) in [("id_sealed", Number::CitizenId), ("phone_sealed", Number::Phone)] {
        let query = sql("SELECT p.id, p.").push(column).push(" FROM person p WHERE p.").push(column).push(" IS NOT NULL LIMIT 1");
        if let Some((id, cipher)) = tx.optional::<(Uuid, Vec<u8>)>(query).await? {
            return Ok(Some((PersonId(id), number, cipher)));
        }
    }
    Ok(None)
}

pub(super) async fn add_revealed(tx: &mut Tx, by: &Actor, person: PersonId, number: Number, reason: &str) -> Result<(), DbError> {
    let (id, now) = (tx.new_id(), tx.now());
    let text = "INSERT INTO revealed(tenant, id, person, what, account, who, reason, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let statement = sql(text).bind(tx.tenant()).bind(id).bind(person).bind(number.code()).bind(by.account).bind(by.name.as_str());
    tx.run(statement.bind(reason).bind(now)).await?;
    Ok(())
}

/// Everybody of the same name, this one too, also who has left; neither merged nor erased.
pub(crate) async fn same_name(tx: &mut Tx, person: &Person) -> Result<Vec<Person>, DbError> {
    let query = select(tx, " AND p.name = $2 AND p.erased IS NULL ORDER BY p.id LIMIT 200").bind(person.entry.name.as_str());
    read(tx, query).await
}

/// Takes from these rows what tells who it was. Org, standing with Party and League, and the day of leaving stay.
pub(crate) async fn blank(tx: &mut Tx, people: &[PersonId], at: norms::Instant) -> Result<(), DbError> {
    let text = "UPDATE person SET name = $2, sort_key = $3, sex = NULL, birth = NULL, joined_party = NULL, converted = NULL, \
                joined_league = NULL, id_digest = NULL, id_masked = NULL, id_sealed = NULL, phone_digest = NULL, phone_masked = NULL, \
                phone_sealed = NULL, erased = $4 WHERE tenant = $1 AND id IN";
    let statement = sql(text).bind(tx.tenant()).bind(GONE).bind(norms::name::sort_key(GONE)).bind(at);
    tx.run(statement.list(people.iter().copied())).await?;
    Ok(())
}

/// Who has left before a day, has no account with which they can sign in, and was not erased yet.
pub(super) async fn left_before(tx: &mut Tx, before: norms::Day, limit: i64) -> Result<Vec<PersonId>, DbError> {
    let text = "SELECT p.id FROM person p WHERE p.tenant = $1 AND p.left_on < $2 AND p.erased IS NULL AND p.merged_into IS NULL \
                AND NOT EXISTS (SELECT 1 FROM account a WHERE a.tenant = p.tenant AND a.person = p.id AND a.disabled = $3) \
                ORDER BY p.left_on, p.id LIMIT $4";
    let rows: Vec<(Uuid,)> = tx.all(sql(text).bind(tx.tenant()).bind(before).bind(false).bind(limit)).await?;
    Ok(rows.into_iter().map(|row| PersonId(row.0)).collect())
}

/// This person's record and all that were merged into it, however many steps away.
pub(crate) async fn with_merged(tx: &mut Tx, person: PersonId) -> Result<Vec<PersonId>, DbError> {
    let text = "WITH RECURSIVE one(id) AS (SELECT p.id FROM person p WHERE p.tenant = $1 AND p.id = $2 UNION \
                SELECT p.id FROM one JOIN person p ON p.tenant = $1 AND p.merged_into = one.id) SELECT id FROM one";
    let rows: Vec<(Uuid,)> = tx.all(sql(text).bind(tx.tenant()).bind(person)).await?;
    Ok(rows.into_iter().map(|row| PersonId(row.0)).collect())
}

pub(super) async fn revealed(tx: &mut Tx, people: &[PersonId]) -> Result<Vec<Revealed>, DbError> {
    let query = sql("SELECT what, who, reason, at FROM revealed WHERE tenant = $1 AND person IN").bind(tx.tenant());
    let query = query.list(people.iter().copied()).push(" ORDER BY at DESC, id DESC LIMIT 500");
    let rows: Vec<(String, String, String, i64)> = tx.all(query).await?;
    let one = |(what, who, reason, at): (String, String, String, i64)| {
        let number = Number::from_code(&what).ok_or_else(|| DbError::Corrupt(format!("nobody has a number called {what}")))?;
        Ok(Revealed { number, who, reason, at: norms::Instant(at) })
    };
    rows.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_page_of_the_roster_is_read_in_the_order_of_an_index() {
        let test = testkit::sqlite(&[crate::MIGRATIONS]).await;
        let by = Actor::system(test.db.new_tenant().await.unwrap(), "测试");
        let explain = async |tx: &mut Tx, by: &Actor, paths: &Option<Vec<String>>| {
            let scope = Scope { tenant: by.tenant, paths: paths.clone() };
            let after = cursor(&[1], Uuid::nil());
            let query = page_query(tx, &scope, &PersonFilter::default(), Some(&after), 50);
            tx.all::<(i64, i64, i64, String)>(sql("EXPLAIN QUERY PLAN ").push(query.text())).await
        };
        for paths in [None, Some(vec!["/1/5/".to_owned(), "/1/7/".to_owned()])] {
            let plan = test.db.read(&by, &paths, explain).await.unwrap();
            let steps: Vec<String> = plan.into_iter().map(|row| row.3).collect();
            assert!(steps[0].starts_with("SEARCH p USING INDEX person_o"), "{steps:?}");
            assert!(steps.iter().all(|step| !step.starts_with("SCAN") && !step.contains("TEMP B-TREE FOR ORDER")), "{steps:?}");
        }
    }
}
