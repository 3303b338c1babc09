//! 有变动的行 on the pages: ticked one by one, over many pages, with the choice kept.

use base::{Actor, Db, DbError, Options, Tx, sql};
use journal::import;
use testkit::{Answer, Client};

use crate::changed::{EVENTS, Event, events};
use crate::house::{House, houses};
use crate::preview::upload;

const CONFIRM: &str = "/import/preview/confirm";

/// So many events with so large a number each.
fn many(rows: usize, quantity: i64) -> Vec<u8> {
    let titles: Vec<String> = (0..rows).map(|i| format!("助企活动第{i}场")).collect();
    let rows: Vec<Event<'_>> = titles.iter().map(|title| ("2022-04-08", title.as_str(), quantity, "")).collect();
    events(&rows)
}

/// The tokens of the boxes of a page, and whether each is ticked.
fn boxes(page: &Answer) -> Vec<(String, bool)> {
    let text = page.text();
    let of = |part: &str| {
        let (token, rest) = part.split_once('"').unwrap();
        (token.to_owned(), rest.split('>').next().unwrap().contains(" checked"))
    };
    text.split("name=\"pick\" value=\"").skip(1).map(of).collect()
}

async fn previewed(house: &House, first: &[u8], second: &[u8]) -> (Client, Answer) {
    house.run(&house.import("四月.xlsx", first)).await.unwrap();
    let (mut zhou, org) = (house.browser("zhou").await, house.orgs[0].id.to_string());
    let page = upload(&mut zhou, &org, "五月.xlsx", second).await.expect(200);
    (zhou, page)
}

#[tokio::test]
async fn each_changed_row_is_shown_with_both_values_and_corrected_only_when_ticked() {
    for house in houses().await {
        house.run(&house.import("四月.xlsx", &events(&EVENTS))).await.unwrap();
        let (mut wu, mut zhou) = (house.browser("wu").await, house.browser("zhou").await);
        // 吴静 corrects one by hand.
        let found = wu.get("/journal?q=%E5%AF%B9%E6%8E%A5%E4%BC%9A").await.expect(200).text();
        let at =
            found.split("href=\"/journal/").skip(1).find(|part| part.as_bytes()[8] == b'-').unwrap().split('"').next().unwrap().to_owned();
        wu.get(&format!("/journal/{at}/edit")).await.expect(200);
        wu.press(&format!("/journal/{at}/edit"), &[("quantity-0", "7"), ("reason", "电话核对")]).await.expect(200);

        let rows = EVENTS.map(|(day, title, n, place)| (day, title, n + 1, place));
        let page = upload(&mut zhou, &house.orgs[0].id.to_string(), "五月.xlsx", &events(&rows)).await.expect(200);
        let page = page.shows("有变动的行").shows("4 行，已勾选 3 行").shows("活动场次 D3").shows(&format!("/journal/{at}"));
        let page = page.shows("人工更正过").shows("吴静").shows("更正 3 条，1 行变动未采用").shows("并更正勾选的行");
        assert!(!page.has("第3行与此前导入的记录不一致"), "said once");
        assert_eq!(boxes(&page).iter().map(|b| b.1).collect::<Vec<_>>(), [false, true, true, true]);
        let page = zhou.press(CONFIRM, &[("to", "all")]).await.expect(200).shows("已勾选 4 行");
        assert!(boxes(&page).iter().all(|b| b.1));
        let page = zhou.press(CONFIRM, &[("to", "none")]).await.expect(200).shows("已勾选 0 行");
        let token = boxes(&page)[1].0.clone();
        // Ticked, then the way of importing is changed: the tick of a page that was sent stays.
        zhou.press(CONFIRM, &[("to", "1"), ("pick", &token)]).await.expect(200).shows("已勾选 1 行");
        let org = house.orgs[0].id.to_string();
        zhou.submit("/import/preview", &[("org", &org)]).await.expect(200).shows("已勾选 1 行");
        let page = zhou.press(CONFIRM, &[]).await.expect(200);
        let page = page.shows("更正 1 条，3 行变动未采用").shows("有变动的行").shows("已更正");
        assert_eq!(house.figure("assist.event", 0).await.value, 7 + 2 + 2 + 1);

        // From the import's page the others are taken, also the one corrected by hand; a repeat does nothing.
        let changes = format!("{}/changes", page.path);
        zhou.submit(&changes, &[]).await.expect(200).shows("没有勾选任何一行");
        let page = zhou.press(&changes, &[("to", "all")]).await.expect(200);
        let open = boxes(&page);
        assert!(open.len() == 3 && open.iter().all(|b| b.1));
        zhou.press(&changes, &[]).await.expect(200).shows("已按台账更正 3 条记录").shows("更正 4 条");
        let again: Vec<(&str, &str)> = open.iter().map(|b| ("pick", b.0.as_str())).collect();
        zhou.post(&changes, &again).await.expect(200).shows("没有重复更正");
        zhou.post(&changes, &[("pick", "0-0-x")]).await.expect(200).shows("什么也没有更改");
        assert_eq!(house.figure("assist.event", 0).await.value, 9);
        zhou.get("/import").await.expect(200).shows("未采用");

        let undo = page.path.replace("/changes", "/undo");
        zhou.get(&undo).await.expect(200).shows("被它更正的 4 条恢复原值");
        zhou.submit(&undo, &[("sure", "1")]).await.expect(200).shows("4 条被它更正的记录恢复原值");
        assert_eq!(house.figure("assist.event", 0).await.value, 7 + 1 + 2 + 1);
        house.assert_clean().await;
    }
}

#[tokio::test]
async fn a_row_that_changed_while_it_was_looked_at_is_said_and_nothing_is_lost() {
    for house in houses().await {
        let rows = EVENTS.map(|(day, title, n, place)| (day, title, n + 1, place));
        let (mut zhou, page) = previewed(&house, &events(&EVENTS), &events(&rows)).await;
        let picks = boxes(&page);
        house.run(&import::Import { correct: true.into(), ..house.import("六月.xlsx", &events(&rows[..1])) }).await.unwrap();
        let before = house.rows().await;
        let page = zhou.press(CONFIRM, &[("pick", &picks[0].0), ("pick", &picks[2].0)]).await.expect(200);
        let page = page.shows("活动场次第3行“校企对接会”在您核对期间有了变动").shows("什么也没有更改").shows("3 行，已勾选 1 行");
        assert_eq!(house.rows().await, before);
        assert_eq!(boxes(&page).iter().map(|b| b.1).collect::<Vec<_>>(), [false, true, false]);
        let page = zhou.press(CONFIRM, &[]).await.expect(200).shows("更正 1 条，2 行变动未采用");

        // The answer was lost and the form is sent once more; then another file waits in its place.
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        zhou.post(CONFIRM, &[("id", &id)]).await.expect(200).shows("已经导入，没有重复登记");
        upload(&mut zhou, &house.orgs[0].id.to_string(), "七月.xlsx", &events(&EVENTS)).await.expect(200);
        zhou.post(CONFIRM, &[("id", &id)]).await.expect(200).shows("待导入的文件已换成“七月.xlsx”");
        house.assert_clean().await;
    }
}

/// Makes the database as it was before imports kept their counts.
const BACK: [&str; 6] = [
    "DROP TABLE changed_row",
    "ALTER TABLE batch DROP COLUMN corrected",
    "ALTER TABLE batch DROP COLUMN already_there",
    "ALTER TABLE batch DROP COLUMN refused",
    "ALTER TABLE batch DROP COLUMN left_out",
    "DELETE FROM schema_step WHERE room = 'journal' AND step = 5",
];

#[tokio::test]
async fn the_list_of_imports_counts_what_was_imported_before_counts_were_kept_and_is_paged() {
    for mut house in houses().await {
        let rows = [("2022-02-30", "三十日", 1, ""), EVENTS[0], EVENTS[1]];
        house.run(&house.import("一.xlsx", &events(&EVENTS))).await.unwrap();
        house.run(&house.import("二.xlsx", &events(&rows))).await.unwrap();
        let tamper = async |tx: &mut Tx, _: &Actor, (): &()| {
            for text in BACK {
                tx.run(sql(text).scratch()).await?;
            }
            Ok::<_, DbError>(())
        };
        house.test.db.write(&house.by, &(), tamper).await.unwrap();
        house.test.db.close().await;
        house.test.db = reopened(&house).await;
        let counts = |batch: &import::Logged| (batch.records, batch.counts.corrected, batch.counts.already_there, batch.counts.refused);
        let page = import::BatchPage { after: None, limit: 1 };
        let mut all = house.test.db.read(&house.by, &page, import::batches).await.unwrap();
        let page = import::BatchPage { after: Some((all[0].at, all[0].id)), limit: 5 };
        all.extend(house.test.db.read(&house.by, &page, import::batches).await.unwrap());
        // Both were made at the same instant: which comes first is by chance.
        let mut all: Vec<_> = all.iter().map(counts).collect();
        all.sort_unstable();
        assert_eq!(all, [(0, 0, 2, 1), (4, 0, 0, 0)]);
        house.test.db.close().await;
    }
}

/// The house's database under today's tables.
async fn reopened(house: &House) -> Db {
    let (url, clock) = (house.test.db.url().clone(), house.test.db.clock().clone());
    let all = [board::MIGRATIONS, ledger::MIGRATIONS, journal::MIGRATIONS];
    Db::open(&url, &all, clock, Options::default()).await.unwrap()
}

#[tokio::test]
async fn without_a_changed_row_there_is_no_table() {
    for house in houses().await {
        let (_, page) = previewed(&house, &events(&EVENTS), &events(&EVENTS[..3])).await;
        assert!(page.has("3 行此前已导入") && !page.has("有变动的行"));
    }
}

#[tokio::test]
async fn two_thousand_changed_rows_are_turned_page_by_page_and_the_choice_survives() {
    for house in houses().await {
        let (mut zhou, page) = previewed(&house, &many(2_000, 1), &many(2_000, 2)).await;
        let page = page.shows("2000 行，已勾选 2000 行").shows("第 1 页，共 40 页");
        let first = boxes(&page);
        assert_eq!(first.len(), 50);
        assert!(page.bytes.len() < 100_000, "{} bytes", page.bytes.len());
        // Two boxes of the first page are emptied, then one of the last.
        let kept: Vec<(&str, &str)> = first[2..].iter().map(|b| ("pick", b.0.as_str())).collect();
        let page = zhou.press(CONFIRM, &[&[("to", "40")], &kept[..]].concat()).await.expect(200);
        let page = page.shows("已勾选 1998 行").shows("第 40 页，共 40 页");
        let last = boxes(&page);
        let kept: Vec<(&str, &str)> = last[1..].iter().map(|b| ("pick", b.0.as_str())).collect();
        let page = zhou.press(CONFIRM, &kept).await.expect(200).shows("更正 1997 条，3 行变动未采用");
        assert!(page.bytes.len() < 100_000, "{} bytes", page.bytes.len());
        assert_eq!(house.figure("assist.event", 0).await.value, 2_000 + 1_997);
        house.undo(page.path.rsplit('/').next().unwrap().parse().unwrap()).await.unwrap();
        assert_eq!(house.figure("assist.event", 0).await.value, 2_000);
        house.assert_clean().await;
    }
}
