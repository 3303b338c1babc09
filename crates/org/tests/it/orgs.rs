//! The tree's list, founding, names, closing.

use board::OrgKind;
use board::orgs::FoundOrg;

use crate::{csv, houses, id_of};

/// A browser sends what stands chosen in the form.
const LINE: (&str, &str) = ("line", "usual");

#[tokio::test]
async fn the_list_is_the_tree_with_people_counted_up_and_filters_in_the_address() {
    for house in houses().await {
        house.person("李一", house.first.id).await;
        house.person("王二", house.second.id).await;
        let mut admin = house.browser("admin").await;
        let page = admin.get("/orgs").await.expect(200).shows("共 5 条");
        let order: Vec<usize> = ["云州团市委</a>", "机关党总支</a>", "第一党支部</a>", "第二党支部</a>", "临湖区</a>"]
            .map(|name| page.text().find(name).unwrap())
            .to_vec();
        assert!(order.is_sorted(), "{order:?}");
        let text = csv(&admin.get("/orgs/list.csv").await.expect(200));
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "序号,名称,类别,条线,上级组织,编码,成立日期,人数（人）,状态");
        assert_eq!(lines[1], "1,云州团市委,机关,机关部室,,yz,,2,在用");
        assert_eq!(lines[2], "2,机关党总支,党总支,党的组织,云州团市委,o2,,2,在用");
        assert_eq!(lines[3], "3,第一党支部,党支部,党的组织,机关党总支,o3,,1,在用");
        let found = csv(&admin.get("/orgs/list.csv?kind=branch&q=第二").await.expect(200));
        assert_eq!(found.lines().count(), 2, "{found}");
        admin.get("/orgs?line=league").await.expect(200).shows("临湖区").shows("/orgs/list.csv?line=league");
        admin.get("/orgs?q=没有这样的").await.expect(200).shows("没有符合条件的组织");
        assert!(admin.get("/orgs/list.xlsx").await.expect(200).bytes.starts_with(b"PK"));
    }
}

#[tokio::test]
async fn a_form_sent_twice_founds_one_org() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        admin.get(&format!("/orgs/new?parent={}", house.general.id)).await.expect(200);
        let parent = house.general.id.to_string();
        let record = between(&admin.get(&format!("/orgs/new?parent={parent}")).await.text(), "name=\"record\" value=\"", "\"");
        let fields =
            [("name", "第三党支部"), ("kind", "branch"), ("parent", &parent), ("aliases", "三支部、机关三支部"), ("record", &record), LINE];
        let first = admin.submit("/orgs/new", &fields).await.expect(200).shows("已建立“第三党支部”");
        let second = admin.submit("/orgs/new", &fields).await.expect(200);
        assert_eq!(id_of(&first), id_of(&second));
        assert_eq!(house.named("机关三支部").await, house.named("第三党支部").await);
        assert_eq!(house.named("第三党支部").await.len(), 1);
        let org = house.org(house.named("三支部").await[0]).await;
        assert_eq!((org.kind, org.line, org.parent), (OrgKind::Branch, board::Line::Party, Some(house.general.id)));
    }
}

pub(crate) fn between(text: &str, before: &str, after: &str) -> String {
    let from = text.find(before).map(|at| at + before.len()).unwrap();
    text[from..].split(after).next().unwrap().to_owned()
}

#[tokio::test]
async fn a_name_of_500_characters_is_refused_and_what_was_typed_stays() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        admin.get("/orgs/new").await.expect(200);
        let long = "长".repeat(500);
        let fields = [("name", long.as_str()), ("kind", "branch"), ("parent", &house.general.id.to_string()), ("code", "zhibu9")];
        let page = admin.submit("/orgs/new", &fields).await.expect(422);
        let page = page.shows("名称最多 100 个字，现在有 500 个字，请删减。").shows(&long).shows("value=\"zhibu9\"");
        assert!(page.has(&format!("value=\"{}\" selected", house.general.id)));
    }
}

#[tokio::test]
async fn each_refusal_stands_at_its_field_in_a_sentence() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        let parent = house.general.id.to_string();
        let good = [("name", "第三党支部"), ("kind", "branch"), ("parent", parent.as_str()), ("founded", ""), ("code", ""), LINE];
        for (field, value, sentence) in [
            ("name", " ", "请填写名称"),
            ("kind", "", "请选择类别"),
            ("kind", "dragon", "请在列出的选项中选择类别"),
            ("parent", "", "请选择上级组织"),
            ("parent", "outside", "只有上级党组织在本单位之外"),
            ("founded", "2022-02-30", "不是日历上的一天"),
            ("founded", "1899-12-31", "1900 年至 2099 年"),
            ("founded", "2022-11-01", "不能晚于2022年10月31日"),
            ("code", "党 支部", "编码“党 支部”不合要求"),
            ("code", "yz", "编码“yz”已被其他组织使用"),
            ("name", "第\u{202e}三", "不可见的控制字符"),
        ] {
            admin.get("/orgs/new").await.expect(200);
            let fields = good.map(|(name, old)| if name == field { (name, value) } else { (name, old) });
            let page = admin.submit("/orgs/new", &fields).await;
            assert!([409, 422].contains(&page.status.as_u16()), "{field}={value}: {}", page.status);
            let page = page.shows(sentence);
            assert!(page.has(&format!("id=\"f-{field}-error\"")), "{field}={value}");
        }
        assert!(house.named("第三党支部").await.is_empty());
    }
}

#[tokio::test]
async fn a_superior_stands_outside_the_tree_and_is_seen_by_the_office() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        admin.get("/orgs/new").await.expect(200);
        let page =
            admin.submit("/orgs/new", &[("name", "市级机关工委"), ("kind", "superior"), ("parent", "outside"), LINE]).await.expect(200);
        let page = page.shows("本单位之外");
        assert!(!page.has("/move\""));
        admin.get("/orgs").await.shows("市级机关工委");
        let id = id_of(&page);
        let mut reader = house.browser("reader").await;
        reader.get(&format!("/orgs/{id}")).await.expect(404);
    }
}

#[tokio::test]
async fn a_renamed_org_is_found_by_both_names_and_the_second_of_two_is_told() {
    for house in houses().await {
        let path = format!("/orgs/{}/names", house.first.id);
        let rename = format!("/orgs/{}/rename", house.first.id);
        let (mut one, mut two) = (house.browser("admin").await, house.browser("admin").await);
        one.get(&path).await.expect(200);
        two.get(&path).await.expect(200);
        one.submit(&rename, &[("name", "第一党支部（机关）")]).await.expect(200).shows("已更名为");
        let page = two.submit(&rename, &[("name", "机关一支部")]).await.expect(409);
        page.shows("刚被他人更正过").shows("机关一支部");
        assert_eq!(house.named("第一党支部").await, vec![house.first.id]);
        assert_eq!(house.named("第一党支部（机关）").await, vec![house.first.id]);
        one.get(&format!("/orgs/{}", house.first.id)).await.shows("第一党支部（机关）").shows("曾用名、简称");
        one.get("/orgs?q=第一党支部").await.shows("第一党支部（机关）");
    }
}

#[tokio::test]
async fn short_forms_come_and_go() {
    for house in houses().await {
        let path = format!("/orgs/{}/names", house.district.id);
        let mut admin = house.browser("admin").await;
        admin.get(&path).await.expect(200);
        let add = format!("/orgs/{}/aliases", house.district.id);
        admin.submit(&add, &[("alias", "临湖")]).await.expect(200).shows("已添加“临湖”");
        assert_eq!(house.named("临湖").await, vec![house.district.id]);
        admin.submit(&add, &[("alias", &"临".repeat(101))]).await.expect(422).shows("最多 100 个字");
        admin.submit(&format!("{add}/remove"), &[("alias", "临湖")]).await.expect(200).shows("已删除“临湖”");
        assert!(house.named("临湖").await.is_empty());
    }
}

#[tokio::test]
async fn a_closed_org_is_listed_on_demand_and_can_be_opened_again() {
    for house in houses().await {
        let mut admin = house.browser("admin").await;
        let close = format!("/orgs/{}/close", house.general.id);
        admin.get(&close).await.expect(200);
        admin.submit(&close, &[("day", "2022-09-30")]).await.expect(409).shows("“机关党总支”还有下级组织");
        let close = format!("/orgs/{}/close", house.first.id);
        admin.get(&close).await.expect(200);
        admin.submit(&close, &[("day", "2022-11-30")]).await.expect(422).shows("撤销日期不能晚于2022年10月31日");
        admin.submit(&close, &[("day", "2022-09-30")]).await.expect(200).shows("已于2022年9月30日撤销");
        assert!(!admin.get("/orgs").await.has("第一党支部"));
        admin.get("/orgs?closed=1").await.shows("第一党支部").shows("2022年9月30日 撤销");
        // Nothing new is founded below it; the list of parents does not offer it.
        let form = admin.get("/orgs/new").await.expect(200);
        assert!(!form.has(&house.first.id.to_string()));
        let page = admin.get(&format!("/orgs/{}", house.first.id)).await.expect(200).shows("恢复");
        assert!(page.has("2022年9月30日"));
        admin.post(&format!("/orgs/{}/reopen", house.first.id), &[]).await.expect(200).shows("已恢复");
        assert!(house.org(house.first.id).await.stands());
    }
}

#[tokio::test]
async fn a_large_tree_is_paged_and_downloaded_whole() {
    for house in houses().await.into_iter().take(1) {
        for n in 0..620 {
            let ask = FoundOrg::new(&format!("第{n}团支部"), OrgKind::LeagueBranch, Some(house.district.id));
            house.db().write(&house.by, &ask, board::orgs::found).await.unwrap();
        }
        let mut admin = house.browser("admin").await;
        let page = admin.get("/orgs").await.expect(200).shows("共 625 条").shows("下一页");
        assert!(page.bytes.len() < 200_000, "{}", page.bytes.len());
        admin.get("/orgs?after=600").await.expect(200).shows("<td class=\"no\">601</td>").shows("第一页");
        assert_eq!(csv(&admin.get("/orgs/list.csv").await).lines().count(), 626);
        // Too many to choose from: the form asks for a name, a short form or a code instead.
        let form = admin.get("/orgs/new?kind=league_branch").await.expect(200);
        assert!(form.has("上级组织（填全称、简称或编码）") && form.bytes.len() < 30_000);
        let fields = [("name", "第700团支部"), ("kind", "league_branch"), ("parent", "临湖区"), LINE];
        admin.submit("/orgs/new", &fields).await.expect(200).shows("已建立");
        admin.get("/orgs/new").await.expect(200);
        let fields = [("name", "第701团支部"), ("kind", "league_branch"), ("parent", "没有的区"), LINE];
        admin.submit("/orgs/new", &fields).await.expect(422).shows("没有找到这个组织").shows("没有的区");
    }
}
