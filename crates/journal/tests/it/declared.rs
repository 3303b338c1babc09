//! 汇总数: totals without a list, entered as they are phoned in, and replaced by a list when a person says which.

use journal::JournalError;
use journal::actions::{self, Filter, RecordPage, Recorded, Replace};
use journal::model::{Code, Content, Record, Reported};
use ledger::metrics;
use uuid::Uuid;

use crate::house::{House, day, houses, with_firms};

const COVERED: &str = "assist.enterprise_covered";

/// 临湖区's total of the first quarter.
pub fn total(house: &House, quantity: i64) -> Content {
    let mut content = house.content(COVERED, 2, "2022-03-31", quantity);
    content.lines[0].declared_from = Some(day("2022-01-01"));
    content.reported = Some(Reported { by: "林晓".into(), paper: "4月1日电话".into() });
    content
}

async fn both(house: &House) -> (i64, i64) {
    let figure = house.figure(COVERED, 0).await;
    (figure.value, figure.declared)
}

async fn replace(house: &House, total: &Record, list: &[Uuid]) -> Result<Record, JournalError> {
    let metric = Code(metrics::by_code(COVERED).unwrap());
    let ask = Replace { record: total.id, revision: total.revision, metric, list: list.to_vec() };
    house.test.db.write(&house.by, &ask, actions::replace).await
}

/// A record that names firms.
pub async fn list(house: &House, org: usize, on: &str, firms: &[&str]) -> Record {
    let mut content = with_firms(house.content(COVERED, org, on, 1), firms);
    content.title = format!("上门服务{on}");
    house.record(content).await.unwrap()
}

#[tokio::test]
async fn totals_and_lists_stand_beside_each_other_and_are_never_added() {
    for house in houses().await {
        list(&house, 2, "2022-02-10", &["禾木环保有限公司", "青杉印务有限公司"]).await;
        house.record(total(&house, 38)).await.unwrap();
        assert_eq!(both(&house).await, (2, 38));
        let ask = RecordPage { filter: Filter { declared: true, ..Filter::default() }, after: None, limit: 50 };
        let listed = house.test.db.read(&house.by, &ask, actions::list).await.unwrap();
        assert_eq!((listed.total, listed.records[0].content.reported.as_ref().unwrap().by.as_str()), (1, "林晓"));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn one_total_stands_for_an_org_and_period() {
    for house in houses().await {
        let first = house.record(total(&house, 38)).await.unwrap();
        assert!(house.record(total(&house, 40)).await.is_err(), "the first is to be corrected");
        let other = Content { day: day("2022-06-30"), ..total(&house, 52) };
        house.record(other).await.unwrap();
        assert_eq!(both(&house).await, (0, 90));
        // Several at once: all or none, and the sentence says whose stands already.
        let again = vec![ask(total(&house, 12), 1), ask(Content { org: house.orgs[1].id, ..total(&house, 5) }, 2)];
        let Err(JournalError::Refused(refused)) = house.test.db.write(&house.by, &again, actions::record_all).await else {
            panic!("refused")
        };
        assert!(refused.chinese.contains("临湖区"), "{}", refused.chinese);
        assert_eq!(both(&house).await, (0, 90));
        // Withdrawn, it makes room; and cannot come back beside the new one.
        let gone = actions::Withdraw { id: first.id, revision: 1, reason: "重报".into() };
        let gone = house.test.db.write(&house.by, &gone, actions::withdraw).await.unwrap();
        house.record(total(&house, 40)).await.unwrap();
        let back = actions::Restore { id: gone.id, revision: gone.revision };
        assert!(house.test.db.write(&house.by, &back, actions::restore).await.is_err());
        assert_eq!(both(&house).await, (0, 92));
        house.assert_clean().await;
    }
}

fn ask(content: Content, n: u128) -> Recorded {
    Recorded { id: Uuid::from_u128(n), content }
}

#[tokio::test]
async fn a_total_is_refused_where_it_cannot_stand() {
    for house in houses().await {
        let closed = Content { org: house.orgs[3].id, day: day("2022-09-30"), ..total(&house, 3) };
        let refused = house.record(closed).await.unwrap_err();
        assert!(refused.chinese().contains("已于2022年6月30日撤销"), "{}", refused.chinese());
        let before = Content { org: house.orgs[3].id, ..total(&house, 3) };
        house.record(before).await.unwrap();
        for (reported, field) in [(("", "电话"), "by"), (("林晓", " "), "paper")] {
            let reported = Some(Reported { by: reported.0.into(), paper: reported.1.into() });
            let refused = house.record(Content { reported, ..total(&house, 3) }).await.unwrap_err();
            assert_eq!(refused.field(), Some(field));
        }
        assert_eq!(both(&house).await, (0, 3));
    }
}

#[tokio::test]
async fn a_list_replaces_a_total_once_and_only_as_a_person_says() {
    for house in houses().await {
        let stands = house.record(total(&house, 3)).await.unwrap();
        let inside = list(&house, 2, "2022-02-10", &["禾木环保有限公司", "青杉印务有限公司"]).await;
        let second = list(&house, 2, "2022-03-31", &["青杉印务有限公司", "晨星软件有限公司"]).await;
        let (elsewhere, later) =
            (list(&house, 1, "2022-02-10", &["白塔精密有限公司"]).await, list(&house, 2, "2022-04-01", &["晨星软件有限公司"]).await);
        let metric = Code(metrics::by_code(COVERED).unwrap());
        let of = house.test.db.read(&house.by, &(stands.id, metric), actions::replaceable).await.unwrap();
        assert_eq!(of.lists.iter().map(|record| record.id).collect::<Vec<_>>(), [second.id, inside.id], "of this org and period");
        assert_eq!((of.counted(of.lists.iter()), of.line.quantity), (3, 3));

        for wrong in [vec![], vec![elsewhere.id], vec![inside.id, later.id], vec![stands.id]] {
            assert_eq!(replace(&house, &stands, &wrong).await.unwrap_err().field(), Some("list"));
        }
        assert_eq!(both(&house).await, (4, 3));
        let gone = replace(&house, &stands, &[inside.id, second.id]).await.unwrap();
        assert!(gone.withdrawn.is_some());
        assert_eq!(both(&house).await, (4, 0));
        let view = house.test.db.read(&house.by, &stands.id, actions::view).await.unwrap();
        assert_eq!(view.replacements[0].list, [inside.id, second.id]);
        assert!(view.versions.last().unwrap().reason.contains("2 条记录"));
        assert!(matches!(replace(&house, &gone, &[inside.id]).await, Err(JournalError::Refused(_))), "once");

        // Taken back by restoring it: then no list stands in its place.
        let back = actions::Restore { id: gone.id, revision: gone.revision };
        house.test.db.write(&house.by, &back, actions::restore).await.unwrap();
        assert_eq!(both(&house).await, (4, 3));
        assert!(house.test.db.read(&house.by, &stands.id, actions::view).await.unwrap().replacements.is_empty());
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_total_beside_other_figures_is_taken_out_and_the_rest_of_the_record_stays() {
    for house in houses().await {
        let mut content = total(&house, 5);
        content.lines.insert(0, house.content("assist.event", 2, "2022-03-31", 1).lines.remove(0));
        let stands = house.record(content).await.unwrap();
        let named = list(&house, 2, "2022-03-01", &["禾木环保有限公司"]).await;
        let now = replace(&house, &stands, &[named.id]).await.unwrap();
        assert!(now.withdrawn.is_none() && now.content.lines.len() == 1);
        assert_eq!((both(&house).await, house.figure("assist.event", 0).await.value), ((1, 0), 1));
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn the_page_takes_what_districts_phone_in_line_by_line() {
    for house in houses().await {
        let mut zhou = house.browser("zhou").await;
        zhou.get("/journal/declared").await.expect(200).shows("先选数据和时段");
        let at = format!("/journal/declared?metric={COVERED}&from=2022-01-01&to=2022-03-31");
        // 第一党支部, 临湖区 and the office itself; 旧桥区 is closed.
        let page = zhou.get(&at).await.expect(200).shows("临湖区").shows("第一党支部");
        assert!(!page.has("旧桥区"));
        zhou.post(&at, &[]).await.expect(422).shows("请至少填写一个单位的数量");
        zhou.get(&at).await.expect(200);
        zhou.post(&at, &[("quantity-1", "38"), ("paper", "4月1日电话")]).await.expect(422).shows("请写明是谁报的").shows("38");
        zhou.get(&at).await.expect(200);
        zhou.post(&at, &[("quantity-0", "若干"), ("by-0", "林晓")]).await.expect(422);
        assert_eq!(both(&house).await, (0, 0));
        zhou.get(&at).await.expect(200);
        let lines = [
            ("quantity-0", "4"),
            ("by-0", "孟青"),
            ("quantity-1", "38"),
            ("by-1", "林晓"),
            ("paper-1", "信团字〔2022〕3号"),
            ("paper", "4月1日电话"),
        ];
        let page = zhou.submit(&at, &lines).await.expect(200).shows("已登记 2 个单位的汇总数").shows("已登记 38 家");
        page.shows("信团字〔2022〕3号").shows("4月1日电话");
        assert_eq!(both(&house).await, (0, 42));
        zhou.get("/journal?state=declared").await.expect(200).shows("共 2 条");

        // From the record to its list, compared before it is replaced.
        let ask =
            RecordPage { filter: Filter { declared: true, words: vec!["覆盖".into()], ..Filter::default() }, after: None, limit: 9 };
        let records = house.test.db.read(&house.by, &ask, actions::list).await.unwrap().records;
        let record = records.iter().find(|record| record.content.org == house.orgs[2].id).unwrap();
        let (href, replace) = (format!("/journal/{}", record.id), format!("/journal/{}/replace/{COVERED}", record.id));
        zhou.get(&href).await.expect(200).shows("用名单替换").shows("报数人").shows("林晓");
        zhou.get(&replace).await.expect(200).shows("还没有“");
        let named = list(&house, 2, "2022-02-10", &["禾木环保有限公司", "青杉印务有限公司"]).await.id.to_string();
        zhou.get(&replace).await.expect(200).shows("禾木环保有限公司");
        zhou.post(&replace, &[]).await.expect(422).shows("请勾选名单所在的记录");
        zhou.get(&replace).await.expect(200);
        zhou.submit(&replace, &[("list", &named)]).await.expect(200).shows("名单计 2 家；汇总数 38 家，少 36 家");
        assert_eq!(both(&house).await, (2, 42), "compared, not replaced");
        let page = zhou.submit(&replace, &[("list", &named), ("sure", "1")]).await.expect(200);
        page.shows("已用名单替换").shows("汇总数已由名单替换");
        assert_eq!(both(&house).await, (2, 4));
        zhou.get(&replace).await.expect(200).shows("已经由名单替换");
        house.assert_clean().await;
    }
}
