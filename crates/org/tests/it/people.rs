//! The roster.

use std::io::Cursor;

use base::Role;
use calamine::{Reader, Xlsx};

use crate::orgs::between;
use crate::{House, csv, houses, id_of};

const ID: &str = "11010519491231002X";

fn fields<'a>(name: &'a str, org: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![("name", name), ("org", org), ("party", "none"), ("league", "none")]
}

#[tokio::test]
async fn rare_names_survive_the_form_the_list_and_both_downloads() {
    for house in houses().await {
        let org = house.first.id.to_string();
        let mut recorder = house.browser("first").await;
        for name in ["阿依古丽‧买买提", "𠮷田𬍛", "葛\u{e0100}明", "张　三"] {
            recorder.get("/people/new").await.expect(200);
            recorder.submit("/people/new", &fields(name, &org)).await.expect(200).shows("已登记");
        }
        let kept = ["阿依古丽·买买提", "𠮷田𬍛", "葛\u{e0100}明", "张三"];
        let list = recorder.get("/people").await.expect(200).shows("共 4 条");
        let text = csv(&recorder.get("/people/list.csv").await.expect(200));
        let book = recorder.get("/people/list.xlsx").await.expect(200).bytes;
        let mut book = Xlsx::new(Cursor::new(book)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let cells: Vec<String> = sheet.rows().map(|row| row[1].to_string()).collect();
        for name in kept {
            assert!(list.has(name) && text.contains(name) && cells.contains(&name.to_owned()), "{name}");
        }
        recorder.get("/people?q=买买提").await.shows("阿依古丽·买买提").shows("共 1 条");
        recorder.get("/people?q=阿依古丽•买买提").await.shows("阿依古丽·买买提").shows("共 1 条");
        recorder.get("/people?q=张+三").await.shows("张三").shows("共 1 条");
        recorder.get("/people?q=𬍛").await.shows("𠮷田𬍛").shows("共 1 条");
        recorder.get("/people?q=%25").await.shows("没有符合条件的人员");
        // By pinyin: A, G, Z, and last what no table of pinyin knows.
        let order: Vec<usize> = [kept[0], kept[2], kept[3], kept[1]].map(|name| text.find(name).unwrap()).to_vec();
        assert!(order.is_sorted(), "{text}");
    }
}

#[tokio::test]
async fn a_citizen_id_and_a_phone_are_shown_masked_on_every_page_and_in_every_file() {
    for house in houses().await {
        let org = house.first.id.to_string();
        let mut recorder = house.browser("first").await;
        recorder.get("/people/new").await.expect(200);
        let all = [fields("张三", &org), vec![("citizen_id", ID), ("phone", "13800001234")]].concat();
        let page = recorder.submit("/people/new", &all).await.expect(200).shows("110***********002X").shows("138****1234");
        assert!(!page.has(ID) && !page.has("13800001234"));
        let id = id_of(&page);
        // A correction that leaves both empty keeps both.
        let path = format!("/people/{id}/correct");
        let form = recorder.get(&path).await.expect(200).shows("已留存：身份证号 110***********002X");
        assert!(!form.has(ID));
        let with_party = [fields("张三", &org), vec![("sex", "male")]].concat();
        recorder.submit(&path, &with_party).await.expect(200).shows("110***********002X").shows("138****1234");
        let list = csv(&recorder.get("/people/list.csv").await);
        assert!(!list.contains("002X"), "{list}");
        // The same id again is somebody who is there already.
        recorder.get("/people/new").await.expect(200);
        let again = [fields("张三丰", &org), vec![("citizen_id", "11010519491231002x")]].concat();
        let page = recorder.submit("/people/new", &again).await.expect(409).shows("花名册中已有同一身份证号码的人：张三");
        page.shows("id=\"f-citizen_id-error\"".replace('_', "-").as_str());
    }
}

#[tokio::test]
async fn a_citizen_id_of_somebody_out_of_sight_names_nobody() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        admin.get("/people/new").await.expect(200);
        let other = house.second.id.to_string();
        let all = [fields("秘密人", &other), vec![("citizen_id", ID)]].concat();
        admin.submit("/people/new", &all).await.expect(200);
        let mut recorder = house.browser("first").await;
        recorder.get("/people/new").await.expect(200);
        let own = house.first.id.to_string();
        let all = [fields("张三", &own), vec![("citizen_id", ID)]].concat();
        let page = recorder.submit("/people/new", &all).await.expect(422).shows("在您管理的组织之外");
        assert!(!page.has("秘密人"));
    }
}

#[tokio::test]
async fn each_refusal_of_the_roster_stands_at_its_field_and_what_was_typed_stays() {
    for house in houses().await {
        let org = house.first.id.to_string();
        let mut recorder = house.browser("first").await;
        let long = "名".repeat(500);
        for (field, value, sentence) in [
            ("name", long.as_str(), "姓名最多 50 个字，现在有 500 个字"),
            ("name", "张三1", "姓名里有“1”"),
            ("name", "王", "姓名至少2个字"),
            ("joined_party", "2022-02-30", "不是日历上的一天"),
            ("joined_party", "2022-11-01", "入党日期不能晚于2022年10月31日"),
            ("birth", "1899-12-31", "1900 年至 2099 年"),
            ("citizen_id", "110105194912310021", ""),
            ("phone", "12", ""),
            ("party", "emperor", "请在列出的选项中选择政治面貌"),
        ] {
            recorder.get("/people/new").await.expect(200);
            let all: Vec<(&str, &str)> =
                fields("张三", &org).into_iter().filter(|(name, _)| *name != field).chain([(field, value)]).collect();
            let page = recorder.submit("/people/new", &all).await.expect(422).shows(sentence);
            let at = format!("id=\"f-{}-error\"", field.replace('_', "-"));
            assert!(page.has(&at), "{field}={value}: {}", page.text());
            assert!(field == "party" || page.has(&format!("value=\"{value}\"")), "{field}={value} was lost");
        }
        recorder.get("/people/new").await.expect(200);
        let wrong = [("joined_party", "2020-07-01"), ("converted", "2019-07-01"), ("party", "member")];
        let all: Vec<(&str, &str)> = fields("张三", &org).into_iter().filter(|(name, _)| *name != "party").chain(wrong).collect();
        recorder.submit("/people/new", &all).await.expect(422).shows("转正日期早于入党日期");
        recorder.get("/people/new").await.expect(200);
        let all = [fields("张三", &org), vec![("joined_party", "2020-07-01")]].concat();
        recorder.submit("/people/new", &all).await.expect(422).shows("政治面貌应为预备党员或党员");
        recorder.get("/people").await.shows("花名册里还没有人员");
    }
}

#[tokio::test]
async fn a_form_sent_twice_adds_one_person() {
    for house in houses().await {
        let org = house.first.id.to_string();
        let mut recorder = house.browser("first").await;
        let record = between(&recorder.get("/people/new").await.text(), "name=\"record\" value=\"", "\"");
        let all = [fields("张三", &org), vec![("record", record.as_str())]].concat();
        let (one, two) = (recorder.submit("/people/new", &all).await, recorder.submit("/people/new", &all).await);
        assert_eq!(id_of(&one), id_of(&two));
        recorder.get("/people").await.shows("共 1 条");
    }
}

#[tokio::test]
async fn the_second_of_two_who_correct_somebody_is_told_and_loses_nothing() {
    for house in houses().await {
        let org = house.first.id.to_string();
        let person = house.person("张三", house.first.id).await;
        let path = format!("/people/{person}/correct");
        let (mut one, mut two) = (house.browser("first").await, house.browser("admin").await);
        one.get(&path).await.expect(200);
        two.get(&path).await.expect(200);
        let member = vec![("party", "member"), ("joined_party", "2019-07-01")];
        let basis = vec![("name", "张三"), ("org", org.as_str()), ("league", "none")];
        one.submit(&path, &[basis.clone(), member].concat()).await.expect(200).shows("2019年7月1日");
        let theirs = vec![("party", "applicant"), ("sex", "female")];
        let page = two.submit(&path, &[basis.clone(), theirs.clone()].concat()).await.expect(409).shows("刚被他人更正过");
        assert!(page.has("value=\"applicant\" selected"));
        one.get(&format!("/people/{person}")).await.shows("2019年7月1日");
        // Having seen it, they may say so again.
        two.submit(&path, &[basis, theirs].concat()).await.expect(200).shows("入党申请人");
    }
}

#[tokio::test]
async fn somebody_moves_between_orgs_only_by_one_who_keeps_both() {
    for house in houses().await {
        let House { first, second, .. } = &house;
        let person = house.person("张三", first.id).await;
        let path = format!("/people/{person}/correct");
        let target = second.id.to_string();
        let mut recorder = house.browser("first").await;
        let form = recorder.get(&path).await.expect(200);
        assert!(!form.has(&target));
        recorder.submit(&path, &fields("张三", &target)).await.expect(422).shows("请在列出的选项中选择所在组织");
        let mut admin = house.browser("admin").await;
        admin.get(&path).await.expect(200);
        admin.submit(&path, &fields("张三", &target)).await.expect(200).shows("第二党支部");
        recorder.get(&format!("/people/{person}")).await.expect(404);
    }
}

#[tokio::test]
async fn who_left_is_listed_on_demand_and_may_come_back() {
    for house in houses().await {
        let person = house.person("张三", house.first.id).await;
        let mut recorder = house.browser("first").await;
        let open = format!("/people/{person}/terms/new");
        recorder.get(&open).await.expect(200);
        recorder.submit(&open, &[("org", &house.first.id.to_string()), ("title", "书记"), ("since", "2021-01-01")]).await.expect(200);
        let leave = format!("/people/{person}/leave");
        recorder.get(&leave).await.expect(200);
        recorder.submit(&leave, &[("day", "2022-12-01")]).await.expect(422).shows("最后一天不能晚于");
        let page = recorder.submit(&leave, &[("day", "2022-09-30")]).await.expect(200).shows("于2022年9月30日调离");
        page.shows("登记返回").shows("2022-09-30");
        recorder.get("/people").await.shows("花名册里还没有人员");
        recorder.get("/people?left=1").await.shows("张三").shows("2022年9月30日 调离");
        recorder.get(&open).await.expect(200);
        let again = [("org", house.first.id.to_string()), ("title", "书记".into()), ("since", "2022-10-01".into())];
        let again: Vec<(&str, &str)> = again.iter().map(|(name, value)| (*name, value.as_str())).collect();
        recorder.submit(&open, &again).await.expect(409).shows("“张三”已调离");
        recorder.get(&format!("/people/{person}")).await.expect(200);
        recorder.post(&format!("/people/{person}/return"), &[]).await.expect(200).shows("已登记返回");
        recorder.get("/people").await.shows("张三");
    }
}

#[tokio::test]
async fn a_long_roster_is_paged_by_pinyin_with_numbers_that_go_on() {
    for house in houses().await {
        for n in 0..60 {
            let name = format!(
                "王{}{}",
                ["一", "二", "三", "四", "五", "六"][n / 10],
                ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"][n % 10]
            );
            house.person(&name, house.first.id).await;
        }
        house.person("安康", house.second.id).await;
        let mut admin = house.browser("admin").await;
        let page = admin.get("/people").await.expect(200).shows("共 61 条").shows("安康").shows("下一页");
        let next = between(&page.text(), "class=\"pager\"><a class=\"btn\" href=\"", "\"").replace("&amp;", "&").replace("&#38;", "&");
        let page = admin.get(&next).await.expect(200).shows("<td class=\"no\">51</td>").shows("<td class=\"no\">61</td>");
        assert!(!page.has("下一页") && page.has("第一页"));
        assert_eq!(csv(&admin.get("/people/list.csv").await).lines().count(), 62);
        let under = format!("/people?org={}", house.first.id);
        admin.get(&under).await.expect(200).shows("共 60 条");
        let file = format!("/people/list.csv?org={}", house.second.id);
        assert_eq!(csv(&admin.get(&file).await).lines().count(), 2);
        admin.get(&format!("/people?org={}&party=member", house.first.id)).await.shows("没有符合条件的人员");
        let name = admin.get(&file).await.header("content-disposition").to_owned();
        assert!(name.contains("2022-10-31"), "{name}");
    }
}

#[tokio::test]
async fn a_name_that_looks_like_a_formula_stays_a_name_in_the_download() {
    for house in houses().await {
        let org = house.found("=cmd|' /C calc'!A0", board::OrgKind::Group, house.first.id).await;
        house.person("张三", org.id).await;
        house.account("group", "组长", Role::Officer, org.id).await;
        let mut officer = house.browser("group").await;
        let text = csv(&officer.get("/people/list.csv").await.expect(200));
        assert!(text.contains("'=cmd"), "{text}");
        let text = csv(&officer.get("/orgs/list.csv").await.expect(200));
        assert!(text.contains("'=cmd"), "{text}");
    }
}

#[tokio::test]
async fn a_number_is_opened_by_who_may_with_a_reason_and_found_without_standing_in_an_address() {
    for house in houses().await {
        house.account("officer", "周明", Role::Officer, house.general.id).await;
        let org = house.first.id.to_string();
        let mut recorder = house.browser("first").await;
        recorder.get("/people/new").await.expect(200);
        let all = [fields("张三", &org), vec![("citizen_id", ID), ("phone", "13800001234")]].concat();
        let page = recorder.submit("/people/new", &all).await.expect(200);
        let path = format!("/people/{}", id_of(&page));
        // Who keeps the roster may find by a number, not open it.
        assert!(!page.has("查看原号"));
        recorder.get(&format!("{path}/reveal/citizen_id")).await.expect(403);
        recorder.get("/people/find").await.expect(200);
        let found =
            recorder.press("/people/find", &[("number", "citizen_id"), ("text", "11010519491231002x")]).await.expect(200).shows("张三");
        assert!(found.path.starts_with("/people/") && !found.path.contains("110105"), "{}", found.path);
        recorder.get("/people/find").await.expect(200);
        recorder.press("/people/find", &[("number", "phone"), ("text", "13900001234")]).await.expect(422).shows("没有这个号码的人");
        recorder.press("/people/find", &[("number", "phone"), ("text", "12")]).await.expect(422);

        let mut officer = house.browser("officer").await;
        officer.get(&path).await.expect(200).shows("查看原号");
        let at = format!("{path}/reveal/citizen_id");
        officer.get(&at).await.expect(200);
        let refused = officer.press(&at, &[("reason", "")]).await.expect(422);
        assert!(!refused.has(ID));
        let shown = officer.press(&at, &[("reason", "核对政审材料")]).await.expect(200).shows(ID).shows("周明于");
        assert_eq!(shown.header("cache-control"), "no-store");
        let page = officer.get(&path).await.expect(200).shows("查看原号的记录").shows("核对政审材料").shows("周明");
        assert!(!page.has(ID));
        officer.get(&format!("{path}/reveal/password")).await.expect(404);

        // Nobody of another branch comes near it.
        house.account("other", "外支部", Role::Officer, house.second.id).await;
        let mut other = house.browser("other").await;
        other.get(&at).await.expect(404);
        other.get("/people/find").await.expect(200);
        other.press("/people/find", &[("number", "citizen_id"), ("text", ID)]).await.expect(422).shows("没有这个号码的人");
    }
}
