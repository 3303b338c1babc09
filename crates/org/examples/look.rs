//! temporary
#![allow(clippy::unwrap_used)]
use base::{secret::Key, *};
use board::orgs::FoundOrg;
use board::people::*;
use board::*;
use norms::name::PersonName;
use norms::{Day, Period};
fn day(t: &str) -> Day {
    t.parse().unwrap()
}
async fn found(db: &Db, by: &Actor, name: &str, kind: OrgKind, p: OrgId) -> Org {
    db.write(by, &FoundOrg { founded: Some(day("2015-01-01")), ..FoundOrg::new(name, kind, Some(p)) }, board::orgs::found).await.unwrap()
}
#[tokio::main]
async fn main() {
    let test = testkit::sqlite(&[board::MIGRATIONS, ledger::MIGRATIONS]).await;
    let db = test.db.clone();
    let by = Actor::system(db.new_tenant().await.unwrap(), "演示");
    let period = Period::new(day("2022-01-01"), day("2022-10-31")).unwrap();
    db.write(&by, &office::CreateOffice { name: "共青团苏江市委员会".into(), code: "tsw".into(), period }, office::create).await.unwrap();
    let root = db.read(&by, &(), async |tx: &mut Tx, _: &Actor, _: &()| orgs::root(tx).await).await.unwrap();
    let g = found(&db, &by, "团市委机关党总支", OrgKind::GeneralBranch, root.id).await;
    let mut br = vec![];
    for n in ["第一党支部", "第二党支部", "第三党支部"] {
        br.push(found(&db, &by, n, OrgKind::Branch, g.id).await);
    }
    found(&db, &by, "第一党支部第一党小组（办公室、组织部、宣传部联合设立，名称特别长的一个党小组用来看版面）", OrgKind::Group, br[0].id)
        .await;
    found(&db, &by, "团市委党组", OrgKind::LeadingPartyGroup, root.id).await;
    for n in ["办公室", "组织部", "宣传部", "权益部", "青年发展部"] {
        found(&db, &by, n, OrgKind::Department, root.id).await;
    }
    let mut d = vec![];
    for n in ["港城市", "虞山市", "娄江市", "玉峰市", "松陵区", "石湖区", "相湖区", "姑胥区", "金湖园区", "狮山新区"]
    {
        d.push(found(&db, &by, n, OrgKind::District, root.id).await);
    }
    let typo = found(&db, &by, "玉锋市", OrgKind::District, root.id).await;
    db.write(&by, &FoundOrg::new("苏江市级机关工委", OrgKind::Superior, None), orgs::found).await.unwrap();
    let m = ledger::metrics::by_code("assist.event").unwrap();
    for o in [&typo, &d[3], &br[0]] {
        let id = base::id::new_id(db.clock().now());
        let f = ledger::Fact { metric: m, org: o.id, day: day("2022-05-03"), quantity: 7, subject: None, declared: None };
        db.write(&by, &(id, f), async |tx: &mut Tx, by: &Actor, (id, f): &(uuid::Uuid, ledger::Fact)| {
            ledger::record(
                tx,
                by,
                &ledger::Cause::new("test.record", *id),
                &[(ledger::SourceRef::new("test.record", *id), vec![f.clone()])],
            )
            .await
        })
        .await
        .unwrap();
    }
    db.write(&by, &(d[8].id, g.id), async |tx: &mut Tx, by: &Actor, (a, b): &(OrgId, OrgId)| {
        ledger::move_org(tx, by, *a, "2022-06-01".parse().unwrap(), *b).await
    })
    .await
    .unwrap();
    let names = ["周明", "陈思远", "刘芳", "阿依古丽·买买提", "𠮷野", "欧阳子轩", "沈砚", "顾清和", "陆嘉"];
    let mut ppl = vec![];
    for i in 0..70 {
        let n = if i < 9 {
            names[i].to_string()
        } else {
            format!(
                "{}{}",
                ["王", "李", "张", "赵", "钱"][i % 5],
                ["明", "伟", "芳", "静", "磊", "洋", "勇", "艳", "杰", "娟", "涛", "霞", "军", "平"][i % 14]
            )
        };
        let party = [PartyStatus::Member, PartyStatus::Probationary, PartyStatus::None, PartyStatus::Activist][i % 4];
        let joined = matches!(party, PartyStatus::Member | PartyStatus::Probationary).then(|| day("2012-07-01"));
        let e = Entry {
            party,
            joined_party: joined,
            sex: Some(if i % 2 == 0 { Sex::Male } else { Sex::Female }),
            league: if i % 3 == 0 { LeagueStatus::Member } else { LeagueStatus::None },
            phone: Some(Sealed { digest: format!("d{i}"), masked: "138****1234".into() }),
            ..Entry::new(PersonName::new(&n).unwrap(), br[i % 3].id)
        };
        ppl.push(db.write(&by, &AddPerson { id: None, entry: e }, people::add).await.unwrap());
    }
    for (i, t) in ["书记", "组织委员", "宣传委员"].iter().enumerate() {
        db.write(
            &by,
            &posts::OpenTerm { org: br[0].id, person: ppl[i * 3].id, title: t.to_string(), since: day("2021-03-01") },
            posts::open_term,
        )
        .await
        .unwrap();
    }
    db.write(&by, &Leave { person: ppl[6].id, day: day("2022-09-30") }, people::leave).await.unwrap();
    let hash = passwords::hash_password("plum rain in june").unwrap();
    let mut last = None;
    for (u, n, r, o) in [
        ("admin", "秦管理", Role::Administrator, root.id),
        ("zhouming", "周明", Role::Officer, root.id),
        ("liufang", "刘芳", Role::Recorder, br[0].id),
        ("guest", "来访", Role::Reader, g.id),
    ] {
        last = Some(
            db.write(
                &by,
                &accounts::AddAccount {
                    user: u.into(),
                    name: n.into(),
                    person: None,
                    hash: Some(hash.clone()),
                    must_change: false,
                    grants: vec![(r, o)],
                },
                accounts::add,
            )
            .await
            .unwrap(),
        );
    }
    db.write(&by, &orgs::CloseOrg { org: d[9].id, day: day("2022-08-31") }, orgs::close).await.unwrap();
    println!(
        "{}",
        serde_paths(&[
            ("org", br[0].id.to_string()),
            ("moved", d[8].id.to_string()),
            ("typo", typo.id.to_string()),
            ("into", d[3].id.to_string()),
            ("person", ppl[0].id.to_string()),
            ("account", last.unwrap().id.to_string())
        ])
    );
    let app = kit::App::new(db, Key::random(), kit::Limits::default(), kit::Settings { demo: true, ..Default::default() });
    let router = kit::router(app, vec![org::module()]);
    let l = tokio::net::TcpListener::bind("127.0.0.1:7345").await.unwrap();
    kit::serve(l, router, &kit::Limits::default(), std::future::pending()).await.unwrap();
}
fn serde_paths(p: &[(&str, String)]) -> String {
    let v: Vec<String> = p.iter().map(|(a, b)| format!("\"{a}\":\"{b}\"")).collect();
    format!("{{{}}}", v.join(","))
}
