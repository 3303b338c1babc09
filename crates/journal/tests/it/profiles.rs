//! The mappings that the office keeps: saved, chosen, replaced, shared as files, deleted.

use base::{Actor, DbError, Tx, sql};
use journal::JournalError;
use journal::import::{self, ChangeProfile, ProfilePage, SaveProfile, SavedProfile};
use sheet::Profile;
use testkit::Client;
use uuid::Uuid;

use crate::books::{APRIL, MAY, services};
use crate::house::{House, houses};
use crate::preview::upload;

const PLAIN: &str = "[[sheet]]\nname = \"助企服务\"\nmetric = \"assist.event\"\n";

fn save(house: &House, name: &str, toml: &str) -> SaveProfile {
    let id = base::id::new_id(house.test.db.clock().now());
    SaveProfile { id, name: name.into(), note: String::new(), profile: Profile::from_toml(toml).unwrap(), replace: None }
}

async fn kept(house: &House, ask: &SaveProfile) -> Result<SavedProfile, JournalError> {
    house.test.db.write(&house.by, ask, import::save_profile).await
}

async fn all(house: &House) -> Vec<SavedProfile> {
    let ask = ProfilePage { limit: 1_000, ..ProfilePage::default() };
    house.test.db.read(&house.by, &ask, import::profiles).await.unwrap()
}

/// Uploads the services of May with one of the office's profiles.
async fn with_saved(client: &mut Client, org: &str, id: Uuid) -> testkit::Answer {
    client.get("/import").await.expect(200);
    let id = id.to_string();
    client.upload("/import", &[("org", org), ("saved", &id)], &[("file", "五月.xlsx", &services(&MAY))]).await
}

#[tokio::test]
async fn what_was_set_in_a_preview_is_kept_under_a_name_and_chosen_at_the_next_import() {
    for house in houses().await {
        let (mut zhou, mut wu, org) = (house.browser("zhou").await, house.browser("wu").await, house.orgs[0].id.to_string());
        assert!(!zhou.get("/import").await.expect(200).has("选用已存方案"), "there is none to choose");
        zhou.get("/import/profiles").await.expect(200).shows("还没有保存过方案");
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200).shows("保存为方案");
        zhou.get("/import/preview/sheet?n=0").await.expect(200);
        let columns = [("c-B", "day"), ("c-C", "org"), ("c-D", "title"), ("header_row", "2"), ("metric", "assist.event")];
        zhou.submit("/import/preview/sheet", &columns).await.expect(200);
        zhou.get("/import/preview/keep").await.expect(200).shows("value=\"四月\"");
        zhou.submit("/import/preview/keep", &[("name", " ")]).await.expect(422);
        let sent = [("name", "助企 月报"), ("note", "各区通用")];
        zhou.submit("/import/preview/keep", &sent).await.expect(200).shows("核对后导入").shows("已保存为方案“助企 月报”");
        zhou.submit("/import/preview/cancel", &[]).await.expect(200);

        let one = all(&house).await.remove(0);
        assert_eq!((one.name.as_str(), one.note.as_str(), one.changed.0.as_str(), &one.used), ("助企 月报", "各区通用", "周明", &None));
        wu.get("/import/profiles").await.expect(200).shows("助企 月报").shows("各区通用").shows("助企服务：助企主题活动");
        wu.get("/import").await.expect(200).shows("选用已存方案").shows("助企 月报");
        with_saved(&mut wu, &org, one.id).await.expect(200).shows("将登记 2 条记录");
        wu.submit("/import/preview/confirm", &[]).await.expect(200);
        assert_eq!((house.figure("assist.event", 0).await.value, house.figure("assist.service", 0).await.value), (2, 0));
        assert_eq!(all(&house).await[0].used.as_ref().map(|(who, _)| who.as_str()), Some("吴静"));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn one_of_the_same_name_is_replaced_only_when_somebody_says_so() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        let old = kept(&house, &save(&house, "四月", PLAIN)).await.unwrap();
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        zhou.get("/import/preview/keep").await.expect(200);
        let keep = "/import/preview/keep";
        zhou.submit(keep, &[("name", "四月")]).await.expect(422).shows("已有一份方案叫“四月”").shows("替换已有的同名方案");
        zhou.submit(keep, &[("name", "四月")]).await.expect(422);
        assert_eq!(all(&house).await, std::slice::from_ref(&old));
        zhou.submit(keep, &[("name", "四月"), ("replace", "1")]).await.expect(200).shows("已保存为方案");
        let new = all(&house).await;
        assert_eq!((new.len(), new[0].id, new[0].revision), (1, old.id, 2));
        assert!(new[0].profile != old.profile);

        // Somebody who saw an earlier state is asked anew; the same form sent twice is one profile.
        let stale = SaveProfile { replace: Some((old.id, 1)), ..save(&house, "四月", PLAIN) };
        assert!(matches!(kept(&house, &stale).await, Err(JournalError::ProfileNamed(there)) if there.revision == 2));
        let ask = save(&house, "五月", PLAIN);
        assert_eq!(kept(&house, &ask).await.unwrap(), kept(&house, &ask).await.unwrap());
        assert_eq!(all(&house).await.len(), 2);
    }
}

#[tokio::test]
async fn a_profile_of_an_import_is_kept_and_applied_to_another() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
        upload(&mut zhou, &org, "四月.xlsx", &services(&APRIL)).await.expect(200);
        let at = zhou.submit("/import/preview/confirm", &[]).await.expect(200).shows("保存为方案").path.clone();
        zhou.get(&format!("{at}/keep")).await.expect(200);
        zhou.submit(&format!("{at}/keep"), &[("name", "服务")]).await.expect(200).shows("已保存为方案“服务”");
        let toml = all(&house).await[0].profile.to_toml().replace("assist.service", "assist.event");
        let events = kept(&house, &save(&house, "活动", &toml)).await.unwrap();

        let (mapping, id) = (format!("{at}/mapping"), events.id.to_string());
        zhou.get(&mapping).await.expect(200).shows("选用已存方案").shows("活动");
        let both = zhou.upload(&mapping, &[("saved", &id)], &[("profile", "方案.toml", toml.as_bytes())]).await;
        both.expect(422).shows("只能选一样");
        zhou.upload(&mapping, &[("saved", &Uuid::nil().to_string())], &[]).await.expect(422);
        zhou.upload(&mapping, &[("saved", &id)], &[]).await.expect(200).shows("更正 3 条");
        zhou.submit("/import/preview/confirm", &[]).await.expect(200);
        assert_eq!((house.figure("assist.service", 0).await.value, house.figure("assist.event", 0).await.value), (0, 3));

        // Gone from the list, it still stands with the import.
        zhou.get(&format!("/import/profiles/{id}")).await.expect(200);
        zhou.submit(&format!("/import/profiles/{id}/delete"), &[]).await.expect(422).shows("删除后不能恢复");
        zhou.submit(&format!("/import/profiles/{id}/delete"), &[("sure", "1")]).await.expect(200).shows("方案“活动”已删除");
        assert!(zhou.get(&format!("{at}/profile.toml")).await.expect(200).text().contains("assist.event"));
        zhou.get(&format!("/import/profiles/{id}")).await.expect(404);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_download_goes_to_another_office_and_says_where_it_comes_from() {
    for (house, other) in houses().await.into_iter().zip(houses().await) {
        let (mut zhou, mut wu) = (house.browser("zhou").await, other.browser("wu").await);
        let one = SaveProfile { note: "三县通用".into(), ..save(&house, "街道月报", PLAIN) };
        let one = kept(&house, &one).await.unwrap();
        let file = zhou.get(&format!("/import/profiles/{}/profile.toml", one.id)).await.expect(200);
        assert!(file.header("content-disposition").contains(".toml"));
        assert_eq!(Profile::from_toml(&file.text()).unwrap(), one.profile, "the command line takes it");

        wu.get("/import/profiles").await.expect(200);
        wu.upload("/import/profiles", &[("name", "")], &[("file", "a.toml", &file.bytes)]).await.expect(200).shows("“街道月报”已保存");
        let theirs = all(&other).await.remove(0);
        assert_eq!((theirs.name, theirs.profile), (one.name, one.profile));
        let today = house.test.db.clock().today().chinese();
        assert_eq!(theirs.note, format!("来自云州团市委 {today}；三县通用"));

        // Of the same name and another content: asked, and the file need not be chosen again.
        let changed = file.text().replace("assist.event", "assist.service");
        let page = wu.upload("/import/profiles", &[("name", "")], &[("file", "a.toml", changed.as_bytes())]).await.expect(422);
        page.shows("已有一份方案叫“街道月报”").shows("已读入，不用再选");
        wu.upload("/import/profiles", &[("name", "街道月报"), ("replace", "1")], &[]).await.expect(200);
        let theirs = all(&other).await;
        assert_eq!(theirs.len(), 1);
        assert!(theirs[0].profile.to_toml().contains("assist.service"));
        wu.get("/import/profiles").await.expect(200);
        wu.upload("/import/profiles", &[("name", "")], &[("file", "映射方案（县.xlsx）.toml", PLAIN.as_bytes())]).await.expect(200);
        assert!(all(&other).await.iter().any(|one| one.name == "县.xlsx" && one.note.is_empty()));
    }
}

#[tokio::test]
async fn a_bad_file_is_refused_in_a_sentence_and_nothing_is_kept() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        zhou.get("/import/profiles").await.expect(200);
        zhou.upload("/import/profiles", &[], &[]).await.expect(422).shows("请选择方案文件");
        let large = format!("# {}\n{PLAIN}", "长".repeat(90_000));
        let later = "# 版本：99.0.0\n[[sheet]]\nname = \"一\"\nmetric = \"assist.unheard\"\n";
        let nul = "[[sheet]]\nname = \"a\\u0000b\"\n";
        for (bytes, sentence) in [
            (&b"PK\x03\x04\xff\xfe"[..], "这不是映射方案"),
            (b"{\"sheet\": 1}", "映射方案无法读取"),
            (b"colour = 1\n", "“colour”不是本系统认识的内容"),
            (b"[kinds]\na = \"no.such\"\n", "指标“no.such”不存在"),
            (large.as_bytes(), "超过 256 KB"),
            (later.as_bytes(), "较新的版本（99.0.0）"),
            (nul.as_bytes(), "这不是映射方案"),
        ] {
            zhou.get("/import/profiles").await.expect(200);
            zhou.upload("/import/profiles", &[], &[("file", "坏.toml", bytes)]).await.expect(422).shows(sentence);
        }
        assert!(all(&house).await.is_empty());
    }
}

#[tokio::test]
async fn two_hundred_profiles_are_listed_found_and_chosen_from() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        for i in 0..200 {
            let name = if i == 7 { "100%_月报".to_owned() } else { format!("方案{i:03}") };
            kept(&house, &save(&house, &name, PLAIN)).await.unwrap();
        }
        let mut seen = 0;
        let mut path = "/import/profiles".to_owned();
        loop {
            let page = zhou.get(&path).await.expect(200).text();
            seen += page.matches("/profile.toml\"").count();
            let Some(at) = page.find("after=") else { break };
            let next = page[at..].split('"').next().unwrap().replace("&amp;", "&");
            // The way back to the first page carries no cursor.
            path = format!("/import/profiles?{next}");
            if seen >= 200 {
                break;
            }
        }
        assert_eq!(seen, 200);
        let found = zhou.get("/import/profiles?q=100%25_").await.expect(200).text();
        assert_eq!(found.matches("/profile.toml\"").count(), 1);
        zhou.get("/import/profiles?q=%E6%97%A0").await.expect(200).shows("没有符合条件的方案");
        let page = zhou.get("/import").await.expect(200).text();
        assert_eq!(page.matches("方案1").count(), 100);
    }
}

#[tokio::test]
async fn a_name_is_changed_and_stands_once_in_an_office() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        let one = kept(&house, &save(&house, "甲", PLAIN)).await.unwrap();
        kept(&house, &save(&house, "乙", PLAIN)).await.unwrap();
        let at = format!("/import/profiles/{}", one.id);
        zhou.get(&at).await.expect(200).shows("助企服务：");
        zhou.submit(&at, &[("name", "乙")]).await.expect(422).shows("已经有一份方案叫“乙”");
        zhou.submit(&at, &[("name", "丙"), ("note", "新")]).await.expect(200).shows("已修改").shows("丙");
        let stale = ChangeProfile { id: one.id, revision: 1, name: "丁".into(), note: String::new() };
        let refused = house.test.db.write(&house.by, &stale, import::change_profile).await;
        assert!(matches!(&refused, Err(JournalError::Refused(why)) if why.chinese.contains("周明刚刚改过")), "{refused:?}");

        // Whatever a program does, the database keeps names apart.
        let twice = async |tx: &mut Tx, _: &Actor, (): &()| {
            let query = sql("UPDATE profile SET name = '乙' WHERE tenant = $1 AND name = '丙'").bind(tx.tenant());
            tx.run(query).await
        };
        assert!(matches!(house.test.db.write(&house.by, &(), twice).await, Err(DbError::Duplicate(_))));
        let stranger = Actor::system(house.test.db.new_tenant().await.unwrap(), "别处");
        let read = house.test.db.read(&stranger, &one.id, import::profile).await;
        assert!(matches!(read, Err(JournalError::NotFound)));
    }
}
