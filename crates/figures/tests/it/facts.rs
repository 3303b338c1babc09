//! 明细.

use crate::house::{DISTRICT, houses};

#[tokio::test]
async fn a_line_shows_its_record_file_sheet_and_cell_and_no_persons_whole_name() {
    for house in houses().await {
        house.work().await;
        let mut zhou = house.client("zhou").await;
        zhou.get("/figures/assist.service/facts").await.expect(200).shows("2022-ledgers.xlsx「助企服务」D714").shows("href=\"/notes/1\"");
        let page = zhou.get("/figures/station.guest/facts").await.expect(200).shows("林**");
        assert!(!page.has("林小禾"));
        for file in ["csv", "xlsx"] {
            let file = zhou.get(&format!("/figures/station.guest/facts.{file}")).await.expect(200);
            assert!(!file.has("林小禾"));
        }
        let page = zhou.get("/figures/assist.enterprise_covered/facts").await.expect(200).shows("企业");
        page.shows("同一对象可能列出多次").shows("+86");
    }
}

#[tokio::test]
async fn many_lines_are_paged_numbered_on_and_none_is_lost() {
    for house in houses().await {
        for i in 0..120 {
            house.note(1000 + i, house.facts("assist.service", DISTRICT, "2022-02-03", 1)).await;
        }
        let mut zhou = house.client("zhou").await;
        let (mut path, mut seen, mut pages) = ("/figures/assist.service/facts?org=d1".to_owned(), Vec::new(), 0);
        loop {
            let page = zhou.get(&path).await.expect(200).shows("共 120 条");
            pages += 1;
            seen.extend(page.text().split("/notes/").skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()));
            let text = page.text();
            let Some(before) = text.split("下一页").next().filter(|_| text.contains("下一页")) else { break };
            let href = before.rsplit("href=\"").next().unwrap().split('"').next().unwrap();
            path = href.replace("&#38;", "&").replace("&amp;", "&");
        }
        seen.sort();
        seen.dedup();
        assert_eq!((seen.len(), pages), (120, 3));
        assert!(path.contains("org=d1") && path.contains("n=101"), "{path}");
    }
}

#[tokio::test]
async fn what_is_computed_names_the_metrics_from_which_it_comes() {
    for house in houses().await {
        house.note(1, house.facts("station.site", DISTRICT, "2022-02-03", 3)).await;
        let mut zhou = house.client("zhou").await;
        let page = zhou.get("/figures/station.district_covered/facts").await.expect(200);
        page.shows("/figures/station.site/facts").shows("驿站站点").shows("同一板块只计一次");
    }
}
