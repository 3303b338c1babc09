//! What the board holds about a person, as they read it themselves: the roster, posts, their account.

use base::{AccountId, DbError, Later, Tx};
use board::people::{LeagueStatus, Person};
use board::personal::{Due, Holder, Kind, Mention, Who};
use board::{BoardError, accounts, people, posts};
use norms::Day;

use crate::rights;

/// The board's tables, as far as they hold something about people. The board erases them itself.
pub struct RosterPeople;

/// 调离人员.
const LEFT: Kind = Kind { code: "org.left", name: "已调离、没有可用账号的人员", since: "调离之日", months: 60 };

impl Holder for RosterPeople {
    fn mentions<'a>(&'a self, tx: &'a mut Tx, who: &'a Who) -> Later<'a, Vec<Mention>> {
        Box::pin(async move {
            let mut all = Vec::new();
            if let Some(id) = who.person {
                let person = people::get(tx, id).await.map_err(db)?;
                all.push(roster(&person));
                for merged in people::merge::merged_into(tx, id).await.map_err(db)? {
                    let gone = people::get(tx, merged.gone).await.map_err(db)?;
                    all.push(Mention { kind: "花名册（已合并的登记）", ..roster(&gone) });
                }
                all.extend(posts::of_person(tx, id).await.map_err(db)?.into_iter().map(|term| Mention {
                    kind: "任职",
                    title: term.title,
                    day: Some(term.since),
                    href: format!("/orgs/{}", term.org),
                    org: Some(term.org),
                    right: Some(&rights::READ),
                    says: vec![("结束", term.until.map_or_else(|| "在任".to_owned(), Day::chinese))],
                }));
            }
            if let Some(account) = who.account {
                all.push(account_of(tx, account).await?);
            }
            Ok(all)
        })
    }

    fn kinds(&self) -> Vec<Kind> {
        vec![LEFT]
    }

    fn due<'a>(&'a self, tx: &'a mut Tx, _kind: &'a str, before: Day, limit: i64) -> Later<'a, Vec<Due>> {
        Box::pin(async move { Ok(people::left_before(tx, before, limit).await.map_err(db)?.into_iter().map(Due::Person).collect()) })
    }
}

/// What went wrong below the board's rules.
fn db(error: BoardError) -> DbError {
    match error {
        BoardError::Db(error) => error,
        other => DbError::Corrupt(other.to_string()),
    }
}

fn roster(person: &Person) -> Mention {
    let entry = &person.entry;
    let day = |day: Option<Day>| day.map(Day::chinese);
    let member = (entry.league != LeagueStatus::None).then(|| entry.league.chinese().to_owned());
    let says = [
        ("性别", entry.sex.map(|sex| sex.chinese().to_owned())),
        ("出生日期", day(entry.birth)),
        ("政治面貌", Some(entry.party.chinese().to_owned())),
        ("入党日期", day(entry.joined_party)),
        ("转正日期", day(entry.converted)),
        ("团员", member),
        ("入团日期", day(entry.joined_league)),
        ("身份证号", entry.citizen_id.as_ref().map(|sealed| sealed.masked.clone())),
        ("手机号", entry.phone.as_ref().map(|sealed| sealed.masked.clone())),
        ("调离", day(person.left)),
        ("个人信息", person.erased.map(|at| format!("已于{}删除", at.day().chinese()))),
    ];
    Mention {
        kind: "花名册",
        title: entry.name.to_string(),
        day: None,
        href: format!("/people/{}", person.id),
        org: Some(entry.org),
        right: Some(&rights::PEOPLE_READ),
        says: says.into_iter().filter_map(|(name, value)| Some((name, value?))).collect(),
    }
}

async fn account_of(tx: &mut Tx, id: AccountId) -> Result<Mention, DbError> {
    let account = accounts::get(tx, id).await.map_err(db)?;
    let grants = accounts::grants_of(tx, id).await.map_err(db)?;
    let mut says = vec![("显示的姓名", account.name.clone())];
    says.extend(grants.iter().map(|grant| ("角色", format!("{}（{}及其下级）", grant.role.chinese(), grant.org_name))));
    let root = board::office::load(tx).await.map_err(db)?.root;
    Ok(Mention {
        kind: "账号",
        title: account.user,
        day: None,
        href: "/account".into(),
        org: Some(root),
        right: Some(&rights::ACCOUNTS_READ),
        says,
    })
}
