//! The pages of records, through the router in memory.

use testkit::Client;
use uuid::Uuid;

use crate::house::{House, houses, with_firms};

/// Words that pages never say.
const NEVER: [&str; 5] = ["凭证", "冲销", "事实", "账本", "核签"];

fn fields<'a>(org: &'a str, change: &[(&'static str, &'a str)]) -> Vec<(&'static str, &'a str)> {
    let mut all = vec![("title", "青年人才座谈"), ("day", "2022-05-04"), ("org", org), ("metric-0", "assist.event"), ("quantity-0", "1")];
    for (name, value) in change {
        all.retain(|(known, _)| known != name);
        all.push((name, value));
    }
    all
}

async fn post_new(client: &mut Client, org: &str, change: &[(&'static str, &str)]) -> testkit::Answer {
    client.get("/journal/new").await.expect(200);
    client.submit("/journal/new", &fields(org, change)).await
}

#[tokio::test]
async fn a_record_is_made_shown_corrected_withdrawn_and_restored() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[1].id.to_string());
        zhou.get("/journal").await.expect(200).shows("还没有记录");
        let page = post_new(&mut zhou, &org, &[]).await.expect(200).shows("已登记：").shows("青年人才座谈").shows("第一党支部");
        let at = page.path.clone();
        assert_eq!(house.figure("assist.event", 0).await.value, 1);
        for (step, title) in [("edit", "更正记录"), ("withdraw", "撤回记录")] {
            let page = zhou.get(&format!("{at}/{step}")).await.expect(200).shows(title);
            assert!(!NEVER.iter().any(|word| page.has(word)));
        }
        zhou.get(&format!("{at}/edit")).await.expect(200);
        let change = fields(&org, &[("quantity-0", "4"), ("reason", "场次填少了")]);
        zhou.submit(&format!("{at}/edit"), &change).await.expect(200).shows("已更正").shows("场次填少了");
        assert_eq!(house.figure("assist.event", 0).await.value, 4);
        zhou.get(&format!("{at}/withdraw")).await.expect(200);
        zhou.submit(&format!("{at}/withdraw"), &[("reason", "")]).await.expect(422);
        zhou.submit(&format!("{at}/withdraw"), &[("reason", "活动未举行")]).await.expect(200).shows("已撤回").shows("活动未举行");
        assert_eq!(house.figure("assist.event", 0).await.value, 0);
        zhou.get("/journal?state=withdrawn").await.expect(200).shows("青年人才座谈");
        zhou.get(&at).await.expect(200);
        zhou.submit(&format!("{at}/restore"), &[]).await.expect(200).shows("已恢复");
        assert_eq!(house.figure("assist.event", 0).await.value, 4);
        house.assert_clean().await;
    }
}

async fn refused(house: &House, name: &str, change: &[(&'static str, &str)]) {
    let (mut zhou, org) = (house.browser("zhou").await, house.orgs[1].id.to_string());
    let page = post_new(&mut zhou, &org, change).await.expect(422);
    let text = page.text();
    let at = text.find(&format!("-{name}-error\"")).or_else(|| text.find(&format!("{name}-error\"")));
    assert!(at.is_some(), "no error at {name}: {text}");
    // Nothing that was typed is lost.
    page.shows("青年人才座谈");
}

#[tokio::test]
async fn a_form_that_cannot_be_kept_says_so_at_the_field_and_changes_nothing() {
    for house in houses().await {
        let before = house.rows().await;
        let closed = house.orgs[3].id.to_string();
        let long = "长".repeat(500);
        let cases: Vec<(&str, Vec<(&'static str, &str)>)> = vec![
            ("quantity-0", vec![("quantity-0", "-1")]),
            ("quantity-0", vec![("quantity-0", "若干")]),
            ("quantity-0", vec![("quantity-0", "99999999999999999999")]),
            ("day", vec![("day", "1899-05-04")]),
            ("day", vec![("day", "2199-05-04")]),
            ("day", vec![("day", "2022-02-30")]),
            ("day", vec![("day", "2022-12-31")]),
            ("org", vec![("org", closed.as_str())]),
            ("place", vec![("place", long.as_str())]),
            ("people", vec![("people", long.as_str())]),
            ("names-0", vec![("metric-0", "assist.enterprise_covered"), ("names-0", long.as_str())]),
            ("names-0", vec![("metric-0", "assist.enterprise_covered"), ("names-0", "")]),
        ];
        for (name, change) in cases {
            refused(&house, name, &change).await;
        }
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[1].id.to_string());
        post_new(&mut zhou, &org, &[("title", long.as_str())]).await.expect(422).shows(&long);
        assert_eq!(house.rows().await, before);
    }
}

#[tokio::test]
async fn firms_named_with_a_service_are_a_second_line_of_its_record_as_an_import_makes_it() {
    let service = |firms: &'static str| vec![("metric-0", "assist.service"), ("along-0", firms)];
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[2].id.to_string());
        let counts = async || (house.figure("assist.service", 0).await.value, house.figure("assist.enterprise_covered", 0).await.value);
        zhou.get("/journal/new?metric=assist.service").await.expect(200).shows("服务企业");
        let both = "禾木环保有限公司、青石软件有限公司";
        let wrong = [service(both), vec![("quantity-0", "若干")]].concat();
        post_new(&mut zhou, &org, &wrong).await.expect(422).shows(&format!(">\n{both}</textarea>"));
        let long: &'static str = "长".repeat(101).leak();
        let page = post_new(&mut zhou, &org, &service(long)).await.expect(422).shows(long);
        assert!(page.has("f-along-0-error"));
        assert_eq!(counts().await, (0, 0));

        let page = post_new(&mut zhou, &org, &service(both)).await.expect(200).shows("已登记：").shows(both);
        let at = page.path.clone();
        assert_eq!(counts().await, (1, 2));
        let edit = zhou.get(&format!("{at}/edit")).await.expect(200).shows("禾木环保有限公司\n青石软件有限公司</textarea>");
        assert!(!edit.has("metric-1"), "the firms stand at the service");
        zhou.submit(&format!("{at}/edit"), &fields(&org, &service("青石软件有限公司"))).await.expect(200).shows("已更正");
        assert_eq!(counts().await, (1, 1));
        zhou.get(&format!("{at}/edit")).await.expect(200);
        zhou.submit(&format!("{at}/edit"), &fields(&org, &service(""))).await.expect(200).shows("已更正");
        assert_eq!(counts().await, (1, 0));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn firms_typed_with_a_service_move_to_their_own_line_when_one_is_added() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[2].id.to_string());
        let ask =
            [("metric-0", "assist.service"), ("along-0", "禾木环保有限公司"), ("to", "add"), ("more_kind", "assist.enterprise_covered")];
        let page = post_new(&mut zhou, &org, &ask).await.expect(200).shows(">\n禾木环保有限公司</textarea>").shows("metric-1");
        assert!(!page.has("along-0"), "asked once");
    }
}

#[tokio::test]
async fn a_line_that_is_dropped_takes_its_own_words_and_no_others() {
    for house in houses().await {
        let (mut zhou, org) = (house.browser("zhou").await, house.orgs[2].id.to_string());
        let lines = [
            ("metric-0", "assist.event"),
            ("quantity-0", "4"),
            ("metric-1", "assist.project"),
            ("quantity-1", "31"),
            ("metric-2", "assist.policy"),
            ("quantity-2", "57"),
            ("to", "drop:1"),
        ];
        let page = post_new(&mut zhou, &org, &lines).await.expect(200).shows("value=\"57\"").shows("value=\"4\"");
        assert!(!page.has("metric-2") && !page.has("value=\"31\""));
    }
}

#[tokio::test]
async fn an_imported_service_is_corrected_at_the_same_field_and_keeps_its_cells() {
    for house in houses().await {
        let bytes = crate::books::services(&crate::books::APRIL);
        house.run(&house.import("四月.xlsx", &bytes)).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        let list = zhou.get("/journal?metric=assist.enterprise_covered").await.expect(200).text();
        let href =
            list.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.len() == 45 && href.starts_with("/journal/"));
        let at = href.unwrap().to_owned();
        let id: Uuid = at.trim_start_matches("/journal/").parse().unwrap();
        let before = house.opened(id).await;
        assert_eq!(before.content.lines.len(), 2);
        zhou.get(&format!("{at}/edit")).await.expect(200).shows("along-0");
        let firms: Vec<String> = before.content.lines[1].subjects.iter().map(|about| about.name.clone()).collect();
        let (org, day, firms) = (before.content.org.to_string(), before.content.day.to_string(), firms.join("\n"));
        let change = [("day", day.as_str()), ("metric-0", "assist.service"), ("along-0", firms.as_str()), ("title", "改过的内容")];
        let all = fields(&org, &change);
        zhou.submit(&format!("{at}/edit"), &all).await.expect(200).shows("已更正");
        let after = house.opened(id).await;
        assert_eq!((after.content.title.as_str(), &after.content.lines), ("改过的内容", &before.content.lines));
    }
}

#[tokio::test]
async fn the_second_of_two_editors_sees_both_and_loses_nothing() {
    for house in houses().await {
        let record = house.record(house.content("assist.event", 1, "2022-05-04", 2)).await.unwrap();
        let (mut zhou, mut wu) = (house.browser("zhou").await, house.browser("wu").await);
        let (at, org) = (format!("/journal/{}/edit", record.id), house.orgs[1].id.to_string());
        zhou.get(&at).await.expect(200);
        wu.get(&at).await.expect(200);
        zhou.submit(&at, &fields(&org, &[("title", "周明写的内容"), ("quantity-0", "3")])).await.expect(200).shows("已更正");
        let told = wu.submit(&at, &fields(&org, &[("title", "吴静写的内容"), ("quantity-0", "5")])).await.expect(409);
        told.shows("周明 刚刚更正了这条记录").shows("周明写的内容").shows("吴静写的内容");
        assert_eq!(house.figure("assist.event", 0).await.value, 3);
        wu.submit(&at, &fields(&org, &[("title", "吴静写的内容"), ("quantity-0", "5")])).await.expect(200).shows("已更正");
        assert_eq!(house.figure("assist.event", 0).await.value, 5);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_draft_comes_back_until_it_is_recorded_or_thrown_away_and_to_nobody_else() {
    for house in houses().await {
        let (mut zhou, mut wu, org) = (house.browser("zhou").await, house.browser("wu").await, house.orgs[1].id.to_string());
        let draft = async |client: &mut Client| {
            client.get("/journal/new").await.expect(200);
            client.submit("/journal/draft", &fields(&org, &[("form", "new"), ("title", "写到一半的座谈")])).await.expect(200);
        };
        draft(&mut zhou).await;
        zhou.get("/journal/new").await.expect(200).shows("已恢复上次没有提交的草稿").shows("写到一半的座谈");
        assert!(!wu.get("/journal/new").await.has("写到一半的座谈"));
        zhou.get("/journal/new").await.expect(200);
        zhou.submit("/journal/draft/discard", &[]).await.expect(200).shows("草稿已删除");
        assert!(!zhou.get("/journal/new").await.has("写到一半的座谈"));
        draft(&mut zhou).await;
        post_new(&mut zhou, &org, &[("title", "写完的座谈")]).await.expect(200).shows("已登记");
        assert!(!zhou.get("/journal/new").await.has("写到一半的座谈"));
    }
}

#[tokio::test]
async fn a_list_pages_filters_and_downloads_the_same_rows() {
    for house in houses().await {
        for i in 0..60 {
            let mut content = with_firms(house.content("assist.service", 2, "2022-05-04", 1), &["禾木环保有限公司"]);
            content.title = format!("服务{i:02}");
            house.record(content).await.unwrap();
        }
        let mut formula = house.content("assist.event", 1, "2022-06-01", 1);
        formula.title = "=HYPERLINK(1)".into();
        house.record(formula).await.unwrap();
        let mut du = house.browser("du").await;
        let page = du.get("/journal").await.expect(200).shows("61").shows("=HYPERLINK(1)");
        assert!(page.bytes.len() < 100_000, "{}", page.bytes.len());
        let text = page.text();
        let next = text.split("href=\"").filter_map(|rest| rest.split('"').next()).find(|href| href.contains("after=")).unwrap();
        let second = du.get(&next.replace("&amp;", "&").replace("&#38;", "&")).await.expect(200);
        let (first, second) = (text, second.text());
        assert!(!second.contains("=HYPERLINK"));
        assert!((0..60).all(|i| first.contains(&format!("服务{i:02}")) != second.contains(&format!("服务{i:02}"))), "each once");
        let csv = du.get("/journal/csv?q=%E6%9C%8D%E5%8A%A1").await.expect(200).text();
        assert_eq!(csv.trim_end().lines().count(), 61, "a heading and sixty rows");
        let whole = du.get("/journal/csv").await.expect(200).text();
        assert!(whole.contains("'=HYPERLINK(1)") && !whole.contains(",=HYPERLINK"));
        let book = du.get("/journal/xlsx").await.expect(200).bytes;
        let book = sheet::read(&book, "a.xlsx", &sheet::Limits::default()).unwrap();
        assert!(book.sheets[0].cells.values().any(|value| value.text() == "服务59"));
    }
}

#[tokio::test]
async fn the_record_page_links_to_its_figure_and_to_the_import_that_made_it() {
    for house in houses().await {
        let bytes = crate::books::services(&crate::books::APRIL);
        let outcome = house.run(&house.import("四月.xlsx", &bytes)).await.unwrap();
        let batch: Uuid = outcome.batch.unwrap();
        let mut du = house.browser("du").await;
        let list = du.get(&format!("/journal?batch={batch}")).await.expect(200).shows("政策宣讲进园区");
        let text = list.text();
        let before = text.split("政策宣讲进园区").next().unwrap();
        let href = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap().to_owned();
        let page = du.get(&href).await.expect(200).shows("四月.xlsx").shows("第 4 行").shows(&format!("/import/{batch}"));
        page.shows("还没有签发的报告引用这条记录");
    }
}

#[tokio::test]
async fn a_record_made_from_another_asks_for_nothing_that_it_holds() {
    for house in houses().await {
        let mut content = with_firms(house.content("assist.enterprise_covered", 2, "2022-05-10", 1), &["禾木环保有限公司"]);
        content.title = "助企走访".into();
        content.place = "青年之家".into();
        content.people = vec!["孟青".into()];
        let first = house.record(content.clone()).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        zhou.get(&format!("/journal/{}", first.id)).await.expect(200).shows("照此再登记");
        zhou.get(&format!("/journal/new?like={}", first.id)).await.expect(200).shows("禾木环保有限公司").shows("青年之家").shows("孟青");
        let page = zhou.press("/journal/new", &[("day", "2022-05-12")]).await.expect(200).shows("已登记");
        let next = house.opened(page.path.rsplit('/').next().unwrap().parse().unwrap()).await;
        assert_ne!(next.id, first.id);
        assert_eq!(next.content, journal::model::Content { day: crate::house::day("2022-05-12"), ..content });
        house.browser("liu").await.get(&format!("/journal/new?like={}", first.id)).await.expect(404);
    }
}

#[tokio::test]
async fn what_was_written_before_is_offered_and_no_guest_is() {
    for house in houses().await {
        let mut first = with_firms(house.content("assist.enterprise_covered", 1, "2022-05-10", 1), &["禾木环保有限公司"]);
        (first.title, first.place, first.people) = ("走访企业问需".into(), "青年之家".into(), vec!["钟可".into()]);
        house.record(first).await.unwrap();
        let guest = journal::rules::about(ledger::SubjectKind::Person, "住客甲", "第一党支部");
        let mut stay = house.content("station.guest", 1, "2022-05-11", 1);
        stay.lines[0].subjects = vec![guest];
        house.record(stay).await.unwrap();
        let mut zhou = house.browser("zhou").await;
        let page = zhou.get("/journal/new?metric=assist.enterprise_covered").await.expect(200);
        for offered in ["走访企业问需", "青年之家", "钟可", "禾木环保有限公司"] {
            assert!(page.text().contains(&format!("<option value=\"{offered}\"></option>")), "{offered}: {}", page.text());
        }
        assert!(!page.has("住客甲"));
        zhou.get("/journal/plan/new").await.expect(200).shows("<option value=\"青年之家\"></option>");
    }
}
